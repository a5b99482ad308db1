"""The audit as an Excel workbook: one question a sheet, every row with its sentence and file.

Words from documents are always words: no cell can become a formula. The same report gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from policygraph.audit import AuditReport, Cell, State, TaskRow
from policygraph.chain import Proof
from policygraph.export.files import write
from policygraph.export.sheets import Row, Sheet, packed
from policygraph.labels import both, vi


def workbook(report: AuditReport, path: Path) -> None:
    """Write the workbook. Raises `PolicyGraphError` where the file cannot be written."""
    write(path, packed(sheets(report), report.as_of))


def sheets(report: AuditReport) -> list[Sheet]:
    """The sheets of the workbook, in order."""
    return [
        Sheet(
            "matrix",
            ("directive", "issued", *(place.label for place in report.known_places), "others"),
            _matrix(report),
        ),
        Sheet("coverage", _COVERAGE, _coverage(report)),
        Sheet("collection", ("place", "year", "type", "documents"), _collection(report)),
        Sheet("chains", ("directive", "depth", "lower", "relation", "upper", "quote", "file"), _chains(report)),
        Sheet("tasks", _TASKS, (_task(task, report.as_of) for task in report.tasks)),
        Sheet("responsibilities", _RESPONSIBILITIES, _responsibilities(report)),
        Sheet("deadlines", _DEADLINES, _deadlines(report)),
        Sheet(
            "findings", ("severity", "kind", "message", "messageEn", "focus", "quote", "file", "id"), _findings(report)
        ),
        Sheet("method", ("item", "value"), _method(report)),
    ]


# ---------------------------------------------------------------------------------------------- rows


def state_words(cell: Cell) -> str:
    """What a cell says, short: the state, whether through others, and the lag."""
    words = vi(f"state.{cell.state}")
    if cell.carrying and not cell.direct:
        words += f" ({vi('state.through')})"
    return words


def _matrix(report: AuditReport) -> Iterator[Row]:
    shown = report.known_places
    names = {place.iri for place in shown}
    for directive in report.directives:
        cells = [cell for cell in report.cells if cell.directive.iri == directive.iri and cell.place.iri not in names]
        rest = Counter(cell.state for cell in cells)
        others = "; ".join(f"{vi(f'state.{state}')}: {count}" for state, count in sorted(rest.items()))
        own = [state_words(report.by_pair[directive.iri, place.iri]) for place in shown]
        yield (directive.name, directive.issued, *own, others)


_COVERAGE = (
    "directive",
    "issued",
    "place",
    "state",
    "direct",
    "document",
    "documentIssued",
    "side",
    "steps",
    "lag",
    "held",
    "quote",
    "file",
    "id",
)


def _coverage(report: AuditReport) -> Iterator[Row]:
    shown = {place.iri for place in report.known_places}
    for directive in report.directives:
        cells = [cell for cell in report.cells if cell.directive.iri == directive.iri]
        for cell in (cell for cell in cells if cell.place.iri in shown):
            yield from _covered(cell)
        rest = [cell.place.label for cell in cells if cell.place.iri not in shown]
        if rest:
            names = both("place.others", count=len(rest), names=", ".join(rest))
            yield (
                directive.label,
                directive.issued,
                names,
                vi(f"state.{State.NOT_DECIDABLE}"),
                *[None] * 6,
                0,
                *[None] * 3,
            )


def _covered(cell: Cell) -> Iterator[Row]:
    """One row for each document behind a cell, or one that says why there is none."""
    head = (cell.directive.label, cell.directive.issued, cell.place.label, vi(f"state.{cell.state}"))
    for item in cell.carrying:
        direct = vi("answer.yes" if item.steps == 1 else "answer.no")
        document = (item.document.label, item.document.issued, vi(f"side.{item.side}"), item.steps, item.lag)
        yield (*head, direct, *document, cell.held_since, *_proof(item.proofs), item.document.iri)
    if not cell.carrying:
        yield (*head, *[None] * 6, cell.held_since, *_proof(cell.cited), None)


def _collection(report: AuditReport) -> Iterator[Row]:
    for holding in report.holdings:
        yield (holding.place, holding.year, holding.kind, holding.documents)
    for place in report.places:
        if not place.held:
            yield (place.label, None, None, 0)


def _chains(report: AuditReport) -> Iterator[Row]:
    for directive, steps in report.chains:
        for step in steps:
            names = (
                report.documents[step.lower].label,
                vi(f"relation.{step.relation}"),
                report.documents[step.upper].label,
            )
            for proof in step.proofs or (None,):
                yield (directive.label, step.depth, *names, *_proof((proof,) if proof else ()))
    for loose in report.loose:
        for proof in loose.proofs or (None,):
            above = "; ".join(loose.carries_out)
            yield (vi("chain.none"), None, loose.document.label, None, above, *_proof((proof,) if proof else ()))


_TASKS = (
    "document", "path", "text", "lead", "coordinate", "reportTo", "submitTo", "output", "schedule", "start", "end",
    "recurrence", "timing", "status", "noLead", "quote", "file", "id",
)  # fmt: skip


def _task(task: TaskRow, as_of: date) -> Row:
    agencies = ["; ".join(task.agencies(role)) for role in ("lead", "coordinate", "reportTo", "submitTo")]
    when = (
        task.schedule,
        task.start,
        task.end,
        task.recurrence,
        vi(f"timing.{task.timing}"),
        vi(f"status.{status(task, as_of)}"),
    )
    missing = None if task.agencies("lead") else vi("answer.yes")
    proof = _proof((task.proof,) if task.proof else ())
    return (task.document.label, task.path, task.text, *agencies, task.output, *when, missing, *proof, task.iri)


def status(task: TaskRow, as_of: date) -> str:
    """Where a task's date stands on the cut-off date; never whether it is done, which no text says."""
    if task.due is None:
        return task.timing.value
    return "passed" if task.passed(as_of) else "ahead"


_RESPONSIBILITIES = ("agency", "asWritten", "role", "text", "path", "document", "quote", "file", "id")


def _responsibilities(report: AuditReport) -> Iterator[Row]:
    for document, item, agency in report.assignments:
        words = (agency, item.as_written, vi(f"role.{item.role}"), item.task.text, item.task.path, document.label)
        yield (*words, *_proof(item.proofs), item.task.iri)


_DEADLINES = (
    "end",
    "status",
    "schedule",
    "start",
    "recurrence",
    "timing",
    "text",
    "lead",
    "document",
    "quote",
    "file",
    "id",
)


def _deadlines(report: AuditReport) -> Iterator[Row]:
    scheduled = [task for task in report.tasks if task.schedule]
    for task in sorted(scheduled, key=lambda t: (t.end or date.max, t.start or date.max, t.iri)):
        when = (task.schedule, task.start, task.recurrence, vi(f"timing.{task.timing}"))
        what = (task.text, "; ".join(task.agencies("lead")), task.document.label)
        yield (
            task.end,
            vi(f"status.{status(task, report.as_of)}"),
            *when,
            *what,
            *_proof((task.proof,) if task.proof else ()),
            task.iri,
        )


def _findings(report: AuditReport) -> Iterator[Row]:
    for item in report.findings:
        severity = vi(f"severity.{item.severity}")
        yield (severity, item.kind, item.message_vi, item.message_en, item.focus, item.quote, item.file, item.iri)


def _method(report: AuditReport) -> Iterator[Row]:
    yield (both("method.as-of"), report.as_of)
    for key, part, whole in report.figures():
        yield (both(f"figure.{key}"), f"{part} / {whole}")
    for rule in report.rules():
        yield (rule.vi, rule.en)


def _proof(proofs: tuple[Proof, ...]) -> tuple[str | None, str | None]:
    """The nearest sentence and its file."""
    return (proofs[0].quote, proofs[0].file) if proofs else (None, None)
