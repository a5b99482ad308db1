"""The sheet that agencies fill in: every task with its id, and columns for how far it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policygraph.audit import AuditReport, TaskRow
from policygraph.export.files import write
from policygraph.export.sheets import Row, Sheet, packed
from policygraph.labels import vi
from policygraph.status import CHOICES, TASK_COLUMNS

_KNOWN = ("document", "path", "text", "lead", "schedule", "end")  # what the texts say, to know the task by
_EARLIEST = date(1980, 1, 1)  # a template has no date of its own


def template(report: AuditReport, path: Path) -> None:
    """Write the sheet for the tasks of a report. Raises `PolicyGraphError` where the file cannot be written."""
    filled = TASK_COLUMNS[1:]
    rows = ((task.iri, *_known(task), *[None] * len(filled)) for task in report.tasks)
    choices = {"taskStatus": tuple(vi(f"task-status.{status}") for status in CHOICES)}
    write(path, packed([Sheet("status", ("id", *_KNOWN, *filled), rows, choices)], _EARLIEST))


def _known(task: TaskRow) -> Row:
    return (task.document.label, task.path, task.text, "; ".join(task.agencies("lead")), task.schedule, task.end)
