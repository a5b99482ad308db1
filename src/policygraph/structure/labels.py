"""What opens a line: I.  1.  1.1.  a)  -  +  Điều 1.  Chương I. Labels are read here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from policygraph import vocab
from policygraph.outline import Kind
from policygraph.values import value

#: Order of the letters of points: the Vietnamese alphabet without ă â ê ô ơ ư (Decree 30/2020/NĐ-CP).
LETTERS = "abcdđeghiklmnopqrstuvxy"

#: How deep each kind lies; a numbered path "1.1." adds its depth to NUMBER.
RANK = {
    Kind.ANNEX: 0.0, Kind.PART: 1.0, Kind.CHAPTER: 2.0, Kind.SECTION: 3.0, Kind.ROMAN: 5.0, Kind.ARTICLE: 5.5,
    Kind.NUMBER: 6.0, Kind.LETTER: 12.0, Kind.DASH: 14.0, Kind.PLUS: 16.0, Kind.PARAGRAPH: 18.0, Kind.ROW: 18.0,
}  # fmt: skip

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@value
class Label:
    """A label at the start of a line: ``text`` as printed, ``key`` for the path, ``value`` its place in the series."""

    kind: Kind
    text: str
    key: str
    value: int  #: 1, 2, 3 ... of the series; 0 for dashes
    rank: float
    size: int  #: characters of the line before the words, marks of emphasis included
    strong: bool = False  #: cannot be the middle of a sentence


# <part> and the like stand for the words of headings.yaml, capitalised or in capitals
_LABEL = r"""\s*(?:\#{1,6}\s+)?(?:\*{2,3}|\*(?=\S)|_{2})?\s*(?:
    (?P<part><part>\s+(?:<ordinal>\s+\w+|[IVXL]+|\d{1,2}|[A-Z])(?![\w/])[.:]?)
    |(?P<chapter><chapter>\s+(?:[IVXL]+|\d{1,3})(?![\w/])[.:]?)
    |(?P<section><section>\s+(?:[IVXL]+|\d{1,3})(?:[.:]|\s*$|\s+(?=[A-ZĐ]{2})))
    |(?P<article><article>\s+\d{1,3}[a-zđ]?\s*[.:])
    |(?P<roman>(?:[IVX]{1,6}|(?:Ii|Iii|Iv|Vi|Vii|Viii|Ix|Xi|Xii))(?:\s*\.(?!\d)|\s*[/)]|\s?-)(?!v\b)\s*(?=[^\W\d]|\*|["“(]|$))
    |(?P<capital>[A-HĐ]\s*[./)]\s+(?=[^\W\da-z]))
    |(?P<paren>\(\d{1,2}\s?\))(?=\s*\w)
    |(?P<small>\((?:i{1,3}|iv|vi{0,3}|ix|x)\)|(?:i{2,3}|iv|vi{1,3}|ix)\))(?=\s*[^\W\d])
    |(?P<nth><ordinal>\s+(?:<ordinal_numbers>))(?=\s*[,:])[,:]
    |(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?:(?P<stop>\s?[.)/:]|\s?-(?=\s))\s*(?=[^\W\d]|[\s*"“(]|$)|(?<=\.\d)\s+(?=[^\W\d])|(?<=\.\d\d)\s+(?=[^\W\d]))
    |(?P<letter>\(?[a-zđ]\d?\s?(?:[)/](?!\w{1,2}\b)|\)(?=[^\W\da-zđ])|\s?[.-](?=\s+[^\W\da-zđ])))
    |(?P<plus>\+)
    |(?P<dash>-(?!-)|[•●▪◦○■□✓✔»‣·⁃∙❖➢►▶\uf000-\uf0ff]|\*(?=\s)|o(?=\s+[^\W\da-z]))
    )\s*(?:\*{1,3}|_{2})?\s*"""


@cache
def _label() -> re.Pattern[str]:
    def words(match: re.Match[str]) -> str:
        found = vocab.lists("headings")[match[1]]
        forms = [form for word in found for form in (word.capitalize(), word.upper(), word)]
        allowed = forms if match[1] == "ordinal" else [form for form in forms if not form.islower()]
        return "(?:" + "|".join(re.escape(form) for form in allowed) + ")"

    numbers = "|".join(vocab.lists("headings")["ordinal_numbers"])
    pattern = _LABEL.replace("<ordinal_numbers>", numbers)
    return re.compile(re.sub(r"<(part|chapter|section|article|ordinal)>(?=\\s)", words, pattern), re.VERBOSE)


def read(line: str) -> Label | None:
    """The label that opens ``line``, or `None`.

    >>> [(x.kind.value, x.key) for x in map(read, ["**II. NHIỆM VỤ**", "3.2.1. Sở Y tế", "đ) Rà soát", "* Chủ"]) if x]
    [('roman', 'II'), ('number', '3.2.1'), ('letter', 'đ'), ('dash', '-')]
    >>> read("30/9/2024 của UBND tỉnh"), read("2.000 cán bộ"), read("V/v xây dựng dự toán")
    (None, None, None)
    """
    match = _label().match(line)
    if match is None:
        return None
    name = str(match.lastgroup)
    if name in ("number", "stop"):
        return _number(match)
    return _made(name, match[name].strip(), match.end())


@lru_cache(maxsize=4096)
def _made(name: str, text: str, size: int) -> Label:
    """The label of a kind: texts repeat a few hundred."""
    return _MAKERS[name](text, size)


def _number(match: re.Match[str]) -> Label | None:
    path, stop = match["number"], (match["stop"] or "").strip()
    parts = path.split(".")
    if len(parts) == 1 and not stop:
        return None
    after = match.string[match.end() : match.end() + 1]
    if (stop == ":" and len(parts) == 1) or (stop in "/-" and after and after.islower()):
        return None
    return _made("number", path + stop, match.end())


def _numbered(text: str, size: int) -> Label:
    path = text.rstrip(".)/:-")
    parts = path.split(".")
    return Label(Kind.NUMBER, text, path, int(parts[-1]), RANK[Kind.NUMBER] + len(parts), size)


def _roman(text: str, size: int) -> Label:
    key = text.rstrip(" ./)-").upper()
    return Label(Kind.ROMAN, text, key, roman_value(key), RANK[Kind.ROMAN], size)


def roman_value(text: str) -> int:
    """The number that Roman letters write.

    >>> roman_value("IV"), roman_value("XII")
    (4, 12)
    """
    values = [_ROMAN[letter] for letter in text.lower() if letter in _ROMAN]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=False))


def _unit(kind: Kind, short: str) -> Callable[[str, int], Label]:
    def make(text: str, size: int) -> Label:
        name = text.rstrip(".: ").split()[-1]
        value = int(name) if name.isdigit() else roman_value(name)
        key = f"{short}{name}"
        return Label(kind, text, key, value, RANK[kind], size, strong=True)

    return make


def _letter(text: str, size: int) -> Label:
    key = text.strip("()/. -")
    value = LETTERS.find(key[0]) + 1
    return Label(Kind.LETTER, text, key, value, RANK[Kind.LETTER], size)


def _capital(text: str, size: int) -> Label:
    key = text[0]
    return Label(Kind.PART, text, key, "ABCDĐEGH".find(key) + 1, RANK[Kind.PART] + 0.5, size)


def _paren(text: str, size: int) -> Label:
    key = text.replace(" ", "")
    return Label(Kind.NUMBER, text, key, int(key.strip("()")), RANK[Kind.LETTER] + 1, size)


def _small(text: str, size: int) -> Label:
    key = text.strip("()")
    return Label(Kind.NUMBER, text, key, roman_value(key), RANK[Kind.LETTER] + 1, size)


def _nth(text: str, size: int) -> Label:
    value = vocab.lists("headings")["ordinal_numbers"].index(text.split()[-1]) + 1
    return Label(Kind.NUMBER, text, f"({value})", value, RANK[Kind.LETTER] - 1, size)


def _dash(text: str, size: int) -> Label:
    return Label(Kind.DASH, text, "-", 0, RANK[Kind.DASH], size)


def _plus(text: str, size: int) -> Label:
    return Label(Kind.PLUS, text, "+", 0, RANK[Kind.PLUS], size)


_MAKERS: dict[str, Callable[[str, int], Label]] = {
    "part": _unit(Kind.PART, "P"), "chapter": _unit(Kind.CHAPTER, "C"), "section": _unit(Kind.SECTION, "M"),
    "article": _unit(Kind.ARTICLE, "Đ"), "roman": _roman, "capital": _capital, "paren": _paren,
    "small": _small, "nth": _nth, "number": _numbered, "letter": _letter, "plus": _plus, "dash": _dash,
}  # fmt: skip
