"""Where a node of the graph stands: the file and the words behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.identity import ONTOLOGY

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef


def place(data: Graph, focus: Node | None) -> tuple[str | None, str | None]:
    """The file and the words behind a node: its own evidence, else the file of its document."""
    from rdflib import URIRef

    def pg(name: str) -> URIRef:
        return URIRef(ONTOLOGY + name)

    if focus is None:
        return None, None
    sources = [name for source in data.objects(focus, pg("source")) if (name := _name(data, source))]
    if sources:  # a loaded document: its whole file
        return min(sources), None
    evidence = focus if (focus, pg("quote"), None) in data else _first_evidence(data, focus)
    if evidence is not None:
        quote = data.value(evidence, pg("quote"))
        return _name(data, data.value(evidence, pg("inSource"))), None if quote is None else str(quote)
    if (source := data.value(focus, pg("inSource"))) is not None:
        return _name(data, source), None
    document = data.value(focus, pg("statedIn"))
    return place(data, document) if document is not None and document != focus else (None, None)


def _first_evidence(data: Graph, focus: Node) -> Node | None:
    """The evidence that stands first, in the first of the files."""
    from rdflib import URIRef

    def at(evidence: Node) -> tuple[str, int, str]:
        start = str(data.value(evidence, URIRef(ONTOLOGY + "startOffset")) or "0")
        name = _name(data, data.value(evidence, URIRef(ONTOLOGY + "inSource"))) or ""
        return name, int(start) if start.isdigit() else 0, str(evidence)

    return min(data.objects(focus, URIRef(ONTOLOGY + "evidence")), key=at, default=None)


def _name(data: Graph, source: Node | None) -> str | None:
    from rdflib import URIRef

    if source is None:
        return None
    names = sorted(str(name) for name in data.objects(source, URIRef(ONTOLOGY + "fileName")))
    return names[0] if names else None


def messages(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, str]:
    """The Vietnamese and the English message; either stands in for the other where one is missing."""
    texts = {getattr(text, "language", None): str(text) for text in sorted(graph.objects(node, predicate), key=str)}
    vi, en = texts.get("vi"), texts.get("en")
    other = next(iter(texts.values()), "")
    return vi or en or other, en or vi or other
