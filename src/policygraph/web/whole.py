"""The whole collection as one picture: grouped, searched and filtered in the browser, listed by group for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain
from policygraph.audit import side
from policygraph.chain import Document
from policygraph.web.api import answer
from policygraph.web.document import path_of
from policygraph.web.frame import assets, page, site
from policygraph.web.grouped import GROUPS, Whole
from policygraph.web.guard import Refused
from policygraph.web.saved import saved
from policygraph.web.words import Words, language_of

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

_FIRST = 5  #: documents of a group that the list names
_WIDE = 40  #: of the margin of the saved picture


def _by(request: Request) -> str:
    by = request.query_params.get("group", "place")
    if by not in GROUPS:
        raise Refused("parameter", name="group")
    return by


def _named(words: Words, by: str, group: str) -> str:
    """What people call a group; those without one are the nation's by place, and of unknown else."""
    if not group:
        return words("web.whole.nation" if by == "place" else "web.whole.unknown")
    return words.tier(group) if by == "tier" else group


def show(request: Request) -> Response:
    """The page: the picture where scripts run and the bundle is there, the groups as a table for all."""
    here, by, words = site(request).library.current(), _by(request), Words(language_of(request))
    whole = here.whole(by)
    form = request.query_params.get("format")
    if form == "svg":
        return _file(request, here, whole, by)
    if form:
        return saved(here, set(here.documents), form, "policygraph", whole.places)
    return page(
        request,
        "whole.html",
        by=by,
        ways=list(GROUPS),
        text=request.query_params.get("q", ""),
        groups=[
            (_named(words, by, name), sum(bool(d.file) for d in members), len(members), members[:_FIRST])
            for name, members in whole.groups.items()
        ],
        documents=len(here.documents),
        edges=len(whole.edges),
        path_of=path_of,
        drawn="whole.js" in assets(),
        relations=sorted({relation for _, _, relation in whole.edges}),
    )


def graph(request: Request) -> Response:
    """What the picture is drawn from: documents with places, relations by the documents' numbers, groups."""
    here, by, words = site(request).library.current(), _by(request), Words(language_of(request))
    whole = here.whole(by)
    numbers = {iri: number for number, iri in enumerate(whole.places)}
    nodes = [_dot(here.documents[iri], spot, whole.links.get(iri, 0)) for iri, spot in whole.places.items()]
    groups = [
        {"name": _named(words, by, disc.group), "x": round(disc.x), "y": round(disc.y - disc.radius - 12),
         "count": len(whole.groups[disc.group])}
        for disc in whole.discs
    ]  # fmt: skip
    edges = [(numbers[lower], numbers[upper], relation) for lower, upper, relation in whole.edges]
    return answer({"nodes": nodes, "edges": edges, "groups": groups})


def _dot(document: Document, spot: tuple[float, float], links: int) -> dict[str, Any]:
    return {
        "label": document.name, "full": document.label, "x": round(spot[0], 1), "y": round(spot[1], 1), "links": links,
        "kind": side(document), "loaded": bool(document.file), "path": path_of(document.iri),
    }  # fmt: skip


def _file(request: Request, here: Snapshot, whole: Whole, by: str) -> Response:
    """The whole picture as an SVG file."""
    words = Words(language_of(request))
    reach = max((max(abs(disc.x), abs(disc.y)) + disc.radius for disc in whole.discs), default=0) + _WIDE
    nodes = [(here.documents[iri], side(here.documents[iri]), *spot) for iri, spot in whole.places.items()]
    edges = [(*whole.places[lower], *whole.places[upper], relation) for lower, upper, relation in whole.edges]
    groups = [(_named(words, by, disc.group), disc) for disc in whole.discs]
    response = page(
        request, "whole.svg", nodes=nodes, edges=edges, groups=groups, reach=round(reach), chain=chain.CHAIN
    )
    response.headers["content-type"] = "image/svg+xml"
    response.headers["content-disposition"] = 'attachment; filename="policygraph.svg"'
    return response
