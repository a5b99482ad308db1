"""Who carries out what: the documents, tasks and agencies of a store as a NetworkX graph, walked up and down.

Every edge points up (agency -> task -> document -> the document it carries out) and carries its sentences. Only
``implements``, and ``continues`` marked as such, make a chain: a legal basis, a mention and a task's own order are
other edges and never count for one another.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from policygraph import queries
from policygraph.errors import PolicyGraphError
from policygraph.labels import both, vi
from policygraph.store import Store
from policygraph.text import fold, slug, squeeze

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

#: The relations that make a chain.
CHAIN = ("implements", "continues")
#: What an agency can be for a task, the weightiest first.
ROLES = ("lead", "coordinate", "reportTo", "submitTo")


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """The words that say so, and where they stand."""

    file: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document; ``file`` only where its text is loaded."""

    iri: str
    number: str | None = None
    type: str | None = None
    issued: date | None = None
    issuer: str | None = None
    tier: str | None = None
    jurisdiction: str | None = None
    place: str | None = None
    title: str | None = None
    file: str | None = None
    central: bool = False
    plan: bool = False

    @property
    def name(self) -> str:
        """Kind and number, as people say it.

        >>> Document("urn:d", number="69-KL/TW", type="Kết luận").name
        'Kết luận 69-KL/TW'
        """
        kind = self.type or vi("document.kind-unknown")
        if self.number:
            return f"{kind} {self.number}"
        return self.title or kind if not self.file else f"{kind} {vi('document.unnumbered')}"

    @property
    def label(self) -> str:
        """The name with date and issuer: enough to tell two documents of one number apart.

        >>> Document("urn:d", "69-KL/TW", "Kết luận", date(2024, 1, 11), "Bộ Chính trị").label
        'Kết luận 69-KL/TW (11/01/2024, Bộ Chính trị)'
        """
        known = [shown(self.issued), self.issuer or self.place, self.file if not self.number else None]
        inside = ", ".join(item for item in known if item)
        return f"{self.name} ({inside})" if inside else self.name


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the graph holds it."""

    iri: str
    document: str
    path: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or a collective of agencies; ``used`` where the documents give it something or it issued one."""

    iri: str
    name: str
    place: str | None = None
    used: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One link: ``lower`` stands in ``relation`` to ``upper``, and ``proofs`` say so, the nearest first.

    ``repeated``: the link leads to a document shown before; what follows it is not shown again.
    """

    depth: int
    upper: str
    lower: str
    relation: str
    proofs: tuple[Proof, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency in a role for a task, with the words."""

    agency: str | None
    as_written: str
    role: str
    task: Task
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a name may mean."""

    iri: str
    kind: str  #: "document" or "agency"
    label: str


class NotFound(PolicyGraphError):
    """A name that means nothing in the store, or more than one thing; ``candidates`` are listed, none is guessed."""

    def __init__(self, text: str, candidates: tuple[Match, ...] = (), near: tuple[Match, ...] = ()) -> None:
        self.text, self.candidates, self.near = text, candidates, near
        head = both("find.several" if candidates else "find.none", text=text)
        if near and not candidates:
            head += f"; {both('find.near')}"
        lines = [f"  {match.label}  <{match.iri}>" for match in candidates or near]
        super().__init__("\n".join([head, *lines]))


def shown(day: date | None) -> str:
    """A date as Vietnamese offices write it, empty for none.

    >>> shown(date(2024, 9, 5))
    '05/09/2024'
    """
    return day.strftime("%d/%m/%Y") if day else ""


# ---------------------------------------------------------------------------------------------- reading the store


def documents(store: Store) -> dict[str, Document]:
    """All documents of the store, by IRI."""
    found = {}
    for row in queries.records(store, "documents"):
        iri, tier = _text(row["document"]), _optional(row["tier"])
        found[iri] = Document(
            iri,
            _optional(row["number"]),
            _optional(row["type"]),
            row["issued"] if isinstance(row["issued"], date) else None,
            _optional(row["issuer"]),
            tier.rsplit("/", 1)[-1] if tier else None,
            _optional(row["jurisdiction"]),
            _optional(row["place"]),
            _optional(row["title"]),
            _optional(row["file"]),
            row["central"] is True,
            row["plan"] is True,
        )
    return found


def agencies(store: Store) -> dict[str, Agency]:
    """All agencies and collectives of the store, by IRI."""
    return {
        _text(row["agency"]): Agency(
            _text(row["agency"]),
            _text(row["name"]),
            _optional(row["place"]),
            bool(row["leads"] or row["coordinates"] or row["issues"]),
        )
        for row in queries.records(store, "agencies")
    }


def load(store: Store) -> Graph:
    """The graph of documents, tasks and agencies: nodes carry ``data``, edges ``relation`` and ``proofs``."""
    graph = relations(store)
    for iri, agency in agencies(store).items():
        graph.add_node(iri, data=agency)
    _add_tasks(graph, store)
    return graph


def relations(store: Store) -> Graph:
    """The documents and their relations alone: what chains of documents need."""
    import networkx as nx

    graph: Graph = nx.MultiDiGraph()
    for iri, document in documents(store).items():
        graph.add_node(iri, data=document)
    _add_relations(graph, store)
    return graph


def _add_relations(graph: Graph, store: Store) -> None:
    for citation, group in _grouped(queries.records(store, "relations"), "citation"):
        first = group[0]
        citing, cited = _text(first["citing"]), _text(first["cited"])
        for iri in (citing, cited):
            if iri not in graph:
                graph.add_node(iri, data=Document(iri))
        relation = _text(first["relation"]).rsplit("#", 1)[-1]
        stated_in, certainty = _optional(first["statedIn"]), _optional(first["certainty"])
        edge = {"relation": relation, "stated_in": stated_in, "certainty": certainty, "proofs": _proofs(group)}
        graph.add_edge(citing, cited, citation, **edge)


def _add_tasks(graph: Graph, store: Store) -> None:
    for iri, group in _grouped(queries.records(store, "tasks"), "task"):
        task = Task(iri, _text(group[0]["document"]), _optional(group[0]["path"]), _text(group[0]["text"]))
        graph.add_node(iri, data=task)
        graph.add_edge(iri, task.document, "statedIn", relation="statedIn", proofs=_proofs(group))
    for row in queries.records(store, "carries-out"):
        task_iri, cited = _text(row["task"]), _text(row["carriedOut"])
        graph.add_edge(task_iri, cited, "carriesOut", relation="carriesOut", proofs=())
    assigned = queries.records(store, "responsibilities")
    lead_ins = _LeadIns(store)
    for (task_iri, role, written, agency), rows in itertools.groupby(assigned, key=_assignment_key):
        # an agency that no table resolves still does the work: its words stand for it, inside this task
        node = agency or f"{task_iri}#{slug(written)}"
        if node not in graph:
            graph.add_node(node, data=Agency(node, squeeze(written)))
        found = tuple(lead_ins.around(row) for row in rows if row["quote"] is not None)
        graph.add_edge(node, task_iri, f"{role}:{written}", relation=role, as_written=written, proofs=found)


class _LeadIns:
    """The provisions of loaded texts: an agency named in a lead-in is proved by the lead-in, not by its bare name."""

    def __init__(self, store: Store) -> None:
        self._by_file: dict[str, list[Proof]] = {}
        for proof in _proofs(queries.records(store, "provisions")):
            self._by_file.setdefault(proof.file, []).append(proof)

    def around(self, row: queries.Row) -> Proof:
        """The evidence of a responsibility; where it is inherited, the smallest provision that holds the words."""
        (proof,) = _proofs([row])
        if row["inherited"] is not True:
            return proof
        provisions = self._by_file.get(proof.file, [])
        # provisions do not overlap but where one holds the other, so the last that starts before is the smallest
        last = bisect_right(provisions, proof.start, key=lambda p: p.start) - 1
        holding = [p for p in provisions[max(0, last - 3) : last + 1] if p.start <= proof.start and proof.end <= p.end]
        return holding[-1] if holding else proof


def _assignment_key(row: queries.Row) -> tuple[str, str, str, str]:
    return _text(row["task"]), _text(row["role"]), _text(row["asWritten"]), _text(row["agency"])


def _grouped(rows: list[queries.Row], column: str) -> Iterator[tuple[str, list[queries.Row]]]:
    groups: dict[str, list[queries.Row]] = {}
    for row in rows:
        groups.setdefault(_text(row[column]), []).append(row)
    yield from groups.items()


def _proofs(rows: Iterable[queries.Row]) -> tuple[Proof, ...]:
    found = {
        Proof(_text(row["file"]), _number(row["start"]), _number(row["end"]), _text(row["quote"]))
        for row in rows
        if row["quote"] is not None
    }
    return tuple(sorted(found))


def _text(value: queries.Value) -> str:
    return "" if value is None else str(value)


def _optional(value: queries.Value) -> str | None:
    return None if value is None else str(value)


def _number(value: queries.Value) -> int:
    return value if isinstance(value, int) else 0


# ---------------------------------------------------------------------------------------------- walking


def data(graph: Graph, iri: str) -> Any:
    """The `Document`, `Task` or `Agency` at a node."""
    return graph.nodes[iri]["data"]


def on(graph: Graph, day: date) -> Graph:
    """The graph without the documents issued after a day, and without their tasks.

    A document without a date is no older than what it speaks of: it goes where it names a document of a later day.
    """
    found = documents_of(graph)
    late = {iri for iri, document in found.items() if document.issued and document.issued > day}
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
    return tuple(_walk(graph, iri, up=False))


def up(graph: Graph, iri: str) -> tuple[Step, ...]:
    """What the document carries out, and what that carries out in turn, in the order of a tree."""
    return tuple(_walk(graph, iri, up=True))


def _walk(graph: Graph, start: str, *, up: bool) -> Iterator[Step]:
    expanded = {start}
    stack = [iter(_links(graph, start, 1, up=up))]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        node = step.upper if up else step.lower
        if node in expanded:
            yield Step(step.depth, step.upper, step.lower, step.relation, step.proofs, repeated=True)
            continue
        expanded.add(node)
        yield step
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
    near = [lower, *on_the_way]
    edges = [edge for edge in (graph.get_edge_data(lower, upper) or {}).values() if edge["relation"] == relation]

    def distance(edge: dict[str, Any]) -> int:
        return near.index(edge["stated_in"]) if edge["stated_in"] in near else len(near)

    ranked = sorted((distance(edge), proof) for edge in edges for proof in edge["proofs"])
    return tuple(dict.fromkeys(proof for _, proof in ranked))


def all_paths(
    graph: Graph, top: str, bottom: str, relations: tuple[str, ...] = CHAIN, limit: int = 1000
) -> list[tuple[Step, ...]]:
    """Every way from ``top`` down to ``bottom``, shortest first; at most ``limit``."""
    import networkx as nx

    links = [(upper, lower) for lower, upper, edge in graph.edges(data=True) if edge["relation"] in relations]
    plain: nx.DiGraph[str] = nx.DiGraph(links)
    if top not in plain or bottom not in plain:
        return []
    found = itertools.islice(nx.all_simple_paths(plain, top, bottom), limit)
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
    place = {node: number for number, node in enumerate(graph)}
    return tuple(sorted(found, key=lambda a: (a.task.document, place[a.task.iri], ROLES.index(a.role), a.as_written)))


def task_proofs(graph: Graph, task: Task) -> tuple[Proof, ...]:
    """The words of the task itself."""
    found: tuple[Proof, ...] = graph.edges[task.iri, task.document, "statedIn"]["proofs"]
    return found


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


# ---------------------------------------------------------------------------------------------- finding by name


def find(store: Store, text: str) -> tuple[Match, ...]:
    """What ``text`` may mean: documents by number, short name or file, agencies by name; the closest reading wins.

    Number styles, case, blanks and diacritics do not matter. Several matches are all given, none is chosen, but for
    one case: where of several agencies of one name the documents speak of only one, it is that one.
    """
    things, wanted = _things(store), squeeze(text)
    for reading in (_as_written, _as_slug, _as_words):
        hits = [thing for thing in things if reading(wanted, thing)]
        if hits:
            return tuple(thing.match for thing in _spoken_of(hits))
    return ()


def _spoken_of(hits: list[_Thing]) -> list[_Thing]:
    """Of agencies that all bear one name (before and after a merger), the one that the documents speak of."""
    used = [thing for thing in hits if thing.used]
    one_name = {(thing.match.kind, slug(thing.match.label)) for thing in hits}
    return used if len(used) == 1 and len(one_name) == 1 else hits


def one(store: Store, text: str, kinds: tuple[str, ...] = ("document", "agency")) -> Match:
    """The one thing that ``text`` means. Raises `NotFound` where it is none or several, and lists them."""
    hits = tuple(match for match in find(store, text) if match.kind in kinds)
    if len(hits) == 1:
        return hits[0]
    raise NotFound(text, hits, () if hits else _near(store, text, kinds))


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that can be found: what it is called, and the words by which a document may be described."""

    match: Match
    names: tuple[str, ...]
    words: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()  #: the words of its kind and number; at least one of them must be said
    used: bool = True


def _things(store: Store) -> list[_Thing]:
    names: dict[str, list[str]] = {}
    for row in [*queries.records(store, "names"), *queries.records(store, "agency-names")]:
        names.setdefault(_text(row.get("document") or row.get("agency")), []).append(_text(row["name"]))
    found = [_document_thing(document, names.get(document.iri, [])) for document in documents(store).values()]
    for agency in agencies(store).values():
        match = Match(agency.iri, "agency", agency.name)
        found.append(_Thing(match, tuple(names.get(agency.iri, [agency.name])), used=agency.used))
    return found


def _document_thing(document: Document, names: list[str]) -> _Thing:
    stem = document.file.rsplit(".", 1)[0] if document.file else None
    called = (document.number, document.name, document.file, stem, *names)
    year = str(document.issued.year) if document.issued else None
    own = _words(document.type, document.number)
    match = Match(document.iri, "document", document.label)
    words = own | _words(document.issuer, document.place, year)
    return _Thing(match, tuple(filter(None, called)), words, own)


def _words(*texts: str | None) -> frozenset[str]:
    return frozenset(slug(" ".join(filter(None, texts))).split("-")) - {""}


def _as_written(text: str, thing: _Thing) -> bool:
    return text.strip("<>") == thing.match.iri or any(fold(text) == fold(name) for name in thing.names)


def _as_slug(text: str, thing: _Thing) -> bool:
    return bool(slug(text)) and any(slug(text) == slug(name) for name in thing.names)


def _as_words(text: str, thing: _Thing) -> bool:
    """All words said are words of the thing; of an agency, of one of its names, and its first word is said first."""
    said = [word for word in slug(text).split("-") if word]
    if thing.match.kind == "agency":
        names = [slug(name).split("-") for name in thing.names]
        return any(said[:1] == name[:1] and set(said) <= set(name) for name in names)
    # a number that is said must be the document's number or year: days and counts are not among its words
    meant = set(said) - {"so", "cua", "ngay", "nam"}
    return bool(meant & thing.own) and meant <= thing.words


def _near(store: Store, text: str, kinds: tuple[str, ...]) -> tuple[Match, ...]:
    from difflib import get_close_matches

    things = [thing for thing in _things(store) if thing.match.kind in kinds]
    by_slug = {slug(name): thing.match for thing in things for name in thing.names}
    close = get_close_matches(slug(text), list(by_slug), n=5, cutoff=0.6)
    return tuple(dict.fromkeys(by_slug[name] for name in close))
