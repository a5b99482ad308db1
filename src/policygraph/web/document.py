"""One document: the boxes around it, its facts with evidence, and the text itself with every fact marked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain
from policygraph.chain import CHAIN, Document
from policygraph.identity import ID
from policygraph.web.frame import page, site
from policygraph.web.guard import Refused
from policygraph.web.said import Fact, Place

if TYPE_CHECKING:
    from policygraph.text import SourceText
    from policygraph.web.library import Snapshot, Source

#: The boxes of a document, upward ones first: name, direction of the relation, and which relations.
BOXES = (
    ("carries-out", "out", CHAIN),
    ("based-on", "out", ("basedOn", "proposedIn")),
    ("changes", "out", ("amends", "replaces", "repeals", "approves")),
    ("mentions", "out", ("mentions",)),
    ("carried-out-by", "in", CHAIN),
    ("basis-of", "in", ("basedOn", "proposedIn")),
    ("changed-by", "in", ("amends", "replaces", "repeals", "approves")),
    ("mentioned-by", "in", ("mentions",)),
)
_SIBLINGS = 12  #: documents of the same level that are listed before "and so many more"


@dataclass(frozen=True, slots=True)
class Link:
    """Another document in a box: what it is, the relation, and the sentence with the address where it stands."""

    document: Document
    relation: str
    quote: str
    sentence: str | None
    by: Document | None  #: who says so, where it is neither of the two


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture: its name and what is in it."""

    name: str
    links: tuple[Link, ...]

    @property
    def count(self) -> int:
        """How many documents are in it."""
        return len({link.document.iri for link in self.links})


def path_of(iri: str) -> str:
    """The piece of an address that names a document, an agency or a place.

    >>> path_of(ID + "document/tinh-ninh-binh/177-kh-ubnd/2024-09-30")
    'tinh-ninh-binh/177-kh-ubnd/2024-09-30'
    """
    return percent(iri.removeprefix(ID).split("/", 1)[1], safe="/~!*'(),+")


def found(request: Request) -> tuple[Snapshot, Document]:
    """The document that a request names. Raises `Refused` where there is none."""
    here = site(request).library.current()
    document = here.documents.get(f"{ID}document/{request.path_params['tail']}")
    if document is None:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    return here, document


def source_of(request: Request, here: Snapshot, document: Document) -> Source | None:
    """The source that the page shows: the one asked for, else the first; `None` where the text is not loaded."""
    sources = here.sources.get(document.iri, ())
    wanted = request.query_params.get("source")
    return next((source for source in sources if source.key == wanted), sources[0] if sources else None)


def show(request: Request) -> Response:
    """The page of a document."""
    here, document = found(request)
    source = source_of(request, here, document)
    said = here.said(source.key) if source else None
    boxes = boxes_of(here, document)
    return page(
        request,
        "document.html",
        document=document,
        path=path_of(document.iri),
        path_of=path_of,
        here=here,
        source=source,
        sources=here.sources.get(document.iri, ()),
        said=said,
        header=said.header(document.iri) if said else {},
        up=boxes[:4],
        down=boxes[4:],
        level=siblings(here, document),
        siblings_shown=_SIBLINGS,
    )


# ---------------------------------------------------------------------------------------------- the boxes


def boxes_of(here: Snapshot, document: Document) -> list[Box]:
    """The boxes around a document, in the order of `BOXES`; empty ones too."""
    return [Box(name, tuple(_links(here, document.iri, direction, relations))) for name, direction, relations in BOXES]


def _links(here: Snapshot, iri: str, direction: str, relations: tuple[str, ...]) -> list[Link]:
    graph = here.relations
    edges = (
        graph.out_edges(iri, keys=True, data=True) if direction == "out" else graph.in_edges(iri, keys=True, data=True)
    )
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for lower, upper, key, edge in edges:
        other = here.documents.get(upper if direction == "out" else lower)
        if other and edge["relation"] in relations:
            groups[other.iri, edge["relation"]].append((edge["stated_in"], key))
    quotes = chain.quotes(graph)
    quotes.fetch(key for stated in groups.values() for _, key in stated)
    links = [
        _link(here, iri, other, relation, [(by, proof) for by, key in stated for proof in quotes.of(key)])
        for (other, relation), stated in groups.items()
    ]
    return sorted(
        links, key=lambda link: (relations.index(link.relation), str(link.document.issued), link.document.iri)
    )


def _link(here: Snapshot, iri: str, other: str, relation: str, proofs: list[tuple[str, chain.Proof]]) -> Link:
    """The other document with the nearest sentence: what one of the two says itself comes first."""
    document = here.documents[other]
    if not proofs:
        return Link(document, relation, "", None, None)
    stated, proof = min(proofs, key=lambda item: (item[0] not in (iri, other), item[1]))
    speaker = here.documents.get(stated)
    by = speaker if speaker and speaker.iri not in (iri, other) else None
    return Link(document, relation, proof.quote, sentence_at(here, speaker, proof) if speaker else None, by)


def sentence_at(here: Snapshot, speaker: Document, proof: chain.Proof) -> str | None:
    """The address of the sentence in the text of the document that says it."""
    sources = here.sources.get(speaker.iri, ())
    key = next((source.key for source in sources if source.file == proof.file), None)
    if key is None:
        return None
    which = f"&source={key}" if len(sources) > 1 else ""
    return f"/read/{path_of(speaker.iri)}?at={proof.start}-{proof.end}{which}#here"


def siblings(here: Snapshot, document: Document) -> list[Document]:
    """Other documents that carry out what this one carries out."""
    graph = here.relations
    uppers = {upper for _, upper, edge in graph.out_edges(document.iri, data=True) if edge["relation"] in CHAIN}
    same = {
        lower for upper in uppers for lower, _, edge in graph.in_edges(upper, data=True) if edge["relation"] in CHAIN
    }
    above = uppers | {document.iri}
    return sorted((here.documents[iri] for iri in same - above), key=lambda d: (str(d.issued), d.iri))


# ---------------------------------------------------------------------------------------------- the text


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters between two places where a fact begins or ends, with the numbers of the facts that cover it."""

    text: str
    facts: tuple[int, ...]
    starts: tuple[Place, ...]  #: the facts that begin here, as anchors
    narrowest: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces in a row; ``here``: the sentence that was asked for."""

    here: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of the file that is shown beside the text: which of how many, and where on it the sentence stands."""

    number: int
    pages: int
    box: tuple[float, float, float, float] | None  #: left, top, width, height in percent


def sheet_of(text: SourceText, at: Place | None, asked: str) -> Sheet | None:
    """The page with the sentence that was asked for, else the page asked for; `None` where the file has no pages.

    >>> from policygraph.text import Layout, Place as Drawn, SourceText, Span
    >>> runs = (Drawn(Span(0, 4), 1, (10.0, 20.0, 30.0, 2.0)), Drawn(Span(5, 9), 2, (10.0, 5.0, 50.0, 2.0)))
    >>> text = SourceText("a.pdf", "0" * 64, "application/pdf", "dòng hai.", Layout(places=runs))
    >>> sheet_of(text, Place(5, 8), "")
    Sheet(number=2, pages=2, box=(10.0, 5.0, 50.0, 2.0))
    >>> sheet_of(text, None, "7").number
    2
    """
    pages = max((run.page for run in text.layout.places), default=0)
    if not pages:
        return None
    place = text.place(at.start, at.end) if at else None
    if place:
        return Sheet(place.page, pages, place.box)
    return Sheet(min(max(1, int(asked)), pages) if asked.isdecimal() else 1, pages, None)


def reader(request: Request) -> Response:
    """The text of a document, with its facts beside it."""
    here, document = found(request)
    source = source_of(request, here, document)
    text = here.text(source.key) if source else None
    if source is None or text is None:
        raise Refused("no-text", HTTPStatus.NOT_FOUND)
    said = here.said(source.key)
    facts = said.facts(document.iri)
    at = _asked(request.query_params.get("at", ""), len(text.text))
    return page(
        request,
        "read.html",
        document=document,
        path=path_of(document.iri),
        here=here,
        source=source,
        several=len(here.sources[document.iri]) > 1,
        facts=facts,
        text=text.text,
        at=at,
        sheet=sheet_of(text, at, request.query_params.get("page", "")[:5]) if here.file(source.key) else None,
        stretches=cut(text.text, facts, at),
        address=lambda iri: f"/id/{iri.removeprefix(ID)}",
    )


def _asked(said: str, length: int) -> Place | None:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", said)
    if match is None or not int(match[1]) < int(match[2]) <= length:
        return None
    return Place(int(match[1]), int(match[2]))


def cut(text: str, facts: list[Fact], at: Place | None) -> list[Stretch]:
    """The whole text in pieces: together they are the text again, letter for letter.

    >>> pieces = cut("Giao Sở A", [Fact("task", "", Place(0, 9)), Fact("lead", "", Place(5, 9))], Place(5, 7))
    >>> [(stretch.here, [(p.text, p.facts, p.narrowest) for p in stretch.pieces]) for stretch in pieces]
    [(False, [('Giao ', (0,), 0)]), (True, [('Sở', (0, 1), 1)]), (False, [(' A', (0, 1), 1)])]
    """
    bounds = {0, len(text), *(edge for fact in facts for edge in (fact.place.start, fact.place.end))}
    if at:
        bounds |= {at.start, at.end}
    opening: dict[int, list[int]] = defaultdict(list)
    for number, fact in enumerate(facts):
        opening[fact.place.start].append(number)
    active: list[int] = []
    stretches: list[tuple[bool, list[Piece]]] = []
    for start, end in pairwise(sorted(bound for bound in bounds if bound <= len(text))):
        active = [number for number in active if facts[number].place.end > start] + opening[start]
        inside = bool(at and at.start <= start and end <= at.end)
        if not stretches or stretches[-1][0] is not inside:
            stretches.append((inside, []))
        stretches[-1][1].append(_piece(text[start:end], facts, active, opening[start]))
    return [Stretch(inside, tuple(pieces)) for inside, pieces in stretches]


def _piece(text: str, facts: list[Fact], active: list[int], new: list[int]) -> Piece:
    narrowest = min(active, key=lambda n: facts[n].place.end - facts[n].place.start, default=None)
    starts = tuple(dict.fromkeys(facts[number].place for number in new))
    kind = facts[narrowest].kind if narrowest is not None else ""
    return Piece(text, tuple(sorted(active)), starts, narrowest, kind)
