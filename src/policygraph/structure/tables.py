"""Tables: those that the file holds as such, and in plain text markdown, tab-separated, and flattened to one cell a
line with running numbers. All become the same rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from policygraph import vocab
from policygraph.outline import Kind
from policygraph.structure.labels import read, roman_value
from policygraph.text import NormalText, Span, place_tones, squeeze
from policygraph.values import value

#: The fewest columns that make a row of heads a table, and the most that a table has.
LEAST_COLUMNS, MOST_COLUMNS = 3, 12
_MARKDOWN_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,3})*[.)]?$")
_ROMAN = re.compile(r"[IVX]{1,6}\.?$")
_PAGE = re.compile(r"(?:- ?)?\d{1,3}(?: ?-)?")
_BODIES = ("column.lead", "column.coordinate", "column.doers", "column.submit")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?$")


@value
class Row:
    """A row: its running number as printed, the span of each column; a section row has a title and no cells."""

    number: str
    span: Span
    cells: tuple[tuple[str, Span], ...]  #: (head of the column, where)
    title: Span | None = None


@value
class Table:
    """Rows found at lines ``first`` to ``last`` (exclusive) of a region."""

    first: int
    last: int
    rows: tuple[Row, ...]


@cache
def _columns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((p.kind, p.pattern) for p in vocab.phrases("headings") if p.kind.startswith("column."))


@lru_cache(maxsize=4096)
def column_kind(head: str) -> str | None:
    """What a column holds, from its head; `None` for a head that nobody knows.

    >>> column_kind("Cơ quan,  đơn vị chủ trì"), column_kind("Thời gian thực hiện"), column_kind("Trà Vinh")
    ('column.lead', 'column.schedule', None)
    """
    key = place_tones(squeeze(head.replace("*", " ")).lower()).strip(" .:")
    if not key or len(key) > 90:
        return None
    return next((kind for kind, pattern in _columns() if pattern.search(key)), None)


def find(normal: NormalText, lines: Sequence[Span]) -> list[Table]:
    """The tables among ``lines`` (trimmed, in order), first to last, never overlapping."""
    text, tables, at = normal.text, [], 0
    tabbed, tried = "\t" in normal.source.text, 0
    held = _held(normal, lines)
    while at < len(lines):
        line = lines[at].of(text)
        table = held.get(at)
        if table is not None:
            pass
        elif line.startswith("|"):
            table = _markdown(normal, lines, at)
        elif tabbed and at >= tried and "\t" in normal.original(lines[at]).of(normal.source.text):
            table = _tabs(normal, lines, at)
            tried, table = table.last, table if table.rows else None
        if table is None and len(line) <= 20 and column_kind(line) == "column.ordinal":
            table = _flat(text, lines, at)
        if table is not None and table.last > at:
            tables.append(table)
            at = table.last
        else:
            at += 1
    return tables


# ------------------------------------------------------------------------------------------ tables of the file


def first_held(normal: NormalText) -> int | None:
    """Where the first table of the file with heads of columns begins; no letterhead or title stands in it or below."""
    text = normal.text
    for grid in normal.source.layout.grids:
        rows = [[normal.normal(cell) for cell in row] for row in grid.rows[:4]]
        if any(_is_head([cell.of(text) for cell in row]) for row in rows):
            return min(cell.start for row in rows for cell in row if len(cell))
    return None


def _held(normal: NormalText, lines: Sequence[Span]) -> dict[int, Table]:
    """The tables that the file holds as such and that have heads of columns, by their first line."""
    found: dict[int, Table] = {}
    for grid in normal.source.layout.grids:
        rows = [[_trim(normal.text, cell.start, cell.end) for cell in map(normal.normal, row)] for row in grid.rows]
        filled = [cell for row in rows for cell in row if len(cell)]
        start, end = min((c.start for c in filled), default=0), max((c.end for c in filled), default=0)
        inside = bool(lines) and lines[0].start <= start < end <= lines[-1].end
        if inside and (made := _grid(normal.text, rows)):
            first, last = (bisect_left(lines, at, key=lambda line: line.start) for at in (start, end))
            found[first] = Table(first, last, made)
    return found


# ------------------------------------------------------------------------------------------ cells on one line


def _markdown(normal: NormalText, lines: Sequence[Span], at: int) -> Table:
    last = at
    while last < len(lines) and lines[last].of(normal.text).startswith("|"):
        last += 1
    rows = [_split(normal.text, line, "|") for line in lines[at:last]
            if not _MARKDOWN_RULE.match(line.of(normal.text))]  # fmt: skip
    return Table(at, last, _grid(normal.text, rows))


def _tabs(normal: NormalText, lines: Sequence[Span], at: int) -> Table:
    raw, last, rows = normal.source.text, at, []
    while last < len(lines) and "\t" in normal.original(lines[last]).of(raw):
        line = lines[last]
        cuts = [i for i in range(line.start, line.end)
                if normal.text[i] == " " and raw[normal.original(Span(i, i + 1)).start] == "\t"]  # fmt: skip
        edges = [line.start - 1, *cuts, line.end]
        rows.append([_trim(normal.text, a + 1, b) for a, b in pairwise(edges)])
        last += 1
    return Table(at, last, _grid(normal.text, rows))


def _split(text: str, line: Span, mark: str) -> list[Span]:
    cells, start = [], line.start + 1
    end = line.end - 1 if line.of(text).endswith(mark) and len(line) > 1 else line.end
    while start <= end:
        stop = text.find(mark, start, end)
        stop = end if stop < 0 else stop
        cells.append(_trim(text, start, stop))
        start = stop + 1
    return cells


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \n*":
        start += 1
    while end > start and text[end - 1] in " \n*":
        end -= 1
    return Span(start, end)


def _grid(text: str, rows: list[list[Span]]) -> tuple[Row, ...]:
    """Rows under the first row whose cells are heads of columns; no such row, no table of tasks."""
    head = next((i for i, row in enumerate(rows[:4]) if _is_head([c.of(text) for c in row])), None)
    if head is None:
        return ()
    while head + 1 < len(rows) and _goes_on(rows[head], rows[head + 1]):
        head += 1  # heads of two rows: what reaches down from the first stands in the second
    heads = [squeeze(cell.of(text)) for cell in rows[head]]
    found = []
    for above, row in pairwise(rows[head:]):
        filled = [cell for cell in row if len(cell) and cell not in above]
        if not filled or all(_COLUMN_NUMBER.match(cell.of(text)) for cell in filled):
            continue
        if [squeeze(cell.of(text)) for cell in row] == heads:
            continue  # the head again, on the next page
        found.append(_grid_row(text, heads, row, filled))
    return tuple(found)


def _grid_row(text: str, heads: list[str], row: list[Span], filled: list[Span]) -> Row:
    span = Span(filled[0].start, filled[-1].end)
    first = filled[0].of(text)
    number = first if _NUMBER.match(first) or _ROMAN.match(first) else ""
    alone = sum(len(cell) > 0 for cell in row) == 1
    if (number and len(filled) == 2 and _ROMAN.match(first)) or (alone and len(heads) > 2):
        return Row(number, span, (), filled[-1])
    cells = tuple((head, cell) for head, cell in zip(heads, row, strict=False)
                  if len(cell) and column_kind(head) != "column.ordinal")  # fmt: skip
    return Row(number, span, cells)


def _goes_on(above: list[Span], row: list[Span]) -> bool:
    return any(len(cell) and cell in above for cell in row)


def _is_head(cells: list[str]) -> bool:
    kinds = {column_kind(cell) for cell in cells} - {None}
    others = {"column.lead", "column.doers", "column.schedule"}
    return len(cells) >= 2 and "column.task" in kinds and bool(kinds & others)


# ------------------------------------------------------------------------------------------ one cell a line


def _flat(text: str, lines: Sequence[Span], at: int) -> Table | None:
    heads, first = [], at
    limit = min(len(lines), at + MOST_COLUMNS)
    while first < limit and len(lines[first]) <= 90 and (kind := column_kind(lines[first].of(text))):
        heads.append((squeeze(lines[first].of(text)), kind))
        first += 1
    kinds = {kind for _, kind in heads}
    if len(heads) < LEAST_COLUMNS or "column.ordinal" not in kinds or len(kinds) < LEAST_COLUMNS:
        return None
    columns = [(head, kind) for head, kind in heads if kind != "column.ordinal"]
    while first < len(lines) and re.fullmatch(r"\(\d{1,2}\)", lines[first].of(text)):
        first += 1
    rows, last = _flat_rows(text, lines, first, columns)
    return Table(at, last, tuple(rows)) if rows else None


def _flat_rows(text: str, lines: Sequence[Span], first: int, columns: list[tuple[str, str]]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    at, expected, part = first, 1, 0
    while at < len(lines):
        at = _past_head(text, lines, at)
        word = lines[at].of(text)
        end = _block_end(text, lines, at + 1, len(columns), expected, part)
        if _ROMAN.match(word) and roman_value(word) == part + 1 and end > at + 1:
            title = Span(lines[at + 1].start, lines[end - 1].end)
            rows.append(Row(word, Span(lines[at].start, title.end), (), title))
            part, expected = part + 1, 1
        elif _NUMBER.match(word) and end > at + 1:
            cells = _deal(text, lines[at + 1 : end], columns)
            rows.append(Row(word, Span(lines[at].start, cells[-1][1].end), cells))
            number = word.strip("().").split(".")[-1]
            expected = int(number) + 1
        else:
            break
        at = end
    return rows, at


def _past_head(text: str, lines: Sequence[Span], at: int) -> int:
    """Past the heads of the columns that a new page repeats, and the number of the page above them."""
    start = at + 1 if _PAGE.fullmatch(lines[at].of(text)) else at
    kinds = [column_kind(line.of(text)) for line in lines[start : start + MOST_COLUMNS] if len(line) <= 90]
    count = next((i for i, kind in enumerate(kinds) if kind is None), len(kinds))
    again = count >= LEAST_COLUMNS and kinds[0] == "column.ordinal" and start + count < len(lines)
    return start + count if again else at


def _block_end(text: str, lines: Sequence[Span], at: int, columns: int, expected: int, part: int) -> int:
    """Where the row that began before ``at`` ends: at the next running number, or where the table ends."""
    start = at
    while at < len(lines) and at - start < columns + 12:
        word = lines[at].of(text)
        if (_NUMBER.match(word) or _ROMAN.match(word)) and len(word) <= 8 and at > start:
            return at
        if at - start >= columns and (_is_far(text[lines[at - 1].end : lines[at].start]) or _is_item(word)):
            return at
        if at > start and _is_item(word, Kind.ROMAN):
            return at
        at += 1
    return min(at, start + columns) if at - start >= columns + 12 else at


def _is_far(between: str) -> bool:
    """True for empty lines between two lines; the number of a page is none."""
    return between.count("\n") > 2 and between.isspace()


def _is_item(word: str, *kinds: Kind) -> bool:
    """True for a line that begins a unit below the table: a label and words behind it."""
    label = read(word)
    if label is None or label.size >= len(word) or label.value == 0:
        return False
    return label.kind in kinds if kinds else True


def _deal(text: str, lines: Sequence[Span], columns: list[tuple[str, str]]) -> tuple[tuple[str, Span], ...]:
    """Lines dealt to columns: too many are joined where they fit best, too few are told by what they look like."""
    if len(lines) <= len(columns):
        lines = _whole(text, lines)
    if len(lines) < len(columns):
        return _deal_few(text, list(lines), columns)
    cells = lines
    if len(lines) > len(columns):
        ends = _fitted([line.of(text) for line in lines], [kind for _, kind in columns])
        cells = [Span(lines[a].start, lines[b - 1].end) for a, b in pairwise([0, *ends])]
    return tuple((head, cell) for (head, _), cell in zip(columns, cells, strict=True))


def _whole(text: str, lines: Sequence[Span]) -> list[Span]:
    """The lines, those joined to the one above that go on with its sentence: small letters, no body and no time."""
    whole = [lines[0]]
    for line in lines[1:]:
        words = line.of(text)
        low = place_tones(words.lower())
        opens = _body().match(low) or _phrase("cell.schedule").search(low) or text[whole[-1].end - 1] in ".;:"
        if words[:1].islower() and not opens:
            whole[-1] = Span(whole[-1].start, line.end)
        else:
            whole.append(line)
    return whole


def _fitted(lines: list[str], kinds: list[str]) -> tuple[int, ...]:
    """Where each cell ends, so that bodies stand under heads of bodies, times under times, and lines that go on go on.

    Of two ways that fit as well the one that gives an earlier column more lines is taken: the task runs over lines.
    """
    bodies = [bool(_body().match(place_tones(line.lower()))) for line in lines]
    times = [bool(_phrase("cell.schedule").search(place_tones(line.lower()))) for line in lines]
    joins = [0, *(_joined(a, b) for a, b in pairwise(lines))]
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for at, kind in enumerate(kinds):
        here: dict[int, tuple[int, tuple[int, ...]]] = {}
        for start, (score, ends) in best.items():
            total = score + (2 * bodies[start] - 2 * times[start] if kind in _BODIES else 0)
            for end in range(start + 1, len(lines) - (len(kinds) - at - 1) + 1):
                total += joins[end - 1] if end > start + 1 else 0
                timed = 2 * any(times[start:end]) if kind == "column.schedule" else 0
                here[end] = max(here.get(end, (-(10**6), ())), (total + timed, (*ends, end)))
        best = here
    return best[len(lines)][1]


def _joined(before: str, line: str) -> int:
    """How well a line goes on with the one before it."""
    if line[:1].islower() or line[:1] == "(" or before.endswith(",") or _is_open(before, line):
        return 0
    return -1 if _phrase("cell.half").search(place_tones(before.lower())) else -3


def _is_open(cell: str, following: str) -> bool:
    """True for a cell that ends with a word for a time whose figure stands on the next line: "Quý | IV/2025"."""
    figure = following[:1].isdigit() or bool(_ROMAN.match(following.split("/")[0]))
    return figure and _phrase("cell.open").search(place_tones(cell.lower())) is not None


@cache
def _body() -> re.Pattern[str]:
    """The first words of a body; those of work and of products, which may begin alike, are none."""
    words = vocab.lists("agency_words")
    names = vocab.trie(place_tones(word) for kind in ("heads", "persons") for word in words[kind])
    other, all_of, several = (_phrase(f"cell.{name}").pattern for name in ("no-body", "all-of", "bodies"))
    return re.compile(rf"(?!{other})(?:{all_of})?{names}(?!\w)|{several}")


@cache
def _phrase(kind: str) -> re.Pattern[str]:
    return next(phrase.pattern for phrase in vocab.phrases("headings") if phrase.kind == kind)


def _deal_few(text: str, cells: list[Span], columns: list[tuple[str, str]]) -> tuple[tuple[str, Span], ...]:
    left = list(columns)
    dealt: list[tuple[str, Span]] = []
    for cell in cells:
        low = place_tones(cell.of(text).lower())
        time = bool(_phrase("cell.schedule").search(low)) and bool(dealt)
        fitting = [c for c in left if (c[1] == "column.schedule") == time] or left or [("", "")]
        other = [c for c in fitting if c[1] == "column.output"] if dealt and not time and not _body().match(low) else []
        wanted = (other or fitting)[0]
        if wanted in left:
            left = left[left.index(wanted) + 1 :] if not time else [c for c in left if c != wanted]
        dealt.append((wanted[0], cell))
    return tuple(dealt)
