"""The numbers and bullets that Word draws before paragraphs (numbering.xml, and lists that come with a style)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from policygraph.sources import marks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


class _Level(NamedTuple):
    form: str
    text: str
    start: int


def value(element: Any, *path: str) -> str | None:
    """The ``w:val`` of the element below ``element`` at ``path``, or `None`."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    return None if element is None else element.get(W + "val")


class Numbering:
    """Counts the lists of one document, in the order of its paragraphs."""

    def __init__(self, root: Any) -> None:
        self._lists: dict[str, str] = {}  # list -> what defines it
        self._levels: dict[str, dict[int, _Level]] = {}  # definition -> levels
        self._changed: dict[str, dict[int, _Level]] = {}  # list -> levels of its own
        self._restart: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is None:
            return
        for one in root.iter(W + "abstractNum"):
            self._levels[one.get(W + "abstractNumId")] = dict(map(_level, one.iter(W + "lvl")))
        for one in root.iter(W + "num"):
            number = one.get(W + "numId")
            self._lists[number] = value(one, "abstractNumId") or ""
            self._changed[number] = dict(map(_level, one.iter(W + "lvl")))
            self._restart[number] = {
                int(over.get(W + "ilvl", "0")): int(value(over, "startOverride") or 1)
                for over in one.iter(W + "lvlOverride")
                if over.find(W + "startOverride") is not None
            }

    def next(self, number: str, depth: int) -> str:
        """The label of the next paragraph of a list at a depth; "" where Word draws none."""
        definition = self._lists.get(number)
        if definition is None or not 0 <= depth < _LEVELS:
            return ""
        levels = self._levels.get(definition, {}) | self._changed[number]
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        counts = self._counts.setdefault(definition, [None] * _LEVELS)
        for at, start in self._restart.pop(number, {}).items():
            if 0 <= at < _LEVELS:
                counts[at] = start - 1
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if level.form == "bullet":
            return marks.bullet(level.text)
        return re.sub("%([1-9])", lambda match: self._drawn(levels, counts, int(match[1]) - 1), level.text)

    @staticmethod
    def _drawn(levels: dict[int, _Level], counts: list[int | None], at: int) -> str:
        level = levels.get(at)
        count = counts[at]
        if level is None:
            return ""
        return marks.label(level.form, level.start if count is None else count)


def _level(element: Any) -> tuple[int, _Level]:
    form, start = value(element, "numFmt") or "decimal", value(element, "start") or "0"
    return int(element.get(W + "ilvl", "0")), _Level(form, value(element, "lvlText") or "", int(start))
