"""Which directive is carried out where: the matrix, and for one directive the map and the list.

Beside every figure stand numerator, denominator, day, rule and what the collection holds: absence from the collection
is not absence from the world.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain
from policygraph.audit import Cell, Coverage, Merging, State
from policygraph.chain import Document
from policygraph.labels import catalogue
from policygraph.web.document import found, path_of, sentence_at
from policygraph.web.frame import page, page_number, site
from policygraph.web.geo import WIDTH, Map, Shape
from policygraph.web.guard import Refused
from policygraph.web.tiles import GENERATIONS, Tile, tiles
from policygraph.web.words import Words, language_of

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

_ROWS = 50  #: directives on a page
#: From most to least that is known: what a province made of several shows.
_ORDER = tuple(State)
#: The rules of the audit that speak of coverage.
_RULES = (
    "as-of", "unit", "implemented", "sides", "late", "missing", "superseded", "merging", "not-decidable", "not-found",
    "lag",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the matrix."""

    directive: Document
    cells: tuple[Cell | None, ...]
    found: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile with its state, and what it is made of."""

    tile: Tile
    state: State
    names: tuple[str, ...]


def day_of(request: Request) -> date:
    """The cut-off day: ``?as-of=YYYY-MM-DD``, else today."""
    try:
        return date.fromisoformat(request.query_params.get("as-of", ""))
    except ValueError:
        return date.today()


def merging_of(request: Request) -> Merging | None:
    """How merged provinces are to count: ``?succession=``; `None` where the page may choose. Raises `Refused`."""
    said = request.query_params.get("succession", "")
    try:
        return Merging(said) if said else None
    except ValueError as error:
        raise Refused("parameter", name="succession") from error


def matrix(request: Request) -> Response:
    """All central directives by place, with filters and totals."""
    here, as_of = site(request).library.current(), day_of(request)
    merging = merging_of(request) or Merging.REISSUED
    report = here.coverage(as_of, merging)
    chosen = {name: request.query_params.get(name, "") for name in ("tier", "found", "year")}
    kept = [directive for directive in report.directives if _keeps(report, directive, chosen)]
    number = page_number(request)
    lines = [_line(report, directive) for directive in kept[_ROWS * (number - 1) : _ROWS * number]]
    return page(
        request,
        "coverage.html",
        report=report,
        as_of=as_of,
        merging=merging,
        mergings=list(Merging),
        lines=lines,
        kept=len(kept),
        number=number,
        pages=-(-len(kept) // _ROWS),
        chosen=chosen,
        tiers=sorted({d.tier for d in report.directives if d.tier}),
        years=sorted({d.issued.year for d in report.directives if d.issued}, reverse=True),
        totals=_totals(report, kept),
        rules=rules(request, report),
        path_of=path_of,
        signs=signs(request),
    )


def signs(request: Request) -> dict[State, tuple[str, str]]:
    """The glyph and the words of every state."""
    words = Words(language_of(request))
    return {state: (glyph(state), words.named("state", state)) for state in State}


def _keeps(report: Coverage, directive: Document, chosen: dict[str, str]) -> bool:
    if chosen["tier"] and directive.tier != chosen["tier"]:
        return False
    if chosen["year"] and (directive.issued is None or str(directive.issued.year) != chosen["year"]):
        return False
    return chosen["found"] != "yes" or any(cell.state.found for cell in report.by_directive[directive.iri])


def _line(report: Coverage, directive: Document) -> Line:
    states = report.counts(directive.iri)
    shown = tuple(report.by_pair.get((directive.iri, place.iri)) for place in report.known_places)
    found_in = sum(count for state, count in states.items() if state.found)
    return Line(directive, shown, found_in, states[State.NOT_DECIDABLE])


def _totals(report: Coverage, kept: list[Document]) -> list[int]:
    """For each known place: how many of the directives are carried out there."""
    count = Counter(
        cell.place.iri for directive in kept for cell in report.by_directive[directive.iri] if cell.state.found
    )
    return [count[place.iri] for place in report.known_places]


def rules(request: Request, report: Coverage) -> list[str]:
    """How coverage is counted, in the reader's language."""
    words = Words(language_of(request))
    values = {**report.counting.values(), "merging": words(f"web.succession.{report.counting.merging}")}
    return [words(f"rule.{name}", as_of=words.day(report.counting.as_of), **values) for name in _RULES]


def glyph(state: str) -> str:
    """The sign of a state: it is read without colour, too."""
    return catalogue()[f"glyph.{state}"].vi if f"glyph.{state}" in catalogue() else "■"


def directive(request: Request) -> Response:
    """One directive: where it is carried out, as maps and as a list.

    The map of today's provinces counts their predecessors unless another way to count is asked for.
    """
    here, document = found(request)
    as_of, chosen = day_of(request), merging_of(request)
    report, merged = here.coverage(as_of, chosen or Merging.REISSUED), here.coverage(as_of, chosen or Merging.ANY)
    apart = here.coverage(as_of)
    cells = report.by_directive.get(document.iri, ())
    report.fetch(cells)
    geo = site(request).geo
    maps = [
        (generation, _map(merged if generation == GENERATIONS[0] else apart, document, generation))
        for generation in GENERATIONS
    ]
    return page(
        request,
        "directive.html",
        document=document,
        central=bool(cells),
        path=path_of(document.iri),
        path_of=path_of,
        as_of=as_of,
        chosen=chosen,
        merging_of_map=merged.counting.merging,
        mergings=list(Merging),
        maps=maps,
        geo=geo,
        width=WIDTH,
        shapes=_shapes(geo, dict(maps)),
        counts=[(generation, _count(shown)) for generation, shown in maps],
        cells=[cell for cell in cells if cell.state is not State.NOT_DECIDABLE],
        undecided=[cell for cell in cells if cell.state is State.NOT_DECIDABLE],
        sentence=lambda carrying: _sentence(here, carrying.document, carrying.proofs),
        rules=rules(request, report),
        signs=signs(request),
        loaded=report.figures()[0][1],
    )


def _map(report: Coverage, document: Document, generation: str) -> list[Shown]:
    """The tiles with their states; a province of today has its predecessors in its own cell, or apart from it."""
    shown = []
    for tile in tiles(generation):
        forms = (report.by_pair.get((document.iri, form)) for form in tile.forms)
        # of the forms of a province the one of the day has a cell; one of the past only where it has documents
        own = max((cell for cell in forms if cell), key=lambda cell: cell.place.current, default=None)
        parts: list[Cell] = list(own.parts or (own,)) if own else []
        if own is None:  # before it was there: those that it was made of
            members = (report.by_pair.get((document.iri, member)) for member in tile.members)
            parts = [cell for cell in members if cell]
        best = min((cell.state for cell in parts), key=_ORDER.index, default=State.NOT_DECIDABLE)
        names = tuple(part.place.label for part in parts if part.state is not State.NOT_DECIDABLE)
        shown.append(Shown(tile, own.state if own else best, names))
    return shown


def _shapes(geo: Map | None, maps: dict[str, list[Shown]]) -> list[tuple[Shape, Shown]]:
    """The provinces of the office's map, each with the state of its tile."""
    if geo is None:
        return []
    states = {shown.tile.members[0]: shown for shown in maps[geo.generation] if not shown.tile.island}
    return [(shape, states[shape.tile.members[0]]) for shape in geo.shapes]


def _count(shown: list[Shown]) -> list[tuple[State, int, int]]:
    """How many provinces are in which state, out of how many; an archipelago is part of its province."""
    provinces = [item.state for item in shown if not item.tile.island]
    return [(state, provinces.count(state), len(provinces)) for state in _ORDER if state in provinces]


def provinces(here: Snapshot, document: Document, as_of: date) -> tuple[int, int] | None:
    """In how many of today's provinces a directive is carried out, out of how many; `None` for other documents."""
    cells = here.coverage(as_of, Merging.ANY).by_directive.get(document.iri)
    if cells is None:
        return None
    shown = [cell for cell in cells if cell.place.current]
    return sum(cell.state.found for cell in shown), len(shown)


def _sentence(here: Snapshot, speaker: Document, proofs: tuple[chain.Proof, ...]) -> str | None:
    """The address of the nearest sentence, wherever it stands."""
    for proof in proofs:
        speakers = here.speakers.get(proof.file, ())
        near = next((iri for iri in speakers if iri == speaker.iri), speakers[0] if speakers else None)
        if near:
            return sentence_at(here, here.documents[near], proof)
    return None
