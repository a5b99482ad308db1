"""Numbers of pages and the heads that run with them, told by how they follow one another through a text.

A bare number between two lines may be the number of a row as well. Pages count up by one from the top of the text, a
page's length apart, and break sentences; rows do neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import chain
from typing import NamedTuple

from policygraph.text import Span

#: A number alone on a line, between hyphens too, with the line feed before it.
_NUMBER = re.compile(r"\n *(?:- ?)?([0-9]{1,3})(?: ?-)? *(?=\n|$)")
#: The letters of a page: fewest and most. One number may be lost in print.
_SHORTEST, _LONGEST, _LOST = 500, 6500, 2
#: Where numbers stand alone on more lines than one in so many letters, they count no pages.
_THINNEST = 20
#: One page in so many breaks a sentence; so many pages need not, where the first bears no number.
_SELDOM, _MANY, _SECOND = 4, 4, 2
#: A head that runs is a line so long, on so many pages, and on most of them.
_HEAD, _FEWEST_HEADS = 120, 3
_ABOVE, _BELOW = re.compile(r"\n[^\n]*\S[^\n]*\s*$"), re.compile(r"\s*\n[^\n]*\S[^\n]*(?=\n)")
_CLOSED, _BLANK = re.compile(r"[.;:!?…/][\"”’)*]*$"), re.compile(r"\s*(?=\n)")
_DIGITS, _LINE_END = re.compile(r"\d+"), re.compile("\n")


def find(text: str) -> tuple[Span, ...]:
    r"""What stands between the pages of a text, numbers and heads that run; nothing where the numbers could be rows'.

    Each with the line feed before it, and in the middle of a sentence with the empty lines around it.

    >>> page = ["".join(f"rà soát, đánh giá {word * n} và\n" for n in range(1, 20)) for word in ("a", "ă", "â", "b")]
    >>> text = f"{page[0]}2\nKẾ HOẠCH A\n{page[1]}\n3\nKẾ HOẠCH A\n{page[2]}4\nKẾ HOẠCH A\n{page[3]}"
    >>> [span.of(text) for span in find(text)]
    ['\n2\nKẾ HOẠCH A', '\n\n3\nKẾ HOẠCH A', '\n4\nKẾ HOẠCH A']
    >>> find("1\nviệc A\n2\nviệc B\n3\nviệc C")
    ()
    """
    found = [_Mark(Span(*match.span()), int(match[1])) for match in _NUMBER.finditer(text)]
    if not found or len(found) * _THINNEST > len(text):
        return ()
    lines = [match.start() for match in _LINE_END.finditer(text)]
    places: dict[int, list[_Mark]] = {}
    for mark in found:
        places.setdefault(mark.number, []).append(mark)
    firsts = [mark for mark in found if mark.span.start <= _LONGEST]
    series = ((first, _with_heads(text, _series(text, lines, places, first))) for first in firsts)
    ones = places[1][0].span.start if 1 in places else len(text)
    whole = [pages for first, pages in series if _are_pages(text, pages) or _runs(text, first, pages, ones)]
    pages = max(whole, key=len, default=[])
    return tuple(span if _is_closed(text, span) else _widened(text, span) for span in pages)


class _Mark(NamedTuple):
    """A number alone on a line, which may be that of a page."""

    span: Span
    number: int


def _series(text: str, lines: list[int], places: dict[int, list[_Mark]], first: _Mark) -> list[Span]:
    """The numbers that count up from the first, each where its page should end by the length of those before it."""
    series = [first]
    while True:
        last = series[-1]
        low, high = last.span.start + _SHORTEST, last.span.start + _LONGEST
        start, pages = (Span(0, 0), first.number - 1) if last is first else (first.span, last.number - first.number)
        letters = (last.span.start - start.start) / max(1, pages)
        rows = (bisect_left(lines, last.span.start) - bisect_left(lines, start.start)) / max(1, pages)
        fits = []
        for step in range(1, _LOST + 1):
            here = places.get(last.number + step, [])
            for mark in here[bisect_left(here, low, key=_start) : bisect_left(here, high, key=_start)]:
                apart = (mark.span.start - last.span.start) / step
                between = (bisect_left(lines, mark.span.start) - bisect_left(lines, last.span.start)) / step
                off = min(abs(apart / max(letters, 1) - 1), abs(between / max(rows, 1) - 1))
                fits.append((off + step - _breaks(text, mark.span), mark))
        if not fits:
            return [mark.span for mark in series]
        series.append(min(fits)[1])


def _start(mark: _Mark) -> int:
    return mark.span.start


def _breaks(text: str, span: Span) -> bool:
    """True where the sentence above goes on below in small letters."""
    return text[span.end : span.end + 40].lstrip()[:1].islower() and not _is_closed(text, span)


def _with_heads(text: str, pages: list[Span]) -> list[Span]:
    """The numbers with the lines right above and below them that stand there on most pages."""
    wide = []
    for span in pages:
        above = _ABOVE.search(text, max(0, span.start - _HEAD), span.start)
        below = _BELOW.match(text, span.end, span.end + _HEAD)
        wide.append(Span(above.start() if above else span.start, below.end() if below else span.end))
    around = [(text[a:c], text[d:b]) for (a, b), (c, d) in zip(map(_ends, wide), map(_ends, pages), strict=True)]
    counts = Counter(_DIGITS.sub("0", line).strip() for line in chain.from_iterable(around))
    least = max(_FEWEST_HEADS, 0.6 * len(pages))
    found = []
    for span, far, lines in zip(pages, wide, around, strict=True):
        over, under = (bool(line.strip()) and counts[_DIGITS.sub("0", line).strip()] >= least for line in lines)
        found.append(Span(far.start if over else span.start, far.end if under else span.end))
    return found


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _are_pages(text: str, pages: list[Span]) -> bool:
    return len(pages) > 1 and _SELDOM * sum(_breaks(text, page) for page in pages) >= len(pages)


def _runs(text: str, first: _Mark, pages: list[Span], one: int) -> bool:
    """True where many pages are counted from the second to the last, and no row 1 stands above the second."""
    opens = first.number == _SECOND and first.span.start < one
    return opens and len(pages) >= _MANY and len(text) - pages[-1].end <= _LONGEST


def _is_closed(text: str, span: Span) -> bool:
    """True where the line before it ends a sentence or an item."""
    return _CLOSED.search(text[max(0, span.start - 40) : span.start].rstrip()) is not None


def _widened(text: str, span: Span) -> Span:
    """The span with the empty lines around it."""
    blank = _BLANK.match(text, span.end)
    return Span(len(text[: span.start].rstrip()), blank.end() if blank else span.end)
