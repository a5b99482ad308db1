"""Names made comparable: the key under which all the ways of writing one name meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policygraph.text import fold
from policygraph.vocab.phrasefiles import Phrase
from policygraph.vocab.tables import Abbreviation

_MARKS = re.compile(r"[,;:()\[\]/]|(?<!\w)-|-(?!\w)")
_JOINTS = re.compile(r"[-–&]")


@dataclass(frozen=True)
class NameKeys:
    """Makes keys of names: folded, abbreviations written out, marks and words without meaning left out.

    >>> row = Abbreviation("UBND", "Ủy ban nhân dân", "practice")
    >>> keys = NameKeys.of([row], (), ["và"])
    >>> keys.key("UBND tỉnh") == keys.key("Uỷ ban Nhân dân  tỉnh")
    True
    >>> keys.key("Sở Văn hóa, Thể thao và Du lịch")
    'sở văn hóa thể thao du lịch'
    """

    abbreviations: Mapping[str, str]
    glued: re.Pattern[str] | None  #: abbreviations that end in a full stop and stand close to the next word
    dropped: tuple[Phrase, ...]
    ignored: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[Abbreviation], dropped: Iterable[Phrase], ignored: Iterable[str]) -> NameKeys:
        """Keys that write out the abbreviations of ``rows`` and leave out what ``dropped`` and ``ignored`` say."""
        table = {fold(row.short): fold(row.long) for row in rows}
        stops = sorted((re.escape(short) for short in table if short.endswith(".")), key=len, reverse=True)
        glued = re.compile(rf"(?<!\w)({'|'.join(stops)})(?=\w)") if stops else None
        return cls(table, glued, tuple(dropped), frozenset(map(fold, ignored)))

    def key(self, name: str) -> str:
        """The key of ``name``; empty where nothing is left."""
        return " ".join(self.words(name))

    def words(self, name: str) -> list[str]:
        """The key of ``name``, word by word."""
        text = fold(name).strip(" .,;:-")
        for phrase in self.dropped:
            text = phrase.pattern.sub("", text)
        if self.glued:
            text = self.glued.sub(r"\1 ", text)
        words: list[str] = []
        for word in _MARKS.sub(" ", text).split():
            words += _JOINTS.sub(" ", self.abbreviations.get(word, word)).replace(",", " ").split()
        return [word for word in words if word not in self.ignored]
