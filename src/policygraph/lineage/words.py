"""Two texts word by word: how much one holds of the other, and where they differ.

Single words that two texts share say nothing: every plan has "thực hiện" and "các sở, ban, ngành". What counts are
words in runs that both texts have in the same order.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from policygraph.text import fold

#: So many words in a row, the same in both texts, make a run.
RUN = 3
#: Fewer words in runs than this are an official phrase ("khoa học, công nghệ và đổi mới sáng tạo"), not a copy.
LEAST = 20
#: The share of a text that must stand in runs before its words are called taken; read on 430 tasks of 128 documents,
#: all 35 pairs above it were copies, and those just below were common phrases.
MOST = 0.7
#: From this share on a text is as good as verbatim.
VERBATIM = 0.85

#: So many words of a text are compared: the memory of a comparison grows with both lengths, and no order is longer.
LONGEST = 10_000

_WORD, _EDGES = re.compile(r"\w+"), re.compile(r"^\W+|\W+$")


class Kind(StrEnum):
    """What a text made of another one."""

    COPIED = "copied"  #: nearly verbatim
    ADAPTED = "adapted"  #: most of both, with changes
    EXTENDED = "extended"  #: holds the other and adds to it
    EXCERPT = "excerpt"  #: a part of the other


@dataclass(frozen=True, slots=True)
class Likeness:
    """How one text is like another: ``shared`` words in runs, and what share of each text they are."""

    kind: Kind
    shared: int
    of_text: float
    of_other: float

    @property
    def score(self) -> float:
        """Between 0 and 1: the shared words of both texts among all words of both.

        >>> Likeness(Kind.EXTENDED, 30, 0.5, 1.0).score
        0.6667
        """
        return round(2 * self.of_text * self.of_other / (self.of_text + self.of_other), 4)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comparison: ``kind`` is "same", "new" (only in the text) or "gone" (only in the other)."""

    kind: str
    text: str


class Lexicon:
    """Texts as strings of one character a word, which are compared many times faster.

    >>> lexicon = Lexicon()
    >>> lexicon.read("Sở Y tế,") == lexicon.read("SỞ Y TẾ"), len(lexicon.read("số 69-KL/TW"))
    (True, 4)
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def read(self, text: str) -> str:
        """The words of a text, without case, punctuation and spelling of tone marks."""
        return "".join(map(self.sign, _WORD.findall(fold(text))))

    def printed(self, words: list[str]) -> str:
        """Words as printed, one character each: "69-KL/TW" is one, "-" too."""
        return "".join([self.sign(_bare(word)) for word in words])

    def sign(self, word: str) -> str:
        """The character of a folded word."""
        # beyond a million different words, the rest share one character: nothing is refused
        return self._codes.setdefault(word, chr(min(len(self._codes) + 256, sys.maxunicode)))


@lru_cache(maxsize=65_536)
def _bare(word: str) -> str:
    """A printed word without the marks around it, folded: a collection prints the same few thousand again and again."""
    return fold(_EDGES.sub("", word))


def likeness(text: str, other: str) -> Likeness | None:
    """How ``text`` is like ``other`` (as `Lexicon.read` gives them); `None` where neither is mostly in the other."""
    text, other = text[:LONGEST], other[:LONGEST]
    least = max(LEAST, math.ceil(MOST * min(len(text), len(other))))
    if min(len(text), len(other)) < LEAST or LCSseq.similarity(text, other, score_cutoff=least) < least:
        return None
    shared = sum(end - start for start, end, _, _ in _runs(text, other))
    if shared < least:
        return None
    of_text, of_other = shared / len(text), shared / len(other)
    return Likeness(_kind(of_text, of_other), shared, of_text, of_other)


def _kind(of_text: float, of_other: float) -> Kind:
    if min(of_text, of_other) >= VERBATIM:
        return Kind.COPIED
    if min(of_text, of_other) >= MOST:
        return Kind.ADAPTED
    return Kind.EXTENDED if of_text < of_other else Kind.EXCERPT


def _runs(text: str, other: str) -> Iterator[tuple[int, int, int, int]]:
    """Where runs stand: start and end in ``text``, start and end in ``other``."""
    for step in LCSseq.opcodes(text[:LONGEST], other[:LONGEST]):
        if step.tag == "equal" and step.src_end - step.src_start >= RUN:
            yield step.src_start, step.src_end, step.dest_start, step.dest_end


def compare(text: str, other: str) -> Likeness | None:
    """How ``text`` is like ``other``; `None` where they are too short or too different.

    >>> compare("Sở Y tế", "Sở Y tế") is None
    True
    """
    lexicon = Lexicon()
    return likeness(lexicon.read(text), lexicon.read(other))


def differences(text: str, other: str) -> tuple[Piece, ...]:
    """``text`` beside ``other``, as printed: what both have, what only one has.

    >>> differences("Giao Sở Y tế tỉnh A làm ngay", "Giao Sở Y tế tỉnh B làm ngay việc này")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Piece(kind='same', text='Giao Sở Y tế tỉnh'), Piece(kind='gone', text='B làm ngay việc này'),
     Piece(kind='new', text='A làm ngay'))
    """
    mine, theirs, lexicon = text.split(), other.split(), Lexicon()
    runs = _runs(lexicon.printed(mine), lexicon.printed(theirs))
    found, at, beside = [], 0, 0
    for start, end, other_start, other_end in [*runs, (len(mine), len(mine), len(theirs), len(theirs))]:
        found += [("gone", theirs[beside:other_start]), ("new", mine[at:start]), ("same", mine[start:end])]
        at, beside = end, other_end
    return tuple(Piece(kind, " ".join(words)) for kind, words in found if words)


def marked(text: str, other: str) -> str:
    """`differences` in one line: ``[-only in the other-]``, ``{+only in the text+}``.

    >>> marked("Giao Sở Y tế tỉnh A báo cáo kết quả", "Giao Sở Y tế tỉnh B báo cáo kết quả")
    'Giao Sở Y tế tỉnh [-B-] {+A+} báo cáo kết quả'
    """
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[piece.kind].format(piece.text) for piece in differences(text, other))
