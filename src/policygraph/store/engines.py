"""Engines that speak SPARQL over HTTP: at which addresses, with which parameters (``data/engines/engines.csv``).

An address is ``http(s)://...``, where the server says by itself what it is, or ``ENGINE+http(s)://...``. Engines differ
in where they take queries and graphs, and in what makes the union of all graphs the default graph.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from policygraph.errors import StoreError, VocabularyError
from policygraph.labels import both
from policygraph.resources import folder

USER, PASSWORD, SECONDS = "POLICYGRAPH_USER", "POLICYGRAPH_PASSWORD", "POLICYGRAPH_TIMEOUT"
AUTHS = ("basic", "digest", "bearer")
_ADDRESS = re.compile(r"(?:(?P<engine>[a-z]+)\+)?(?P<url>https?://\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Engine:
    """A kind of server; ``server`` is how its answers name it in the header of that name."""

    name: str
    server: str
    query: str
    graphs: str
    parameters: tuple[tuple[str, str], ...]
    auth: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one store is asked and written. ``shown`` may be printed: it holds no password."""

    engine: Engine
    shown: str
    query: str
    graphs: str
    seconds: int  #: how long a query may take
    user: str | None
    password: str | None


@cache
def engines() -> Mapping[str, Engine]:
    """The engines of the table, by name. Raises `VocabularyError` naming each row with an unknown kind of log-in.

    >>> engines()["oxigraph"].query
    '/query'
    """
    path = folder("data") / "engines" / "engines.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if wrong := [f"row {n}: no log-in {row['auth']!r}" for n, row in enumerate(rows, 2) if row["auth"] not in AUTHS]:
        raise VocabularyError(path, wrong)
    return {
        row["engine"]: Engine(
            row["engine"], row["server"], row["query"], row["graphs"],
            tuple(parse_qsl(row["parameters"], keep_blank_values=True)), row["auth"],
        )
        for row in rows
    }  # fmt: skip


def is_address(location: str) -> bool:
    """True for what names a server, false for a folder.

    >>> is_address("virtuoso+http://127.0.0.1:8890"), is_address("policygraph-store")
    (True, False)
    """
    return "://" in location


def public(location: str) -> str:
    """The address without name and password: it may be printed.

    >>> public("virtuoso+http://dba:secret@127.0.0.1:8890/")
    'virtuoso+http://127.0.0.1:8890'
    """
    return re.sub(r"(?<=://)[^/@]*@", "", location).rstrip("/")


def endpoint(location: str) -> Endpoint:
    """Where the store at an address is asked and written; a server says itself what it is where the address does not.

    Name and password stand in the address or in ``$POLICYGRAPH_USER`` and ``$POLICYGRAPH_PASSWORD`` (for an engine
    that takes a token, the password is the token). Raises `StoreError` for what is no address of a known engine.

    >>> found = endpoint("virtuoso+http://dba:secret@127.0.0.1:8890")
    >>> found.graphs, found.user, found.shown
    ('http://127.0.0.1:8890/sparql-graph-crud-auth', 'dba', 'virtuoso+http://127.0.0.1:8890')
    """
    match = _ADDRESS.fullmatch(location)
    if match is None or (match["engine"] and match["engine"].lower() not in engines()):
        raise StoreError(both("remote.address", engines=", ".join(engines())))
    parts = urlsplit(match["url"])
    bare = public(match["url"])
    engine = engines()[match["engine"].lower()] if match["engine"] else _asked(bare)
    base = bare.removesuffix(engine.query) if engine.query else bare
    return Endpoint(
        engine,
        public(location),
        base + engine.query,
        base + engine.graphs,
        _seconds(),
        unquote(parts.username) if parts.username else os.environ.get(USER),
        unquote(parts.password) if parts.password else os.environ.get(PASSWORD),
    )


def _seconds() -> int:
    """How long a query may take: ``$POLICYGRAPH_TIMEOUT``, else a minute."""
    said = os.environ.get(SECONDS, "60")
    if not said.isdecimal() or not int(said):
        raise StoreError(both("remote.timeout", name=SECONDS, said=said))
    return int(said)


def _asked(url: str) -> Engine:
    """The engine that the server says it is."""
    import httpx

    try:
        said = httpx.get(url, timeout=10, follow_redirects=True).headers.get("server", "")
    except httpx.HTTPError as error:
        raise StoreError(both("remote.unreachable", at=url, reason=str(error) or type(error).__name__)) from error
    for engine in engines().values():
        if engine.server.casefold() in said.casefold():
            return engine
    raise StoreError(both("remote.unknown-server", at=url, said=said or "-", engines=", ".join(engines())))
