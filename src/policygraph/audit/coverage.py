"""Which central directive is carried out where: one cell a directive and place, with the documents behind it.

A plan that is not in the collection is "not found" only where enough of the place is held; else the cell is "not
decidable".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from policygraph import chain, identity, queries
from policygraph.audit.merging import Merging, predecessors, together
from policygraph.audit.states import State, found_state, open_state, side
from policygraph.chain import Document, Proof
from policygraph.labels import vi
from policygraph.store import Store
from policygraph.text import fold

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: So many dated documents of a province, issued since the directive, must be held before "not found" is said.
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """How cells are decided: see the ``rule.`` texts of the labels, which the report prints."""

    as_of: date
    enough: int = ENOUGH
    late_after: int | None = None  #: days from directive to document; none: only stated deadlines make late
    merging: Merging = Merging.REISSUED

    def values(self) -> dict[str, object]:
        """What the texts of the rules say of these."""
        late_after = "-" if self.late_after is None else self.late_after
        return {"enough": self.enough, "late_after": late_after, "merging": self.merging}


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
class Deadline:
    """A task that asks an agency for a product by a day."""

    stated_in: str
    agency: str
    product: str
    due: date

    def asks_for(self, document: Document) -> bool:
        """True where the document is of its issuer, and of a kind that the product names.

        >>> asked = Deadline("urn:d", "UBND tỉnh A", "Kế hoạch của tỉnh", date(2024, 6, 30))
        >>> asked.asks_for(Document("urn:p", type="Kế hoạch", issuer="UBND tỉnh A"))
        True
        """
        kind = fold(document.type or "")
        return bool(kind) and self.agency == document.issuer and kind in fold(self.product)


@dataclass(frozen=True, slots=True)
class Carrying:
    """A document that carries out a directive over ``steps`` links, ``lag`` days after it."""

    document: Document
    side: str  #: "party", "state" or "other"
    steps: int
    lag: int | None
    proofs: tuple[Proof, ...]
    via: tuple[Document, ...] = ()  #: the documents between, the directive's side first
    due: date | None = None  #: by when a document above asks for this one

    @property
    def unheld(self) -> tuple[Document, ...]:
        """The documents between that are known by what others say of them only."""
        return tuple(document for document in self.via if document.file is None)

    def late(self, late_after: int | None) -> bool | None:
        """Whether it came late by a stated deadline or by its lag; `None` where its date is not known."""
        if self.document.issued is None:
            return None
        by_lag = late_after is not None and self.lag is not None and self.lag > late_after
        return by_lag or (self.due is not None and self.document.issued > self.due)


@dataclass(frozen=True, slots=True)
class Cell:
    """One directive in one place: the state, the documents behind it, and how much of the place is held since then."""

    directive: Document
    place: Place
    state: State
    carrying: tuple[Carrying, ...]
    cited: tuple[Proof, ...]
    held_since: int
    late: bool = False  #: every document behind it is dated and came late
    missing: tuple[Document, ...] = ()  #: what may link the place with the directive, and is not held
    superseded_by: tuple[Document, ...] = ()
    parts: tuple[Cell, ...] = ()  #: the cells of a merged province's predecessors and its own, where they are counted

    @property
    def direct(self) -> bool:
        """True where a document of the place itself says that it carries out the directive."""
        return any(item.steps == 1 for item in self.carrying)


def places_of(
    documents: Mapping[str, Document], as_of: date, heirs: Mapping[str, tuple[str, date, str]] | None = None
) -> tuple[Place, ...]:
    """The provinces of the day, and every other place that a document comes from.

    ``heirs``: see `predecessors`; what is held of a predecessor then counts for its heir as well.
    """
    from policygraph import vocab

    held = Counter(d.jurisdiction for d in documents.values() if d.file)
    for iri, (_, _, heir) in (heirs or {}).items():
        held[heir] += held[iri]
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


def _year_key(document: Document) -> tuple[str, int, str | None] | None:
    known = document.number and document.issued
    return (document.number or "", document.issued.year, document.issuer) if known and document.issued else None


class _Matrix:
    """What every row of the matrix is read from."""

    def __init__(self, whole: Graph, rules: Rules, deadlines: Iterable[Deadline]) -> None:
        self.graph, self.rules = chain.on(whole, rules.as_of), rules
        self.documents = chain.documents_of(self.graph)
        # a place speaks through what is held of it, also of documents older than that
        self.speaking = {document.jurisdiction for document in chain.documents_of(whole).values() if document.file}
        self.dates: dict[str | None, list[date]] = defaultdict(list)
        for document in self.documents.values():
            if document.file and document.issued:
                self.dates[document.jurisdiction].append(document.issued)
        self.below, self.over, self.ended = _maps(self.graph, self.documents)
        self.twins: dict[tuple[str, int, str | None], list[Document]] = defaultdict(list)
        for document in self.documents.values():
            if document.central and (key := _year_key(document)):
                self.twins[key].append(document)
        self.deadlines = defaultdict(list)
        for deadline in deadlines:
            self.deadlines[deadline.stated_in].append(deadline)

    def row(self, directive: Document, places: Iterable[Place]) -> list[Cell]:
        """The cells of one directive, one a place."""
        carrying: dict[str, list[Carrying]] = defaultdict(list)
        for item in _carrying(self.graph, directive, self.below, self.deadlines):
            carrying[item.document.jurisdiction or ""].append(item)
        named, gaps = self._named(directive)
        doubted = {place for twin in self._twins(directive) for place in self._named(twin)[0]}
        return [
            self._cell(
                directive,
                place,
                tuple(carrying[place.iri]),
                named[place.iri],
                gaps[place.iri],
                doubted=place.iri in doubted,
            )
            for place in places
        ]

    def _twins(self, directive: Document) -> list[Document]:
        """Directives of its number, year and issuer with another date: one of the dates is likely misprinted."""
        key = _year_key(directive)
        return [twin for twin in self.twins.get(key, ()) if twin != directive] if key else []

    def _cell(
        self,
        directive: Document,
        place: Place,
        carrying: tuple[Carrying, ...],
        cited: list[Proof],
        gaps: list[Document],
        *,
        doubted: bool,
    ) -> Cell:
        ended = self.ended.get(directive.iri, ())
        since = sum((directive.issued or date.min) <= day for day in self.dates[place.iri])
        late = bool(carrying) and all(item.late(self.rules.late_after) for item in carrying)
        if place.iri not in self.speaking:
            state = State.NOT_DECIDABLE
        elif carrying:
            state = found_state(directive, {item.side for item in carrying}, late=late)
        else:
            enough = since >= self.rules.enough and not doubted
            state = open_state(cited=bool(cited), gap=bool(gaps), superseded=bool(ended), enough=enough)
        words, between = tuple(dict.fromkeys(cited)), tuple(dict.fromkeys(gaps))
        return Cell(directive, place, state, carrying, words, since, late, between, ended)

    def _named(self, directive: Document) -> tuple[dict[str, list[Proof]], dict[str, list[Document]]]:
        """Where documents of a place name the directive in any other way, and the links that may be missing there."""
        cited: dict[str, list[Proof]] = defaultdict(list)
        gaps: dict[str, list[Document]] = defaultdict(list)
        for lower, _, key, edge in self.graph.in_edges(directive.iri, keys=True, data=True):
            thing = chain.data(self.graph, lower)
            speaker = thing.document if isinstance(thing, chain.Task) else edge.get("stated_in")
            document = self.documents.get(speaker or "")
            if document and document.jurisdiction:
                cited[document.jurisdiction] += chain.sentences(self.graph, lower, directive.iri, key)
                if edge["relation"] != "basedOn":
                    gaps[document.jurisdiction] += self._gaps(document, directive)
        return cited, gaps

    def _gaps(self, document: Document, directive: Document) -> list[Document]:
        """What the document carries out and nobody holds, and may carry out the directive: see ``rule.missing``."""
        return [
            upper
            for upper in (self.documents[iri] for iri in self.over.get(document.iri, ()))
            if upper.file is None and upper.iri not in self.over
            if upper.jurisdiction == document.jurisdiction
            if side(upper) == side(directive)
            if (directive.issued or date.min) <= (upper.issued or date.max)
        ]


def matrix(store: Store, rules: Rules) -> tuple[Cell, ...]:
    """The matrix of a store alone, without tasks and findings: quick in a store of any size."""
    whole = chain.relations(store)
    heirs = predecessors(rules.as_of) if rules.merging is not Merging.REISSUED else None
    places = places_of(chain.documents_of(chain.on(whole, rules.as_of)), rules.as_of, heirs)
    return tuple(cells_of(whole, places, rules, deadlines_of(store)))


def deadlines_of(store: Store) -> tuple[Deadline, ...]:
    """The products that texts ask of an agency by a day."""
    return tuple(
        Deadline(str(row["document"]), str(row["agency"]), str(row["product"]), row["due"])
        for row in queries.records(store, "asked-products")
        if isinstance(row["due"], date)
    )


def cells_of(whole: Graph, places: tuple[Place, ...], rules: Rules, deadlines: Iterable[Deadline] = ()) -> list[Cell]:
    """The cells of every central directive, the oldest first; merged provinces are counted as the rules say."""
    read = _Matrix(whole, rules, deadlines)
    central = [d for d in read.documents.values() if d.central]
    ordered = sorted(central, key=lambda d: (d.issued or date.max, d.iri))
    heirs = predecessors(rules.as_of) if rules.merging is not Merging.REISSUED else {}
    named = {place.iri for place in places}
    # a predecessor of which nothing is known still counts, as a place that cannot be decided
    gone = [Place(iri, name, last, 0, False) for iri, (name, last, _) in heirs.items() if iri not in named]
    found: list[Cell] = []
    for directive in ordered:
        cells = read.row(directive, [*places, *gone])
        found += _merged(cells, heirs, rules) if heirs else cells
    return found


def _merged(cells: list[Cell], heirs: dict[str, tuple[str, date, str]], rules: Rules) -> list[Cell]:
    """One cell for each province that there is, its predecessors' cells in it."""
    parts: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        _, last, heir = heirs.get(cell.place.iri, ("", None, ""))
        if heir and last and last >= (cell.directive.issued or date.min):
            parts[heir].append(cell)
    kept = [cell for cell in cells if cell.place.iri not in heirs]
    return [together(cell, parts[cell.place.iri], rules) if parts[cell.place.iri] else cell for cell in kept]


def carried_out_by(graph: Graph, directive: Document) -> list[Carrying]:
    """Every document below the directive over links of ``implements`` alone, with the shortest number of steps."""
    below, _, _ = _maps(graph, chain.documents_of(graph))
    return _carrying(graph, directive, below, {})


def _maps(
    graph: Graph, documents: Mapping[str, Document]
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, tuple[Document, ...]]]:
    """What carries out each document, what each document carries out or goes on with, and what ended a directive."""
    below, over = defaultdict(set), defaultdict(set)
    ended: dict[str, set[str]] = defaultdict(set)
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "implements":
            below[upper].add(lower)
        if edge["relation"] in chain.CHAIN:
            over[lower].add(upper)
        # only a national document ends a national one
        if edge["relation"] in ("replaces", "repeals") and documents[lower].central and lower != upper:
            ended[upper].add(lower)
    return (
        {iri: sorted(lowers) for iri, lowers in below.items()},
        {iri: sorted(uppers) for iri, uppers in over.items()},
        {iri: tuple(documents[newer] for newer in sorted(newers)) for iri, newers in ended.items()},
    )


def _carrying(
    graph: Graph, directive: Document, below: Mapping[str, list[str]], deadlines: Mapping[str, list[Deadline]]
) -> list[Carrying]:
    ways: dict[str, tuple[str, ...]] = {directive.iri: (directive.iri,)}
    waiting = [directive.iri]
    for upper in waiting:  # grows as it is read: the nearest first
        for lower in below.get(upper, ()):
            if lower not in ways:
                ways[lower] = (*ways[upper], lower)
                waiting.append(lower)
    del ways[directive.iri]
    pairs = [(lower, way[-2]) for lower, way in ways.items()]
    chain.quotes(graph).fetch(str(key) for pair in pairs for key in graph.get_edge_data(*pair))
    found = []
    for iri, way in sorted(ways.items()):
        document = chain.data(graph, iri)
        lag = (document.issued - directive.issued).days if document.issued and directive.issued else None
        words = chain.proofs(graph, iri, way[-2], "implements")
        via = tuple(chain.data(graph, between) for between in way[1:-1])
        asked = [deadline for above in way[:-1] for deadline in deadlines.get(above, ())]
        due = [deadline.due for deadline in asked if deadline.asks_for(document)]
        found.append(Carrying(document, side(document), len(way) - 1, lag, words, via, min(due, default=None)))
    return found
