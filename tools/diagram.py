"""The picture of the main classes as SVG: boxes on a grid given by hand, arrows between their borders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import Any

from markupsafe import Markup, escape

_COLUMN, _ROW, _WIDTH, _HEIGHT, _MARGIN = 256, 118, 164, 60, 12
_LINE = 22  # letters that fit on a line of a box
_SHORT = 14  # letters that fit between two boxes
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A class with its centre and half its size."""

    name: str
    x: float
    y: float
    half_width: float
    half_height: float = _HEIGHT / 2

    def border(self, toward: Point) -> Point:
        """Where the line from the centre to ``toward`` leaves the box."""
        dx, dy = toward[0] - self.x, toward[1] - self.y
        scale = min(
            self.half_width / abs(dx) if dx else float("inf"), self.half_height / abs(dy) if dy else float("inf")
        )
        return self.x + dx * scale, self.y + dy * scale


def svg(picture: Mapping[str, Any], name: Callable[[str], str], title: str) -> Markup:
    """The picture; ``name`` gives the words for a term."""
    boxes = {key: _box(key, cell) for key, cell in picture["boxes"].items()}
    width = max(box.x + box.half_width for box in boxes.values()) + _MARGIN
    lowest = [point[1] for arrow in picture["arrows"] for point in _line(arrow, boxes)]
    height = max(*lowest, *(box.y + box.half_height for box in boxes.values())) + _MARGIN
    parts = [_arrow(arrow, boxes) for arrow in picture["arrows"]]
    parts += [_box_svg(box, name(box.name)) for box in boxes.values()]
    parts += [_words(arrow, boxes, name) for arrow in picture["arrows"] if "terms" in arrow]
    head = (
        f'<svg class="picture" viewBox="0 0 {_n(width)} {_n(height)}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    return Markup("\n".join([head, _MARKERS, *parts, "</svg>"]))


_MARKERS = (
    '<defs><marker id="full" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 1 10 5 0 9z" class="head"/></marker>'
    '<marker id="hollow" viewBox="0 0 12 12" refX="11" refY="6" markerWidth="12" markerHeight="12" '
    'orient="auto"><path d="M1 1 11 6 1 11z" class="hollow"/></marker></defs>'
)


def _box(name: str, cell: Sequence[int]) -> Box:
    columns = cell[2] if len(cell) > 2 else 1
    half = (_WIDTH + (columns - 1) * _COLUMN) / 2
    x, y = _centre(cell)
    return Box(name, x - _WIDTH / 2 + half, y, half)


def _centre(cell: Sequence[float]) -> Point:
    """The middle of a cell of the grid."""
    return _MARGIN + cell[0] * _COLUMN + _WIDTH / 2, _MARGIN + cell[1] * _ROW + _HEIGHT / 2


def _facing(box: Box, other: Point) -> Point:
    """The point of ``box`` at which a line from ``other`` aims: a wide box is met straight on."""
    reach = box.half_width - _WIDTH / 2
    return min(max(other[0], box.x - reach), box.x + reach), box.y


def _line(arrow: Mapping[str, Any], boxes: Mapping[str, Box]) -> list[Point]:
    """The corners of an arrow, from border to border."""
    start, end = boxes[arrow["from"]], boxes[arrow["to"]]
    corners = [_centre(cell) for cell in arrow.get("via", ())]
    first = _facing(start, corners[0] if corners else (end.x, end.y))
    last = _facing(end, corners[-1] if corners else (start.x, start.y))
    leave = Box(start.name, *first, _WIDTH / 2).border(corners[0] if corners else last)
    arrive = Box(end.name, *last, _WIDTH / 2).border(corners[-1] if corners else first)
    return [leave, *corners, arrive]


def _arrow(arrow: Mapping[str, Any], boxes: Mapping[str, Box]) -> str:
    corners = " ".join(f"{_n(x)} {_n(y)}" for x, y in _line(arrow, boxes))
    marker = "full" if "terms" in arrow else "hollow"
    return f'<path class="arrow" d="M{corners}" marker-end="url(#{marker})"/>'


def _words(arrow: Mapping[str, Any], boxes: Mapping[str, Box], name: Callable[[str], str]) -> str:
    """The names of the properties, in the middle of the longest stretch."""
    stretches = list(pairwise(_line(arrow, boxes)))
    (x1, y1), (x2, y2) = max(stretches, key=lambda pair: dist(*pair))
    terms = arrow["terms"]
    lines = [(term, line) for term in terms for line in (halved(name(term)) if len(terms) == 1 else [name(term)])]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2 + 4 - 7 * (len(lines) - 1)
    return "".join(
        f'<a href="#{term}"><text class="words" x="{_n(x)}" y="{_n(y + 14 * place)}">{escape(line)}</text></a>'
        for place, (term, line) in enumerate(lines)
    )


def _box_svg(box: Box, words: str) -> str:
    lines = wrapped(words)
    top = box.y - 5 - 8 * (len(lines) - 1)
    texts = [
        f'<text class="name" x="{_n(box.x)}" y="{_n(top + 16 * place)}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    ]
    code = f'<text class="code" x="{_n(box.x)}" y="{_n(top + 16 * len(lines))}">pg:{box.name}</text>'
    left, up = box.x - box.half_width, box.y - box.half_height
    size = f'width="{_n(2 * box.half_width)}" height="{_n(2 * box.half_height)}"'
    rect = f'<rect x="{_n(left)}" y="{_n(up)}" {size} rx="6"/>'
    return f'<a href="#{box.name}">{rect}{"".join(texts)}{code}</a>'


def wrapped(words: str) -> list[str]:
    """The words on lines that fit a box.

    >>> wrapped("Văn bản chỉ đạo của Trung ương")
    ['Văn bản chỉ đạo của', 'Trung ương']
    """
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def halved(words: str) -> list[str]:
    """Long words on two lines of much the same length.

    >>> halved("chủ thể chịu trách nhiệm"), halved("thành viên")
    (['chủ thể chịu', 'trách nhiệm'], ['thành viên'])
    """
    blanks = [place for place, char in enumerate(words) if char == " "]
    if len(words) <= _SHORT or not blanks:
        return [words]
    middle = min(blanks, key=lambda place: abs(2 * place - len(words)))
    return [words[:middle], words[middle + 1 :]]


def _n(value: float) -> str:
    """A number as short as can be, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
