"""Names that a text gives to agencies itself: "Liên hiệp các Hội … tỉnh (sau đây gọi tắt là Liên hiệp Hội tỉnh)".

A bracket defines a name only where an agency, or a list of agencies, ends right before it. Short names of documents
("Kế hoạch của UBND tỉnh (gọi tắt là Kế hoạch 5)") and other terms define nothing here; nor does what could be meant
of more than one part of the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policygraph import vocab
from policygraph.extract.agency_lists import AgencyReader, Mention, lexicon
from policygraph.facts import AgencyAlias
from policygraph.outline import Outline
from policygraph.text import Span, fold, squeeze, unmark

#: No list of agencies before a bracket is longer than this.
_LOOK_BACK = 300
_WORD = re.compile(r"(?<!\w)\w+")
_QUOTES = " “”\"'*_"


def read(outline: Outline) -> tuple[AgencyAlias, ...]:
    """The names that the text defines for agencies, in reading order.

    >>> from policygraph import structure
    >>> from policygraph.text import SourceText
    >>> words = "Ủy ban Thường vụ Quốc hội (UBTVQH) xem xét chính sách khoa học và công nghệ (KHCN)."
    >>> [(one.alias, one.names) for one in read(structure.parse(SourceText("a", "0" * 64, "text/plain", words)))]
    [('UBTVQH', ('Ủy ban Thường vụ Quốc hội',))]
    """
    return tuple(_Aliases(outline).all())


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {phrase.kind: phrase.pattern for phrase in vocab.phrases("agency_alias_phrases")}


class _Aliases:
    def __init__(self, outline: Outline) -> None:
        self._normal, self._reading = outline.text, outline.read()
        self._text, self._low = self._reading.text, self._reading.low
        self._agencies = AgencyReader(self._reading)

    def all(self) -> Iterator[AgencyAlias]:
        """One alias for each bracket that defines one."""
        found, floor = [], 0
        for match in _patterns()["called"].finditer(self._low):
            found.append((match.start(), match, self._called(match, self._before(match), floor)))
            floor = match.end()
        short = _patterns()["abbreviation"].finditer(self._low)
        found += [(match.start(), match, self._abbreviated(match, self._before(match))) for match in short]
        for _, match, meant in sorted(found, key=lambda one: one[0]):
            if meant:
                place = self._reading.source(Span(meant[0].span.start, match.end()))
                names = tuple(squeeze(one.name) for one in meant)
                yield AgencyAlias(self._alias(match), names, self._normal.evidence(place, "alias.agency"))

    def _before(self, match: re.Match[str]) -> int:
        """Where the words before the bracket end."""
        return match.start() - self._low.endswith(" ", 0, match.start())

    def _alias(self, match: re.Match[str]) -> str:
        return self._text[slice(*match.span("alias"))].strip(_QUOTES)

    def _starts(self, floor: int, end: int) -> Iterator[int]:
        """Where a name or a list that ends at ``end`` may begin, the longest first."""
        for word in _WORD.finditer(self._text, max(floor, end - _LOOK_BACK), end):
            if word.group()[0].isupper() or lexicon()["articles"].match(self._low, word.start(), end):
                yield word.start()

    def _ending(self, at: int, end: int) -> list[Mention]:
        """The agencies listed from ``at`` on, if the list ends at the bracket and nowhere else."""
        found, last = self._agencies.read_list(at, end, bare=False)
        return found if found and last == end else []

    # -------------------------------------------------------------------------------------- "(sau đây gọi là X)"

    def _called(self, match: re.Match[str], end: int, floor: int) -> list[Mention]:
        alias = self._alias(match)
        if lexicon()["document"].match(fold(alias)):
            return []
        person = bool(lexicon()["person"].match(alias.lower()))
        for at in self._starts(floor, end):
            found = self._ending(at, end)
            if found:
                office = bool(lexicon()["person"].match(self._low, at, end))
                owner = _patterns()["owner_before"].search(self._low[max(0, at - 12) : at])
                return [] if owner or office != person else self._meant(match, alias, found)
        return []

    def _meant(self, match: re.Match[str], alias: str, found: list[Mention]) -> list[Mention]:
        """Which of the agencies before the bracket the alias stands for; none where that is not plain."""
        plural = bool(_patterns()["plural"].match(fold(alias)))
        if plural:
            several = len(found) > 1 or _patterns()["plural"].match(fold(found[0].name))
            return found if several and self._is_agency(match) else []
        if not any(letter.isupper() for letter in alias):
            return []  # "thôn, tổ dân phố": a name of a body has a capital letter
        fitting = [one for one in found if _opens_alike(alias, one.name)]
        if fitting:
            return fitting if fitting == found[-1:] else []
        # "Phòng Thanh tra thuộc Sở (gọi tắt là Sở)": the alias may mean a part of the name
        inside = _first(alias) in fold(found[-1].name).split() or _is_capitals(alias.split()[0])
        return found if len(found) == 1 and not inside and self._is_agency(match) else []

    def _is_agency(self, match: re.Match[str]) -> bool:
        """True where the alias itself reads as an agency or a list of agencies, not as some other term."""
        start, end = match.span("alias")
        at = start + len(self._text[start:end]) - len(self._text[start:end].lstrip(_QUOTES))
        end = at + len(self._alias(match))
        return bool(self._ending(at, end)) and not lexicon()["document"].match(self._low, at, end)

    # -------------------------------------------------------------------------------------- "(UBTVQH)"

    def _abbreviated(self, match: re.Match[str], end: int) -> list[Mention]:
        alias = self._alias(match)
        if not alias.isupper() or self._goes_on(match.end()):
            return []
        words = [word for word in _WORD.finditer(self._text, max(0, end - _LOOK_BACK), end) if _counts(word.group())]
        if len(words) < len(alias):
            return []
        at = words[-len(alias)].start()
        if not self._text[at].isupper() or _initials(self._text[at:end]) != unmark(alias):
            return []
        found = self._ending(at, end)
        return found if len(found) == 1 else []

    def _goes_on(self, at: int) -> bool:
        """True where the name goes on behind the bracket: "Ủy ban nhân dân (UBND) các huyện"."""
        words, end = lexicon(), len(self._low)
        if any(words[name].match(self._low, at, end) for name in ("level", "units", "of", "qualifier")):
            return True
        return bool(words["place"].match(self._text, at, end) or words["articles"].match(self._low, at + 1, end))


def _counts(word: str) -> bool:
    """False for a word whose first letter an abbreviation leaves out."""
    return word.lower() not in _unlettered()


@cache
def _unlettered() -> frozenset[str]:
    return frozenset(vocab.lists("agency_alias_phrases")["unlettered"])


def _initials(name: str) -> str:
    return "".join(unmark(word)[:1] for word in _WORD.findall(name) if _counts(word))


def _first(name: str) -> str:
    """The first word of a name, folded, without the article of a plural."""
    return _patterns()["plural"].sub("", fold(name)).split(" ")[0].strip(",")


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _opens_alike(alias: str, name: str) -> bool:
    """True where the alias begins as the name does: with its first word, or with the first letters of its words."""
    word = alias.split()[0]
    if _is_capitals(word) and word != name.split()[0]:
        return _initials(name).startswith(unmark(word))
    return _first(alias) == _first(name)
