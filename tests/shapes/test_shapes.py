"""Each shape passes on its good examples and fails, as each example says, on its bad ones."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from policygraph import reason, validate
from policygraph.findings import Severity

HERE = Path(__file__).parent
SHAPE = "https://w3id.org/policygraph/shape/"
EX = "https://w3id.org/policygraph/id/example/"
PG = "https://w3id.org/policygraph/ontology#"
FILES = sorted(path for path in HERE.glob("*/*.ttl") if path.parent.name != "checks")
OK = [path for path in FILES if path.name.startswith("ok-")]
BAD = [path for path in FILES if path.name.startswith("bad-")]
EXPECTS = re.compile(r"^# expects: (\S+) (\S+) (Violation|Warning|Info)$", re.MULTILINE)

Case = tuple[str, str, str]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def background() -> Graph:
    graph = Graph().parse(HERE / "common.ttl")
    for path in reason.ontology_files():
        if path.parent.name == "schemes":
            graph.parse(path)
    return graph


def results(path: Path) -> list[validate.Result]:
    return validate.shape_results(background() + Graph().parse(path))


def expected(path: Path) -> set[Case]:
    """(shape, focus, severity) that a bad file lists at its top; blank nodes have no lasting name."""
    listed = EXPECTS.findall(path.read_text("utf-8"))
    return {(shape, "_:" if focus[0] == "_" else focus.removeprefix("ex:"), level) for shape, focus, level in listed}


def actual(path: Path) -> set[Case]:
    return {
        (r.shape.removeprefix(SHAPE), r.focus.removeprefix(EX) if "/" in r.focus else "_:", r.severity.title())
        for r in results(path)
    }


def test_the_common_examples_have_no_fault() -> None:
    assert validate.shape_results(background()) == []


@pytest.mark.parametrize("path", OK, ids=name_of)
def test_good_examples_pass(path: Path) -> None:
    assert results(path) == []


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_bad_examples_fail_exactly_as_they_say(path: Path) -> None:
    assert expected(path), "the first lines of a bad example read '# expects: SHAPE FOCUS SEVERITY'"
    assert actual(path) == expected(path)


@cache
def shapes() -> Graph:
    return validate.shapes_graph()


def named(kind: URIRef) -> set[str]:
    return {str(node).removeprefix(SHAPE) for node in shapes().subjects(RDF.type, kind)}


def judges(shape: str) -> bool:
    """A node shape that has a rule of its own, beside its property shapes."""
    return (URIRef(SHAPE + shape), SH.message, None) in shapes()


def test_every_shape_has_a_bad_example() -> None:
    tripped = {shape for path in BAD for shape, _, _ in expected(path)}
    assert tripped == named(SH.PropertyShape) | {shape for shape in named(SH.NodeShape) if judges(shape)}


def test_every_family_has_good_and_bad_examples() -> None:
    families = {path.stem for path in validate.shape_files()}
    assert {path.parent.name for path in OK} == families == {path.parent.name for path in BAD}


@pytest.mark.parametrize("shape", sorted(named(SH.PropertyShape) | named(SH.NodeShape)))
def test_every_shape_says_what_to_do_in_both_languages(shape: str) -> None:
    node, graph = URIRef(SHAPE + shape), shapes()
    assert sorted(text.language for text in graph.objects(node, SH.name)) == ["en", "vi"]
    if not judges(shape):
        rules = set(graph.predicates(node)) - {RDF.type, SH.name, SH.property, SH.targetSubjectsOf}
        assert not rules, "a shape with a rule needs sh:message and sh:severity"
        return
    assert sorted(text.language for text in graph.objects(node, SH.message)) == ["en", "vi"]
    assert graph.value(node, SH.severity) in {SH.Violation, SH.Warning, SH.Info}
    assert all(str(text).endswith(".") for text in graph.objects(node, SH.message))


def test_every_property_shape_has_a_name_and_a_node_shape() -> None:
    graph = shapes()
    with_path = set(graph.subjects(SH.path))
    assert all(isinstance(node, URIRef) for node in with_path)
    assert with_path == set(graph.subjects(RDF.type, SH.PropertyShape)) == set(graph.objects(None, SH.property))


def test_faults_of_documents_do_not_fail_a_graph() -> None:
    """A shape that speaks of the same fault as a finding is a warning or less."""
    graph = shapes()
    kinds = dict(graph.subject_objects(URIRef(PG + "findingKind")))
    assert "missing-number" in {str(kind) for kind in kinds.values()}
    assert all(graph.value(shape, SH.severity) != SH.Violation for shape in kinds)


def test_no_shape_needs_inference() -> None:
    """The same results with the ontology's axioms beside the data as without them."""
    path = HERE / "document" / "bad-values.ttl"
    axioms = reason.ontology_graph()

    def key(result: validate.Result) -> tuple[str, str, Severity]:
        return result.shape, result.focus if "/" in result.focus else "", result.severity

    with_axioms = validate.shape_results(background() + Graph().parse(path) + axioms)
    assert {key(r) for r in with_axioms} == {key(r) for r in results(path)}
