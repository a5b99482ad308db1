"""Answers of queries as tables for people: names in place of IRIs, each with its link."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from policygraph.web.library import Snapshot, address
from policygraph.web.pool import Answer

SHOWN = 1000  #: rows of a page; the files hold all


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, the link of a node, and the whole IRI to show beside."""

    text: str
    link: str | None = None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table on a page: at most `SHOWN` rows of ``total``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    forms: tuple[str, ...] = ("csv", "tsv", "json", "xml", "xlsx")


def cell(here: Snapshot, term: Any) -> Cell:
    """How a term of the graph is shown."""
    if term is None:
        return Cell("")
    if isinstance(term, ox.NamedNode):
        return Cell(here.name(term.value), address(term.value), term.value)
    return Cell(str(term.value) if isinstance(term, ox.Literal) else str(term))


def read(here: Snapshot, form: str, answer: Answer) -> Shown:
    """The answer of a worker, asked for as "html"."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        triples = list(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)) if answer.body else []
        rows = tuple(tuple(cell(here, t) for t in (q.subject, q.predicate, q.object)) for q in triples[:SHOWN])
        return Shown(("subject", "predicate", "object"), rows, len(triples), ("ttl", "nt", "jsonld", "rdf"))
    said = json.loads(answer.body)
    if form == "ASK":
        return Shown(("answer",), ((Cell(str(said["boolean"]).lower()),),), 1, ("json", "xml"))
    columns = tuple(said["head"]["vars"])
    found = said["results"]["bindings"]
    rows = tuple(tuple(_json_cell(here, row.get(name)) for name in columns) for row in found[:SHOWN])
    return Shown(columns, rows, len(found))


def _json_cell(here: Snapshot, said: dict[str, Any] | None) -> Cell:
    if said is None:
        return Cell("")
    if said["type"] == "uri":
        return Cell(here.name(said["value"]), address(said["value"]), said["value"])
    return Cell(json.dumps(said["value"]) if said["type"] == "triple" else str(said["value"]))
