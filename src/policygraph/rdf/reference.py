"""The reference graph: the places and bodies in use, those above them, and what became of them.

It is made of pieces, one for each node: what is said of the node itself, and which other nodes must stand there, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from policygraph import identity, succession
from policygraph.link import Body, Linked, Reason
from policygraph.link.bodies import day
from policygraph.rdf.terms import ALT_LABEL, INSIDE, LABEL, PART_OF, Graph, Term, node, typed, words
from policygraph.succession import Event
from policygraph.vocab import Agency, AgencyChange, District, Province, ProvinceChange, Vocabulary

_NATION = "Việt Nam"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is said of one node of a shared graph, as N-Quads lines, and the nodes that must stand there with it."""

    lines: bytes
    needs: tuple[str, ...] = ()


class Reference:
    """Writes pieces of the reference graph.

    A node is ``place:<slug>``, ``agency:<key of the tables>`` or ``body:<IRI>``. ``body`` gives a body by its IRI,
    ``seen`` the youngest text that shows one at work: what the tables end before that was another one's end.
    """

    def __init__(
        self, vocab: Vocabulary, body: Callable[[str], Body | None], seen: Callable[[str], date | None]
    ) -> None:
        self._vocab, self._body, self._seen = vocab, body, seen
        self._places: dict[str, Province | District] = {place.slug: place for place in vocab.districts}
        self._places |= {place.slug: place for place in vocab.provinces}

    def piece(self, node: str) -> Piece:
        """What the graph says of a node; nothing, where it is a body that nobody names."""
        kind, _, key = node.partition(":")
        writer = _Writer(self._vocab, self._places, self._seen)
        if kind == "place":
            writer.place(key)
        elif kind == "agency" and (agency := self._vocab.agency(key)):
            writer.agency(agency)
        elif body := self._body(key):
            writer.body(body)
        return Piece(writer.graph.lines(), tuple(sorted(writer.needs - {node})))

    def closure(self, roots: Iterable[str]) -> Iterator[tuple[str, Piece]]:
        """The pieces of the roots and of all that must stand with them."""
        open_, done = sorted(roots, reverse=True), set()
        while open_:
            node = open_.pop()
            if node not in done:
                done.add(node)
                piece = self.piece(node)
                open_ += piece.needs
                yield node, piece


def reference(linked: Linked, vocab: Vocabulary) -> bytes:
    """The whole reference graph of a collection, as N-Quads lines."""
    roots = {f"place:{work.place}" for work in linked.works.values() if work.place and work.place != identity.NATION}
    roots |= {body.node for body in linked.bodies.values()}
    writer = Reference(vocab, linked.bodies.get, _last_seen(linked).get)
    return b"".join(piece.lines for _, piece in writer.closure(roots))


class _Writer:
    """Writes what is said of one node, and notes the others that it speaks of."""

    def __init__(
        self, vocab: Vocabulary, places: dict[str, Province | District], seen: Callable[[str], date | None]
    ) -> None:
        self.vocab, self.places, self.seen = vocab, places, seen
        self.graph = Graph(identity.REFERENCE_GRAPH)
        self.needs: set[str] = set()

    def the_place(self, slug: str) -> str:
        """The IRI of a place that must stand there, too."""
        self.needs.add(f"place:{slug}")
        return identity.place_iri(slug)

    def the_agency(self, agency: Agency) -> str:
        """The IRI of an agency that must stand there, too."""
        self.needs.add(f"agency:{agency.key}")
        return agency.iri

    def place(self, slug: str) -> None:
        """A place, the place above it, and its successors."""
        iri, place = identity.place_iri(slug), self.places.get(slug)
        self.graph.a(iri, "Place")
        self.graph.put(iri, LABEL, words(place.label if place else _NATION, "vi"))
        if place:
            self.graph.add(iri, validFrom=_day(place.valid_from), validTo=_day(place.valid_to))
        if isinstance(place, District):
            above = self.vocab.province(place.province_id)
            if above:
                self.graph.put(iri, INSIDE, node(self.the_place(above.slug)))
        elif place:
            self.graph.put(iri, INSIDE, node(self.the_place(identity.NATION)))
            self.place_changes(place)

    def place_changes(self, place: Province) -> None:
        for change in self.vocab.province_changes:
            to = self.vocab.province(change.to_id)
            if change.from_id == place.id and to:
                self.event(change, identity.place_iri(place.slug), self.the_place(to.slug), f"{place.slug} {to.slug}")

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
            original=node(original),
            resulting=node(resulting) if resulting else None,
            changeKind=change.kind,
            changeDate=_day(change.date),
            changedPart=part,
            instrumentAsWritten=change.instrument or None,
            certainty="inferred" if inferred else None,
        )
        self.graph.why(iri, inferred)
        # what is placed under another body is still there
        if resulting and resulting != original and change.kind != "affiliated":
            self.graph.add(original, succeededBy=node(resulting))

    def body(self, body: Body) -> None:
        """A body or collective known from texts."""
        self.graph.a(body.iri, "CollectiveAgency" if body.collective else "Agency")
        self.graph.put(body.iri, LABEL, words(body.label, "vi"))
        self.graph.add(
            body.iri,
            jurisdiction=node(self.the_place(body.place)) if body.place else None,
            certainty="inferred" if body.reason else None,
        )
        self.graph.why(body.iri, body.reason)
        for key in body.members:
            member = self.vocab.agency(key)
            if member:
                self.graph.add(body.iri, member=node(self.the_agency(member)))

    def agency(self, agency: Agency) -> None:
        """An agency of the tables, the one above it and its successors."""
        self.graph.a(agency.iri, "Agency")
        self.graph.put(agency.iri, LABEL, words(agency.name_vi, "vi"))
        if agency.name_en:
            self.graph.put(agency.iri, ALT_LABEL, words(agency.name_en, "en"))
        if agency.short_name:
            self.graph.put(agency.iri, ALT_LABEL, words(agency.short_name, "vi"))
        first, last = succession.lifetime(agency, self.vocab)
        self.graph.add(
            agency.iri,
            kind=node(identity.concept_iri("agency-kind", agency.kind)),
            tier=node(identity.concept_iri("tier", agency.tier)),
            jurisdiction=node(self.the_place(agency.place_slug)),
            validFrom=_day(first),
            validTo=_day(last),
        )
        above = self.vocab.agency(agency.parent_key) if agency.parent_key else None
        if above:
            self.graph.put(agency.iri, PART_OF, node(self.the_agency(above)))
        self.agency_changes(agency)

    def agency_changes(self, agency: Agency) -> None:
        """What became of the agency, by its own changes and by those of its place; only what the tables settle.

        A row that may be of other provinces says nothing here; an heir that not every province has is not named.
        """
        id = agency.key.partition("@")[0]
        for event in succession.steps(agency, self.vocab, self.seen(agency.iri)):
            if not event.certain:
                continue
            resulting = self.the_agency(event.after) if event.after and event.heir_known else None
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


def _day(written: str) -> Term | None:
    """A day, a month or a year of the tables as precisely as it is known.

    >>> _day("2025-03"), _day("") is None
    ('"2025-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>', True)
    """
    if not written:
        return None
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(written), "date")
    return typed(written, kind)
