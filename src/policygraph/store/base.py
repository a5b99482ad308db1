"""What every store offers: the protocol, and the tables and terms that queries give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

import pyoxigraph as ox

from policygraph.identity import GRAPH, ID, ONTOLOGY, SCHEME
from policygraph.store.summary import Summary

#: A term of the graph, as queries take and give it.
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FORMATS = ("nq", "trig", "ttl", "jsonld")

#: The prefixes of exports.
PREFIXES = {
    "pg": ONTOLOGY,
    "pgs": SCHEME,
    "pgi": ID,
    "pgg": GRAPH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT query: column names, and rows of terms (`None` where unbound).

    ``truth`` is the answer of an ASK query, whose one cell says the same.

    >>> Table(("n",), ((ox.Literal("a"),), (None,))).values()
    [('a',), (None,)]
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truth: bool | None = None

    def values(self) -> list[tuple[str | None, ...]]:
        """The rows as plain strings: an IRI, or the words of a literal."""
        return [tuple(None if term is None else plain(term) for term in row) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)


def plain(term: Term) -> str:
    """The IRI or the words of a term.

    >>> plain(ox.Literal("Kế hoạch", language="vi"))
    'Kế hoạch'
    """
    return str(term) if isinstance(term, ox.Triple) else str(term.value)


class Store(Protocol):
    """What the rest of the program asks of a store; a remote one offers the same."""

    location: str
    engine: str  #: its name in ``data/engines``
    summary: Summary | None  #: what is kept beside a graph on disk; a server has none

    def replace(self, graph: str, quads: Iterable[ox.Quad]) -> None:
        """Make ``graph`` hold exactly these quads; all of it happens or nothing."""

    def put(self, graphs: Mapping[str, bytes], fresh: bool = False) -> None:
        """Make each graph hold exactly its N-Quads lines; of each graph all of it happens or nothing.

        ``fresh`` promises that the store holds nothing of these graphs yet: many are then loaded at a time.
        """

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Take these N-Quads lines out of ``graph`` and put those in; all of it happens or nothing."""

    def remove(self, graph: str) -> None:
        """Forget ``graph`` and all it holds."""

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""

    def select(self, query: str, /, **terms: Term) -> Table:
        """The rows of a SELECT query; ``terms`` are bound to the variables of their names.

        A triple that several graphs hold may come several times: say DISTINCT.
        """

    def ask(self, query: str, /, **terms: Term) -> bool:
        """The answer of an ASK query."""

    def construct(self, query: str, /, **terms: Term) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, sorted, each once."""

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """All quads, or those of one graph, in one of `FORMATS`: the same store gives the same bytes."""

    def triples(self, graph: str) -> bytes:
        """The triples of one graph as N-Triples lines, in no order: the fastest way to read them."""

    def close(self) -> None:
        """Let go of the store."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None:
        """Close it."""


def triples(lines: bytes, graph: str) -> bytes:
    """N-Quads lines of one graph as N-Triples.

    >>> triples(b'<urn:a> <urn:b> "c" <urn:g> .\\n', "urn:g")
    b'<urn:a> <urn:b> "c" .\\n'
    """
    return lines.replace(f" <{graph}> .\n".encode(), b" .\n")


def first_line(error: BaseException) -> str:
    """The first line of an engine's message, short enough to read."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return line if len(line) <= 200 else line[:200] + " ..."
