"""Every term has an example; what stands in «…» are words of the five documents, and a bare value is in their graph.

An example with a language is a sentence, with its quotation in «…». An example without one is a value that the
property has in the graph of the five. What no text of the five says is marked as such, and must not be in the graph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import OWL, SKOS

from policygraph import build, resources, store

PG = "https://w3id.org/policygraph/ontology#"
OUTSIDE = "Ngoài năm văn bản mẫu: "
#: Values that a graph of the five does not hold, and why.
NOT_IN_THE_GRAPH = {"loadedAt": "written only where the user gives the time"}

GRAPH = Graph().parse(resources.folder("ontology") / "policygraph.ttl")
TERMS = sorted(
    str(term).removeprefix(PG)
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    for term in GRAPH.subjects(RDF.type, kind)
    if str(term).startswith(PG)
)


def examples(name: str) -> list[Literal]:
    return [text for text in GRAPH.objects(URIRef(PG + name), SKOS.example) if isinstance(text, Literal)]


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.fixture(scope="module")
def texts(documents: list[Path]) -> list[str]:
    return [plain(path.read_text("utf-8")) for path in documents]


@pytest.fixture(scope="module")
def graph_of_the_five(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Store]:
    folder = tmp_path_factory.mktemp("five") / "store"
    build.build(documents, folder)
    with store.open(folder, read_only=True) as opened:
        yield opened


@pytest.mark.parametrize("name", TERMS)
def test_term_has_an_example(name: str) -> None:
    found = examples(name)
    assert found, f"pg:{name} needs a skos:example"
    for text in found:
        assert text.language in {None, "vi"}
        assert 0 < len(text) <= 200, "short"
        assert str(text) == plain(text)


@pytest.mark.parametrize("name", TERMS)
def test_quotations_stand_in_a_document(name: str, texts: list[str]) -> None:
    for text in examples(name):
        quoted = re.findall(r"«([^«»]+)»", text)
        assert text.count("«") == text.count("»") == len(quoted)
        if text.language is None:
            assert not quoted, "a value is no quotation"
        elif not text.startswith(OUTSIDE):
            assert quoted, f"where do the five say so? {text}"
        for words in quoted:
            assert any(words in document for document in texts), words


VALUES = [(name, text) for name in TERMS for text in examples(name) if text.language is None]


@pytest.mark.parametrize(("name", "text"), VALUES, ids=lambda value: str(value)[:30])
def test_values_are_in_the_graph(name: str, text: Literal, graph_of_the_five: store.Store) -> None:
    query = f"ASK {{ ?s <{PG}{name}> ?v FILTER(STR(?v) = {Literal(str(text)).n3()}) }}"
    assert graph_of_the_five.ask(query) == (name not in NOT_IN_THE_GRAPH)


@pytest.mark.parametrize("name", [name for name in TERMS if any(text.startswith(OUTSIDE) for text in examples(name))])
def test_what_is_taken_from_outside_is_not_in_the_five(name: str, graph_of_the_five: store.Store) -> None:
    """Once a document of ours says it, its words make the better example."""
    assert not graph_of_the_five.ask(f"ASK {{ GRAPH ?g {{ ?s <{PG}{name}> ?o }} }}")


def test_a_few_are_from_outside() -> None:
    outside = {name for name in TERMS if any(text.startswith(OUTSIDE) for text in examples(name))}
    relations = {"basedOn", "amends", "replaces", "repeals"}
    reported = {
        "StatusReport", "StatusCount", "reportsOn", "status", "reportedOn", "completedOn", "reportedBy",
        "reportSource", "note", "sheet", "row", "count", "sector", "level",
    }  # fmt: skip
    inverse = {"basisFor", "amendedBy", "replacedBy", "repealedBy"}
    printed = {"page", "box", "confidence"}
    assert outside == relations | inverse | {"instrument"} | reported | printed
