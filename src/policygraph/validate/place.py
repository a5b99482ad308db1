"""Where a node of the graph stands: the file and the words behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policygraph.identity import ONTOLOGY
from policygraph.validate.terms import iri, language, spoken, text

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef

    from policygraph.validate.rules import View
    from policygraph.validate.views import Whole

_PG = {
    name: iri(ONTOLOGY + name)
    for name in ("source", "quote", "evidence", "inSource", "statedIn", "startOffset", "fileName")
}

#: The predicates that `place` looks at.
LOOKED_AT = frozenset(_PG.values())


def place(view: View, focus: str) -> tuple[str | None, str | None]:
    """The file and the words behind a node (a term): its own evidence, else the file of its document."""
    said = view.said(focus)
    sources = [name for source in said.get(_PG["source"], ()) if (name := _name(view, source))]
    if sources:  # a loaded document: its whole file
        return min(sources), None
    evidence = focus if _PG["quote"] in said else _first_evidence(view, said.get(_PG["evidence"], ()))
    if evidence is not None:
        quote = _first(view, evidence, "quote")
        return _name(view, _first(view, evidence, "inSource")), None if quote is None else spoken(quote)
    if (source := _first(view, focus, "inSource")) is not None:
        return _name(view, source), None
    document = _first(view, focus, "statedIn")
    return place(view, document) if document is not None and document != focus else (None, None)


def load_places(view: Whole, nodes: Iterable[str]) -> None:
    """Ask for all that `place` looks at behind these nodes, in few queries."""
    there = list(nodes)
    view.load(there)
    view.load_values([*there, *view.load_values(there, [_PG["evidence"]])], [_PG["source"], _PG["inSource"]])


def _first(view: View, node: str, name: str) -> str | None:
    return min(view.said(node).get(_PG[name], ()), key=text, default=None)


def _first_evidence(view: View, evidence: Iterable[str]) -> str | None:
    """The evidence that stands first, in the first of the files."""

    def at(node: str) -> tuple[str, int, str]:
        start = text(_first(view, node, "startOffset") or '"0"')
        name = _name(view, _first(view, node, "inSource")) or ""
        return name, int(start) if start.isdigit() else 0, node

    return min((node for node in evidence if node[0] != '"'), key=at, default=None)


def _name(view: View, source: str | None) -> str | None:
    if source is None or source[0] == '"':
        return None
    return min(map(text, view.said(source).get(_PG["fileName"], ())), default=None)


def messages(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, str]:
    """The Vietnamese and the English message; either stands in for the other where one is missing."""
    texts = sorted(graph.objects(node, predicate), key=str)
    return both({getattr(text, "language", None): str(text) for text in texts})


def both_of(terms: Iterable[str]) -> tuple[str, str]:
    """See `messages`: of literals that are given as terms.

    >>> both_of(['"Sai"@vi'])
    ('Sai', 'Sai')
    """
    return both({language(term): text(term) for term in sorted(terms, key=text)})


def both(texts: dict[str | None, str]) -> tuple[str, str]:
    """See `messages`: of texts by language."""
    vi, en = texts.get("vi"), texts.get("en")
    other = next(iter(texts.values()), "")
    return vi or en or other, en or vi or other
