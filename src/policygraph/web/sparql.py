"""The endpoint ``/sparql`` after the SPARQL 1.1 Protocol: three ways to ask, all standard forms of answers.

An answer is whole or it is a problem document: nothing is sent before a worker has written all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from policygraph import queries
from policygraph.store import PREFIXES
from policygraph.web.answers import Shown, read
from policygraph.web.formats import FORMS, GRAPHS, HTML, JSON, Form, choose
from policygraph.web.frame import page, site
from policygraph.web.guard import MAX_BYTES, Asked, Refused, check
from policygraph.web.linked import service_description
from policygraph.web.pool import Answer
from policygraph.web.worker import Question

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_MOST = MAX_BYTES * 4  #: bytes of a request body: a query of the largest size with every letter escaped, and its graphs
Parameters = list[tuple[str, str]]


async def endpoint(request: Request) -> Response:
    """Answer a query; without one, show the editor to people and describe the service to programs."""
    given = await _parameters(request)
    try:
        return await _answer(request, given)
    except Refused as refused:
        text = next(iter(_all(given, "query")), None)
        if text and _people(request, given):
            return _page(request, refused.status, query=text, refused=refused)
        raise


def _people(request: Request, given: Parameters) -> bool:
    """True where a page is wanted rather than data."""
    return not _all(given, "format") and choose(request.headers.get("accept"), (JSON, HTML)) is HTML


async def _answer(request: Request, given: Parameters) -> Response:
    texts = _all(given, "query")
    if _all(given, "update"):
        raise Refused("update")
    if not texts and request.method in ("GET", "HEAD"):
        return _about(request)
    if len(texts) != 1:
        raise Refused("one-query", count=len(texts))
    asked = check(texts[0], PREFIXES)
    form = _form(request, given, asked)
    if form is HTML:
        return await _shown(request, given, asked)
    answer = await ask(request, given, asked, form.name)
    headers = {"vary": "accept"}
    if form.name in ("csv", "tsv", "xlsx") and "format" in dict(given):
        headers["content-disposition"] = f'attachment; filename="answer.{form.ending}"'
    return Response(answer.body, headers=headers, media_type=form.media)


async def _parameters(request: Request) -> Parameters:
    """The parameters of the request, wherever the protocol lets them stand."""
    given: Parameters = list(request.query_params.multi_items())
    if request.method != "POST":
        return given
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in (_FORM, _QUERY):
        raise Refused("media", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, media=kind or "-")
    try:
        text = (await _body(request)).decode("utf-8")
        if kind == _QUERY:
            return [*given, ("query", text)]
        return [*given, *parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)]
    except ValueError as error:
        raise Refused("utf-8") from error


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST:
            raise Refused("long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=MAX_BYTES)
    return body


def _all(given: Parameters, name: str) -> list[str]:
    return [value for key, value in given if key == name]


def _form(request: Request, given: Parameters, asked: Asked) -> Form:
    wanted = next(iter(_all(given, "format")), None)
    form = choose(request.headers.get("accept"), FORMS[asked.form], wanted)
    if form is None:
        known = ", ".join(form.media for form in FORMS[asked.form])
        raise Refused("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, form=asked.form, known=known)
    return form


async def ask(request: Request, given: Parameters, asked: Asked, form: str) -> Answer:
    """The answer of a worker to a query that the guard let pass, in the form of that name."""
    here = site(request)
    default, named = _graphs(given, asked)
    limits, library = here.pool.limits, here.library.current()
    if unknown := [iri for iri in (*default, *named) if iri not in library.graphs]:
        raise Refused("graph", graph=unknown[0])
    base = f"{str(request.base_url).rstrip('/')}/sparql"
    question = Question(
        query=asked.text, form=asked.form, answer=form, union=not (default or named), base=base,
        default_graphs=tuple(default), named_graphs=tuple(named), state=library.state, seconds=limits.seconds,
        rows=limits.rows, size=limits.size,
    )  # fmt: skip
    return await here.pool.ask(question)


def _graphs(given: Parameters, asked: Asked) -> tuple[Sequence[str], Sequence[str]]:
    """The graphs of the dataset: those of the request outweigh those of the query."""
    default, named = _all(given, "default-graph-uri"), _all(given, "named-graph-uri")
    return (default, named) if default or named else (asked.default_graphs, asked.named_graphs)


def _about(request: Request) -> Response:
    form = choose(request.headers.get("accept"), (HTML, *GRAPHS), request.query_params.get("format"))
    if form is None:
        known = ", ".join(form.media for form in (HTML, *GRAPHS))
        raise Refused("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, form="GET", known=known)
    if form is HTML:
        return _page(request)
    return service_description(request, form)


async def _shown(request: Request, given: Parameters, asked: Asked) -> Response:
    """The answer as a page, with the query above it."""
    answer = await ask(request, given, asked, "html")
    return _page(request, query=asked.text, table=read(site(request).library.current(), asked.form, answer))


def _page(
    request: Request,
    status: int = HTTPStatus.OK,
    query: str | None = None,
    table: Shown | None = None,
    refused: Refused | None = None,
) -> Response:
    """The page with the query, its answer or why there is none, and the questions to begin with."""
    shown = {"query": query, "table": table, "refused": refused, "groups": queries.grouped()}
    return page(request, "sparql.html", status, **shown)
