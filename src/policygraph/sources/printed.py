"""Printed pages, from a PDF or a scan, to text: words to lines, lines to paragraphs and cells, page furniture aside.

Told by position alone: a paragraph ends where its last line does not reach the edge, where the next is set in, or
where the gap is wider; a running head is what stands at the same place of page after page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from policygraph.sources.ruling import NEAR, Box, Cell, Frame, frames
from policygraph.sources.writer import Writer
from policygraph.text import Place, Span, squeeze

#: Running heads and feet stand in this share of the page's height, above and below.
_MARGIN = 0.11
#: They stand on so many of the pages.
_REPEATED = 0.5
#: Words of a line stand no further apart than so many heights of a letter.
_GAP = 2.2
#: Pieces of a word stand closer than so many heights of a letter.
_TOUCHING = 0.08
#: A line is set in from so many heights of a letter; a gap between lines is one from so many usual distances.
_INDENT, _WIDER = 0.8, 1.18


class Word(NamedTuple):
    """A word on a page; ``blank`` where white space follows it in the file, though it may end a line."""

    text: str
    box: Box
    confidence: float | None = None
    blank: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points, its words in the order of the file, the lines drawn on it."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside one another."""

    sheet: Sheet
    words: tuple[Word, ...]
    box: Box
    table: tuple[Frame, Cell] | None = None

    @property
    def text(self) -> str:
        """The words with a blank between them."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """The height of its letters, in points."""
        return self.box.bottom - self.box.top


@dataclass(slots=True)
class _Held:
    """A cell while its table is put together."""

    lines: list[Line]
    rows: int
    columns: int
    column: int


@dataclass(slots=True)
class _Table:
    frame: Frame
    rows: list[list[_Held]] = field(default_factory=list)


def write(out: Writer, sheets: Iterable[Sheet]) -> None:
    """Write all pages, with the place of each line."""
    pages = [_lines(sheet) for sheet in sheets]
    furniture = _furniture(pages)
    kept: list[list[Line]] = []
    for page in pages:
        kept.append([line for line in page if id(line) not in furniture])
        for line in page:
            if id(line) in furniture:
                out.drop("running-head", line.text, line.sheet.number)
    page_style = _Style.of(kept)
    flow: list[Line] = []
    for part in _parts(kept, out):
        if isinstance(part, Line):
            flow.append(part)
            continue
        _write_flow(out, flow, page_style)
        flow = []
        _write_table(out, part, page_style)
    _write_flow(out, flow, page_style)


# ------------------------------------------------------------------------------------------ words to lines


def _lines(sheet: Sheet) -> list[Line]:
    """The lines of a page; none goes over the border of a cell."""
    tables = frames(sheet.rules)
    found: list[Line] = []
    run: list[Word] = []
    where: tuple[Frame, Cell] | None = None
    for word in sheet.words:
        here = _cell(tables, word.box) if tables else None
        if run and not (here == where and _beside(run[-1].box, word.box)):
            found.append(_line(sheet, run, where))
            run = []
        run.append(word)
        where = here
    if run:
        found.append(_line(sheet, run, where))
    return found


def by_place(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words ordered by where they stand, line by line, pieces that touch put together.

    >>> pieces = [Word("K", Box(0, 0, 6, 10)), Word("hoạch", Box(15, 0, 40, 10)), Word("ế", Box(6, -2, 12, 10))]
    >>> [word.text for word in by_place(pieces)]
    ['Kế', 'hoạch']
    """
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.bottom + word.box.top):
        last = levels[-1][0].box if levels else None
        same = last is not None and (word.box.top + word.box.bottom) / 2 < last.bottom - 0.2 * (last.bottom - last.top)
        if same:
            levels[-1].append(word)
        else:
            levels.append([word])
    return tuple(chain.from_iterable(map(_glued, levels)))


def _glued(level: list[Word]) -> list[Word]:
    """The words of one line from left to right; what stands closer than any blank is one word."""
    found: list[Word] = []
    for word in sorted(level, key=lambda word: word.box.left):
        before = found[-1] if found else None
        if before and word.box.left - before.box.right < _TOUCHING * (word.box.bottom - word.box.top):
            one, other = before.box, word.box
            box = Box(one.left, min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom))
            found[-1] = before._replace(text=before.text + word.text, box=box, blank=word.blank)
        else:
            found.append(word)
    return found


def _line(sheet: Sheet, words: list[Word], where: tuple[Frame, Cell] | None) -> Line:
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    return Line(sheet, tuple(words), Box(min(lefts), min(tops), max(rights), max(bottoms)), where)


def _cell(tables: list[Frame], box: Box) -> tuple[Frame, Cell] | None:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    for frame in tables:
        if frame.box.left <= x <= frame.box.right and frame.box.top <= y <= frame.box.bottom:
            cell = frame.find(x, y)
            return (frame, cell) if cell else None
    return None


def _beside(one: Box, other: Box) -> bool:
    """True where the second word goes on the line of the first."""
    _, top, right, bottom = one
    begins, high, _, low = other
    first, second = bottom - top, low - high
    level = (bottom if bottom < low else low) - (top if top > high else high)
    small, height = (first, second) if first < second else (second, first)
    return level > 0.4 * small and -height < begins - right < _GAP * height


# ------------------------------------------------------------------------------------------ page furniture


def _furniture(pages: list[list[Line]]) -> set[int]:
    """The lines that stand at the same place of page after page, digits not counted; never a cell of a table."""
    places: dict[tuple[str, int], list[Line]] = {}
    for page in pages:
        for line in page:
            middle = (line.box.top + line.box.bottom) / 2 / line.sheet.height
            if line.table is None and not _MARGIN < middle < 1 - _MARGIN:
                key = re.sub(r"\d+", "#", squeeze(line.text))
                places.setdefault((key, round(middle * 50)), []).append(line)
    found: set[int] = set()
    for (key, level), lines in places.items():
        near = [*places.get((key, level - 1), ()), *places.get((key, level + 1), ())]
        seen = {line.sheet.number for line in (*lines, *near)}
        # the first page often has no head
        if len(seen) >= max(2, _REPEATED * (len(pages) - 1)) or (key == "#" and _count_pages([*lines, *near])):
            found |= set(map(id, lines))
    return found


def _count_pages(numbers: list[Line]) -> bool:
    """True for numbers of pages: most grow as the pages do, though some were not read."""
    ahead = Counter(int(line.text) - line.sheet.number for line in numbers if line.text.isdecimal())
    return bool(ahead) and max(ahead.values()) >= max(2, len(numbers) / 2)


# ------------------------------------------------------------------------------------------ lines to parts


def _parts(pages: list[list[Line]], out: Writer) -> Iterator[Line | _Table]:
    """Lines and tables in the order of the pages; a table that goes on over the page is one table."""
    open_table: _Table | None = None
    for page in pages:
        first = True
        tables: dict[int, _Table] = {}
        for line in page:
            if line.table is None:
                if open_table:
                    yield open_table
                    open_table = None
                yield line
            elif id(line.table[0]) not in tables:
                frame = line.table[0]
                made = _Table(frame, _rows(frame, [one for one in page if one.table and one.table[0] is frame]))
                tables[id(frame)] = made
                if open_table and first and _same_columns(open_table.frame, frame):
                    _go_on(open_table, made, out)
                else:
                    if open_table:
                        yield open_table
                    open_table = made
            first = False
    if open_table:
        yield open_table


def _rows(frame: Frame, lines: list[Line]) -> list[list[_Held]]:
    """The cells of each row with the lines in them, from top to bottom."""
    held = {cell: _Held([], cell.rows, cell.columns, cell.column) for cell in frame.cells}
    for line in lines:
        if line.table:
            held[line.table[1]].lines.append(line)
    rows: list[list[_Held]] = [[] for _ in frame.rows[1:]]
    for cell in frame.cells:
        held[cell].lines = _settled(held[cell].lines)
        rows[cell.row].append(held[cell])
    return [row for row in rows if row]


def _settled(lines: list[Line]) -> list[Line]:
    """The lines of a cell in reading order: what stands on one level, from left to right."""
    ordered: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        if ordered and line.box.top + line.box.bottom < 2 * ordered[-1][0].box.bottom - 0.4 * line.height:
            ordered[-1].append(line)
        else:
            ordered.append([line])
    return list(chain.from_iterable(sorted(level, key=lambda line: line.box.left) for level in ordered))


def _same_columns(one: Frame, other: Frame) -> bool:
    pairs = zip(one.columns, other.columns, strict=False)
    return len(one.columns) == len(other.columns) and all(abs(a - b) <= 2 * NEAR for a, b in pairs)


def _go_on(table: _Table, more: _Table, out: Writer) -> None:
    """Add what stands on the next page: without the repeated head, a broken row put together."""
    rows = more.rows
    if rows and table.rows and _words(rows[0]) == _words(table.rows[0]):
        out.drop("table-head", " ".join(_words(rows[0])))
        rows = rows[1:]
    if rows and table.rows and not rows[0][0].lines and len(rows[0]) == len(table.rows[-1]):
        for cell, rest in zip(table.rows[-1], rows[0], strict=True):
            cell.lines += rest.lines
        rows = rows[1:]
    table.rows += rows
    table.frame = more.frame


def _words(row: list[_Held]) -> list[str]:
    return [" ".join(line.text for line in cell.lines) for cell in row]


# ------------------------------------------------------------------------------------------ parts to text


@dataclass(frozen=True, slots=True)
class _Style:
    """How the document is set: its usual distance between lines, and whether first lines are set in."""

    pitch: float
    first_lines_in: bool

    @classmethod
    def of(cls, pages: list[list[Line]]) -> _Style:
        """The style that most lines have."""
        steps: Counter[float] = Counter()
        set_in = even = 0
        for page in pages:
            body = [line for line in page if line.table is None]
            left, right = _edges_of(body)
            for above, below in pairwise(body):
                step = below.box.bottom - above.box.bottom
                if 0 < step < 4 * above.height:
                    steps[round(step)] += 1
                if above.box.right > right - above.height and abs(below.box.left - left) < NEAR:
                    set_in += above.box.left > left + _INDENT * above.height
                    even += abs(above.box.left - left) < NEAR
        usual = steps.most_common(1)[0][0] if steps else 0.0
        return cls(usual, set_in * 5 > even)


def _edges_of(lines: Iterable[Line]) -> tuple[float, float]:
    """Where lines begin and end on a page: the outermost places that several share."""
    lefts: Counter[int] = Counter()
    rights: Counter[int] = Counter()
    for line in lines:
        lefts[round(line.box.left / NEAR)] += 1
        rights[round(line.box.right / NEAR)] += 1
    left = next((at for at, count in sorted(lefts.items()) if count > 1), min(lefts, default=0))
    right = next((at for at, count in sorted(rights.items(), reverse=True) if count > 1), max(rights, default=0))
    return left * NEAR, right * NEAR


def _write_flow(out: Writer, lines: list[Line], style: _Style) -> None:
    """The lines between tables, as paragraphs."""
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        if line.sheet.number not in edges:
            edges[line.sheet.number] = _edges_of(one for one in lines if one.sheet is line.sheet)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph, line, edges, style):
            _write_paragraph(out, paragraph)
            if line.sheet is paragraph[-1].sheet and _is_apart(paragraph[-1], line, 2.2 * style.pitch):
                out.gap()
            paragraph = []
        paragraph.append(line)
    _write_paragraph(out, paragraph)


def _goes_on(paragraph: list[Line], line: Line, edges: dict[int, tuple[float, float]], style: _Style) -> bool:
    """True where ``line`` is of one paragraph with the lines above it."""
    above = paragraph[-1]
    left, right = edges[line.sheet.number]
    above_left, above_right = edges[above.sheet.number]
    if line.sheet is above.sheet and _is_apart(above, line, _WIDER * style.pitch):
        return False
    first = line.words[0].box
    if above.box.right + (first.right - first.left) + 0.2 * above.height < above_right - 0.1 * above.height:
        return False  # the next word would have had its place there
    set_in, above_in = line.box.left - left, above.box.left - above_left
    if set_in > _INDENT * line.height:
        return abs(set_in - above_in) < NEAR and not (style.first_lines_in and len(paragraph) == 1)
    return right - line.box.right > 0 or above.box.right > above_right - above.height


def _is_apart(above: Line, line: Line, distance: float) -> bool:
    """True where the line does not follow at the usual distance."""
    step = line.box.bottom - above.box.bottom
    return step <= 0 or step > max(distance, 1.02 * line.height)


def _write_table(out: Writer, table: _Table, style: _Style) -> None:
    out.open_table()
    for row in table.rows:
        out.open_row()
        for cell in row:
            out.open_cell(cell.columns, cell.rows)
            _write_cell(out, cell.lines)
            out.close_cell()
        out.close_row()
    out.close_table()


def _write_cell(out: Writer, lines: list[Line]) -> None:
    """The lines of a cell: one paragraph until a line ends short."""
    right = max((line.box.right for line in lines), default=0.0)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph:
            above, first = paragraph[-1], line.words[0].box
            if above.box.right + (first.right - first.left) < right - above.height and above.text[-1:] in ".;:":
                _write_paragraph(out, paragraph)
                paragraph = []
        paragraph.append(line)
    _write_paragraph(out, paragraph)


def _write_paragraph(out: Writer, lines: list[Line]) -> None:
    text = ""
    runs: list[tuple[int, Line]] = []
    for line in lines:
        if runs and not _is_broken(runs[-1][1].words[-1]):
            text += " "
        runs.append((len(text), line))
        text += line.text
    span = out.line(text)
    if span is None:
        return
    for start, line in runs:
        at = span.start + start
        out.places.append(Place(Span(at, at + len(line.text)), line.sheet.number, _percent(line), _sure(line)))


def _is_broken(word: Word) -> bool:
    """True for a word that goes on in the next line: «504/QĐ-» above «UBND», not a dash between words."""
    return not word.blank and len(word.text) > 1 and word.text[-1] in "-/"


def _percent(line: Line) -> tuple[float, float, float, float]:
    wide, high, box = line.sheet.width, line.sheet.height, line.box
    sides = (box.left / wide, box.top / high, (box.right - box.left) / wide, line.height / high)
    left, top, width, height = (round(100 * side, 2) for side in sides)
    return left, top, width, height


def _sure(line: Line) -> float | None:
    known = [word.confidence for word in line.words if word.confidence is not None]
    return round(median(known), 3) if known else None
