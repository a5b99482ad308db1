"""The graph as one HTML file that opens offline: documents in columns by level, who carries out what, who leads.

pyvis holds the nodes, edges and options and brings vis-network; the page itself is ours (``data/interface/page.html``),
because pyvis links a style sheet from the network and writes in the platform's encoding.
"""

from __future__ import annotations

import html
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from policygraph import chain
from policygraph.audit import side
from policygraph.chain import CHAIN, Agency, Document, Proof
from policygraph.export.files import clean, write
from policygraph.labels import both, pair, vi
from policygraph.resources import folder
from policygraph.store import Store

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: More nodes than this no one can read; the page says how many there are.
LIMIT = 500
_LEADS_SHOWN = 4
_COLUMN, _ROW, _AGENCY_ROW, _LOOSEST = 420, 130, 66, 260
_TALL, _NARROW = 24, 280  #: nodes below each other, and from one such column of a level to the next
_CENTRAL_PARTY = {"politburo", "secretariat", "central_committee", "central_party_body"}
_COLOURS = {"party": ("#fdecea", "#b3261e"), "state": ("#e8f0fb", "#1d4f91"), "other": ("#f1f1f1", "#57606a"),
            "agency": ("#e9f5ec", "#2b7a3d")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Edge:
    lower: str
    upper: str
    relation: str
    words: str
    proofs: tuple[Proof, ...]
    extra: bool = False


@dataclass(slots=True)
class _Picture:
    """What is drawn: documents and agencies with their column, and the edges between them."""

    columns: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    extra: set[str] = field(default_factory=set)
    edges: list[_Edge] = field(default_factory=list)


def page(store: Store, path: Path, limit: int = LIMIT) -> int:
    """Write the page and return how many nodes it shows. Raises `PolicyGraphError` where it cannot be written."""
    body, shown = _drawn(chain.load(store), limit)
    write(path, body)
    return shown


def page_bytes(graph: Graph, limit: int = LIMIT) -> bytes:
    """The page of a part of the graph: see `chain.relations`."""
    return _drawn(graph, limit)[0]


def _drawn(graph: Graph, limit: int) -> tuple[bytes, int]:
    picture = _picture(graph)
    everything = len(picture.columns)
    _cut(picture, limit)
    return _html(graph, picture, everything).encode("utf-8"), len(picture.columns)


# ---------------------------------------------------------------------------------------------- what is drawn


def _picture(graph: Graph) -> _Picture:
    picture = _Picture()
    documents = chain.documents_of(graph)
    relations: dict[tuple[str, str, str], list[Proof]] = defaultdict(list)
    said, quotes = graph.subgraph(documents), chain.quotes(graph)
    quotes.fetch(key for _, _, key in said.edges(keys=True))
    for lower, upper, key, edge in said.edges(keys=True, data=True):
        relations[lower, upper, edge["relation"]] += quotes.of(key)
    chained = {iri for lower, upper, relation in relations if relation in CHAIN for iri in (lower, upper)}
    for iri, document in documents.items():
        picture.columns[iri], picture.names[iri] = _column(document), _caption(document)
        if iri not in chained and not document.file:
            picture.extra.add(iri)
    for (lower, upper, relation), proofs in sorted(relations.items()):
        words = f"{documents[lower].name} {vi(f'relation.{relation}')} {documents[upper].name}"
        found = tuple(dict.fromkeys(proofs))
        picture.edges.append(_Edge(lower, upper, relation, words, found, extra=relation not in CHAIN))
    for document in documents.values():
        if document.file:
            _add_leads(graph, picture, document)
    return picture


def _column(document: Document) -> int:
    if document.central or (document.tier in _CENTRAL_PARTY):
        return 0 if document.tier in _CENTRAL_PARTY or side(document) == "party" else 1
    return 2 if side(document) == "party" else 3


def _caption(document: Document) -> str:
    number = document.number or (vi("document.unnumbered") if document.file else "")
    first = " ".join(filter(None, (document.type, number))) or _short(document.title or document.name)
    return "\n".join(filter(None, (first, chain.shown(document.issued), document.issuer or document.place)))


def _short(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _add_leads(graph: Graph, picture: _Picture, document: Document) -> None:
    """The agencies that lead most tasks of a loaded plan, and one node for the rest."""
    leads: dict[str, list[chain.Assignment]] = defaultdict(list)
    for item in chain.assignments(graph, document.iri):
        if item.role == "lead" and item.agency:
            leads[item.agency].append(item)
    ranked = sorted(leads, key=lambda iri: (-len(leads[iri]), iri))
    for iri in ranked[:_LEADS_SHOWN]:
        agency: Agency = chain.data(graph, iri)
        picture.columns[iri], picture.names[iri] = 4, agency.name
        proofs = tuple(dict.fromkeys(proof for item in leads[iri] for proof in item.proofs))
        words = f"{agency.name}: {vi('page.leads', count=len(leads[iri]))} ({document.name})"
        picture.edges.append(_Edge(iri, document.iri, "lead", words, proofs))
    if rest := ranked[_LEADS_SHOWN:]:
        more = f"{document.iri}#more"
        picture.columns[more], picture.names[more] = 4, vi("page.more", count=len(rest))
        names = "; ".join(chain.label(graph, iri) for iri in rest)
        picture.edges.append(_Edge(more, document.iri, "lead", names, ()))


def _cut(picture: _Picture, limit: int) -> None:
    """Leave out what is least needed: documents only cited, then agencies, then documents with fewest links."""
    links = Counter(iri for edge in picture.edges for iri in (edge.lower, edge.upper))
    ranked = sorted(
        picture.columns, key=lambda iri: (iri in picture.extra, picture.columns[iri] == 4, -links[iri], iri)
    )
    for iri in ranked[limit:]:
        del picture.columns[iri]
    kept = picture.columns
    picture.edges[:] = [edge for edge in picture.edges if edge.lower in kept and edge.upper in kept]


# ---------------------------------------------------------------------------------------------- where it stands


def _places(picture: _Picture) -> dict[str, tuple[int, int]]:
    """A place for each node: its column by level; in it, near the nodes that it is linked with."""
    near: dict[str, list[str]] = defaultdict(list)
    for edge in picture.edges:
        if not edge.extra:
            near[edge.lower].append(edge.upper)
            near[edge.upper].append(edge.lower)
    columns: dict[int, list[str]] = defaultdict(list)
    for iri in sorted(picture.columns, key=lambda iri: (iri in picture.extra, iri)):
        columns[picture.columns[iri]].append(iri)
    height = _heights(columns)
    for _ in range(6):
        for members in columns.values():
            order = {
                iri: (iri in picture.extra, _mean([height[other] for other in near[iri]], height[iri]))
                for iri in members
            }
            members.sort(key=lambda iri, order=order: (*order[iri], iri))  # type: ignore[misc]
        height = _heights(columns, picture.extra)
    return _spread(columns, picture.extra)


def _spread(columns: dict[int, list[str]], extra: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The places of the ordered columns; one too tall to be seen at once becomes several beside each other."""
    beside = {column: -(-len(members) // _TALL) for column, members in columns.items()}
    lines = {column: members[:: beside[column]] for column, members in columns.items()}
    height = _heights(lines, extra)
    found: dict[str, tuple[int, int]] = {}
    left = 0
    for column in range(max(columns, default=-1) + 1):
        width = beside.get(column, 1)
        for number, iri in enumerate(columns.get(column, ())):
            found[iri] = (left + number % width * _NARROW, height[lines[column][number // width]])
        left += _COLUMN + (width - 1) * _NARROW
    return found


def _mean(values: list[int], otherwise: int) -> float:
    return sum(values) / len(values) if values else otherwise


def _heights(columns: dict[int, list[str]], extra: Iterable[str] = ()) -> dict[str, int]:
    """Each column centred and as tall as the tallest, within reason; documents only cited hang below the others."""
    below = set(extra)
    rows = {column: _AGENCY_ROW if column == 4 else _ROW for column in columns}
    count = {column: sum(iri not in below for iri in members) for column, members in columns.items()}
    tallest = max((count[column] * rows[column] for column in columns), default=0)
    found: dict[str, int] = {}
    for column, members in columns.items():
        step = min(_LOOSEST, max(rows[column], tallest // max(1, count[column])))
        top = -(count[column] - 1) * step // 2
        found |= {iri: top + number * step for number, iri in enumerate(members)}
    return found


# ---------------------------------------------------------------------------------------------- the file


def _network(graph: Graph, picture: _Picture) -> Any:
    from pyvis.network import Network

    network = Network(directed=True)
    for iri, (x, y) in sorted(_places(picture).items()):
        network.add_node(iri, **_node(graph, picture, iri), x=x, y=y)
    for edge in picture.edges:
        label = vi("relation.continues") if edge.relation == "continues" else " "
        network.add_edge(
            edge.lower,
            edge.upper,
            label=label,
            dashes=edge.relation != "implements",
            color="#2b7a3d" if edge.relation == "lead" else "#9aa0a6" if edge.extra else "#444a50",
            hidden=edge.extra,
            extra=edge.extra,
            words=clean(edge.words),
            proofs=[{"quote": clean(proof.quote), "file": clean(proof.file)} for proof in edge.proofs],
        )
    return network


def _node(graph: Graph, picture: _Picture, iri: str) -> dict[str, Any]:
    thing = chain.data(graph, iri) if iri in graph else None
    document = thing if isinstance(thing, Document) else None
    kind = side(document) if document else "agency"
    fill, border = _COLOURS[kind]
    loaded = bool(document and document.file)
    return {
        "label": clean(picture.names[iri]),
        "full": clean(document.label if document else picture.names[iri]),
        "about": clean(document.title or "") if document else "",
        "title": clean(document.title or document.label if document else picture.names[iri]),
        "shape": "box",
        "color": {"background": fill, "border": border, "highlight": {"background": fill, "border": "#000000"}},
        "borderWidth": 3 if loaded else 1,
        "shapeProperties": {"borderDashes": [6, 4] if document and not loaded else False},
        "hidden": iri in picture.extra,
        "extra": iri in picture.extra,
    }


_OPTIONS = {
    "physics": False,
    "interaction": {"hover": True, "keyboard": {"enabled": True, "bindToWindow": False}},
    "nodes": {
        "font": {"size": 15, "face": "Noto Sans, Segoe UI, Arial"},
        "margin": 8,
        "widthConstraint": {"maximum": 250},
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
        "font": {"size": 12, "align": "middle", "strokeWidth": 4},
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.4},
    },
}


def _html(graph: Graph, picture: _Picture, everything: int) -> str:
    network = _network(graph, picture)
    edges = [{"id": number, **edge} for number, edge in enumerate(network.edges)]
    data = {"nodes": network.nodes, "edges": edges, "options": _OPTIONS}
    vis = files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    documents = sum(column != 4 for column in picture.columns.values())
    agencies = sum(column == 4 and iri in graph for iri, column in picture.columns.items())
    counts = {"shown": len(picture.columns), "all": everything, "documents": documents, "agencies": agencies}
    interface = folder("data") / "interface"
    heads = ("lower", "relation", "upper", "quote", "file")
    return Template((interface / "page.html").read_text("utf-8")).substitute(
        title=html.escape(vi("page.title")),
        heading=_two("page.title"),
        counts=_two("page.counts", **counts),
        search=_two("page.search"),
        extra=_two("page.extra"),
        fit=_two("page.fit"),
        hint=_two("page.hint"),
        aria=html.escape(both("page.title")),
        legend=_legend(),
        table_title=_two("page.table"),
        table_head="".join(f"<th scope='col'>{_two(f'column.{name}')}</th>" for name in heads),
        table_rows=_table(graph, picture),
        vis_css=(vis / "vis-network.css").read_text("utf-8"),
        vis_js=(vis / "vis-network.min.js").read_text("utf-8"),
        # no text of a document can end the script it stands in
        data=json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"),
        page_js=(interface / "page.js").read_text("utf-8"),
    )


def _two(key: str, **values: object) -> str:
    """A label as HTML: Vietnamese, then English in grey."""
    vietnamese, english = (html.escape(text) for text in pair(key, **values))
    return f'{vietnamese} <span class="en" lang="en">/ {english}</span>'


def _legend() -> str:
    styles = {name: f"background:{fill};border:1px solid {border}" for name, (fill, border) in _COLOURS.items()}
    styles |= {"loaded": "border:3px solid #1d4f91", "cited": "border:1px dashed #1d4f91"}
    items = ("party", "state", "loaded", "cited", "agency")
    swatches = {name: f'<span class="swatch" style="{styles[name]}"></span>' for name in items}
    return "".join(f"<li>{swatches[name]}{_two(f'page.legend.{name}')}</li>" for name in items)


def _table(graph: Graph, picture: _Picture) -> str:
    """The picture's relations as rows: for print, for screen readers, for search."""
    rows = []
    for edge in picture.edges:
        if edge.extra or edge.lower not in graph:
            continue
        relation = vi(f"relation.{edge.relation}") if edge.relation in CHAIN else vi("role.lead")
        proof = edge.proofs[0] if edge.proofs else None
        words = (proof.quote, proof.file) if proof else ("", "")
        cells = (chain.label(graph, edge.lower), relation, chain.label(graph, edge.upper), *words)
        rows.append("<tr>" + "".join(f"<td>{html.escape(clean(cell))}</td>" for cell in cells) + "</tr>")
    return "\n".join(rows)
