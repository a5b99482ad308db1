"""The one form in which every kind of file becomes text: a paragraph a line, a cell's paragraph a line, and the
tables beside them as spans of that text. Readers write; `Writer.source` gives the result."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from policygraph.text import Grid, Layout, Place, Remark, Removed, SourceText, Span, squeeze

#: A cell that claims to reach over more columns or rows than this is not believed.
_MOST = 200


@dataclass(slots=True)
class _Table:
    rows: list[list[Span]] = field(default_factory=list)
    reaching: dict[int, tuple[int, Span]] = field(default_factory=dict)  #: column -> rows it still fills, cell
    start: int = 0
    size: tuple[int, int] = (1, 1)
    holds_table: bool = False


class Writer:
    """Collects lines, tables and what was left out.

    >>> out = Writer(Path("a.html"), "text/html")
    >>> out.line("KẾ HOẠCH")
    Span(start=0, end=8)
    >>> with_cells = [out.open_table(), out.open_row()]
    >>> for words in ("TT", "Nội dung"):
    ...     out.open_cell(); _ = out.line(words); out.close_cell()
    >>> out.close_row(); out.close_table()
    >>> source = out.source(b"...")
    >>> source.text, [cell.of(source.text) for cell in source.layout.grids[0].rows[0]]
    ('KẾ HOẠCH\\nTT\\nNội dung\\n', ['TT', 'Nội dung'])
    """

    def __init__(self, path: Path, media_type: str) -> None:
        self._path, self._media_type = path, media_type
        self._lines: list[str] = []
        self._length, self._gap = 0, False
        self._tables: list[_Table] = []
        self._grids: list[Grid] = []
        self.places: list[Place] = []
        self.removed: list[Removed] = []
        self.remarks: list[Remark] = []

    # ------------------------------------------------------------------------------------------ lines

    def line(self, text: str) -> Span | None:
        """Write a paragraph; where it lies. Nothing is written where there is nothing to read."""
        text = text.strip("\n ")
        if not text.strip():
            return None
        self._settle()
        start = self._length
        self._lines.append(text + "\n")
        self._length += len(text) + 1
        return Span(start, start + len(text))

    def gap(self) -> None:
        """An empty line before the next; none inside tables."""
        self._gap = bool(self._lines) and not self._tables

    def _settle(self) -> None:
        if self._gap:
            self._lines.append("\n")
            self._length, self._gap = self._length + 1, False

    def drop(self, kind: str, text: str, page: int | None = None) -> None:
        """Note words that are left out."""
        if text := squeeze(text):
            self.removed.append(Removed(kind, text, page))

    def remark(self, kind: str, detail: str = "") -> None:
        """Note what the reader had to decide."""
        self.remarks.append(Remark(kind, detail))

    # ------------------------------------------------------------------------------------------ tables

    def open_table(self) -> None:
        """A table begins; one inside a cell makes the outer one a matter of layout, not of rows."""
        if self._tables:
            self._tables[-1].holds_table = True
        self._settle()
        self._tables.append(_Table())

    def close_table(self) -> None:
        """The table ends; it is kept where it has rows of several cells."""
        table = self._tables.pop()
        if not table.holds_table and any(sum(len(cell) > 0 for cell in row) > 1 for row in table.rows):
            self._grids.append(Grid(tuple(map(tuple, table.rows))))

    def open_row(self) -> None:
        """A row begins."""
        self._tables[-1].rows.append([])

    def close_row(self) -> None:
        """The row ends."""
        self._fill(self._tables[-1])

    def open_cell(self, columns: int = 1, rows: int = 1) -> None:
        """A cell begins that reaches over so many columns and rows."""
        table = self._tables[-1]
        self._fill(table)
        table.start, table.size = self._length, (min(columns, _MOST), min(rows, _MOST))

    def close_cell(self) -> None:
        """The cell ends."""
        table = self._tables[-1]
        (columns, rows), row = table.size, table.rows[-1]
        cell = Span(table.start, max(table.start, self._length - 1))
        if rows > 1:
            table.reaching[len(row)] = (rows - 1, cell)
        row += [cell, *[Span(cell.end, cell.end)] * (columns - 1)]

    def same_as_above(self, columns: int = 1) -> None:
        """In place of a cell: the one above reaches down to here."""
        table = self._tables[-1]
        row, above = table.rows[-1], table.rows[-2] if len(table.rows) > 1 else []
        for _ in range(min(columns, _MOST)):
            row.append(above[len(row)] if len(row) < len(above) else Span(self._length, self._length))

    def _fill(self, table: _Table) -> None:
        """Cells from above that reach down to where the row has come."""
        row = table.rows[-1]
        while (held := table.reaching.pop(len(row), None)) is not None:
            left, cell = held
            if left > 1:
                table.reaching[len(row)] = (left - 1, cell)
            row.append(cell)

    # ------------------------------------------------------------------------------------------ the end

    def source(self, data: bytes) -> SourceText:
        """All that was written, as the text of the file with these bytes."""
        layout = Layout(tuple(self._grids), tuple(self.places), tuple(self.removed), tuple(self.remarks))
        sha256 = hashlib.sha256(data).hexdigest()
        return SourceText(self._path.name, sha256, self._media_type, "".join(self._lines), layout)
