"""Items that stand behind one another on a line, in texts whose paragraphs were run together: where each begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from policygraph import vocab
from policygraph.structure.labels import read
from policygraph.text import Span, place_tones

#: Fewer items than this behind one another on lines make no text run together.
_FEWEST_TOGETHER = 3
_LABEL = re.compile(
    r"(?P<roman>[IVX]{1,5}\.\s{1,3})|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}\.\s{1,3})|(?P<letter>[a-zđ]\)\s{0,3})"
    r"|(?P<dash>[-+]\s{1,3})"
)
#: The end of such a label, a capital behind it; and the label's first sign, a blank before it.
_LABEL_END = re.compile(r"[-+.)]\s{0,3}(?=[^\W\da-z])")
_LABEL_REACH = 12
_CAPITALS = re.compile(r"[^\Wa-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]{2,}")
_AFTER = re.compile(r"[.;:!?…/][\"”’)\]]*\s+$")
#: Words in quotation marks: a slogan or an article of a law, whose dashes and letters open no item here.
_QUOTED = re.compile(r"“[^“”]{1,1500}”")
#: What stands before a label and behind it is looked at this far.
_BEFORE, _BEHIND = 40, 60
#: The words of a heading are no more.
_HEADING = 400


def split(text: str, lines: list[Span], closing: int) -> list[Span]:
    """Lines cut before items that stand behind one another on a line, and before the closing sentence.

    Lines of a text that came in paragraphs are given back as they are.
    """
    cuts = _cuts(text, lines)
    inside = sum(len(found) for found in cuts.values())
    if inside < _FEWEST_TOGETHER:
        return lines
    if inside <= sum(read(text[line.start : line.start + 40]) is not None for line in lines):
        return lines
    found = []
    for at, line in enumerate(lines):
        edges = [line.start, *cuts.get(at, ()), line.end]
        if line.start < closing < line.end and closing > edges[-2]:
            edges.insert(-1, closing)
        for start, end in pairwise(edges):
            piece = text[start:end].rstrip()
            if piece:
                found.append(Span(start, start + len(piece)))
    return found


def _cuts(text: str, lines: list[Span]) -> dict[int, list[int]]:
    """Where an item begins inside each line."""
    found: dict[int, list[int]] = {}
    ends = [line.end for line in lines]
    opened = _Opened(text)
    for label in _labels(text, lines, ends):
        number = bisect_right(ends, label.start())
        start = lines[number].start
        if label.start() == start or opened.opens(label, start):
            opened.take(label)
            if label.start() > start:
                found.setdefault(number, []).append(label.start())
    return found


def _labels(text: str, lines: list[Span], ends: list[int]) -> Iterator[re.Match[str]]:
    """What looks like a label with a capital behind it, outside of quotation marks."""
    if not lines:
        return
    quoted = [match.span() for match in _QUOTED.finditer(text, lines[0].start, ends[-1])]
    quotes = [start for start, _ in quoted]
    for end in _LABEL_END.finditer(text, lines[0].start, ends[-1]):
        start = lines[min(bisect_right(ends, end.start()), len(lines) - 1)].start
        at = max(start, text.rfind(" ", max(start, end.start() - _LABEL_REACH), end.start()) + 1)
        label = _LABEL.fullmatch(text, at, end.end())
        if label:
            quote = bisect_right(quotes, at) - 1
            if quote < 0 or at >= quoted[quote][1]:
                yield label


@dataclass(slots=True)
class _Opened:
    """The series that are open where a label stands, by which the next of them is known."""

    text: str
    number: str = ""  #: of the item that is open
    heading: int = 0  #: where the words of the last item begin
    numbers: dict[int, int] = field(default_factory=dict)  #: how deep a number lies -> the last of its series

    def take(self, label: re.Match[str]) -> None:
        """Remember an item that opened."""
        self.heading = label.end()
        if label["roman"]:
            self.number, self.numbers = "", {}
        elif label["number"]:
            self.number = label["number"].rstrip(". \r\n")
            parts = self.number.split(".")
            self.numbers = {depth: last for depth, last in self.numbers.items() if depth < len(parts)}
            self.numbers[len(parts)] = int(parts[-1])

    def opens(self, label: re.Match[str], start: int) -> bool:
        """True for a label inside a line with which an item begins; ``start`` is where the line does."""
        before = self.text[max(start, label.start() - _BEFORE) : label.start()]
        behind = " ".join(self.text[label.end() : label.end() + _BEHIND].split())
        closed = bool(_AFTER.search(before)) and not (label["dash"] and before.rstrip().endswith("/"))
        if closed or label["letter"]:
            return True
        if label["roman"]:
            return bool(_CAPITALS.match(behind))
        before = " ".join(before.split())
        return self._opens_bullet(label, before, behind) if label["dash"] else self._opens_number(label, before, behind)

    def _opens_number(self, label: re.Match[str], before: str, behind: str) -> bool:
        """Behind a heading in capitals, the first below an open number, or the next where work or a body follows."""
        path = label["number"].rstrip(". \r\n")
        word = before[before.rfind(" ") + 1 :]
        if _CAPITALS.fullmatch(word) or (self.number and path == f"{self.number}.1"):
            return True
        parts = path.split(".")
        following = self.numbers.get(len(parts), 0) + 1 == int(parts[-1])
        if not following or not word.isalpha() or _figure_word().search(place_tones(before.lower())):
            return False
        return _speaks(behind) or f" {path}.1." in self.text[label.end() : label.end() + 200]

    def _opens_bullet(self, label: re.Match[str], before: str, behind: str) -> bool:
        """Before work and before what belongs to the item above; behind a heading also before a body."""
        low = place_tones(behind.lower())
        if _does(behind) or _attribute().match(low):
            return True
        if _CAPITALS.fullmatch(before[before.rfind(" ") + 1 :]) and _CAPITALS.match(behind):
            return False  # PURPOSE - DEMANDS
        heading = self.text[self.heading : label.start()] if label.start() - self.heading < _HEADING else ""
        if _is_heading(" ".join(heading.split())):
            return True
        return bool(heading and not _SENTENCE.search(heading) and not before[-1:].isupper() and _body().match(low))


def _speaks(words: str) -> bool:
    """True for words in capitals, the name of a section, work, or a body."""
    low = place_tones(words.lower())
    return bool(_CAPITALS.match(words) or _section().match(low) or _body().match(low)) or _does(words)


def _does(words: str) -> bool:
    return _verb().match(words[:1].lower() + words[1:]) is not None


_SENTENCE = re.compile(r"[.;:!?…]\s")


def _is_heading(words: str) -> bool:
    """True for the name of a section and little more."""
    match = _section().match(place_tones(words.lower()))
    return match is not None and len(words) - match.end() < 12


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"{vocab.trie(vocab.lists('agency_words')['verbs'])}(?!\w)")


@cache
def _section() -> re.Pattern[str]:
    found = (p.pattern.pattern for p in vocab.phrases("headings") if p.kind.startswith("section."))
    return re.compile("|".join(found))


@cache
def _attribute() -> re.Pattern[str]:
    found = (p.pattern.pattern for p in vocab.phrases("headings") if p.kind.startswith("attribute."))
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in found))


@cache
def _figure_word() -> re.Pattern[str]:
    """Words to which the figure behind them belongs, at the end."""
    return re.compile(rf"(?<!\w){vocab.trie(vocab.lists('headings')['figures_behind'])}\s*$")


@cache
def _body() -> re.Pattern[str]:
    """The first words of a body or of several; those of work and of products, which may begin alike, are none."""
    words = vocab.lists("agency_words")
    one = vocab.trie(place_tones(word) for kind in ("heads", "persons") for word in words[kind])
    several = vocab.trie(place_tones(word) for word in words["nouns"])
    other = next(p.pattern.pattern for p in vocab.phrases("headings") if p.kind == "cell.no-body")
    return re.compile(rf"(?!{other})(?:{one}|(?:các|mỗi|từng|toàn thể) {several})(?!\w)")
