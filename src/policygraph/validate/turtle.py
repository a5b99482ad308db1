"""The report as RDF: a SHACL validation report, in Turtle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policygraph.findings import Severity
from policygraph.identity import ID, ONTOLOGY
from policygraph.validate.report import Result, ValidationReport

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib.term import Node

#: A finding that reading left comes from no SHACL constraint; every result needs a component all the same.
FINDING_COMPONENT = "https://w3id.org/policygraph/shape/FindingConstraintComponent"
_SHAPE = "https://w3id.org/policygraph/shape/"


def as_turtle(report: ValidationReport) -> str:
    """The report as a SHACL validation report; the same report gives the same text.

    ``sh:conforms`` says, as elsewhere here, that no result is a violation. The quoted words are ``rdfs:comment``,
    the file ``dcterms:source``, the stable id ``dcterms:identifier``.

    >>> from policygraph.validate.report import report_of
    >>> as_turtle(report_of([])).splitlines()[-1].strip()
    'sh:conforms true .'
    """
    from rdflib import RDF, Graph, Literal, URIRef
    from rdflib.namespace import DCTERMS, SH

    graph = Graph()
    for prefix, namespace in (("sh", str(SH)), ("dcterms", str(DCTERMS)), ("pg", ONTOLOGY), ("pgsh", _SHAPE)):
        graph.bind(prefix, namespace)
    top = URIRef(ID + "report")
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(report.conforms)))
    for result in report.results:
        node = URIRef(f"{ID}result/{result.id}")
        graph.add((top, SH.result, node))
        _add(graph, node, result)
    return graph.serialize(format="turtle").strip() + "\n"


def _add(graph: Graph, node: URIRef, result: Result) -> None:
    from rdflib import RDF, RDFS, Literal, URIRef
    from rdflib.namespace import DCTERMS, SH

    severity = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, _node(result.focus)))
    graph.add((node, SH.resultSeverity, severity[result.severity]))
    graph.add((node, SH.sourceShape, URIRef(result.shape)))
    graph.add((node, SH.sourceConstraintComponent, URIRef(result.component or FINDING_COMPONENT)))
    graph.add((node, SH.resultMessage, Literal(result.message_vi, lang="vi")))
    graph.add((node, SH.resultMessage, Literal(result.message_en, lang="en")))
    graph.add((node, DCTERMS.identifier, Literal(result.id)))
    if result.path and (name := re.fullmatch(r"pg:(\w+)", result.path)):
        graph.add((node, SH.resultPath, URIRef(ONTOLOGY + name[1])))
    if result.value is not None and result.path:
        graph.add((node, SH.value, _node(result.value)))
    if result.file:
        graph.add((node, DCTERMS.source, Literal(result.file)))
    if result.quote:
        graph.add((node, RDFS.comment, Literal(result.quote)))
    if result.node:
        graph.add((node, RDFS.seeAlso, URIRef(result.node)))


def _node(text: str) -> Node:
    """An IRI where the words are one, else the words."""
    from rdflib import Literal, URIRef

    return URIRef(text) if re.fullmatch(r"(?:https?:|urn:)[^\s<>\"{}|\\^`]+", text) else Literal(text)
