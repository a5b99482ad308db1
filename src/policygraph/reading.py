"""The text of a document as a reader reads it, with the way back to its normal text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from policygraph.text import SMALL, NormalText, Span, lower, place_tones

# what a reader does not see: runs of blanks, line ends (of a cell, too), marks of emphasis; one pattern for each way to
# begin: a search for one letter is fast, and most ways do not occur
_BLANK = " \n\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_UNSEEN = {blank: re.compile(rf"{blank}[\s*]+") for blank in _BLANK} | {
    "*": re.compile(r"\*[\s*]*"), "_": re.compile("__+"), "<": re.compile(r"<[bB][rR] ?/?>[\s*]*")
}  # fmt: skip
#: A mark behind which a blank was left out: "Sở Y tế,Sở Tài chính", not in "KH,CN&MT".
_TIGHT_MARKS = tuple(re.compile(rf"{mark}(?=[^\W\d_])(?<=[{SMALL}].)") for mark in ",;")


class Reading:
    """The text as a reader reads it: one blank between words, no line ends, no emphasis marks, no page furniture.

    ``low`` is the same in lower case with the tone marks in their new place; `source` leads back to `NormalText`;
    ``bodies`` tells where the given bodies of provisions are read.

    >>> from policygraph.text import SourceText
    >>> normal = NormalText(SourceText("a", "0" * 64, "text/plain", "bố  trí,\\n71\\n*sử dụng*"))
    >>> reading = Reading(normal, [Span(9, 12)])
    >>> reading.text, reading.source(Span(8, 15))
    ('bố trí, sử dụng', Span(start=13, end=20))
    """

    __slots__ = ("_at", "_found", "_from", "_low", "bodies", "text")

    def __init__(self, normal: NormalText, furniture: Sequence[Span] = (), bodies: Iterable[Span] = ()) -> None:
        text = normal.text
        self._low = ""  # made when it is asked for
        pieces: list[str] = []
        self._found: dict[str, tuple[list[int], list[str]]] = {}
        self._at: list[int] = []  # where each piece starts in the reading
        self._from: list[int] = []  # and in the normal text
        length = before = 0
        for start, end in [*_cuts(text, furniture), (len(text), len(text))]:
            if start > before:
                pieces.append(text[before:start])
                self._at.append(length)
                self._from.append(before)
                length += start - before
            first = text[start : start + 1].isspace() or text[start : start + 1] == "<"
            first = first or start == end < len(text)  # a blank that was left out
            blank = start if first else next((i for i in range(start, end) if text[i].isspace()), None)
            if blank is not None and pieces and not pieces[-1].endswith((" ", "\n")):
                pieces.append(" ")
                self._at.append(length)
                self._from.append(blank)
                length += 1
            before = end
        self.text = "".join(pieces).replace("\n", " ")
        if not self._at:
            self._at, self._from = [0], [0]
        self.bodies = [self.find(body) for body in bodies]

    @property
    def low(self) -> str:
        """``text`` in lower case, tone marks in their new place, letter for letter at the same offsets."""
        self._low = self._low or place_tones(lower(self.text))
        return self._low

    def words(self, pattern: re.Pattern[str], at: int, end: int) -> Sequence[str]:
        """What ``pattern`` finds in ``low`` that begins between ``at`` and ``end``; the text is searched once."""
        found = self._found.get(pattern.pattern)  # the hash of a string is kept, that of a pattern is not
        if found is None:
            places = [(match.start(), match.group()) for match in pattern.finditer(self.low)]
            found = self._found[pattern.pattern] = [start for start, _ in places], [word for _, word in places]
        starts, words = found
        return words[bisect_left(starts, at) : bisect_left(starts, end)]

    def source(self, span: Span) -> Span:
        """Where ``span`` of the reading lies in the normal text."""
        at, end = span.start, span.end
        piece = bisect_right(self._at, at) - 1
        start = self._from[piece] + at - self._at[piece]
        if end <= at:
            return Span(start, start)
        piece = bisect_right(self._at, end - 1, piece) - 1
        return Span(start, self._from[piece] + end - self._at[piece])

    def find(self, span: Span) -> Span:
        """Where ``span`` of the normal text is read."""
        start, end = self._read_at(span.start), self._read_at(span.end)
        return Span(start, end if end > start else start)

    def _read_at(self, at: int) -> int:
        piece = bisect_right(self._from, at, 1) - 1
        start = self._at[piece]
        here = start + at - self._from[piece]
        if here <= start:
            return start
        end = self._at[piece + 1] if piece + 1 < len(self._at) else len(self.text)
        return end if here > end else here


def _cuts(text: str, furniture: Sequence[Span]) -> list[tuple[int, int]]:
    """What a reader does not see, furniture among it; what touches is one cut."""
    cuts = [match.span() for sign, pattern in _UNSEEN.items() if sign in text for match in pattern.finditer(text)]
    cuts += [(match.end(), match.end()) for tight in _TIGHT_MARKS for match in tight.finditer(text)]
    for span in furniture:
        before, after = text[max(0, span.start - 40) : span.start], text[span.end : span.end + 40]
        cuts.append((span.start - len(before) + len(before.rstrip()), span.end + len(after) - len(after.lstrip())))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(cuts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
