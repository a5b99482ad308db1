"""The rules that run on the store find what pyshacl finds: on every example, and on graphs that chance has damaged."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import SH

from policygraph import build, identity, reason, resources, store, validate
from policygraph.errors import ShapeError
from policygraph.identity import ONTOLOGY
from policygraph.store import Store
from policygraph.validate import Crew, Result, judge, report_of

HERE = Path(__file__).parent
EXAMPLES = sorted(path for path in HERE.glob("*/*.ttl"))
OTHER = HERE / "other.ttl"
DOCUMENTS = sorted((resources.folder("data") / "documents").glob("*.txt"))
ROUNDS, WOUNDS = 6, 150
SOURCE = identity.source_graph("0" * 64)
BLANK = re.compile(r"^(?:_:)?N?[0-9a-f]{30,33}$")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD = "http://www.w3.org/2001/XMLSchema#"


def triples(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def example(path: Path) -> Store:
    opened = store.memory()
    schemes = [file for file in reason.ontology_files() if file.parent.name == "schemes"]
    opened.replace(identity.ONTOLOGY_GRAPH, [quad for file in schemes for quad in triples(file)])
    opened.replace(SOURCE, triples(HERE / "common.ttl"))
    opened.replace(SOURCE + "b", triples(path))
    return opened


def key(result: Result) -> tuple[str | None, ...]:
    """All that a report says; blank nodes have no lasting name."""
    blank = tuple(name and BLANK.sub("_:", name) for name in (result.focus, result.value))
    told = (result.message_vi, result.message_en, result.file, result.quote)
    return (*blank, result.shape, result.component, str(result.severity), result.path, *told)


def ours(opened: Store) -> set[tuple[str | None, ...]]:
    with Crew(opened) as crew:
        return set(map(key, validate.judged(crew, opened.graphs())))


def reference(opened: Store) -> set[tuple[str | None, ...]]:
    return set(map(key, validate.shape_results(validate.data_graph(opened))))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_examples_give_the_same_report(path: Path) -> None:
    opened = example(path)
    assert ours(opened) == reference(opened)


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Quad]:
    folder = tmp_path_factory.mktemp("five") / "store"
    build.build(DOCUMENTS, folder)
    with store.open(folder, read_only=True) as opened:
        return list(ox.parse(opened.dump("nq"), format=ox.RdfFormat.N_QUADS))


def literals() -> list[ox.Literal]:
    """Values that break one datatype or another."""
    plain = [ox.Literal(text) for text in ("", " ", "stated", "range", "a b", 'x"y\\z\n', "ế")]
    typed = [
        ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
        for kind in ("integer", "decimal", "date", "gYear", "gYearMonth", "boolean", "dateTime", "string")
        for text in ("1", "-1", "2024-02-30", "2024-02-29", "2024-02", "2024", "true", "x", "2024-01-01T00:00:00")
    ]
    return [
        *plain,
        *typed,
        ox.Literal("a", language="vi"),
        ox.Literal("b", language="en"),
        ox.Literal("c", language="fr"),
    ]


def wounds(chance: random.Random, quads: list[ox.Quad]) -> Callable[[ox.Quad], Iterator[ox.Quad]]:
    """One kind of damage, done to a quad."""
    other, words = chance.choice(quads), chance.choice(literals())
    classes = [quad.object for quad in quads if quad.predicate == TYPE]

    def lost(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield from ()

    def said_elsewhere(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, other.graph_name)

    def another_value(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield ox.Quad(quad.subject, quad.predicate, chance.choice((other.object, words)), quad.graph_name)

    def one_value_more(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, chance.choice((other.object, words)), other.graph_name)

    def another_predicate(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield ox.Quad(quad.subject, other.predicate, quad.object, quad.graph_name)

    def one_class_more(quad: ox.Quad) -> Iterator[ox.Quad]:
        yield quad
        yield ox.Quad(quad.subject, TYPE, chance.choice(classes), chance.choice((quad, other)).graph_name)

    return chance.choice((lost, said_elsewhere, another_value, one_value_more, another_predicate, one_class_more))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_damaged_graphs_give_the_same_report(quads: list[ox.Quad], seed: int) -> None:
    chance = random.Random(seed)
    hurt = set(chance.sample(range(len(quads)), WOUNDS))
    damaged = store.memory()
    graphs: dict[str, list[ox.Quad]] = {}
    for number, quad in enumerate(quads):
        for one in wounds(chance, quads)(quad) if number in hurt else (quad,):
            graphs.setdefault(one.graph_name.value, []).append(one)
    for name, content in graphs.items():
        damaged.replace(name, content)
    found = ours(damaged)
    assert len(found) > WOUNDS / 2
    assert found == reference(damaged)


@pytest.mark.parametrize("seed", range(4 * ROUNDS))
def test_other_shapes_give_the_same_report(seed: int) -> None:
    chance = random.Random(seed)
    nodes = [*(ox.NamedNode(f"urn:x:n{number}") for number in range(12)), ox.BlankNode("b")]
    words = [ox.Literal(text) for text in ("", " ", 'x"y\\z\n', 1, True)]  # what is ill-typed, rdflib may make one
    words += [ox.Literal(text, language=tag) for text, tag in (("a", "vi"), ("b", "vi"), ("c", "vi"), ("d", "en"))]
    values = (*nodes, *words, ox.Literal("2024-02-29", datatype=ox.NamedNode(XSD + "date")))
    ordered = [ox.Literal(n) for n in (1, 2, 3)]  # of what has no order, pyshacl falls over
    if seed % 2:
        ordered = [ox.Literal(f"2024-01-0{n}", datatype=ox.NamedNode(XSD + "date")) for n in (1, 2, 3)]

    def name(word: str) -> ox.NamedNode:
        return ox.NamedNode(f"urn:x:{word}")

    below = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    triples = [ox.Triple(one, below, name(chance.choice("ABC"))) for one in (name("D"), ox.BlankNode("unnamed"))]
    for node in nodes:
        triples += [ox.Triple(node, TYPE, name(chance.choice("AABCD"))) for _ in range(2)]
        triples += [ox.Triple(node, TYPE, ox.BlankNode("unnamed"))] if chance.random() < 0.2 else []
        triples += [ox.Triple(node, name(one), chance.choice(values)) for one in "ppqqrr"]
        triples += [ox.Triple(node, name("q"), chance.choice(words[-4:]))]
        triples += [ox.Triple(node, name(one), chance.choice(ordered)) for one in ("from", "to")]
    triples += [ox.Triple(chance.choice(nodes), name("none"), chance.choice(values))]
    opened = store.memory()
    for graph, share in ((SOURCE, 0.9), (SOURCE + "b", 0.5)):
        opened.replace(graph, [ox.Quad(*triple) for triple in triples if chance.random() < share])
    with Crew(opened, files=(OTHER,)) as crew:
        found = set(map(key, validate.judged(crew, opened.graphs())))
    assert found == set(map(key, validate.shape_results(validate.data_graph(opened), [OTHER])))
    assert len(found) > len(nodes)


def test_what_changed_is_judged_as_in_the_whole(quads: list[ox.Quad]) -> None:
    damaged, chance = store.memory(), random.Random(1)
    graphs = sorted({quad.graph_name.value for quad in quads})
    for graph in graphs:
        damaged.replace(graph, [quad for quad in quads if quad.graph_name.value == graph and chance.random() < 0.9])
    for number in range(8 * len(graphs)):  # so that one graph is a small part of the store
        damaged.replace(f"{SOURCE}{number}", [])
        damaged.replace(f"{SOURCE}{number}", [ox.Quad(ox.NamedNode(f"urn:{number}"), TYPE, ox.NamedNode("urn:other"))])
    whole = validate.validate_sources(damaged, damaged.graphs())
    for some in (graphs[-1:], graphs[:-1]):
        spoken = {
            row[0]
            for graph in some
            for row in damaged.select(f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").values()
        }
        found = validate.validate_sources(damaged, some)
        assert found == report_of(result for result in whole.results if result.focus in spoken)
        assert found.results


def test_workers_find_the_same(quads: list[ox.Quad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "_FEW", 1)
    with store.open(tmp_path / "store") as kept:
        for name in sorted({quad.graph_name.value for quad in quads}):
            kept.replace(name, [quad for quad in quads if quad.graph_name.value == name][::2])
    with store.open(tmp_path / "store", read_only=True) as opened:
        assert validate.validate(opened, workers=2) == validate.validate(opened, reference=True)


@pytest.mark.parametrize(
    ("said", "row", "what"),
    [
        ("\n  sh:path <urn:q> ;\n  sh:maxLength 3 .", 5, "sh:maxLength"),
        (" sh:path [ sh:inversePath <urn:q> ] .", 3, "sh:path"),
        (" sh:path <urn:q> ; sh:datatype <urn:t> .", 3, "sh:datatype"),
        (" sh:path <urn:q> ; sh:minCount 'many' .", 3, "many"),
        (" sh:path <urn:q> . <urn:n> sh:closed true .", 3, "sh:closed"),
        (" sh:path <urn:q> . <urn:n> sh:sparql [ sh:select 'SELECT' ] .", 3, "sh:sparql"),
        (" sh:path <urn:q> .\n<urn:lost> a sh:NodeShape .", 4, "no sh:targetClass"),
    ],
)
def test_what_is_not_known_is_refused_with_file_and_row(tmp_path: Path, said: str, row: int, what: str) -> None:
    path, prefix = tmp_path / "x.ttl", "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    top = "<urn:n> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:property <urn:p> .\n<urn:p> a sh:PropertyShape ;"
    path.write_text(prefix + top + said, "utf-8")
    with pytest.raises(ShapeError, match=what) as raised:
        validate.shapes((path,))
    assert f"x.ttl, row {row}:" in str(raised.value)


def test_all_shapes_of_the_package_are_known() -> None:
    known = validate.shapes()
    made = {shape.iri for group in (known.of_class, known.of_subject) for one in group.values() for shape in one}
    assert made == {str(node) for node in validate.shapes_graph().subjects(SH.message)}
    assert f"<{ONTOLOGY}Task>" in known.of_class
