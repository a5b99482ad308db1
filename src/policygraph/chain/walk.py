"""A graph walked up and down: every link with the sentences that say so."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from policygraph.chain.model import CHAIN, ROLES, Agency, Assignment, Document, Proof, Step, Task

if TYPE_CHECKING:
    import networkx as nx

    from policygraph.chain.read import Graph, Quotes


def data(graph: Graph, iri: str) -> Any:
    """The `Document`, `Task` or `Agency` at a node."""
    return graph.nodes[iri]["data"]


def on(graph: Graph, day: date) -> Graph:
    """The graph without the documents issued after a day, and without their tasks.

    A document without a date is no older than what it speaks of: it goes where it names a document of a later day.
    A graph without such documents is given as it is.
    """
    found = documents_of(graph)
    late = {iri for iri, document in found.items() if document.issued and document.issued > day}
    if not late:
        return graph
    undated = {iri for iri, document in found.items() if document.issued is None}
    late |= {iri for iri in undated if late & set(graph.successors(iri))}
    tasks = {iri for iri, thing in graph.nodes(data="data") if isinstance(thing, Task) and thing.document in late}
    left: Graph = graph.subgraph(set(graph) - late - tasks).copy()
    return left


def documents_of(graph: Graph) -> dict[str, Document]:
    """The documents of a graph, by IRI."""
    found = {iri: node["data"] for iri, node in graph.nodes(data=True)}
    return {iri: thing for iri, thing in found.items() if isinstance(thing, Document)}


def label(graph: Graph, iri: str) -> str:
    """What people call the node."""
    thing = data(graph, iri)
    return thing.label if isinstance(thing, Document) else thing.text if isinstance(thing, Task) else thing.name


def down(graph: Graph, iri: str) -> tuple[Step, ...]:
    """Who carries out the document, and who carries out those, in the order of a tree.

    Each document's followers are shown once; a second way to it, or a circle, is a step marked ``repeated``.
    """
    return _whole(graph, iri, up=False)


def up(graph: Graph, iri: str) -> tuple[Step, ...]:
    """What the document carries out, and what that carries out in turn, in the order of a tree."""
    return _whole(graph, iri, up=True)


def _whole(graph: Graph, start: str, *, up: bool) -> tuple[Step, ...]:
    """The walk, once all its sentences are read at one go."""
    quotes(graph).fetch(edge for edge in _chain_edges(graph, start, up=up))
    return tuple(_walk(graph, start, up=up))


def _chain_edges(graph: Graph, start: str, *, up: bool) -> Iterator[str]:
    """The statements of every link that can be reached."""
    seen, waiting = {start}, [start] if start in graph else []
    while waiting:
        node = waiting.pop()
        for lower, upper, key, edge in (graph.out_edges if up else graph.in_edges)(node, keys=True, data=True):
            other = upper if up else lower
            if edge["relation"] in CHAIN:
                yield key
                waiting += [] if other in seen else [other]
                seen.add(other)


def quotes(graph: Graph) -> Quotes:
    """The sentences of the graph's statements, by IRI."""
    found: Quotes = graph.graph["quotes"]
    return found


def _walk(graph: Graph, start: str, *, up: bool) -> Iterator[Step]:
    expanded, way = {start}, [start]
    stack = [iter(_links(graph, start, 1, up=up))]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            way.pop()
            continue
        node = step.upper if up else step.lower
        if node in expanded:
            yield replace(step, repeated=True, circle=node in way)
            continue
        expanded.add(node)
        yield step
        way.append(node)
        stack.append(iter(_links(graph, node, step.depth + 1, up=up)))


def _links(graph: Graph, node: str, depth: int, *, up: bool) -> list[Step]:
    """The chain links of one document to the next level, one a pair and relation."""
    if node not in graph:
        return []
    edges = graph.out_edges(node, data=True) if up else graph.in_edges(node, data=True)
    pairs = {(upper, lower, edge["relation"]) for lower, upper, edge in edges if edge["relation"] in CHAIN}
    steps = [Step(depth, *pair, proofs(graph, pair[1], pair[0], pair[2])) for pair in pairs]
    return sorted(steps, key=lambda step: (*_order(graph, step.upper if up else step.lower), step.relation))


def _order(graph: Graph, iri: str) -> tuple[date, str]:
    document = data(graph, iri)
    return (document.issued or date.max, iri)


def proofs(graph: Graph, lower: str, upper: str, relation: str, on_the_way: Iterable[str] = ()) -> tuple[Proof, ...]:
    """All sentences for one link: what ``lower`` says itself first, then the documents ``on_the_way``, then others."""
    ranked = _ranked(graph, lower, upper, relation, on_the_way)
    said = sorted((distance, proof) for distance, key in ranked for proof in quotes(graph).of(key))
    return tuple(dict.fromkeys(proof for _, proof in said))


def statements(graph: Graph, lower: str, upper: str, relation: str) -> tuple[str, ...]:
    """The statements of one link, what ``lower`` says itself first; their sentences: see `Quotes`."""
    return tuple(key for _, key in sorted(_ranked(graph, lower, upper, relation)))


def _ranked(
    graph: Graph, lower: str, upper: str, relation: str, on_the_way: Iterable[str] = ()
) -> list[tuple[int, str]]:
    """The statements of one link, each with how far away it is said."""
    near = [lower, *on_the_way]
    edges = (graph.get_edge_data(lower, upper) or {}).items()
    found = [(str(key), edge["stated_in"]) for key, edge in edges if edge["relation"] == relation]
    return [(near.index(speaker) if speaker in near else len(near), key) for key, speaker in found]


def sentences(graph: Graph, lower: str, upper: str, key: str) -> tuple[Proof, ...]:
    """The sentences of one edge: of a statement, or of an assignment; an order of a task has the words of the task."""
    edge = graph.edges[lower, upper, key]
    if "proofs" in edge:
        return tuple(edge["proofs"])
    task = data(graph, lower)
    return task_proofs(graph, task) if isinstance(task, Task) else quotes(graph).of(key)


def all_paths(
    graph: Graph, top: str, bottom: str, relations: tuple[str, ...] = CHAIN, limit: int = 1000
) -> list[tuple[Step, ...]]:
    """Every way from ``top`` down to ``bottom``, shortest first; at most ``limit``."""
    import networkx as nx

    links = [(upper, lower) for lower, upper, edge in graph.edges(data=True) if edge["relation"] in relations]
    plain: nx.DiGraph[str] = nx.DiGraph(links)
    if top not in plain or bottom not in plain:
        return []
    found = list(itertools.islice(nx.all_simple_paths(plain, top, bottom), limit))
    pairs = {pair for path in found for pair in itertools.pairwise(path)}
    quotes(graph).fetch(str(key) for upper, lower in sorted(pairs) for key in graph.get_edge_data(lower, upper))
    ways = [_steps(graph, path, relations) for path in found]
    return sorted(ways, key=lambda way: (len(way), [step.lower for step in way]))


def _steps(graph: Graph, path: list[str], relations: tuple[str, ...]) -> tuple[Step, ...]:
    steps = []
    for depth, (upper, lower) in enumerate(itertools.pairwise(path), start=1):
        there = {edge["relation"] for edge in graph.get_edge_data(lower, upper).values()}
        relation = next(relation for relation in relations if relation in there)
        words = proofs(graph, lower, upper, relation, reversed(path[depth:]))
        steps.append(Step(depth, upper, lower, relation, words))
    return tuple(steps)


def assignments(graph: Graph, iri: str) -> tuple[Assignment, ...]:
    """The tasks of a document, or those given to an agency, one a role, in the order of the text."""
    tasks = [iri] if isinstance(data(graph, iri), Task) else []
    if isinstance(data(graph, iri), Document):
        tasks = [task for task, _, edge in graph.in_edges(iri, data=True) if edge["relation"] == "statedIn"]
    given = isinstance(data(graph, iri), Agency)
    edges = graph.out_edges(iri, data=True) if given else graph.in_edges(tasks, data=True)
    found = [
        Assignment(agency, edge["as_written"], edge["relation"], data(graph, task), edge["proofs"])
        for agency, task, edge in edges
        if "as_written" in edge
    ]

    def order(item: Assignment) -> tuple[str, int, int, str]:
        return item.task.document, graph.nodes[item.task.iri]["place"], ROLES.index(item.role), item.as_written

    return tuple(sorted(found, key=order))


def task_proofs(graph: Graph, task: Task) -> tuple[Proof, ...]:
    """The words of the task itself."""
    found = quotes(graph).of(task.iri)
    first = min((proof.start for proof in found), default=0)
    return tuple(proof for proof in found if proof.start == first)


def longest_trail(graph: Graph, tier: str) -> tuple[tuple[Step, ...], Assignment] | None:
    """The longest chain of ``implements`` from a document of a tier to a loaded plan, and one of the plan's leads.

    The lead shown is a resolved agency of the plan that leads most tasks there; ties go by IRI, so that the same
    store always shows the same chain.
    """
    tops = [document.iri for document in documents_of(graph).values() if document.tier == tier]
    best: tuple[tuple[Step, ...], Assignment] | None = None
    for top, bottom in itertools.product(sorted(tops), _plans(graph)):
        ways = all_paths(graph, top, bottom, ("implements",))
        leads = _leads(graph, bottom)
        if ways and leads and (best is None or len(ways[-1]) > len(best[0])):
            best = ways[-1], leads[0]
    return best


def _plans(graph: Graph) -> list[str]:
    loaded = [document for document in documents_of(graph).values() if document.file and not document.central]
    return [document.iri for document in sorted(loaded, key=lambda d: (d.number is None, d.iri))]


def _leads(graph: Graph, document: str) -> list[Assignment]:
    """The leads of a plan's tasks; only agencies that have a place of their own.

    The busiest agency first; of its tasks, those first whose own sentence names it, and it alone.
    """
    every = [a for a in assignments(graph, document) if a.role == "lead"]
    found = [a for a in every if a.agency and data(graph, a.agency).place]
    count = Counter(a.agency for a in found)
    shared = Counter(a.task.iri for a in every)

    def rank(item: Assignment) -> tuple[int, str, bool, bool]:
        return (-count[item.agency], item.agency or "", not _named_in_task(graph, item), shared[item.task.iri] > 1)

    return sorted(found, key=rank)


def _named_in_task(graph: Graph, item: Assignment) -> bool:
    whole = task_proofs(graph, item.task)
    return any(a.file == b.file and a.start <= b.start and b.end <= a.end for a in whole for b in item.proofs)
