"""The periods of a recurring task: one instance for each, by the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policygraph.audit.tasks import TaskRow
from policygraph.dates import month_end
from policygraph.facts import Timing

_MOST = 400  # periods of one task; a task every week has some fifty a year
_DURATION = re.compile(r"P(\d+)([YMW])")


@dataclass(frozen=True, slots=True)
class Period:
    """One instance of a recurring task: the period in which it falls; its last day is inferred, not said."""

    first: date
    last: date


def periods(task: TaskRow, until: date) -> tuple[Period, ...]:
    """The periods of a recurring task from its start, or its document's date, to the one that holds ``until``.

    Nothing is made up: a task without such a date, or one that is continuous or daily, has none. Years, half years,
    quarters, months and weeks are those of the calendar; at most `_MOST` of them, the last.
    """
    first = task.start or task.document.issued
    if task.timing is not Timing.RECURRING or first is None or first > until:
        return ()
    last = min(until, task.end) if task.end else until
    found = [p for word in (task.recurrence or "").split() for p in _of(word, first, last)]
    return tuple(sorted(set(found), key=lambda p: (p.last, p.first)))[-_MOST:]


def _of(duration: str, first: date, last: date) -> Iterator[Period]:
    match = _DURATION.fullmatch(duration)
    if match is None or not int(match[1]):
        return
    number = int(match[1])
    if match[2] == "W":
        start = first - timedelta(first.weekday())
        while start <= last:
            yield Period(start, start + timedelta(7 * number - 1))
            start += timedelta(7 * number)
        return
    months = number * (12 if match[2] == "Y" else 1)
    # a year has whole halves and quarters: they begin where the calendar has them, longer ones in the first year
    at = first.year * 12 + ((first.month - 1) // months * months if months < 12 else 0)
    while date(at // 12, at % 12 + 1, 1) <= last:
        after = at + months - 1
        yield Period(date(at // 12, at % 12 + 1, 1), month_end(after // 12, after % 12 + 1))
        at += months
