"""Does a text bear a stamp of State secrecy? The stamps are data (``data/vocab/secrecy_phrases.yaml``)."""

from __future__ import annotations

import re
from functools import cache

from policygraph import vocab
from policygraph.text import NormalText, SourceText, squeeze

#: Letters of the text that count as its first page, where a stamp may also stand beside other words.
_HEAD = 3_000


def stamp(source: SourceText) -> str | None:
    """The stamp as it is written, or `None`. What a reader left out of the text (running heads) is looked at, too.

    Beyond the first page a stamp is a line of its own; where such lines name several levels they list them.

    >>> stamp(SourceText("a.txt", "0" * 64, "text/plain", "TỈNH ỦY A\\nSố 5-BC/TU\\nM Ậ T\\nBÁO CÁO"))
    'M Ậ T'
    >>> stamp(SourceText("a.txt", "0" * 64, "text/plain", "Luật Bảo vệ bí mật nhà nước; mật độ dân số"))
    """
    page = NormalText(source)
    left_out = NormalText(SourceText("", "", "", "\n".join(piece.text for piece in source.layout.removed)))
    for kind, pattern in _stamps():
        for place in (page, left_out):
            for match in pattern.finditer("\n" + place.lowered[:_HEAD]):
                if found := _stamp(match, place, any_case=kind == "named"):
                    return found
    return _alone(page)


@cache
def _stamps() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kind and pattern of each phrase, which opens a line: behind a line feed it is found fast."""
    found = vocab.phrases("secrecy_phrases")
    return tuple((p.kind, re.compile(p.pattern.pattern.replace(r"(?:^|\n)", r"\n"))) for p in found)


def _alone(page: NormalText) -> str | None:
    """The one level that lines of their own name beyond the first page."""
    found = [
        said
        for kind, pattern in _stamps()
        if kind == "alone"
        for match in pattern.finditer("\n" + page.lowered)
        if (said := _stamp(match, page, any_case=False))
    ]
    return found[0] if len({re.sub(r"\W", "", said) for said in found}) == 1 else None


def _stamp(match: re.Match[str], page: NormalText, any_case: bool) -> str | None:
    start, end = next(match.span(name) for name, said in match.groupdict().items() if said)
    said = page.text[start - 1 : end - 1]
    return squeeze(said) if any_case or said.isupper() else None
