"""Tasks with who is charged and when: what is unassigned, undated, overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from policygraph import chain, queries
from policygraph.chain import Document, Proof
from policygraph.store import Store

if TYPE_CHECKING:
    from policygraph.chain import Graph


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


def assignments_of(graph: Graph, documents: dict[str, Document]) -> tuple[tuple[Document, chain.Assignment, str], ...]:
    loaded = sorted((d for d in documents.values() if d.file), key=lambda d: d.iri)
    return tuple(
        (document, item, chain.label(graph, item.agency) if item.agency else item.as_written)
        for document in loaded
        for item in chain.assignments(graph, document.iri)
    )


def tasks_of(
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
