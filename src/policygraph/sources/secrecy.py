"""Does a text bear a stamp of State secrecy? The stamps are data (``data/vocab/secrecy_phrases.yaml``)."""

from __future__ import annotations

import re
from functools import cache

from policygraph import vocab
from policygraph.text import SourceText, lower, plain, squeeze

#: Letters of the text that count as its first page, where a stamp may also stand beside other words.
_HEAD = 3_000
#: A letter has no more code points.
_CODES = 3
#: The end of each stamp with what may stand behind it on its line; the same where the dot below a letter stands alone.
_DOT, _END = "\u0323", r"[^\w\n]*T[^\w\n]*(?:[Bb]|\n|$)"
_COMPOSED, _DECOMPOSED = re.compile(f"\u1eac{_END}"), re.compile(f"[A\u00c2\u1ea0\u1eac]{_END}")


def stamp(source: SourceText) -> str | None:
    """The stamp as it is written, or `None`. What a reader left out of the text (running heads) is looked at, too.

    Beyond the first page a stamp is a line of its own; where such lines name several levels they list them.

    >>> stamp(SourceText("a.txt", "0" * 64, "text/plain", "TỈNH ỦY A\\nSố 5-BC/TU\\nM Ậ T\\nBÁO CÁO"))
    'M Ậ T'
    >>> stamp(SourceText("a.txt", "0" * 64, "text/plain", "Luật Bảo vệ bí mật nhà nước; mật độ dân số"))
    """
    pages = [_lines(source.text[: _CODES * _HEAD], _HEAD)]
    if source.layout.removed:
        pages.append(_lines("\n".join(piece.text for piece in source.layout.removed), _HEAD))
    for kind, pattern in _stamps():
        for text, low in pages:
            for match in pattern.finditer(low):
                if found := _stamp(match, text, any_case=kind == "named"):
                    return found
    ending = _DECOMPOSED if _DOT in source.text else _COMPOSED
    return _alone(*_lines(source.text)) if ending.search(source.text) else None


def _lines(text: str, limit: int | None = None) -> tuple[str, str]:
    """The text up to a limit behind a line feed, and the same in lower case."""
    text = "\n" + plain(text)[:limit]
    return text, lower(text)


@cache
def _stamps() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kind and pattern of each phrase, which opens a line: behind a line feed it is found fast."""
    found = vocab.phrases("secrecy_phrases")
    return tuple((p.kind, re.compile(p.pattern.pattern.replace(r"(?:^|\n)", r"\n"))) for p in found)


def _alone(text: str, low: str) -> str | None:
    """The one level that lines of their own name beyond the first page."""
    found = [
        said
        for kind, pattern in _stamps()
        if kind == "alone"
        for match in pattern.finditer(low)
        if (said := _stamp(match, text, any_case=False))
    ]
    return found[0] if len({re.sub(r"\W", "", said) for said in found}) == 1 else None


def _stamp(match: re.Match[str], text: str, any_case: bool) -> str | None:
    start, end = next(match.span(name) for name, said in match.groupdict().items() if said)
    said = text[start:end]
    return squeeze(said) if any_case or said.isupper() else None
