"""What an auditor asks: which central directive is carried out where, what is unassigned, undated, overdue.

The report says what the collection shows, never what happened: beside every figure stand what the collection holds,
the cut-off date and the rule. A plan that is not in the collection is "not found" only where enough of the province is
held; else the cell is "not decidable".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from policygraph import chain, identity, queries
from policygraph.chain import Document, Proof
from policygraph.labels import Label, catalogue, vi
from policygraph.store import Store

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: So many dated documents of a province, issued since the directive, must be held before "not found" is said.
ENOUGH = 5

#: The severities of findings, the worst first.
SEVERITIES = ("violation", "warning", "info")

_PARTY_TIERS = {"politburo", "secretariat", "central_committee", "central_party_body", "provincial_party"}
_STATE_TIERS = {"national_assembly", "government", "prime_minister", "ministry", "provincial_council",
                "provincial_people_committee", "provincial_department"}  # fmt: skip
_OUTSIDE = {"mass_organisation", "other"}
_PARTY_NUMBER = re.compile(r"\d+-[^/\s]+/")  # 183-KH/TU; the State writes 177/KH-UBND


class State(StrEnum):
    """How far a place carries out a directive; the notations of ``pgs:coverage-status``."""

    IMPLEMENTED = "implemented"
    PARTY_ONLY = "partyOnly"
    STATE_ONLY = "stateOnly"
    CITED_ONLY = "citedOnly"
    NOT_FOUND = "notFound"
    NOT_DECIDABLE = "notDecidable"

    @property
    def found(self) -> bool:
        """True where a document of the place says that it carries the directive out."""
        return self in (State.IMPLEMENTED, State.PARTY_ONLY, State.STATE_ONLY)


class Timing(StrEnum):
    """What kind of date a task has."""

    FIXED = "fixed"
    RANGE = "range"
    START_ONLY = "startOnly"
    RECURRING = "recurring"
    WORDS_ONLY = "wordsOnly"
    INVALID = "invalid"
    NONE = "none"

    @property
    def dated(self) -> bool:
        """True where the text gives a usable date or period."""
        return self in (Timing.FIXED, Timing.RANGE, Timing.START_ONLY, Timing.RECURRING)


@dataclass(frozen=True, slots=True)
class Place:
    """A province or another place that issues documents; ``held`` counts its loaded documents."""

    iri: str
    name: str
    valid_to: date | None
    held: int
    current: bool

    @property
    def label(self) -> str:
        """The name, with its last day where it is gone: two provinces of one name stay two."""
        gone = self.valid_to is not None and not self.current
        return f"{self.name} ({vi('place.until', day=chain.shown(self.valid_to))})" if gone else self.name


@dataclass(frozen=True, slots=True)
class Carrying:
    """A document that carries out a directive over ``steps`` links, ``lag`` days after it."""

    document: Document
    side: str  #: "party", "state" or "other"
    steps: int
    lag: int | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One directive in one place: the state, the documents behind it, and how much of the place is held since then."""

    directive: Document
    place: Place
    state: State
    carrying: tuple[Carrying, ...]
    cited: tuple[Proof, ...]
    held_since: int

    @property
    def direct(self) -> bool:
        """True where a document of the place itself says that it carries out the directive."""
        return any(item.steps == 1 for item in self.carrying)


@dataclass(frozen=True, slots=True)
class Holding:
    """How many loaded documents of a place, year and kind the collection has."""

    place: str | None
    year: int | None
    kind: str | None
    documents: int


@dataclass(frozen=True, slots=True)
class Loose:
    """A loaded plan with no central directive in its chain, and what it says it carries out."""

    document: Document
    carries_out: tuple[str, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its agencies by role and its time."""

    iri: str
    document: Document
    path: str | None
    text: str
    roles: tuple[tuple[str, str], ...]  #: (role, words of the text)
    output: str | None
    schedule: str | None
    start: date | None
    end: date | None
    recurrence: str | None
    timing: Timing
    routine: bool | None
    proof: Proof | None

    def agencies(self, role: str) -> tuple[str, ...]:
        """Who has the role, as the text names them."""
        return tuple(name for found, name in self.roles if found == role)

    def overdue(self, as_of: date) -> bool:
        """True where a date has passed that falls once; a start alone or a recurring date is never overdue."""
        return self.timing in (Timing.FIXED, Timing.RANGE) and self.end is not None and self.end < as_of


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something to look at, as the graph holds it."""

    iri: str
    kind: str
    severity: str
    message_vi: str
    message_en: str
    focus: str
    file: str | None
    quote: str | None


@dataclass(frozen=True)
class AuditReport:
    """Everything that the workbook and the command print; rows in a fixed order."""

    as_of: date
    enough: int
    documents: dict[str, Document]
    cells: tuple[Cell, ...]
    chains: tuple[tuple[Document, tuple[chain.Step, ...]], ...]  #: the way down from each directive that heads one
    places: tuple[Place, ...]
    holdings: tuple[Holding, ...]
    continued: dict[str, tuple[Document, ...]]  #: directive IRI -> directives that continue it
    loose: tuple[Loose, ...]
    tasks: tuple[TaskRow, ...]
    assignments: tuple[tuple[Document, chain.Assignment, str], ...]  #: with the agency's full name
    findings: tuple[AuditFinding, ...]

    @cached_property
    def directives(self) -> tuple[Document, ...]:
        """The central directives, those carried out by more places first."""
        count = Counter(cell.directive.iri for cell in self.cells if cell.state.found)
        known = {cell.directive.iri: cell.directive for cell in self.cells}
        return tuple(sorted(known.values(), key=lambda d: (-count[d.iri], d.issued or date.max, d.iri)))

    @cached_property
    def known_places(self) -> tuple[Place, ...]:
        """The places of which the collection holds or hears anything."""
        known = {cell.place.iri for cell in self.cells if cell.state is not State.NOT_DECIDABLE}
        return tuple(place for place in self.places if place.held or place.iri in known)

    @cached_property
    def by_pair(self) -> dict[tuple[str, str], Cell]:
        """The cells by directive and place."""
        return {(cell.directive.iri, cell.place.iri): cell for cell in self.cells}

    @property
    def unassigned(self) -> tuple[TaskRow, ...]:
        """Tasks for which the text names no lead."""
        return tuple(task for task in self.tasks if not task.agencies("lead"))

    @property
    def undated(self) -> tuple[TaskRow, ...]:
        """Tasks without a usable date: none, words only, or a date that no calendar has."""
        return tuple(task for task in self.tasks if not task.timing.dated)

    @property
    def overdue(self) -> tuple[TaskRow, ...]:
        """Tasks whose date had passed on the cut-off date, the oldest first; whether they are done no text says."""
        late = [task for task in self.tasks if task.overdue(self.as_of)]
        return tuple(sorted(late, key=lambda task: (task.end or date.max, task.iri)))

    def figures(self) -> list[tuple[str, int, int]]:
        """The figures of the report as (key, count, out of how many)."""
        tasks, plans = len(self.tasks), sum(bool(d.file and d.plan) for d in self.documents.values())
        carried = {cell.directive.iri for cell in self.cells if cell.state.found}
        return [
            ("loaded", sum(bool(d.file) for d in self.documents.values()), len(self.documents)),
            ("carried", len(carried), len(self.directives)),
            ("cells", sum(cell.state.found for cell in self.cells), len(self.cells)),
            ("undecidable", sum(cell.state is State.NOT_DECIDABLE for cell in self.cells), len(self.cells)),
            ("loose", len(self.loose), plans),
            ("unassigned", len(self.unassigned), tasks),
            ("undated", len(self.undated), tasks),
            ("overdue", len(self.overdue), tasks),
        ]

    def rules(self) -> list[Label]:
        """How everything was counted, in words."""
        said = [label for key, label in catalogue().items() if key.startswith("rule.")]
        day = chain.shown(self.as_of)
        return [Label(*(text.format(as_of=day, enough=self.enough) for text in (rule.vi, rule.en))) for rule in said]


def audit(store: Store, as_of: date, enough: int = ENOUGH) -> AuditReport:
    """The audit of a store on a day. The same store and day give the same report.

    Documents issued after ``as_of`` and their tasks are left out. ``enough``: see `ENOUGH`.
    """
    if enough < 1:
        raise ValueError(f"enough must be at least 1, not {enough}")
    graph = chain.on(chain.load(store), as_of)
    documents = chain.documents_of(graph)
    places = _places(store, documents, as_of)
    cells = [
        cell
        for directive in sorted(documents.values(), key=lambda d: (d.issued or date.max, d.iri))
        if directive.central
        for cell in _row(graph, directive, places, documents, enough)
    ]
    given = _assignments(graph, documents)
    return AuditReport(
        as_of=as_of,
        enough=enough,
        documents=documents,
        cells=tuple(cells),
        chains=_chains(graph, documents),
        places=places,
        holdings=_holdings(store),
        continued=_continued(graph, documents),
        loose=_loose(graph, documents),
        tasks=_tasks(store, documents, given),
        assignments=given,
        findings=_findings(store, graph),
    )


# ---------------------------------------------------------------------------------------------- coverage


def _places(store: Store, documents: dict[str, Document], as_of: date) -> tuple[Place, ...]:
    """The provinces of the day, and every other place that a document comes from."""
    from policygraph import vocab

    held = Counter(d.jurisdiction for d in documents.values() if d.file)
    named = {d.jurisdiction: d.place or d.jurisdiction for d in documents.values() if d.jurisdiction}
    found: dict[str, Place] = {}
    for province in vocab.load().provinces:
        iri = identity.place_iri(province.slug)
        current = province.exists_on(as_of)
        if current or iri in named:
            last = province.last if province.last < date.max else None
            found[iri] = Place(iri, province.label, last, held[iri], current)
    for iri, name in named.items():
        if iri not in found and iri != identity.place_iri(identity.NATION):
            found[iri] = Place(iri, name, None, held[iri], True)
    return tuple(sorted(found.values(), key=lambda place: (-place.held, place.iri)))


def _row(
    graph: Graph,
    directive: Document,
    places: tuple[Place, ...],
    documents: dict[str, Document],
    enough: int,
) -> list[Cell]:
    """The cells of one directive."""
    carrying: dict[str, list[Carrying]] = {}
    for item in carried_out_by(graph, directive):
        carrying.setdefault(item.document.jurisdiction or "", []).append(item)
    cited: dict[str, list[Proof]] = {}
    for jurisdiction, proof in _cited(graph, directive, documents):
        cited.setdefault(jurisdiction, []).append(proof)
    since = Counter(d.jurisdiction for d in documents.values() if d.file and _counts(d, directive))
    cells = []
    for place in places:
        mine, named = tuple(carrying.get(place.iri, ())), tuple(dict.fromkeys(cited.get(place.iri, ())))
        state = _state(directive, mine, bool(named), since[place.iri] >= enough)
        cells.append(Cell(directive, place, state, mine, named, since[place.iri]))
    return cells


def _counts(document: Document, directive: Document) -> bool:
    """Could this document have carried out the directive? Only a date since then says so."""
    return document.issued is not None and (directive.issued or date.min) <= document.issued


def carried_out_by(graph: Graph, directive: Document) -> list[Carrying]:
    """Every document below the directive over links of ``implements`` alone, with the shortest number of steps."""
    import networkx as nx

    below: nx.DiGraph[str] = nx.DiGraph()
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "implements":
            below.add_edge(upper, lower)
    if directive.iri not in below:
        return []
    found = []
    ways = nx.single_source_shortest_path(below, directive.iri)
    for iri, way in sorted(ways.items()):
        document = chain.data(graph, iri)
        if len(way) > 1:
            lag = (document.issued - directive.issued).days if document.issued and directive.issued else None
            words = chain.proofs(graph, iri, way[-2], "implements")
            found.append(Carrying(document, side(document), len(way) - 1, lag, words))
    return found


def _cited(graph: Graph, directive: Document, documents: dict[str, Document]) -> list[tuple[str, Proof]]:
    """Where documents of a place name the directive in any other way, also inside a task."""
    found = []
    for lower, _, edge in graph.in_edges(directive.iri, data=True):
        thing = chain.data(graph, lower)
        speaker = thing.document if isinstance(thing, chain.Task) else edge.get("stated_in")
        document = documents.get(speaker or "")
        if document is None or document.jurisdiction is None:
            continue
        words = chain.task_proofs(graph, thing) if isinstance(thing, chain.Task) else edge["proofs"]
        found += [(document.jurisdiction, proof) for proof in words]
    return found


def side(document: Document) -> str:
    """Whether a document is the Party's or the State's: by its issuer's tier, else by the style of its number.

    >>> side(Document("urn:d", number="183-KH/TU")), side(Document("urn:d", number="177/KH-UBND"))
    ('party', 'state')
    """
    if document.tier in _PARTY_TIERS:
        return "party"
    if document.tier in _STATE_TIERS:
        return "state"
    if document.tier in _OUTSIDE or not (document.tier or document.number):
        return "other"
    return "party" if document.number and _PARTY_NUMBER.match(document.number) else "state"


def _state(directive: Document, carrying: tuple[Carrying, ...], cited: bool, enough_held: bool) -> State:
    sides = {item.side for item in carrying}
    if carrying:
        if sides == {"party"}:
            return State.PARTY_ONLY
        # a directive of the State asks nothing of the Party's side
        return State.STATE_ONLY if sides == {"state"} and side(directive) == "party" else State.IMPLEMENTED
    if cited:
        return State.CITED_ONLY
    return State.NOT_FOUND if enough_held else State.NOT_DECIDABLE


def _chains(graph: Graph, documents: dict[str, Document]) -> tuple[tuple[Document, tuple[chain.Step, ...]], ...]:
    """From every central directive that carries out no other one, its way down."""
    central = sorted((d for d in documents.values() if d.central), key=lambda d: (d.issued or date.max, d.iri))
    tops = [d for d in central if not any(documents[step.upper].central for step in chain.up(graph, d.iri))]
    found = [(top, chain.down(graph, top.iri)) for top in tops]
    return tuple((top, steps) for top, steps in found if steps)


def _continued(graph: Graph, documents: dict[str, Document]) -> dict[str, tuple[Document, ...]]:
    found: dict[str, set[str]] = {}
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "continues":
            found.setdefault(upper, set()).add(lower)
    return {upper: tuple(documents[iri] for iri in sorted(lowers)) for upper, lowers in sorted(found.items())}


def _loose(graph: Graph, documents: dict[str, Document]) -> tuple[Loose, ...]:
    found = []
    for document in documents.values():
        if not (document.file and document.plan) or document.central:
            continue
        steps = chain.up(graph, document.iri)
        if not any(documents[step.upper].central for step in steps):
            first = [step for step in steps if step.depth == 1]
            words = tuple(proof for step in first for proof in step.proofs)
            found.append(Loose(document, tuple(documents[step.upper].label for step in first), words))
    return tuple(sorted(found, key=lambda item: item.document.iri))


# ---------------------------------------------------------------------------------------------- rows


def _holdings(store: Store) -> tuple[Holding, ...]:
    return tuple(
        Holding(
            None if row["place"] is None else str(row["place"]),
            row["year"] if isinstance(row["year"], int) else None,
            None if row["type"] is None else str(row["type"]),
            int(str(row["documents"])),
        )
        for row in queries.records(store, "collection")
    )


def _assignments(graph: Graph, documents: dict[str, Document]) -> tuple[tuple[Document, chain.Assignment, str], ...]:
    loaded = sorted((d for d in documents.values() if d.file), key=lambda d: d.iri)
    return tuple(
        (document, item, chain.label(graph, item.agency) if item.agency else item.as_written)
        for document in loaded
        for item in chain.assignments(graph, document.iri)
    )


def _tasks(
    store: Store, documents: dict[str, Document], given: tuple[tuple[Document, chain.Assignment, str], ...]
) -> tuple[TaskRow, ...]:
    roles: dict[str, list[tuple[str, str]]] = {}
    for _, item, _ in given:
        roles.setdefault(item.task.iri, []).append((item.role, item.as_written))
    groups: dict[str, list[queries.Row]] = {}
    for row in queries.records(store, "tasks"):
        groups.setdefault(str(row["task"]), []).append(row)
    return tuple(
        _task(iri, group, documents[str(group[0]["document"])], tuple(roles.get(iri, ())))
        for iri, group in groups.items()
        if group[0]["document"] in documents
    )


def _task(iri: str, group: list[queries.Row], document: Document, roles: tuple[tuple[str, str], ...]) -> TaskRow:
    row = group[0]
    repeats = sorted({str(r["recurrence"]) for r in group if r["recurrence"] is not None})
    start, end = (row[name] if isinstance(row[name], date) else None for name in ("startDate", "endDate"))

    def words(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    proof = None
    if row["quote"] is not None:
        proof = Proof(str(row["file"]), int(str(row["start"])), int(str(row["end"])), str(row["quote"]))
    return TaskRow(
        iri=iri,
        document=document,
        path=words("path"),
        text=str(row["text"]),
        roles=roles,
        output=words("output"),
        schedule=words("schedule"),
        start=start if isinstance(start, date) else None,
        end=end if isinstance(end, date) else None,
        recurrence=" ".join(repeats) or None,
        timing=_timing(row, bool(repeats)),
        routine=row["routine"] if isinstance(row["routine"], bool) else None,
        proof=proof,
    )


def _timing(row: queries.Row, repeats: bool) -> Timing:
    if row["invalid"] is True:
        return Timing.INVALID
    if repeats:
        return Timing.RECURRING
    start, end = (isinstance(row[name], date) for name in ("startDate", "endDate"))
    if end:
        return Timing.RANGE if start else Timing.FIXED
    if start:
        return Timing.START_ONLY
    return Timing.WORDS_ONLY if row["schedule"] else Timing.NONE


def _findings(store: Store, graph: Graph) -> tuple[AuditFinding, ...]:
    found = [
        AuditFinding(
            str(row["finding"]),
            str(row["kind"]),
            str(row["severity"]),
            str(row["message"] or ""),
            str(row["messageEn"] or ""),
            chain.label(graph, str(row["focus"])) if row["focus"] in graph else str(row["focus"] or ""),
            None if row["file"] is None else str(row["file"]),
            None if row["quote"] is None else str(row["quote"]),
        )
        for row in queries.records(store, "findings")
    ]
    return tuple(
        sorted(found, key=lambda item: (SEVERITIES.index(item.severity), item.file or "", item.kind, item.iri))
    )
