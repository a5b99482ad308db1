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
from policygraph.audit import AuditReport, Cell, State
from policygraph.chain import Document
from policygraph.labels import catalogue
from policygraph.web.document import found, path_of, sentence_at
from policygraph.web.frame import page, site
from policygraph.web.tiles import GENERATIONS, Tile, tiles
from policygraph.web.words import Words, language_of

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

_ROWS = 50  #: directives on a page
#: From most to least that is known: what a province made of several shows.
_ORDER = tuple(State)
#: The rules of the audit that speak of coverage.
_RULES = ("as-of", "unit", "implemented", "sides", "late", "missing", "superseded", "not-decidable", "not-found", "lag")


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


def matrix(request: Request) -> Response:
    """All central directives by place, with filters and totals."""
    here, as_of = site(request).library.current(), day_of(request)
    report = here.audit(as_of)
    chosen = {name: request.query_params.get(name, "") for name in ("tier", "found", "year")}
    kept = [directive for directive in report.directives if _keeps(report, directive, chosen)]
    number = max(1, int(said)) if (said := request.query_params.get("page", "1")).isdecimal() else 1
    lines = [_line(report, directive) for directive in kept[_ROWS * (number - 1) : _ROWS * number]]
    return page(
        request,
        "coverage.html",
        report=report,
        as_of=as_of,
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
        glyph=glyph,
        figures=report.figures()[:4],
    )


def _keeps(report: AuditReport, directive: Document, chosen: dict[str, str]) -> bool:
    if chosen["tier"] and directive.tier != chosen["tier"]:
        return False
    if chosen["year"] and (directive.issued is None or str(directive.issued.year) != chosen["year"]):
        return False
    return chosen["found"] != "yes" or any(cell.state.found for cell in _cells(report, directive))


def _cells(report: AuditReport, directive: Document) -> list[Cell]:
    cells = (report.by_pair.get((directive.iri, place.iri)) for place in report.places)
    return [cell for cell in cells if cell is not None]


def _line(report: AuditReport, directive: Document) -> Line:
    states = Counter(cell.state for cell in _cells(report, directive))
    shown = tuple(report.by_pair.get((directive.iri, place.iri)) for place in report.known_places)
    found_in = sum(count for state, count in states.items() if state.found)
    return Line(directive, shown, found_in, states[State.NOT_DECIDABLE])


def _totals(report: AuditReport, kept: list[Document]) -> list[int]:
    """For each known place: how many of the directives are carried out there."""
    pairs = [[report.by_pair.get((d.iri, place.iri)) for d in kept] for place in report.known_places]
    return [sum(cell is not None and cell.state.found for cell in cells) for cells in pairs]


def rules(request: Request, report: AuditReport) -> list[str]:
    """How coverage is counted, in the reader's language."""
    words = Words(language_of(request))
    return [words(f"rule.{name}", as_of=words.day(report.as_of), **report.counting.values()) for name in _RULES]


def glyph(state: str) -> str:
    """The sign of a state: it is read without colour, too."""
    return catalogue()[f"glyph.{state}"].vi if f"glyph.{state}" in catalogue() else "■"


def directive(request: Request) -> Response:
    """One directive: where it is carried out, as maps and as a list."""
    here, document = found(request)
    as_of = day_of(request)
    report = here.audit(as_of)
    cells = _cells(report, document)
    maps = [(generation, _map(report, document, generation)) for generation in GENERATIONS]
    return page(
        request,
        "directive.html",
        document=document,
        central=bool(cells),
        path=path_of(document.iri),
        path_of=path_of,
        as_of=as_of,
        report=report,
        maps=maps,
        counts=[(generation, _count(shown)) for generation, shown in maps],
        cells=[cell for cell in cells if cell.state is not State.NOT_DECIDABLE],
        undecided=[cell for cell in cells if cell.state is State.NOT_DECIDABLE],
        sentence=lambda carrying: _sentence(here, carrying.document, carrying.proofs),
        rules=rules(request, report),
        glyph=glyph,
        states=list(State),
        loaded=sum(bool(d.file) for d in report.documents.values()),
    )


def _map(report: AuditReport, document: Document, generation: str) -> list[Shown]:
    shown = []
    for tile in tiles(generation):
        cells = [report.by_pair.get((document.iri, member)) for member in tile.members]
        known = [cell for cell in cells if cell is not None]
        best = min((cell.state for cell in known), key=_ORDER.index, default=State.NOT_DECIDABLE)
        names = tuple(cell.place.label for cell in known if cell.state is not State.NOT_DECIDABLE)
        shown.append(Shown(tile, best, names))
    return shown


def _count(shown: list[Shown]) -> list[tuple[State, int, int]]:
    """How many provinces are in which state, out of how many; an archipelago is part of its province."""
    provinces = [item.state for item in shown if not item.tile.island]
    return [(state, provinces.count(state), len(provinces)) for state in _ORDER if state in provinces]


def _sentence(here: Snapshot, speaker: Document, proofs: tuple[chain.Proof, ...]) -> str | None:
    """The address of the nearest sentence, wherever it stands."""
    for proof in proofs:
        speakers = here.speakers.get(proof.file, ())
        near = next((iri for iri in speakers if iri == speaker.iri), speakers[0] if speakers else None)
        if near:
            return sentence_at(here, here.documents[near], proof)
    return None
