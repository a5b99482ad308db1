"""What is wrong or doubtful in a graph: shapes, checks and the findings that reading left, as one list of results.

Shapes (``shapes/*.ttl``) say what one node must look like; checks (``queries/check/*.rq``) compare nodes; findings are
nodes of the graph. No inference is used. Only violations make a graph not conform: faults of the documents are
warnings, since a true graph of a faulty document is a good graph.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.validate.check import CHECK, Check, check_results, checks, read_check
from policygraph.validate.place import messages, place
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
from policygraph.validate.turtle import as_turtle

if TYPE_CHECKING:
    from rdflib import Graph

    from policygraph.store import Store

__all__ = [
    "CHECK", "FINDING", "Check", "Result", "Said", "ValidationReport", "as_json", "as_turtle", "check_results",
    "checks", "data_graph", "read_check", "render_text", "report_of", "said", "shape_files", "shape_results",
    "shapes_graph", "validate",
]  # fmt: skip

FINDING = "https://w3id.org/policygraph/finding/"  #: the IRI of a kind of finding is this and the kind


def validate(store: Store) -> ValidationReport:
    """Everything that shapes, checks and findings say of the graph in ``store``.

    Where a shape and a finding speak of the same fault, the finding is kept: it quotes the words.
    Raises `ShapeError` or `QueryError`, naming the file, if a shape or a check is broken.
    """
    with _quiet_rdflib():
        data = data_graph(store)
        findings = list(_findings(data))
        shaped = _without_repeats(shape_results(data), findings)
        return report_of([*shaped, *check_results(store, data), *findings])


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


def _findings(data: Graph) -> Iterator[Result]:
    """The pg:Finding nodes of the graph."""
    from rdflib import URIRef
    from rdflib.namespace import RDF

    for node in data.subjects(RDF.type, URIRef(ONTOLOGY + "Finding")):
        values = {name: data.value(node, URIRef(ONTOLOGY + name)) for name in ("findingKind", "severity", "focus")}
        if str(values["severity"]) not in set(SEVERITIES):
            continue  # the shapes of findings report it
        said = messages(data, node, URIRef(ONTOLOGY + "message"))
        file, quote = place(data, node)
        if file is None and values["focus"] is not None:
            file, _ = place(data, values["focus"])
        yield Result(
            shape=FINDING + str(values["findingKind"]),
            severity=Severity(str(values["severity"])),
            focus=str(values["focus"] or node),
            path=None,
            value=None,
            message_vi=said[0],
            message_en=said[1],
            file=file,
            quote=quote,
            node=str(node),
        )


def _without_repeats(results: Iterable[Result], findings: Iterable[Result]) -> Iterator[Result]:
    """The results but for those of which a finding tells: a shape names the kind of finding for the same fault."""
    from rdflib import URIRef

    kinds = {
        str(shape): FINDING + str(kind)
        for shape, kind in shapes_graph().subject_objects(URIRef(ONTOLOGY + "findingKind"))
    }
    known = list(findings)
    for result in results:
        kind = kinds.get(result.shape)
        if not any(finding.shape == kind and _same_fault(result, finding) for finding in known):
            yield result


def _same_fault(result: Result, finding: Result) -> bool:
    """The same node, or words of the same file of which one holds the other."""
    if result.focus == finding.focus:
        return True
    if not (result.quote and finding.quote and result.file == finding.file):
        return False
    return finding.quote in result.quote or result.quote in finding.quote
