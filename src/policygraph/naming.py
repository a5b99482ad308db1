"""Parameters of a question as people say them: names of documents, agencies and places become their IRIs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from policygraph import chain, queries
from policygraph.queries import Query
from policygraph.store import Store
from policygraph.text import fold

Given = str | int | date


def resolved(store: Store, query: Query, given: Mapping[str, Given]) -> dict[str, Given]:
    """The parameters with names made IRIs. Raises `chain.NotFound` where a name means nothing, or several things."""
    types = {param.name: param.type for param in query.params}
    return {
        name: _resolved(store, types.get(name, "string"), value) if isinstance(value, str) else value
        for name, value in given.items()
    }


def _resolved(store: Store, kind: str, text: str) -> str:
    if text.startswith(("http://", "https://", "urn:")):
        return text
    if kind in ("document", "agency"):
        return chain.one(store, text, (kind,)).iri
    return place(store, text) if kind == "place" else text


def place(store: Store, text: str) -> str:
    """The IRI of the one place of that name. Raises `chain.NotFound` where there is none, or several."""
    rows = queries.records(store, "places")
    found = {str(row["place"]) for row in rows if fold(str(row["name"])) == fold(text)}
    if len(found) != 1:
        raise chain.NotFound(text, tuple(chain.Match(iri, "place", text) for iri in sorted(found)))
    return found.pop()
