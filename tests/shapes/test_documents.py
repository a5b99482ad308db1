"""The graph of the five real documents: it conforms, its known faults are listed, and it stays within the ontology."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph import build, reason, resources, store, validate
from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.store import Store
from policygraph.validate import Result, ValidationReport

DOCUMENTS = sorted((resources.folder("data") / "documents").glob("*.txt"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("five") / "store"
    build.build(DOCUMENTS, folder)
    with store.open(folder, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(built: Store) -> ValidationReport:
    return validate.validate(built)


def test_the_five_documents_conform(report: ValidationReport) -> None:
    assert len(DOCUMENTS) == 5
    assert report.by_severity[Severity.VIOLATION] == ()
    assert report.conforms


def warnings(report: ValidationReport, name: str) -> list[Result]:
    return [result for result in report.by_severity[Severity.WARNING] if result.name == name]


def files(results: list[Result]) -> list[str]:
    return [(result.file or "")[:3] for result in results]


def test_known_faults_are_listed_once(report: ValidationReport) -> None:
    assert files(warnings(report, "missing-number")) == ["002", "004"]
    assert files(warnings(report, "missing-date")) == ["002", "004"]
    assert files(warnings(report, "no-central-directive-warning")) == ["001", "002"]
    (date,) = warnings(report, "invalid-date")
    assert date.file == "003_241023ceb20e6f40.txt"
    assert "31/6/2022" in (date.quote or "")
    assert [r.file for r in warnings(report, "misprinted-number") if "69/KL-TW" in (r.quote or "")] == [
        "004_7e0883046d7fbb4f.txt"
    ]
    # the shapes that speak of the same faults step back
    names = {result.name for result in report.results}
    assert not names & {"loaded-document-number", "loaded-document-issued", "schedule-possible-date"}


def test_every_result_is_said_in_both_languages_and_names_a_file(report: ValidationReport) -> None:
    for result in report.results:
        assert result.message_vi != result.message_en
        assert result.file, result
        if result.quote:
            path = resources.folder("data") / "documents" / result.file
            assert result.quote in path.read_bytes().decode("utf-8")


def test_the_graph_uses_only_terms_of_the_ontology(built: Store) -> None:
    table = built.select(
        "SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term } FILTER(STRSTARTS(STR(?term), STR(?ns))) }",
        ns=ox.NamedNode(ONTOLOGY),
    )
    used = {term for (term,) in table.values() if term}
    declared = {str(term) for term in reason.ontology_graph().subjects()}
    assert {ONTOLOGY + name for name in ("Task", "implements", "quote", "succeededBy")} <= used
    assert used <= declared, sorted(used - declared)


@pytest.mark.usefixtures("java")
def test_the_ontology_is_consistent_with_the_graph(built: Store) -> None:
    answer = reason.check(built)
    assert answer.ok, answer
