"""From lines to the tree of provisions: labels, joined lines, paragraphs, rows of tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any

from policygraph import vocab
from policygraph.findings import Finding, Severity
from policygraph.outline import Cell, Kind, Provision, Regions
from policygraph.structure import inline, tables
from policygraph.structure.labels import LETTERS, RANK, Label, read, roman_value
from policygraph.text import NormalText, Span, place_tones
from policygraph.values import value

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_END = re.compile(r"[.;:!?…][\"”’)\]*_ ]*$|\./\.?[*_ ]*$")


#: A part of a table hangs below the section that the table stands in.
_PART_OF_TABLE = RANK[Kind.ROMAN] + 0.3


@dataclass(slots=True)
class Block:
    """Lines that belong together: a label and its words, a paragraph, a row of a table."""

    kind: Kind
    label: Label | None
    start: int
    body: int
    end: int
    cells: tuple[Cell, ...] = ()
    number: str = ""


@dataclass(slots=True)
class _Node:
    block: Block
    rank: float
    parent: int | None
    path: str
    base: str  #: what the paths of its children begin with
    key: str
    children: int = 0
    last: dict[float, str] | None = None  #: rank -> key of the last child


@value
class Items:
    """What `parse` found: provisions, what looked wrong, and the furniture of the page between them."""

    provisions: tuple[Provision, ...]
    findings: tuple[Finding, ...]
    furniture: tuple[Span, ...]


def provisions(
    normal: NormalText, regions: Regions, words: Any = None
) -> tuple[tuple[Provision, ...], tuple[Finding, ...]]:
    """The provisions of body and annexes in reading order, and what looked wrong on the way."""
    items = parse(normal, regions)
    return items.provisions, items.findings


def parse(normal: NormalText, regions: Regions) -> Items:
    """Provisions, findings and page furniture of the body and of each annex."""
    tree = _Tree(normal)
    furniture: list[Span] = []
    lines = _lines(normal.text, regions.body)
    page = _width(normal.text, lines)
    for piece in _without_closing(regions):
        inside = lines if piece == regions.body else _lines(normal.text, piece)
        for block in _blocks(normal, inside, furniture, page):
            tree.add(block)
    tree.close_region()
    for number, annex in enumerate(regions.annexes, 1):
        tree.open_annex(annex, "PL" if len(regions.annexes) == 1 else f"PL{number}")
        for block in _blocks(normal, _lines(normal.text, annex), furniture, page):
            tree.add(block)
        tree.close_region()
    return Items(tuple(tree.provisions()), tuple(tree.findings), tuple(furniture))


def _without_closing(regions: Regions) -> Iterator[Span]:
    """The body without the recipients and the signature of a decision that brings a plan."""
    start = regions.body.start
    closing = [span for span in (regions.recipients, regions.signature) if span and regions.body.contains(span)]
    for span in sorted(closing):
        if span.start > start:
            yield Span(start, span.start)
        start = max(start, span.end)
    if regions.body.end > start or start == regions.body.start:
        yield Span(start, max(start, regions.body.end))


# ------------------------------------------------------------------------------------------ lines to blocks


@cache
def _furniture() -> tuple[re.Pattern[str], ...]:
    """Marks between pages, behind which a bare number counts pages; page numbers between dashes; bare ones; any."""
    found = vocab.phrases("headings")
    kinds = ("furniture", "page-between", "page-number")
    patterns = ["|".join(p.pattern.pattern for p in found if p.kind == kind) for kind in kinds]
    return tuple(map(re.compile, (*patterns, "|".join(patterns))))


@cache
def _open_word() -> re.Pattern[str]:
    """The end of a line that must go on."""
    return re.compile(rf"(?:,|-|\b{vocab.trie(vocab.lists('headings')['open_words'])})[*_ ]*$")


def _must_go_on(tail: str, words: str) -> bool:
    """True where a line ends with a word that something must follow; the word for a number asks for a figure.

    >>> _must_go_on("theo Quyết định số", "12/QĐ-UBND"), _must_go_on("Phát triển xã hội số", "Phòng Kinh tế chủ trì:")
    (True, False)
    """
    open_ended = _open_word().search(tail.lower())
    figure = open_ended and open_ended.group().strip("*_ ") in vocab.lists("headings")["figure_words"]
    return bool(open_ended) and (not figure or words.lstrip("*_ ")[:1].isdigit())


def _is_range(tail: str, words: str) -> bool:
    """True where figures stand on both sides of a dash that a line broke; a year goes on with a year."""
    before, after = _LAST_FIGURE.search(tail.rstrip()), _FIRST_FIGURE.match(words)
    if before is None or after is None:
        return False
    return bool(_YEAR.fullmatch(before.group())) == bool(_YEAR.fullmatch(after.group()))


@cache
def _attributes() -> re.Pattern[str]:
    """Lines that belong to the item above them, also at the end of the document."""
    found = (p.pattern.pattern for p in vocab.phrases("headings") if p.kind.startswith("attribute."))
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in found))


def _lines(text: str, region: Span) -> list[Span]:
    """The lines of the region that hold something, without the blanks around them."""
    return [Span(*match.span()) for match in _LINE.finditer(text, region.start, region.end)]


@dataclass(frozen=True, slots=True)
class _Width:
    """How the page is set: ``full`` is the length of a full line, 0 where paragraphs are one line each."""

    full: int = 0
    exact: bool = False  #: letters are counted: a line goes on only where the next word did not fit
    paragraphs: bool = False  #: empty lines stand between paragraphs and nowhere else
    together: bool = False  #: items stand one behind the other: a line without a label always goes on
    lengths: Mapping[int, int] = field(default_factory=dict)  #: end of a line as printed -> its length

    def length(self, line: Span) -> int:
        """The length of the printed line that ends where ``line`` ends."""
        return self.lengths.get(line.end, 0 if self.together else len(line))

    def is_long(self, line: Span, following: str) -> bool:
        """True where a line may well go on: a sentence that is not closed on a page with narrow lines."""
        return self.is_full(line, following) if self.exact else self.length(line) > 0.78 * self.full > 0

    def is_full(self, line: Span, following: str) -> bool:
        """True where the next line's first word did not fit on this line."""
        return self.full > 0 and self.length(line) + 1 + len(following.split(" ", 1)[0]) > self.full


#: No page has longer lines; fewer lines, or fewer broken sentences, tell no width, nor do lines of narrow cells.
_WIDEST, _FEWEST_LINES, _FEWEST_BROKEN, _NARROW = 130, 12, 3, 50


def _width(text: str, lines: Sequence[Span]) -> _Width:
    """The width at which lines were broken: told by the sentences that go over, else by many of about one length."""
    lengths = sorted(map(len, lines))
    broken = _broken(text, lines)
    edge = max((len(line) for line, _ in broken), default=0)
    broken = [(line, word) for line, word in broken if len(line) > 0.7 * edge]  # others lie in narrow cells
    met = sum(len(line) + 1 + word > edge for line, word in broken)
    wider = len(lengths) - bisect_right(lengths, edge)  # rows of a table that stand on one line
    if len(broken) >= _FEWEST_BROKEN and met > 0.9 * len(broken) and wider <= 0.15 * len(lengths):
        apart = sum(_is_apart(text, line.end) for line, _ in broken)
        return _Width(edge, exact=True, paragraphs=apart < 0.2 * len(broken))
    widest = lengths[int(len(lengths) * 0.97) - 1] if len(lengths) >= _FEWEST_LINES else _WIDEST + 1
    near = sum(length >= 0.8 * widest for length in lengths) if widest <= _WIDEST else 0
    return _Width(int(widest * 0.96) if near >= 0.4 * len(lengths) else 0)


def _broken(text: str, lines: Sequence[Span]) -> list[tuple[Span, int]]:
    """Each line whose sentence goes on in small letters in the next, and the length of the word that opens that."""
    found = []
    for line, following in pairwise(lines):
        if text[following.start].islower() and _NARROW < len(line) <= _WIDEST:
            word = text[following.start : following.start + 16].split(" ", 1)[0]
            if word.isalpha() and not _END.search(text[line.end - 8 : line.end]):
                found.append((line, len(word)))
    return found


def _is_apart(text: str, end: int) -> bool:
    """True where an empty line follows the one that ends at ``end``."""
    return text[end : end + 80].lstrip(" \t\r").startswith("\n") and not text[end : end + 80].split("\n")[1].strip()


#: The last sentence of a text is no longer, and behind such a mark it begins.
_CLOSING_REACH, _SENTENCE_END = 600, re.compile(r"[.!?][\"”’)\]]*\s+(?=[^\W\da-z])")


@cache
def _phrase(kind: str) -> re.Pattern[str]:
    return next(p.pattern for p in vocab.phrases("headings") if p.kind == kind)


def _closing(text: str, lines: list[Span]) -> int:
    """Where the last sentence of a text begins, if it speaks to all and is no part of the last item; else -1."""
    first = max(lines[0].start, lines[-1].end - _CLOSING_REACH) if lines else 0
    end = text.rfind("./.", first, lines[-1].end) if lines else -1
    start = max((match.end() for match in _SENTENCE_END.finditer(text, first, max(first, end))), default=-1)
    return start if start > 0 and _phrase("last-sentence").match(place_tones(text[start:end].lower())) else -1


def _blocks(normal: NormalText, printed: list[Span], furniture: list[Span], page: _Width) -> Iterator[Block]:
    """The blocks that lines make, in order; page furniture is put aside. ``page`` is how the body is set."""
    text = normal.text
    raw = _kept(normal, printed, furniture)
    closing = _closing(text, raw)
    lines = inline.split(text, raw, closing)
    found = iter(tables.find(normal, lines))
    table = next(found, None)
    width, series = page if page.exact else _width(text, raw), _Series()
    if len(lines) > len(raw):
        width = replace(width, together=True, lengths={line.end: len(line) for line in raw})
    block: Block | None = None
    at = 0
    while at < len(lines):
        if table is not None and at == table.first:
            if block:
                yield block
            block = None
            yield from _row_blocks(text, table)
            at, table = table.last, next(found, None)
            continue
        line = lines[at]
        words = line.of(text)
        label = read(words)
        before = lines[at - 1] if at else line
        if block and line.start != closing and _goes_on(text, block, before, words, label, width, series):
            if block.body >= block.end:  # nothing stood behind its label
                block.body = line.start
            block.end = line.end
        else:
            if block:
                yield block
            series.take(label)
            block = Block(label.kind if label else Kind.PARAGRAPH, label, line.start,
                          min(line.start + (label.size if label else 0), line.end), line.end)  # fmt: skip
        at += 1
    if block:
        yield block


def _kept(normal: NormalText, lines: list[Span], furniture: list[Span]) -> list[Span]:
    """The lines without page furniture; a bare page number is furniture where it stands between broken lines."""
    always, between, number, any_of_them = _furniture()
    text, placed, kept, after_mark = normal.text, normal.placed, [], False
    for at, line in enumerate(lines):
        low = line.of(placed) if line.end - line.start < 120 else ""
        low = low if any_of_them.match(low) else ""
        if low and always.match(low):
            furniture.append(line)
            after_mark = True
            continue
        if low and (between.match(low) or (number.match(low) and (after_mark or _in_sentence(text, lines, at)))):
            furniture.append(line)
            continue
        after_mark = False
        kept.append(line)
    return kept


_LAST_FIGURE, _FIRST_FIGURE, _YEAR = re.compile(r"\d+$"), re.compile(r"\d+"), re.compile(r"(?:19|20)\d\d")
_LAST_WORD, _FIRST_WORD = re.compile(r"(?<!\w)[^\W\d_a-z]\w+$"), re.compile(r"[^\W\d_a-z]\w+")


def _in_sentence(text: str, lines: list[Span], at: int) -> bool:
    if at == 0 or at + 1 == len(lines):
        return at + 1 == len(lines)
    tail, words = lines[at - 1].of(text)[-24:], lines[at + 1].of(text)
    return not _END.search(tail) and (words[:1].islower() or _breaks_name(tail, words))


def _breaks_name(tail: str, words: str) -> bool:
    """True where the end of one line and the beginning of the next are the name of a place: "cảng Nghi", "Sơn."."""
    last, first = _LAST_WORD.search(tail), _FIRST_WORD.match(words)
    return last is not None and first is not None and f"{last.group()} {first.group()}" in _place_names()


@cache
def _place_names() -> frozenset[str]:
    found = vocab.load()
    return frozenset({row.name for row in found.provinces} | {row.name for row in found.districts})


class _Series:
    """Which number or letter comes next, so that a number inside a sentence opens nothing."""

    def __init__(self) -> None:
        self._last: dict[float, int] = {}

    def take(self, label: Label | None) -> None:
        if label is None or label.value == 0:
            return
        self._last = {rank: value for rank, value in self._last.items() if rank < label.rank}
        self._last[label.rank] = label.value

    def expects(self, label: Label) -> bool:
        """True for the first of a series, the next, or (lost letters) one after the next."""
        before = self._last.get(label.rank, 0)
        return label.value == 1 or before < label.value <= before + 2


def _goes_on(
    text: str, block: Block, before: Span, words: str, label: Label | None, width: _Width, series: _Series
) -> bool:
    """True where the line continues the block above it."""
    if block.kind == Kind.ROW or (label and label.strong):
        return False
    tail = text[max(block.body, block.end - 24) : block.end]
    finished = bool(_END.search(tail)) or block.body >= block.end
    if label is None:
        if block.label and block.body >= block.end:
            return True  # the words of an item, the title of a part or chapter stand on the line below its label
        if width.together:
            return True
        first = words.lstrip("*_\"“'(")[:1]
        if block.body < block.end and (first.islower() or (not finished and _breaks_name(tail, words))):
            return True
        if finished:
            return bool(_END.search(tail)) and width.is_full(before, words) and _within(text, before, words, width)
        return _must_go_on(tail, words) or width.is_long(before, words)
    if finished:
        return False
    after = words[label.size :]
    if label.value == 0:
        full = width.exact and not width.together and width.is_full(before, "-")
        broken = after[:1].islower() or _is_range(tail, after) or full
        return label.text in "-+" and (broken or inline.is_in_name(tail, after))
    if series.expects(label):
        return False
    return _must_go_on(tail, words) or width.is_full(before, words)


def _within(text: str, before: Span, words: str, width: _Width) -> bool:
    """True where the next sentence of a paragraph opens a line; on a page with empty lines between them none does."""
    if text[before.end - 1] in ":*" or (width.paragraphs and _is_apart(text, before.end)):
        return False
    return _phrase("paragraph").match(place_tones(words[:60].lower())) is None


def _row_blocks(text: str, table: tables.Table) -> Iterator[Block]:
    for row in table.rows:
        if row.title is not None and not row.cells:
            key = row.number.rstrip(".")
            roman = Label(Kind.ROMAN, row.number, key, roman_value(key), _PART_OF_TABLE, 0) if key else None
            yield Block(Kind.ROMAN if roman else Kind.PARAGRAPH, roman, row.span.start, row.title.start, row.title.end)
        else:
            cells = tuple(Cell(head, span) for head, span in row.cells)
            body = min((cell.span.start for cell in cells), default=row.span.start)
            yield Block(Kind.ROW, None, row.span.start, body, row.span.end, cells, row.number)


# ------------------------------------------------------------------------------------------ blocks to the tree


class _Tree:
    def __init__(self, normal: NormalText) -> None:
        self.findings: list[Finding] = []
        self._normal = normal
        self._nodes: list[_Node] = []
        self._open: list[int] = []  # from the root to the innermost unit that is still open
        self._counts: dict[tuple[str, str], int] = {}
        self._paths: dict[str, int] = {}
        self._first = 0  # first node of the region
        self._annex: int | None = None
        self._closing = 0

    def open_annex(self, region: Span, key: str) -> None:
        """Begin an annex: a unit of its own that all its items hang from."""
        text = self._normal.text
        line = next(iter(_lines(text, region)), Span(region.start, region.start))
        block = Block(Kind.ANNEX, None, line.start, line.start, line.end)
        self._annex = self._append(block, RANK[Kind.ANNEX], None, self._unique(key), key)
        self._open, self._first = [self._annex], len(self._nodes)

    def add(self, block: Block) -> None:
        """Hang a block where its label says."""
        if self._annex is not None and block.start == self._nodes[self._annex].block.start:
            self._nodes[self._annex].block.end = block.end
            return
        if block.kind == Kind.ROW:
            self._add_row(block)
        elif block.label is None:
            self._add_paragraph(block)
        else:
            self._add_labelled(block, block.label)

    def _add_row(self, block: Block) -> None:
        while self._open and self._nodes[self._open[-1]].rank >= RANK[Kind.DASH]:
            self._open.pop()
        parent = self._open[-1] if self._open else None
        base = self._nodes[parent].base if parent is not None else ""
        key = block.number.strip("(). ") or str(self._count(base, "row"))
        self._append(block, RANK[Kind.ROW], parent, self._unique(_join(base, key)), key)

    def _add_paragraph(self, block: Block) -> None:
        opens = self._normal.text[block.body : block.end].rstrip("*_ ").endswith(":")
        while self._open and self._is_inner(self._nodes[self._open[-1]]):
            self._open.pop()
        parent = self._open[-1] if self._open else None
        base = self._nodes[parent].base if parent is not None else ""
        if not opens:
            path = self._unique(_join(base, f"-{self._count(base, '-')}"))
            self._append(block, RANK[Kind.PARAGRAPH], parent, path, "")
            return
        rank = (self._nodes[parent].rank if parent is not None else 0.0) + 0.4
        index = self._append(block, rank, parent, self._unique(_join(base, f"p{self._count(base, 'p')}")), "")
        self._nodes[index].base = base
        self._open.append(index)

    def _is_inner(self, node: _Node) -> bool:
        return node.rank >= RANK[Kind.DASH] or node.block.kind == Kind.PARAGRAPH

    def _add_labelled(self, block: Block, label: Label) -> None:
        rank = self._rank(label)
        while self._open and self._nodes[self._open[-1]].rank >= rank:
            self._open.pop()
        parent = self._open[-1] if self._open else None
        key = self._key(block, label, rank, parent)
        base = self._nodes[parent].base if parent is not None else ""
        if label.kind in (Kind.DASH, Kind.PLUS):
            sign = "+" if label.kind == Kind.PLUS else "-"
            path = _join(base, f"{sign}{self._count(base, sign)}")
        else:
            path = self._numbered(base, parent, label, key)
        index = self._append(block, rank, parent, self._unique(path), key)
        self._open.append(index)

    def _rank(self, label: Label) -> float:
        """A bullet of another sign and (1) below a bullet that ends with a colon, and 1) below 1., lie deeper."""
        if label.kind != Kind.DASH and not (label.kind == Kind.NUMBER and label.text.endswith(")")):
            return label.rank
        for index in reversed(self._open):
            node = self._nodes[index]
            other = node.block.label
            if label.kind == Kind.DASH and node.block.kind == Kind.DASH and other and other.text != label.text:
                return node.rank + 0.5 if self._ends_with_colon(node) else node.rank
            if label.kind == Kind.NUMBER and label.value == 1 and node.block.kind == Kind.DASH:
                return node.rank + 0.5 if self._ends_with_colon(node) else label.rank
            if other and label.kind == other.kind == Kind.NUMBER:
                if node.rank > RANK[Kind.DASH]:
                    return node.rank
                deeper = other.text.endswith(".") and "(" not in label.text and "." not in label.key
                return RANK[Kind.LETTER] + 1 if deeper else label.rank
        return label.rank

    def _ends_with_colon(self, node: _Node) -> bool:
        return self._normal.text[node.block.body : node.block.end].rstrip("*_ ").endswith(":")

    def _key(self, block: Block, label: Label, rank: float, parent: int | None) -> str:
        """The label for the path; a label that repeats is reported, and a second d) is read as đ)."""
        key = label.key
        if parent is None or not label.value:
            return key
        owner = self._nodes[parent]
        owner.last = owner.last or {}
        if owner.last.get(rank) == key and label.kind in (Kind.LETTER, Kind.NUMBER, Kind.ROMAN):
            self.findings.append(_repeated(self._normal, block, label))
            if label.kind == Kind.LETTER and key == "d":
                key = LETTERS[LETTERS.index("d") + 1]
        owner.last[rank] = label.key
        return key

    def _numbered(self, base: str, parent: int | None, label: Label, key: str) -> str:
        """Paths do not double the number of the parent: 1.2. below 1. of II is II.1.2."""
        index = parent
        while index is not None and self._nodes[index].block.kind == Kind.PARAGRAPH:
            index = self._nodes[index].parent
        if label.kind == Kind.NUMBER and index is not None and key.startswith(self._nodes[index].key + "."):
            above = self._nodes[index]
            if above.block.kind == Kind.NUMBER and above.base.endswith(above.key):
                return above.base[: len(above.base) - len(above.key)] + key
        return _join(base, key)

    def _append(self, block: Block, rank: float, parent: int | None, path: str, key: str) -> int:
        self._nodes.append(_Node(block, rank, parent, path, path, key))
        if parent is not None:
            self._nodes[parent].children += 1
        return len(self._nodes) - 1

    def _count(self, base: str, sign: str) -> int:
        self._counts[base, sign] = self._counts.get((base, sign), 0) + 1
        return self._counts[base, sign]

    def _unique(self, path: str) -> str:
        seen = self._paths[path] = self._paths.get(path, 0) + 1
        return path if seen == 1 else self._unique(f"{path}({seen})")

    def close_region(self) -> None:
        """End of body or annex: paragraphs after the last numbered item close the document, they are not part of it."""
        at = len(self._nodes)
        while at > self._first and self._is_loose(self._nodes[at - 1]):
            at -= 1
        if at > self._first and at < len(self._nodes):
            above = self._nodes[at - 1]
            if above.rank > RANK[Kind.ARTICLE] and above.block.kind != Kind.ROW:
                heading = not _END.search(self._normal.text[above.block.body : above.block.end][-12:])
                for node in self._nodes[at + heading :]:
                    self._closing += 1
                    node.parent, node.path = self._annex, self._unique(f"K.{self._closing}")
        self._open, self._first = [], len(self._nodes)

    def _is_loose(self, node: _Node) -> bool:
        if node.block.kind != Kind.PARAGRAPH or node.rank != RANK[Kind.PARAGRAPH]:
            return False
        low = place_tones(self._normal.text[node.block.body : min(node.block.end, node.block.body + 160)].lower())
        return _attributes().match(low) is None

    def provisions(self) -> Iterator[Provision]:
        """The finished values, in reading order."""
        for index, node in enumerate(self._nodes):
            block = node.block
            label = block.label.text if block.label else block.number
            whole = Span(block.start, block.end)
            body = whole if block.body == block.start else Span(min(block.body, block.end), block.end)
            yield Provision(index, node.parent, block.kind, label, node.path, whole, body, block.cells)


def _join(base: str, key: str) -> str:
    return f"{base}.{key}" if base else key


def _repeated(normal: NormalText, block: Block, label: Label) -> Finding:
    evidence = normal.evidence(Span(block.start, min(block.end, block.start + 80)), "structure.repeated-label")
    repair = " (đọc là «đ)»)" if label.key == "d" else ""
    return Finding(
        "repeated-label", Severity.WARNING, f"Nhãn «{label.text}» lặp lại ngay sau chính nó{repair}.",
        f"The label “{label.text}” repeats the one before it{' (read as “đ)”)' if repair else ''}.",
        normal.source.name, evidence,
    )  # fmt: skip
