"""A workbook to what it reports: heads are found by name, every bad row becomes a finding."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from policygraph.dates import find_date
from policygraph.errors import SourceError
from policygraph.findings import Finding, Severity
from policygraph.labels import both, catalogue, pair
from policygraph.progress import BUCKETS, Cell, Claim, Count, Report, Sheet, Status
from policygraph.text import slug, squeeze

#: What a row on a task must or may say, by key of its column; the first two make a sheet one of tasks.
TASK_COLUMNS = ("id", "taskStatus", "completedOn", "reportedOn", "reportedBy", "reportSource", "note")
#: What a row of figures says; the four buckets make a sheet one of figures.
COUNT_COLUMNS = ("agency", "sector", "level", "total", "done", "doneOnTime", "doneLate", "notDone", "withinTerm",
                 "overdue", "noInformation", "reportedOn", "reportedBy", "reportSource", "note")  # fmt: skip
#: The states that a report may give.
CHOICES = tuple(status for status in Status if status is not Status.NO_INFORMATION)
_FOUR = BUCKETS[:4]
_HEAD_ROWS = 30  # a head stands within so many rows from the top
_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+")  # 21914, 21.914, 21,914

Cells = dict[str, Any]


class _Refused(Exception):
    """Why a row says nothing: the key of the reason in the catalogue, and its values."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values


@dataclass(slots=True)
class _Page:
    """One sheet under reading: its head, and what its rows said so far."""

    name: str
    known: Collection[str]
    default: Claim | None
    reports: list[Report] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)  #: task -> the row that reports it


def read(
    path: Path, tasks: Collection[str], max_bytes: int, on: date | None = None, source: str | None = None
) -> Sheet:
    """What a workbook reports of ``tasks`` (IRIs), or publishes as figures.

    ``on`` and ``source`` stand for the day and the source of rows that give none; the file's name is the source where
    neither does. Raises `SourceError` for what is no workbook, or holds no sheet of either kind.
    """
    data = _bytes(path, max_bytes)
    default = Claim(on, source or path.name) if on else None
    pages = [_page(name, rows, tasks, default, source or path.name) for name, rows in _sheets(path, data)]
    found = [page for page in pages if page is not None]
    if not found:
        raise _unreadable(path, "no-sheet", columns=", ".join(titles(TASK_COLUMNS[:2])))
    return Sheet(
        path.name,
        hashlib.sha256(data).hexdigest(),
        tuple(report for page in found for report in page.reports),
        tuple(count for page in found for count in page.counts),
        tuple(finding for page in found for finding in page.findings),
    )


def titles(columns: tuple[str, ...]) -> list[str]:
    """The heads of columns, as people read them.

    >>> titles(("id", "taskStatus"))
    ['Mã', 'Tình trạng']
    """
    return [catalogue()[f"column.{column}"].vi for column in columns]


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.stat().st_size > max_bytes:
            raise _unreadable(path, "too-big", most=max_bytes)
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "unreadable", reason=error.strerror or error) from error


def _unreadable(path: Path, key: str, **values: object) -> SourceError:
    return SourceError(path, both(f"status.{key}", **values), both(f"status.{key}.todo"))


def _sheets(path: Path, data: bytes) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The sheets of a workbook with their rows as values; formulas give what they were last worked out to."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    except Exception as error:  # a zip with anything in it: openpyxl raises whatever its parts raise
        raise _unreadable(path, "no-workbook", reason=type(error).__name__) from error


# ---------------------------------------------------------------------------------------------- one sheet


@cache
def _keys() -> dict[str, str]:
    """Which column a head names: by its key, its Vietnamese or its English name."""
    named: dict[str, str] = {}
    for key in dict.fromkeys((*TASK_COLUMNS, *COUNT_COLUMNS)):
        label = catalogue()[f"column.{key}"]
        named |= {slug(name): key for name in (key, label.vi, label.en)}
    return named


@cache
def _states() -> dict[str, Status]:
    """Which state a cell names."""
    named: dict[str, Status] = {}
    for status in CHOICES:
        label = catalogue()[f"task-status.{status}"]
        named |= {slug(name): status for name in (status.value, label.vi, label.en, f"{label.vi} / {label.en}")}
    return named


def _head(row: tuple[Any, ...]) -> dict[str, int]:
    """The columns that a row names, each with its place."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        for line in str(cell or "").splitlines():
            key = _keys().get(slug(squeeze(line)))
            if key:
                found.setdefault(key, place)
                break
    return found


def _page(
    name: str, rows: list[tuple[Any, ...]], tasks: Collection[str], default: Claim | None, source: str
) -> _Page | None:
    """What one sheet says; `None` for a sheet of another kind."""
    for top, row in enumerate(rows[:_HEAD_ROWS]):
        head = _head(row)
        reader = _task if head.keys() >= set(TASK_COLUMNS[:2]) else _count if head.keys() >= set(_FOUR) else None
        if reader:
            page = _Page(name, tasks, default)
            for number, cells in enumerate(rows[top + 1 :], start=top + 2):
                values = {key: _plain(cells[place]) for key, place in head.items() if place < len(cells)}
                _read_row(page, reader, Cell(name, number), values, source)
            return page
    return None


def _plain(value: Any) -> Any:
    """A cell's value; words with single blanks, nothing for an empty cell."""
    if isinstance(value, str):
        return squeeze(value) or None
    return value.date() if isinstance(value, datetime) else value


def _read_row(
    page: _Page, reader: Callable[[_Page, Cell, Cells, str], None], at: Cell, values: Cells, source: str
) -> None:
    try:
        reader(page, at, values, source)
    except _Refused as why:
        reasons = pair(f"status.{why.key}", **why.values)
        said = pair("status.refused", sheet=at.sheet, row=at.row)
        words = [f"{head}: {reason}" for head, reason in zip(said, reasons, strict=True)]
        place = f"{slug(at.sheet)}/{at.row}"
        page.findings.append(Finding("status-row-refused", Severity.WARNING, words[0], words[1], None, None, place))


def _task(page: _Page, at: Cell, values: Cells, source: str) -> None:
    """A row on one task. A row of a template that nobody filled says nothing."""
    said = {key: values.get(key) for key in ("taskStatus", "completedOn", "note")}
    if not any(said.values()):
        return
    task = str(values.get("id") or "")
    if task not in page.known:
        raise _Refused("unknown-task", text=task or "-")
    completed = _day(values, "completedOn")
    status = _states().get(slug(str(said["taskStatus"]))) if said["taskStatus"] else completed and Status.DONE
    if not isinstance(status, Status):
        raise _Refused("unknown-state", text=said["taskStatus"] or "-", known="; ".join(_choices()))
    claim = _claim(page, values, source)
    if completed and not status.done:
        raise _Refused("not-done-but-completed", day=completed.isoformat())
    if completed and completed > claim.on:
        raise _Refused("completed-after-report", day=completed.isoformat(), on=claim.on.isoformat())
    if page.seen.setdefault(task, at.row) != at.row:
        raise _Refused("repeated", row=page.seen[task])
    page.reports.append(Report(at, task, status, claim, completed))


def _choices() -> list[str]:
    return [catalogue()[f"task-status.{status}"].vi for status in CHOICES]


def _count(page: _Page, at: Cell, values: Cells, source: str) -> None:
    """A row of figures, which must add up as far as it gives sums; a row of sums over the rows above is left out."""
    names = [values.get(key) for key in ("agency", "sector", "level")]
    given = {
        key: number for key in ("total", "done", "notDone", *BUCKETS) if (number := _number(values, key)) is not None
    }
    if not given:
        return
    if any(str(name) and slug(str(name)) in _sums() for name in names if name) and page.counts:
        return
    if missing := [key for key in _FOUR if key not in given]:
        raise _Refused("no-figure", columns=", ".join(titles(tuple(missing))))
    numbers = {bucket: given.get(bucket, 0) for bucket in BUCKETS}
    for total, parts in (("done", _FOUR[:2]), ("notDone", _FOUR[2:]), ("total", BUCKETS)):
        added = sum(numbers[part] for part in parts)
        if given.get(total, added) != added:
            terms = " + ".join(str(numbers[part]) for part in parts)
            raise _Refused("not-adding-up", column=titles((total,))[0], given=given[total], terms=terms, sum=added)
    words = [None if name is None else str(name) for name in names]
    page.counts.append(Count(at, _claim(page, values, source), tuple(numbers.items()), *words))


@cache
def _sums() -> frozenset[str]:
    return frozenset(slug(word.strip()) for word in catalogue()["status.sum-rows"].vi.split(";"))


# ---------------------------------------------------------------------------------------------- one cell


def _claim(page: _Page, values: Cells, source: str) -> Claim:
    """Who says so and when. A row without a day, where none is given for the file, is refused."""
    on = _day(values, "reportedOn") or (page.default.on if page.default else None)
    if on is None:
        raise _Refused("no-day")
    words = {key: values.get(key) for key in ("reportSource", "reportedBy", "note")}
    by, note = (None if words[key] is None else str(words[key]) for key in ("reportedBy", "note"))
    return Claim(on, str(words["reportSource"] or source), by, note)


def _day(values: Cells, key: str) -> date | None:
    """The day in a cell: a date, or words that are one and nothing else; what no calendar has is refused."""
    value = values.get(key)
    if value is None or isinstance(value, date):
        return value
    text = str(value)
    found = find_date(text)
    if found and found[0] and text[: found[1]].strip().casefold() in ("", "ngày") and not text[found[2] :].strip():
        return found[0]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Refused("no-date", column=titles((key,))[0], text=text) from None


def _number(values: Cells, key: str) -> int | None:
    """The number in a cell, as Vietnamese or English offices group its digits."""
    value = values.get(key)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    # 14.068 as a number may be fourteen thousand or fourteen: it is not guessed
    if isinstance(value, float | bool) or not _NUMBER.fullmatch(str(value)):
        raise _Refused("no-number", column=titles((key,))[0], text=value)
    return int(re.sub(r"\D", "", str(value)))
