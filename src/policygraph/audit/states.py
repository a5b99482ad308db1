"""How far a place carries out a directive: the states, and what decides between them."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from policygraph import identity
from policygraph.chain import Document

_PARTY_TIERS = {"politburo", "secretariat", "central_committee", "central_party_body", "provincial_party"}
_STATE_TIERS = {"national_assembly", "government", "prime_minister", "ministry", "provincial_council",
                "provincial_people_committee", "provincial_department"}  # fmt: skip
_OUTSIDE = {"mass_organisation", "other"}


class State(StrEnum):
    """How far a place carries out a directive; the notations of ``pgs:coverage-status``."""

    IMPLEMENTED = "implemented"
    IMPLEMENTED_LATE = "implementedLate"
    PARTY_ONLY = "partyOnly"
    STATE_ONLY = "stateOnly"
    INTERMEDIATE_MISSING = "intermediateMissing"
    CITED_ONLY = "citedOnly"
    SUPERSEDED = "superseded"
    NOT_FOUND = "notFound"
    NOT_DECIDABLE = "notDecidable"

    @property
    def found(self) -> bool:
        """True where a document of the place says that it carries the directive out."""
        return self in (State.IMPLEMENTED, State.IMPLEMENTED_LATE, State.PARTY_ONLY, State.STATE_ONLY)


#: From what says least of a place to what says most: of several places together, the first that one of them has.
WEAKEST = (
    State.NOT_FOUND,
    State.SUPERSEDED,
    State.CITED_ONLY,
    State.INTERMEDIATE_MISSING,
    State.NOT_DECIDABLE,
    State.PARTY_ONLY,
    State.STATE_ONLY,
    State.IMPLEMENTED_LATE,
    State.IMPLEMENTED,
)


def found_state(directive: Document, sides: Collection[str], *, late: bool) -> State:
    """The state of a place that carries the directive out, by the sides whose documents say so."""
    if set(sides) == {"party"}:
        return State.PARTY_ONLY
    # a directive of the State asks nothing of the Party's side
    if set(sides) == {"state"} and side(directive) == "party":
        return State.STATE_ONLY
    return State.IMPLEMENTED_LATE if late else State.IMPLEMENTED


def open_state(*, cited: bool, gap: bool, superseded: bool, enough: bool) -> State:
    """The state of a place of which something is held and no document says that it carries the directive out."""
    if not cited and not enough:
        return State.NOT_DECIDABLE
    if superseded:
        return State.SUPERSEDED
    if gap:
        return State.INTERMEDIATE_MISSING
    return State.CITED_ONLY if cited else State.NOT_FOUND


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
    return "party" if document.number and identity.party_style(document.number) else "state"
