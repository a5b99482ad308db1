"""Provinces of both generations and districts, found by name and on a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from policygraph.vocab.names import NameKeys
from policygraph.vocab.tables import Dated, DistrictRow, PlaceKind, ProvinceChange, ProvinceName, ProvinceRow, Rows

Some = TypeVar("Some", bound=Dated)


@dataclass(frozen=True, slots=True)
class Province(Dated):
    """A province or a centrally run city, as one legal unit.

    A unit that the reform of 2025 left as it was is one `Province` (``id`` "01@63", ``id_2025`` "01@34"); a new unit
    that took over an old name is another one, with a slug of its own.
    """

    id: str
    id_2025: str
    generation: str
    code: str
    name: str
    label: str  #: "tỉnh Ninh Bình"
    kind: PlaceKind
    slug: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    source: str

    @property
    def full_name(self) -> str:
        """The label as the head of a line: "Tỉnh Ninh Bình"."""
        return self.label[:1].upper() + self.label[1:]


@dataclass(frozen=True, slots=True)
class District(Dated):
    """A unit between province and commune; the level ended on 30 June 2025."""

    id: str
    code: str
    name: str
    label: str  #: "huyện Gia Viễn"
    kind: PlaceKind
    slug: str  #: "tinh-ninh-binh/huyen-gia-vien"
    province_id: str
    valid_from: str
    valid_to: str
    source: str


def prefer(places: Iterable[Some], on: date | None) -> tuple[Some, ...]:
    """Those that exist on the day; else those that ended last before it; never one that begins after it.

    Without a day, all of them.
    """
    places = tuple(places)
    if on is None:
        return places
    living = tuple(place for place in places if place.exists_on(on))
    if living:
        return living
    gone = [place for place in places if place.last < on]
    return tuple(place for place in gone if place.last == max(other.last for other in gone))


class Places:
    """The places of the tables, and the ways to find one."""

    def __init__(self, rows: Rows, keys: NameKeys) -> None:
        self._keys = keys
        self.kinds: Mapping[str, PlaceKind] = {row.id: row for row in rows["place_kinds"]}
        self.changes: Sequence[ProvinceChange] = rows["province_changes"]
        self._names: Sequence[ProvinceName] = rows["province_names"]
        self._districts: Sequence[DistrictRow] = rows["districts"]
        successors: dict[str, list[str]] = defaultdict(list)
        for change in self.changes:
            if not change.part:
                successors[change.from_id].append(change.to_id)
        self.provinces = tuple(self._province(row, tuple(successors[row.id])) for row in rows["provinces"])

    def _province(self, row: ProvinceRow, successors: tuple[str, ...]) -> Province:
        kind = self.kinds[row.kind_id]
        return Province(row.id, row.id_2025, row.generation, row.code, row.name, f"{kind.word} {row.name}", kind,
                        row.slug, row.valid_from, row.valid_to, successors, row.source)  # fmt: skip

    @cached_property
    def by_id(self) -> Mapping[str, Province]:
        """Provinces by id; a unit of both generations under both ids."""
        found = {place.id_2025: place for place in self.provinces if place.id_2025}
        return found | {place.id: place for place in self.provinces}

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[Province]]:
        """Provinces by the key of each of their names, with and without the word for their kind."""
        found: dict[str, list[Province]] = defaultdict(list)
        named = [(place, place.name) for place in self.provinces]
        named += [(self.by_id[row.province_id], row.name) for row in self._names]
        for place, name in named:
            for key in {self._keys.key(name), self._keys.key(f"{place.kind.word} {name}")}:
                if place not in found[key]:
                    found[key].append(place)
        return found

    @cached_property
    def districts(self) -> tuple[District, ...]:
        """All districts since 2004, one row for each period of a unit."""
        return tuple(self._district(row) for row in self._districts)

    def _district(self, row: DistrictRow) -> District:
        kind, province = self.kinds[row.kind_id], self.by_id[row.province_id]
        return District(row.id, row.code, row.name, f"{kind.word} {row.name}", kind,
                        f"{province.slug}/{row.id.split('@')[0]}", row.province_id, row.valid_from, row.valid_to,
                        row.source)  # fmt: skip

    @cached_property
    def districts_by_key(self) -> Mapping[str, Sequence[District]]:
        """Districts by the key of their name, with and without the word for their kind."""
        found: dict[str, list[District]] = defaultdict(list)
        for place in self.districts:
            for key in {self._keys.key(place.name), self._keys.key(place.label)}:
                found[key].append(place)
        return found

    @cached_property
    def districts_by_id(self) -> Mapping[str, District]:
        """Districts by id."""
        return {place.id: place for place in self.districts}

    @cached_property
    def level_words(self) -> Mapping[str, frozenset[str]]:
        """The key of a word for a kind of place ("tỉnh") -> the ids of the kinds that it can mean."""
        found: dict[str, set[str]] = defaultdict(set)
        for kind in self.kinds.values():
            found[self._keys.key(kind.word)].add(kind.id)
        return {word: frozenset(ids) for word, ids in found.items()}
