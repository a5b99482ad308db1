"""What agencies reported up to a day: of each task its last reports, and figures that name no task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policygraph import queries
from policygraph.progress import BUCKETS, Status
from policygraph.store import Store


@dataclass(frozen=True, slots=True, order=True)
class Reported:
    """One report on a task, with the row that holds it."""

    on: date
    status: Status
    completed: date | None
    by: str | None
    source: str
    note: str | None
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Published:
    """Figures of one row: of an agency, sector or level, by bucket."""

    agency: str | None
    sector: str | None
    level: str | None
    on: date
    by: str | None
    source: str
    file: str
    sheet: str
    row: int
    counts: tuple[tuple[Status, int], ...]


def reported_of(store: Store, as_of: date, tasks: Iterable[str] | None = None) -> dict[str, tuple[Reported, ...]]:
    """The reports of the last day on which a task was reported, by task; later ones than ``as_of`` do not count.

    ``tasks``: only of these.
    """
    name = "reported-status"
    rows = queries.records(store, name) if tasks is None else queries.among(store, name, "task", tasks)
    found: dict[str, list[Reported]] = {}
    for row in rows:
        on = row["reportedOn"]
        if isinstance(on, date) and on <= as_of:
            found.setdefault(str(row["task"]), []).append(_reported(row, on))
    ordered = {task: sorted(reports, key=lambda r: (r.on, r.file, r.sheet, r.row)) for task, reports in found.items()}
    return {task: tuple(r for r in reports if r.on == reports[-1].on) for task, reports in ordered.items()}


def _reported(row: queries.Row, on: date) -> Reported:
    return Reported(
        on,
        Status(str(row["status"])),
        row["completedOn"] if isinstance(row["completedOn"], date) else None,
        words(row["reportedBy"]),
        str(row["source"]),
        words(row["note"]),
        str(row["file"]),
        str(row["sheet"]),
        int(str(row["row"])),
    )


def published_of(store: Store, as_of: date) -> tuple[Published, ...]:
    """The published figures up to the day, a row each, in order of file, sheet and row."""
    groups: dict[tuple[str, str, int], list[queries.Row]] = {}
    for row in queries.records(store, "reported-figures"):
        if isinstance(row["reportedOn"], date) and row["reportedOn"] <= as_of:
            groups.setdefault((str(row["file"]), str(row["sheet"]), int(str(row["row"]))), []).append(row)
    return tuple(_published(at, rows) for at, rows in groups.items())


def _published(at: tuple[str, str, int], rows: list[queries.Row]) -> Published:
    first, numbers = rows[0], {str(row["status"]): int(str(row["count"])) for row in rows}
    on = first["reportedOn"]
    assert isinstance(on, date)
    return Published(
        words(first["agency"]),
        words(first["sector"]),
        words(first["level"]),
        on,
        words(first["reportedBy"]),
        str(first["source"]),
        *at,
        tuple((status, numbers.get(status, 0)) for status in BUCKETS),
    )


def words(value: queries.Value) -> str | None:
    """The words of a cell, `None` for an empty one."""
    return None if value is None else str(value)
