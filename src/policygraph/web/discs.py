"""A whole collection as a picture: a disc of dots for each group, the first in the middle and the others around it.

A force layout of thousands of documents is a ball that nobody can read, and takes seconds to minutes; here a dot's
place says which group it is of, and the most linked of a group lie in its middle. Arithmetic alone, so that the same
collection gives the same picture at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, pi, sin, sqrt

_STEP = 10.0  #: from one dot to the next
_GAP = 45.0  #: between discs
_GOLDEN = pi * (3 - sqrt(5))  #: a turn by this angle after each dot leaves no lanes


@dataclass(frozen=True, slots=True)
class Disc:
    """Where a group lies, and how far it reaches."""

    group: str
    x: float
    y: float
    radius: float


def discs(groups: Mapping[str, int]) -> list[Disc]:
    """A disc for each group of so many dots: the first in the middle, the others in rings around it, in their order.

    >>> [(disc.group, round(disc.x), round(disc.y)) for disc in discs({"a": 4, "b": 1})]
    [('a', 0, 0), ('b', 0, -75)]
    """
    found: list[Disc] = []
    waiting = [(name, _STEP * sqrt(size)) for name, size in groups.items()]
    if waiting:
        name, reach = waiting.pop(0)
        found.append(Disc(name, 0.0, 0.0, reach))
    while waiting:
        edge = max(sqrt(disc.x**2 + disc.y**2) + disc.radius for disc in found)
        ring = edge + _GAP + max(radius for _, radius in waiting)
        placed = _ring(waiting, ring)
        found += placed
        waiting = waiting[len(placed) :]
    return found


def _ring(waiting: Sequence[tuple[str, float]], ring: float) -> list[Disc]:
    """As many of the discs as have room on a ring, from the top clockwise, evenly spread."""
    wide = [2 * asin(min(1.0, (radius + _GAP / 2) / ring)) for _, radius in waiting]
    taken = 0
    while taken < len(wide) and sum(wide[: taken + 1]) <= 2 * pi:
        taken += 1
    taken = max(taken, 1)
    spare = max(0.0, 2 * pi - sum(wide[:taken])) / taken
    found, angle = [], -pi / 2 - wide[0] / 2
    for (name, radius), width in zip(waiting[:taken], wide, strict=False):
        middle = angle + width / 2
        found.append(Disc(name, ring * cos(middle), ring * sin(middle), radius))
        angle += width + spare
    return found


def dots(disc: Disc, members: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The places of a group's members, the first in the middle of its disc.

    >>> {name: (round(x), round(y)) for name, (x, y) in dots(Disc("a", 0.0, 0.0, 20.0), ["n", "m"]).items()}
    {'n': (5, 0), 'm': (-8, 7)}
    """
    return {
        member: (
            disc.x + _STEP * sqrt(number + 0.3) * 0.95 * cos(number * _GOLDEN),
            disc.y + _STEP * sqrt(number + 0.3) * 0.95 * sin(number * _GOLDEN),
        )
        for number, member in enumerate(members)
    }
