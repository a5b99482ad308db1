"""What a status sheet reports, as lines of its own graph: beside the texts' facts, never among them."""

from __future__ import annotations

from policygraph import identity
from policygraph.findings import Finding
from policygraph.progress import Cell, Claim, Count, Report, Sheet, Status
from policygraph.rdf.terms import Graph, Term, node, words

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def status_lines(sheet: Sheet) -> bytes:
    """The lines of the graph of a status sheet: its file, its reports and figures, and what is wrong with its rows."""
    graph = Graph(identity.status_graph(sheet.sha256))
    source = identity.source_iri(sheet.sha256)
    graph.a(source, "SourceFile")
    graph.add(source, fileName=sheet.name, sha256=sheet.sha256, mediaType=_MEDIA_TYPE)
    for report in sheet.reports:
        _report(graph, sheet.key, source, report)
    for count in sheet.counts:
        _count(graph, sheet.key, source, count)
    for finding in sheet.findings:
        _finding(graph, sheet.key, source, finding)
    return graph.lines()


def _report(graph: Graph, key: str, source: str, report: Report) -> None:
    iri = identity.status_iri(key, report.at.sheet, report.at.row)
    graph.a(iri, "StatusReport")
    graph.add(iri, reportsOn=node(report.task), status=_concept(report.status), completedOn=report.completed)
    _claimed(graph, iri, source, report.at, report.claim)


def _count(graph: Graph, key: str, source: str, count: Count) -> None:
    for status, number in count.numbers:
        iri = f"{identity.status_iri(key, count.at.sheet, count.at.row)}/{status}"
        graph.a(iri, "StatusCount")
        graph.add(
            iri, status=_concept(status), count=number, asWritten=count.agency, sector=count.sector, level=count.level
        )
        _claimed(graph, iri, source, count.at, count.claim)


def _claimed(graph: Graph, iri: str, source: str, at: Cell, claim: Claim) -> None:
    graph.add(
        iri,
        reportedOn=claim.on,
        reportedBy=claim.by,
        reportSource=claim.source,
        note=claim.note,
        inSource=node(source),
        sheet=at.sheet,
        row=at.row,
    )


def _finding(graph: Graph, key: str, source: str, finding: Finding) -> None:
    iri = identity.finding_iri(key, finding.kind, finding.focus or "sheet")
    graph.a(iri, "Finding")
    graph.add(
        iri,
        findingKind=finding.kind,
        severity=str(finding.severity),
        message=[words(finding.message_vi, "vi"), words(finding.message_en, "en")],
        focus=node(source),
        inSource=node(source),
    )


def _concept(status: Status) -> Term:
    return node(identity.concept_iri("task-status", status))
