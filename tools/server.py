"""A running ``policygraph serve``, for tests, screenshots and benchmarks."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

_TRIES = 5
_SETTLED = 0.2  #: seconds in which a server whose port another process took has ended


def serve(store: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A server on the store, and its address; it answers when this returns.

    Between the moment a port is found free and the moment the server takes it, another process may take it: then the
    server ends, and another port is tried.
    """
    for _ in range(_TRIES):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        asked = ["serve", "--store", str(store), "--port", str(port), *options]
        server = subprocess.Popen([sys.executable, "-m", "policygraph.cli", *asked], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        if server.stdout.readline() and _answers(server, port):
            return server, f"http://127.0.0.1:{port}"
        server.kill()
        server.wait()
    raise SystemExit("the server did not start")


def _answers(server: subprocess.Popen[str], port: int) -> bool:
    """Whether the server lives and its port is open."""
    while server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(_SETTLED)
            return server.poll() is None
        time.sleep(0.02)
    return False
