"""The ontology as quads: ``ontology/*.ttl`` with its alignments and schemes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from policygraph import identity, resources
from policygraph.errors import ShapeError


def ontology_quads() -> list[ox.Quad]:
    """The ontology, its alignments and its schemes, as they stand in ``ontology/``; blank nodes get an IRI.

    >>> any(quad.subject.value.endswith("#Task") for quad in ontology_quads())
    True
    """
    top = resources.folder("ontology")
    name = ox.NamedNode(identity.ONTOLOGY_GRAPH)
    quads: set[ox.Quad] = set()
    for path in sorted(top.rglob("*.ttl")):
        quads |= {ox.Quad(*triple, name) for triple in _skolemised(path, path.relative_to(top).with_suffix(""))}
    return sorted(quads, key=str)


def _skolemised(path: Path, name: Path) -> Iterable[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """The triples of a Turtle file, its blank nodes numbered in the order of the file."""
    numbered: dict[ox.BlankNode, ox.NamedNode] = {}

    def known(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            iri = f"{identity.GRAPH}ontology/.well-known/genid/{name.as_posix()}/{len(numbered) + 1}"
            return numbered.setdefault(term, ox.NamedNode(iri))
        if isinstance(term, ox.Triple):
            raise ValueError(f"{path}: a quoted triple is not expected here")
        return term

    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject = known(triple.subject)
            yield subject, triple.predicate, known(triple.object)  # type: ignore[misc]
    except SyntaxError as error:
        raise ShapeError(f"{path.name}: {error}") from error
