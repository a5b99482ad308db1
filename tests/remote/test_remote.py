"""A store on a real server holds and answers what the embedded one does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from benchmarks.servers import free_port

from policygraph import audit, chain, queries, store
from policygraph.build import build
from policygraph.errors import StoreError
from policygraph.resources import folder

DAY = date(2022, 7, 1)
GRAPH = "https://w3id.org/policygraph/graph/test"
DOCUMENTS = folder("data") / "documents"


def quads(*words: str) -> list[ox.Quad]:
    node = ox.NamedNode("urn:a")
    return [ox.Quad(node, node, ox.Literal(word), ox.NamedNode(GRAPH)) for word in words]


def test_a_graph_is_replaced_and_removed(server: str) -> None:
    with store.open(server) as opened:
        opened.replace(GRAPH, quads("ế", 'quote " and\nline', "a\u0323"))
        opened.replace(GRAPH, quads("ế", "a\u0323"))
        assert opened.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?word }} }}", word=ox.Literal("a\u0323"))
        assert (
            opened.dump("nq", GRAPH)
            == "".join(f'<urn:a> <urn:a> "{word}" <{GRAPH}> .\n' for word in ("a\u0323", "ế")).encode()
        )
        assert GRAPH in opened.graphs()
        opened.remove(GRAPH)
        opened.remove(GRAPH)
        assert GRAPH not in opened.graphs()


def test_it_holds_what_the_folder_holds(server: str, embedded: str) -> None:
    with store.open(server) as remote, store.open(embedded, read_only=True) as local:
        assert remote.graphs() == local.graphs()
        there, here = (set(ox.parse(kept.dump("nq"), format=ox.RdfFormat.N_QUADS)) for kept in (remote, local))
    # Virtuoso keeps a whole decimal as an integer; nothing else may differ
    same = {str(quad).replace("#integer>", "#decimal>") for quad in there}
    assert same == {str(quad).replace("#integer>", "#decimal>") for quad in here}


@pytest.mark.parametrize("question", ["tasks", "responsibilities", "deadlines", "outputs", "partners"])
def test_questions_get_the_same_rows(server: str, embedded: str, question: str) -> None:
    with store.open(server) as remote, store.open(embedded, read_only=True) as local:
        assert queries.run(remote, question).values() == queries.run(local, question).values()


def test_what_is_refused_is_said_in_one_line(server: str) -> None:
    with store.open(server) as opened:
        for query in ("SELECT ?x {", "not sparql"):
            with pytest.raises(StoreError) as caught:
                opened.select(query)
            assert "\n" not in str(caught.value)
            assert "dba:dba" not in str(caught.value)
        with pytest.raises(ValueError, match="not an IRI"):
            opened.remove("not an iri")


def test_audit_of_a_server(oxigraph: str, embedded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_STATE", str(tmp_path))
    build([DOCUMENTS], oxigraph)
    with store.open(oxigraph) as remote, store.open(embedded, read_only=True) as local:
        assert audit.audit(remote, DAY) == audit.audit(local, DAY)
        assert chain.documents(remote) == chain.documents(local)


def test_a_time_limit_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_TIMEOUT", "soon")
    with pytest.raises(StoreError, match="no number of seconds"):
        store.open("oxigraph+http://127.0.0.1:1")


def test_nobody_answers() -> None:
    port = free_port()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.open(f"http://127.0.0.1:{port}")
    with (
        store.open(f"oxigraph+http://127.0.0.1:{port}") as opened,
        pytest.raises(StoreError, match="cannot be reached"),
    ):
        opened.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("address", ["nobody+http://127.0.0.1:1", "ftp://127.0.0.1:1", "http://"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(StoreError, match="ENGINE"):
        store.open(address)


def test_virtuoso_asks_who_writes(virtuoso: str) -> None:
    with (
        store.open(virtuoso.replace("dba:dba@", "dba:wrong@")) as opened,
        pytest.raises(StoreError, match="not allowed"),
    ):
        opened.remove(GRAPH)
