"""A part of the graph as a file that other programs open: one page that works without a network, or GEXF for Gephi."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response

from policygraph import export
from policygraph.text import slug
from policygraph.web.guard import Refused

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

FORMS = {"html": "text/html", "gexf": "application/gexf+xml"}


def saved(
    here: Snapshot,
    documents: Collection[str],
    form: str,
    name: str,
    places: Mapping[str, tuple[float, float]] | None = None,
) -> Response:
    """The documents and what stands between them as a file to keep. Raises `Refused` for a form that is not in `FORMS`.

    ``places``: where a GEXF file puts the documents.
    """
    if form not in FORMS:
        raise Refused("parameter", name="format")
    graph = here.relations.subgraph(documents)
    body = export.page_bytes(graph) if form == "html" else export.gexf_bytes(export.plain(graph), places)
    headers = {"content-disposition": f'attachment; filename="{slug(name)}.{form}"'}
    return Response(body, headers=headers, media_type=FORMS[form])
