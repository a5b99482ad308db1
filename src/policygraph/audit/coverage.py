"""Which central directive is carried out where: one cell a directive and place, with the documents behind it.

A plan that is not in the collection is "not found" only where enough of the place is held; else the cell is "not
decidable".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from policygraph import chain, identity
from policygraph.chain import Document, Proof
from policygraph.labels import vi

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: So many dated documents of a province, issued since the directive, must be held before "not found" is said.
ENOUGH = 5

_PARTY_TIERS = {"politburo", "secretariat", "central_committee", "central_party_body", "provincial_party"}
_STATE_TIERS = {"national_assembly", "government", "prime_minister", "ministry", "provincial_council",
                "provincial_people_committee", "provincial_department"}  # fmt: skip
_OUTSIDE = {"mass_organisation", "other"}
_PARTY_NUMBER = re.compile(r"\d+-[^/\s]+/")  # 183-KH/TU; the State writes 177/KH-UBND


class State(StrEnum):
    """How far a place carries out a directive; the notations of ``pgs:coverage-status``."""

    IMPLEMENTED = "implemented"
    PARTY_ONLY = "partyOnly"
    STATE_ONLY = "stateOnly"
    CITED_ONLY = "citedOnly"
    NOT_FOUND = "notFound"
    NOT_DECIDABLE = "notDecidable"

    @property
    def found(self) -> bool:
        """True where a document of the place says that it carries the directive out."""
        return self in (State.IMPLEMENTED, State.PARTY_ONLY, State.STATE_ONLY)


@dataclass(frozen=True, slots=True)
class Place:
    """A province or another place that issues documents; ``held`` counts its loaded documents."""

    iri: str
    name: str
    valid_to: date | None
    held: int
    current: bool

    @property
    def label(self) -> str:
        """The name, with its last day where it is gone: two provinces of one name stay two."""
        gone = self.valid_to is not None and not self.current
        return f"{self.name} ({vi('place.until', day=chain.shown(self.valid_to))})" if gone else self.name


@dataclass(frozen=True, slots=True)
class Carrying:
    """A document that carries out a directive over ``steps`` links, ``lag`` days after it."""

    document: Document
    side: str  #: "party", "state" or "other"
    steps: int
    lag: int | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One directive in one place: the state, the documents behind it, and how much of the place is held since then."""

    directive: Document
    place: Place
    state: State
    carrying: tuple[Carrying, ...]
    cited: tuple[Proof, ...]
    held_since: int

    @property
    def direct(self) -> bool:
        """True where a document of the place itself says that it carries out the directive."""
        return any(item.steps == 1 for item in self.carrying)


def places_of(documents: dict[str, Document], as_of: date) -> tuple[Place, ...]:
    """The provinces of the day, and every other place that a document comes from."""
    from policygraph import vocab

    held = Counter(d.jurisdiction for d in documents.values() if d.file)
    named = {d.jurisdiction: d.place or d.jurisdiction for d in documents.values() if d.jurisdiction}
    found: dict[str, Place] = {}
    for province in vocab.load().provinces:
        iri = identity.place_iri(province.slug)
        current = province.exists_on(as_of)
        if current or iri in named:
            last = province.last if province.last < date.max else None
            found[iri] = Place(iri, province.label, last, held[iri], current)
    for iri, name in named.items():
        if iri not in found and iri != identity.place_iri(identity.NATION):
            found[iri] = Place(iri, name, None, held[iri], True)
    return tuple(sorted(found.values(), key=lambda place: (-place.held, place.iri)))


def cells_of(graph: Graph, documents: dict[str, Document], places: tuple[Place, ...], enough: int) -> tuple[Cell, ...]:
    """The cells of every central directive, the oldest first."""
    central = [d for d in documents.values() if d.central]
    ordered = sorted(central, key=lambda d: (d.issued or date.max, d.iri))
    return tuple(cell for directive in ordered for cell in _row(graph, directive, places, documents, enough))


def _row(
    graph: Graph,
    directive: Document,
    places: tuple[Place, ...],
    documents: dict[str, Document],
    enough: int,
) -> list[Cell]:
    """The cells of one directive."""
    carrying: dict[str, list[Carrying]] = {}
    for item in carried_out_by(graph, directive):
        carrying.setdefault(item.document.jurisdiction or "", []).append(item)
    cited: dict[str, list[Proof]] = {}
    for jurisdiction, proof in _cited(graph, directive, documents):
        cited.setdefault(jurisdiction, []).append(proof)
    since = Counter(d.jurisdiction for d in documents.values() if d.file and _counts(d, directive))
    cells = []
    for place in places:
        mine, named = tuple(carrying.get(place.iri, ())), tuple(dict.fromkeys(cited.get(place.iri, ())))
        state = _state(directive, mine, bool(named), since[place.iri] >= enough)
        cells.append(Cell(directive, place, state, mine, named, since[place.iri]))
    return cells


def _counts(document: Document, directive: Document) -> bool:
    """Could this document have carried out the directive? Only a date since then says so."""
    return document.issued is not None and (directive.issued or date.min) <= document.issued


def carried_out_by(graph: Graph, directive: Document) -> list[Carrying]:
    """Every document below the directive over links of ``implements`` alone, with the shortest number of steps."""
    import networkx as nx

    below: nx.DiGraph[str] = nx.DiGraph()
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "implements":
            below.add_edge(upper, lower)
    if directive.iri not in below:
        return []
    found = []
    ways = nx.single_source_shortest_path(below, directive.iri)
    for iri, way in sorted(ways.items()):
        document = chain.data(graph, iri)
        if len(way) > 1:
            lag = (document.issued - directive.issued).days if document.issued and directive.issued else None
            words = chain.proofs(graph, iri, way[-2], "implements")
            found.append(Carrying(document, side(document), len(way) - 1, lag, words))
    return found


def _cited(graph: Graph, directive: Document, documents: dict[str, Document]) -> list[tuple[str, Proof]]:
    """Where documents of a place name the directive in any other way, also inside a task."""
    found = []
    for lower, _, edge in graph.in_edges(directive.iri, data=True):
        thing = chain.data(graph, lower)
        speaker = thing.document if isinstance(thing, chain.Task) else edge.get("stated_in")
        document = documents.get(speaker or "")
        if document is None or document.jurisdiction is None:
            continue
        words = chain.task_proofs(graph, thing) if isinstance(thing, chain.Task) else edge["proofs"]
        found += [(document.jurisdiction, proof) for proof in words]
    return found


def side(document: Document) -> str:
    """Whether a document is the Party's or the State's: by its issuer's tier, else by the style of its number.

    >>> side(Document("urn:d", number="183-KH/TU")), side(Document("urn:d", number="177/KH-UBND"))
    ('party', 'state')
    """
    if document.tier in _PARTY_TIERS:
        return "party"
    if document.tier in _STATE_TIERS:
        return "state"
    if document.tier in _OUTSIDE or not (document.tier or document.number):
        return "other"
    return "party" if document.number and _PARTY_NUMBER.match(document.number) else "state"


def _state(directive: Document, carrying: tuple[Carrying, ...], cited: bool, enough_held: bool) -> State:
    sides = {item.side for item in carrying}
    if carrying:
        if sides == {"party"}:
            return State.PARTY_ONLY
        # a directive of the State asks nothing of the Party's side
        return State.STATE_ONLY if sides == {"state"} and side(directive) == "party" else State.IMPLEMENTED
    if cited:
        return State.CITED_ONLY
    return State.NOT_FOUND if enough_held else State.NOT_DECIDABLE
