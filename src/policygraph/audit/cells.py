"""What is said of coverage: a cell for each central directive and place, with the documents behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from policygraph import chain
from policygraph.audit.merging import Merging
from policygraph.audit.states import State
from policygraph.chain import Document, Proof, Quotes
from policygraph.labels import vi
from policygraph.text import fold

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
    """A task that asks an agency, or every body of a tier, for a product by a day."""

    stated_in: str
    agency: str
    product: str
    due: date
    tier: str | None = None  #: where every body of this tier is asked

    def asks_for(self, document: Document) -> bool:
        """True where the document is of its issuer, and of a kind that the product names.

        >>> asked = Deadline("urn:d", "UBND tỉnh A", "Kế hoạch của tỉnh", date(2024, 6, 30))
        >>> asked.asks_for(Document("urn:p", type="Kế hoạch", issuer="UBND tỉnh A"))
        True
        """
        kind, every = fold(document.type or ""), self.tier is not None and self.tier == document.tier
        return bool(kind) and (every or self.agency == document.issuer) and kind in fold(self.product)


@dataclass(frozen=True, slots=True)
class Carrying:
    """A document that carries out a directive over ``steps`` links, ``lag`` days after it."""

    document: Document
    side: str  #: "party", "state" or "other"
    steps: int
    lag: int | None
    statements: tuple[str, ...]  #: the IRIs of what says so, the nearest first
    quotes: Quotes = field(repr=False, compare=False)
    via: tuple[Document, ...] = ()  #: the documents between, the directive's side first
    due: date | None = None  #: by when a document above asks for this one

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The sentences that say so, read from the store when first asked for."""
        return self.quotes.said(self.statements)

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
    naming: tuple[str, ...]  #: the IRIs of what else names the directive there: statements, and tasks
    held_since: int
    quotes: Quotes = field(repr=False, compare=False)
    late: bool = False  #: every document behind it is dated and came late
    missing: tuple[Document, ...] = ()  #: what may link the place with the directive, and is not held
    superseded_by: tuple[Document, ...] = ()
    parts: tuple[Cell, ...] = ()  #: the cells of a merged province's predecessors and its own, where they are counted

    @property
    def cited(self) -> tuple[Proof, ...]:
        """The sentences that name the directive in any other way, read from the store when first asked for."""
        return self.quotes.said(self.naming)

    @property
    def direct(self) -> bool:
        """True where a document of the place itself says that it carries out the directive."""
        return any(item.steps == 1 for item in self.carrying)


@dataclass(frozen=True)
class Coverage:
    """The whole matrix: cells by directive, the oldest first, and by place, that of which most is held first.

    Sentences are read from the store when they are asked for, so it must stay open; `fetch` reads all of some cells.
    """

    counting: Rules
    documents: Mapping[str, Document]  #: every document of the day, by IRI
    places: tuple[Place, ...]
    cells: tuple[Cell, ...]
    quotes: Quotes = field(repr=False, compare=False)

    @cached_property
    def by_pair(self) -> dict[tuple[str, str], Cell]:
        """The cells by directive and place (IRIs)."""
        return {(cell.directive.iri, cell.place.iri): cell for cell in self.cells}

    @cached_property
    def by_directive(self) -> dict[str, tuple[Cell, ...]]:
        """The cells of each directive (IRI), in the order of the places."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.directive.iri, []).append(cell)
        return {iri: tuple(cells) for iri, cells in found.items()}

    @cached_property
    def directives(self) -> tuple[Document, ...]:
        """The central directives, those carried out by more places first."""
        rows = [(cells[0].directive, sum(cell.state.found for cell in cells)) for cells in self.by_directive.values()]
        ranked = sorted(rows, key=lambda row: (-row[1], row[0].issued or date.max, row[0].iri))
        return tuple(directive for directive, _ in ranked)

    @cached_property
    def known_places(self) -> tuple[Place, ...]:
        """The places of which the collection holds or hears anything."""
        known = {cell.place.iri for cell in self.cells if cell.state is not State.NOT_DECIDABLE}
        return tuple(place for place in self.places if place.held or place.iri in known)

    def counts(self, directive: str) -> Counter[State]:
        """How many places are in which state for a directive (IRI)."""
        return Counter(cell.state for cell in self.by_directive.get(directive, ()))

    def fetch(self, cells: Iterable[Cell]) -> None:
        """Read the sentences of these cells at one go."""
        self.quotes.fetch(
            key
            for cell in cells
            for said in (cell.naming, *(item.statements for item in cell.carrying))
            for key in said
        )

    def figures(self) -> list[tuple[str, int, int]]:
        """The figures of coverage as (key, count, out of how many)."""
        loaded = sum(bool(document.file) for document in self.documents.values())
        carried = {cell.directive.iri for cell in self.cells if cell.state.found}
        return [
            ("loaded", loaded, len(self.documents)),
            ("carried", len(carried), len(self.by_directive)),
            ("cells", sum(cell.state.found for cell in self.cells), len(self.cells)),
            ("undecidable", sum(cell.state is State.NOT_DECIDABLE for cell in self.cells), len(self.cells)),
        ]
