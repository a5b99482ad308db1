"""All documents by groups: where each lies in the picture of the whole collection."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policygraph.chain import Document
from policygraph.identity import NATION, place_iri
from policygraph.web.discs import Disc, discs, dots

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: What documents can be grouped by: how to tell the group, and whether groups stand in the order of their names.
GROUPS: dict[str, Callable[[Document], str]] = {
    "place": lambda document: document.place or "",
    "tier": lambda document: document.tier or "",
    "type": lambda document: document.type or "",
    "year": lambda document: str(document.issued.year) if document.issued else "",
}


@dataclass(frozen=True, slots=True)
class Whole:
    """The collection by groups: where each document lies, how many relations it has, and who is linked with whom."""

    groups: dict[str, tuple[Document, ...]]  #: those with most relations first
    discs: tuple[Disc, ...]
    places: dict[str, tuple[float, float]]
    links: dict[str, int]
    edges: tuple[tuple[str, str, str], ...]  #: lower, upper, relation


def whole_of(documents: Mapping[str, Document], relations: Graph, by: str) -> Whole:
    """The picture of a collection by groups; national documents, or those without a group, lie in the middle."""
    edges = sorted(
        {
            (lower, upper, edge["relation"])
            for lower, upper, edge in relations.edges(data=True)
            if lower in documents and upper in documents
        }
    )
    links = Counter(end for lower, upper, _ in edges for end in (lower, upper))
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents.values():
        found[_group(document, by)].append(document)
    names = sorted(found, key=lambda name: (name != "", -len(found[name]) if by != "year" else 0, name))
    groups = {name: tuple(sorted(found[name], key=lambda d: (-links[d.iri], not d.file, d.iri))) for name in names}
    drawn = discs({name: len(members) for name, members in groups.items()})
    places = {iri: spot for disc in drawn for iri, spot in dots(disc, [d.iri for d in groups[disc.group]]).items()}
    return Whole(groups, tuple(drawn), places, dict(links), tuple(edges))


def _group(document: Document, by: str) -> str:
    if by == "place" and document.jurisdiction in (None, place_iri(NATION)):
        return ""
    return GROUPS[by](document)
