"""The chain through a document: upward because of what, downward to whom; as a picture, as lists, as a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain
from policygraph.audit import side
from policygraph.chain import Document, Step
from policygraph.identity import ID
from policygraph.resources import folder
from policygraph.text import slug
from policygraph.web.columns import LEVELS, ROW, WIDTH, Picture, Spot, draw, level
from policygraph.web.coverage import provinces
from policygraph.web.document import found, path_of, sentence_at
from policygraph.web.frame import page

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

_LETTERS = 24  #: of a line inside a node
_LOADED = 6  #: loaded documents whose lead agencies are drawn


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture: its lines, its colour, where a click leads."""

    spot: Spot
    kind: str
    lines: tuple[str, ...]
    name: str
    address: str
    chosen: bool
    places: int = 0  #: of a node that stands for several: of how many places they come
    carried: tuple[int, int] | None = None  #: of a directive: in how many provinces of today, out of how many


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of the picture from the upper to the lower node."""

    path: str
    relation: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One link of the chain, as the table and the lists say it."""

    lower: str
    lower_address: str
    relation: str
    upper: str
    upper_address: str
    quote: str
    sentence: str | None
    depth: int = 1
    repeated: bool = False


def show(request: Request) -> Response:
    """The chain of a document; ``?format=svg``: its picture alone, as a file."""
    here, document = found(request)
    whole = request.query_params.get("all") == "1"
    up, down = chain.up(here.relations, document.iri), chain.down(here.relations, document.iri)
    documents = {document.iri} | {iri for step in (*up, *down) for iri in (step.upper, step.lower)}
    links = {(step.upper, step.lower): step for step in (*up, *down)}
    leads = _leads(here, document, documents)
    shown = _drawn(here, request, document, documents, links, leads, whole=whole)
    if request.query_params.get("format") == "svg":
        return picture_file(request, document.name, shown)
    return page(
        request,
        "chain.html",
        **shown,
        document=document,
        path=path_of(document.iri),
        carried=provinces(here, document, date.today()),
        up=[_row(here, step) for step in up],
        down=[_row(here, step) for step in down],
        rows=[_row(here, step) for step in dict.fromkeys(links.values())],
        leads=[
            (here.name(key), f"/id/{key.removeprefix(ID)}", here.documents[plan].name, path_of(plan), count)
            for (key, plan), count in leads.items()
        ],
        whole=whole,
    )


def _drawn(
    here: Snapshot,
    request: Request,
    document: Document,
    documents: set[str],
    links: dict[tuple[str, str], Step],
    leads: dict[tuple[str, str], int],
    *,
    whole: bool,
) -> dict[str, Any]:
    """What the template of the picture needs."""
    columns = {iri: _level(here.documents[iri]) for iri in _by_day(here, documents)} | {key: 4 for key, _ in leads}
    edges = {*links, *((plan, key) for key, plan in leads)}
    picture = draw(columns, edges, {document.iri}, whole)
    return {
        "picture": picture,
        "nodes": [_node(here, request, spot, document.iri) for spot in picture.spots],
        "edges": _edges(here, picture, links),
        "levels": [(LEVELS[column], x) for column, x in picture.columns],
        "size": (WIDTH, ROW - 20),
        "path_of": path_of,
        "as_of": date.today(),
        "held": sum(bool(known.file) for known in here.documents.values()),
    }


def picture_file(request: Request, name: str, shown: dict[str, Any]) -> Response:
    """The picture as an SVG file that needs nothing else."""
    style = (folder("web") / "static" / "picture.css").read_text("utf-8")
    response = page(request, "picture.svg", style=style, name=name, base=str(request.base_url).rstrip("/"), **shown)
    response.headers["content-type"] = "image/svg+xml"
    response.headers["content-disposition"] = f'attachment; filename="{slug(name)}.svg"'
    return response


def _by_day(here: Snapshot, documents: set[str]) -> list[str]:
    return sorted(documents, key=lambda iri: (not here.documents[iri].file, str(here.documents[iri].issued), iri))


def _level(document: Document) -> int:
    return level(document.tier, side(document), document.central)


def _leads(here: Snapshot, document: Document, documents: set[str]) -> dict[tuple[str, str], int]:
    """The agencies that lead tasks, with the plan and how many; of the document itself, or of the plans below it."""
    own = [iri for iri in sorted(documents) if here.documents[iri].file]
    plans = [document.iri] if document.file else own if len(own) <= _LOADED else []
    count: dict[tuple[str, str], set[str]] = defaultdict(set)
    for plan in plans:
        for source in here.sources.get(plan, ())[:1]:
            for task in here.said(source.key).tasks():
                for part in task.who("lead"):
                    if part.agency:
                        count[part.agency, plan].add(task.iri)
    ranked = sorted(count.items(), key=lambda item: (-len(item[1]), item[0]))
    return {pair: len(tasks) for pair, tasks in ranked}


def _node(here: Snapshot, request: Request, spot: Spot, chosen: str) -> Node:
    if spot.more:
        places = {here.documents[iri].jurisdiction for iri in spot.members if iri in here.documents} - {None}
        return Node(spot, "more", (), "", f"{request.url.path}?all=1", False, len(places))
    document = here.documents.get(spot.key)
    if document is None:
        name = here.name(spot.key)
        return Node(spot, "agency", _lines(name), name, f"/id/{spot.key.removeprefix(ID)}", False)
    lines = (*_lines(document.name)[:2], chain.shown(document.issued), _short(document))
    lines = tuple(filter(None, lines))[:3]
    kind = f"{side(document)}{'' if document.file else ' cited'}"
    carried = provinces(here, document, date.today())
    address = f"/document/{path_of(document.iri)}"
    return Node(spot, kind, lines, document.label, address, spot.key == chosen, carried=carried)


def _short(document: Document) -> str:
    """The issuer, or the place where that is too long to read."""
    said = document.issuer or document.place or ""
    return said if len(said) <= _LETTERS + 3 else (document.place or said[:_LETTERS] + "…")


def _lines(text: str) -> tuple[str, ...]:
    """The words in lines that fit into a node, three at most."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > _LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return (*lines[:2], lines[2] + ("…" if len(lines) > 3 else "")) if len(lines) > 2 else tuple(lines)


def _edges(here: Snapshot, picture: Picture, links: dict[tuple[str, str], Step]) -> list[Edge]:
    spots = {spot.key: spot for spot in picture.spots}
    found = []
    for upper, lower in picture.edges:
        step = links.get((upper, lower))
        agency = (*spots[lower].members, lower)[0] in here.agencies
        relation = step.relation if step else "lead" if agency else "implements"
        name = f"{here.name(lower)} → {here.name(upper)}" if step else ""
        found.append(Edge(_curve(spots[upper], spots[lower]), relation, name))
    return found


def _curve(upper: Spot, lower: Spot) -> str:
    """A line from the right side of the upper node to the left side of the lower; within a column, around the left."""
    middle = (ROW - 20) // 2
    x1, y1, x2, y2 = upper.x + WIDTH, upper.y + middle, lower.x, lower.y + middle
    if upper.column == lower.column:
        bend = upper.x - 26
        return f"M{upper.x} {y1}C{bend} {y1} {bend} {y2} {lower.x} {y2}"
    if upper.x > lower.x:
        x1, x2 = upper.x, lower.x + WIDTH
    half = (x1 + x2) // 2
    # over the heads of the columns between
    lift = ROW if abs(x2 - x1) > WIDTH else 0
    return f"M{x1} {y1}C{half} {y1 - lift} {half} {y2 - lift} {x2} {y2}"


def _row(here: Snapshot, step: Step) -> Row:
    lower, upper = here.documents[step.lower], here.documents[step.upper]
    proof = step.proofs[0] if step.proofs else None
    speakers = here.speakers.get(proof.file, ()) if proof else ()
    near = next((iri for iri in speakers if iri == step.lower), speakers[0] if speakers else None)
    sentence = sentence_at(here, here.documents[near], proof) if near and proof else None
    return Row(
        lower.label,
        f"/document/{path_of(lower.iri)}",
        step.relation,
        upper.label,
        f"/document/{path_of(upper.iri)}",
        proof.quote if proof else "",
        sentence,
        step.depth,
        step.repeated,
    )
