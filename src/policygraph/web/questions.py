"""The question library: each named question with a form, its answer, and its SPARQL to go on from."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain, queries
from policygraph.errors import PolicyGraphError
from policygraph.queries import Query
from policygraph.store import PREFIXES, bind
from policygraph.text import fold
from policygraph.web.answers import Shown, read
from policygraph.web.frame import page, site
from policygraph.web.guard import Refused, check
from policygraph.web.library import Snapshot
from policygraph.web.sparql import ask
from policygraph.web.words import Words, language_of


def index(request: Request) -> Response:
    """All questions, by what they are for."""
    return page(request, "questions.html", groups=queries.grouped(), count=len(queries.catalogue()))


async def show(request: Request) -> Response:
    """One question: its form, and its answer where nothing that it needs is missing."""
    try:
        query = queries.get(request.path_params["name"])
    except PolicyGraphError as error:
        raise Refused("http-404", HTTPStatus.NOT_FOUND) from error
    given = {p.name: text for p in query.params if (text := request.query_params.get(p.name, "").strip())}
    table, text, problem = None, query.text, ""
    if all(param.name in given for param in query.params if param.required):
        here = site(request).library.current()
        try:
            text = await asyncio.to_thread(_bound, here, query, given)
            table = await _answer(request, here, text)
        except PolicyGraphError as error:
            problem = str(error)
        except Refused as refused:
            problem = Words(language_of(request))(f"web.problem.{refused.kind}", **refused.values)
    return page(request, "question.html", query=query, given=given, table=table, text=text, problem=problem)


def _bound(here: Snapshot, query: Query, given: dict[str, str]) -> str:
    """The query with what was given in place of its parameters."""
    types = {param.name: param.type for param in query.params}
    values = {name: _value(here, types[name], text) for name, text in given.items()}
    return bind(query.text, queries.bindings(query, values))


def _value(here: Snapshot, kind: str, text: str) -> str:
    """A name as the IRI that it means. Raises `chain.NotFound` where it means nothing, or several things."""
    if "://" in text:
        return text
    if kind in ("document", "agency"):
        return chain.one(here.store, text, (kind,)).iri
    if kind == "place":
        found = [iri for iri, name in here.places.items() if fold(name) == fold(text)]
        if len(found) != 1:
            raise chain.NotFound(text, tuple(chain.Match(iri, "place", text) for iri in found))
        return found[0]
    return text


async def _answer(request: Request, here: Snapshot, text: str) -> Shown:
    asked = check(text, PREFIXES)
    return read(here, asked.form, await ask(request, [], asked, "html"))
