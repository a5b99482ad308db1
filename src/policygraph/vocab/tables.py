"""The tables of ``data/vocab/*.csv`` as frozen rows: one class a table, its fields are the columns.

Lists never sit inside a cell; every row says where it comes from (``source``). Dates are YYYY, YYYY-MM or
YYYY-MM-DD, as precise as the source is; an empty one means "not known, or open".
"""

from __future__ import annotations

import csv
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from policygraph.errors import VocabularyError

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@cache
def first_day(written: str) -> date:
    """The first day that a date of less precision can mean; the first of all days where nothing is written.

    >>> first_day("2025-02"), first_day("2008")
    (datetime.date(2025, 2, 1), datetime.date(2008, 1, 1))
    """
    match = _DATE.fullmatch(written)
    return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else date.min


@cache
def last_day(written: str) -> date:
    """The last day that a date of less precision can mean; the last of all days where nothing is written.

    >>> last_day("2025-02"), last_day("2008")
    (datetime.date(2025, 2, 28), datetime.date(2008, 12, 31))
    """
    match = _DATE.fullmatch(written)
    if not match:
        return date.max
    year, month = int(match[1]), int(match[2] or 12)
    return date(year, month, int(match[3] or monthrange(year, month)[1]))


class Dated:
    """Something with ``valid_from`` and ``valid_to``; both days belong to it."""

    __slots__ = ()
    valid_from: str
    valid_to: str

    @property
    def first(self) -> date:
        """The first day on which it may exist."""
        return first_day(self.valid_from)

    @property
    def last(self) -> date:
        """The last day on which it may exist."""
        return last_day(self.valid_to)

    def exists_on(self, day: date | None) -> bool:
        """True where it may exist on that day (always, where no day is given)."""
        return day is None or self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place: the word before its name ("tỉnh") and before "ủy" in its party committee ("Tỉnh")."""

    id: str
    level: str  #: province or district
    name: str
    word: str
    party: str
    source: str


@dataclass(frozen=True, slots=True)
class ProvinceRow(Dated):
    """A row of provinces.csv; `vocab.Province` is what look-ups give."""

    id: str
    generation: str  #: "63" (2004 to 2025-06-30), "34" (since 2025-07-01) or "former" (before 2008)
    id_2025: str  #: its id in the list of 34; a unit that went on unchanged has one row and two ids
    code: str
    name: str
    kind_id: str
    slug: str
    valid_from: str
    valid_to: str
    seat: str
    region: str
    note: str
    unchecked: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """Another spelling or short name of a province."""

    province_id: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class ProvinceChange:
    """One province becoming (part of) another; ``part`` says which part, where it is not the whole."""

    from_id: str
    to_id: str
    date: str  #: when it took effect
    resolved: str  #: when it was resolved
    kind: str  #: split, merged, part_moved, upgraded
    part: str
    instrument: str
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class DistrictRow(Dated):
    """A row of districts.csv; `vocab.District` is what look-ups give."""

    id: str
    code: str
    name: str
    kind_id: str
    province_id: str
    valid_from: str
    valid_to: str
    from_instrument: str
    to_instrument: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class DocumentType(Dated):
    """A kind of document in one of the systems of writing: State, Party, mass organisations."""

    id: str
    name_vi: str
    name_en: str
    code: str
    system: str  #: state, party or mass
    chain_role: str  #: directive, plan, guidance, report or other
    valid_from: str
    valid_to: str
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class DocumentTypeName:
    """Another code or name of a kind of document."""

    type_id: str
    name: str
    kind: str  #: code or name
    source: str


@dataclass(frozen=True, slots=True)
class IssuerCode(Dated):
    """What the code at the end of a document number can stand for; one row a body."""

    code: str
    name_vi: str
    name_en: str
    agency_id: str  #: of agencies.csv, for national bodies
    template_id: str  #: of agency_templates.csv, for bodies that every province or district has
    system: str  #: party, state or mass
    style: str  #: how numbers are written: party (69-KL/TW), state (709/QĐ-TTg) or either
    tier: str
    jurisdiction: str  #: national, provincial, district, commune; any where bodies of all levels write it
    shared: str  #: "yes" where bodies share the code by rule, so that it alone never tells the issuer
    valid_from: str
    valid_to: str
    example: str
    note: str
    source: str
    checked: str

    @property
    def local(self) -> bool:
        """True where it stands for bodies of one level below the nation."""
        return self.jurisdiction not in ("national", "any")


@dataclass(frozen=True, slots=True)
class IssuerCodeVariant:
    """Another spelling of an issuer's code."""

    code: str
    variant: str
    source: str


@dataclass(frozen=True, slots=True)
class AgencyRow(Dated):
    """A national body; `vocab.Agency` is what look-ups give."""

    id: str
    name_vi: str
    name_en: str
    kind: str
    tier: str
    parent_id: str
    valid_from: str
    valid_to: str
    since: str  #: the year in its IRI, where another body of the same name existed before
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class AgencyName:
    """Another name of a national body."""

    agency_id: str
    name: str
    kind: str  #: short, abbreviation or former
    source: str


@dataclass(frozen=True, slots=True)
class AgencyTemplate(Dated):
    """A body that provinces (or districts) have.

    ``name_pattern`` holds ``{place}`` ("tỉnh Ninh Bình"), ``{name}`` ("Ninh Bình") or ``{party}`` ("Tỉnh").
    """

    id: str
    level: str  #: province or district
    name_pattern: str
    name_en: str
    kind: str
    tier: str
    field: str
    parent_id: str  #: another template of the same place (or of its province), or a national body
    coverage: str  #: "every" place has one, or only "some": those exist where a text names them
    valid_from: str
    valid_to: str
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class AgencyTemplateName:
    """How texts name a body: ``{level}`` means that "tỉnh" or a province's name must follow, ``{name}`` that the name
    must; a name without either stands for the body of the text's own province.
    """

    template_id: str
    name: str
    kind: str  #: official or short
    source: str


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """One body becoming (part of) another; ``from_id`` and ``to_id`` are agencies or templates, or empty where the
    tables have no row for the body that the name says.
    """

    level: str
    from_id: str
    from_name: str
    to_id: str
    to_name: str
    date: str
    kind: str
    part: str
    instrument: str
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class CollectiveTerm(Dated):
    """Words that stand for several bodies ("các sở, ban, ngành tỉnh")."""

    id: str
    name_vi: str
    closed: str  #: yes, yes_by_date, by_date, partial, local_definition or no
    members: str
    excludes: str
    rule: str
    valid_from: str
    valid_to: str
    note: str
    source: str
    checked: str

    @property
    def is_open(self) -> bool:
        """True where no list of members can be given."""
        return self.closed == "no"

    @property
    def is_closed(self) -> bool:
        """True where the tables can hold every member on a day."""
        return self.closed in ("yes", "yes_by_date", "by_date")


@dataclass(frozen=True, slots=True)
class CollectiveTermName:
    """Another wording of a collective term."""

    term_id: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class CollectiveTermMember:
    """The bodies of a kind, or made from a template, belong to the term: to its core, or only to its wide reading."""

    term_id: str
    scope: str  #: core or wide
    level: str  #: province, district, national or every_province
    kind: str
    template_id: str  #: instead of a kind
    source: str

    def takes(self, kind: str, template_id: str) -> bool:
        """True for the bodies that the row means."""
        return kind == self.kind or template_id == self.template_id


@dataclass(frozen=True, slots=True)
class Term(Dated):
    """A term of office, within which (Party) numbers run on."""

    system: str
    organ: str
    term: str
    valid_from: str
    valid_to: str
    note: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A word that stands for others in names of bodies ("UBND")."""

    short: str
    long: str
    source: str


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of body."""

    id: str
    name_vi: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the political system; a lower rank stands higher."""

    id: str
    rank: str
    name_vi: str
    name_en: str
    jurisdiction: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a table must hold: its row class, its key, which columns name rows of other tables, which may be what."""

    row: type[Any]
    key: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]  #: column -> tables whose key it must be, where it is not empty
    choices: Mapping[str, frozenset[str]]
    may_be_empty: frozenset[str]


def _table(row: type[Any], *key: str, optional: str = "", choices: Mapping[str, str] | None = None,
           **links: str) -> Table:  # fmt: skip
    empty = {"valid_from", "valid_to", "note", *optional.split()}
    return Table(row, key, {column: tuple(tables.split()) for column, tables in links.items()},
                 {column: frozenset(words.split()) for column, words in (choices or {}).items()},
                 frozenset(empty))  # fmt: skip


_YES = {"checked": "yes no"}
_LEVEL = {"level": "province district"}
TABLES: Mapping[str, Table] = {
    "place_kinds": _table(PlaceKind, "id", choices=_LEVEL),
    "provinces": _table(ProvinceRow, "id", optional="id_2025 code seat region unchecked", kind_id="place_kinds",
                        choices=_YES | {"generation": "63 34 former"}),
    "province_names": _table(ProvinceName, "province_id", "name", province_id="provinces"),
    "province_changes": _table(ProvinceChange, "date", "from_id", "to_id", optional="part", from_id="provinces",
                               to_id="provinces", choices=_YES | {"kind": "split merged part_moved upgraded"}),
    "districts": _table(DistrictRow, "id", optional="from_instrument to_instrument", kind_id="place_kinds",
                        province_id="provinces", choices=_YES),
    "document_types": _table(DocumentType, "id", optional="code", choices=_YES | {
        "system": "state party mass", "chain_role": "directive plan guidance report other"}),
    "document_type_names": _table(DocumentTypeName, "type_id", "name", type_id="document_types",
                                  choices={"kind": "code name"}),
    "tiers": _table(Tier, "rank", optional="jurisdiction"),
    "agency_kinds": _table(AgencyKind, "id"),
    "agencies": _table(AgencyRow, "id", optional="parent_id since", kind="agency_kinds", parent_id="agencies",
                       tier="tiers", choices=_YES),
    "agency_names": _table(AgencyName, "agency_id", "name", agency_id="agencies",
                           choices={"kind": "short abbreviation former"}),
    "agency_templates": _table(AgencyTemplate, "id", optional="parent_id", kind="agency_kinds", tier="tiers",
                               parent_id="agency_templates agencies",
                               choices=_YES | _LEVEL | {"coverage": "every some"}),
    "agency_template_names": _table(AgencyTemplateName, "template_id", "name", template_id="agency_templates",
                                    choices={"kind": "official short"}),
    "agency_changes": _table(AgencyChange, "date", "level", "from_name", "to_name",
                             optional="from_id to_id to_name part instrument", from_id="agencies agency_templates",
                             to_id="agencies agency_templates", choices=_YES | {
                                 "level": "national province district",
                                 "kind": "merged split renamed abolished affiliated"}),
    "issuer_codes": _table(IssuerCode, "code", "name_vi", optional="agency_id template_id example",
                           agency_id="agencies", template_id="agency_templates", tier="tiers", choices=_YES | {
                               "system": "party state mass", "style": "party state either", "shared": "yes no",
                               "jurisdiction": "national provincial district commune any"}),
    "issuer_code_variants": _table(IssuerCodeVariant, "code", "variant", code="issuer_codes"),
    "collective_terms": _table(CollectiveTerm, "id", optional="excludes rule", choices=_YES | {
        "closed": "yes yes_by_date by_date partial local_definition no"}),
    "collective_term_names": _table(CollectiveTermName, "term_id", "name", term_id="collective_terms"),
    "collective_term_members": _table(CollectiveTermMember, "term_id", "scope", "level", "kind", "template_id",
                                      optional="kind template_id", template_id="agency_templates",
                                      term_id="collective_terms", kind="agency_kinds", choices={
                                          "scope": "core wide", "level": "province district national every_province"}),
    "terms": _table(Term, "system", "organ", "valid_from", choices=_YES),
    "abbreviations": _table(Abbreviation, "short"),
}  # fmt: skip

Rows = Mapping[str, Sequence[Any]]


def read(folder: Path) -> Rows:
    """All tables of ``folder``; `VocabularyError` names every wrong row of the first table that has any."""
    rows, problems = _checked(folder)
    for name, wrong in problems.items():
        if wrong:
            raise VocabularyError(folder / f"{name}.csv", wrong)
    return rows


def check(folder: Path) -> list[str]:
    """Every problem of every table: columns, encoding, order, keys, dates, choices, links, clashes between rows."""
    return [f"{name}.csv {problem}" for name, wrong in _checked(folder)[1].items() for problem in wrong]


def _checked(folder: Path) -> tuple[Rows, Mapping[str, list[str]]]:
    rows: dict[str, Sequence[Any]] = {}
    problems: dict[str, list[str]] = {}
    for name, table in TABLES.items():
        rows[name], problems[name] = _read(folder / f"{name}.csv", table)
        problems[name] += _content_problems(rows[name], table)
    for name in TABLES:
        problems[name] += _link_problems(name, rows)
    problems["issuer_codes"] += _code_problems(rows["issuer_codes"])
    return rows, problems


def _read(path: Path, table: Table) -> tuple[Sequence[Any], list[str]]:
    columns = [column.name for column in fields(table.row)]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return (), [f"cannot be read: {error}"]
    if not lines or lines[0] != columns:
        return (), [f"the columns must be {', '.join(columns)}; they are {', '.join(lines[0]) if lines else 'none'}"]
    wrong = [f"row {number}: {len(line)} cells, not {len(columns)}; a cell with a comma needs quotes"
             for number, line in enumerate(lines[1:], 2) if len(line) != len(columns)]  # fmt: skip
    return tuple(table.row(*line) for line in lines[1:] if len(line) == len(columns)), wrong


def _content_problems(rows: Sequence[Any], table: Table) -> Iterator[str]:
    columns = [column.name for column in fields(table.row)]
    dates = [column for column in columns if column in ("valid_from", "valid_to", "date", "resolved")]
    earlier: dict[tuple[str, ...], int] = {}
    previous: tuple[str, ...] = ()
    for number, row in enumerate(rows, 2):
        key = tuple(getattr(row, column) for column in table.key)
        if key in earlier:
            yield f"row {number}: {' / '.join(key)!r} stands in row {earlier[key]} already; join the two rows"
        elif key < previous:
            yield f"row {number}: {' / '.join(key)!r} comes after {' / '.join(previous)!r}; sort the table by its key"
        earlier.setdefault(key, number)
        previous = max(previous, key)
        for column in columns:
            yield from _cell_problems(f"row {number}, {column}", column, getattr(row, column), table)
        yield from _date_problems(f"row {number}", row, dates)


def _cell_problems(where: str, column: str, value: str, table: Table) -> Iterator[str]:
    if value != unicodedata.normalize("NFC", value) or value != " ".join(value.split()):
        yield f"{where}: {value!r} is not NFC, or has blanks too many"
    if not value and column not in table.may_be_empty:
        yield f"{where}: is empty"
    allowed = table.choices.get(column)
    if allowed and value not in allowed:
        yield f"{where}: {value!r} is none of {', '.join(sorted(allowed))}"


def _date_problems(where: str, row: Any, columns: Sequence[str]) -> Iterator[str]:
    good = True
    for column in columns:
        value = getattr(row, column)
        try:
            good &= not value or (bool(_DATE.fullmatch(value)) and bool(last_day(value)))
        except ValueError:
            good = False
        if not good:
            yield f"{where}, {column}: {value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
            return
    if isinstance(row, Dated) and row.first > row.last:
        yield f"{where}: valid_from {row.valid_from} is later than valid_to {row.valid_to}"


def _link_problems(name: str, rows: Rows) -> Iterator[str]:
    for column, targets in TABLES[name].links.items():
        known = {_link_key(target)(row) for target in targets for row in rows[target]}
        for number, row in enumerate(rows[name], 2):
            value = getattr(row, column)
            if value and value not in known:
                yield f"row {number}: {column} {value!r} is in none of {', '.join(f'{t}.csv' for t in targets)}"


def _link_key(table: str) -> Callable[[Any], str]:
    return (lambda row: str(row.code)) if table == "issuer_codes" else (lambda row: str(row.id))


def _code_problems(rows: Sequence[IssuerCode]) -> Iterator[str]:
    """A code that belongs to two bodies on one day is a fault, but for codes that are shared by rule."""
    for number, row in enumerate(rows, 2):
        for other_number, other in enumerate(rows[: number - 2], 2):
            if row.code != other.code or "yes" in (row.shared, other.shared):
                continue
            day = max(row.first, other.first)
            if day <= min(row.last, other.last):
                when = day.isoformat() if day > date.min else "every day"
                yield (f'row {number}: code "{row.code}" belongs to two agencies on {when}: {other.name_vi} '
                       f"(row {other_number}) and {row.name_vi}. Add valid_to to one of them.")  # fmt: skip
