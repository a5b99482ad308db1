"""What is kept beside a graph gives the answers that the graph gives, and none once the graph is another."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from benchmarks import corpus
from hypothesis import HealthCheck, given, settings
from tests.queries.load import COLLECTION, DOCUMENT
from tests.unit.test_chain import edges, world

from policygraph import audit, chain, store
from policygraph.build import build
from policygraph.columns import Columns
from policygraph.identity import ONTOLOGY
from policygraph.store import EmbeddedStore, Store, summary

TODAY = date(2026, 1, 1)


def kept(opened: Store, at: Path) -> None:
    """The graphs of a store, in a folder."""
    with store.open(at) as made:
        made.put({name: opened.dump("nq", name) for name in opened.graphs()}, fresh=True)


def answers(at: Path, *, with_summary: bool) -> dict[str, object]:
    """All that is read from a summary, or from the graph itself."""
    with store.open(at, read_only=True) as opened:
        assert opened.summary is not None
        if not with_summary:
            opened.summary = None
        documents = chain.documents(opened)
        whole = chain.relations(opened)
        read = Columns(opened)
        return {
            "documents": documents,
            "agencies": chain.agencies(opened),
            "relations": shown(whole),
            "coverage": audit.coverage(opened, audit.Rules(TODAY)).cells,
            "chains": {(iri, up): shown(chain.around(opened, iri, up=up)) for iri in documents for up in (True, False)},
            "sentences": {iri: chain.down(chain.around(opened, iri, up=False), iri) for iri in documents},
            "quotes": {thing: chain.Quotes(opened).of(thing) for thing in read.values("pg:evidence")},
            "among": chain.documents_among(opened, documents),
            "labels": {thing: set(names) for thing, names in read.values("rdfs:label").items()},
            "agency": read.members("pg:Agency"),
        }


def shown(graph: chain.Graph) -> tuple[object, object]:
    return sorted(graph.nodes(data="data")), sorted(  # type: ignore[type-var]
        (lower, upper, key, edge["relation"], str(edge.get("stated_in")))
        for lower, upper, key, edge in graph.edges(keys=True, data=True)
    )


def same(at: Path) -> None:
    quick, slow = answers(at, with_summary=True), answers(at, with_summary=False)
    for name in slow:
        assert quick[name] == slow[name], name


def agrees(at: Path) -> bool:
    return summary.of(at) is not None and summary.agrees(at, store.engine(at))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges)
def test_random_graphs_give_the_same_answers(tmp_path: Path, links_made: list[tuple[int, str, int]]) -> None:
    at = tmp_path / "s"
    shutil.rmtree(at, ignore_errors=True)
    with world(links_made) as made:
        kept(made, at)
    same(at)


def test_the_collection_gives_the_same_answers(tmp_path: Path) -> None:
    with store.snapshot(COLLECTION) as made:
        kept(made, tmp_path / "s")
    same(tmp_path / "s")


def test_the_shipped_documents_give_the_same_answers(tmp_path: Path, documents: list[Path]) -> None:
    build(documents, tmp_path / "s")
    same(tmp_path / "s")
    assert agrees(tmp_path / "s")


@pytest.mark.parametrize("seed", range(3))
def test_loads_in_any_order_and_removals_keep_it_right(tmp_path: Path, seed: int) -> None:
    (tmp_path / "in").mkdir()
    texts = [item.text for item in corpus.documents(12, seed=3)]
    chance = random.Random(seed)
    for _ in range(5):
        for number in chance.sample(range(12), 4):
            path = tmp_path / "in" / f"{number:02}.txt"
            if path.exists():
                path.unlink()
            else:
                path.write_text(texts[number], "utf-8")
        (tmp_path / "in" / "always.txt").write_text(texts[0] + "\n", "utf-8")
        build([tmp_path / "in"], tmp_path / "s", prune=True)
        assert agrees(tmp_path / "s")
    same(tmp_path / "s")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    with store.snapshot(COLLECTION) as made:
        kept(made, tmp_path / "s")
    return tmp_path / "s"


def quad(thing: str, name: str, value: ox.NamedNode | ox.Literal, graph: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(thing), ox.NamedNode(ONTOLOGY + name), value, ox.NamedNode(graph))


def line(made: ox.Quad) -> bytes:
    return ox.serialize([made], format=ox.RdfFormat.N_QUADS) or b""


def test_another_program_that_writes_the_graph_makes_it_void(small: Path) -> None:
    assert summary.of(small) is not None
    other = ox.Store(str(small / summary.INSIDE))
    other.add(quad(DOCUMENT + "new", "number", ox.Literal("1/KH-UBND"), "urn:g"))
    del other
    with store.open(small, read_only=True) as opened:
        assert opened.summary is None
        assert DOCUMENT + "new" in Columns(opened).values("pg:number")
    with store.open(small):
        pass
    assert agrees(small)


def test_a_reader_of_the_state_before_gets_no_answer_of_the_next(small: Path) -> None:
    with store.open(small, read_only=True) as opened:
        before = opened.summary
        assert before is not None
        assert before.links()
        with store.open(small) as writing:
            writing.replace("urn:g", [quad(DOCUMENT + "new", "number", ox.Literal("1/KH-UBND"), "urn:g")])
        assert before.links() is None
        assert DOCUMENT + "new" not in Columns(opened).values("pg:number")
    assert agrees(small)


def test_changes_removals_and_whole_graphs_are_followed(small: Path) -> None:
    one = quad(DOCUMENT + "new", "number", ox.Literal("1/KH-UBND"), "urn:g")
    two = quad(DOCUMENT + "new", "title", ox.Literal("về việc", language="vi"), "urn:g")
    with store.open(small) as opened:
        opened.replace("urn:g", [one])
    with store.open(small) as opened:
        opened.change("urn:g", line(one), line(two))
    assert agrees(small)
    with store.open(small, read_only=True) as opened:
        assert opened.summary is not None
        said = opened.summary.about([DOCUMENT + "new"], [ONTOLOGY + "number", ONTOLOGY + "title"])
    assert [(name, text) for _, name, text, _ in said or ()] == [(ONTOLOGY + "title", "về việc")]
    cited = quad("urn:c", "cited", ox.NamedNode(DOCUMENT + "new"), "urn:g")
    with store.open(small) as opened:
        opened.change("urn:g", b"", line(cited))  # a statement: the graph is read whole
    assert agrees(small)
    with store.open(small) as opened:
        opened.remove("urn:g")
    assert agrees(small)


@pytest.mark.parametrize("first", ["cited", "evidence"])
def test_a_statement_that_two_graphs_describe_is_left_to_the_graph(small: Path, first: str) -> None:
    said = {
        "cited": quad("urn:c", "cited", ox.NamedNode(DOCUMENT + "new"), "urn:g"),
        "evidence": quad("urn:c", "evidence", ox.NamedNode("urn:e"), "urn:h"),
    }
    own = quad("urn:c", "statedIn", ox.NamedNode(DOCUMENT + "new"), "urn:g")
    with store.open(small) as opened:
        opened.replace(said[first].graph_name.value, [said[first], *([own] if first == "cited" else [])])
    other = said["evidence" if first == "cited" else "cited"]
    with store.open(small) as opened:
        opened.replace(other.graph_name.value, [other, *([own] if first == "evidence" else [])])
    assert summary.of(small) is None
    with store.open(small, read_only=True) as opened:
        assert opened.summary is None


def test_one_that_was_not_finished_is_not_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "seal", lambda folder: None)
    with store.open(small) as opened:
        opened.replace("urn:g", [quad(DOCUMENT + "new", "number", ox.Literal("1/KH-UBND"), "urn:g")])
    assert summary.of(small) is None


def test_a_broken_file_is_not_read_and_made_again(small: Path) -> None:
    (small / summary.FILE).write_bytes(b"no database at all" * 100)
    with store.open(small, read_only=True) as opened:
        assert opened.summary is None
    with store.open(small):
        pass
    assert agrees(small)


def test_what_was_changed_in_it_is_told(small: Path) -> None:
    with closing(sqlite3.connect(small / summary.FILE)) as db, db:
        db.execute("UPDATE terms SET text='urn:other' WHERE text LIKE '%nb-177'")
    assert not agrees(small)


def test_a_store_in_memory_has_none() -> None:
    with store.memory() as opened:
        assert isinstance(opened, EmbeddedStore)
        assert opened.summary is None
