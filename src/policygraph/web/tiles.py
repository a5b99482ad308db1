"""The provinces as a grid of tiles of one size (``data/interface/tiles.csv``): no boundary is claimed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from policygraph import identity, vocab
from policygraph.errors import VocabularyError
from policygraph.resources import folder

GENERATIONS = ("34", "63")  #: since 1 July 2025; until then


@dataclass(frozen=True, slots=True)
class Tile:
    """A province's place in the grid; ``members``: the places whose documents it stands for, its own first.

    ``forms``: the province itself in all its forms, as a province that became a city has two.

    ``island``: the tile of an archipelago, which shows the state of the province that it belongs to.
    """

    row: int
    column: int
    name: str
    members: tuple[str, ...]
    island: bool = False
    forms: tuple[str, ...] = ()


@cache
def tiles(generation: str) -> tuple[Tile, ...]:
    """The tiles of a generation of provinces, by row and column.

    Raises `VocabularyError` where the table names no province, or two at one place.

    >>> len([tile for tile in tiles("34") if not tile.island]), len([tile for tile in tiles("63") if not tile.island])
    (34, 63)
    """
    path = folder("data") / "interface" / "tiles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["generation"] == generation]
    by_id = {province.id: province for province in vocab.load().provinces}
    by_id |= {province.id_2025: province for province in vocab.load().provinces if province.id_2025}
    found, problems = [], []
    for row in rows:
        province = by_id.get(f"{row['code']}@{generation}")
        if province is None:
            problems.append(f"no province has the code {row['code']} in {generation}")
            continue
        before = [p for p in vocab.load().provinces if generation == "34" and province.id in p.successors]
        forms = [p for p in vocab.load().provinces if p.code == province.code and p.id.endswith(f"@{generation}")]
        every = dict.fromkeys((province, *forms, *before))
        members = tuple(identity.place_iri(place.slug) for place in every)
        own = tuple(identity.place_iri(place.slug) for place in dict.fromkeys((province, *forms)))
        name = row["island"] or province.name
        found.append(Tile(int(row["row"]), int(row["column"]), name, members, bool(row["island"]), own))
    places = [(tile.row, tile.column) for tile in found]
    problems += [f"two tiles at {place}" for place in sorted(set(places)) if places.count(place) > 1]
    if problems:
        raise VocabularyError(path, problems)
    return tuple(sorted(found, key=lambda tile: (tile.row, tile.column)))
