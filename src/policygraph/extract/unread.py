"""What looks like a document number and was read as none: nothing is dropped in silence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from policygraph import vocab as vocabulary
from policygraph.facts import Header, Reference
from policygraph.findings import Finding, Severity
from policygraph.identity import ANY_NUMBER, parse_number
from policygraph.labels import catalogue
from policygraph.outline import Outline
from policygraph.text import Evidence, NormalText, Span, squeeze

#: A symbol of two capitals at least; "02/người" and "km/h" have none.
_SYMBOL = re.compile(r"[A-ZĐƯ]{2}")


def read(outline: Outline, header: Header, references: tuple[Reference, ...]) -> tuple[Finding, ...]:
    """A finding for each place that looks like a document number and lies in no mention that was read.

    Page furniture, and numbers that were read at another place, are not asked for again. In reading order.
    """
    normal = outline.text
    known = _Places(evidence for reference in references for evidence in reference.mentions)
    numbers = {reference.number for reference in references} | {header.number.value if header.number else None}
    found = []
    for span in _candidates(normal):
        furniture = any(piece.contains(span) for piece in outline.furniture)
        if not (furniture or known.touch(normal.original(span)) or _canonical(span.of(normal.text)) in numbers):
            found.append(_finding(normal.evidence(span, "unread.number"), normal.source.name))
    return tuple(found)


def _candidates(normal: NormalText) -> Iterator[Span]:
    """Numbers with a symbol in capitals, and whatever stands behind "số" with digits, a mark and more."""
    spans = {match.span() for match in normal.matches(ANY_NUMBER) if _SYMBOL.search(match.group())}
    marked = {match.span("number") for match in _marked().finditer(normal.lowered)}
    starts = {start for start, _ in spans}
    yield from (Span(*span) for span in sorted(spans | {span for span in marked if span[0] not in starts}))


@cache
def _marked() -> re.Pattern[str]:
    return next(p.pattern for p in vocabulary.phrases("reference_phrases") if p.kind == "number_like")


def _canonical(written: str) -> str:
    return str(parse_number(written) or squeeze(written))


class _Places:
    """The stretches of the source that mentions cover; asked by bisection."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        self._ends: list[int] = []
        self._starts: list[int] = []
        for start, end in sorted((e.start, e.end) for e in evidence):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, place: Span) -> bool:
        """True where the place lies on a stretch, in whole or in part."""
        at = bisect_right(self._ends, place.start)
        return at < len(self._starts) and self._starts[at] < place.end


def _finding(evidence: Evidence, source: str) -> Finding:
    said, quote = catalogue()["finding.unread-citation"], squeeze(evidence.quote)
    return Finding(
        "unread-citation", Severity.INFO, said.vi.format(quote=quote), said.en.format(quote=quote), source, evidence
    )
