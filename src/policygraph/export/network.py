"""The graph for network programs: documents, tasks and agencies as GraphML, GEXF (Gephi), and CSV lists.

Nodes and edges carry words, numbers and truth values only; dates are words, year first, so that they sort. An edge
points up, as everywhere: agency -> task -> document -> the document that it carries out.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import chain, queries
from policygraph.chain import Agency, Document, Task
from policygraph.export.files import clean, write
from policygraph.labels import vi
from policygraph.store import Store

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.MultiDiGraph[str]

Attribute = str | int | float | bool
_LONG = 80  # letters of a task that make its label; the whole text stands beside


def network(store: Store) -> Network:
    """Everything that `chain.load` gives, and which tasks have the words of which; attributes are plain values."""
    graph = plain(chain.load(store))
    for row in queries.records(store, "lineage"):
        task, other = str(row["task"]), str(row["other"])
        relation = "adaptedFrom" if row["adapted"] is True else "similarTo"
        told = {"certainty": "inferred", "matchKind": row["kind"], "score": row["score"], "markedText": row["marked"]}
        graph.add_edge(task, other, relation, **_edge(relation, told))
    _number(graph)
    return graph


def plain(graph: chain.Graph) -> Network:
    """A graph of `chain` with plain attributes: a label, a kind, and what is known; an edge has its first sentence.

    Edges bear the numbers of their order as ``id``; each has its ``relation``, and ``quote``, ``file``,
    ``startOffset`` and ``endOffset`` where a text states it.
    """
    import networkx as nx

    made: Network = nx.MultiDiGraph()
    for iri in sorted(graph):
        made.add_node(iri, **_node(chain.data(graph, iri)))
    chain.quotes(graph).fetch(key for _, _, key in graph.subgraph(chain.documents_of(graph)).edges(keys=True))
    for lower, upper, key, edge in sorted(graph.edges(keys=True, data=True), key=lambda item: item[:3]):
        said = chain.sentences(graph, lower, upper, key)
        told = {"certainty": edge.get("certainty"), "asWritten": edge.get("as_written"), "proofs": len(said)}
        for proof in said[:1]:
            told |= {"quote": proof.quote, "file": proof.file, "startOffset": proof.start, "endOffset": proof.end}
        made.add_edge(lower, upper, key, **_edge(edge["relation"], told))
    _number(made)
    return made


def _number(graph: Network) -> None:
    for number, (_, _, edge) in enumerate(graph.edges(data=True)):
        edge["id"] = f"e{number}"


def _node(thing: Document | Task | Agency) -> dict[str, Attribute]:
    if isinstance(thing, Task):
        label = thing.text if len(thing.text) <= _LONG else thing.text[:_LONG].rsplit(" ", 1)[0] + " …"
        return _known({"label": label, "kind": "task", "path": thing.path, "text": thing.text})
    if isinstance(thing, Agency):
        return _known({"label": thing.name, "kind": "agency", "place": thing.place})
    level = "directive" if thing.central else "plan" if thing.plan else "document"
    return _known({
        "label": thing.name, "kind": level, "number": thing.number, "documentType": thing.type,
        "issued": thing.issued.isoformat() if thing.issued else None, "issuer": thing.issuer, "tier": thing.tier,
        "place": thing.place, "title": thing.title, "file": thing.file, "loaded": thing.file is not None,
    })  # fmt: skip


def _edge(relation: str, told: Mapping[str, object]) -> dict[str, Attribute]:
    words = vi(f"role.{relation}" if relation in chain.ROLES else f"relation.{relation}")
    return _known({"label": words, "relation": relation, **told})


def _known(values: Mapping[str, object]) -> dict[str, Attribute]:
    """The values that are there, as no file format minds them."""
    return {
        name: clean(value) if isinstance(value, str) else value
        for name, value in values.items()
        if isinstance(value, Attribute)
    }


# ---------------------------------------------------------------------------------------------- files


def graphml(store: Store, path: Path) -> None:
    """GraphML with typed attributes; the same store gives the same bytes."""
    import networkx as nx

    made = io.BytesIO()
    # the plain writer: the one of lxml, taken where it is installed, gives other bytes
    nx.write_graphml_xml(network(store), made, named_key_ids=True, edge_id_from_attribute="id")
    write(path, made.getvalue())


def gexf(store: Store, path: Path) -> None:
    """GEXF 1.2, as Gephi opens it; the same store gives the same bytes."""
    write(path, gexf_bytes(network(store)))


def gexf_bytes(graph: Network, places: Mapping[str, tuple[float, float]] | None = None) -> bytes:
    """A graph of plain attributes as GEXF 1.2, without the day of writing; ``places``: where nodes are to lie."""
    import networkx as nx

    for iri, (x, y) in (places or {}).items():
        graph.nodes[iri]["viz"] = {"position": {"x": x, "y": -y, "z": 0.0}}
    made = io.BytesIO()
    nx.write_gexf(graph, made, version="1.2draft")
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", made.getvalue())


def csv_lists(store: Store, path: Path) -> None:
    """``nodes.csv`` and ``edges.csv`` in a folder, or in the archive that ``path`` names; heads as Gephi asks for."""
    graph = network(store)
    files = {"nodes.csv": _nodes_csv(graph), "edges.csv": _edges_csv(graph)}
    if path.suffix.lower() != ".zip":
        for name, content in files.items():
            write(path / name, content)
        return
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    write(path, made.getvalue())


def _nodes_csv(graph: Network) -> bytes:
    return _csv([{"Id": iri, "Label": data["label"], **data} for iri, data in graph.nodes(data=True)])


def _edges_csv(graph: Network) -> bytes:
    ends = ({"Source": lower, "Target": upper, "Type": "Directed"} for lower, upper in graph.edges())
    rows = [{**end, "Id": data["id"], "Label": data["label"], **data}
            for end, (_, _, data) in zip(ends, graph.edges(data=True), strict=True)]  # fmt: skip
    return _csv(rows)


def _csv(rows: list[dict[str, Attribute]]) -> bytes:
    """CSV with all columns that any row has; ``id`` and ``label`` are there as ``Id`` and ``Label``."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in ("id", "label")]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: str(v).lower() if isinstance(v, bool) else v for name, v in row.items()} for row in rows)
    return text.getvalue().encode()


#: Writers by ending; no ending is a folder of CSV lists.
NETWORKS: dict[str, Callable[[Store, Path], None]] = {
    "graphml": graphml, "gexf": gexf, "zip": csv_lists, "": csv_lists,
}  # fmt: skip
