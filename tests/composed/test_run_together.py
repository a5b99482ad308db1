"""The composed documents with all paragraphs of the body on one run of lines: the same items are found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from policygraph import sources
from policygraph.outline import Outline
from policygraph.structure import parse
from policygraph.text import SourceText

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
#: Of all items; the others stand behind or before words without a label, which no mark parts any more.
FLOOR = 0.66


def run_together(outline: Outline) -> Outline:
    """The document once more, its body broken at 78 characters wherever that falls."""
    text, body = outline.text.text, outline.regions.body
    lines = textwrap.wrap(body.of(text), 78, break_long_words=False, break_on_hyphens=False)
    whole = text[: body.start] + "\r\n".join(lines) + "\r\n" + text[body.end :]
    return parse(SourceText("together.txt", "0" * 64, "text/plain", whole))


def items(outline: Outline) -> set[tuple[str, str]]:
    """Each labelled item by its path, with all its words."""
    return {(p.path, " ".join(p.body.of(outline.text.text).split())) for p in outline.provisions if p.label}


def plain() -> Iterator[Outline]:
    """The documents without tables and annexes."""
    for path in TEXTS:
        outline = parse(sources.read(path))
        if not outline.regions.annexes and not any(p.cells for p in outline.provisions):
            yield outline


def test_the_same_items_are_found() -> None:
    found = [(items(outline), items(run_together(outline))) for outline in plain()]
    kept, there = sum(len(a & b) for a, b in found), sum(len(a) for a, _ in found)
    assert len(found) > 50
    assert kept >= FLOOR * there, f"{kept} of {there}"
