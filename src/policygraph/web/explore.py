"""The neighbourhood of a document: what is one, two or three relations away, as a list and as a drawn graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain, queries
from policygraph.audit import side
from policygraph.chain import Document
from policygraph.store import PREFIXES
from policygraph.web.api import answer
from policygraph.web.document import found, path_of
from policygraph.web.frame import assets, page
from policygraph.web.guard import Refused
from policygraph.web.library import Snapshot
from policygraph.web.saved import saved
from policygraph.web.words import Words, language_of

DEPTH = 3  #: relations away, at most
MOST = 300  #: documents, the nearest first


@dataclass(frozen=True, slots=True)
class Near:
    """Documents so many relations away, and how many more there are that are not listed."""

    distance: int
    documents: tuple[Document, ...]


def around(here: Snapshot, iri: str, depth: int) -> tuple[list[Near], int]:
    """The documents by distance, at most `MOST`, and how many are left out."""
    seen, ring, found_at, left = {iri}, [iri], [], 0
    for distance in range(1, depth + 1):
        following = {other for one in ring for other in _beside(here, one)} - seen
        ordered = sorted(following, key=lambda one: (not here.documents[one].file, one))
        kept = ordered[: MOST - len(seen)]
        left += len(ordered) - len(kept)
        if kept:
            found_at.append(Near(distance, tuple(here.documents[one] for one in kept)))
        seen |= set(kept)
        ring = kept
    return found_at, left


def _beside(here: Snapshot, iri: str) -> Iterator[str]:
    graph = here.relations
    for lower, upper, _ in [*graph.out_edges(iri, data=True), *graph.in_edges(iri, data=True)]:
        if lower in here.documents and upper in here.documents:
            yield upper if lower == iri else lower


def _depth(request: Request) -> int:
    said = request.query_params.get("depth", "1")
    if said not in {str(number) for number in range(1, DEPTH + 1)}:
        raise Refused("parameter", name="depth")
    return int(said)


def show(request: Request) -> Response:
    """The page: the list for all, the drawing where scripts run and the bundle is there."""
    here, document = found(request)
    depth = _depth(request)
    near, left = around(here, document.iri, depth)
    if form := request.query_params.get("format"):
        inside = {document.iri, *(other.iri for ring in near for other in ring.documents)}
        return saved(here, inside, form, document.name)
    return page(
        request,
        "explore.html",
        document=document,
        path=path_of(document.iri),
        path_of=path_of,
        depth=depth,
        deepest=DEPTH,
        near=near,
        left=left,
        drawn="explore.js" in assets(),
    )


def neighbours(request: Request) -> Response:
    """The documents around one and the relations between them, for the drawing."""
    here, document = found(request)
    words = Words(language_of(request))
    near, left = around(here, document.iri, _depth(request))
    shown = [document, *(other for ring in near for other in ring.documents)]
    away = {document.iri: 0} | {other.iri: ring.distance for ring in near for other in ring.documents}
    edges = [
        {"id": f"{lower}|{upper}|{edge['relation']}", "source": lower, "target": upper, "relation": edge["relation"],
         "word": words.named("relation", edge["relation"])}
        for lower, upper, edge in here.relations.edges(away, data=True)
        if upper in away
    ]  # fmt: skip
    nodes = [
        {"id": other.iri, "label": f"{other.name}\n{_under(other)}", "full": other.label,
         "kind": side(other), "loaded": bool(other.file), "middle": other is document,
         "away": away[other.iri],
         "path": path_of(other.iri), "address": f"/document/{path_of(other.iri)}"}
        for other in shown
    ]  # fmt: skip
    return answer({"nodes": nodes, "edges": list({edge["id"]: edge for edge in edges}.values()), "left": left})


def _under(document: Document) -> str:
    """The second line of a box: when and where."""
    return ", ".join(filter(None, (chain.shown(document.issued), document.place)))


def editor(request: Request) -> Response:
    """The SPARQL editor with completion; it needs the bundle and scripts, the plain form does not."""
    if "editor.js" not in assets():
        raise Refused("no-editor", 404)
    asked = request.query_params.get("query", "")
    response = page(request, "editor.html", prefixes=PREFIXES, query=asked, groups=queries.grouped())
    # the editor writes styles into its elements; scripts stay as strict as everywhere
    policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    response.headers["content-security-policy"] = (
        policy + " font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
