"""Items that stand behind one another on a line, in texts whose paragraphs were run together: where each begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, zip_longest

from policygraph import vocab
from policygraph.structure.labels import LETTERS, read
from policygraph.text import Span, place_tones

#: Fewer items than this behind one another on lines make no text run together.
_FEWEST_TOGETHER = 3
_LABEL = (
    r"(?P<roman>[IVX]{1,5} ?[./-]\s{1,3})|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3} ?(?P<stop>[./)-])\s{1,3})"
    r"|(?P<letter>[a-zđ](?:\)\s{0,3}|(?P<dot>\.)\s{1,3}))|(?P<dash>[-+*•]\s{1,3})|(?P<paren>\(\d{1,2} ?\)\s{0,3})"
    r"|(?P<capital>[A-HĐ]\.\s{1,3})|(?P<article>@\d{1,3}\.\s{1,3})"
)
#: The end of such a label, a capital or a share behind it; and the label's first sign, a blank before it.
_LABEL_END = re.compile(r"[-+*•.)/]\s{0,3}(?=[^\W\da-z]|\d{1,3}(?:[.,]\d{1,2})? ?%)")
_CAPITAL_LETTERS = "ABCDĐEGH"
_LABEL_REACH = 12
_CAPITALS = re.compile(r"[^\Wa-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]{2,}")
_AFTER = re.compile(r"[.;:!?…/][\"”’)\]]*\s+$")
_WORD_OR_YEAR = re.compile(r"[^\W\d_]+[,)]*|(?:19|20)\d\d")
_SENTENCE = re.compile(r"[.;:!?…]\s")
#: Words in quotation marks: a slogan or an article of a law, whose dashes and letters open no item here.
_QUOTED = re.compile(r"“[^“”]{1,1500}”")
#: What stands before a label and behind it is looked at this far; the words of a heading are no more.
_BEFORE, _BEHIND, _HEADING = 40, 60, 400
#: Behind (1) a body is named and begins its work within so many characters.
_SOON = 120


def split(text: str, lines: list[Span], closing: int) -> list[Span]:
    """Lines cut before items that stand behind one another on a line, and before the closing sentence.

    Lines of a text that came in paragraphs are given back as they are.
    """
    if not lines:
        return lines
    cuts, inner = _cuts(text, lines)
    inside = sum(len(found) for found in cuts.values())
    if inside < _FEWEST_TOGETHER:
        return lines
    if inside <= sum(read(text[line.start : line.start + 40]) is not None for line in lines):
        return lines
    found: list[Span] = []
    for at, line in enumerate(lines):
        edges = [line.start, *cuts.get(at, ()), line.end]
        if line.start < closing < line.end and closing > edges[-2]:
            edges.insert(-1, closing)
        for start, end in pairwise(edges):
            piece = Span(start, start + len(text[start:end].rstrip()))
            if start in inner and text[found[-1].end : start].isspace():
                found[-1] = Span(found[-1].start, piece.end)
            elif len(piece):
                found.append(piece)
    return found


def _cuts(text: str, lines: list[Span]) -> tuple[dict[int, list[int]], set[int]]:
    """Where an item begins inside each line; and where lines begin that only look as if they opened one."""
    ends = [line.end for line in lines]
    quoted = _Spans([match.span() for match in _QUOTED.finditer(text, lines[0].start, ends[-1])])
    labels = [label for label in _labels(text, lines, ends) if label.start() not in quoted]
    listed = _listed([label for label in labels if label["paren"]], {line.start for line in lines})
    inner = {line.start for line in lines[1:] if line.start in quoted}
    found: dict[int, list[int]] = {}
    opened = _Opened(text, lines[0].start)
    for label, following in zip_longest(labels, labels[1:]):
        number = bisect_right(ends, label.start())
        start = lines[number].start
        opens = listed.get(label.start()) if label["paren"] else None
        if opens is None:
            opens = opened.begins_line(label, following) if label.start() == start else opened.opens(label, following)
        if opens:
            opened.take(label)
        if opens and label.start() > start:
            found.setdefault(number, []).append(label.start())
        elif label.start() == start and not opens and number:
            inner.add(start)
    return found, inner


class _Spans:
    """Spans that do not overlap, in order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans, self._starts = spans, [start for start, _ in spans]

    def __contains__(self, at: int) -> bool:
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and self._starts[before] < at < self._spans[before][1]


def _labels(text: str, lines: list[Span], ends: list[int]) -> Iterator[re.Match[str]]:
    """What looks like a label with a capital behind it."""
    for end in _LABEL_END.finditer(text, lines[0].start, ends[-1]):
        start = lines[min(bisect_right(ends, end.start()), len(lines) - 1)].start
        sign = end.start() - (end.group()[0] in ".)" and text[end.start() - 1] == " ")
        at = max(start, text.rfind(" ", max(start, sign - _LABEL_REACH), sign) + 1)
        at -= len(_article()) * text.startswith(_article(), max(start, at - len(_article())), at)
        label = _label().fullmatch(text, at, end.end())
        if label:
            yield label


def _listed(parens: list[re.Match[str]], starts: set[int]) -> dict[int, bool]:
    """For (1) ... (2) ... inside lines: items where a body and its work stand behind each, else parts of a sentence."""
    found: dict[int, bool] = {}
    series: list[re.Match[str]] = []
    for label, following in zip_longest(parens, parens[1:]):
        series.append(label)
        if following is None or _value(following) != _value(label) + 1:
            if not all(one.start() in starts for one in series):
                items = all(_acts(one.string[one.end() : one.end() + _SOON]) for one in series)
                found |= {one.start(): items for one in series}
            series = []
    return found


def _value(paren: re.Match[str]) -> int:
    return int(paren["paren"].strip("() \r\n"))


@dataclass(slots=True)
class _Opened:
    """The series that are open where a label stands, by which the next of them is known."""

    text: str
    first: int  #: where the text begins
    number: str = ""  #: of the item that is open
    letter: int = 0  #: of the item that is open, by its place in the order of letters
    capital: int = 0  #: of the part that is open
    article: int = 0
    heading: int = 0  #: where the words of the last item begin
    numbers: dict[int, int] = field(default_factory=dict)  #: how deep a number lies -> the last of its series

    def take(self, label: re.Match[str]) -> None:
        """Remember an item that opened."""
        self.heading = label.end()
        if label["roman"] or label["capital"] or label["article"]:
            self.number, self.letter, self.numbers = "", 0, {}
            self.capital = _place(label) if label["capital"] else self.capital
            self.article = _place(label) if label["article"] else self.article
        elif label["number"]:
            self.number, self.letter = _path(label), 0
            parts = self.number.split(".")
            self.numbers = {depth: last for depth, last in self.numbers.items() if depth < len(parts)}
            self.numbers[len(parts)] = int(parts[-1])
        elif label["letter"]:
            self.letter = _place(label)

    def begins_line(self, label: re.Match[str], following: re.Match[str] | None) -> bool:
        """True for a label at the beginning of a line that opens an item; where a line ends tells nothing of dashes."""
        if label["dash"]:
            return label.start() == self.first or self.opens(label, following)
        before = place_tones(self._before(label).rstrip().lower()) if label["number"] else ""
        return not _figure_word().search(before)

    def _before(self, label: re.Match[str]) -> str:
        return self.text[max(self.first, label.start() - _BEFORE) : label.start()]

    def opens(self, label: re.Match[str], following: re.Match[str] | None) -> bool:
        """True for a label inside a line with which an item begins."""
        before = self._before(label)
        behind = " ".join(self.text[label.end() : label.end() + _BEHIND].split())
        closed = bool(_AFTER.search(before)) and not (label["dash"] and before.rstrip().endswith("/"))
        before = " ".join(before.split())
        if label["dot"]:
            return _place(label) == self.letter + 1 and (closed or self._is_first_of_several(label, behind))
        if label["capital"]:
            return _place(label) == self.capital + 1 and _CAPITALS.match(behind) is not None
        if label["article"]:
            return _place(label) == self.article + 1 and closed
        if label["number"]:
            return self._opens_number(label, closed, before, behind)
        if closed:
            return True
        if label["dash"]:
            return self._opens_bullet(label, following, before, behind)
        if label["letter"]:
            return not behind[:1].isdigit() or _is_in_capitals(before)
        return bool(label["roman"] and _CAPITALS.match(behind))

    def _is_next(self, label: re.Match[str]) -> bool:
        """True for the next number of an open series, or the first of a new one."""
        parts = _path(label).split(".")
        return self.numbers.get(len(parts), 0) + 1 == int(parts[-1])

    def _is_first_of_several(self, label: re.Match[str], behind: str) -> bool:
        """True for a letter with a full stop behind a heading, where the next letter follows: no vitamin."""
        after = re.compile(rf"\s{LETTERS[_place(label) % len(LETTERS)]}\.\s")
        return (
            self._is_open(label) and _speaks(behind) and bool(after.search(self.text, label.end(), label.end() + 2000))
        )

    def _opens_number(self, label: re.Match[str], closed: bool, before: str, behind: str) -> bool:
        """Behind what is closed or in capitals, the first below an open number, or the next before work or a body."""
        path, word = _path(label), _last_word(before)
        plain = label["stop"] == "." and not behind[:1].isdigit()
        under = _is_in_capitals(before) or bool(self.number and path == f"{self.number}.1")
        if closed or under:
            return plain or self._is_next(label)
        if not plain or not self._is_next(label) or _figure_word().search(place_tones(before.lower())):
            return False
        if "." in path:
            return True  # 1.2 behind 1.1
        if not _WORD_OR_YEAR.fullmatch(word):
            return False
        return _speaks(behind) or f" {path}.1." in self.text[label.end() : label.end() + 200]

    def _opens_bullet(self, label: re.Match[str], following: re.Match[str] | None, before: str, behind: str) -> bool:
        """Before work and what belongs to the item above; behind a heading, where it is the first of several."""
        low = place_tones(behind.lower())
        if is_in_name(before, behind):
            return False
        if _attribute().match(low) or (_does(behind) and not _is_place(before, behind)):
            return True
        goes_on = following is not None and bool(following["dash"]) and self._is_closed(following)
        words = self._words(label).split()[1:] or before.split()  # a heading's first word has a capital
        if any(word != word.lower() for word in words[-2:]):  # a name, or PURPOSE - DEMANDS
            if _is_in_capitals(before):
                return behind[:1].isdigit()
            return self._is_heading(label) or (goes_on and self._is_open(label) and _acts(behind))
        if self._is_heading(label) or (_acts(behind) and not any(word != word.lower() for word in words[-4:])):
            return True
        return self._is_open(label) and (goes_on or bool(_body().match(low) or _opening().match(low)))

    def _is_closed(self, label: re.Match[str]) -> bool:
        return _AFTER.search(self.text, max(0, label.start() - 8), label.start()) is not None

    def _words(self, label: re.Match[str]) -> str:
        """The words of the open item up to the label; none where they are too many for a heading."""
        return self.text[self.heading : label.start()] if label.start() - self.heading < _HEADING else ""

    def _is_open(self, label: re.Match[str]) -> bool:
        words = self._words(label)
        return bool(words) and not _SENTENCE.search(words)

    def _is_heading(self, label: re.Match[str]) -> bool:
        """True for a label behind the name of a section and little more."""
        words = " ".join(self._words(label).split())
        match = _section().match(place_tones(words.lower()))
        return match is not None and len(words) - match.end() < 12


def is_in_name(before: str, words: str) -> bool:
    """True where a dash stands inside a name: "Lao động - Thương binh"; ``before`` it and behind it the ``words``."""
    return f"{_last_word(before)} - {words.split(' ', 1)[0]}".lower() in _dashed()


@cache
def _dashed() -> frozenset[str]:
    """The dashes inside names of bodies, with the words on both sides."""
    inside = re.compile(r"(?<!\S)(?=(\S+ - \S+))")
    return frozenset(match[1] for name in vocab.load().all_agency_names() for match in inside.finditer(name.lower()))


def _is_in_capitals(before: str) -> bool:
    """True where the last word is in capitals, figures left out: "TARGETS FOR 2030"."""
    return _CAPITALS.fullmatch(_last_word(before.rstrip(" 0123456789-:()*"))) is not None


def _last_word(words: str) -> str:
    return words[words.rfind(" ") + 1 :]


def _is_place(before: str, behind: str) -> bool:
    """True for "Vu Gia - Thu Bồn": capitals around a word that elsewhere is a verb."""
    return _last_word(before)[:1].isupper() and all(word[:1].isupper() for word in behind.split()[:2])


def _path(label: re.Match[str]) -> str:
    return label["number"].rstrip("./)- \r\n")


def _place(label: re.Match[str]) -> int:
    """The place of a letter in its order, or the number of an article."""
    if label["article"]:
        return int(label["article"].removeprefix(_article()).rstrip(". \r\n"))
    return _CAPITAL_LETTERS.find(label["capital"][0]) + 1 if label["capital"] else LETTERS.find(label["letter"][0]) + 1


def _speaks(words: str) -> bool:
    """True for words in capitals, the name of a section, work, or a body."""
    low = place_tones(words.lower())
    return bool(_CAPITALS.match(words) or _section().match(low) or _body().match(low)) or _does(words)


def _does(words: str) -> bool:
    return _verb().match(words[:1].lower() + words[1:]) is not None


def _acts(words: str) -> bool:
    """True for a body and its work."""
    low = place_tones(words.lower())
    body = _body().match(low)
    return body is not None and _work().search(low, body.end()) is not None


@cache
def _article() -> str:
    """The word for an article and a blank, as it opens a line."""
    return f"{vocab.lists('headings')['article'][0].capitalize()} "


@cache
def _label() -> re.Pattern[str]:
    return re.compile(_LABEL.replace("@", _article()))


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"{vocab.trie(vocab.lists('agency_words')['verbs'])}(?!\w)")


@cache
def _work() -> re.Pattern[str]:
    """Words for work that stand in no name of a body and with no time or place."""
    words = vocab.lists("agency_words")
    found = {*words["verbs"]} - {*words["in_names"], *words["circumstances"], *words["no_verbs"]}
    return re.compile(rf"(?<=[ :]){vocab.trie(map(place_tones, found))}(?!\w)")


@cache
def _section() -> re.Pattern[str]:
    found = (p.pattern.pattern for p in vocab.phrases("headings") if p.kind.startswith("section."))
    return re.compile("|".join(found))


@cache
def _attribute() -> re.Pattern[str]:
    found = (p.pattern.pattern for p in vocab.phrases("headings") if p.kind.startswith(("attribute.", "content.")))
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in found))


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"{vocab.trie(vocab.lists('headings')['opening_words'])}(?!\w)")


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
    each = next(p.pattern.pattern for p in vocab.phrases("agency_words") if p.kind == "articles")
    return re.compile(rf"(?!{other})(?:{one}|{each}{several})(?!\w)")
