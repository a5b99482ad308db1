"""Which documents stand above which: over links of ``implements``, as the texts of the collection state them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from policygraph.link.model import Linked


def ancestors(linked: Linked) -> dict[str, frozenset[str]]:
    """Whom each document carries out in the end, over any number of steps; itself left out where texts go in a circle.

    A document that carries out none has no entry.
    """
    above: dict[str, set[str]] = defaultdict(set)
    for document in linked.documents:
        for citation in document.facts.citations:
            if document.facts.carries_out(citation):
                lower, upper = document.joined(citation.citing).iri, document.joined(citation.cited).iri
                if lower != upper:
                    above[lower].add(upper)
    return {iri: _reachable(iri, above) for iri in sorted(above)}


def _reachable(start: str, above: Mapping[str, set[str]]) -> frozenset[str]:
    seen, open_ = {start}, [start]
    while open_:
        for other in above.get(open_.pop(), ()):
            if other not in seen:
                seen.add(other)
                open_.append(other)
    return frozenset(seen - {start})
