"""Network files: read back by networkx and by a CSV reader, typed, whole, and the same each time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from tests.queries.load import DOCUMENT, load
from tests.unit.test_export import evil_store
from tests.unit.test_lineage import collected, graphs

from policygraph import chain, export, store
from policygraph.export.network import network
from policygraph.store import Store

GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module")
def held() -> Iterator[Store]:
    with load() as opened:
        yield opened


def edges_of(graph: nx.MultiDiGraph) -> Counter[tuple[str, str, str]]:
    return Counter((lower, upper, edge["relation"]) for lower, upper, edge in graph.edges(data=True))


@pytest.mark.parametrize(("ending", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_back_what_the_store_holds(held: Store, tmp_path: Path, ending: str, reader) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"g.{ending}"
    export.export(held, path)
    graph, whole = reader(path), chain.load(held)
    assert set(graph) == set(whole)
    assert edges_of(nx.MultiDiGraph(graph)) == edges_of(network(held))
    assert edges_of(nx.MultiDiGraph(graph)) == edges_of(whole)
    node = graph.nodes[DOCUMENT + "nb-177"]
    assert (node["label"], node["issued"], node["kind"]) == ("Kế hoạch 177/KH-UBND", "2024-09-30", "plan")
    assert node["loaded"] is True
    assert graph.nodes[DOCUMENT + "vn-69"]["loaded"] is False
    offsets = [edge["startOffset"] for *_, edge in graph.edges(data=True) if "startOffset" in edge]
    assert offsets
    assert all(isinstance(offset, int) for offset in offsets)


def test_gexf_holds_what_its_schema_asks(held: Store, tmp_path: Path) -> None:
    export.export(held, tmp_path / "g.gexf")
    root = ElementTree.parse(tmp_path / "g.gexf").getroot()
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.2")
    (graph,) = root.findall(f"{GEXF}graph")
    assert graph.get("defaultedgetype") == "directed"
    declared = {}
    for group in graph.findall(f"{GEXF}attributes"):
        types = {item.get("id"): item.get("type") for item in group.iter(f"{GEXF}attribute")}
        assert set(types.values()) <= {"string", "integer", "long", "double", "float", "boolean"}
        declared[group.get("class")] = set(types)
    nodes, edges = list(graph.iter(f"{GEXF}node")), list(graph.iter(f"{GEXF}edge"))
    ids = [node.get("id") for node in nodes]
    assert len(set(ids)) == len(ids)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert all(node.get("label") for node in nodes)
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= set(ids)
    for kind, items in (("node", nodes), ("edge", edges)):
        assert {value.get("for") for item in items for value in item.iter(f"{GEXF}attvalue")} <= declared[kind]
    assert b"lastmodified" not in (tmp_path / "g.gexf").read_bytes()


def test_csv_lists_are_those_of_gephi(held: Store, tmp_path: Path) -> None:
    export.export(held, tmp_path / "g.zip")
    export.export(held, tmp_path / "g")
    with zipfile.ZipFile(tmp_path / "g.zip") as archive:
        assert archive.namelist() == ["nodes.csv", "edges.csv"]
        tables = {}
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "g" / name).read_bytes()
            tables[name] = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))
    whole = chain.load(held)
    assert {row["Id"] for row in tables["nodes.csv"]} == set(whole)
    assert Counter((row["Source"], row["Target"], row["relation"]) for row in tables["edges.csv"]) == edges_of(whole)
    assert {row["Type"] for row in tables["edges.csv"]} == {"Directed"}
    assert all(row["Label"] for rows in tables.values() for row in rows)
    assert {row["loaded"] for row in tables["nodes.csv"]} == {"", "true", "false"}


def test_lineage_is_there_with_its_score() -> None:
    made = store.memory()
    for name, quads in graphs(collected()).items():
        made.replace(name, quads)  # type: ignore[arg-type]
    found = {edge["relation"]: edge for *_, edge in network(made).edges(data=True) if "score" in edge}
    assert set(found) == {"adaptedFrom", "similarTo"}
    assert found["similarTo"]["score"] == 1.0
    assert found["adaptedFrom"]["certainty"] == "inferred"


@pytest.mark.parametrize("name", ["g.graphml", "g.gexf", "g.zip"])
def test_hostile_words_do_no_harm_and_bytes_stay(tmp_path: Path, name: str) -> None:
    with evil_store() as hostile:
        for place in ("a", "b"):
            export.export(hostile, tmp_path / place / name)
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    if not name.endswith("zip"):
        ElementTree.parse(tmp_path / "a" / name)
