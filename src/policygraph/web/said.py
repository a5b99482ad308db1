"""What one source says, as pages show it: its graph read whole, each fact with its place in the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyoxigraph as ox

from policygraph.chain import ROLES
from policygraph.identity import GRAPH, ONTOLOGY, evidence_place
from policygraph.queries import Value, value
from policygraph.store import Store

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_EVIDENCE = ox.NamedNode(ONTOLOGY + "evidence")
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
#: What pages show of a source: half of its graph. Everything that `Said` asks for must be named here.
_SHOWN = (
    "order", "evidence", "rule", "role", "task", "asWritten", "agency", "certainty", "path", "text", "output",
    "routine", "schedule", "carriesOut", "startDate", "endDate", "recurrence", "invalidDate", "comparator", "value",
    "upperValue", "unit", "findingKind", "severity", "message", "parent", "heading", "relation", "cited", "citing",
    "recipientAsWritten",
)  # fmt: skip
_KINDS = ("Person", "Responsibility", "Task", "Target", "Finding", "Provision", "Citation", "Document")
_PLACES = ("startOffset", "endOffset")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A range of characters of the source's text."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the text says at a place: its kind, its words, and what it leads to."""

    kind: str
    text: str
    place: Place
    iri: str | None = None  #: the document or agency that is meant
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part in a task."""

    role: str
    as_written: str
    agency: str | None
    place: Place | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class When:
    """The time of a task."""

    as_written: str
    start: date | None
    end: date | None
    recurrence: tuple[str, ...]
    invalid: bool
    place: Place | None


@dataclass(frozen=True, slots=True)
class Work:
    """A task, with who and when."""

    iri: str
    path: str | None
    text: str
    output: str | None
    routine: bool | None
    parts: tuple[Part, ...]
    when: When | None
    carries_out: tuple[str, ...]
    place: Place | None

    def who(self, role: str) -> tuple[Part, ...]:
        """Those with the role."""
        return tuple(part for part in self.parts if part.role == role)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: an indicator's words, value and year."""

    text: str
    comparator: str | None
    value: float | None
    upper: float | None
    unit: str | None
    by: date | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding of the text."""

    kind: str
    severity: str
    message_vi: str
    message_en: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline."""

    path: str
    text: str
    depth: int
    place: Place


class Named(Protocol):
    """Something that knows what nodes are called."""

    def name(self, iri: str) -> str:
        """The name of a node."""


class Said:
    """The graph of one source."""

    def __init__(self, quads: Any, names: Named) -> None:
        self._names = names
        self._of: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._types: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, term in quads:
            if predicate.value == _TYPE:
                self._types[subject.value].add(term.value.removeprefix(ONTOLOGY))
            else:
                key = "label" if predicate.value == _LABEL else predicate.value.removeprefix(ONTOLOGY)
                self._of[subject.value][key].append(term)

    # -------------------------------------------------------------------------------------- reading the graph

    def _all(self, kind: str) -> list[str]:
        """The things of a class, in the order in which the text says them."""
        found = [iri for iri, types in self._types.items() if kind in types]
        return sorted(found, key=lambda iri: (self.places(iri)[:1], self._number(iri, "order"), iri))

    def _values(self, iri: str, key: str) -> list[Value]:
        return [value(term) for term in self._of[iri][key]] if iri in self._of else []

    def _one(self, iri: str, key: str) -> Value:
        return next(iter(sorted(self._values(iri, key), key=str)), None)

    def _text(self, iri: str, key: str) -> str | None:
        found = self._one(iri, key)
        return None if found is None else str(found)

    def _number(self, iri: str, key: str) -> int:
        found = self._one(iri, key)
        return found if isinstance(found, int) else 0

    def _day(self, iri: str, key: str) -> date | None:
        found = self._one(iri, key)
        return found if isinstance(found, date) else None

    def _float(self, iri: str, key: str) -> float | None:
        found = self._one(iri, key)
        return float(found) if isinstance(found, int | float) else None

    def _strings(self, iri: str, key: str) -> tuple[str, ...]:
        return tuple(sorted(str(item) for item in self._values(iri, key)))

    def _place(self, evidence: str) -> Place:
        told = evidence_place(evidence)
        if told:
            return Place(*told[1:])
        return Place(self._number(evidence, "startOffset"), self._number(evidence, "endOffset"))

    def places(self, iri: str, rule: str | None = None) -> list[Place]:
        """Where the text says so, in order; only what a rule (or one below it) read, where one is given."""
        evidence = [str(item) for item in self._values(iri, "evidence")]
        if rule is not None:
            evidence = [item for item in evidence if f"{self._text(item, 'rule')}.".startswith(f"{rule}.")]
        return sorted(self._place(item) for item in evidence)

    def _first(self, iri: str, rule: str | None = None) -> Place | None:
        return next(iter(self.places(iri, rule)), None)

    def _said(self, iri: str, key: str, language: str) -> str:
        words = [term.value for term in self._of[iri][key] if getattr(term, "language", None) == language]
        return words[0] if words else ""

    # -------------------------------------------------------------------------------------- what it says

    def header(self, document: str) -> dict[str, Place]:
        """The places of the document's own facts, by the last part of their rule ("number", "issued", ...)."""
        found: dict[str, Place] = {}
        for evidence in map(str, self._values(document, "evidence")):
            rule = str(self._text(evidence, "rule")).split(".")
            if rule[0] == "header":
                found.setdefault(rule[1], self._place(evidence))
        return found

    def signers(self) -> list[tuple[str, Place | None]]:
        """Who signed."""
        return [(self._text(iri, "label") or "", self._first(iri)) for iri in self._all("Person")]

    def recipients(self, document: str) -> tuple[str, ...]:
        """Who it was sent to, as written."""
        return self._strings(document, "recipientAsWritten")

    def tasks(self) -> list[Work]:
        """The tasks, in reading order."""
        parts: dict[str, list[Part]] = defaultdict(list)
        for iri in self._all("Responsibility"):
            role = str(self._one(iri, "role")).rsplit("/", 1)[-1]
            parts[str(self._one(iri, "task"))].append(Part(
                role, self._text(iri, "asWritten") or "", self._text(iri, "agency"), self._first(iri),
                self._one(iri, "certainty") == "inferred",
            ))  # fmt: skip
        return [self._task(iri, parts[iri]) for iri in self._all("Task")]

    def _task(self, iri: str, parts: list[Part]) -> Work:
        routine, schedule = self._one(iri, "routine"), self._text(iri, "schedule")
        return Work(
            iri,
            self._text(iri, "path"),
            self._text(iri, "text") or "",
            self._text(iri, "output"),
            routine if isinstance(routine, bool) else None,
            tuple(sorted(parts, key=lambda part: (ROLES.index(part.role), part.place or Place(0, 0)))),
            self._when(schedule) if schedule else None,
            self._strings(iri, "carriesOut"),
            self._first(iri, "task"),
        )

    def _when(self, iri: str) -> When:
        return When(
            self._text(iri, "asWritten") or "", self._day(iri, "startDate"), self._day(iri, "endDate"),
            self._strings(iri, "recurrence"), self._one(iri, "invalidDate") is True, self._first(iri),
        )  # fmt: skip

    def targets(self) -> list[Aim]:
        """The targets, in reading order."""
        return [
            Aim(
                self._text(iri, "text") or "",
                self._text(iri, "comparator"),
                self._float(iri, "value"),
                self._float(iri, "upperValue"),
                self._text(iri, "unit"),
                self._day(iri, "endDate"),
                self._first(iri),
            )
            for iri in self._all("Target")
        ]

    def findings(self) -> list[Doubt]:
        """What somebody should look at, the worst first."""
        found = [
            Doubt(
                self._text(iri, "findingKind") or "",
                self._text(iri, "severity") or "info",
                self._said(iri, "message", "vi"),
                self._said(iri, "message", "en"),
                self._first(iri),
            )
            for iri in self._all("Finding")
        ]
        worst = ("violation", "warning", "info")
        return sorted(found, key=lambda doubt: (worst.index(doubt.severity), doubt.place or Place(0, 0), doubt.kind))

    def outline(self) -> list[Heading]:
        """The headings, with how deep each lies."""
        found: list[Heading] = []
        depths: dict[str, int] = {}
        for iri in self._all("Provision"):
            parent = self._text(iri, "parent")
            depths[iri] = depths.get(parent, -1) + 1 if parent else 0
            heading, place = self._text(iri, "heading"), self._first(iri)
            if heading and place:
                found.append(Heading(self._text(iri, "path") or "", heading, depths[iri], place))
        return found

    # -------------------------------------------------------------------------------------- in order of the text

    def facts(self, document: str) -> list[Fact]:
        """Every fact at its place, in the order of the text; the longer first where two begin together."""
        found = [
            *(Fact("header", rule, place) for rule, place in self.header(document).items()),
            *(Fact("signer", name, place) for name, place in self.signers() if place),
            *self._mentions(document),
            *self._relations(),
            *(fact for task in self.tasks() for fact in self._work(task)),
            *(Fact("target", aim.text, aim.place) for aim in self.targets() if aim.place),
            *(
                Fact("finding", doubt.kind, doubt.place, note=doubt.message_vi)
                for doubt in self.findings()
                if doubt.place
            ),
        ]
        return sorted(dict.fromkeys(found), key=lambda fact: (fact.place.start, -fact.place.end, fact.kind, fact.text))

    def _mentions(self, document: str) -> list[Fact]:
        return [
            Fact("mention", self._names.name(iri), place, iri)
            for iri in self._all("Document")
            if iri != document
            for place in self.places(iri, "reference")
        ]

    def _relations(self) -> list[Fact]:
        found = []
        for iri in self._all("Citation"):
            relation, cited = str(self._one(iri, "relation")).removeprefix(ONTOLOGY), str(self._one(iri, "cited"))
            if relation != "mentions":
                note = self._names.name(str(self._one(iri, "citing")))
                found += [Fact(relation, self._names.name(cited), place, cited, note) for place in self.places(iri)]
        return found

    def _work(self, task: Work) -> list[Fact]:
        found = [Fact(part.role, part.as_written, part.place, part.agency) for part in task.parts if part.place]
        if task.place:
            found.append(Fact("task", task.text, task.place))
        if task.when and task.when.place:
            found.append(Fact("schedule", task.when.as_written, task.when.place))
        found += [Fact("output", task.output or "", place) for place in self.places(task.iri, "task.output")]
        return found


def read(store: Store, key: str, names: Named) -> Said:
    """What the source with this key says."""
    graph = ox.NamedNode(f"{GRAPH}source/{key}")
    rows = store.select(_query((_LABEL, *(ONTOLOGY + name for name in _SHOWN)), _KINDS), graph=graph).rows
    evidence = (term.value for _, predicate, term in rows if predicate == _EVIDENCE and isinstance(term, ox.NamedNode))
    if not all(map(evidence_place, evidence)):  # of ours the IRI tells the place
        rows += store.select(_query([ONTOLOGY + name for name in _PLACES]), graph=graph).rows
    return Said(rows, names)


def _query(properties: Iterable[str], kinds: Iterable[str] = ()) -> str:
    """What a graph says with some properties, and of which of some classes things are."""
    names = " ".join(f"<{name}>" for name in properties)
    classes = " ".join(f"<{ONTOLOGY}{name}>" for name in kinds)
    return f"""SELECT ?subject ?predicate ?object WHERE {{ GRAPH ?graph {{
      {{ VALUES ?predicate {{ {names} }} ?subject ?predicate ?object }}
      UNION {{ VALUES ?object {{ {classes} }} ?subject a ?object BIND(<{_TYPE}> AS ?predicate) }}
    }} }}"""
