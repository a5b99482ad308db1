"""The W3C's suites through what we ship: ``python -m tools.w3c FOLDER`` writes ``docs/w3c.json``.

FOLDER holds ``rdf-tests`` and ``data-shapes``: clones of https://github.com/w3c/rdf-tests and /data-shapes. Queries go
the way that the endpoint's go: the guard, a worker's function on a store of ours, our writers of answers. Shapes go
through our validator: its reference, and its own rules where they know all that a shape says.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from policygraph import store as stores
from policygraph import validate
from policygraph.errors import PolicyGraphError
from policygraph.validate import shacl
from policygraph.web.guard import Refused, check
from policygraph.web.worker import Question, _answered
from tools.machine import machine

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

OUT = Path(__file__).resolve().parents[1] / "docs" / "w3c.json"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SH, _SHT = "http://www.w3.org/ns/shacl#", "http://www.w3.org/ns/shacl-test#"
#: Parts of the suite that ask for what we refuse or do not have, by folder.
LEFT_OUT = {
    "entailment": "no entailment regime is offered",
    "service": "SERVICE is refused",
    "syntax-fed": "SERVICE is refused",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: dict[str, type[float] | type[int]] = {_XSD + name: float for name in ("decimal", "double", "float")}
_NUMBERS |= {_XSD + name: int for name in ("integer", "negativeInteger", "nonNegativeInteger", "int", "long", "short")}


@dataclass
class Score:
    """How many tests of a suite were passed, and which were not: name -> why."""

    total: int = 0
    passed: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, wrong: str | None) -> None:
        """One test: passed where nothing is wrong."""
        self.total += 1
        self.passed += wrong is None
        if wrong is not None:
            self.failed[name] = wrong


# ------------------------------------------------------------------------------------------------ SPARQL


def queries(folder: Path) -> dict[str, Score]:
    """The query tests of SPARQL 1.1: evaluation, forms of results, syntax."""
    scores = {name: Score() for name in ("SPARQL 1.1 query evaluation", "SPARQL 1.1 syntax", "SPARQL 1.1 CSV and TSV")}
    evaluation, syntax, forms = scores.values()
    for manifest in sorted((folder / "rdf-tests/sparql/sparql11").glob("*/manifest.ttl")):
        if manifest.parent.name in LEFT_OUT:
            continue
        graph = read(manifest)
        for entry, kind in entries(graph):
            name = f"{manifest.parent.name}/{str(entry).rsplit('#', 1)[-1]}"
            if kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
                score = forms if manifest.parent.name == "csv-tsv-res" else evaluation
                score.note(name, evaluated(graph, entry, manifest))
            elif kind in ("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
                text = local(one(graph, entry, _MF + "action"), manifest).read_text("utf-8")
                syntax.note(name, parsed(text, kind.startswith("Positive")))
    return scores


def read(path: Path) -> Graph:
    """A Turtle file as a graph whose relative IRIs are those of the folder."""
    from rdflib import Graph

    return Graph().parse(path, format="turtle", publicID=path.as_uri())


def entries(graph: Graph) -> Iterator[tuple[Node, str]]:
    """The tests of a manifest, in its order, each with its kind."""
    from rdflib import RDF, URIRef

    for top in graph.objects(None, URIRef(_MF + "entries")):
        for entry in graph.items(top):
            kind = graph.value(entry, RDF.type)
            yield entry, str(kind).rsplit("#", 1)[-1]


def one(graph: Graph, subject: Any, predicate: str) -> Any:
    """The object of a property, or `None`."""
    from rdflib import URIRef

    return graph.value(subject, URIRef(predicate))


def local(node: Any, manifest: Path) -> Path:
    """The file of the suite that an IRI names."""
    return manifest.parent / str(node).rsplit("/", 1)[-1]


def evaluated(graph: Graph, entry: Any, manifest: Path) -> str | None:
    """What is wrong with our answer, if anything."""
    action, expected = one(graph, entry, _MF + "action"), local(one(graph, entry, _MF + "result"), manifest)
    text = local(one(graph, action, _QT + "query"), manifest).read_text("utf-8")
    engine = ox.Store()
    from rdflib import URIRef

    for predicate, named in (("data", False), ("graphData", True)):
        for node in graph.objects(action, URIRef(_QT + predicate)):
            load(engine, local(node, manifest), named)
    kept = expected.suffix in (".csv", ".tsv")
    form = expected.suffix[1:] if kept else "nt" if is_graph(text) else "srx"
    try:
        asked = check(text, {})
    except Refused as refused:
        return f"refused by the guard: {refused.kind}"
    for iri in (*asked.default_graphs, *asked.named_graphs):
        load(engine, local(iri, manifest), True)
    head, body = _answered(engine, Question(
        text, asked.form, "xml" if form == "srx" else form, union=False, base=manifest.as_uri(),
        default_graphs=tuple(local(iri, manifest).as_uri() for iri in asked.default_graphs),
        named_graphs=tuple(local(iri, manifest).as_uri() for iri in asked.named_graphs),
    ))  # fmt: skip
    if "problem" in head:
        return f"{head['problem']}: {head.get('detail', '')}"
    return same(body, form, expected, "ORDER BY" in text.upper())


def load(engine: ox.Store, path: Path, named: bool) -> None:
    """Data of a test into the default graph, or into the graph of its own name."""
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    graph = ox.NamedNode(path.as_uri()) if named else ox.DefaultGraph()
    engine.load(path=str(path), format=form, base_iri=path.as_uri(), to_graph=graph)


def is_graph(text: str) -> bool:
    """Whether the answer is a graph."""
    try:
        return check(text, {}).form in ("CONSTRUCT", "DESCRIBE")
    except Refused:
        return False


def same(body: bytes, form: str, expected: Path, ordered: bool) -> str | None:
    """`None` where the answer says what is expected, whatever its blank nodes are called."""
    if form == "csv":
        ours, theirs = (_csv_rows(text) for text in (body.decode(), expected.read_text("utf-8")))
        return None if ours == theirs else "other rows"
    if form == "nt":
        theirs_graph = read(expected)
        from rdflib import Graph
        from rdflib.compare import isomorphic

        ours_graph = Graph().parse(data=body.decode(), format="nt")
        return None if isomorphic(ours_graph, theirs_graph) else "another graph"
    ours_rows = rows_of(ox.parse_query_results(body, format=ox.QueryResultsFormat.from_extension(form)))
    return None if alike(ours_rows, expected_rows(expected), ordered) else "other rows"


def _csv_rows(text: str) -> Counter[Row]:
    """The rows with their columns' names: SELECT * may give them in any order, and blank nodes any name."""
    return Counter(
        frozenset((name, "_:" if cell.startswith("_:") else cell) for name, cell in row.items())
        for row in csv.DictReader(io.StringIO(text))
    )


Row = frozenset[tuple[str, str]]


def rows_of(found: Any) -> list[Row] | bool:
    """The rows of a result, each as its bindings; the truth of an ASK."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return [frozenset((name, _written(row[name])) for name in names if row[name] is not None) for row in found]


def expected_rows(path: Path) -> list[Row] | bool:
    """The rows that a suite expects: SPARQL results, or a result set as a graph."""
    form = ox.QueryResultsFormat.from_extension(path.suffix[1:])
    if form is not None:
        return rows_of(ox.parse_query_results(path.read_bytes(), format=form))
    from rdflib import URIRef

    graph = read(path)
    truth = next(graph.objects(None, URIRef(_RS + "boolean")), None)
    if truth is not None:
        return str(truth) == "true"
    order = {node: int(str(at)) for node, at in graph.subject_objects(URIRef(_RS + "index"))}
    solutions = sorted(graph.objects(None, URIRef(_RS + "solution")), key=lambda node: order.get(node, 0))
    return [
        frozenset(
            (str(graph.value(b, URIRef(_RS + "variable"))), _written(_term(graph.value(b, URIRef(_RS + "value")))))
            for b in graph.objects(row, URIRef(_RS + "binding"))
        )
        for row in solutions
    ]


def _term(node: Any) -> Any:
    (quad,) = ox.parse(f"<urn:s> <urn:p> {node.n3()} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    return quad.object


def _written(term: Any) -> str:
    """A term; numbers and truths by their value, blank nodes by their name behind a mark."""
    if isinstance(term, ox.Literal) and term.datatype.value == _XSD + "boolean":
        return {"1": "true", "0": "false"}.get(term.value, term.value)
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        read = _NUMBERS[term.datatype.value]
        return f"{read(term.value)!r}^^{'integer' if read is int else term.datatype.value}"
    return str(term)


def alike(ours: list[Row] | bool, theirs: list[Row] | bool, ordered: bool) -> bool:
    """Whether the rows are the same: for some renaming of blank nodes, in order where one is asked for."""
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if len(ours) != len(theirs):
        return False
    if ordered and not _blank(ours):
        return ours == theirs
    if not _blank(ours) and not _blank(theirs):
        return Counter(ours) == Counter(theirs)
    from rdflib.compare import isomorphic

    return bool(isomorphic(_as_graph(ours), _as_graph(theirs)))


def _blank(rows: list[Row]) -> bool:
    return any(value.startswith("_:") for row in rows for _, value in row)


def _as_graph(rows: list[Row]) -> Graph:
    from rdflib import BNode, Graph, Literal, URIRef

    graph, named = Graph(), dict[str, BNode]()
    for row in rows:
        here = BNode()
        graph.add((here, URIRef("urn:row"), Literal(len(row))))
        for name, value in row:
            node = named.setdefault(value, BNode()) if value.startswith("_:") else Literal(value)
            graph.add((here, URIRef(f"urn:{name}"), node))
    return graph


def parsed(text: str, sound: bool) -> str | None:
    """What is wrong where a sound query is refused, or a broken one is not."""
    try:
        asked = check(text, {})
    except Refused as refused:
        return f"refused by the guard: {refused.kind}" if sound else None
    head, _ = _answered(ox.Store(), Question(text, asked.form, "json", union=False, base="http://example/"))
    if "problem" in head and sound and head["problem"] == "syntax":
        return f"syntax: {head.get('detail', '')}"
    return "taken though it is broken" if not sound and "problem" not in head else None


# ------------------------------------------------------------------------------------------------ SHACL


def shapes(folder: Path) -> dict[str, Score]:
    """SHACL core: our reference, and our own rules where they know all that the shapes say."""
    scores = {name: Score() for name in ("SHACL core, reference", "SHACL core, own rules")}
    reference, own = scores.values()
    tests = folder / "data-shapes/data-shapes-test-suite/tests/core"
    for path in sorted(tests.glob("*/*.ttl")):
        graph = read(path)
        for entry, kind in entries(graph):
            if kind == "Validate":
                name = f"{path.parent.name}/{path.stem}"
                reference.note(name, validated(graph, entry, path, own=False))
                if known(graph, entry, path):
                    own.note(name, validated(graph, entry, path, own=True))
    return scores


def _parts(graph: Graph, entry: Any, path: Path) -> tuple[Path, Path]:
    action = one(graph, entry, _MF + "action")
    return tuple(local(one(graph, action, _SHT + name), path) for name in ("dataGraph", "shapesGraph"))  # type: ignore[return-value]


def known(graph: Graph, entry: Any, path: Path) -> bool:
    """Whether our own rules take the shapes of a test: what they do not know they refuse, and name."""
    try:
        validate.shapes((_parts(graph, entry, path)[1],))
    except PolicyGraphError:
        return False
    return True


def validated(graph: Graph, entry: Any, path: Path, own: bool) -> str | None:
    """What is wrong with our report, if anything."""
    data, file = _parts(graph, entry, path)
    expected = one(graph, entry, _MF + "result")
    if str(expected) == _SHT + "Failure":
        try:
            shacl.shape_results(read(data), [file])
        except PolicyGraphError:
            return None
        return "no failure told"
    source = read(data)
    try:
        found = _own(source, file) if own else shacl.shape_results(source, [file])
    except (PolicyGraphError, ValueError) as error:
        return str(error).splitlines()[0][:150]
    blank = {str(node) for node in source.all_nodes() if type(node).__name__ == "BNode"}

    def shown(value: str | None) -> str | None:
        return "_" if value in blank else value

    ours = Counter((shown(r.focus), r.component, shown(r.value), str(r.severity)) for r in found)
    theirs = Counter(_expected(graph, expected))
    return None if ours == theirs else f"{sum(ours.values())} results, {sum(theirs.values())} expected"


def _own(source: Graph, file: Path) -> list[Any]:
    """What our own rules say of the data as one graph of a store."""
    with stores.memory() as kept:
        name = "https://w3id.org/policygraph/graph/reference"
        triples = ox.parse(source.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
        kept.replace(name, [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name)) for q in triples])
        with validate.Crew(kept, 1, (file,)) as crew:
            return list(validate.judged(crew, kept.graphs()))


def _expected(graph: Graph, report: Any) -> Iterator[tuple[str | None, str, str | None, str]]:
    from rdflib import BNode, URIRef

    for result in graph.objects(report, URIRef(_SH + "result")):
        focus, value, component, severity = (
            one(graph, result, _SH + name)
            for name in ("focusNode", "value", "sourceConstraintComponent", "resultSeverity")
        )
        said = ["_" if isinstance(node, BNode) else None if node is None else str(node) for node in (focus, value)]
        yield said[0], str(component), said[1], str(severity).rsplit("#", 1)[-1].lower()


# ------------------------------------------------------------------------------------------------ report


def main() -> None:
    """Run the suites of the folder and write what came of them."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "rdf-tests").is_dir():
        raise SystemExit("usage: python -m tools.w3c FOLDER, which holds clones of w3c/rdf-tests and w3c/data-shapes")
    logging.disable(logging.CRITICAL)  # rdflib and pyshacl tell of every literal and shape that is wrong on purpose
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1]).resolve()
    scores = queries(folder) | shapes(folder)
    for name, score in scores.items():
        print(f"{name}: {score.passed} of {score.total}")
        for test, why in score.failed.items():
            print(f"  {test}: {why}")
    suites = {name: vars(score) for name, score in scores.items()}
    said = {"date": date.today().isoformat(), "machine": machine(), "left out": LEFT_OUT, "suites": suites}
    OUT.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
