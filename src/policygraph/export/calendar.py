"""Deadlines as a calendar (iCalendar, RFC 5545): one whole-day entry a task that has a due date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from policygraph.audit import AuditReport, Period, TaskRow, periods
from policygraph.export.files import clean
from policygraph.export.tables import status
from policygraph.labels import vi

if TYPE_CHECKING:
    from icalendar import Event


def calendar(report: AuditReport) -> bytes:
    """The calendar; an entry keeps its id from one build to the next, and so is replaced, not repeated.

    Recurring work has an entry on the last day of its present period, marked as inferred. What is reported done, and
    what has only a start, has none.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//policygraph//deadlines//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", vi("calendar.name"))
    for task in report.tasks:
        if task.bucket(report.as_of).done:
            continue
        current = [period for period in periods(task, report.as_of) if period.last >= report.as_of]
        if task.due or current:
            made.add_component(_entry(report, task, None if task.due else current[0]))
    return bytes(made.to_ical())


def _entry(report: AuditReport, task: TaskRow, period: Period | None) -> Event:
    from icalendar import Event

    due = period.last if period else task.due
    assert due is not None
    event = Event()
    event.add("uid", f"{task.iri}{f'#{period.last}' if period else ''}")
    event.add("dtstamp", datetime(report.as_of.year, report.as_of.month, report.as_of.day, tzinfo=UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", clean(f"{'; '.join(task.agencies('lead')) or vi('standing.no-lead')}: {task.text}"))
    event.add("description", clean("\n".join(filter(None, _about(report, task, period)))))
    event.add("url", task.iri)
    return event


def _about(report: AuditReport, task: TaskRow, period: Period | None) -> list[str]:
    """What the entry says below its head: the document, the words on time, the sentence and its file."""
    proof = task.proof
    return [
        task.document.label + (f", {task.path}" if task.path else ""),
        f"{vi('column.schedule')}: {task.schedule}",
        vi("calendar.period") if period else status(task, report.as_of),
        f"«{proof.quote}» [{proof.file}:{proof.start}-{proof.end}]" if proof else "",
    ]
