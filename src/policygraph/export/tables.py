"""The audit as tables: one question a sheet, every row with id, sentence, file and link; every form is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from policygraph.audit import AuditReport, Cell, Period, Share, State, TaskRow, formula, periods, shares
from policygraph.chain import Document, Proof
from policygraph.export.sheets import Row, Sheet, link
from policygraph.labels import both, vi
from policygraph.progress import BUCKETS, Status

_TRACE = ("quote", "file", "link", "id")  # where every row says so


def sheets(report: AuditReport) -> list[Sheet]:
    """The sheets of the report, in order; ``brief`` names the columns that are shown where there is little room."""
    places = tuple(place.label for place in report.known_places)
    named = ("document", "path", "text", "agency", *_TRACE)
    return [
        Sheet("matrix", ("directive", "issued", *places, "others"), _matrix(report)),
        Sheet("coverage", _COVERAGE, _coverage(report), brief=("directive", "place", "state", "document", "lag")),
        Sheet("gaps", ("gap", *named), _gaps(report), brief=("gap", "document", "path", "text", "agency")),
        Sheet("status", _STANDING, _standing(report), brief=_STANDING[:-2]),
        Sheet(
            "tasks",
            _TASKS,
            (_task(report, task) for task in report.tasks),
            brief=("document", "path", "text", "lead", "schedule", "status"),
        ),
        Sheet(
            "responsibilities",
            _RESPONSIBILITIES,
            _responsibilities(report),
            brief=("agency", "role", "text", "document"),
        ),
        Sheet(
            "deadlines",
            _DEADLINES,
            _deadlines(report),
            brief=("end", "periodEnd", "status", "schedule", "text", "lead", "document"),
        ),
        Sheet("findings", _FINDINGS, _findings(report), brief=("severity", "kind", "message", "focus")),
        Sheet("chains", _CHAINS, _chains(report), brief=("directive", "lower", "relation", "upper")),
        Sheet("collection", ("place", "year", "type", "documents"), _collection(report)),
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
        cells = report.coverage.by_directive[directive.iri]
        rest = Counter(cell.state for cell in cells if cell.place.iri not in names)
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
    "due",
    "late",
    "missing",
    "supersededBy",
    "held",
    *_TRACE,
)


def _coverage(report: AuditReport) -> Iterator[Row]:
    shown = {place.iri for place in report.known_places}
    for directive in report.directives:
        cells = report.coverage.by_directive[directive.iri]
        for cell in (cell for cell in cells if cell.place.iri in shown):
            yield from _covered(report, cell)
        rest = [cell.place.label for cell in cells if cell.place.iri not in shown]
        if rest:
            names = both("place.others", count=len(rest), names=", ".join(rest))
            yield (
                directive.label,
                directive.issued,
                names,
                vi(f"state.{State.NOT_DECIDABLE}"),
                *[None] * 10,
                0,
                *[None] * 4,
            )


def _covered(report: AuditReport, cell: Cell) -> Iterator[Row]:
    """One row for each document behind a cell, or one that says why there is none."""
    head = (cell.directive.label, cell.directive.issued, cell.place.label, vi(f"state.{cell.state}"))
    others = (_names(cell.missing), _names(cell.superseded_by), cell.held_since)
    for item in cell.carrying:
        late = item.late(report.counting.late_after) if item.due or report.counting.late_after is not None else None
        document = (item.document.label, item.document.issued, vi(f"side.{item.side}"), item.steps, item.lag)
        row = (_answer(item.steps == 1), *document, item.due, _answer(late), *others)
        yield (*head, *row, *_trace(report, item.proofs, item.document.iri))
    if not cell.carrying:
        yield (*head, *[None] * 8, *others, *_trace(report, cell.cited, None))


def _answer(truth: bool | None) -> str | None:
    return None if truth is None else vi("answer.yes" if truth else "answer.no")


def _names(documents: Iterable[Document]) -> str | None:
    return "; ".join(document.label for document in documents) or None


def _collection(report: AuditReport) -> Iterator[Row]:
    for holding in report.holdings:
        yield (holding.place, holding.year, holding.kind, holding.documents)
    for place in report.places:
        if not place.held:
            yield (place.label, None, None, 0)


def _gaps(report: AuditReport) -> Iterator[Row]:
    """What is missing: directives, leads, dates, products, recipients; and what contradicts itself."""
    for loose in report.loose:
        document = loose.document
        yield (vi("gap.loose"), document.label, None, "; ".join(loose.carries_out) or None, document.place,
               *_trace(report, loose.proofs, document.iri))  # fmt: skip
    for cell in report.cells:
        if cell.state is State.NOT_FOUND:
            yield (vi("gap.not-found"), cell.directive.label, None, None, cell.place.label,
                   *_trace(report, (), cell.directive.iri))  # fmt: skip
    for conflict in report.conflicts:
        for task in conflict.tasks:
            yield (vi("gap.conflict"), *_gap(report, task))
    lacking = {"unassigned": report.unassigned, "undated": report.undated, "productless": report.productless}
    for key, tasks in lacking.items():
        for task in tasks:
            yield (vi(f"gap.{key}"), *_gap(report, task))
    for unsent in report.unsent:
        yield (vi("gap.unsent"), unsent.document.label, None, both("gap.tasks", count=unsent.tasks), unsent.agency,
               *_trace(report, (), unsent.document.iri))  # fmt: skip


def _gap(report: AuditReport, task: TaskRow) -> Row:
    leads = "; ".join(part.name or part.as_written for part in task.leads) or None
    return (task.document.label, task.path, task.text, leads, *_trace(report, _words(task), task.iri))


_STANDING = ("group", "name", "total", *(str(status) for status in BUCKETS), "doneOfDue", "overdueOfDue",
             "reportSource")  # fmt: skip


def _standing(report: AuditReport) -> Iterator[Row]:
    """The buckets: of the tasks in the graph, then as they were published."""
    for row in report.standings:
        yield (vi(f"group.{row.group}"), row.name, row.total, *_numbers(row.counts), None)
    for figures in report.published:
        names = "; ".join(filter(None, (figures.agency, figures.sector, figures.level))) or vi("standing.not-known")
        source = f"{figures.source} ({figures.file}, {figures.sheet}, {figures.row})"
        total = sum(number for _, number in figures.counts)
        yield (vi("group.published"), names, total, *_numbers(figures.counts), source)


def _numbers(counts: Iterable[tuple[Status, int]]) -> Row:
    found = list(counts)
    said = {share.key: share for share in shares(found)}
    return (*(number for _, number in found), share_words(said["done-of-due"]), share_words(said["overdue-of-due"]))


def share_words(share: Share) -> str:
    """A share with its numerator and denominator, as Vietnamese offices write numbers.

    >>> share_words(Share("done-of-due", 16_051, 16_274, (), ()))
    '16.051 / 16.274 = 98,63%'
    """
    parts = " / ".join(f"{number:,}".replace(",", ".") for number in (share.part, share.whole))
    return parts if share.percent is None else f"{parts} = " + f"{share.percent:.2f}%".replace(".", ",")


_CHAINS = ("directive", "depth", "lower", "relation", "upper", *_TRACE)


def _chains(report: AuditReport) -> Iterator[Row]:
    for directive, steps in report.chains:
        for step in steps:
            lower, upper = report.documents[step.lower].label, report.documents[step.upper].label
            for proof in step.proofs or (None,):
                trace = _trace(report, (proof,) if proof else (), step.lower)
                yield (directive.label, step.depth, lower, vi(f"relation.{step.relation}"), upper, *trace)


_TASKS = (
    "document", "path", "text", "lead", "coordinate", "reportTo", "submitTo", "output", "schedule", "start", "end",
    "recurrence", "timing", "status", "taskStatus", "completedOn", "reportedOn", "reportSource", *_TRACE,
)  # fmt: skip


def _task(report: AuditReport, task: TaskRow) -> Row:
    agencies = ["; ".join(task.agencies(role)) or None for role in ("lead", "coordinate", "reportTo", "submitTo")]
    when = (task.schedule, task.start, task.end, task.recurrence, vi(f"timing.{task.timing}"))
    last = task.reports[-1] if task.reports else None
    source = f"{last.source} ({last.file}, {last.sheet}, {last.row})" if last else None
    said = (
        status(task, report.as_of),
        vi(f"task-status.{task.bucket(report.as_of)}"),
        last.completed if last else None,
        last.on if last else None,
        source,
    )
    what = (task.document.label, task.path, task.text, *agencies, task.output)
    return (*what, *when, *said, *_trace(report, _words(task), task.iri))


def status(task: TaskRow, as_of: date) -> str:
    """Where a task's date stands on the cut-off date; never whether it is done, which no text says."""
    key = task.timing.value if task.due is None else "passed" if task.passed(as_of) else "ahead"
    return vi(f"status.{key}")


_RESPONSIBILITIES = ("agency", "asWritten", "role", "text", "path", "document", *_TRACE)


def _responsibilities(report: AuditReport) -> Iterator[Row]:
    for document, item, agency in report.assignments:
        words = (agency, item.as_written, vi(f"role.{item.role}"), item.task.text, item.task.path, document.label)
        yield (*words, *_trace(report, item.proofs, item.task.iri))


_DEADLINES = (
    "end", "periodStart", "periodEnd", "status", "taskStatus", "schedule", "start", "recurrence", "timing", "text",
    "lead", "document", *_TRACE,
)  # fmt: skip


def _deadlines(report: AuditReport) -> Iterator[Row]:
    """Every task that says when, the next deadline first; of recurring work a row for each period so far."""
    scheduled = [
        (task, period) for task in report.tasks if task.schedule for period in periods(task, report.as_of) or (None,)
    ]
    for task, period in sorted(scheduled, key=lambda item: _when(*item)):
        span = (period.first, period.last) if period else (None, None)
        stands = (status(task, report.as_of), vi(f"task-status.{task.bucket(report.as_of)}"))
        when = (task.schedule, task.start, task.recurrence, vi(f"timing.{task.timing}"))
        what = (task.text, "; ".join(task.agencies("lead")), task.document.label)
        yield (task.end, *span, *stands, *when, *what, *_trace(report, _words(task), task.iri))


def _when(task: TaskRow, period: Period | None) -> tuple[date, date, str]:
    return (task.due or (period.last if period else date.max), task.start or date.max, task.iri)


_FINDINGS = ("severity", "kind", "message", "messageEn", "focus", *_TRACE)


def _findings(report: AuditReport) -> Iterator[Row]:
    for item in report.findings:
        words = (vi(f"severity.{item.severity}"), item.kind, item.message_vi, item.message_en, item.focus)
        yield (*words, item.quote, item.file, link(item.iri), item.iri)


def _method(report: AuditReport) -> Iterator[Row]:
    yield (both("method.as-of"), report.as_of)
    for key, part, whole in report.figures():
        yield (both(f"figure.{key}"), f"{part} / {whole}")
    for share in shares(report.standings[0].counts if report.standings else ()):
        yield (both(f"share.{share.key}"), f"{formula(share)} = {share_words(share)}")
    for rule in report.rules():
        yield (rule.vi, rule.en)


def _words(task: TaskRow) -> tuple[Proof, ...]:
    return (task.proof,) if task.proof else ()


def _trace(report: AuditReport, proofs: tuple[Proof, ...], iri: str | None) -> Row:
    """The nearest sentence, its file, a link to the place in it (else to the thing itself), and the thing's id."""
    if not proofs:
        return (None, None, link(iri), iri)
    address = report.address(proofs[0]) or iri
    return (proofs[0].quote, proofs[0].file, link(address), iri)
