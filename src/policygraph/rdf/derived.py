"""What follows from what is stated: kept in a graph of its own, so that dropping it loses nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from policygraph import identity, lineage
from policygraph.facts import Task
from policygraph.labels import pair
from policygraph.lineage import Match
from policygraph.link import Linked, ancestors
from policygraph.rdf.terms import DERIVED_FROM, Graph


def inferred(linked: Linked) -> list[ox.Quad]:
    """Whom a document carries out in the end, over any number of steps; which tasks have the same words."""
    graph = Graph(identity.INFERRED_GRAPH)
    for iri, above in ancestors(linked).items():
        for reached in sorted(above):
            graph.add(iri, implementsTransitively=ox.NamedNode(reached))
    places = {
        iri: (document.facts.source.key, task)
        for document in linked.documents
        for iri, task in zip(document.task_iris, document.facts.tasks, strict=True)
    }
    for match in lineage.find(linked):
        _match(graph, match, linked, places)
    return graph.quads()


def _match(graph: Graph, match: Match, linked: Linked, places: Mapping[str, tuple[str, Task]]) -> None:
    """The likeness of two tasks, the direct triple, and from what both are inferred."""
    iri = identity.match_iri(match.task, match.other)
    task, other = ox.NamedNode(match.task), ox.NamedNode(match.other)
    if match.why.directed:
        graph.add(match.task, adaptedFrom=other)
    else:
        graph.add(match.task, similarTo=other)
        graph.add(match.other, similarTo=task)
    graph.a(iri, "TextMatch")
    graph.add(
        iri,
        comparedTask=task,
        comparedWith=other,
        matchKind=str(match.likeness.kind),
        score=match.likeness.score,
        sharedWords=match.likeness.shared,
        markedText=lineage.marked(match.text, match.other_text),
        certainty="inferred",
    )
    graph.why(iri, _reason(match, linked))
    for name in (match.task, match.other):
        source, stated = places[name]
        evidence = identity.evidence_iri(source, stated.evidence.start, stated.evidence.end)
        graph.put(iri, DERIVED_FROM, ox.NamedNode(evidence))


def _reason(match: Match, linked: Linked) -> tuple[str, str]:
    """In words: how much is shared, and what tells who took it, or that nothing does."""
    share = {"percent": round(100 * match.likeness.score), "shared": match.likeness.shared}
    works = [linked.works[iri] for iri in match.parents]
    names = "; ".join(" ".join(filter(None, (work.document_type, work.number or work.title))) for work in works)
    said = [pair("lineage.share", **share), pair(f"lineage.why.{match.why}", parents=names)]
    return " ".join(vi for vi, _ in said), " ".join(en for _, en in said)
