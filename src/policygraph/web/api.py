"""What the pages show, as JSON, described by OpenAPI: ``/api/openapi.json``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygraph import chain
from policygraph.audit import Carrying
from policygraph.chain import Document
from policygraph.labels import pair
from policygraph.web.coverage import day_of
from policygraph.web.document import BOXES, boxes_of, found, siblings, source_of
from policygraph.web.frame import site
from policygraph.web.guard import Refused
from policygraph.web.search import FACETS, PAGE


def answer(value: Any) -> Response:
    """A value of the program as JSON: days as ISO 8601, words as they are."""
    return Response(json.dumps(value, ensure_ascii=False, default=_plain), media_type="application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, Document):
        return {name: item for name, item in asdict(value).items() if item is not None} | {"label": value.label}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)


def search(request: Request) -> Response:
    """Documents, agencies and places by what people type."""
    chosen = {name: value for name in FACETS if (value := request.query_params.get(name))}
    said = request.query_params.get("page", "1")
    if not said.isdecimal() or len(said) > 5 or not 1 <= int(said) <= 10_000:
        raise Refused("parameter", name="page")
    hits = site(request).library.current().index.search(request.query_params.get("q", "")[:300], chosen, int(said))
    return answer({"total": hits.total, "pageSize": PAGE, "hits": hits.hits, "facets": hits.facets})


def document(request: Request) -> Response:
    """A document: header, relations both ways, tasks, targets and findings, each with its place in the text."""
    here, this = found(request)
    source = source_of(request, here, this)
    said = here.said(source.key) if source else None
    boxes = dict(zip((name for name, _, _ in BOXES), boxes_of(here, this), strict=True))
    return answer({
        "document": this,
        "source": source,
        "relations": {name: box.links for name, box in boxes.items()},
        "sameLevel": siblings(here, this),
        "header": said.header(this.iri) if said else {},
        "tasks": said.tasks() if said else [],
        "targets": said.targets() if said else [],
        "findings": said.findings() if said else [],
    })  # fmt: skip


def links(request: Request) -> Response:
    """The chain through a document: each link upward and downward, with its sentences."""
    here, this = found(request)
    up, down = chain.up(here.relations, this.iri), chain.down(here.relations, this.iri)
    documents = {iri: here.documents[iri] for step in (*up, *down) for iri in (step.upper, step.lower)}
    return answer({"document": this, "up": up, "down": down, "documents": documents})


def coverage(request: Request) -> Response:
    """Where a directive is carried out: one entry a place, with the state and the documents behind it."""
    here, this = found(request)
    report = here.coverage(day_of(request))
    cells = report.by_directive.get(this.iri, ())
    report.fetch(cells)
    return answer({"directive": this, "asOf": report.counting.as_of, "enough": report.counting.enough, "places": [
        {"place": cell.place, "state": cell.state, "heldSince": cell.held_since,
         "carrying": [_carrying(item) for item in cell.carrying]}
        for cell in cells
    ]})  # fmt: skip


def _carrying(item: Carrying) -> dict[str, Any]:
    return {"document": item.document, "side": item.side, "steps": item.steps, "lag": item.lag,
            "via": item.via, "due": item.due, "proofs": item.proofs}  # fmt: skip


def agency(request: Request) -> Response:
    """An agency and what it is given to do."""
    here = site(request).library.current()
    iri = f"https://w3id.org/policygraph/id/{request.path_params['tail']}"
    if iri not in here.agencies:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    return answer({"agency": here.agencies[iri], "tasks": here.records("tasks-of-agency", agency=iri)})


_TAIL = {"name": "tail", "in": "path", "required": True, "schema": {"type": "string"},
         "description": "what follows /id/document/ (of agencies: /id/) in the IRI, with its slashes"}  # fmt: skip
_DAY = {"name": "as-of", "in": "query", "schema": {"type": "string", "format": "date"}}
_SEARCH = [
    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 300}},
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1}},
    *({"name": name, "in": "query", "schema": {"type": "string"}} for name in FACETS),
]
Endpoint = Callable[[Request], Response]
_PATHS: dict[str, tuple[Endpoint, list[dict[str, Any]]]] = {
    "/api/search": (search, _SEARCH),
    "/api/document/{tail}": (document, [_TAIL]),
    "/api/chain/{tail}": (links, [_TAIL]),
    "/api/coverage/{tail}": (coverage, [_TAIL, _DAY]),
    "/api/agency/{tail}": (agency, [_TAIL]),
}


def _drawings() -> dict[str, tuple[Endpoint, list[dict[str, Any]]]]:
    """What the drawn pages ask for; they use this module."""
    from policygraph.web import explore, whole
    from policygraph.web.grouped import GROUPS

    depths = {"type": "integer", "minimum": 1, "maximum": explore.DEPTH, "default": 1}
    groups = {"type": "string", "enum": list(GROUPS), "default": "place"}
    return {
        "/api/neighbours/{tail}": (explore.neighbours, [_TAIL, {"name": "depth", "in": "query", "schema": depths}]),
        "/api/graph": (whole.graph, [{"name": "group", "in": "query", "schema": groups}]),
    }


def description(request: Request) -> Response:
    """The API in the words of OpenAPI 3.1."""
    problem = {"description": "problem", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    fine = {"description": "the answer", "content": {"application/json": {"schema": {"type": "object"}}}}
    paths = {
        path: {"get": {
            "operationId": endpoint.__name__, "summary": (endpoint.__doc__ or "").strip(), "parameters": parameters,
            "responses": {"200": fine, "400": problem, "404": problem},
        }}
        for path, (endpoint, parameters) in {**_PATHS, **_drawings()}.items()
    }  # fmt: skip
    info = {"title": "policygraph", "version": "1", "description": " / ".join(pair("web.footer"))}
    return answer({"openapi": "3.1.0", "info": info, "paths": paths, "servers": [{"url": "/"}]})


ROUTES = [
    Route("/api/openapi.json", description),
    *(Route(path.replace("{tail}", "{tail:path}"), endpoint) for path, (endpoint, _) in _PATHS.items()),
]
