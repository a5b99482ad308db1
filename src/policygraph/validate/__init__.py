"""What is wrong or doubtful in a graph: shapes, checks and the findings that reading left, as one list of results.

Shapes (``shapes/*.ttl``) say what one node must look like; checks (``queries/check/*.rq``) compare nodes; findings are
nodes of the graph. No inference is used. Only violations make a graph not conform: faults of the documents are
warnings, since a true graph of a faulty document is a good graph.

The shapes run as rules of our own (`judge`), since pyshacl takes some 60 ms a document; ``reference=True`` asks
pyshacl, and a test compares both.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.validate.check import CHECK, Check, check_results, checks, read_check
from policygraph.validate.judge import Crew, Judge, judged
from policygraph.validate.place import LOOKED_AT, both_of, load_places, place
from policygraph.validate.report import (
    SEVERITIES,
    Result,
    Said,
    ValidationReport,
    as_json,
    render_text,
    report_of,
    said,
)
from policygraph.validate.shacl import shape_files, shape_results, shapes_graph
from policygraph.validate.shapes import shapes
from policygraph.validate.terms import iri, text
from policygraph.validate.turtle import as_turtle
from policygraph.validate.views import Whole

if TYPE_CHECKING:
    from rdflib import Graph

    from policygraph.store import Store

__all__ = [
    "CHECK", "FINDING", "Check", "Crew", "Result", "Said", "ValidationReport", "as_json", "as_turtle", "check_results",
    "checks", "data_graph", "judged", "read_check", "render_text", "report_of", "said", "shape_files", "shape_results",
    "shapes", "shapes_graph", "validate", "validate_sources",
]  # fmt: skip

FINDING = "https://w3id.org/policygraph/finding/"  #: the IRI of a kind of finding is this and the kind
_SAID = ("findingKind", "severity", "focus")
_FOUND = f"SELECT DISTINCT ?finding WHERE {{ ?finding a <{ONTOLOGY}Finding> }}"


def validate(store: Store, workers: int = 1, reference: bool = False) -> ValidationReport:
    """Everything that shapes, checks and findings say of the graph in ``store``.

    Where a shape and a finding speak of the same fault, the finding is kept: it quotes the words. ``workers`` processes
    share the work where the store is a folder. ``reference`` has pyshacl apply the shapes, in one process.
    Raises `ShapeError` or `QueryError`, naming the file, if a shape or a check is broken.
    """
    with _quiet_rdflib():
        with Crew(store, workers) as crew:
            results = shape_results(data_graph(store)) if reference else judged(crew, store.graphs())
            names = [check.name for check in checks()]
            checked = [result for found in crew.each(Judge.checks, names, 1) for result in found]
        findings = _findings(store)
        return report_of([*_without_repeats(results, findings), *checked, *findings])


def validate_sources(store: Store, graphs: Iterable[str], workers: int = 1) -> ValidationReport:
    """What the shapes say of these graphs and of all that they speak of: of what a load has changed, not of the world.

    Rules that compare documents are for `validate`. Raises `ShapeError`, naming the file, if a shape is broken.
    """
    with _quiet_rdflib(), Crew(store, workers) as crew:
        return report_of(judged(crew, sorted(graphs)))


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """rdflib logs a stack trace for each literal like "2022-06-31"; the shapes say the same in words."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def data_graph(store: Store) -> Graph:
    """All triples of the store, of whatever named graph, as one rdflib graph."""
    from rdflib import Graph

    triples = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")


def _findings(store: Store) -> list[Result]:
    """The pg:Finding nodes of the graph."""
    view = Whole(store, {}, LOOKED_AT.union(iri(ONTOLOGY + name) for name in (*_SAID, "message")))
    nodes = [str(row[0]) for row in store.select(_FOUND).rows]
    load_places(view, nodes)
    elsewhere = [node for node in nodes if place(view, node)[0] is None]
    load_places(view, view.load_values(elsewhere, [iri(ONTOLOGY + "focus")]))
    return [result for node in nodes for result in _finding(view, node)]


def _finding(view: Whole, node: str) -> Iterator[Result]:
    values = {name: view.said(node).get(iri(ONTOLOGY + name), ()) for name in _SAID}
    kind, severity, focus = (min(values[name], default=None) for name in values)
    if severity is None or text(severity) not in set(SEVERITIES):
        return  # the shapes of findings report it
    message_vi, message_en = both_of(view.said(node).get(iri(ONTOLOGY + "message"), ()))
    file, quote = place(view, node)
    if file is None and focus is not None:
        file, _ = place(view, focus)
    yield Result(
        shape=FINDING + (text(kind) if kind else "None"),
        severity=Severity(text(severity)),
        focus=text(focus or node),
        path=None,
        value=None,
        message_vi=message_vi,
        message_en=message_en,
        file=file,
        quote=quote,
        node=text(node),
    )


def _without_repeats(results: Iterable[Result], findings: Iterable[Result]) -> Iterator[Result]:
    """The results but for those of which a finding tells: a shape names the kind of finding for the same fault."""
    from rdflib import URIRef

    kinds = {
        str(shape): FINDING + str(kind)
        for shape, kind in shapes_graph().subject_objects(URIRef(ONTOLOGY + "findingKind"))
    }
    focuses, quotes = set(), defaultdict(set)
    for finding in findings:
        focuses.add((finding.shape, finding.focus))
        if finding.quote:
            quotes[finding.shape, finding.file].add(finding.quote)
    for result in results:
        kind = kinds.get(result.shape)
        if kind is None or not (
            (kind, result.focus) in focuses or _overlaps(result.quote, quotes.get((kind, result.file), ()))
        ):
            yield result


def _overlaps(quote: str | None, others: Iterable[str]) -> bool:
    """Whether the words hold others, or lie in them."""
    return bool(quote) and any(other in quote or quote in other for other in others if quote)
