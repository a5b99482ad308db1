"""What is wrong with a link of a chain, or may be."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from policygraph.chain.model import Document, Step
from policygraph.chain.walk import data
from policygraph.identity import NATION, place_iri

if TYPE_CHECKING:
    from policygraph.chain.read import Graph


class Fault(StrEnum):
    """Why somebody should look at a link."""

    NOT_HELD = "not-held"  #: the chain breaks off: the text of the document is not in the collection
    CIRCLE = "circle"  #: the link leads back to a document on the way to it
    OLDER = "older"  #: the lower document was issued before what it is said to carry out
    DIRECTION = "direction"  #: a national document is said to carry out a place's


def faults(graph: Graph, step: Step, *, up: bool) -> tuple[Fault, ...]:
    """The faults of a link, with the document that it leads to, upwards or downwards; see `Fault`."""
    lower, upper = data(graph, step.lower), data(graph, step.upper)
    shown = upper if up else lower
    found = {
        Fault.NOT_HELD: shown.file is None,
        Fault.CIRCLE: step.circle,
        Fault.OLDER: bool(lower.issued and upper.issued and lower.issued < upper.issued),
        Fault.DIRECTION: lower.central and _local(upper),
    }
    return tuple(fault for fault, there in found.items() if there)


def _local(document: Document) -> bool:
    return not document.central and document.jurisdiction not in (None, place_iri(NATION))
