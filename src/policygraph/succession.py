"""Who holds on a date what an agency held before: the changes of the tables followed one after another.

A body changes by itself (``agency_changes.csv``), or its province does (``province_changes.csv``) and the body of the
same kind in the new province takes over. Nothing is guessed: where the tables name several heirs, only a part, or
nobody, the answer lists what they name and is not ``decided``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from policygraph import identity
from policygraph.vocab import (
    Agency,
    AgencyChange,
    AgencyTemplate,
    District,
    Province,
    ProvinceChange,
    Vocabulary,
    tables,
)

_WHOLE = ("", "all")
# bodies with a life of their own: a university keeps its name when its province is merged
_OWN = {"school", "fund", "public_unit", "authority"}
_DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What became of the body by the date."""

    SAME = "same"  #: it is still there
    PASSED = "passed"  #: another body holds, or several
    ENDED = "ended"  #: it is gone, and the tables name nobody
    UNKNOWN = "unknown"  #: its place was merged, and the tables do not say what became of such a body
    NOT_YET = "not-yet"  #: it did not exist yet


class Doubt(StrEnum):
    """Why a holder is not settled."""

    PART = "part"  #: the tables hand over a part, and do not say what became of the rest
    SOME = "some"  #: only some provinces have such a body; the tables do not know which
    GOES_ON = "goes-on"  #: the tables name an heir, but no end of the body itself
    DAY = "day"  #: only the month or the year of the change is known, and the date lies in it
    UNNAMED = "unnamed"  #: the tables know the heir by name only
    UNTOLD = "untold"  #: another share of the body ended, and the tables name nobody for it
    SPLIT = "split"  #: several bodies hold shares


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the tables of changes, as it touched one body; ``before`` and ``after`` where such a body exists."""

    change: AgencyChange | ProvinceChange
    before: Agency | None
    after: Agency | None
    old: str  #: the name of what changed: a body, or the place of a body
    new: str  #: the name of what came of it; empty where nothing did
    certain: bool = True  #: False where the tables know no end of the body: the row may be of other provinces
    heir_known: bool = True  #: False where only some provinces have such an heir, and no table says which

    @property
    def of_place(self) -> bool:
        """True where the body's place changed, and the body with it."""
        return isinstance(self.change, ProvinceChange)

    @property
    def when(self) -> str:
        """The day, month or year, as precisely as it is known."""
        return self.change.date

    @property
    def first(self) -> date:
        """The first day that the date can mean."""
        return tables.first_day(self.change.date)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        return tables.last_day(self.change.date)

    @property
    def kind(self) -> str:
        """``merged``, ``split``, ``renamed``, ``affiliated``, ``abolished`` or ``upgraded``."""
        return self.change.kind

    @property
    def part(self) -> str:
        """The share that was handed over; empty for the whole."""
        return "" if self.change.part in _WHOLE else self.change.part

    @property
    def instrument(self) -> str:
        """The decision, as the tables name it."""
        return self.change.instrument

    @property
    def checked(self) -> bool:
        """False where the row rests on memory."""
        return self.change.checked == "yes"


Path = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A body that holds on the date, with each way that leads to it; ``agency`` is `None` where no table has it."""

    agency: Agency | None
    name: str
    paths: tuple[Path, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """A way that leads to nobody: the last body on it, and the day, month or year of its end.

    ``gone`` is False where the tables know no end of the body, only that its place was merged.
    """

    name: str
    when: str
    path: Path
    gone: bool = True


@dataclass(frozen=True, slots=True)
class Succession:
    """Who holds on ``on`` what ``agency`` held."""

    agency: Agency
    on: date
    outcome: Outcome
    holders: tuple[Holder, ...] = ()
    ends: tuple[End, ...] = ()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All reasons why the answer is not settled."""
        found = {doubt for holder in self.holders for doubt in holder.doubts}
        found |= {Doubt.SPLIT} if len(self.holders) > 1 and not found & {Doubt.DAY, Doubt.GOES_ON} else set()
        found |= {Doubt.UNTOLD} if self.holders and self.ends else set()
        return tuple(doubt for doubt in Doubt if doubt in found)

    @property
    def decided(self) -> bool:
        """True where exactly one body holds, and nothing speaks against it."""
        return len(self.holders) == 1 and not self.doubts


@dataclass(frozen=True, slots=True)
class _Body:
    """A body on the way: a row of agencies, or a template and a place, or a name only."""

    id: str
    place: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """How far the search has come: the body reached, the events up to it, and those that did not touch it."""

    body: _Body
    since: date
    path: Path = ()
    passed_over: frozenset[AgencyChange | ProvinceChange] = frozenset()
    doubts: frozenset[Doubt] = frozenset()


def holders(agency: Agency, on: date, vocab: Vocabulary, seen: date | None = None) -> Succession:
    """Who holds on a day what the agency held, by the tables of changes.

    ``seen`` is a day on which a text shows the body at work: what the tables say before that did not end it.

    >>> from policygraph.vocab import load
    >>> office = load().find_agency("Sở Kế hoạch và Đầu tư", "58@63", date(2022, 3, 1))
    >>> found = holders(office, date(2026, 1, 1), load())
    >>> found.decided, found.holders[0].name, [event.when for event in found.holders[0].paths[0]]
    (True, 'Sở Tài chính tỉnh Khánh Hòa', ['2025-03-01', '2025-07-01'])
    >>> split = holders(load().agency("bo-lao-dong-thuong-binh-va-xa-hoi"), date(2026, 1, 1), load())
    >>> split.decided, len(split.holders)
    (False, 5)
    """
    if on < agency.first:
        return Succession(agency, on, Outcome.NOT_YET)
    found = list(_Search(vocab, on).ends_of(_start(agency, min(seen, on) if seen else None)))
    held = _together(item for item in found if isinstance(item, Holder))
    ends = tuple(item for item in found if isinstance(item, End))
    same = [holder for holder in held if holder.agency == agency]
    lost = Outcome.ENDED if all(end.gone for end in ends) else Outcome.UNKNOWN
    outcome = Outcome.SAME if same else Outcome.PASSED if held else lost
    return Succession(agency, on, outcome, held, ends)


def steps(agency: Agency, vocab: Vocabulary, seen: date | None = None) -> tuple[Event, ...]:
    """The changes that the agency itself went through, the oldest first, with what came of each.

    ``seen`` is as for `holders`.

    >>> from policygraph.vocab import load
    >>> [(event.when, event.new) for event in steps(load().agency("so-giao-thong-van-tai@37@63"), load())]
    [('2025-03-01', 'Sở Xây dựng tỉnh Ninh Bình')]
    """
    found = _Search(vocab, date.max).leaving(_start(agency, seen))
    ended = min((event.first for event in found if event.certain and event.kind != "affiliated"), default=date.max)
    return tuple(event for event in found if event.first <= ended)


def origins(agency: Agency, vocab: Vocabulary) -> tuple[Event, ...]:
    """The changes by which the agency came to be, where the tables tell them.

    >>> from policygraph.vocab import load
    >>> [event.old for event in origins(load().agency("bo-dan-toc-va-ton-giao"), load())]
    ['Ban Tôn giáo Chính phủ', 'Ủy ban Dân tộc']
    """
    id, _, place = agency.key.partition("@")
    found: list[Event] = []
    for change in vocab.changes_of(agency.key):
        before = vocab.agency(f"{change.from_id}@{place}" if place else change.from_id)
        if change.to_id == id and _begins(agency, change.date):
            found.append(Event(change, before, agency, before.name_vi if before else change.from_name, agency.name_vi))
    here = vocab.province(place)
    for moved in vocab.province_changes:
        if here and moved.to_id == here.id and not moved.part and _begins(agency, moved.date):
            before = vocab.agency(f"{id}@{moved.from_id}")
            old = vocab.province(moved.from_id)
            found.append(Event(moved, before, agency, old.label if old else "", here.label))
    return tuple(sorted(found, key=lambda event: (event.first, event.old)))


def heirs_of_place(province: Province, on: date, vocab: Vocabulary) -> tuple[Province, ...]:
    """The provinces that hold on a day what a province was: itself, one, or several where it was split.

    >>> from policygraph.vocab import load
    >>> [heir.label for heir in heirs_of_place(load().province("44@63"), date(2026, 1, 1), load())]
    ['tỉnh Quảng Trị']
    """
    if province.exists_on(on):
        return (province,)
    moved = [c for c in vocab.province_changes if c.from_id == province.id and not c.part]
    after = [vocab.province(c.to_id) for c in moved if tables.first_day(c.date) <= on and c.to_id != province.id]
    found = [heir for heir in after if heir and heir.first > province.first]
    return tuple(dict.fromkeys(last for heir in found for last in heirs_of_place(heir, on, vocab)))


def lifetime(agency: Agency, vocab: Vocabulary) -> tuple[str, str]:
    """From when to when the tables know the body to exist; one with a life of its own does not end with its province.

    >>> from policygraph.vocab import load
    >>> [lifetime(load().agency(key), load()) for key in ("so-y-te@84@63", "truong-dai-hoc@84@63")]
    [('1992', '2025-06-30'), ('', '')]
    """
    template = vocab.template(agency.key.partition("@")[0])
    known = template if template and _own_life(template) else agency
    return known.valid_from, known.valid_to


def _own_life(template: AgencyTemplate) -> bool:
    return template.coverage == "some" and template.kind in _OWN


def of_iri(iri: str, vocab: Vocabulary) -> Agency | None:
    """The agency of the tables with that IRI, or `None`: texts also name bodies that no table knows.

    >>> from policygraph.vocab import load
    >>> of_iri("https://w3id.org/policygraph/id/agency/tinh-ninh-binh/so-y-te", load()).name_vi
    'Sở Y tế tỉnh Ninh Bình'
    """
    where = iri.removeprefix(f"{identity.ID}agency/").rpartition("/")[0]
    places: list[Province | District] = [*vocab.provinces, *vocab.districts]
    known: list[Agency] = list(vocab.agencies) if where == identity.NATION else []
    for place in places:
        if place.slug == where:
            known += vocab.agencies_of(place.id, optional=True)
    found = [agency for agency in known if agency.iri == iri]
    return found[0] if len(found) == 1 else None


def _start(agency: Agency, seen: date | None = None) -> _Way:
    id, _, place = agency.key.partition("@")
    # what brought the body into being is no change of it
    since = agency.first + _DAY if agency.first > date.min else agency.first
    if seen and agency.exists_on(seen):
        since = max(since, seen)
    return _Way(_Body(id, place or None), since)


def _begins(agency: Agency, day: str) -> bool:
    """True where the agency may have begun on that day."""
    if not agency.valid_from:
        return False
    return tables.first_day(day) <= tables.last_day(agency.valid_from) and tables.last_day(day) >= agency.first


def _together(found: Iterable[Holder]) -> tuple[Holder, ...]:
    """One holder a body, with all the ways to it."""
    made: dict[str, Holder] = {}
    for holder in found:
        key = holder.agency.key if holder.agency else holder.name
        other = made.get(key)
        if other:
            doubts = tuple(doubt for doubt in Doubt if doubt in (*other.doubts, *holder.doubts))
            holder = replace(other, paths=tuple(dict.fromkeys((*other.paths, *holder.paths))), doubts=doubts)
        made[key] = holder
    return tuple(made.values())


class _Search:
    """Follows the changes from a body to a day."""

    def __init__(self, vocab: Vocabulary, on: date) -> None:
        self._vocab, self._on = vocab, on

    # ------------------------------------------------------------------------------------------ the way

    def ends_of(self, way: _Way) -> Iterator[Holder | End]:
        """Where the ways from a body lead: to holders, or to an end."""
        group = next(iter(self._groups(way)), [])
        if not group or group[0].first > self._on:
            yield from self._arrived(way)
            return
        rest = replace(way, passed_over=way.passed_over | {event.change for event in group})
        doubt = self._stays(way.body, group)
        if all(event.kind == "affiliated" for event in group) and doubt is not None:
            # placed under another body, but still there
            yield from self.ends_of(replace(rest, path=(*way.path, *group)))
            return
        if doubt:
            yield from self.ends_of(replace(rest, doubts=rest.doubts | {doubt}))
        for event in group:
            yield from self._through(rest, event, doubt)

    def _groups(self, way: _Way) -> Iterator[list[Event]]:
        """The events that leave a body, those of one day and one table together."""
        for _, events in groupby(self.leaving(way), key=lambda event: (event.first, event.of_place)):
            yield list(events)

    def _stays(self, body: _Body, group: list[Event]) -> Doubt | None:
        """Why the body may hold on after the events, or `None`."""
        if not all(self._settled(body, event) for event in group):
            return Doubt.GOES_ON
        # the table of bodies, or of places, may say that the change had come before the day
        end = self._place_last(body) if group[0].of_place else self._last(body)
        return Doubt.DAY if self._on < max(event.last for event in group) and self._on <= end else None

    def _through(self, way: _Way, event: Event, doubt: Doubt | None) -> Iterator[Holder | End]:
        """The ways on from what came of one event."""
        path = (*way.path, event)
        target = self._target(way.body, event)
        if target is None:
            yield End(self._name(way.body), event.when, path, gone=not event.of_place)
            return
        doubts = way.doubts | self._doubts(event, target) | ({doubt} if doubt else set())
        yield from self.ends_of(replace(way, body=target, since=event.first, path=path, doubts=doubts))

    @staticmethod
    def _doubts(event: Event, target: _Body) -> set[Doubt]:
        found = {Doubt.PART} if event.part else set()
        found |= set() if event.heir_known else {Doubt.SOME}
        return found | ({Doubt.UNNAMED} if target.name else set())

    def _arrived(self, way: _Way) -> Iterator[Holder | End]:
        """The body that a way ends with, if it is there on the day."""
        doubts = tuple(doubt for doubt in Doubt if doubt in way.doubts)
        if way.body.name:
            yield Holder(None, way.body.name, (way.path,), doubts)
            return
        agency = self._agency(way.body)
        if agency and agency.exists_on(self._on):
            yield Holder(agency, agency.name_vi, (way.path,), doubts)
        elif agency is None or agency.last < self._on:
            yield self._ended(agency, way.path)

    @staticmethod
    def _ended(agency: Agency | None, path: Path) -> End:
        """The end of a way: the last body on it that the tables have."""
        while agency is None and path:
            agency, path = path[-1].before, path[:-1]
        return End(agency.name_vi, agency.valid_to, path) if agency else End("", "", path)

    # ------------------------------------------------------------------------------------------ one step

    def leaving(self, way: _Way) -> list[Event]:
        """The changes that touch a body from a day on, the oldest first; of one day, the body's own come first."""
        body = way.body
        found = [self._changed(body, change) for change in self._vocab.changes_of(body.id)
                 if change.from_id == body.id and (body.id or change.from_name == body.name)
                 and self._reaches(body, change)]  # fmt: skip
        found += self._moved(body)
        found = [self._weighed(body, event) for event in found]
        left = [event for event in found if event.last >= way.since and event.change not in way.passed_over]
        return sorted(left, key=lambda event: (event.first, event.of_place, event.new))

    def _reaches(self, body: _Body, change: AgencyChange) -> bool:
        """False where the body was gone before the change."""
        return tables.first_day(change.date) - _DAY <= min(self._last(body), self._place_last(body))

    def _last(self, body: _Body) -> date:
        template = self._vocab.template(body.id)
        if template:
            return template.last
        agency = self._vocab.agency(body.id) if body.id else None
        return agency.last if agency else date.max

    def _place_last(self, body: _Body) -> date:
        place = self._vocab.place(body.place) if body.place else None
        return place.last if place else date.max

    def _changed(self, body: _Body, change: AgencyChange) -> Event:
        event = Event(change, self._agency(body), None, self._name(body), change.to_name)
        target = self._target(body, event)
        after = self._agency(target) if target else None
        return replace(event, after=after, new=after.name_vi if after else change.to_name)

    def _moved(self, body: _Body) -> list[Event]:
        """The changes of the body's place as a whole."""
        place = self._vocab.place(body.place) if body.place else None
        if place is None or not body.id:
            return []
        district = isinstance(place, District)
        province = place.province_id if isinstance(place, District) else place.id
        found = []
        for change in self._vocab.province_changes:
            to = self._heir(place, change.to_id) if change.from_id == province and not change.part else None
            begins = tables.first_day(change.date)
            if to and not (district and (to.first != begins or place.last < begins - _DAY)):
                after = self._agency(replace(body, place=to.id)) if self._goes_with_its_place(body) else None
                found.append(Event(change, self._agency(body), after, place.label, to.label))
        return found

    def _goes_with_its_place(self, body: _Body) -> bool:
        template = self._vocab.template(body.id)
        return template is not None and not _own_life(template)

    def _heir(self, place: Province | District, province: str) -> Province | District | None:
        """What a place is in the new province: the province itself, or the district of the same name in it."""
        if isinstance(place, District):
            return self._vocab.place(f"{place.id.partition('@')[0]}@{province}")
        return self._vocab.province(province)

    def _target(self, body: _Body, event: Event) -> _Body | None:
        """What came of the body; `None` where the tables name nothing."""
        change = event.change
        if isinstance(change, ProvinceChange):
            place = self._vocab.place(body.place or "")
            heir = self._heir(place, change.to_id) if place and self._goes_with_its_place(body) else None
            return replace(body, place=heir.id) if heir else None
        if not change.to_id:
            return _Body("", body.place, change.to_name) if change.to_name else None
        template = self._vocab.template(change.to_id)
        place = self._vocab.place(body.place or "")
        if template and isinstance(place, District) and template.level == "province":
            return _Body(change.to_id, place.province_id)
        return _Body(change.to_id, body.place if template else None)

    def _agency(self, body: _Body) -> Agency | None:
        if not body.id:
            return None
        return self._vocab.agency(f"{body.id}@{body.place}" if body.place else body.id)

    def _name(self, body: _Body) -> str:
        agency = self._agency(body)
        template = self._vocab.template(body.id)
        place = self._vocab.place(body.place or "")
        if agency or not template or not place:
            return agency.name_vi if agency else body.name
        return template.name_pattern.format(place=place.label, name=place.name, party=place.kind.party)

    def _weighed(self, body: _Body, event: Event) -> Event:
        """The event with what the tables leave open about it."""
        target = self._target(body, event)
        template = self._vocab.template(target.id) if target else None
        common = template is None or template.coverage == "every" or event.kind == "upgraded"
        certain = event.kind == "affiliated" or self._settled(body, event)
        return replace(event, certain=certain, heir_known=common)

    def _settled(self, body: _Body, event: Event) -> bool:
        """True where the tables say that the body, or its place, had ended with the event."""
        valid_to = self._valid_to(body, event)
        return event.kind == "renamed" or bool(valid_to and tables.first_day(valid_to) <= event.last)

    def _valid_to(self, body: _Body, event: Event) -> str:
        """The end, in the tables, of what the event changed: the body's place, or the body."""
        if event.of_place:
            place = self._vocab.place(body.place or "")
            return place.valid_to if place else ""
        template = self._vocab.template(body.id)
        agency = None if template or not body.id else self._vocab.agency(body.id)
        return template.valid_to if template else agency.valid_to if agency else event.when
