"""`Vocabulary`: all tables with their look-ups, loaded once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import cast

from policygraph.resources import folder as resource_folder
from policygraph.text import fold
from policygraph.vocab import phrasefiles, tables
from policygraph.vocab.agencies import Agencies, Agency, Unresolved
from policygraph.vocab.names import NameKeys
from policygraph.vocab.places import District, Places, Province, prefer
from policygraph.vocab.tables import (
    AgencyChange,
    AgencyKind,
    AgencyTemplate,
    CollectiveTerm,
    CollectiveTermMember,
    DocumentType,
    IssuerCode,
    ProvinceChange,
    Rows,
    Term,
    Tier,
)

#: So many answers of each look-up are kept.
_KEPT = 4096


class Vocabulary:
    """The registry: kinds of documents, issuer codes, places, agencies, collective terms.

    Every look-up returns exactly one thing or `None`; where several fit it never guesses.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: Rows = tables.read(folder)
        words = phrasefiles.lists("name_phrases", folder)
        dropped = phrasefiles.phrases("name_phrases", folder)
        self._party_ends = tuple(map(_code_key, words.get("party_code_ends", ())))
        self._plural = frozenset(map(fold, words.get("plural", ())))
        self._offices = tuple(phrase for phrase in dropped if phrase.kind == "office")
        dropped = tuple(phrase for phrase in dropped if phrase.kind == "drop")
        self._keys = NameKeys.of(self._rows["abbreviations"], dropped, words.get("ignored", ()))
        self._term_keys = NameKeys.of(self._rows["abbreviations"], (), words.get("ignored_in_terms", ()))
        self._places = Places(self._rows, self._keys)
        self._agencies = Agencies(self._rows, self._keys, self._places, self._plural)
        # a text says the same few kinds and bodies again and again
        self._type_of = lru_cache(_KEPT)(self._document_type)
        self._resolved = lru_cache(_KEPT)(self._agencies.resolve)
        self._collective = lru_cache(_KEPT)(self._find_collective)
        self._closed = lru_cache(_KEPT)(self._closed_list)

    # ------------------------------------------------------------------------------------------ documents

    @property
    def document_types(self) -> Sequence[DocumentType]:
        """All kinds of document."""
        return cast("Sequence[DocumentType]", self._rows["document_types"])

    @cached_property
    def document_type_names(self) -> tuple[str, ...]:
        """All names of kinds of document, the longest first: for patterns."""
        names = {row.name_vi for row in self.document_types}
        names |= {row.name for row in self._rows["document_type_names"] if row.kind == "name"}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def document_type_codes(self) -> tuple[str, ...]:
        """All codes of kinds of document in numbers, variants too, the longest first: for patterns."""
        codes = {row.code for row in self.document_types if row.code}
        codes |= {row.name for row in self._rows["document_type_names"] if row.kind == "code"}
        return tuple(sorted(codes, key=lambda code: (-len(code), code)))

    @cached_property
    def _types_by_name(self) -> Mapping[str, Sequence[DocumentType]]:
        found: dict[str, list[DocumentType]] = defaultdict(list)
        by_id = {row.id: row for row in self.document_types}
        for row in self.document_types:
            found[fold(row.name_vi)].append(row)
        for other in self._rows["document_type_names"]:
            if other.kind == "name":
                found[fold(other.name)].append(by_id[other.type_id])
        return found

    @cached_property
    def _types_by_code(self) -> Sequence[Mapping[str, Sequence[DocumentType]]]:
        """Three tables to try in turn: codes as they are, other spellings, any spelling without regard to case."""
        exact: dict[str, list[DocumentType]] = defaultdict(list)
        other: dict[str, list[DocumentType]] = defaultdict(list)
        loose: dict[str, list[DocumentType]] = defaultdict(list)
        by_id = {row.id: row for row in self.document_types}
        pairs = [(exact, row.code, row) for row in self.document_types if row.code]
        pairs += [(other, name.name, by_id[name.type_id]) for name in self._rows["document_type_names"]
                  if name.kind == "code"]  # fmt: skip
        for table, code, row in pairs:
            table[code].append(row)
            if row not in loose[code.upper()]:
                loose[code.upper()].append(row)
        return exact, other, loose

    def find_document_type(self, name_or_code: str, system: str | None = None) -> DocumentType | None:
        """The kind of document with that name or code, in the system ("state", "party", "mass") if one is given.

        A name decides by itself: where the system has no such kind, another system's is given (State first). A code
        must fit the system; a code that means two kinds there gives `None`.

        >>> vocab = load()
        >>> vocab.find_document_type("KẾ HOẠCH").name_vi, vocab.find_document_type("TT", "party").name_vi
        ('Kế hoạch', 'Thông tri')
        >>> vocab.find_document_type("TT") is None  # Thông tư or Thông tri
        True
        """
        return self._type_of(name_or_code, system)

    def _document_type(self, name_or_code: str, system: str | None) -> DocumentType | None:
        named = self._types_by_name.get(fold(name_or_code), ())
        if named:
            return _of_system(named, system) or _of_system(named, None)
        code = unicodedata.normalize("NFC", name_or_code).strip()
        for table, key in zip(self._types_by_code, (code, code, code.upper()), strict=True):
            rows = [row for row in table.get(key, ()) if system is None or row.system == system]
            if rows:
                return _of_system(rows, system)
        return None

    # ------------------------------------------------------------------------------------------ issuers

    @property
    def issuer_codes(self) -> Sequence[IssuerCode]:
        """All issuer codes, one row a body."""
        return cast("Sequence[IssuerCode]", self._rows["issuer_codes"])

    @cached_property
    def _codes(self) -> Mapping[str, Sequence[IssuerCode]]:
        found: dict[str, list[IssuerCode]] = defaultdict(list)
        for row in self.issuer_codes:
            found[_code_key(row.code)].append(row)
        known = dict(found)
        for variant in self._rows["issuer_code_variants"]:
            found[_code_key(variant.variant)] += [
                row for row in known[_code_key(variant.code)] if row not in found[_code_key(variant.variant)]
            ]
        return found

    def find_issuers(self, code: str, on: date | None = None) -> tuple[IssuerCode, ...]:
        """All bodies that the code can stand for on that day; a unit or term after it ("UBND-KGVX") is left out.

        >>> [row.name_vi for row in load().find_issuers("TƯ")]
        ['Ban Bí thư Trung ương Đảng', 'Ban Chấp hành Trung ương Đảng', 'Bộ Chính trị']
        """
        key = _code_key(code.partition("-")[0])
        rows = self._codes.get(_code_key(code)) or self._codes.get(key) or self._codes.get(key.rstrip("0123456789"), ())
        return tuple(row for row in rows if row.exists_on(on))

    def is_party_code(self, code: str) -> bool:
        """True where numbers with this issuer code are written the Party's way (69-KL/TW).

        >>> vocab = load()
        >>> [vocab.is_party_code(code) for code in ("TW", "UBKTHU", "BCSĐ", "UBND", "MTTW", "TTg")]
        [True, True, True, False, False, False]
        """
        rows = self.find_issuers(code)
        if rows:
            return all(row.style == "party" for row in rows)
        return _code_key(code.partition("-")[0]).endswith(self._party_ends)

    # ------------------------------------------------------------------------------------------ places

    @property
    def provinces(self) -> tuple[Province, ...]:
        """All provinces: 63 (and Huế as a city), those new in 2025 and 2026, and former ones."""
        return self._places.provinces

    @property
    def districts(self) -> tuple[District, ...]:
        """All districts since 2004."""
        return self._places.districts

    @property
    def province_changes(self) -> Sequence[ProvinceChange]:
        """All changes of provinces, oldest first."""
        return self._places.changes

    def province(self, id: str) -> Province | None:
        """The province with that id; "01@63" and "01@34" are one unit."""
        return self._places.by_id.get(id)

    def place(self, id: str) -> Province | District | None:
        """The province or district with that id."""
        return self._places.by_id.get(id) or self._places.districts_by_id.get(id)

    def provinces_on(self, day: date) -> tuple[Province, ...]:
        """The provinces that exist on a day since 2004.

        >>> len(load().provinces_on(date(2024, 1, 1))), len(load().provinces_on(date(2025, 7, 1)))
        (63, 34)
        """
        return tuple(place for place in self.provinces if place.exists_on(day))

    def find_provinces(self, name: str, on: date | None = None) -> tuple[Province, ...]:
        """All provinces that the name can mean on that day; see `find_province`."""
        return prefer(self._places.by_key.get(self._keys.key(name), ()), on)

    def find_province(self, name: str, on: date | None = None) -> Province | None:
        """The one province that the name means on that day, or `None`.

        With a day: the unit that exists then; else the one of that name that ended last before it (a text may name
        what is gone); never one that begins later. Without a day: the only unit of that name since 2004, or, where a
        new unit took over the name, `None` (`find_provinces` names them). A word for the kind must be true: "thành
        phố Ninh Bình" is no province.

        >>> vocab = load()
        >>> [vocab.find_province("NINH BÌNH", date(year, 9, 30)).id for year in (2024, 2025)]
        ['37@63', '37@34']
        >>> vocab.find_province("Ninh Bình"), vocab.find_province("Khánh Hoà", date(2020, 1, 1)).label
        (None, 'tỉnh Khánh Hòa')
        """
        found = self.find_provinces(name, on)
        if on is None and len(found) > 1:
            found = tuple(place for place in found if place.generation != "former")
        return found[0] if len(found) == 1 else None

    def province_successors(self, id: str, on: date | None = None) -> tuple[ProvinceChange, ...]:
        """What became of the province by that day: its own changes, then those of its successors."""
        place = self.province(id)
        steps: list[ProvinceChange] = []
        waiting = [place.id] if place else []
        for current in waiting:
            for change in self.province_changes:
                if change.from_id == current and (on is None or tables.first_day(change.date) <= on):
                    steps.append(change)
                    if not change.part and change.to_id not in waiting:
                        waiting.append(change.to_id)
        return tuple(steps)

    def find_district(self, name: str, province_id: str, on: date | None = None) -> District | None:
        """The one district of that name in a province on that day, or `None`.

        >>> load().find_district("thành phố Tam Điệp", "37@63", date(2024, 9, 30)).label
        'thành phố Tam Điệp'
        """
        named = self._places.districts_by_key.get(self._keys.key(name), ())
        found = prefer((place for place in named if place.province_id == province_id), on)
        return found[0] if len(found) == 1 else None

    def province_of_district(self, name: str, on: date | None = None) -> Province | None:
        """The province of the only district of that name on that day, or `None` where there are several or none.

        >>> load().province_of_district("Hội An", date(2023, 3, 5)).name, load().province_of_district("Châu Thành")
        ('Quảng Nam', None)
        """
        named = prefer(self._places.districts_by_key.get(self._keys.key(name), ()), on)
        provinces = {place.province_id for place in named}
        return self.province(provinces.pop()) if len(provinces) == 1 else None

    def districts_of(self, province_id: str, on: date | None = None) -> tuple[District, ...]:
        """The districts of a province on a day."""
        return tuple(place for place in self.districts if place.province_id == province_id and place.exists_on(on))

    # ------------------------------------------------------------------------------------------ agencies

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All national bodies; those of places are made when asked for."""
        return self._agencies.national

    def agency(self, key: str) -> Agency | None:
        """The agency with that key."""
        return self._agencies.agency(key)

    def template(self, id: str) -> AgencyTemplate | None:
        """The template with that id, from which bodies of places are made."""
        return self._agencies.templates.get(id)

    def find_agency(self, name: str, place_id: str | None = None, on: date | None = None) -> Agency | None:
        """The one agency that the name means in a text of that province and day, or `None`; see `resolve_agency`.

        >>> vocab, day = load(), date(2024, 9, 30)
        >>> vocab.find_agency("Sở KH&CN", "37@63", day).name_vi
        'Sở Khoa học và Công nghệ tỉnh Ninh Bình'
        >>> vocab.find_agency("UBND tỉnh Đồng Tháp", "37@63", day).key, vocab.find_agency("Ban Bí thư").name_vi
        ('uy-ban-nhan-dan@87@63', 'Ban Bí thư Trung ương Đảng')
        """
        found = self.resolve_agency(name, place_id, on)
        return found if isinstance(found, Agency) else None

    def resolve_agency(self, name: str, place_id: str | None = None, on: date | None = None) -> Agency | Unresolved:
        """The one agency that the name means in a text of that province and day, or why there is none.

        A name that carries its own province means that province's body; otherwise a body of places is that of
        ``place_id``. A body that is gone is still meant by its name; one that does not exist yet is not.
        """
        return self._resolved(name, place_id, on)

    def split_office(self, name: str) -> tuple[str, str] | None:
        """The office and the body, where ``name`` is an office held by a person in a body.

        >>> load().split_office("Bộ trưởng Bộ Công Thương"), load().split_office("Bộ Công Thương")
        (('Bộ trưởng', 'Bộ Công Thương'), None)
        """
        for phrase in self._offices:
            match = phrase.pattern.match(name.lower())
            if match:
                return name[: match.end()].strip(), name[match.end() :].strip()
        return None

    def agencies_of(self, place_id: str, on: date | None = None, *, optional: bool = False) -> tuple[Agency, ...]:
        """The bodies of a province or district on a day; with ``optional`` also those that only some provinces have."""
        place = self.place(place_id)
        return tuple(self._agencies.of_place(place, on, optional)) if place else ()

    @cached_property
    def _agency_names(self) -> tuple[str, ...]:
        return self._agencies.all_names()

    def all_agency_names(self) -> tuple[str, ...]:
        """Every printed name of a body, the longest first: for `trie`."""
        return self._agency_names

    def changes_of(self, key: str) -> tuple[AgencyChange, ...]:
        """The changes from or to an agency, by its key, its id or its template's id.

        >>> [change.to_name for change in load().changes_of("so-giao-thong-van-tai@37@63")]
        ['Sở Xây dựng']
        """
        id = key.partition("@")[0]
        return tuple(change for change in self._rows["agency_changes"] if id in (change.from_id, change.to_id))

    @property
    def agency_kinds(self) -> Sequence[AgencyKind]:
        """The kinds of bodies."""
        return cast("Sequence[AgencyKind]", self._rows["agency_kinds"])

    @property
    def tiers(self) -> Sequence[Tier]:
        """The tiers of the political system, the highest first."""
        return cast("Sequence[Tier]", self._rows["tiers"])

    # ------------------------------------------------------------------------------------------ collective terms

    @property
    def collective_terms(self) -> Sequence[CollectiveTerm]:
        """The terms that stand for several bodies."""
        return cast("Sequence[CollectiveTerm]", self._rows["collective_terms"])

    @cached_property
    def collective_names(self) -> tuple[str, ...]:
        """Every wording of a collective term, the longest first: for `trie`."""
        names = {row.name_vi for row in self.collective_terms}
        names |= {row.name for row in self._rows["collective_term_names"]}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _terms_by_key(self) -> Mapping[str, Sequence[CollectiveTerm]]:
        found: dict[str, list[CollectiveTerm]] = defaultdict(list)
        by_id = {row.id: row for row in self.collective_terms}
        named = [(row.name_vi, row) for row in self.collective_terms]
        for name, row in named + [(other.name, by_id[other.term_id]) for other in self._rows["collective_term_names"]]:
            if row not in found[self._term_key(name)]:
                found[self._term_key(name)].append(row)
        return found

    def _term_key(self, name: str) -> str:
        words = self._term_keys.words(name)
        return " ".join(words[1:] if words[:1] and words[0] in self._plural else words)

    def find_collective(self, name: str, on: date | None = None) -> CollectiveTerm | None:
        """The collective term of that wording; ``on`` decides between units of two times.

        >>> [load().find_collective(name).closed for name in ("Các sở, ban, ngành tỉnh", "các cơ quan liên quan")]
        ['by_date', 'no']
        """
        return self._collective(name, on)

    def _find_collective(self, name: str, on: date | None) -> CollectiveTerm | None:
        found = [term for term in self._terms_by_key.get(self._term_key(name), ()) if term.exists_on(on)]
        return found[0] if len(found) == 1 else None

    def collective_members(self, term_id: str) -> tuple[CollectiveTermMember, ...]:
        """Which kinds of bodies belong to a term, as rows of its table."""
        return tuple(row for row in self._rows["collective_term_members"] if row.term_id == term_id)

    def members_of(self, term_id: str, place_id: str, on: date, *, wide: bool = False) -> tuple[Agency, ...]:
        """The bodies that a term stands for in a province on a day; with ``wide`` in its wide reading.

        Bodies that only some provinces have are left out: the tables do not know which.

        >>> term = load().find_collective("UBND các huyện, thành phố")
        >>> len(load().members_of(term.id, "37@63", date(2024, 9, 30)))
        8
        """
        found: dict[str, Agency] = {}
        for row in self.collective_members(term_id):
            if row.scope == "wide" and not wide:
                continue
            found |= {agency.key: agency for agency in self._taken(row, place_id, on)}
        return tuple(found.values())

    def closed_list(self, term: CollectiveTerm, place_id: str, on: date) -> tuple[Agency, ...]:
        """All bodies that a term stands for in a province on a day; empty where the tables do not hold all of them.

        >>> vocab = load()
        >>> term = vocab.find_collective("các sở, ngành, địa phương")
        >>> len(vocab.closed_list(term, "37@63", date(2024, 1, 1)))
        25
        >>> vocab.closed_list(term, "37@34", date(2026, 1, 1))
        ()
        """
        return self._closed(term, place_id, on)

    def _closed_list(self, term: CollectiveTerm, place_id: str, on: date) -> tuple[Agency, ...]:
        below = any(row.level == "district" for row in self.collective_members(term.id))
        # the communes that follow the districts have no table
        known = term.is_closed and not (below and not self.districts_of(place_id, on))
        return self.members_of(term.id, place_id, on) if known else ()

    def _taken(self, row: CollectiveTermMember, place_id: str, on: date) -> Iterator[Agency]:
        if row.level == "national":
            bodies = (agency for agency in self.agencies if row.takes(agency.kind, agency.key))
            yield from (agency for agency in bodies if agency.exists_on(on))
        elif row.level == "province":
            place = self.place(place_id)
            yield from self._agencies.of_place(place, on, False, row.takes) if place else ()
        else:
            for place in self.districts_of(place_id, on) if row.level == "district" else self.provinces_on(on):
                yield from self._agencies.of_place(place, on, False, row.takes)

    # ------------------------------------------------------------------------------------------ terms of office

    @property
    def terms(self) -> Sequence[Term]:
        """The terms of office within which numbers run."""
        return cast("Sequence[Term]", self._rows["terms"])


def _of_system(rows: Sequence[DocumentType], system: str | None) -> DocumentType | None:
    """The row of the system; without one the State's, then the Party's; `None` where the names differ."""
    fitting = [row for row in rows if system in (None, row.system)]
    if not fitting or len({row.name_vi for row in fitting}) > 1:
        return None
    return min(fitting, key=lambda row: ("state", "party", "mass").index(row.system))


@lru_cache(maxsize=4096)
def _code_key(code: str) -> str:
    return re.sub(r"[\s.]", "", unicodedata.normalize("NFC", code).replace("\u00d0", "Đ")).upper()


@cache
def _load(folder: Path) -> Vocabulary:
    return Vocabulary(folder)


def load(folder: Path | None = None) -> Vocabulary:
    """The vocabulary of a folder, by default ``data/vocab``; read once.

    Raises `VocabularyError` naming every row of a table that cannot be read; `check` finds the rest.

    >>> load() is load()
    True
    """
    return _load(folder or resource_folder("data") / "vocab")


def check(folder: Path | None = None) -> list[str]:
    """Every problem of every table and phrase file of a folder; an empty list where all is well."""
    folder = folder or resource_folder("data") / "vocab"
    problems = tables.check(folder)
    for path in sorted(folder.glob("*.yaml")):
        problems += phrasefiles.problems_of(path)
    return problems
