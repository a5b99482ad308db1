"""Workbooks (.xlsx): each visible sheet; lines above its table are text, the table is a table."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any

from policygraph.sources.options import Options, problem
from policygraph.sources.package import Package
from policygraph.sources.writer import Writer
from policygraph.text import SourceText, squeeze

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: A sheet with more cells than this is data, not a document.
_MOST_CELLS = 500_000
#: Merged cells reach over no more rows or columns than this, and there are no more of them than its square.
_MOST_MERGED = 100
#: Empty rows at the end of a sheet that somebody formatted are not read on and on.
_MOST_EMPTY = 1_000


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of the sheets, in order; hidden sheets are listed as left out."""
    import openpyxl

    package = Package(path, data, options)
    for name in package.names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(name)[:2000]:
            raise problem(path, "doctype")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds for a broken workbook
        raise problem(path, "broken-xlsx", detail=type(error).__name__) from error
    out = Writer(path, MEDIA_TYPE)
    cells = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            out.drop("hidden", f"{sheet.title}")
            continue
        rows = list(_rows(sheet))
        cells += sum(map(len, rows))
        if cells > _MOST_CELLS:
            raise problem(path, "too-many-cells", limit=f"{_MOST_CELLS:,}")
        _sheet(out, rows, _merged(package, sheet))
        out.gap()
    return out.source(data)


def _rows(sheet: Any) -> list[list[str]]:
    """The rows down to the last that holds something."""
    found: list[list[str]] = []
    empty = 0
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _MOST_EMPTY:
            break
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


def _shown(cell: Any) -> str:
    """A value as a Vietnamese reader sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).strip()
    if "%" in (cell.number_format or ""):
        return f"{round(value * 100, 6):g}%".replace(".", ",")
    return str(int(value)) if value == int(value) else f"{value:.12g}".replace(".", ",")


def _merged(package: Package, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """(row, column) of the first cell of each merged range -> how many rows and columns it reaches over."""
    from openpyxl.utils import range_boundaries

    root = package.xml(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for one in root.iter(_MAIN + "mergeCell") if root is not None else ():
        left, top, right, bottom = range_boundaries(one.get("ref", "A1"))
        if None not in (left, top, right, bottom) and len(found) < _MOST_MERGED**2:
            rows, columns = int(bottom or 0) - int(top or 0) + 1, int(right or 0) - int(left or 0) + 1
            found[int(top or 0) - 1, int(left or 0) - 1] = (min(rows, _MOST_MERGED), min(columns, _MOST_MERGED))
    return found


def _sheet(out: Writer, rows: list[list[str]], merged: dict[tuple[int, int], tuple[int, int]]) -> None:
    """Lines above the first row of several cells, the table, lines of one long cell below it."""
    first = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 2), len(rows))
    for cell in chain.from_iterable(rows[:first]):
        out.line(cell)
    hidden = {
        (row + down, column + right)
        for (row, column), (high, wide) in merged.items()
        for down in range(high)
        for right in range(wide)
    } - set(merged)
    out.open_table()
    for at, cells in enumerate(rows[first:], first):
        if not any(cells):
            continue
        out.open_row()
        for column, cell in enumerate(cells):
            if (at, column) not in hidden:
                down, right = merged.get((at, column), (1, 1))
                out.open_cell(right, down)
                out.line("\n".join(filter(None, map(squeeze, cell.split("\n")))))
                out.close_cell()
        out.close_row()
    out.close_table()
