"""How coverage is worked out: one cell a directive and place, with the documents behind it.

A plan that is not in the collection is "not found" only where enough of the place is held; else the cell is "not
decidable".
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from policygraph import chain, identity, queries, vocab
from policygraph.audit.cells import Carrying, Cell, Coverage, Deadline, Place, Rules
from policygraph.audit.merging import Merging, predecessors, together
from policygraph.audit.states import State, found_state, open_state, side
from policygraph.chain import Document
from policygraph.resources import uncollected
from policygraph.store import Store

if TYPE_CHECKING:
    from policygraph.chain import Graph

_EARLIEST = date.min


def coverage(store: Store, rules: Rules) -> Coverage:
    """The coverage of a store alone, without tasks and findings: quick in a store of any size, which stays open."""
    with uncollected():
        whole = chain.relations(store)
        return coverage_of(whole, rules, deadlines_of(store, whole))


def matrix(store: Store, rules: Rules) -> tuple[Cell, ...]:
    """The cells of `coverage`."""
    return coverage(store, rules).cells


@uncollected()
def coverage_of(whole: Graph, rules: Rules, deadlines: Iterable[Deadline] = ()) -> Coverage:
    """The coverage that a graph of documents shows; merged provinces are counted as the rules say."""
    heirs = predecessors(rules.as_of) if rules.merging is not Merging.REISSUED else {}
    read = _Matrix(whole, rules, deadlines)
    everywhere = places_of(read.documents, rules.as_of, heirs)
    cells = tuple(_cells(read, everywhere, heirs))
    places = tuple(place for place in everywhere if place.iri not in heirs)
    return Coverage(rules, read.documents, places, cells, chain.quotes(whole))


def places_of(
    documents: Mapping[str, Document], as_of: date, heirs: Mapping[str, tuple[str, date, str]] | None = None
) -> tuple[Place, ...]:
    """The provinces of the day, and every other place that a document comes from.

    ``heirs``: see `predecessors`; what is held of a predecessor then counts for its heir as well.
    """
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
        self.quotes = chain.quotes(whole)
        self.documents = chain.documents_of(self.graph)
        # a place speaks through what is held of it, also of documents older than that
        self.speaking = {document.jurisdiction for document in chain.documents_of(whole).values() if document.file}
        self.dates: dict[str | None, list[date]] = defaultdict(list)
        for document in self.documents.values():
            if document.file and document.issued:
                self.dates[document.jurisdiction].append(document.issued)
        for days in self.dates.values():
            days.sort()
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
        naming: list[str],
        gaps: list[Document],
        *,
        doubted: bool,
    ) -> Cell:
        ended = self.ended.get(directive.iri, ())
        days = self.dates[place.iri]
        since = len(days) - bisect_left(days, directive.issued or _EARLIEST)
        late = bool(carrying) and all(item.late(self.rules.late_after) for item in carrying)
        if place.iri not in self.speaking:
            state = State.NOT_DECIDABLE
        elif carrying:
            state = found_state(directive, {item.side for item in carrying}, late=late)
        else:
            enough = since >= self.rules.enough and not doubted
            state = open_state(cited=bool(naming), gap=bool(gaps), superseded=bool(ended), enough=enough)
        said, between = tuple(dict.fromkeys(naming)), tuple(dict.fromkeys(gaps))
        return Cell(directive, place, state, carrying, said, since, self.quotes, late, between, ended)

    def _named(self, directive: Document) -> tuple[dict[str, list[str]], dict[str, list[Document]]]:
        """Where documents of a place name the directive in any other way, and the links that may be missing there."""
        naming: dict[str, list[str]] = defaultdict(list)
        gaps: dict[str, list[Document]] = defaultdict(list)
        for lower, _, key, edge in self.graph.in_edges(directive.iri, keys=True, data=True):
            thing = chain.data(self.graph, lower)
            speaker = thing.document if isinstance(thing, chain.Task) else edge.get("stated_in")
            document = self.documents.get(speaker or "")
            if document and document.jurisdiction:
                # the order of a task has the words of the task
                naming[document.jurisdiction].append(thing.iri if isinstance(thing, chain.Task) else key)
                if edge["relation"] != "basedOn":
                    gaps[document.jurisdiction] += self._gaps(document, directive)
        return naming, gaps

    def _gaps(self, document: Document, directive: Document) -> list[Document]:
        """What the document carries out and nobody holds, and may carry out the directive: see ``rule.missing``."""
        return [
            upper
            for upper in (self.documents[iri] for iri in self.over.get(document.iri, ()))
            if upper.file is None and upper.iri not in self.over
            if upper.jurisdiction == document.jurisdiction
            if side(upper) == side(directive)
            if (directive.issued or _EARLIEST) <= (upper.issued or date.max)
        ]


def deadlines_of(store: Store, whole: Graph) -> tuple[Deadline, ...]:
    """The products that texts ask of an agency, or of every body of a tier, by a day: see ``asked_phrases.yaml``.

    Only of loaded texts that another document carries out: no other deadline makes a document late.
    """
    phrases = vocab.phrases("asked_phrases")
    carried = {upper for _, upper, edge in whole.edges(data=True) if edge.get("carries")}
    above = {iri for iri in carried if chain.data(whole, iri).file}
    found = []
    for row in queries.among(store, "asked-products", "document", sorted(above)):
        agency, product = str(row["agency"]), row["product"] or _asked(str(row["text"]), phrases)
        if product and isinstance(row["due"], date):
            every = [p.extra["tier"] for p in phrases if p.kind == "every" and p.search(agency)]
            found.append(Deadline(str(row["document"]), agency, str(product), row["due"], *every[:1]))
    return tuple(sorted(found, key=lambda d: (d.stated_in, d.agency, d.product, d.due)))


def _asked(text: str, phrases: Iterable[vocab.Phrase]) -> str | None:
    """The plan that a task asks for, where the words say that it is to carry out the very text."""
    matches = (phrase.search(text) for phrase in phrases if phrase.kind == "plan")
    return next((match[1] for match in matches if match), None)


def _cells(read: _Matrix, places: tuple[Place, ...], heirs: dict[str, tuple[str, date, str]]) -> list[Cell]:
    """The cells of every central directive, the oldest first."""
    central = [d for d in read.documents.values() if d.central]
    ordered = sorted(central, key=lambda d: (d.issued or date.max, d.iri))
    named = {place.iri for place in places}
    # a predecessor of which nothing is known still counts, as a place that cannot be decided
    gone = [Place(iri, name, last, 0, False) for iri, (name, last, _) in heirs.items() if iri not in named]
    found: list[Cell] = []
    for directive in ordered:
        cells = read.row(directive, [*places, *gone])
        found += _merged(cells, heirs, read.rules) if heirs else cells
    return found


def _merged(cells: list[Cell], heirs: dict[str, tuple[str, date, str]], rules: Rules) -> list[Cell]:
    """One cell for each province that there is, its predecessors' cells in it."""
    parts: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        _, last, heir = heirs.get(cell.place.iri, ("", None, ""))
        if heir and last and last >= (cell.directive.issued or _EARLIEST):
            parts[heir].append(cell)
    kept = [cell for cell in cells if cell.place.iri not in heirs]
    return [together(cell, parts[cell.place.iri], rules) if parts[cell.place.iri] else cell for cell in kept]


def carried_out_by(graph: Graph, directive: Document) -> list[Carrying]:
    """Every document below the directive as ``pg:implements`` says, with the shortest number of steps."""
    below, _, _ = _maps(graph, chain.documents_of(graph))
    return _carrying(graph, directive, below, {})


def _maps(
    graph: Graph, documents: Mapping[str, Document]
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, tuple[Document, ...]]]:
    """What carries out each document, what each document carries out or goes on with, and what ended a directive."""
    below, over = defaultdict(set), defaultdict(set)
    ended: dict[str, set[str]] = defaultdict(set)
    for lower, upper, edge in graph.edges(data=True):
        if edge.get("carries"):
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
    quotes, found = chain.quotes(graph), []
    for iri, way in sorted(ways.items()):
        document = chain.data(graph, iri)
        lag = (document.issued - directive.issued).days if document.issued and directive.issued else None
        said = next(filter(None, (chain.statements(graph, iri, way[-2], relation) for relation in chain.CHAIN)), ())
        via = tuple(chain.data(graph, between) for between in way[1:-1])
        asked = [deadline for above in way[:-1] for deadline in deadlines.get(above, ())]
        due = [deadline.due for deadline in asked if deadline.asks_for(document)]
        found.append(Carrying(document, side(document), len(way) - 1, lag, said, quotes, via, min(due, default=None)))
    return found
