"""Each check finds what its example lists, nothing else, and nothing in a graph without a fault."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph import identity, reason, store, validate

HERE = Path(__file__).parent
FILES = sorted((HERE / "checks").glob("*.ttl"))
EXPECTS = re.compile(r"^# expects: (\S+) (\S+)$", re.MULTILINE)
PREFIXES = {
    "ex:": "https://w3id.org/policygraph/id/example/",
    "type:": "https://w3id.org/policygraph/scheme/document-type/",
}
SOURCE = identity.source_graph("0" * 64)


def triples(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


@cache
def schemes() -> tuple[ox.Quad, ...]:
    files = [path for path in reason.ontology_files() if path.parent.name == "schemes"]
    return tuple(quad for path in files for quad in triples(path))


def found(*paths: Path, graph: str = SOURCE) -> list[validate.Result]:
    with store.memory() as opened:
        opened.replace(identity.ONTOLOGY_GRAPH, schemes())
        opened.replace(SOURCE, triples(HERE / "common.ttl"))
        for path in paths:
            name = graph if graph != SOURCE else graph + "b"
            opened.replace(name, triples(path))
        return validate.check_results(opened)


def expand(name: str) -> str:
    prefix = next(p for p in PREFIXES if name.startswith(p))
    return PREFIXES[prefix] + name.removeprefix(prefix)


def test_a_graph_without_a_fault_passes_every_check() -> None:
    assert found() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_check_finds_what_its_example_lists(path: Path) -> None:
    listed = {(check, expand(focus)) for check, focus in EXPECTS.findall(path.read_text("utf-8"))}
    assert listed
    results = found(path)
    assert {(result.name, result.focus) for result in results} == listed
    assert len(results) == len(listed), "one result for each fault"
    for result in results:
        assert result.severity == result.name.rsplit("-", 1)[-1]
        assert "{" not in result.message_vi + result.message_en
        assert "?" not in result.message_vi + result.message_en, "a column of the message is missing"


def test_every_check_has_an_example() -> None:
    assert {path.stem for path in FILES} == {check.name for check in validate.checks()}


def test_a_relation_that_a_person_confirmed_needs_no_citation() -> None:
    path = HERE / "checks" / "relation-without-citation-violation.ttl"
    assert found(path, graph=identity.CURATION_GRAPH) == []


def test_result_of_a_check_quotes_the_evidence() -> None:
    (result,) = found(HERE / "checks" / "older-than-what-it-implements-warning.ttl")
    assert (result.file, result.quote) == ("000.txt", "thực hiện")
    assert "2023-12-31" in result.message_vi
    assert "69-KL/TW" in result.message_en
