"""The chains as a whole: from which directive down, which directive goes on in which, which plan hangs loose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from policygraph import chain
from policygraph.chain import Document, Proof

if TYPE_CHECKING:
    from policygraph.chain import Graph


@dataclass(frozen=True, slots=True)
class Loose:
    """A loaded plan with no central directive in its chain, and what it says it carries out."""

    document: Document
    carries_out: tuple[str, ...]
    proofs: tuple[Proof, ...]


def chains_of(graph: Graph, documents: dict[str, Document]) -> tuple[tuple[Document, tuple[chain.Step, ...]], ...]:
    """From every central directive that carries out no other one, its way down."""
    central = sorted((d for d in documents.values() if d.central), key=lambda d: (d.issued or date.max, d.iri))
    tops = [d for d in central if not any(documents[step.upper].central for step in chain.up(graph, d.iri))]
    found = [(top, chain.down(graph, top.iri)) for top in tops]
    return tuple((top, steps) for top, steps in found if steps)


def continued(graph: Graph, documents: dict[str, Document]) -> dict[str, tuple[Document, ...]]:
    found: dict[str, set[str]] = {}
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "continues":
            found.setdefault(upper, set()).add(lower)
    return {upper: tuple(documents[iri] for iri in sorted(lowers)) for upper, lowers in sorted(found.items())}


def loose_plans(graph: Graph, documents: dict[str, Document]) -> tuple[Loose, ...]:
    found = []
    for document in documents.values():
        if not (document.file and document.plan) or document.central:
            continue
        steps = chain.up(graph, document.iri)
        if not any(documents[step.upper].central for step in steps):
            first = [step for step in steps if step.depth == 1]
            words = tuple(proof for step in first for proof in step.proofs)
            found.append(Loose(document, tuple(documents[step.upper].label for step in first), words))
    return tuple(sorted(found, key=lambda item: item.document.iri))
