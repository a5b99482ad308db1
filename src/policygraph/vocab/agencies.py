"""Agencies: national bodies from their table, bodies of places from templates, made only when asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from policygraph.identity import NATION, agency_iri
from policygraph.text import fold
from policygraph.vocab.names import NameKeys
from policygraph.vocab.places import District, Places, Province
from policygraph.vocab.tables import (
    Abbreviation,
    AgencyName,
    AgencyRow,
    AgencyTemplate,
    AgencyTemplateName,
    Dated,
    Rows,
)

#: Provinces set up a new body on days of their own around the common date that the table gives.
SLACK = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Agency(Dated):
    """A body that exists on its own."""

    key: str  #: "bo-tai-chinh", or template and place: "so-y-te@37@63"
    name_vi: str  #: complete: "Sở Y tế tỉnh Ninh Bình"
    name_en: str
    kind: str
    tier: str
    place_id: str | None  #: a province or district; None for a national body
    place_slug: str
    iri_name: str  #: the name without its place
    valid_from: str
    valid_to: str
    since: str | None  #: told apart by this from an older body of the same name
    parent_key: str | None
    short_name: str | None
    source: str

    @property
    def iri(self) -> str:
        """The IRI of the body."""
        return agency_iri(self.place_slug, self.iri_name, self.since)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a name gives no agency; ``candidates`` are those that it may mean."""

    name: str
    reason: str  #: unknown, ambiguous, plural, no-place (a body of places; which place is not known), no-such-time
    candidates: tuple[Agency, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to name a body of a place: what must follow it ("", "level" or "name"), for which kinds of place."""

    template: AgencyTemplate
    needs: str
    kinds: frozenset[str]


class Agencies:
    """The bodies of the tables, and the ways to find one."""

    def __init__(self, rows: Rows, keys: NameKeys, places: Places, plural: Iterable[str]) -> None:
        self._keys, self._places = keys, places
        self._plural = re.compile(rf"(?:{'|'.join(map(re.escape, plural)) or '(?!)'})(?!\w)")
        self._rows: Mapping[str, AgencyRow] = {row.id: row for row in rows["agencies"]}
        self._names: Sequence[AgencyName] = rows["agency_names"]
        self.templates: Mapping[str, AgencyTemplate] = {row.id: row for row in rows["agency_templates"]}
        self._template_names: Sequence[AgencyTemplateName] = rows["agency_template_names"]
        self._abbreviations: Sequence[Abbreviation] = rows["abbreviations"]
        self._made: dict[str, Agency | None] = {}

    # ------------------------------------------------------------------------------------------ making

    @cached_property
    def national(self) -> tuple[Agency, ...]:
        """All national bodies of the table, in its order."""
        short: dict[str, str] = {}
        for name in self._names:
            short.setdefault(name.agency_id, name.name)
        return tuple(
            Agency(row.id, row.name_vi, row.name_en, row.kind, row.tier, None, NATION, row.name_vi, row.valid_from,
                   row.valid_to, row.since or None, row.parent_id or None, short.get(row.id), row.source)
            for row in self._rows.values()
        )  # fmt: skip

    @cached_property
    def _national_by_key(self) -> Mapping[str, Agency]:
        return {agency.key: agency for agency in self.national}

    @cached_property
    def _by_level(self) -> Mapping[str, Sequence[AgencyTemplate]]:
        found: dict[str, list[AgencyTemplate]] = defaultdict(list)
        for template in self.templates.values():
            found[template.level].append(template)
        return found

    @cached_property
    def _short_names(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name in self._template_names:
            if name.kind == "short":
                found.setdefault(name.template_id, name.name)
        return found

    def agency(self, key: str) -> Agency | None:
        """The agency with that key, made where it is a body of a place."""
        if key in self._national_by_key:
            return self._national_by_key[key]
        template_id, _, place_id = key.partition("@")
        template, place = self.templates.get(template_id), self._place(place_id)
        return self._make(template, place) if template and place else None

    def _place(self, place_id: str) -> Province | District | None:
        return self._places.by_id.get(place_id) or self._places.districts_by_id.get(place_id)

    def _make(self, template: AgencyTemplate, place: Province | District) -> Agency | None:
        """The body of a place; `None` where their times do not meet or the level is another."""
        key = f"{template.id}@{place.id}"
        if key not in self._made:
            meets = max(template.first, place.first) <= min(template.last, place.last)
            self._made[key] = self._expand(template, place) if meets and template.level == place.kind.level else None
        return self._made[key]

    def _expand(self, template: AgencyTemplate, place: Province | District) -> Agency:
        label, name = place.label, place.name
        if isinstance(place, District):
            label, name = (f"{text}, {self._places.by_id[place.province_id].label}" for text in (label, name))
        full = template.name_pattern.format(place=label, name=name, party=place.kind.party)
        bare = template.name_pattern.format(place="", name="", party=place.kind.party).strip()
        start = max((template, place), key=lambda part: part.first).valid_from
        end = min((template, place), key=lambda part: part.last).valid_to
        short = self._short_names.get(template.id)
        if short:
            short = short.format(level=place.label, name=place.name, party=place.kind.party)
        return Agency(f"{template.id}@{place.id}", full, self._english(template, place), template.kind, template.tier,
                      place.id, place.slug, bare, start, end, None, self._parent(template, place), short,
                      template.source)  # fmt: skip

    @staticmethod
    def _english(template: AgencyTemplate, place: Province | District) -> str:
        return f"{template.name_en} of {place.name}"

    def _parent(self, template: AgencyTemplate, place: Province | District) -> str | None:
        parent = self.templates.get(template.parent_id)
        if parent is None:
            return template.parent_id or None
        above = place
        if parent.level == "province" and isinstance(place, District):
            above = self._places.by_id[place.province_id]
        made = self._make(parent, above)
        return made.key if made else None

    def of_place(
        self,
        place: Province | District,
        on: date | None,
        optional: bool,
        takes: Callable[[str, str], bool] = lambda kind, template: True,
    ) -> Iterator[Agency]:
        """The bodies of a place on a day; with ``optional`` also those that only some places have.

        ``takes`` says, of a kind and a template's id, which of them are wanted.
        """
        for template in self._by_level.get(place.kind.level, ()):
            wanted = (optional or template.coverage == "every") and takes(template.kind, template.id)
            made = self._make(template, place) if wanted else None
            if made and made.exists_on(on):
                yield made

    # ------------------------------------------------------------------------------------------ finding

    @cached_property
    def _national_names(self) -> Mapping[str, Sequence[Agency]]:
        found: dict[str, list[Agency]] = defaultdict(list)
        named = [(agency.key, agency.name_vi) for agency in self.national]
        for key, name in named + [(row.agency_id, row.name) for row in self._names]:
            agency = self._national_by_key[key]
            if agency not in found[self._keys.key(name)]:
                found[self._keys.key(name)].append(agency)
        return found

    @cached_property
    def _forms(self) -> Mapping[str, Sequence[_Form]]:
        found: dict[str, list[_Form]] = defaultdict(list)
        for row in self._template_names:
            template = self.templates[row.template_id]
            kinds = [kind for kind in self._places.kinds.values() if kind.level == template.level]
            needs = next((need for need in ("level", "name") if f"{{{need}}}" in row.name), "")
            by_key: dict[str, set[str]] = defaultdict(set)
            for kind in kinds:
                by_key[self._keys.key(row.name.format(level="", name="", party=kind.party))].add(kind.id)
            for key, ids in by_key.items():
                found[key].append(_Form(template, needs, frozenset(ids)))
        return found

    def resolve(self, name: str, place_id: str | None, on: date | None) -> Agency | Unresolved:
        """The one agency that ``name`` means in a text of that place and day, or why there is none."""
        if self._plural.match(fold(name)):
            return Unresolved(name, "plural")
        words = self._keys.words(name)
        found = {agency.key: agency for agency in self._national_names.get(" ".join(words), ())}
        national, placeless = bool(found), False
        for cut in range(len(words), 0, -1):
            forms = self._forms.get(" ".join(words[:cut]), ())
            if not forms:
                continue
            for form in forms:
                # a name that the nation's body has too may mean either where the level is left out
                either = national and form.needs == "level"
                places = tuple(self._places_named(replace(form, needs="") if either else form, words[cut:], place_id))
                placeless |= place_id is None and not places and self._is_own(words[cut:])
                made = [self._make(form.template, place) for place in places]
                found |= {agency.key: agency for agency in made if agency}
        return self._choose(name, list(found.values()), place_id, on, placeless)

    def _is_own(self, words: Sequence[str]) -> bool:
        """True where what follows a name says no other place than the text's own."""
        return not words or " ".join(words) in self._places.level_words

    def _places_named(self, form: _Form, words: Sequence[str], place_id: str | None) -> Iterator[Province | District]:
        """The places whose body a form can mean with those words after it."""
        own, tail = self._places.by_id.get(place_id or ""), " ".join(words)
        if form.template.level == "district":
            near = self._places.districts_by_key.get(tail, ()) if own else ()
            yield from (place for place in near
                        if place.kind.id in form.kinds and own and place.province_id == own.id)  # fmt: skip
            return
        if (
            own
            and own.kind.id in form.kinds
            and (
                (not tail and not form.needs)
                or (form.needs != "name" and own.kind.id in self._places.level_words.get(tail, ()))
            )
        ):
            yield own
        yield from (place for place in self._places.by_key.get(tail, ()) if place.kind.id in form.kinds)

    def _choose(self, name: str, found: list[Agency], place_id: str | None, on: date | None,
                placeless: bool) -> Agency | Unresolved:  # fmt: skip
        if not found:
            return Unresolved(name, "no-place" if placeless else "unknown")
        living = _living(found, on)
        if not living:
            return Unresolved(name, "no-such-time", tuple(found))
        own = [agency for agency in living if agency.place_id in (place_id, None)]
        best = own if len(living) > 1 and own else living
        return best[0] if len(best) == 1 else Unresolved(name, "ambiguous", tuple(best))

    # ------------------------------------------------------------------------------------------ names

    def all_names(self) -> tuple[str, ...]:
        """Every way to name a body that a text can print, without the province's name where that may be left out."""
        names = [agency.name_vi for agency in self.national] + [row.name for row in self._names]
        for row in self._template_names:
            names += self._printed(row)
        return tuple(sorted({*names, *self._abbreviated(names)}, key=lambda name: (-len(name), name)))

    def _printed(self, row: AgencyTemplateName) -> Iterator[str]:
        level = self.templates[row.template_id].level
        for kind in self._places.kinds.values():
            if kind.level != level:
                continue
            if "{name}" not in row.name:
                yield row.name.format(level=kind.word, party=kind.party)
                continue
            yield from (row.name.format(level=kind.word, party=kind.party, name=place.name)
                        for place in self._places.provinces if place.kind.id == kind.id)  # fmt: skip

    def _abbreviated(self, names: Iterable[str]) -> Iterator[str]:
        rows = [row for row in self._abbreviations if row.short.isalpha() and len(row.long.split()) > 1]
        pairs = [(fold(row.long), row) for row in rows]
        for name in names:
            folded = fold(name)
            if len(folded) != len(name):
                continue
            for long, row in pairs:
                at = folded.find(long)
                if at >= 0:
                    yield name[:at] + row.short + name[at + len(long) :]


def _living(found: list[Agency], on: date | None) -> list[Agency]:
    """Those that a text of that day can mean: living ones, else gone ones, else ones that were about to begin."""
    if on is None:
        return found
    living = [agency for agency in found if agency.exists_on(on)]
    if living:
        return living
    # a text may begin to use a new body's name some weeks early or late: the table holds one common date
    near = [agency for agency in found if on < agency.first <= on + SLACK and agency.place_id is not None]
    gone = [agency for agency in found if agency.last < on]
    latest = max((agency.last for agency in gone), default=None)
    return [agency for agency in gone if agency.last == latest] or near
