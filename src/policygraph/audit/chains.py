"""The chains as a whole: from which directive down, which directive goes on in which, which plan hangs loose."""

from __future__ import annotations

from collections.abc import Mapping
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


def chains_of(graph: Graph, documents: Mapping[str, Document]) -> tuple[tuple[Document, tuple[chain.Step, ...]], ...]:
    """From every central directive that carries out no other one, its way down."""
    central = sorted((d for d in documents.values() if d.central), key=lambda d: (d.issued or date.max, d.iri))
    tops = [d for d in central if not _central_above(graph, d.iri, documents)]
    found = [(top, chain.down(graph, top.iri)) for top in tops]
    return tuple((top, steps) for top, steps in found if steps)


def continued(graph: Graph, documents: Mapping[str, Document]) -> dict[str, tuple[Document, ...]]:
    found: dict[str, set[str]] = {}
    for lower, upper, edge in graph.edges(data=True):
        if edge["relation"] == "continues":
            found.setdefault(upper, set()).add(lower)
    return {upper: tuple(documents[iri] for iri in sorted(lowers)) for upper, lowers in sorted(found.items())}


def loose_plans(graph: Graph, documents: Mapping[str, Document]) -> tuple[Loose, ...]:
    found = []
    for document in documents.values():
        if not (document.file and document.plan) or document.central:
            continue
        if not _central_above(graph, document.iri, documents):
            first = [step for step in chain.up(graph, document.iri) if step.depth == 1]
            words = tuple(proof for step in first for proof in step.proofs)
            found.append(Loose(document, tuple(documents[step.upper].label for step in first), words))
    return tuple(sorted(found, key=lambda item: item.document.iri))


def _central_above(graph: Graph, iri: str, documents: Mapping[str, Document]) -> bool:
    """True where some way up the chain leads to another central directive."""
    seen, waiting = {iri}, [iri]
    while waiting:
        for _, upper, edge in graph.out_edges(waiting.pop(), data=True):
            if edge["relation"] in chain.CHAIN and upper not in seen:
                if documents[upper].central:
                    return True
                seen.add(upper)
                waiting.append(upper)
    return False
