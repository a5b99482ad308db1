"""The reference graph: the places and bodies in use, those above them, and what became of them."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox

from policygraph import identity, succession
from policygraph.link import Body, Linked, Reason
from policygraph.link.bodies import day
from policygraph.rdf.terms import ALT_LABEL, INSIDE, LABEL, PART_OF, XSD, Graph
from policygraph.succession import Event
from policygraph.vocab import Agency, AgencyChange, District, Province, ProvinceChange, Vocabulary

_NATION = "Việt Nam"


class ReferenceGraph:
    """Writes the reference graph: the places and bodies in use, those above them, and what became of them."""

    def __init__(self, linked: Linked, vocab: Vocabulary) -> None:
        self.linked, self.vocab = linked, vocab
        self.graph = Graph(identity.REFERENCE_GRAPH)
        self.places: dict[str, Province | District] = {place.slug: place for place in vocab.districts}
        self.places |= {place.slug: place for place in vocab.provinces}
        self.done: set[str] = set()
        self.seen = _last_seen(linked)

    def write(self) -> list[ox.Quad]:
        for work in self.linked.works.values():
            if work.place and work.place != identity.NATION:
                self.place(work.place)
        for body in self.linked.bodies.values():
            self.body(body)
        return self.graph.quads()

    def place(self, slug_: str) -> ox.NamedNode:
        """A place, the places above it, and its successors."""
        iri = identity.place_iri(slug_)
        if iri in self.done:
            return ox.NamedNode(iri)
        self.done.add(iri)
        self.graph.a(iri, "Place")
        place = self.places.get(slug_)
        self.graph.put(iri, LABEL, ox.Literal(place.label if place else _NATION, language="vi"))
        if place:
            self.graph.add(iri, validFrom=_day(place.valid_from), validTo=_day(place.valid_to))
        if isinstance(place, District):
            above = self.vocab.province(place.province_id)
            if above:
                self.graph.put(iri, INSIDE, self.place(above.slug))
        elif place:
            self.graph.put(iri, INSIDE, self.place(identity.NATION))
            self.place_changes(place)
        return ox.NamedNode(iri)

    def place_changes(self, place: Province) -> None:
        for change in self.vocab.province_changes:
            to = self.vocab.province(change.to_id)
            if change.from_id == place.id and to:
                self.event(change, identity.place_iri(place.slug), self.place(to.slug).value, f"{place.slug} {to.slug}")

    def event(
        self,
        change: ProvinceChange | AgencyChange,
        original: str,
        resulting: str | None,
        key: str,
        inferred: Reason | None = None,
    ) -> None:
        """One change: what it was, what came of it, when, and by which instrument."""
        iri = identity.event_iri(change.date, change.kind, key)
        part = change.part if change.part not in ("", "all") else None
        self.graph.a(iri, "ChangeEvent")
        self.graph.add(
            iri,
            original=ox.NamedNode(original),
            resulting=ox.NamedNode(resulting) if resulting else None,
            changeKind=change.kind,
            changeDate=_day(change.date),
            changedPart=part,
            instrumentAsWritten=change.instrument or None,
            certainty="inferred" if inferred else None,
        )
        self.graph.why(iri, inferred)
        # what is placed under another body is still there
        if resulting and resulting != original and change.kind != "affiliated":
            self.graph.add(original, succeededBy=ox.NamedNode(resulting))

    def body(self, body: Body) -> None:
        """An agency of the tables, or a body or collective known from texts."""
        agency = self.vocab.agency(body.agency) if body.agency else None
        if agency:
            self.agency(agency)
            return
        self.graph.a(body.iri, "CollectiveAgency" if body.collective else "Agency")
        self.graph.put(body.iri, LABEL, ox.Literal(body.label, language="vi"))
        self.graph.add(
            body.iri,
            jurisdiction=self.place(body.place) if body.place else None,
            certainty="inferred" if body.reason else None,
        )
        self.graph.why(body.iri, body.reason)
        for key in body.members:
            member = self.vocab.agency(key)
            if member:
                self.graph.add(body.iri, member=self.agency(member))

    def agency(self, agency: Agency) -> ox.NamedNode:
        """An agency of the tables, those above it and its successors."""
        if agency.iri in self.done:
            return ox.NamedNode(agency.iri)
        self.done.add(agency.iri)
        self.graph.a(agency.iri, "Agency")
        self.graph.put(agency.iri, LABEL, ox.Literal(agency.name_vi, language="vi"))
        if agency.name_en:
            self.graph.put(agency.iri, ALT_LABEL, ox.Literal(agency.name_en, language="en"))
        if agency.short_name:
            self.graph.put(agency.iri, ALT_LABEL, ox.Literal(agency.short_name, language="vi"))
        first, last = succession.lifetime(agency, self.vocab)
        self.graph.add(
            agency.iri,
            kind=ox.NamedNode(identity.concept_iri("agency-kind", agency.kind)),
            tier=ox.NamedNode(identity.concept_iri("tier", agency.tier)),
            jurisdiction=self.place(agency.place_slug),
            validFrom=_day(first),
            validTo=_day(last),
        )
        above = self.vocab.agency(agency.parent_key) if agency.parent_key else None
        if above:
            self.graph.put(agency.iri, PART_OF, self.agency(above))
        self.agency_changes(agency)
        return ox.NamedNode(agency.iri)

    def agency_changes(self, agency: Agency) -> None:
        """What became of the agency, by its own changes and by those of its place; only what the tables settle.

        A row that may be of other provinces says nothing here; an heir that not every province has is not named.
        """
        id = agency.key.partition("@")[0]
        for event in succession.steps(agency, self.vocab, self.seen.get(agency.iri)):
            if not event.certain:
                continue
            resulting = self.agency(event.after).value if event.after and event.heir_known else None
            if isinstance(event.change, AgencyChange):
                # each part of a split is an event of its own: it has its own receiver and its own share
                self.event(event.change, agency.iri, resulting, f"{agency.place_slug} {id} {event.change.to_id}")
            elif event.after and resulting:
                key = f"{agency.place_slug} {id} {event.after.place_slug}"
                self.event(event.change, agency.iri, resulting, key, _carried(event))


def _last_seen(linked: Linked) -> dict[str, date]:
    """The youngest text that shows each body at work: what the tables end before that was another one's end."""
    found: dict[str, date] = {}
    for document in linked.documents:
        spoken = day(document.facts)
        for iri in document.bodies.values():
            if spoken:
                found[iri] = max(spoken, found.get(iri, spoken))
    return found


def _carried(event: Event) -> Reason:
    """Why a body is said to go with its place: the instrument speaks of the place only."""
    return (
        f"suy ra từ việc {event.old} trở thành {event.new}: cơ quan cùng loại của địa phương mới kế tục",
        f"inferred from {event.old} becoming {event.new}: the body of the same kind in the new place takes over",
    )


def _day(written: str) -> ox.Literal | None:
    """A day, a month or a year of the tables as precisely as it is known.

    >>> _day("2025-03").datatype.value.rsplit("#")[1], _day("") is None
    ('gYearMonth', True)
    """
    if not written:
        return None
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(written), "date")
    return ox.Literal(written, datatype=ox.NamedNode(XSD + kind))
