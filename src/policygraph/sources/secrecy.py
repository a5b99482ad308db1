"""Does a text bear a stamp of State secrecy? The stamps are data (``data/vocab/secrecy_phrases.yaml``)."""

from __future__ import annotations

import re

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
    normal = NormalText(source)
    left_out = NormalText(SourceText("", "", "", "\n".join(piece.text for piece in source.layout.removed)))
    for phrase in vocab.phrases("secrecy_phrases"):
        for place in (normal, left_out):
            for match in phrase.finditer(place.lowered[:_HEAD]):
                if found := _stamp(match, place, any_case=phrase.kind == "named"):
                    return found
    return _alone(normal)


def _alone(normal: NormalText) -> str | None:
    """The one level that lines of their own name beyond the first page."""
    found = [
        said
        for phrase in vocab.phrases("secrecy_phrases")
        if phrase.kind == "alone"
        for match in phrase.finditer(normal.lowered)
        if (said := _stamp(match, normal, any_case=False))
    ]
    return found[0] if len({re.sub(r"\W", "", said) for said in found}) == 1 else None


def _stamp(match: re.Match[str], normal: NormalText, any_case: bool) -> str | None:
    start, end = next(match.span(name) for name, said in match.groupdict().items() if said)
    said = normal.text[start:end]
    return squeeze(said) if any_case or said.isupper() else None
