"""An office's own map of the provinces (GeoJSON), drawn with the same states as the tiles.

No boundaries are shipped: which ones are right is for the office to say. The file is checked whole when the server
starts; what is wrong is said at once, feature by feature.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, isfinite, radians
from pathlib import Path
from typing import Any

from policygraph import identity, vocab
from policygraph.errors import PolicyGraphError
from policygraph.labels import both
from policygraph.text import slug
from policygraph.web.tiles import GENERATIONS, Tile, tiles

WIDTH = 560  #: of the drawn map
_LARGEST = 50_000_000  #: bytes of a file
_SHOWN = 20  #: problems that are listed
#: Letters of a property's value that may name a province: longer ones are descriptions.
_LONGEST = 80

Point = tuple[float, float]
Ring = list[Point]


class GeoError(PolicyGraphError):
    """The map cannot be used; the message lists every feature that is at fault."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        more = [both("geo.more", count=len(problems) - _SHOWN)] if len(problems) > _SHOWN else []
        super().__init__("\n".join(f"{path}: {problem}" for problem in [*problems[:_SHOWN], *more]))


@dataclass(frozen=True, slots=True)
class Shape:
    """One province of the map: its tile (for its state), its outline as an SVG path, where its sign stands."""

    tile: Tile
    path: str
    x: int
    y: int
    wide: bool  #: its name fits


@dataclass(frozen=True, slots=True)
class Map:
    """The drawn map: of which generation of provinces, how high, and which of them the file does not show."""

    generation: str
    height: int
    shapes: tuple[Shape, ...]
    missing: tuple[str, ...]


def read(path: Path) -> Map:
    """The map in a GeoJSON file. Raises `GeoError` with everything that is wrong with it.

    Each feature is one province, told by its name, label or code in any of its properties; all are of one generation.
    """
    features = _features(path)
    named = {generation: _named(features, generation) for generation in GENERATIONS}
    generation = min(GENERATIONS, key=lambda one: len(named[one][1]))
    provinces, problems = named[generation]
    rings: dict[str, list[Ring]] = {}
    for number, feature in enumerate(features, 1):
        try:
            found = list(_rings(feature.get("geometry") or {}))
            rings.setdefault(provinces.get(number, ""), []).extend(found)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            problems.append(both("geo.bad-geometry", number=number))
    if problems:
        raise GeoError(path, problems)
    return _drawn(generation, rings)


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise GeoError(path, [both("geo.large", limit=_LARGEST // 1_000_000)])
        said = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise GeoError(path, [both("geo.unreadable", reason=str(error).splitlines()[0][:200])]) from error
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise GeoError(path, [both("geo.no-features")])
    return features


def _named(features: list[dict[str, Any]], generation: str) -> tuple[dict[int, str], list[str]]:
    """The province (first place of its tile) of each feature by number, and what is wrong in this generation."""
    names, codes, islands = _callings(generation)
    found: dict[int, str] = {}
    parts: set[int] = set()
    problems = []
    for number, feature in enumerate(features, 1):
        texts = _texts(feature)
        wanted = {names[text] for text in texts if text in names} or {codes[text] for text in texts if text in codes}
        if not wanted:
            # an archipelago may be a feature of its own: it is part of its province
            wanted = {iri for text in texts for name, iri in islands.items() if f"-{text}".endswith(f"-{name}")}
            parts.add(number)
        if len(wanted) == 1:
            (found[number],) = wanted
        else:
            said = "; ".join(texts)[:_LONGEST] or "-"
            problems.append(both("geo.several" if wanted else "geo.unnamed", number=number, said=said))
    whole = [iri for number, iri in found.items() if number not in parts]
    problems += [both("geo.twice", name=_label(iri)) for iri in sorted({iri for iri in whole if whole.count(iri) > 1})]
    return found, problems


def _texts(feature: Mapping[str, Any]) -> list[str]:
    """What the properties of a feature say, folded; codes have two figures."""
    properties = feature.get("properties")
    values = properties.values() if isinstance(properties, dict) else ()
    texts = [slug(str(value)) for value in values if isinstance(value, str | int) and len(str(value)) <= _LONGEST]
    return [text.zfill(2) if text.isdecimal() else text for text in texts]


def _callings(generation: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Names, codes and archipelagos of a generation, folded, each with the place of its province."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    places = {identity.place_iri(province.slug): province for province in vocab.load().provinces}
    for tile in tiles(generation):
        for province in (places[form] for form in tile.forms):
            names |= dict.fromkeys((slug(province.name), slug(province.label), province.slug), tile.members[0])
            codes[province.code] = tile.members[0]
    islands = {slug(tile.name): tile.members[0] for tile in tiles(generation) if tile.island}
    return names, codes, islands


def _label(iri: str) -> str:
    return next(p.label for p in vocab.load().provinces if identity.place_iri(p.slug) == iri)


# ---------------------------------------------------------------------------------------------- geometry


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The outlines of a geometry. Raises `ValueError` where it is no area on the globe in degrees."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise ValueError(kind)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for polygon in polygons:
        for line in polygon:
            ring = [(float(point[0]), float(point[1])) for point in line]
            if len(ring) < 4 or not all(isfinite(x) and abs(x) <= 180 and abs(y) <= 90 for x, y in ring):
                raise ValueError(kind)
            yield ring


def _drawn(generation: str, rings: Mapping[str, list[Ring]]) -> Map:
    """The outlines on paper: degrees of longitude are as wide as in the middle of the map."""
    points = [point for found in rings.values() for ring in found for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, 1e-9)

    def placed(ring: Ring) -> Ring:
        return [(round((x - west) * narrow * scale, 1), round((north - y) * scale, 1)) for x, y in ring]

    own = {tile.members[0]: tile for tile in tiles(generation) if not tile.island}
    shapes = tuple(_shape(own[iri], [placed(ring) for ring in rings[iri]]) for iri in own if iri in rings)
    missing = tuple(tile.name for iri, tile in own.items() if iri not in rings)
    return Map(generation, round((north - south) * scale) + 1, shapes, missing)


def _shape(tile: Tile, rings: list[Ring]) -> Shape:
    path = "".join(_path(ring) for ring in rings)
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    wide = max(px for px, _ in largest) - min(px for px, _ in largest)
    return Shape(tile, path, round(x), round(y), wide > 6 * len(tile.name))


def _path(ring: Ring) -> str:
    """One closed line; points that fall together on paper are one.

    >>> _path([(0.0, 0.0), (4.0, 0.0), (4.0, 0.0), (4.0, 3.5), (0.0, 0.0)])
    'M0 0L4 0L4 3.5Z'
    """
    kept = [point for number, point in enumerate(ring[:-1]) if number == 0 or point != ring[number - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity of an outline.

    >>> _middle([(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0), (0.0, 0.0)])
    (2.0, 1.0)
    """
    area = _area(ring)
    if abs(area) < 1e-9:
        return ring[0]
    crosses = [(x1, y1, x2, y2, x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in itertools.pairwise(ring)]
    x = sum((x1 + x2) * cross for x1, _, x2, _, cross in crosses) / (6 * area)
    y = sum((y1 + y2) * cross for _, y1, _, y2, cross in crosses) / (6 * area)
    return (x, y)
