"""What the shapes say by pyshacl, the reference: over ``shapes/*.ttl``, its report as results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import labels, resources
from policygraph.errors import ShapeError
from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.validate.place import messages, place
from policygraph.validate.report import Result, order
from policygraph.validate.rules import Said
from policygraph.validate.terms import iri, text, written

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = "http://www.w3.org/ns/shacl#"


def shape_files() -> tuple[Path, ...]:
    """The files of shapes, in order of name.

    >>> [path.name for path in shape_files()][:2]
    ['agency.ttl', 'change-event.ttl']
    """
    return tuple(sorted(resources.folder("shapes").glob("*.ttl")))


def shapes_graph(files: Iterable[Path] | None = None) -> Graph:
    """The shapes as one graph; raises `ShapeError` naming the file that is not Turtle."""
    from rdflib import Graph

    shapes = Graph()
    for path in shape_files() if files is None else files:
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:  # rdflib raises whatever its parser trips over
            raise ShapeError(labels.both("shape.unreadable", file=path, reason=first_line(error))) from error
    return shapes


def shape_results(data: Graph, files: Iterable[Path] | None = None) -> list[Result]:
    """What the shapes say of ``data``; ``files`` are other shapes than the package's own."""
    from rdflib import URIRef

    chosen = tuple(shape_files() if files is None else files)
    shapes = shapes_graph(chosen)
    report = _run(data, shapes, chosen)
    results = []
    for node in report.objects(None, URIRef(_SH + "result")):  # others are the details of these
        results.append(_result(node, report, shapes, data))
    return sorted(results, key=order)


def _run(data: Graph, shapes: Graph, files: tuple[Path, ...]) -> Graph:
    from rdflib import Graph

    try:
        return _pyshacl(data, shapes)
    except Exception as error:  # pyshacl has several; find the file that has the fault
        for path in files:
            try:
                _pyshacl(Graph(), shapes_graph([path]))
                _pyshacl(data, shapes_graph([path]))
            except Exception as fault:
                raise ShapeError(labels.both("shape.broken", file=path, reason=first_line(fault))) from fault
        raise ShapeError(labels.both("shape.broken", file="shapes", reason=first_line(error))) from error


def _pyshacl(data: Graph, shapes: Graph) -> Graph:
    import pyshacl
    from rdflib import Graph

    # severities are read from the results: pyshacl's own flag counts warnings as failures
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, do_owl_imports=False)
    if not isinstance(report, Graph):
        raise ValueError(text)
    return report


def _result(node: Node, report: Graph, shapes: Graph, data: Graph) -> Result:
    from rdflib import URIRef

    def one(name: str) -> Node | None:
        return report.value(node, URIRef(_SH + name))

    focus, shape, value = one("focusNode"), one("sourceShape"), one("value")
    said = messages(report, node, URIRef(_SH + "resultMessage"))
    path = shapes.value(shape, URIRef(_SH + "path")) if shape else None
    file, quote = (None, None) if focus is None else place(_GraphView(data), written(focus))
    return Result(
        shape=str(shape),
        severity=Severity(str(one("resultSeverity")).rsplit("#", 1)[-1].lower()),
        focus=str(focus),
        path=None if path is None else path_shown(shapes, path),
        value=None if value is None else str(value),
        message_vi=said[0],
        message_en=said[1],
        file=file,
        quote=quote,
        component=str(one("sourceConstraintComponent")),
    )


@dataclass(frozen=True, slots=True)
class _GraphView:
    """An rdflib graph, to see where a node stands."""

    graph: Graph

    def said(self, node: str) -> Said:
        from rdflib import BNode, URIRef

        subject = BNode(node[2:]) if node[0] == "_" else URIRef(text(node))
        found: dict[str, list[str]] = {}
        for predicate, value in self.graph.predicate_objects(subject):
            found.setdefault(written(predicate), []).append(written(value))
        return found

    def is_a(self, node: str, kind: str) -> bool:
        return kind in self.said(node).get(iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ())


def path_shown(shapes: Graph, path: Node) -> str:
    """A property path as SPARQL writes it, with short names for the ontology's own properties."""
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import RDF

    if isinstance(path, URIRef):
        return re.sub(f"^{re.escape(ONTOLOGY)}", "pg:", str(path))
    alternatives = shapes.value(path, URIRef(_SH + "alternativePath"))
    if alternatives is not None:
        return "|".join(path_shown(shapes, item) for item in Collection(shapes, alternatives))
    if shapes.value(path, RDF.first) is not None:
        return "/".join(path_shown(shapes, item) for item in Collection(shapes, path))
    return str(path)


def first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
