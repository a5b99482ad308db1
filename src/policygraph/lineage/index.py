"""Which texts may be like which: those that share several of their rarer shingles (runs of words).

Every shingle of every text is in the index, and a text is looked up by its rarest ones, so that a short text is also
found inside a long one. Nothing is hashed and nothing left to chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

#: Words of a shingle: the least run that counts.
SIZE = 3
#: So many of a text's shingles are looked up, the rarest first. On 430 tasks of 128 documents (92,000 pairs weighed one
#: by one) these figures lose none of the 35 like pairs and leave 800 to weigh.
LOOKED_UP = 24
#: Where the shingles are common ones, no more are looked up once so many texts are met, but a few always are.
ENOUGH, FEW = 1000, 8
#: What share of them another text must have, and how many at least.
SHARE, LEAST = 1 / 3, 2
#: Where a collection is small, a shingle may stand in so many texts and still be looked up.
COMMON = 50


class Index:
    """The texts, one character a word, by their shingles.

    >>> Index(["abcdefgh", "xyabcdefgz", "mnopqrst"], 3).pairs()
    [(0, 1)]
    """

    def __init__(self, texts: Sequence[str], documents: int) -> None:
        self._shingles = [sorted({text[at : at + SIZE] for at in range(len(text) - SIZE + 1)}) for text in texts]
        self._texts: dict[str, list[int]] = defaultdict(list)
        for number, shingles in enumerate(self._shingles):
            for shingle in shingles:
                self._texts[shingle].append(number)
        # what stands more often than there are documents is an official phrase that one document says again and again
        self._most = max(documents, COMMON)

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of texts that may be alike, by number, each once and in order."""
        found = {(min(one, two), max(one, two)) for one in range(len(self._shingles)) for two in self._like(one)}
        return sorted(found)

    def _like(self, number: int) -> list[int]:
        texts, own = self._texts, self._shingles[number]
        shared = [(len(texts[shingle]), shingle) for shingle in own if 1 < len(texts[shingle]) <= self._most]
        looked_up, met = 0, 0
        hits: Counter[int] = Counter()
        for count, shingle in sorted(shared)[:LOOKED_UP]:
            hits.update(texts[shingle])
            looked_up, met = looked_up + 1, met + count
            if met > ENOUGH and looked_up >= FEW:
                break
        least = max(LEAST, SHARE * looked_up)
        return [other for other, count in hits.items() if count >= least and other != number]
