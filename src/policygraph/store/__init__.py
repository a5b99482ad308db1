"""Where the graph lives: one protocol; a folder (embedded Oxigraph), or a SPARQL server.

Queries see the union of all named graphs as their default graph; ``GRAPH ?g { }`` still tells who said what.
"""

from __future__ import annotations

import os
from pathlib import Path

from policygraph.store import results
from policygraph.store.base import FORMATS, PREFIXES, Store, Table, Term, plain
from policygraph.store.binding import bind
from policygraph.store.embedded import EmbeddedStore, engine, loaded
from policygraph.store.engines import endpoint, is_address, public
from policygraph.store.remote import RemoteStore
from policygraph.store.summary import INSIDE
from policygraph.text import slug

__all__ = ["DEFAULT", "ENVIRONMENT", "FORMATS", "PREFIXES", "EmbeddedStore", "RemoteStore", "Store", "Table", "Term",
           "beside", "bind", "engine", "exists", "is_address", "memory", "open", "plain", "results", "shown",
           "snapshot", "where"]  # fmt: skip

ENVIRONMENT = "POLICYGRAPH_STORE"
STATE = "POLICYGRAPH_STATE"
DEFAULT = "policygraph-store"


def where(location: str | Path | None = None) -> str:
    """The location to use: the one given, else ``$POLICYGRAPH_STORE``, else ``policygraph-store`` here.

    >>> where("my-store")
    'my-store'
    """
    return str(location or os.environ.get(ENVIRONMENT) or DEFAULT)


def open(location: str | Path | None = None, read_only: bool = False) -> Store:
    """The store at ``location`` (see `where`): a folder, made if it is not there unless ``read_only``, or a server.

    Of a folder one process may write and any number may read beside it; a server sees to that itself. Addresses of
    servers: see `engines`.
    """
    at = where(location)
    return RemoteStore(endpoint(at)) if is_address(at) else EmbeddedStore(Path(at), read_only)


def shown(location: str | Path | None = None) -> str:
    """The location as it may be printed: an address without name and password."""
    at = where(location)
    return public(at) if is_address(at) else at


def beside(location: str | Path | None = None) -> Path:
    """The folder for what is kept beside the graph: the store's own, or one for a server's address.

    For a server it lies in ``$POLICYGRAPH_STATE``, else in ``policygraph-remote`` here.

    >>> beside("oxigraph+http://127.0.0.1:7878").name
    'oxigraph-http-127-0-0-1-7878'
    """
    at = where(location)
    if not is_address(at):
        return Path(at)
    return Path(os.environ.get(STATE) or "policygraph-remote") / slug(shown(at))


def snapshot(path: Path) -> Store:
    """A store to read: a folder as it is, or an exported ``.nq`` or ``.trig`` file, taken into memory.

    Raises `StoreError` where there is neither, or the file cannot be read.
    """
    if path.is_dir():
        return open(path, read_only=True)
    return loaded(path)


def exists(location: str | Path | None = None) -> bool:
    """True where there is a store at ``location`` (see `where`).

    >>> exists("/no/such/place")
    False
    """
    at = where(location)
    if is_address(at):
        with open(at) as opened:
            return bool(opened.graphs())
    return (Path(at) / INSIDE).is_dir()


def memory() -> Store:
    """A store that lives and dies with the program: for checks and examples.

    >>> import pyoxigraph as ox
    >>> with memory() as store:
    ...     store.replace("urn:g", [ox.Quad(*[ox.NamedNode("urn:a")] * 3, ox.NamedNode("urn:g"))])
    ...     store.ask("ASK { ?x ?x ?x }"), store.graphs()
    (True, ('urn:g',))
    """
    return EmbeddedStore(None, False)
