"""Is the text what a reader would see? Each doubt is one finding at its first place; nothing is repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from policygraph.findings import Finding, Severity
from policygraph.text import Evidence, SourceText, uncommon

# Letters of other alphabets that stand in a Latin word: Greek, Cyrillic, Armenian, small capitals, full width.
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u1d00-\u1d2b\u2c80-\u2cff\uff21-\uff5a"
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
# VNI writes the mark as a second letter; these pairs never stand side by side in Vietnamese.
_VNI_PAIRS = {"a": "âáàõïûåäéèúùüêë", "e": "âáàäåãùøûï", "o": "âäåãûï", "u": "ûïõ", "ö": "ôùøïûõ", "ô": "ùøïûõ"}
_VNI = "|".join(f"[{one}{one.upper()}][{marks}{marks.upper()}]" for one, marks in _VNI_PAIRS.items())
#: Letters that Vietnamese has not, without which nothing of some length is said in VNI.
_VNI_OWN = "äåæëïñöøüûÄÅÆËÏÑÖØÜÛ"
_VNI_LETTERS = "".join(one + one.upper() for one in _VNI_PAIRS)
_VNI_MARKS = "".join(sorted({mark for marks in _VNI_PAIRS.values() for mark in marks + marks.upper()}))
# Blanks without width, marks of direction, separators of lines, tags.
_UNSEEN = "\u200b-\u200f\u2028-\u202e\u2060-\u2069\u00ad\ufeff\U000e0000-\U000e007f"
_COMBINING, _CONTROLS = "\u0300-\u036f", "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_TCVN3 = "©®µ¸¶·¹¨¾»¼½Æ¬ª«¡¢£¤¥¦§¿ß×Ø"


class Check(NamedTuple):
    """One thing to look for; ``least`` is how often it must occur before it is worth a word.

    A text without any of the ``letters``, which few texts have, is not searched for the pattern.
    """

    kind: str
    severity: Severity
    letters: str
    pattern: re.Pattern[str]
    vi: str
    en: str
    least: int = 1


_CHECKS = (
    Check("replacement-characters", Severity.WARNING, "\ufffd", re.compile("\ufffd"),
          "ký tự bị mất khi giải mã", "letters lost in decoding"),
    Check("control-characters", Severity.WARNING, _CONTROLS, re.compile(f"[{_CONTROLS}]+"),
          "ký tự điều khiển lẫn trong văn bản", "control characters in the text"),
    Check("look-alike-letters", Severity.WARNING, _FOREIGN,
          re.compile(f"[{_FOREIGN}](?:(?<=[{_LATIN}].)|(?=[{_LATIN}]))"),
          "chữ của bảng chữ cái khác trông giống chữ Latinh", "letters of another alphabet that look Latin"),
    Check("look-alike-d", Severity.INFO, "\u00d0\u00f0\u0189", re.compile("[\u00d0\u00f0\u0189]"),
          "chữ Ð (U+00D0) thay cho chữ Đ", "the letter Ð (U+00D0) for Đ"),
    Check("lone-diacritics", Severity.WARNING, _COMBINING, re.compile(f"[{_COMBINING}](?<!\\S.)[{_COMBINING}]*"),
          "dấu đứng rời khỏi chữ", "diacritics that stand apart from their letter"),
    Check("private-use-characters", Severity.WARNING, "\ue000-\uf8ff", re.compile("[\ue000-\uf8ff]"),
          "ký hiệu riêng của phông chữ, không đọc được", "signs of a private font that have no meaning outside it"),
    Check("invisible-characters", Severity.INFO, _UNSEEN, re.compile(f"[{_UNSEEN}]"),
          "ký tự không nhìn thấy", "invisible characters"),
    Check("legacy-font", Severity.WARNING, _TCVN3, re.compile(f"[{_TCVN3}](?<=[A-Za-z].)(?=[A-Za-z ])"),
          "văn bản dùng phông chữ cũ (TCVN3)", "text in a legacy font coding (TCVN3)", 5),
    Check("legacy-font", Severity.WARNING, _VNI_OWN, re.compile(f"[{_VNI_MARKS}](?<=[{_VNI_LETTERS}].)(?<={_VNI})"),
          "văn bản dùng phông chữ cũ (VNI)", "text in a legacy font coding (VNI)", 5),
)  # fmt: skip

_SELDOM = re.compile(f"[{''.join(item.letters for item in _CHECKS)}]")

#: A letter with marks of its own; found by the first mark, which few texts have.
_DECOMPOSED = re.compile("[\u0300-\u036f](?<=[^\\W\\d_].)[\u0300-\u036f]*")


def check(source: SourceText) -> tuple[Finding, ...]:
    """All doubts about the letters of the text, in a fixed order."""
    letters = "".join(uncommon(source.text))
    if not _SELDOM.search(letters):
        return ()
    checks = [item for item in _CHECKS if re.search(f"[{item.letters}]", letters)]
    found = [_mixed_forms(source)]
    found += [_finding(source, item.kind, item.severity, list(item.pattern.finditer(source.text)),
                      (item.vi, item.en), item.least) for item in checks]  # fmt: skip
    return tuple(f for f in found if f is not None)


def _mixed_forms(source: SourceText) -> Finding | None:
    text = source.text
    places = [m for m in _DECOMPOSED.finditer(text) if _changes(text[m.start() - 1 : m.end()])]
    if not places:
        return None
    said = ("chữ dựng sẵn và chữ tổ hợp (NFC, NFD) lẫn nhau", "composed and decomposed letters (NFC, NFD) are mixed")
    if unicodedata.is_normalized("NFD", source.text):
        said = ("mọi chữ có dấu đều ở dạng tổ hợp (NFD)", "all letters with marks are decomposed (NFD)")
    return _finding(source, "mixed-unicode-forms", Severity.INFO, places, said)


@lru_cache(maxsize=4096)
def _changes(text: str) -> bool:
    return unicodedata.normalize("NFC", text) != text


def _finding(
    source: SourceText,
    kind: str,
    severity: Severity,
    places: Sequence[re.Match[str]],
    said: tuple[str, str],
    least: int = 1,
) -> Finding | None:
    if len(places) < least:
        return None
    start, end = _word(source.text, *places[0].span())
    evidence = Evidence(start, end, source.text[start:end], f"integrity.{kind}")
    vi, en = (f"{words}: {len(places)}" for words in said)
    return Finding(kind, severity, f"{vi} chỗ.", f"{en} place(s).", source.name, evidence)


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around a place, so that a reader sees it; at most 40 characters to each side."""
    low, high = max(0, start - 40), min(len(text), end + 40)
    while start > low and not text[start - 1].isspace():
        start -= 1
    while end < high and not text[end].isspace():
        end += 1
    return start, end
