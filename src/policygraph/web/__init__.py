"""``policygraph serve``: pages, SPARQL and linked data over one store; nothing is written, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

HOST, PORT = "127.0.0.1", 8765
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def known_hosts(public: bool, names: Iterable[str]) -> frozenset[str]:
    """The host names that requests may be for: this machine's own, and those given.

    A page of another site cannot reach this server through a name of its own that it points here.

    >>> sorted(known_hosts(False, ["kho.example.vn"]))
    ['127.0.0.1', '::1', 'kho.example.vn', 'localhost']
    """
    import socket

    own = {socket.gethostname().lower(), socket.getfqdn().lower()} if public else set()
    return frozenset({*_LOCAL, *own, *(name.lower() for name in names)})


def bundled() -> bool:
    """True where what the pages use from others was bundled into this installation."""
    from policygraph.web.frame import assets

    return bool(assets())


def serve(
    location: str,
    port: int = PORT,
    *,
    public: bool = False,
    hosts: Iterable[str] = (),
    seconds: int = 10,
    geo: Path | None = None,
    ready: Callable[[], None] | None = None,
) -> None:
    """Serve the store until interrupted: to this machine alone, or with ``public`` to whoever can reach it.

    ``seconds`` is what a SPARQL query may take; ``geo`` is an office's own map of the provinces; ``ready`` is called
    when requests are answered. Raises `PolicyGraphError` where the map cannot be used.
    """
    import uvicorn

    from policygraph.web.app import create
    from policygraph.web.geo import read
    from policygraph.web.pool import Limits

    app = create(location, known_hosts(public, hosts), Limits(seconds=seconds), ready, read(geo) if geo else None)
    uvicorn.run(app, host="0.0.0.0" if public else HOST, port=port, log_level="warning", server_header=False)
