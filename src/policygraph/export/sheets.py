"""Tables as an Excel workbook: frozen heads, filters, widths, dates as dates, and words that stay words.

No cell is ever a formula, whatever a document says: words are written as words, and those that a spreadsheet might
read as a formula once they are edited are marked as text. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from policygraph.export.files import clean
from policygraph.labels import catalogue, vi
from policygraph.resources import uncollected

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_HELD = 1_000_000  # cells that are held in memory, some 200 bytes each
_LONGEST = 32_767  # characters in a cell, by the format
_MOST_LINKS = 65_530  # links in a sheet, by the format
_LONGEST_LINK = 2_079  # characters in a link, by the format
_EARLIEST = date(1900, 1, 1)  # the format knows no day before
_A3 = 8  # the paper size in the format
_WIDE = {"quote", "text", "message", "rule", "title", "carriesOut", "fault", "note"}
_MIDDLE = {
    "directive", "document", "place", "upper", "lower", "lead", "coordinate", "agency", "focus", "schedule", "output",
    "todo", "faultEn", "todoEn", "taskStatus", "reportSource", "name",
}  # fmt: skip
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Link(str):
    """An address that a reader can follow."""

    __slots__ = ()


def link(address: str | None) -> str | None:
    """A web address as one to follow; any other stays words: no program should open what a graph invents.

    >>> [isinstance(link(address), Link) for address in ("https://w3id.org/a", "javascript:alert(1)")]
    [True, False]
    """
    return Link(address) if address and address.startswith(("https://", "http://")) else address


Value = str | int | float | date | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its key in the catalogue, column keys, rows; ``choices``: what may be filled in, by column."""

    key: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    brief: tuple[str, ...] = ()  #: the columns for a page, where there is room for few; none: all


def packed(parts: Iterable[Sheet], as_of: date) -> bytes:
    """The sheets as a workbook file that bears the date ``as_of``; no cell of it is a formula."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    held, few = _held(parts)
    # what is held is written with each text once, which takes half the time
    options = {"constant_memory": not few, "strings_to_formulas": False, "strings_to_urls": False}
    with uncollected(), Workbook(made, options) as book:
        book.set_properties({"created": datetime(as_of.year, as_of.month, as_of.day)})
        plain = {"text_wrap": True, "valign": "top"}
        formats = {
            "head": book.add_format({**plain, "bold": True, "bg_color": "#E3EAF4"}),
            "text": book.add_format(plain),
            "guarded": book.add_format({**plain, "quote_prefix": True}),
            "date": book.add_format({**plain, "num_format": "dd/mm/yyyy"}),
            "link": book.add_format({**plain, "font_color": "#1D4F91", "underline": 1}),
        }
        for part in held:
            _fill(book.add_worksheet(vi(f"sheet.{part.key}")[:31]), part, formats)
    return made.getvalue()


def _held(parts: Iterable[Sheet]) -> tuple[list[Sheet], bool]:
    """The sheets, read as far as `_HELD` cells, and whether that is all of them."""
    read, left = [], _HELD
    for part in parts:
        rows = iter(part.rows)
        first = list(itertools.islice(rows, left // max(1, len(part.columns)) + 1))
        left = max(0, left - len(first) * len(part.columns))
        read.append(replace(part, rows=itertools.chain(first, rows)))
    return read, left > 0


def heading(column: str) -> str:
    """What stands above a column: both languages, or the words themselves where the catalogue has none."""
    label = catalogue().get(f"column.{column}")
    return f"{label.vi}\n{label.en}" if label else column


def _fill(sheet: Worksheet, part: Sheet, formats: dict[str, Format]) -> None:
    for number, column in enumerate(part.columns):
        sheet.set_column(number, number, width(column))
    sheet.freeze_panes(1, 1)
    # on paper: the whole width of the sheet on a landscape page, the head on every page
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, 32)
    for number, column in enumerate(part.columns):
        sheet.write_string(0, number, clean(heading(column)), formats["head"])
    last = 0
    for last, row in enumerate(part.rows, start=1):
        sheet.set_row(last, _height(part.columns, row))
        for number, value in enumerate(row):
            _write(sheet, (last, number), value, formats)
    sheet.autofilter(0, 0, last, len(part.columns) - 1)
    for column, choices in part.choices.items():
        place = part.columns.index(column)
        sheet.data_validation(1, place, max(last, 1), place, {"validate": "list", "source": list(choices)})


def width(column: str) -> int:
    """How wide a column is, in letters."""
    return 70 if column in _WIDE else 34 if column in _MIDDLE else 18


def _height(columns: tuple[str, ...], row: Row) -> int:
    """Room for the longest cell, up to ten lines: programs do not all find the height of wrapped text themselves."""
    lines = [
        len(value) // width(column) + 1
        for column, value in zip(columns, row, strict=True)
        if isinstance(value, str) and not isinstance(value, Link)
    ]
    return 15 * min(10, max(lines, default=1))


def _write(sheet: Any, at: tuple[int, int], value: Value, formats: dict[str, Format]) -> None:
    """Put exactly the value into a cell: words never become a formula, dates are dates."""
    if value is None:
        return
    if isinstance(value, date) and value >= _EARLIEST:
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day), formats["date"])
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value, formats["text"])
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(*at, value, formats["text"])
    elif isinstance(value, Link) and at[0] <= _MOST_LINKS and len(value) <= _LONGEST_LINK:
        sheet.write_url(*at, value, formats["link"], vi("column.link"))
    else:
        text = clean(str(value))
        cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        sheet.write_string(*at, cut, formats["guarded" if text.startswith(_LOOKS_LIKE_FORMULA) else "text"])
