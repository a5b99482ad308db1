"""What pages read of a source: half of its graph, and all that they say follows from it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from policygraph import queries, store
from policygraph.build import build
from policygraph.identity import ONTOLOGY
from policygraph.store import Store
from policygraph.web.said import Said, read

_ALL = "SELECT ?s ?p ?o { GRAPH ?graph { ?s ?p ?o } }"


class _Names:
    def name(self, iri: str) -> str:
        return iri


def _everything(said: Said, document: str) -> tuple[object, ...]:
    return (
        said.header(document), said.signers(), said.recipients(document), said.tasks(), said.targets(),
        said.findings(), said.outline(), said.facts(document),
    )  # fmt: skip


def _same(opened: Store) -> int:
    seen = 0
    for row in queries.records(opened, "sources"):
        source, document = str(row["source"]), str(row["document"])
        key = source.rsplit("/", 1)[-1]
        graph = next((g for g in opened.graphs() if g.endswith(f"source/{key}")), "")
        if graph:
            whole = Said(opened.select(_ALL, graph=ox.NamedNode(graph)).rows, _Names())
            assert _everything(read(opened, key, _Names()), document) == _everything(whole, document)
            seen += bool(whole.tasks())
    return seen


def test_what_is_read_says_what_the_whole_graph_says(tmp_path: Path, documents: list[Path]) -> None:
    build(documents, tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as opened:
        assert _same(opened) == len(documents)


def test_places_that_no_address_tells_are_read(tmp_path: Path, documents: list[Path]) -> None:
    """Evidence of another program may have any IRI; its offsets say where."""
    build(documents[:1], tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as opened, store.memory() as other:
        for name in opened.graphs():
            lines = opened.dump("nq", name).replace(b"/char/", b"/letters/")
            other.put({name: lines}, fresh=True)
        assert other.ask(f"ASK {{ ?e a <{ONTOLOGY}Evidence> FILTER(CONTAINS(STR(?e), '/letters/')) }}")
        assert _same(other) == 1
