"""The quads of a store in forms for other programs: the same quads give the same bytes, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from policygraph.store.base import FORMATS, PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset, Graph


def written(quads: Iterable[ox.Quad], form: str) -> bytes:
    """The quads in one of `FORMATS`; raises `ValueError` for any other."""
    if form not in FORMATS:
        raise ValueError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    if form == "nq":
        data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        return b"".join(sorted(data.splitlines(keepends=True)))
    return _by_rdflib(quads, form)


def _by_rdflib(quads: Iterable[ox.Quad], form: str) -> bytes:
    from rdflib import Dataset, Graph

    data, union = Dataset(), Graph()
    for quad in quads:
        triple = _rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)
        if form == "ttl":
            union.add(triple)
        else:
            data.graph(_rdflib(quad.graph_name)).add(triple)
    if form == "jsonld":
        return _json_ld(data)
    if form == "ttl":
        return _turtle(union).encode()
    # one block a graph, in order of name: rdflib's own TriG writer orders graphs by chance
    blocks = []
    for name in sorted({str(graph.identifier) for graph in data.graphs() if len(graph)}):
        head, body = _split_prefixes(_turtle(data.graph(name)))
        blocks.append(f"{head}\n<{name}> {{\n{body}}}\n")
    return "\n".join(blocks).encode()


def _rdflib(term: Any) -> Any:
    from rdflib import Literal, URIRef

    if isinstance(term, ox.Literal):
        kind = None if term.language else URIRef(term.datatype.value)
        plain_string = kind == URIRef(PREFIXES["xsd"] + "string")
        return Literal(term.value, lang=term.language, datatype=None if plain_string else kind, normalize=False)
    return URIRef(term.value)


def _turtle(graph: Graph) -> str:
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, replace=True)
    return graph.serialize(format="turtle")


def _split_prefixes(turtle: str) -> tuple[str, str]:
    lines = turtle.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith("@prefix")), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def _json_ld(data: Dataset) -> bytes:
    import json
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's writer uses names that rdflib has retired
        raw = json.loads(data.serialize(format="json-ld", context=PREFIXES, auto_compact=False))
    return (json.dumps(_ordered(raw), ensure_ascii=False, indent=1) + "\n").encode()


def _ordered(value: Any) -> Any:
    """JSON-LD lists are sets here (there are no RDF lists in the data): one order for all."""
    import json

    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))
    return value
