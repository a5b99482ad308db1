"""The site: which address leads where."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from policygraph.resources import folder
from policygraph.web import (
    api,
    bodies,
    chains,
    coverage,
    document,
    explore,
    home,
    linked,
    questions,
    scans,
    sparql,
    whole,
)
from policygraph.web.frame import Guarded, Site, assets, refused
from policygraph.web.geo import Map
from policygraph.web.guard import Refused
from policygraph.web.library import Library
from policygraph.web.pool import Limits, Pool


def create(
    location: str,
    hosts: frozenset[str] | None = None,
    limits: Limits | None = None,
    ready: Callable[[], None] | None = None,
    geo: Map | None = None,
) -> Starlette:
    """The site on the store at ``location``; only requests for ``hosts`` are answered, all where there are none.

    ``ready`` is called when the workers wait and the search index is there; ``geo`` is an office's own map.
    """
    library = Library(location)
    pool = Pool(location, limits or Limits(), lambda: library.current().state)

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await asyncio.gather(pool.start(), asyncio.to_thread(library.warm))
        if ready:
            ready()
        counting = asyncio.create_task(asyncio.to_thread(library.count))
        yield
        await asyncio.gather(pool.stop(), counting)

    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Guarded, hosts=hosts)],
        exception_handlers={Refused: refused, 404: refused, 405: refused},
        lifespan=life,
    )
    app.state.site = Site(library, pool, geo)
    return app


def _routes() -> list[Route | Mount]:
    return [
        Route("/", home.home),
        Route("/sparql", sparql.endpoint, methods=["GET", "POST"]),
        Route("/document/{tail:path}", document.show),
        Route("/chain/{tail:path}", chains.show),
        Route("/coverage", coverage.matrix),
        Route("/directive/{tail:path}", coverage.directive),
        Route("/agency/{tail:path}", bodies.agency),
        Route("/collective/{tail:path}", bodies.agency),
        Route("/place/{tail:path}", bodies.place),
        Route("/questions", questions.index),
        Route("/questions/{name}", questions.show),
        Route("/read/{tail:path}", document.reader),
        Route("/page/{tail:path}", scans.show),
        Route("/id/{tail:path}", linked.thing),
        Route("/data/{tail:path}", linked.data),
        Route("/.well-known/void", linked.describe_collection),
        Route("/dcat", linked.describe_collection),
        Route("/prefixes", linked.prefixes),
        Route("/explore/{tail:path}", explore.show),
        Route("/graph", whole.show),
        Route("/api/graph", whole.graph),
        Route("/editor", explore.editor),
        Route("/api/neighbours/{tail:path}", explore.neighbours),
        *api.ROUTES,
        *([Mount("/assets", StaticFiles(directory=folder("web") / "dist"))] if assets() else []),
        Mount("/static", StaticFiles(directory=folder("web") / "static")),
    ]
