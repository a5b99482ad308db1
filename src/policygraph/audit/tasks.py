"""Tasks with who is charged, when, and what was reported of them: what is unassigned, undated, overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from policygraph import chain, queries
from policygraph.audit.reported import Reported
from policygraph.chain import Assignment, Charge, Document, Proof
from policygraph.facts import Timing
from policygraph.progress import Status, bucket
from policygraph.text import squeeze


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part in a task: its words, and its IRI and full name where it was resolved."""

    role: str
    as_written: str
    agency: str | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """What tells one agency from another: its IRI, or its words."""
        return self.agency or self.as_written


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its agencies by role, its time, and what was reported of it last."""

    iri: str
    document: Document
    path: str | None
    text: str
    parts: tuple[Part, ...]
    output: str | None
    schedule: str | None
    start: date | None
    end: date | None
    recurrence: str | None
    timing: Timing
    routine: bool | None
    proof: Proof | None
    reports: tuple[Reported, ...] = ()  #: the last day's; several where agencies report on one day

    def agencies(self, role: str) -> tuple[str, ...]:
        """Who has the role, as the text names them."""
        return tuple(part.as_written for part in self.parts if part.role == role)

    @property
    def leads(self) -> tuple[Part, ...]:
        """Who leads, each agency once."""
        found = {part.key: part for part in self.parts if part.role == "lead"}
        return tuple(found.values())

    @property
    def due(self) -> date | None:
        """The day by which it must be done; `None` for a start alone, a recurring or a conditional task."""
        return self.end if self.timing.due else None

    def passed(self, as_of: date) -> bool:
        """True where a date has passed that falls once; a start alone or a recurring date never does."""
        return self.due is not None and self.due < as_of

    def bucket(self, as_of: date) -> Status:
        """Where the task stands on a day; reports of one day that disagree tell nothing."""
        found = {bucket(item.status, item.completed, self.due, as_of) for item in self.reports}
        return found.pop() if len(found) == 1 else Status.NO_INFORMATION

    def overdue(self, as_of: date) -> bool:
        """True where the date has passed and nobody reports it done; texts never say so themselves."""
        return self.passed(as_of) and not self.bucket(as_of).done


Given = tuple[Document, Assignment, str]


def assignments_of(
    charges: Iterable[Charge], rows: Iterable[queries.Row], documents: Mapping[str, Document], names: Mapping[str, str]
) -> tuple[Given, ...]:
    """Every assignment of the loaded documents in the order of the texts, with the agency's full name.

    ``rows``: of the question ``tasks``; ``names``: of the agencies, by IRI.
    """
    tasks = {str(row["task"]): row for row in rows}
    place = {iri: number for number, iri in enumerate(tasks)}
    kept = [item for item in charges if item.task in tasks and item.document in documents]
    ordered = sorted(kept, key=lambda c: (c.document, place[c.task], chain.ROLES.index(c.role), c.as_written))
    found = []
    for item in ordered:
        row, document = tasks[item.task], documents[item.document]
        path = None if row["path"] is None else str(row["path"])
        task = chain.Task(item.task, item.document, path, str(row["text"]))
        assigned = Assignment(item.agency or None, item.as_written, item.role, task, item.proofs)
        if document.file:
            found.append((document, assigned, names.get(item.agency) or squeeze(item.as_written)))
    return tuple(found)


def tasks_of(
    rows: Iterable[queries.Row],
    documents: Mapping[str, Document],
    given: Iterable[Given],
    reported: Mapping[str, tuple[Reported, ...]],
) -> tuple[TaskRow, ...]:
    """Every task of the documents, in the order of the texts; ``rows``: of the question ``tasks``."""
    parts: dict[str, list[Part]] = {}
    for _, item, name in given:
        parts.setdefault(item.task.iri, []).append(Part(item.role, item.as_written, item.agency, name))
    groups: dict[str, list[queries.Row]] = {}
    for row in rows:
        groups.setdefault(str(row["task"]), []).append(row)
    return tuple(
        task_of(iri, group, documents[str(group[0]["document"])], tuple(parts.get(iri, ())), reported.get(iri, ()))
        for iri, group in groups.items()
        if group[0]["document"] in documents
    )


def task_of(
    iri: str, group: list[queries.Row], document: Document, parts: tuple[Part, ...], reports: tuple[Reported, ...]
) -> TaskRow:
    """A task from its rows of a question, which differ in what repeats."""
    row = group[0]
    repeats = sorted({str(r["recurrence"]) for r in group if r["recurrence"] is not None})

    def words(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    def day(name: str) -> date | None:
        value = row[name]
        return value if isinstance(value, date) else None

    proof = None
    if row["quote"] is not None:
        proof = Proof(str(row["file"]), int(str(row["start"])), int(str(row["end"])), str(row["quote"]))
    return TaskRow(
        iri=iri,
        document=document,
        path=words("path"),
        text=str(row["text"]),
        parts=parts,
        output=words("output"),
        schedule=words("schedule"),
        start=day("startDate"),
        end=day("endDate"),
        recurrence=" ".join(repeats) or None,
        timing=timing_of(row, bool(repeats)),
        routine=row["routine"] if isinstance(row["routine"], bool) else None,
        proof=proof,
        reports=reports,
    )


def timing_of(row: queries.Row, repeats: bool) -> Timing:
    """The kind of time as the graph has it; where a graph does not say, as its dates tell."""
    if row["invalid"] is True:
        return Timing.INVALID
    if row["kind"]:
        return Timing(str(row["kind"]))
    if repeats:
        return Timing.RECURRING
    start, end = (isinstance(row[name], date) for name in ("startDate", "endDate"))
    if end:
        return Timing.RANGE if start else Timing.DAY
    if start:
        return Timing.START_ONLY
    return Timing.WORDS_ONLY if row["schedule"] else Timing.NONE
