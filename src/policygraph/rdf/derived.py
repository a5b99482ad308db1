"""What follows from what is stated: kept in a graph of its own, so that dropping it loses nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from policygraph import identity
from policygraph.facts import Relation
from policygraph.link import Linked
from policygraph.rdf.terms import Graph


def inferred(linked: Linked) -> list[ox.Quad]:
    """What follows from the stated relations: whom a document carries out in the end, over any number of steps."""
    above: dict[str, set[str]] = defaultdict(set)
    for document in linked.documents:
        for citation in document.facts.citations:
            if citation.relation is Relation.IMPLEMENTS:
                lower, upper = document.joined(citation.citing).iri, document.joined(citation.cited).iri
                if lower != upper:
                    above[lower].add(upper)
    graph = Graph(identity.INFERRED_GRAPH)
    for iri in sorted(above):
        for reached in sorted(_reachable(iri, above)):
            graph.add(iri, implementsTransitively=ox.NamedNode(reached))
    return graph.quads()


def _reachable(start: str, above: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from ``start``, itself left out even where texts go in a circle."""
    seen, open_ = {start}, [start]
    while open_:
        for other in above.get(open_.pop(), ()):
            if other not in seen:
                seen.add(other)
                open_.append(other)
    return seen - {start}
