"""Ruled tables on a page: from the lines that are drawn to rows and columns, with cells that reach over several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Lines so close (in points) are one line; ends so close meet.
NEAR = 3.0
#: More lines than this on a page are a drawing, not a table.
_MOST_RULES = 1_500


class Box(NamedTuple):
    """A rectangle in points, from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float


class Cell(NamedTuple):
    """A cell of a ruled table: where it begins, and how many rows and columns it reaches over."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled table: the edges of its rows and columns, and its cells."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def box(self) -> Box:
        """The table's own edges."""
        return Box(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])

    def find(self, x: float, y: float) -> Cell | None:
        """The cell around a point."""
        row, column = bisect_right(self.rows, y) - 1, bisect_right(self.columns, x) - 1
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
                return cell
        return None


def frames(rules: Sequence[Box]) -> list[Frame]:
    """The tables that thin lines make: at least two cells, every cell with all four sides.

    >>> across = [Box(0, y, 100, y) for y in (0, 20, 40)]
    >>> (frame,) = frames([*across, Box(0, 0, 0, 40), Box(30, 0, 30, 20), Box(100, 0, 100, 40)])
    >>> [(cell.row, cell.column, cell.columns) for cell in frame.cells]
    [(0, 0, 1), (0, 1, 1), (1, 0, 2)]
    """
    if len(rules) > _MOST_RULES:
        return []
    found = []
    for group in _joined(rules):
        across = [rule for rule in group if rule.right - rule.left >= rule.bottom - rule.top]
        down = [rule for rule in group if rule not in across]
        if not across or not down:
            continue
        # a table that goes on over the page is open there: its lines end where the page does
        rows = _edges([*(r.top for r in across), min(r.top for r in down), max(r.bottom for r in down)])
        columns = _edges([*(r.left for r in down), min(r.left for r in across), max(r.right for r in across)])
        if len(rows) > 1 and len(columns) > 1:
            cells = _cells(rows, columns, across, down)
            if len(cells) > 1:
                found.append(Frame(tuple(rows), tuple(columns), tuple(cells)))
    return sorted(found, key=lambda frame: frame.box.top)


def _joined(rules: Sequence[Box]) -> list[list[Box]]:
    """Lines that touch one another, group by group."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda rule: rule.top):
        touching = [g for g in groups if _touch(rule, g[0]) and any(_touch(rule, other) for other in g[1])]
        bounds, members = rule, [rule]
        for group in touching:
            bounds, members = _around(bounds, group[0]), members + group[1]
            groups.remove(group)
        groups.append((bounds, members))
    return [members for _, members in groups]


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left <= other.right + NEAR
        and other.left <= one.right + NEAR
        and one.top <= other.bottom + NEAR
        and other.top <= one.bottom + NEAR
    )


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.left, other.left), min(one.top, other.top),
               max(one.right, other.right), max(one.bottom, other.bottom))  # fmt: skip


def _edges(values: Iterable[float]) -> list[float]:
    """The values, near ones made one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > NEAR:
            edges.append(value)
    return edges


def _cells(rows: list[float], columns: list[float], across: list[Box], down: list[Box]) -> list[Cell]:
    """Squares of the grid, joined where no line is drawn between them."""
    high, wide = len(rows) - 1, len(columns) - 1
    taken: set[tuple[int, int]] = set()
    found = []
    for row in range(high):
        for column in range(wide):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < wide and not _drawn_down(down, columns[right], rows[row], rows[row + 1]):
                right += 1
            below = row + 1
            while below < high and not _drawn_across(across, rows[below], columns[column], columns[column + 1]):
                below += 1
            taken |= {(r, c) for r in range(row, below) for c in range(column, right)}
            found.append(Cell(row, column, below - row, right - column))
    return found


def _drawn_down(down: list[Box], x: float, top: float, bottom: float) -> bool:
    middle = (top + bottom) / 2
    return any(abs(rule.left - x) <= NEAR and rule.top <= middle <= rule.bottom for rule in down)


def _drawn_across(across: list[Box], y: float, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return any(abs(rule.top - y) <= NEAR and rule.left <= middle <= rule.right for rule in across)
