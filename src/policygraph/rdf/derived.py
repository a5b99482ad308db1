"""What follows from what is stated: kept in a graph of its own, so that dropping it loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policygraph import identity, lineage
from policygraph.labels import pair
from policygraph.lineage import Match, Told
from policygraph.link import Linked, Work, ancestors
from policygraph.rdf.terms import DERIVED_FROM, Graph, node


def inferred(linked: Linked) -> bytes:
    """Whom a document carries out in the end, over any number of steps; which tasks have the same words."""
    steps = [carried_out(iri, above) for iri, above in ancestors(linked).items()]
    tasks = {task.iri: task for task in lineage.told(linked)}
    return b"".join([*steps, *(alike(match, tasks, linked.works) for match in lineage.find(linked))])


def carried_out(iri: str, above: Iterable[str]) -> bytes:
    """Whom a document carries out in the end."""
    graph = Graph(identity.INFERRED_GRAPH)
    for reached in sorted(above):
        graph.add(iri, implementsTransitively=node(reached))
    return graph.lines()


def alike(match: Match, tasks: Mapping[str, Told], works: Mapping[str, Work]) -> bytes:
    """The likeness of two tasks, the direct triple, and from what both are inferred."""
    graph, iri = Graph(identity.INFERRED_GRAPH), identity.match_iri(match.task, match.other)
    task, other = node(match.task), node(match.other)
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
    graph.why(iri, _reason(match, works))
    for stated in (tasks[match.task], tasks[match.other]):
        graph.put(iri, DERIVED_FROM, node(identity.evidence_iri(stated.source, stated.start, stated.end)))
    return graph.lines()


def _reason(match: Match, works: Mapping[str, Work]) -> tuple[str, str]:
    """In words: how much is shared, and what tells who took it, or that nothing does."""
    share = {"percent": round(100 * match.likeness.score), "shared": match.likeness.shared}
    both = [works[iri] for iri in match.parents]
    names = "; ".join(" ".join(filter(None, (work.document_type, work.number or work.title))) for work in both)
    said = [pair("lineage.share", **share), pair(f"lineage.why.{match.why}", parents=names)]
    return " ".join(vi for vi, _ in said), " ".join(en for _, en in said)


def reachable(start: str, steps: Callable[[str], Iterable[str]]) -> set[str]:
    """All that can be reached from ``start``, itself left out even where texts go in a circle.

    >>> reachable("a", {"a": ["b"], "b": ["a"]}.__getitem__)
    {'b'}
    """
    seen, open_ = {start}, [start]
    while open_:
        for other in steps(open_.pop()):
            if other not in seen:
                seen.add(other)
                open_.append(other)
    return seen - {start}
