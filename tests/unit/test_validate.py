"""The report: what counts, in which order, said how; and what happens when a shape or a check is broken."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from policygraph import identity, labels, reason, store, validate
from policygraph.errors import QueryError, ShapeError
from policygraph.findings import Severity
from policygraph.store import Store
from policygraph.validate import Result, report_of

PREFIXES = """
@prefix ex: <https://w3id.org/policygraph/id/example/> .
@prefix pg: <https://w3id.org/policygraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix role: <https://w3id.org/policygraph/scheme/role/> .
@prefix type: <https://w3id.org/policygraph/scheme/document-type/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EX = "https://w3id.org/policygraph/id/example/"
SOURCE = identity.source_graph("0" * 64)
FILE = """
ex:source a pg:SourceFile ; pg:fileName "003.txt" ; pg:mediaType "text/plain" ;
    pg:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
ex:place a pg:Place ; rdfs:label "tỉnh Quảng Ngãi"@vi .
ex:issuer a pg:Agency ; rdfs:label "Ủy ban nhân dân tỉnh Quảng Ngãi"@vi .
ex:signer a pg:Person ; rdfs:label "A" .
ex:directive a pg:Document , pg:Directive , pg:CentralDirective ; pg:number "93-KL/TW" .
"""
PLAN = """
ex:plan a pg:Document , pg:ImplementingPlan ; pg:source ex:source ; pg:number "167/KH-UBND" ; pg:title "T" ;
    pg:issued "2021-11-29"^^xsd:date ; pg:documentType type:ke-hoach ; pg:issuer ex:issuer ; pg:jurisdiction ex:place ;
    pg:signedBy ex:signer ; pg:recipientAsWritten "Lưu: VT" ; pg:implements ex:directive .
ex:implementing a pg:Evidence ; pg:inSource ex:source ; pg:startOffset 0 ; pg:endOffset 9 ; pg:quote "thực hiện" ;
    pg:rule "implements" .
ex:citation a pg:Citation ; pg:statedIn ex:plan ; pg:citing ex:plan ; pg:relation pg:implements ;
    pg:cited ex:directive ; pg:evidence ex:implementing ; pg:certainty "stated" .
"""
IMPOSSIBLE = """
ex:schedule a pg:Schedule ; pg:asWritten "Trước ngày 31/6/2022" ; pg:invalidDate true ; pg:evidence ex:when .
ex:when a pg:Evidence ; pg:inSource ex:source ; pg:startOffset 100 ; pg:endOffset 120 ;
    pg:quote "Trước ngày 31/6/2022" ; pg:rule "schedule.before" .
"""
FINDING = """
ex:finding a pg:Finding ; pg:findingKind "invalid-date" ; pg:severity "warning" ; pg:focus ex:plan ;
    pg:message "Ngày 31/6/2022 không có thật"@vi , "There is no 31/6/2022"@en ; pg:evidence ex:date .
ex:date a pg:Evidence ; pg:inSource ex:source ; pg:startOffset 111 ; pg:endOffset 120 ; pg:quote "31/6/2022" ;
    pg:rule "date" .
"""


def filled(*turtle: str) -> Store:
    opened = store.memory()
    quads = ox.parse((PREFIXES + "".join(turtle)).encode(), format=ox.RdfFormat.TURTLE)
    opened.replace(SOURCE, list(quads))
    schemes = [path for path in reason.ontology_files() if path.parent.name == "schemes"]
    opened.replace(
        identity.ONTOLOGY_GRAPH,
        [quad for path in schemes for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)],
    )
    return opened


def result(severity: Severity = Severity.WARNING, **changed: str | None) -> Result:
    values: dict[str, str | None] = {
        "shape": "urn:shape", "focus": "urn:focus", "path": None, "value": None,
        "message_vi": "Sai", "message_en": "Wrong", "file": None, "quote": None,
    }  # fmt: skip
    return Result(severity=severity, **(values | changed))  # type: ignore[arg-type]


def test_a_graph_without_fault_conforms() -> None:
    report = validate.validate(filled(FILE, PLAN))
    assert report == validate.ValidationReport(True, ())


def test_a_fault_of_the_document_is_a_warning_and_the_graph_conforms() -> None:
    report = validate.validate(filled(FILE, PLAN, IMPOSSIBLE))
    (found,) = report.results
    assert report.conforms
    assert found.name == "schedule-possible-date"
    assert (found.severity, found.focus) == (Severity.WARNING, EX + "schedule")
    assert (found.path, found.value) == ("pg:invalidDate", "true")
    assert (found.file, found.quote) == ("003.txt", "Trước ngày 31/6/2022")
    assert "không có trong lịch" in found.message_vi
    assert "no calendar" in found.message_en


def test_where_a_finding_speaks_of_the_same_fault_the_finding_is_kept() -> None:
    report = validate.validate(filled(FILE, PLAN, IMPOSSIBLE, FINDING))
    (found,) = report.results
    assert found.shape == validate.FINDING + "invalid-date"
    assert (found.focus, found.quote) == (EX + "plan", "31/6/2022")
    assert (found.message_vi, found.message_en) == ("Ngày 31/6/2022 không có thật", "There is no 31/6/2022")


def test_a_finding_of_another_kind_or_place_hides_nothing() -> None:
    other_kind = FINDING.replace("invalid-date", "misprinted-number")
    other_words = FINDING.replace('"31/6/2022"', '"31/2/2023"')
    for finding in (other_kind, other_words):
        names = {found.name for found in validate.validate(filled(FILE, PLAN, IMPOSSIBLE, finding)).results}
        assert "schedule-possible-date" in names
        assert len(names) == 2


def test_a_structural_break_is_a_violation() -> None:
    report = validate.validate(filled(FILE, PLAN, "ex:plan pg:continues ex:directive ."))
    assert not report.conforms
    (found,) = report.by_severity[Severity.VIOLATION]
    assert found.name == "relation-without-citation-violation"
    assert found.message_en.startswith("The relation pg:continues to")
    assert found.file == "003.txt"


def test_findings_without_a_known_severity_are_left_to_the_shapes() -> None:
    names = [r.name for r in validate.validate(filled(FILE, PLAN, FINDING.replace('"warning"', '"fatal"'))).results]
    assert names == ["finding-severity"]


def test_a_finding_about_something_missing_names_the_file_of_its_document() -> None:
    finding = """ex:missing a pg:Finding ; pg:findingKind "missing-number" ; pg:severity "warning" ; pg:focus ex:plan ;
        pg:message "Không có số"@vi , "No number"@en ."""
    (found,) = validate.validate(filled(FILE, PLAN.replace('pg:number "167/KH-UBND" ;', ""), finding)).results
    assert (found.name, found.file, found.quote) == ("missing-number", "003.txt", None)


def test_node_without_evidence_is_found_through_its_document() -> None:
    target = 'ex:target a pg:Target ; pg:statedIn ex:plan ; pg:text "Đạt 50%" .'
    (found,) = validate.validate(filled(FILE, PLAN, target)).results
    assert (found.name, found.file, found.quote) == ("target-evidence", "003.txt", None)


def test_of_two_sources_the_first_by_name_is_given_each_time() -> None:
    second = """ex:copy a pg:SourceFile ; pg:fileName "001.txt" ; pg:mediaType "text/plain" ;
        pg:sha256 "1111111111111111111111111111111111111111111111111111111111111111" .
    ex:plan pg:source ex:copy ."""
    (found,) = validate.validate(filled(FILE, PLAN.replace("pg:signedBy ex:signer ;", ""), second)).results
    assert (found.name, found.file) == ("loaded-document-signer", "001.txt")


def test_property_paths_read_like_sparql() -> None:
    task = """ex:task a pg:Task ; pg:statedIn ex:plan ; pg:text "Việc" ; pg:path "I" ; pg:provision ex:provision ;
        pg:evidence ex:implementing .
    ex:provision a pg:Provision ; pg:path "I" ; pg:order 0 ; pg:provisionKind "roman" ; pg:evidence ex:implementing .
    ex:plan pg:hasProvision ex:provision ."""
    paths = {r.name: r.path for r in validate.validate(filled(FILE, PLAN, task)).results}
    assert paths["task-has-lead"] == "pg:responsibility/pg:role"
    assert paths["provision-words"] == "pg:text|pg:heading"


def test_the_same_graph_gives_the_same_report() -> None:
    parts = [FILE, PLAN, IMPOSSIBLE, FINDING, "ex:plan pg:continues ex:directive , ex:plan ."]
    reports = [validate.validate(filled(*order)) for order in (parts, [parts[0], *reversed(parts[1:])])]
    assert reports[0] == reports[1]
    assert validate.as_json(reports[0]) == validate.as_json(reports[1])


def test_results_are_ordered_worst_first_and_each_once() -> None:
    info, violation = result(Severity.INFO), result(Severity.VIOLATION)
    report = report_of([info, result(), violation, result()])
    assert report.results == (violation, result(), info)
    assert not report.conforms
    assert report_of([info, result()]).conforms


def test_results_that_differ_in_their_node_alone_have_an_order() -> None:
    several = [replace(result(), node=f"urn:{number}", component=f"urn:{number % 2}") for number in range(9)]
    assert report_of(several[::-1]).results == tuple(several)


def test_text_report_says_vietnamese_first_and_quotes() -> None:
    report = report_of([result(Severity.VIOLATION, quote="từ\n  nguồn", file="a.txt"), result(), result(focus="urn:b")])
    text = validate.render_text(report, limit=1)
    assert text.splitlines()[0] == "Không đạt: 1 vi phạm / Does not conform: 1 violation(s)"
    first = report.results[0]
    todo = " / ".join(labels.pair("advice.violation"))
    shown = f"- Sai\n  Wrong\n  → {todo}\n  {first.id} · a.txt · urn:focus\n  «từ nguồn»"
    assert f"Vi phạm / Violations (1)\n{shown}" in text
    assert "… và 1 kết quả nữa / … and 1 more" in text
    assert text.count("- Sai") == 2
    assert "nữa" not in validate.render_text(report)


def test_json_report_holds_every_field() -> None:
    one = result(quote="Điều")
    content = json.loads(validate.as_json(report_of([one])))
    assert content["conforms"] is True
    assert content["counts"] == {"violation": 0, "warning": 1, "info": 0}
    assert content["results"] == [
        {"id": one.id, "rule": "urn:shape", "shape": "urn:shape", "severity": "warning", "focus": "urn:focus",
         "path": None, "value": None, "message_vi": "Sai", "message_en": "Wrong", "file": None, "quote": "Điều",
         "node": None, "component": None, "todo_vi": labels.vi("advice.warning"),
         "todo_en": labels.pair("advice.warning")[1]}
    ]  # fmt: skip


def test_one_language_stands_in_for_the_other(tmp_path: Path) -> None:
    shape = tmp_path / "one.ttl"
    shape.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix pg: <https://w3id.org/policygraph/ontology#> .
        <urn:node> a sh:NodeShape ; sh:targetClass pg:Person ; sh:property <urn:shape> .
        <urn:shape> a sh:PropertyShape ; sh:path pg:alias ; sh:minCount 1 ;
            sh:message "Thiếu."@vi ; sh:severity sh:Info .""",
        "utf-8",
    )
    data = Graph().parse(data="<urn:p> a <https://w3id.org/policygraph/ontology#Person> .")
    (found,) = validate.shape_results(data, [shape])
    assert (found.message_vi, found.message_en, found.severity) == ("Thiếu.", "Thiếu.", Severity.INFO)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<urn:a> <urn:b> .", "not valid Turtle"),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:n> a sh:NodeShape ; sh:targetClass <urn:C> ;"
            ' sh:property [ sh:path <urn:p> ; sh:minCount "many" ] .',
            "a shape is wrong",
        ),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:n> a sh:NodeShape ; sh:targetClass <urn:C> ;"
            ' sh:property [ sh:path <urn:p> ; sh:pattern "(" ] .',
            "a shape is wrong",
        ),
    ],
    ids=["not Turtle", "bad count", "bad pattern"],
)
def test_a_broken_shape_names_its_file(tmp_path: Path, text: str, says: str) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    bad.write_text(text, "utf-8")
    data = Graph().parse(data='<urn:x> a <urn:C> ; <urn:p> "v" .')
    with pytest.raises(ShapeError, match=says) as raised:
        validate.shape_results(data, [good, bad])
    assert "bad.ttl" in str(raised.value)
    assert "good.ttl" not in str(raised.value)


HEADER = "# title-vi: A\n# title-en: B\n# message-vi: C {other}\n# message-en: D\n"


def test_checks_with_a_wrong_name_or_header_are_listed_together(tmp_path: Path) -> None:
    (tmp_path / "no-ending.rq").write_text(HEADER + "SELECT ?focus {}", "utf-8")
    (tmp_path / "no-header-warning.rq").write_text("SELECT ?focus {}", "utf-8")
    (tmp_path / "fine-info.rq").write_text(HEADER + "SELECT ?focus {}", "utf-8")
    with pytest.raises(QueryError) as raised:
        validate.checks(tmp_path)
    assert "no-ending.rq: the name must end in" in str(raised.value)
    assert "no-header-warning.rq:1: the header lacks title-vi" in str(raised.value)
    assert "fine" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "says"), [("SELECT ?focus {", "x-info.rq"), ("SELECT ?other { ?other ?p ?o }", "must give a column")]
)
def test_a_check_that_cannot_run_names_its_file(tmp_path: Path, query: str, says: str) -> None:
    (tmp_path / "x-info.rq").write_text(HEADER + query, "utf-8")
    with pytest.raises(QueryError, match=says):
        validate.check_results(filled(FILE), validate.checks(tmp_path))


def many_tasks(count: int) -> str:
    """A large document: every task with provision, responsibilities, schedule and evidence."""
    block = """
ex:e{n} a pg:Evidence ; pg:inSource ex:source ; pg:startOffset {n}0 ; pg:endOffset {n}4 ; pg:quote "Điều" ;
    pg:rule "x" .
ex:p{n} a pg:Provision ; pg:path "{n}" ; pg:order {n} ; pg:provisionKind "number" ; pg:text "Việc" ;
    pg:evidence ex:e{n} .
ex:plan pg:hasProvision ex:p{n} .
ex:t{n} a pg:Task ; pg:statedIn ex:plan ; pg:provision ex:p{n} ; pg:path "{n}" ; pg:order {n} ; pg:text "Việc" ;
    pg:evidence ex:e{n} ; pg:certainty "stated" ; pg:responsibility ex:r{n} , ex:c{n} ; pg:schedule ex:s{n} ;
    pg:lead ex:issuer ; pg:coordinate ex:issuer .
ex:r{n} a pg:Responsibility ; pg:task ex:t{n} ; pg:role role:lead ; pg:agency ex:issuer ; pg:asWritten "UBND tỉnh" ;
    pg:inherited false ; pg:certainty "stated" ; pg:evidence ex:e{n} .
ex:c{n} a pg:Responsibility ; pg:task ex:t{n} ; pg:role role:coordinate ; pg:agency ex:issuer ;
    pg:asWritten "UBND tỉnh" ; pg:inherited true ; pg:certainty "stated" ; pg:evidence ex:e{n} .
ex:s{n} a pg:Schedule ; pg:asWritten "Năm 2025" ; pg:startDate "2025-01-01"^^xsd:date ;
    pg:endDate "2025-12-31"^^xsd:date ; pg:evidence ex:e{n} ; pg:certainty "stated" .
"""
    return "".join(block.replace("{n}", str(n)) for n in range(1, count + 1))


def test_fifteen_thousand_triples_take_less_than_ten_seconds() -> None:
    opened = filled(FILE, PLAN, many_tasks(300))
    assert len(opened.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")) > 15_000
    started = time.process_time()
    report = validate.validate(opened)
    assert time.process_time() - started < 10
    assert report.results == ()
