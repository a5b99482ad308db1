"""Text as read, text as matched, and the way back.

A `SourceText` is what a file says. A `NormalText` is the same text in the one form that patterns
match (NFC, plain blanks, plain hyphens, one letter for Đ), with a map back to the offsets of the
source, so that evidence always quotes the source itself and misprints stay visible.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from policygraph.values import value


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of characters.

    >>> Span(2, 5).of("abcdefg"), len(Span(2, 5)), Span(2, 5).contains(Span(3, 5))
    ('cde', 3, True)
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        _set_start(self, start)
        _set_end(self, end)

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)  # made again by its class, compiled or not

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The piece of ``text`` that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """True where ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def shift(self, by: int) -> Span:
        """The same range, moved by ``by`` characters."""
        return Span(self.start + by, self.end + by)


# Spans are made by the thousand: see `values.value`, which checks nothing.
_set_start, _set_end = vars(Span)["start"].__set__, vars(Span)["end"].__set__


@value
class Grid:
    """A table as its file holds it: the cells of each row, by column; an empty cell is an empty span.

    A cell that reaches over several rows stands in each of them; one that reaches over several columns in the first.
    """

    rows: tuple[tuple[Span, ...], ...]


@value
class Place:
    """Where a run of the text is drawn: page from 1, and left, top, width, height in percent of that page."""

    span: Span
    page: int
    box: tuple[float, float, float, float]
    confidence: float | None = None  #: how sure the reader of a picture is of the letters, 0 to 1


@value
class Removed:
    """Words of the file that are not part of its text: a running head, a menu, deleted words, a hidden sheet."""

    kind: str
    text: str
    page: int | None = None


@value
class Remark:
    """What a reader had to decide, to be told as a finding ``kind``; ``detail`` fills its sentence."""

    kind: str
    detail: str = ""


@value
class Layout:
    """What a file holds beside its characters: tables, places on pages, and what was left out of the text."""

    grids: tuple[Grid, ...] = ()
    places: tuple[Place, ...] = ()  #: in order of the text, not overlapping
    removed: tuple[Removed, ...] = ()
    remarks: tuple[Remark, ...] = ()


@value
class SourceText:
    """The text of one source file; all offsets of the graph count in ``text``.

    Of a text file it is the file character for character; of another kind what a reader of it sees, one paragraph
    or cell's paragraph a line, with its `Layout` beside it.
    """

    name: str  #: file name without folders; of a file in an archive or a row with the archive's before it
    sha256: str  #: of the bytes, 64 hex digits
    media_type: str
    text: str
    layout: Layout = field(default=Layout(), repr=False)

    @property
    def key(self) -> str:
        """The first 16 hex digits of the hash: the name of the source's graph."""
        return self.sha256[:16]

    def place(self, start: int, end: int) -> Place | None:
        """Where ``text[start:end]`` is drawn: all its runs on the page where it begins, the least sure counts.

        >>> runs = (Place(Span(0, 4), 1, (10.0, 20.0, 30.0, 2.0)), Place(Span(5, 9), 1, (10.0, 23.0, 50.0, 2.0)))
        >>> SourceText("a.pdf", "0" * 64, "application/pdf", "dòng hai.", Layout(places=runs)).place(2, 9).box
        (10.0, 20.0, 50.0, 5.0)
        """
        runs = self.layout.places
        first = bisect_right(runs, start, key=lambda run: run.span.end)
        last = bisect_left(runs, end, lo=first, key=lambda run: run.span.start)
        if first == last:
            return None
        here = [run for run in runs[first:last] if run.page == runs[first].page]
        left, top = min(run.box[0] for run in here), min(run.box[1] for run in here)
        right, bottom = (max(run.box[at] + run.box[at + 2] for run in here) for at in (0, 1))
        sure = [run.confidence for run in here if run.confidence is not None]
        box = (left, top, round(right - left, 2), round(bottom - top, 2))
        return Place(Span(start, end), here[0].page, box, min(sure, default=None))


@value
class Evidence:
    """The place in a source that says so: ``quote == source.text[start:end]``, and the rule that read it."""

    start: int
    end: int
    quote: str
    rule: str


# What patterns need not know about: blanks of all kinds, dashes, look-alike Đ. None of these changes a meaning.
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c\r"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"
_SINGLE = dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_DASHES, "-") | {"\u00d0": "Đ"}
_DROPPED = "\u200b\u200c\u200d\u2060\ufeff"
_ODD = re.compile("[" + "".join(map(re.escape, _SINGLE)) + _DROPPED + "]")
_MARKS = frozenset(map(chr, range(0x300, 0x370)))
#: Marks (of the letter before them), or an odd character with its marks.
_CLUSTER = re.compile("[\u0300-\u036f]+|" + _ODD.pattern + "[\u0300-\u036f]*")
#: What is matched in another form than it stands there; all but what has a form of its own in `_SINGLE` moves offsets.
_UNLIKE = re.compile(f"[{''.join(map(re.escape, _SINGLE))}{_DROPPED}\u0300-\u036f]")


#: Letters, digits and signs of which plain Vietnamese texts are made.
_VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
#: Small letters, for a class of a pattern; a range of code points would take in the capitals between them.
SMALL = f"a-z{_VIETNAMESE}"
_UNCOMMON = re.compile(f"[^\n -~{_VIETNAMESE}{_VIETNAMESE.upper()}]")


@lru_cache(maxsize=2)
def uncommon(text: str) -> frozenset[str]:
    """Which characters a text has beside the common ones: what is done with them, or thought of them, asks for these.

    >>> sorted(uncommon("Kế hoạch – số\u00a05"))
    ['\\xa0', '–']
    """
    return frozenset(_UNCOMMON.findall(text))


@lru_cache(maxsize=4096)
def _normal(cluster: str) -> str:
    """A letter with its marks, or an odd character, as patterns match it; what is dropped gives nothing."""
    composed = _SINGLE.get(cluster) or unicodedata.normalize("NFC", cluster)
    if composed in _DROPPED:
        return ""
    return composed if len(composed) == 1 else "".join(_SINGLE.get(c, c) for c in composed)


def plain(text: str) -> str:
    """``text`` as patterns match it, where the way back to its offsets does not matter."""
    return _plain(unicodedata.normalize("NFC", text))


def lower(text: str) -> str:
    """``text`` in lower case, letter for letter at the same offsets.

    >>> lower("BỘ İ"), len("İ".lower())
    ('bộ İ', 2)
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _plain(raw: str) -> str:
    """``raw`` with plain blanks and hyphens, letter for letter, without what has no width."""
    return _replaced(raw, set(_ODD.findall(raw)))


def _replaced(raw: str, odd: Iterable[str]) -> str:
    for letter in odd:
        raw = raw.replace(letter, _SINGLE.get(letter, ""))
    return raw


def _copy(raw: str, start: int, end: int, pieces: list[str], starts: array[int]) -> None:
    """Take over plain letters; the few that NFC changes one by one (such as the ohm sign) are changed."""
    run = raw[start:end]
    if unicodedata.is_normalized("NFC", run):
        pieces.append(run)
        starts.extend(range(start, end))
        return
    for at, letter in enumerate(run, start):
        composed = _normal(letter)
        pieces.append(composed)
        starts.extend([at] * len(composed))


#: A mark behind a blank that belongs to the word before that; each begins with one sign, which is searched fast.
_LOOSE_MARKS = tuple(re.compile(mark + r"(?<=[\w)”\"] .)") for mark in (",", ";", ":", r"\.(?!\S)"))


def _tidied(text: str) -> str:
    """``text`` as printers set it, letter for letter: marks behind their words, no empty line inside a sentence.

    >>> _tidied("các sở , ngành ; địa phương .")
    'các sở,  ngành;  địa phương. '
    """
    pieces, last = [], 0
    for at in sorted(match.start() for mark in _LOOSE_MARKS for match in mark.finditer(text)):
        pieces += [text[last : at - 1], text[at], " "]
        last = at + 1
    return _closed_up("".join([*pieces, text[last:]]) if pieces else text)


#: So many letters from the middle tell of most texts that their lines stand close.
_SAMPLE = 4000
#: An empty line inside a sentence, which goes on in small letters.
_PARTED = re.compile(rf"\n ?\n[{SMALL}]")
_EMPTY = re.compile(r"\n(?= ?\n)")


def _closed_up(text: str) -> str:
    """``text`` with a blank for each empty line where all lines stand apart, those of one sentence, too.

    >>> _closed_up("về phát triển\\n\\nkinh tế\\n\\nI. MỤC TIÊU")
    'về phát triển \\nkinh tế \\nI. MỤC TIÊU'
    >>> _closed_up("về phát triển\\n\\nI. MỤC TIÊU\\nkinh tế")
    'về phát triển\\n\\nI. MỤC TIÊU\\nkinh tế'
    """
    middle = text[len(text) // 3 :][:_SAMPLE]
    if not all(2 * (some.count("\n\n") + some.count("\n \n")) >= 0.85 * some.count("\n") for some in (middle, text)):
        return text
    parted = any(
        text[gap.start() - 2 : gap.start()].rstrip(" ")[-1:] not in "\n.;:!?…|" for gap in _PARTED.finditer(text)
    )
    return _EMPTY.sub(" ", text) if parted else text


def _normalised(raw: str) -> tuple[str, array[int] | None]:
    """``raw`` as patterns match it, and where each of its letters begins in ``raw`` unless all are at their places."""
    unlike = {letter for letter in uncommon(raw) if _UNLIKE.match(letter)}
    if unlike <= _SINGLE.keys() and unicodedata.is_normalized("NFC", raw):
        return _tidied(_replaced(raw, unlike)), None
    pieces: list[str] = []
    starts, last = array("L"), 0
    for match in _CLUSTER.finditer(raw):
        at = match.start()
        if at > last and raw[at] in _MARKS:
            at -= 1
        _copy(raw, last, at, pieces, starts)
        last = match.end()
        composed = _normal(raw[at:last])
        pieces.append(composed)
        starts.extend([at] * len(composed))
    _copy(raw, last, len(raw), pieces, starts)
    starts.append(len(raw))
    return _tidied("".join(pieces)), starts


class NormalText:
    """A source's text in the form that patterns match, with the way back to the source's own offsets.

    ``text`` is NFC with every kind of blank a blank and every kind of dash a hyphen; line ends stay, but where an empty
    line follows every line and parts sentences, it is a blank.

    >>> source = SourceText("a.txt", "0" * 64, "text/plain", "Bo\u0323\u0302 Chi\u0301nh tri\u0323 – 69")
    >>> normal = NormalText(source)
    >>> normal.text
    'Bộ Chính trị - 69'
    >>> found = Span(normal.text.index("Chính"), normal.text.index(" trị"))
    >>> normal.evidence(found, "example").quote == "Chi\u0301nh"
    True
    >>> normal.written(Span(0, len(normal.text)))
    'Bộ Chính trị – 69'
    """

    __slots__ = ("_lowered", "_matched", "_placed", "_starts", "source", "text")

    def __init__(self, source: SourceText, made: tuple[str, array[int] | None] | None = None) -> None:
        self.source = source
        self.text, self._starts = made or _normalised(source.text)
        self._lowered = self._placed = ""  # made when they are asked for
        self._matched: dict[str, list[re.Match[str]]] = {}

    def without(self, spans: Iterable[Span]) -> NormalText:
        """The same text with blanks where the spans stand, all else at its place.

        >>> NormalText(SourceText("a", "0" * 64, "text/plain", "thôn\\n2\\nvà bản")).without([Span(4, 6)]).text
        'thôn  \\nvà bản'
        """
        pieces: list[str] = []
        before = 0
        for span in spans:
            pieces += [self.text[before : span.start], " " * len(span)]
            before = span.end
        return NormalText(self.source, ("".join(pieces) + self.text[before:], self._starts))

    def original(self, span: Span) -> Span:
        """Where ``span`` of the normal text lies in the source."""
        if self._starts is None:
            return span
        start = self._starts[span.start]
        if span.end <= span.start:
            return Span(start, start)
        after = span.end
        while self._starts[after] <= self._starts[span.end - 1]:
            after += 1  # never half a cluster: NFC keeps some letters with their marks as several code points
        end = self._starts[after]
        # a letter that NFC made of several code points ends where the next letter starts;
        # dropped characters (zero width) before that next letter are not part of the span
        raw = self.source.text
        while end > start + 1 and raw[end - 1] in _DROPPED:
            end -= 1
        return Span(start, end)

    def normal(self, span: Span) -> Span:
        """Where ``span`` of the source is matched; the inverse of `original` at the borders of letters."""
        if self._starts is None:
            return span
        start = bisect_left(self._starts, span.start)
        return Span(start, max(start, bisect_left(self._starts, span.end)))

    def evidence(self, span: Span, rule: str) -> Evidence:
        """The evidence for what ``rule`` read at ``span``: offsets and quote of the source itself."""
        at = span if self._starts is None else self.original(span)
        return Evidence(at.start, at.end, self.source.text[at.start : at.end], rule)

    def written(self, span: Span) -> str:
        """What is written at ``span``, as printed but for NFC and single blanks."""
        return squeeze(unicodedata.normalize("NFC", self.original(span).of(self.source.text)))

    def matches(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """All places of ``text`` that a pattern matches, looked for once."""
        found = self._matched
        if pattern.pattern not in found:
            found[pattern.pattern] = list(pattern.finditer(self.text))
        return found[pattern.pattern]

    def capitalised(
        self, letters: re.Pattern[str], pattern: re.Pattern[str], start: int = 0
    ) -> Iterator[re.Match[str]]:
        """The matches of a lower-case ``pattern`` that begin with one of the capitals, none inside another."""
        last, low = start, self.lowered
        for capital in letters.finditer(self.text, start):
            at = capital.start()
            match = pattern.match(low, at) if at >= last else None
            if match:
                last = match.end()
                yield match

    @property
    def lowered(self) -> str:
        """``text`` in lower case, letter for letter at the same offsets."""
        self._lowered = self._lowered or lower(self.text)
        return self._lowered

    @property
    def placed(self) -> str:
        """`lowered` with each tone mark in its new place, so that "Thanh Hoá" meets "Thanh Hóa"."""
        self._placed = self._placed or place_tones(self.lowered)
        return self._placed


def holds(text: str, marks: Iterable[Iterable[str]], start: int = 0, end: int = sys.maxsize) -> bool:
    """True where of each group of marks one stands in ``text[start:end]``: many times faster than a pattern.

    >>> holds("trước ngày 31/12", [["trước", "sau"], ["/"]]), holds("trước ngày", [["trước", "sau"], ["/"]])
    (True, False)
    """
    find = text.find
    for words in marks:
        for word in words:
            if find(word, start, end) >= 0:
                break
        else:
            return False
    return True


def squeeze(text: str) -> str:
    """``text`` with each run of white space made one blank, ends trimmed.

    >>> squeeze("  Kế hoạch \\n số 5 ")
    'Kế hoạch số 5'
    """
    return " ".join(text.split())


# Old and new placement of the tone mark (hoà, hòa): one key; never after q (quý is only quý).
_TONE_PLACE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_HYPHENS, _QUOTES = re.compile(r"[\u2010-\u2015\u2212]"), re.compile(r"[“”\"'‘’*_]")
#: One pattern for each first letter: a search for one letter is several times as fast as one for either.
_TONES = tuple(
    re.compile(rf"{first}[{''.join(pair[1] for pair in _TONE_PLACE if pair[0] == first)}](?!\w)(?<!q..)")
    for first in "ou"
)


def fold(text: str) -> str:
    """The key under which two spellings of one name meet: NFC, case, blanks, dashes, quotes and tone place made one.

    >>> fold("Ủy ban  Nhân dân") == fold("UỶ BAN NHÂN DÂN"), fold("Khánh Hoà") == fold("Khánh Hòa")
    (True, True)
    >>> fold("quý") == fold("qúy")
    False
    """
    return _folded_name(text) if len(text) < _NAME else _folded(text)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).lower()
    text = squeeze(_QUOTES.sub("", _HYPHENS.sub("-", text)))
    # a mark may stand behind another letter now, before tones are placed and after: the fold of a fold is itself
    return unicodedata.normalize("NFC", place_tones(unicodedata.normalize("NFC", text)))


_NAME = 200  #: what is shorter may be a name, which texts say again and again
_folded_name = lru_cache(maxsize=16_384)(_folded)


def place_tones(text: str) -> str:
    """Lower-case ``text`` with each tone mark in its new place, letter for letter at the same offsets.

    >>> place_tones("hiện đại hoá, uỷ ban")
    'hiện đại hóa, ủy ban'
    """
    for pattern in _TONES:
        text = pattern.sub(_moved, text)
    return text


def _moved(tone: re.Match[str]) -> str:
    return _TONE_PLACE[tone[0]]


_ABOVE_AND_BELOW = re.compile("[\u0300-\u036f]+")  # all that Vietnamese has


def unmark(text: str) -> str:
    """``text`` without any diacritics, lower case: what people type in a hurry.

    >>> unmark("Sở Khoa học và Công nghệ, Đắk Lắk")
    'so khoa hoc va cong nghe, dak lak'
    """
    text = _ABOVE_AND_BELOW.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    return text if text.isascii() else "".join(c for c in text if not unicodedata.combining(c))


def slug(text: str) -> str:
    """``text`` as a readable piece of an IRI: ASCII letters, digits and single hyphens.

    >>> slug("183-KH/TU"), slug("Bộ Chính trị"), slug("709/QĐ-TTg")
    ('183-kh-tu', 'bo-chinh-tri', '709-qd-ttg')
    """
    return _slug_of_name(text) if len(text) < _NAME else _slug(text)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", unmark(text)).strip("-")


_slug_of_name = lru_cache(maxsize=16_384)(_slug)
