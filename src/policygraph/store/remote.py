"""A store on a server: asked with SPARQLWrapper, written with the SPARQL 1.1 Graph Store Protocol.

One graph is one request (``PUT``), which the server takes whole or not at all. Everything sent may be sent twice
without harm, so a passing fault (no connection, 429, 502, 503, 504) is tried again with growing waits.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pyoxigraph as ox

from policygraph.errors import StoreError
from policygraph.identity import GRAPH
from policygraph.labels import both
from policygraph.store import interchange
from policygraph.store.base import Table, Term, first_line, triples
from policygraph.store.binding import bind
from policygraph.store.engines import Endpoint
from policygraph.store.summary import Summary

if TYPE_CHECKING:
    import httpx

WRITE_SECONDS = 600
WAITS = (0.2, 1.0, 3.0)  #: seconds before a request is tried again
PASSING = frozenset({429, 502, 503, 504})
_ASKED = "__ASK_RETVAL"  #: the column in which Virtuoso may answer ASK: one row for true, none for false
_TURTLE = "text/turtle"  # every triple is written as N-Triples, which is Turtle that every engine reads

Given = TypeVar("Given")


class _PassingFault(Exception):
    """The server may well answer when asked again."""


class RemoteStore:
    """See `Store`. Only graphs of policygraph are listed, replaced or removed.

    Queries see every graph of the server's dataset: give policygraph a dataset of its own.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.location = endpoint.shown
        self.engine = endpoint.engine.name
        self.summary: Summary | None = None
        self._at = endpoint
        self._client: httpx.Client | None = None

    def replace(self, graph: str, quads: Iterable[ox.Quad]) -> None:
        """See `Store.replace`."""
        self._put(graph, ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")

    def put(self, graphs: Mapping[str, bytes], fresh: bool = False) -> None:
        """See `Store.put`: one ``PUT`` a graph, fresh or not."""
        for name, lines in graphs.items():
            self._put(name, triples(lines, name))

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """See `Store.change`: a ``POST`` where nothing is taken out, else the whole graph anew."""
        if not removed:
            self._send("POST", graph, content=triples(added, graph), headers={"Content-Type": _TURTLE})
            return
        out = set(ox.parse(removed, format=ox.RdfFormat.N_QUADS))
        kept = [quad for quad in self._quads(graph) if quad not in out]
        self.replace(graph, [*kept, *ox.parse(added, format=ox.RdfFormat.N_QUADS)])

    def _put(self, graph: str, data: bytes) -> None:
        if data:
            self._send("PUT", graph, content=data, headers={"Content-Type": _TURTLE})
        else:
            self.remove(graph)

    def remove(self, graph: str) -> None:
        """See `Store.remove`."""
        self._send("DELETE", graph, absent_is_fine=True)

    def graphs(self) -> tuple[str, ...]:
        """See `Store.graphs`; those of policygraph only."""
        found = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        return tuple(sorted(name for (name,) in found.values() if name and name.startswith(GRAPH)))

    def select(self, query: str, /, **terms: Term) -> Table:
        """See `Store.select`."""
        result = self._results(query, terms)
        if not isinstance(result, ox.QuerySolutions):
            raise StoreError(both("store.needs-select"))
        names = tuple(variable.value for variable in result.variables)
        return Table(names, tuple(map(tuple, result)))

    def ask(self, query: str, /, **terms: Term) -> bool:
        """See `Store.ask`."""
        result = self._results(query, terms)
        if isinstance(result, ox.QuerySolutions) and [v.value for v in result.variables] == [_ASKED]:
            return any(True for _ in result)
        if not isinstance(result, ox.QueryBoolean):
            raise StoreError(both("store.needs-ask"))
        return bool(result)

    def construct(self, query: str, /, **terms: Term) -> list[ox.Triple]:
        """See `Store.construct`."""
        answer = self._query(bind(query, terms), "turtle")
        return sorted({quad.triple for quad in _read(self.location, answer)}, key=str)

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """See `Store.dump`."""
        names = (graph,) if graph else self.graphs()
        return interchange.written((quad for name in names for quad in self._quads(name)), form)

    def triples(self, graph: str) -> bytes:
        """See `Store.triples`."""
        return ox.serialize((quad.triple for quad in self._quads(graph)), format=ox.RdfFormat.N_TRIPLES) or b""

    def close(self) -> None:
        """See `Store.close`."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------ asking

    def _results(self, query: str, terms: Mapping[str, Term]) -> Any:
        answer = self._query(bind(query, terms), "xml")
        try:
            return ox.parse_query_results(answer, format=ox.QueryResultsFormat.XML)
        except (SyntaxError, ValueError) as error:
            raise StoreError(both("remote.garbled", at=self.location, reason=first_line(error))) from error

    def _query(self, text: str, form: str) -> bytes:
        return _patiently(lambda: self._query_once(text, form), self.location)

    def _query_once(self, text: str, form: str) -> bytes:
        from http.client import HTTPException
        from urllib.error import HTTPError, URLError

        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        try:
            answer: bytes = self._asking(text, form).query().response.read()
        except HTTPError as error:
            raise self._refused(error.code, error.reason) from error
        except SPARQLWrapperException as error:
            raise StoreError(both("remote.query", at=self.location, reason=_said(error))) from error
        except TimeoutError as error:
            raise StoreError(both("remote.slow", at=self.location, seconds=self._at.seconds)) from error
        except (URLError, HTTPException, OSError) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise StoreError(both("remote.slow", at=self.location, seconds=self._at.seconds)) from error
            raise _PassingFault(first_line(error)) from error
        return answer

    def _asking(self, text: str, form: str) -> Any:
        """The request, ready to be sent: what is sought is said in its header, the query in its body."""
        from SPARQLWrapper import BASIC, CONSTRUCT, DIGEST, POST, SELECT, SPARQLWrapper

        asking = SPARQLWrapper(self._at.query, returnFormat=form)
        asking.setOnlyConneg(True)
        asking.setMethod(POST)
        asking.setTimeout(self._at.seconds)
        # setQuery would guess the kind from the text, comments included, and may see an update
        asking.queryString, asking.queryType = text, CONSTRUCT if form == "turtle" else SELECT
        for name, value in self._at.engine.parameters:
            asking.addParameter(name, value)
        if self._at.password and self._at.engine.auth == "bearer":
            asking.addCustomHttpHeader("Authorization", f"Bearer {self._at.password}")
        elif self._at.user and self._at.engine.auth == "basic":
            asking.setHTTPAuth(BASIC)
            asking.setCredentials(self._at.user, self._at.password or "")
        elif self._at.user and self._at.query == self._at.graphs:
            asking.setHTTPAuth(DIGEST)
            asking.setCredentials(self._at.user, self._at.password or "")
        return asking

    # ------------------------------------------------------------------------------------------ graphs

    def _quads(self, graph: str) -> Iterable[ox.Quad]:
        answer = self._send("GET", graph, headers={"Accept": _TURTLE})
        name = ox.NamedNode(graph)
        return (ox.Quad(q.subject, q.predicate, q.object, name) for q in _read(self.location, answer))

    def _send(self, method: str, graph: str, *, absent_is_fine: bool = False, **request: Any) -> bytes:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise ValueError(f"not an IRI: {graph!r}") from error
        return _patiently(lambda: self._send_once(method, graph, absent_is_fine, request), self.location)

    def _send_once(self, method: str, graph: str, absent_is_fine: bool, request: dict[str, Any]) -> bytes:
        import httpx

        try:
            answer = self._http().request(method, self._at.graphs, params={"graph": graph}, **request)
        except httpx.TimeoutException as error:
            raise StoreError(both("remote.slow", at=self.location, seconds=WRITE_SECONDS)) from error
        except httpx.HTTPError as error:
            raise _PassingFault(str(error) or type(error).__name__) from error
        if answer.is_success or (absent_is_fine and answer.status_code == 404):
            return answer.content
        raise self._refused(answer.status_code, answer.text)

    def _refused(self, status: int, said: str) -> Exception:
        reason = f"{status} {said.strip().splitlines()[0][:200] if said.strip() else ''}".strip()
        if status in PASSING:
            return _PassingFault(reason)
        if status in (401, 403):
            return StoreError(both("remote.login", at=self.location, reason=reason))
        return StoreError(both("remote.refused", at=self.location, reason=reason))

    def _http(self) -> httpx.Client:
        if self._client is None:
            import httpx

            auths: dict[str, Any] = {"basic": httpx.BasicAuth, "digest": httpx.DigestAuth}
            kind, user, secret = self._at.engine.auth, self._at.user, self._at.password
            headers = {"Authorization": f"Bearer {secret}"} if kind == "bearer" and secret else None
            auth = auths[kind](user, secret or "") if user and kind in auths else None
            self._client = httpx.Client(auth=auth, headers=headers, timeout=WRITE_SECONDS)
        return self._client


def _patiently(call: Callable[[], Given], location: str) -> Given:
    """What ``call`` gives, tried again after each of `WAITS` while the fault may pass."""
    for wait in WAITS:
        try:
            return call()
        except _PassingFault:
            time.sleep(wait)
    try:
        return call()
    except _PassingFault as error:
        raise StoreError(both("remote.unreachable", at=location, reason=str(error))) from error


def _read(location: str, turtle: bytes) -> Iterable[ox.Quad]:
    try:
        yield from ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise StoreError(both("remote.garbled", at=location, reason=first_line(error))) from error


def _said(error: Exception) -> str:
    """What the server itself said of a query that it refused, its first line; SPARQLWrapper shows it as ``b'...'``."""
    words = str(error).partition("Response:")[2].strip()
    with suppress(ValueError, SyntaxError):
        words = bytes(ast.literal_eval(words)).decode("utf-8", "replace")
    lines = [line for line in (words or str(error)).splitlines() if line.strip()]
    return lines[0].strip()[:200] if lines else type(error).__name__
