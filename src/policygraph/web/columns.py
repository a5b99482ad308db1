"""A chain as a picture: columns by issuing level, few crossings, no more nodes than one can read.

Pure arithmetic on names and edges: what is drawn where. What is not drawn is counted, never cut silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MOST = 300  #: drawn nodes
SHOWN = 6  #: of siblings that go back to the same documents
WIDTH, GAP, ROW = 196, 44, 84  #: of a node, between columns, from one node to the next

_PARTY = {"politburo", "secretariat", "central_committee", "central_party_body"}
_NATIONAL = {"national_assembly", "government", "prime_minister", "ministry"}
_LOCAL = {"provincial_council": 3, "provincial_people_committee": 3, "provincial_party": 2}
_CENTRAL, _PROVINCIAL = (0, 1), (2, 3)
#: The columns, the highest level first; each names a label ``web.level.<name>``.
LEVELS = ("party", "state", "province-party", "province-state", "below")


def level(tier: str | None, side: str, central: bool) -> int:
    """The column of a document, by its issuer's tier; where that is not known, by its side and whether it is central.

    >>> level("politburo", "party", True), level("prime_minister", "state", True), level(None, "state", False)
    (0, 1, 3)
    """
    if tier in _PARTY:
        return 0
    if tier in _NATIONAL:
        return 1
    if tier in _LOCAL:
        return _LOCAL[tier]
    if tier in ("provincial_department", "district", "commune"):
        return 4
    return (0 if central else 2) if side == "party" else (1 if central else 3)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node's place; ``members``: what it stands for, which is not drawn."""

    key: str
    column: int
    x: int
    y: int
    members: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """For how many it stands that are not drawn."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: nodes in tab order, edges between them (upper, lower), the size, the columns that hold any."""

    spots: tuple[Spot, ...]
    edges: tuple[tuple[str, str], ...]
    width: int
    height: int
    columns: tuple[tuple[int, int], ...]  #: (level, x)
    hidden: int


def draw(columns: Mapping[str, int], edges: Collection[tuple[str, str]], keep: Collection[str], whole: bool) -> Picture:
    """Place the nodes; ``edges`` are (upper, lower), ``keep`` are never hidden; ``whole``: fewer siblings are folded.

    Of siblings the first in the order of ``columns`` are drawn.

    >>> picture = draw({"a": 0, "b": 3, "c": 3}, {("a", "b"), ("a", "c")}, ["a"], whole=False)
    >>> [(spot.key, spot.column, spot.y) for spot in picture.spots]
    [('a', 0, 62), ('b', 3, 20), ('c', 3, 104)]
    >>> fan = draw({"a": 0} | {f"n{i}": 3 for i in range(30)}, {("a", f"n{i}") for i in range(30)}, ["a"], whole=False)
    >>> [(spot.key, spot.more) for spot in fan.spots][-2:], fan.hidden
    ([('n4', 0), ('a|3', 25)], 25)
    """
    folded, stand_in = _fold(columns, edges, keep, MOST // 2 if whole else SHOWN)
    drawn = {key: column for key, column in columns.items() if key not in folded} | {
        key: column for key, (column, _) in stand_in.items()
    }
    if len(drawn) > MOST:
        drawn = _cut(drawn, edges, keep)
    links = {(folded.get(upper, upper), folded.get(lower, lower)) for upper, lower in edges}
    links = {(upper, lower) for upper, lower in links if upper in drawn and lower in drawn}
    used = sorted(set(drawn.values()))
    at = {column: place * (WIDTH + GAP) + GAP // 2 for place, column in enumerate(used)}
    order = _ordered(drawn, links, used)
    tallest = max((len(members) for members in order.values()), default=0)
    spots = tuple(
        Spot(
            key,
            column,
            at[column],
            20 + (tallest - len(members)) * ROW // 2 + place * ROW,
            stand_in.get(key, (0, ()))[1],
        )
        for column, members in order.items()
        for place, key in enumerate(members)
    )
    hidden = len(columns) - sum(spot.key in columns for spot in spots)
    width, height = len(used) * (WIDTH + GAP), tallest * ROW + 20
    return Picture(spots, tuple(sorted(links)), width, height, tuple(at.items()), hidden)


def _fold(
    columns: Mapping[str, int], edges: Collection[tuple[str, str]], keep: Collection[str], shown: int
) -> tuple[dict[str, str], dict[str, tuple[int, tuple[str, ...]]]]:
    """Siblings beyond the first few: each with the node that stands for it, and those nodes with column and members."""
    above: dict[str, set[str]] = defaultdict(set)
    below: dict[str, set[str]] = defaultdict(set)
    for upper, lower in edges:
        above[lower].add(upper)
        below[upper].add(lower)
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
    for key, column in columns.items():
        # below the centre, what goes back to the same directives is alike, whatever hangs on it
        alike = _heads(key, above, columns) if column in _PROVINCIAL else above[key] if not below[key] else set()
        if key not in keep and alike:
            groups[column, tuple(sorted(alike))].append(key)
    folded: dict[str, str] = {}
    stand_in: dict[str, tuple[int, tuple[str, ...]]] = {}
    for (column, heads), members in groups.items():
        if len(members) > shown:
            name = f"{' '.join(heads)}|{column}"
            rest = members[shown - 1 :]
            folded |= dict.fromkeys(rest, name)
            stand_in[name] = (column, tuple(rest))
    return folded, stand_in


def _heads(key: str, above: Mapping[str, set[str]], columns: Mapping[str, int]) -> set[str]:
    """The central documents over a node; where there are none, those right above it."""
    seen, waiting = {key}, [key]
    for one in waiting:  # grows as it is read
        fresh = above.get(one, set()) - seen
        seen |= fresh
        waiting += sorted(fresh)
    return {one for one in seen - {key} if columns.get(one) in _CENTRAL} or set(above.get(key, ()))


def _cut(drawn: dict[str, int], edges: Collection[tuple[str, str]], keep: Collection[str]) -> dict[str, int]:
    """The nodes with most links, as many as may be drawn."""
    links: dict[str, int] = defaultdict(int)
    for edge in edges:
        for key in edge:
            links[key] += 1
    ranked = sorted(drawn, key=lambda key: (key not in keep, -links[key], key))
    return {key: drawn[key] for key in ranked[:MOST]}


def _ordered(drawn: dict[str, int], links: set[tuple[str, str]], used: list[int]) -> dict[int, list[str]]:
    """Each column ordered by the mean height of what its nodes are linked with, swept to and fro until it settles."""
    near: dict[str, list[str]] = defaultdict(list)
    for upper, lower in links:
        near[upper].append(lower)
        near[lower].append(upper)
    rank = {key: place for place, key in enumerate(drawn)}  # what is drawn as "so many more" comes last
    order = {column: [key for key, own in drawn.items() if own == column] for column in used}
    height = {key: place - len(members) / 2 for members in order.values() for place, key in enumerate(members)}
    for sweep in range(6):
        for column in used if sweep % 2 == 0 else reversed(used):
            mean = {
                key: sum(height[other] for other in near[key]) / len(near[key]) if near[key] else height[key]
                for key in order[column]
            }
            order[column].sort(key=lambda key, mean=mean: (mean[key], rank[key]))  # type: ignore[misc]
            height |= {key: place - len(order[column]) / 2 for place, key in enumerate(order[column])}
    return order
