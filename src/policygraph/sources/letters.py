"""How Vietnamese a text is: the share of its words that are syllables of the language.

A wrong encoding, a font whose diacritics a reader loses, a bad scan: all of them show as words that no Vietnamese
could say. Used to choose between two readings of the same bytes, never to change one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_ONSET = "ngh?|nh|gh?|gi|kh|ph|qu|th|tr|ch|[bcdđhklmnprstvx]"
#: Vowels before a final consonant or none, and those that end a syllable.
_OPEN = "uyê|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|uơ|oo|[aăâeêioôơuưy]"
_CLOSED = (
    "uya|ia|ya|ua|ưa|oai|oay|oao|oeo|uây|uêu|uyu|iêu|yêu|uôi|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|uu"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:(?:{_OPEN})(?:ch|ng|nh|[cmnpt])?|{_CLOSED})")
_WORD = re.compile(r"[^\W\d_]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")

#: How the letters that only Vietnamese has (ạ to ỹ) begin in UTF-8. Seven or eight of 100 bytes of its texts are such
#: beginnings; with six, at most a quarter of the text is anything else.
_OWN, _DENSE = (b"\xe1\xba", b"\xe1\xbb"), 0.06


def dense(data: bytes) -> bool:
    """True for UTF-8 that is plainly Vietnamese, by its letters that no old font has; `share` tells the other cases.

    >>> dense("Ủy ban có trách nhiệm, chủ động thực hiện".encode()), dense("Uû ban cã tr¸ch nhiÖm".encode())
    (True, False)
    """
    return sum(map(data.count, _OWN)) >= _DENSE * len(data)


@lru_cache(maxsize=8192)
def _is_syllable(word: str) -> bool:
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def share(text: str) -> float:
    """The share of words that are Vietnamese syllables, 0 to 1, and at least one in five of them with a mark.

    >>> share("Ủy ban nhân dân tỉnh Trà Vinh"), share("Uû ban nh©n d©n tØnh Trµ Vinh") < 0.7
    (1.0, True)
    >>> share("no word of this is said there") < 0.4
    True
    """
    words = Counter(_WORD.findall(unicodedata.normalize("NFC", text[:200_000]).lower()))
    if not words:
        return 0.0
    said = {word: times for word, times in words.items() if _is_syllable(word)}
    marked = sum(times for word, times in said.items() if not word.isascii())
    return sum(said.values()) / words.total() * min(1.0, 5 * marked / words.total())
