"""Consistency: contradictions are found, with and without data; without Java nothing is claimed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from policygraph import reason, store
from policygraph.errors import PolicyGraphError, ShapeError

COMMON = Path(__file__).parents[1] / "shapes" / "common.ttl"
PREFIXES = """
@prefix ex: <https://w3id.org/policygraph/id/example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pg: <https://w3id.org/policygraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
needs_java = pytest.mark.usefixtures("java")


def with_ontology(turtle: str) -> Graph:
    return reason.ontology_graph().parse(data=PREFIXES + turtle)


@needs_java
def test_the_example_of_every_class_is_consistent_with_the_ontology() -> None:
    with store.memory() as opened:
        opened.replace("urn:data", list(ox.parse(path=str(COMMON), format=ox.RdfFormat.TURTLE)))
        report = reason.check(opened)
    assert report.ok, report
    assert report.seconds > 0


@needs_java
@pytest.mark.parametrize(
    "turtle",
    [
        "ex:group a pg:Agency , pg:CollectiveAgency .",
        "ex:task pg:lead ex:x ; pg:carriesOut ex:x .",
        "ex:evidence pg:startOffset 1 , 2 .",
        'ex:source pg:sha256 "a" , "b" .',
    ],
    ids=["agency and collective", "a lead that is a document", "two starts", "two hashes"],
)
def test_a_contradiction_in_the_data_is_found(turtle: str) -> None:
    report = reason.check_graph(with_ontology(turtle))
    assert report.consistent is False
    assert not report.ok


@needs_java
def test_a_contradiction_in_a_store_is_found() -> None:
    wrong = PREFIXES + "ex:a a pg:Document , pg:Task ."
    with store.memory() as opened:
        opened.replace("urn:data", list(ox.parse(wrong.encode(), format=ox.RdfFormat.TURTLE)))
        assert reason.check(opened).consistent is False


@needs_java
def test_a_class_that_can_have_no_member_is_named() -> None:
    report = reason.check_graph(with_ontology("pg:PaperAgency a owl:Class ; rdfs:subClassOf pg:Agency , pg:Document ."))
    assert report.consistent is True
    assert report.unsatisfiable == ("https://w3id.org/policygraph/ontology#PaperAgency",)
    assert not report.ok


@needs_java
def test_checks_do_not_see_each_other() -> None:
    assert reason.check_graph(with_ontology("ex:x a pg:Agency , pg:Document .")).consistent is False
    assert reason.check().ok


def test_without_java_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reason, "JAVA", "no-such-java")
    for report in (reason.check(), reason.check_graph(Graph())):
        assert report.consistent is None
        assert not report.ok
        assert report.skipped_because is not None
        assert "Không có Java" in report.skipped_because
        assert "Java is not there" in report.skipped_because


@needs_java
def test_a_reasoner_that_fails_is_said_in_one_line() -> None:
    # OWL 2 DL forbids counting the values of a transitive property
    graph = with_ontology(
        "pg:Document rdfs:subClassOf [ a owl:Restriction ; owl:onProperty pg:implementsTransitively ;"
        ' owl:maxCardinality "1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> ] .'
    )
    with pytest.raises(PolicyGraphError, match="HermiT") as raised:
        reason.check_graph(graph)
    assert "\n" not in str(raised.value)


def test_an_ontology_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("pg:Agency a owl:Class", "utf-8")
    with pytest.raises(ShapeError, match=r"bad\.ttl"):
        reason.read_turtle((bad,))


def test_alignments_may_be_declined() -> None:
    names = {path.name for path in reason.ontology_files(alignments=False)}
    assert "policygraph.ttl" in names
    assert "alignments.ttl" not in names
