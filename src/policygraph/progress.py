"""What agencies report of tasks: values read from a status sheet. A report is a claim beside the texts' facts.

The four buckets are those by which the Government Office tracks tasks (Decision 42/2014/QĐ-TTg); a fifth says that
nothing was reported, since a document that gives work never says whether it was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policygraph.findings import Finding


class Status(StrEnum):
    """The state of a task; the notations of ``pgs:task-status``."""

    DONE = "done"
    DONE_ON_TIME = "doneOnTime"
    DONE_LATE = "doneLate"
    NOT_DONE = "notDone"
    WITHIN_TERM = "withinTerm"
    OVERDUE = "overdue"
    NO_INFORMATION = "noInformation"

    @property
    def done(self) -> bool:
        """True for what is said to be done, in time or not.

        >>> Status.DONE_LATE.done, Status.WITHIN_TERM.done
        (True, False)
        """
        return self in (Status.DONE, Status.DONE_ON_TIME, Status.DONE_LATE)


#: The four buckets, and what is known of nothing: every task is in exactly one.
BUCKETS = (Status.DONE_ON_TIME, Status.DONE_LATE, Status.WITHIN_TERM, Status.OVERDUE, Status.NO_INFORMATION)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a statement stands: a row of a sheet, counted from 1."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says so, when, after what source; ``by`` and ``note`` may be absent."""

    on: date
    source: str
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One task, as reported on a day; ``completed`` is the day of completion, where one is given."""

    at: Cell
    task: str  #: IRI
    status: Status
    claim: Claim
    completed: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks of an agency, sector or level are in each bucket, by bucket; no task is named."""

    at: Cell
    claim: Claim
    numbers: tuple[tuple[Status, int], ...]
    agency: str | None = None
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one workbook says; its bad rows are findings and say nothing else."""

    name: str
    sha256: str
    reports: tuple[Report, ...]
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """The first 16 hex digits of the hash: the name of the workbook's graph."""
        return self.sha256[:16]


def bucket(status: Status | None, completed: date | None, due: date | None, on: date) -> Status:
    """The bucket of a task on a day, after its last report.

    Dates decide where there are dates: done by the due date or after it; not done, and the due date passed or not.
    A task without a due date cannot be late: done is in time, not done is within its term, unless the report itself
    says otherwise. "Done" without a day, of a task that has a due date, tells neither: no information.

    >>> march, june = date(2022, 3, 31), date(2022, 6, 30)
    >>> bucket(Status.DONE, june, march, june) is bucket(Status.DONE_LATE, None, None, june) is Status.DONE_LATE
    True
    >>> bucket(Status.NOT_DONE, None, march, june), bucket(Status.NOT_DONE, None, None, june)
    (<Status.OVERDUE: 'overdue'>, <Status.WITHIN_TERM: 'withinTerm'>)
    >>> bucket(Status.DONE, None, march, june), bucket(None, None, march, june)
    (<Status.NO_INFORMATION: 'noInformation'>, <Status.NO_INFORMATION: 'noInformation'>)
    """
    if status is None or status is Status.NO_INFORMATION:
        return Status.NO_INFORMATION
    if status.done:
        if due and completed:
            return Status.DONE_ON_TIME if completed <= due else Status.DONE_LATE
        if status is not Status.DONE:
            return status
        return Status.NO_INFORMATION if due else Status.DONE_ON_TIME
    if due:
        return Status.OVERDUE if due < on else Status.WITHIN_TERM
    return Status.OVERDUE if status is Status.OVERDUE else Status.WITHIN_TERM
