"""The graph a property at a time gives what the named questions give."""

from __future__ import annotations

from dataclasses import fields

import pyoxigraph as ox
from tests.queries.load import DOCUMENT, fill, load

from policygraph import chain, queries
from policygraph.columns import Columns
from policygraph.identity import ONTOLOGY
from policygraph.store import PREFIXES, Store


def test_a_property_is_read_once_and_its_values_are_typed() -> None:
    asked = []

    class Counting:
        def select(self, query: str, /, **terms: ox.NamedNode) -> object:
            asked.append(query)
            return opened.select(query, **terms)

    with load() as opened:
        columns = Columns(Counting())  # type: ignore[arg-type]
        issued = columns.values("pg:issued")
        assert columns.values("pg:issued") is issued
        assert len(asked) == 1
        rows = queries.records(opened, "values", property="pg:issued")
        assert {(row["thing"], row["value"]) for row in rows} == {(k, v) for k, vs in issued.items() for v in vs}


def _same_documents(store: Store) -> None:
    found = chain.documents(store)
    rows = {str(row["document"]): row for row in queries.records(store, "documents")}
    assert list(found) == list(rows)
    for iri, document in found.items():
        row = rows[iri]
        for field in fields(chain.Document)[1:]:
            value, asked = getattr(document, field.name), row[field.name]
            if field.name == "tier":
                asked = str(asked).rsplit("/", 1)[-1] if asked else None
            assert value == (asked if asked is not None or field.name not in ("central", "plan") else False), (
                iri, field.name,
            )  # fmt: skip


def test_documents_and_links_are_those_of_the_questions() -> None:
    with load() as store:
        _same_documents(store)
        asked = {
            (str(r["citation"]), str(r["citing"]), str(r["relation"]).rsplit("#", 1)[-1], str(r["cited"]))
            for r in queries.records(store, "links")
        }
        graph = chain.relations(store)
        edges = graph.edges(keys=True, data="relation")
        assert asked == {(key, lower, relation, upper) for lower, upper, key, relation in edges if key in
                         {citation for citation, *_ in asked}}  # fmt: skip
        assert len(asked) == len(queries.records(store, "links"))


def test_where_two_files_differ_the_first_value_in_order_counts() -> None:
    thing = ox.NamedNode(DOCUMENT + "d")
    quads = []
    for name, number, title in (("urn:a", "9/KH-X", "B"), ("urn:b", "10/KH-X", "A")):
        graph = ox.NamedNode(name)
        quads.append(ox.Quad(thing, ox.NamedNode(ONTOLOGY + "number"), ox.Literal(number), graph))
        quads.append(ox.Quad(thing, ox.NamedNode(ONTOLOGY + "title"), ox.Literal(title), graph))
        quads.append(ox.Quad(thing, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(ONTOLOGY + "Document"), graph))
    with fill(quads) as store:
        _same_documents(store)
        assert chain.documents(store)[DOCUMENT + "d"].number == "10/KH-X"
