"""The graph a property at a time gives what the named questions give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pyoxigraph as ox
import pytest
from tests.queries.load import DOCUMENT, fill, load

from policygraph import build, chain, identity, queries, store
from policygraph.columns import Columns
from policygraph.identity import ONTOLOGY
from policygraph.store import PREFIXES, Store


def test_a_property_is_read_once_and_its_values_are_typed() -> None:
    asked = []

    class Counting:
        summary = None

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


@pytest.fixture(scope="module", params=["collection", "five"])
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "collection":
        with load() as opened:
            yield opened
        return
    at = tmp_path_factory.mktemp("five") / "store"
    build.build(request.getfixturevalue("documents"), at)
    with store.open(at, read_only=True) as opened:
        yield opened


def test_tasks_are_those_of_the_question(held: Store) -> None:
    columns = Columns(held)
    assert chain.task_rows(columns, chain.Quotes(held, columns)) == queries.records(held, "tasks")


def test_charges_are_those_of_the_question(held: Store) -> None:
    columns = Columns(held)
    found = chain.charges(columns, chain.Quotes(held, columns))
    rows = queries.records(held, "responsibilities")
    asked = {(r["document"], r["task"], r["role"], r["asWritten"], r["agency"] or "") for r in rows}
    assert {(c.document, c.task, c.role, c.as_written, c.agency) for c in found} == asked
    assert [(c.document, c.task, c.role, c.as_written) for c in found] == sorted(key[:4] for key in asked)
    own = {proof.quote for c in found for proof in c.proofs}
    assert {r["quote"] for r in rows if r["quote"] is not None and r["inherited"] is not True} <= own


def test_sentences_looked_up_are_those_of_the_question(held: Store) -> None:
    columns = Columns(held)
    things = sorted(columns.values("pg:evidence"))
    asked, looked_up = chain.Quotes(held), chain.Quotes(held, columns)
    asked.fetch(things)
    assert things
    assert {thing: asked.of(thing) for thing in things} == {thing: looked_up.of(thing) for thing in things}


def test_where_evidence_lies_is_what_its_iri_tells(held: Store) -> None:
    columns = Columns(held)
    for iri, sources in columns.values("pg:inSource").items():
        told = identity.evidence_place(iri)
        if told:
            start, end = (columns.values(f"pg:{name}")[iri] for name in ("startOffset", "endOffset"))
            assert told == (*sources, *start, *end)


def test_agencies_are_those_of_the_question(held: Store) -> None:
    rows = queries.records(held, "agencies")
    asked = {r["agency"]: (r["name"], r["place"], bool(r["leads"] or r["coordinates"] or r["issues"])) for r in rows}
    assert {a.iri: (a.name, a.place, a.used) for a in chain.agencies(held).values()} == asked
