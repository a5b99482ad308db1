"""The graph in a notebook: data frames of the right types, chains as networkx graphs, nothing of a text as markup."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from tests.queries.load import DOCUMENT, load
from tests.unit.test_export import evil_store
from tests.unit.test_lineage import collected, graphs

import policygraph
from policygraph import chain, queries, store
from policygraph.chain import NotFound
from policygraph.errors import PolicyGraphError, QueryError, StoreError
from policygraph.notebook import Graph


@pytest.fixture(scope="module")
def g() -> Iterator[Graph]:
    with Graph(load()) as opened:
        yield opened


def test_open_reads_a_store_and_says_what_to_do_without_one(tmp_path: Path) -> None:
    with store.open(tmp_path / "s") as made:
        made.replace("urn:g", [])
    with policygraph.open(tmp_path / "s") as opened:
        assert len(opened.query("documents")) == 0
    with pytest.raises(StoreError, match="policygraph build"):
        policygraph.open(tmp_path / "nothing")


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import policygraph, sys; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"pandas", "networkx", "pyoxigraph", "rdflib", "rapidfuzz"} & set(loaded)


def test_an_answer_is_a_data_frame_with_types(g: Graph) -> None:
    frame = g.query("documents")
    assert list(frame.columns) == list(queries.get("documents").columns)
    assert frame["issued"].dtype.kind == "M"
    row = frame.set_index("document").loc[DOCUMENT + "nb-177"]
    assert row["issued"] == pd.Timestamp("2024-09-30")
    counted = g.query("SELECT ?d ?n WHERE { { ?d pg:number ?x BIND(1 AS ?n) } UNION { ?d a pg:Task } }")
    assert str(counted["n"].dtype) == "Int64"
    assert g.query("ASK { ?d a pg:Document }")["answer"].tolist() == [True]


def test_parameters_may_be_names(g: Graph) -> None:
    by_name, by_iri = g.query("chain-down", document="69/kl-tw"), g.query("chain-down", document=DOCUMENT + "vn-69")
    assert len(by_name) > 0
    pd.testing.assert_frame_equal(by_name, by_iri)
    assert len(g.query("deadlines", document=None)) == len(g.query("deadlines"))
    with pytest.raises(NotFound, match="96-KL/TW"):
        g.query("chain-down", document="96-KL/TW")
    with pytest.raises(QueryError, match="no-such"):
        g.query("no-such-question")
    with pytest.raises(QueryError, match="colour"):
        g.query("chain-down", document="69-KL/TW", colour="red")


def test_named_questions_are_completed_and_say_what_they_take(g: Graph) -> None:
    assert set(dir(g.ask)) == {query.name.replace("-", "_") for query in queries.catalogue()}
    ask = g.ask.overdue_tasks
    assert "Nhiệm vụ đã qua thời hạn" in (ask.__doc__ or "")
    assert list(inspect.signature(ask).parameters) == [param.name for param in queries.get("overdue-tasks").params]
    pd.testing.assert_frame_equal(ask(asOf="2026-01-01"), g.query("overdue-tasks", asOf="2026-01-01"))
    with pytest.raises(AttributeError, match="overdue-tasks"):
        _ = g.ask.overdue_task


@pytest.mark.parametrize("up", [False, True])
def test_a_chain_is_the_chain_of_the_command(g: Graph, up: bool) -> None:
    name, start = ("177/KH-UBND", "nb-177") if up else ("69-KL/TW", "vn-69")
    whole = chain.load(g.store)
    steps = chain.up(whole, DOCUMENT + start) if up else chain.down(whole, DOCUMENT + start)
    graph = g.chain(name, up=up)
    pairs = {(lower, upper, edge["relation"]) for lower, upper, edge in graph.edges(data=True)}
    assert pairs == {(step.lower, step.upper, step.relation) for step in steps}
    assert all(edge["quote"] and edge["file"] for *_, edge in graph.edges(data=True))
    assert [line.label for line in g.trace(name, up=up).lines] == [
        chain.label(whole, step.upper if up else step.lower) for step in steps
    ]


def test_a_document_that_nobody_carries_out_is_a_chain_of_one(g: Graph) -> None:
    assert list(g.chain("24/KH-UBND")) == [next(d for d in chain.documents(g.store) if d.endswith("tv-24"))]


def test_coverage_is_that_of_the_audit(g: Graph) -> None:
    frame = g.coverage(as_of="2025-06-01")
    carried = frame[(frame["directive"] == DOCUMENT + "vn-69") & frame["document"].notna()]
    assert carried.set_index("document").loc[DOCUMENT + "nb-177", "lag"] == 263
    assert set(frame["state"]) >= {"implemented", "notDecidable"}
    assert frame.loc[frame["state"] == "notDecidable", "document"].isna().all()
    assert not frame.duplicated(["directive", "place", "document"]).any()


def test_lineage_as_a_table_and_to_read() -> None:
    made = store.memory()
    for name, quads in graphs(collected()).items():
        made.replace(name, quads)  # type: ignore[arg-type]
    with Graph(made) as opened:
        found = opened.lineage("177/KH-UBND")
        assert sorted(found.frame["side"]) == ["beside", "takes"]
        assert found.frame.loc[found.frame["side"] == "beside", "kind"].tolist() == ["copied"]
        turned = opened.lineage("709/QĐ-TTg", "24/KH-UBND")
        assert turned.frame["side"].tolist() == ["gives"]
        page = turned._repr_html_()
        assert "năm xã" in page
        assert page.count("<del") == page.count("</del>") > 0


def test_a_graph_shows_how_much_it_holds(g: Graph) -> None:
    assert "Tasks: " in repr(g)
    assert g._repr_html_().count("<tr>") == 4


def test_words_of_documents_never_become_markup() -> None:
    with Graph(evil_store()) as opened:
        pages = [opened.trace("69-KL/TW")._repr_html_(), opened._repr_html_()]
    assert "&lt;img" in pages[0]
    for page in pages:
        assert "<img" not in page
        assert "<script" not in page


def test_without_pandas_one_line_says_what_to_install(g: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(PolicyGraphError, match=r"pip install 'policygraph\[notebook\]'"):
        g.query("documents")
    assert len(g.chain("69-KL/TW")) > 1


def test_export_goes_by_the_ending(g: Graph, tmp_path: Path) -> None:
    assert g.export(tmp_path / "g.gexf").stat().st_size > 1000
    assert len(g.network()) > len(g.chain("69-KL/TW"))
