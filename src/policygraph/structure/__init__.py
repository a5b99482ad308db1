"""`parse`: a source's text -> its outline. Never refuses a text."""

from __future__ import annotations

from policygraph.outline import Outline
from policygraph.reading import Reading
from policygraph.structure import items, pages, regions
from policygraph.text import NormalText, SourceText
from policygraph.vocab import Vocabulary


def parse(source: SourceText, vocab: Vocabulary | None = None) -> Outline:
    """The regions and the tree of provisions of a document.

    Total: a text without any layout gives an outline without provisions or with plain paragraphs.

    >>> text = "KẾ HOẠCH\\nThực hiện Nghị quyết\\nI. NHIỆM VỤ\\n1. Sở Y tế:\\na) Rà soát;\\nb) Báo cáo."
    >>> [p.path for p in parse(SourceText("a.txt", "0" * 64, "text/plain", text)).provisions]
    ['I', 'I.1', 'I.1.a', 'I.1.b']
    """
    whole = NormalText(source)
    between = pages.find(whole.text)
    normal = whole.without(between) if between else whole
    found = regions.find(normal, vocab)
    parsed = items.parse(normal, found)
    furniture = tuple(sorted((*between, *parsed.furniture)))
    reading = Reading(normal, furniture, (provision.body for provision in parsed.provisions))
    return Outline(normal, found, parsed.provisions, parsed.findings, furniture, reading)
