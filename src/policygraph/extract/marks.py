"""Which marks lie in a stretch of a reading: all words that some phrase needs, found in one pass over the text.

Most stretches hold the marks of few phrases, and no pattern is searched where its mark does not lie.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from policygraph import vocab
from policygraph.reading import Reading

#: The files whose phrases are searched in readings.
FILES = ("date_phrases", "role_phrases", "target_phrases")


def here(reading: Reading, at: int, end: int) -> Sequence[str]:
    """The marks that begin between ``at`` and ``end`` of the reading.

    >>> from policygraph.text import NormalText, SourceText
    >>> line = Reading(NormalText(SourceText("a", "0" * 64, "text/plain", "Phối hợp với Sở Y tế, báo cáo UBND.")))
    >>> sorted(here(line, 0, 20)), sorted(here(line, 20, 34))
    (['phối hợp'], ['báo cáo'])
    """
    return reading.words(_pattern(), at, end)


def within(low: str) -> Sequence[str]:
    """The marks in lower-case words that stand alone."""
    return _pattern().findall(low)


def lie(marks: vocab.Marks, found: Collection[str]) -> bool:
    """True where one of each group of marks was found."""
    for words in marks:  # noqa: SIM110 - asked some thousand times a text; a generator takes three times as long
        if words.isdisjoint(found):
            return False
    return True


@cache
def words() -> frozenset[str]:
    """All marks; none holds another or runs into it, so that one pass finds each."""
    phrases = (phrase for file in FILES for phrase in vocab.phrases(file))
    return frozenset(word for phrase in phrases for group in phrase.marks for word in group)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(vocab.trie(words()))
