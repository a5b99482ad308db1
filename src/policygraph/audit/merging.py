"""What a province of today did through those that were merged into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from policygraph import identity, succession
from policygraph.audit.states import WEAKEST, State, found_state, open_state

if TYPE_CHECKING:
    from policygraph.audit.cells import Cell, Rules


class Merging(StrEnum):
    """How a province that was merged from others counts."""

    ANY = "any"  #: carried out where it, or any predecessor, carries out
    ALL = "all"  #: carried out where it does itself, or all its predecessors did
    REISSUED = "reissued"  #: carried out only where the new province issued its own; the old ones stand beside it


def predecessors(on: date) -> dict[str, tuple[str, date, str]]:
    """The provinces that are gone on a day and went into one other whole: IRI -> name, last day, IRI of the heir.

    >>> gone = predecessors(date(2026, 1, 1))
    >>> name, last, heir = gone[identity.place_iri("tinh-quang-binh")]
    >>> name, last.isoformat(), heir.rpartition("/")[2]
    ('tỉnh Quảng Bình', '2025-06-30', 'tinh-quang-tri-2025')
    """
    from policygraph import vocab

    tables = vocab.load()
    found = {}
    for province in tables.provinces:
        heirs = succession.heirs_of_place(province, on, tables)
        if len(heirs) == 1 and heirs[0] != province:
            there = identity.place_iri(heirs[0].slug)
            found[identity.place_iri(province.slug)] = (province.label, province.last, there)
    return found


def together(own: Cell, before: list[Cell], rules: Rules) -> Cell:
    """The cell of a merged province, made of its own and those of its predecessors."""
    parts = (own, *before)
    carrying = tuple(item for cell in parts for item in cell.carrying)
    naming = tuple(dict.fromkeys(said for cell in parts for said in cell.naming))
    missing = tuple(dict.fromkeys(document for cell in parts for document in cell.missing))
    since = sum(cell.held_since for cell in parts)
    late = bool(carrying) and all(item.late(rules.late_after) for item in carrying)
    if rules.merging is Merging.ALL:
        state = own.state if own.state.found else min((cell.state for cell in before), key=WEAKEST.index)
    elif any(cell.state.found for cell in parts):
        sides = {item.side for cell in parts if cell.state.found for item in cell.carrying}
        state = found_state(own.directive, sides, late=late)
    elif all(cell.state is State.NOT_DECIDABLE for cell in parts) and not own.place.held:
        state = State.NOT_DECIDABLE
    else:
        ended, enough = bool(own.superseded_by), since >= rules.enough
        state = open_state(cited=bool(naming), gap=bool(missing), superseded=ended, enough=enough)
    return replace(
        own, state=state, carrying=carrying, naming=naming, held_since=since, late=late, missing=missing, parts=parts
    )
