"""The shapes, made once into rules that run on terms: what a node of each class must look like.

Only what our shapes use is known. Anything else is refused when the shapes are loaded, with file and row: a rule that
nobody applies would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import labels
from policygraph.errors import ShapeError
from policygraph.findings import Severity
from policygraph.validate import rules
from policygraph.validate.place import messages
from policygraph.validate.rules import SH, Rule, Said, Unknown, View
from policygraph.validate.shacl import path_shown, shape_files, shapes_graph
from policygraph.validate.terms import iri, written

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef

TYPE = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

#: The classes above a class, by its name.
Above = Mapping[str, frozenset[str]]
#: A path: one of several ways, each of them predicates one after the other.
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A node or property shape that has rules of its own; without a path it judges the node itself."""

    iri: str
    severity: Severity
    message_vi: str
    message_en: str
    path: str | None
    ways: tuple[Way, ...]
    rules: tuple[Rule, ...]
    needs: tuple[Rule, ...]  #: those of them that no value at all may break
    predicate: str | None  #: the path, where it is one predicate

    @property
    def linked(self) -> tuple[str, ...]:
        """The predicates whose values' classes are asked for."""
        return tuple(way[0] for way in self.ways) if any(rule.classes for rule in self.rules) else ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The predicates from which the path goes on."""
        return tuple(predicate for way in self.ways for predicate in way[:-1])

    @property
    def looked_at(self) -> frozenset[str]:
        """The predicates that the rules look at."""
        named = (rule.value for rule in self.rules if rule.value[0] == "<")
        return frozenset((*named, *(predicate for way in self.ways for predicate in way)))

    def values(self, node: str, said: Said, view: View) -> Sequence[str]:
        """The values that the rules judge, each once."""
        return tuple({value: None for way in self.ways for value in _along(way, said, view)}) if self.ways else (node,)

    def faults(self, node: str, view: View) -> list[Fault]:
        """What is wrong with a node that the shape is for."""
        said, judging = view.said(node), self.rules
        values = self.values(node, said, view) if self.predicate is None else said.get(self.predicate)
        if values is None:
            values, judging = (), self.needs
        return [Fault(self, rule.component, value) for rule in judging for value in rule.broken(values, said, view)]


@dataclass(frozen=True, slots=True)
class Fault:
    """A value (`None` where none is named) of a node that breaks a rule."""

    shape: Shape
    component: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes by what they are for."""

    of_class: dict[str, tuple[Shape, ...]]
    of_subject: dict[str, tuple[Shape, ...]]

    @property
    def named(self) -> dict[str, Shape]:
        """All shapes by their IRIs."""
        return {shape.iri: shape for group in (*self.of_class.values(), *self.of_subject.values()) for shape in group}

    def targets(self, said: Said, up: Above) -> list[Shape]:
        """The shapes for a node of which this is said."""
        kinds: dict[str, None] = {}
        for kind in said.get(TYPE, ()):
            kinds[kind] = None
            kinds.update(dict.fromkeys(up.get(kind, ())))
        found = [shape for kind in kinds for shape in self.of_class.get(kind, ())]
        found += [shape for name, group in self.of_subject.items() if name in said for shape in group]
        return list({shape.iri: shape for shape in found}.values())


@cache
def shapes(files: tuple[Path, ...] | None = None) -> Shapes:
    """The shapes of these files, the package's own unless others are given.

    Raises `ShapeError` listing every shape that says what is not known here, with file and row.

    >>> sorted(shapes().of_subject)[0]
    '<https://w3id.org/policygraph/ontology#certainty>'
    """
    of_class: dict[str, tuple[Shape, ...]] = {}
    of_subject: dict[str, tuple[Shape, ...]] = {}
    problems: list[str] = []
    for path in shape_files() if files is None else files:
        graph = shapes_graph([path])
        _refuse_others(graph, path, problems)
        for name, into in (("targetClass", of_class), ("targetSubjectsOf", of_subject)):
            for top, target in sorted(graph.subject_objects(_sh(name)), key=str):
                made = tuple(_made(graph, top, path, problems))
                into[written(target)] = into.get(written(target), ()) + made
    if problems:
        raise ShapeError("\n".join(problems))
    return Shapes(of_class, of_subject)


def _made(graph: Graph, top: Node, path: Path, problems: list[str]) -> Iterator[Shape]:
    """The node shape where it has rules, and its property shapes."""
    for node in (top, *sorted(graph.objects(top, _sh("property")), key=str)):
        try:
            shape = _shape(graph, node)
        except (Unknown, ValueError, re.error) as error:
            what = str(error)
            problems.append(labels.both("shape.unknown", file=path, row=_row(path, node, what), what=what))
            continue
        if shape.rules:
            yield shape


def _shape(graph: Graph, node: Node) -> Shape:
    route = graph.value(node, _sh("path"))
    ways = tuple(_ways(graph, route)) if route is not None else ()
    found = rules.rules_of(graph, node)
    severity = graph.value(node, _sh("severity"))
    vi, en = messages(graph, node, _sh("message"))
    return Shape(
        str(node),
        Severity(str(severity or SH + "Violation").rsplit("#", 1)[-1].lower()),
        vi,
        en,
        path_shown(graph, route) if route is not None else None,
        ways,
        tuple(found),
        tuple(rule for rule in found if rule.kind.needs),
        ways[0][0] if len(ways) == 1 and len(ways[0]) == 1 else None,
    )


def _ways(graph: Graph, path: Node) -> Iterator[Way]:
    """The ways of a path: a predicate, a sequence of them, or one of several of these."""
    from rdflib import URIRef
    from rdflib.namespace import RDF

    if isinstance(path, URIRef):
        yield (written(path),)
        return
    alternatives = graph.value(path, _sh("alternativePath"))
    if alternatives is not None:
        for item in graph.items(alternatives):
            yield from _ways(graph, item)
    elif graph.value(path, RDF.first) is not None:
        parts = [tuple(_ways(graph, item)) for item in graph.items(path)]
        if any(len(part) != 1 for part in parts):
            raise Unknown("sh:path")
        yield tuple(predicate for ((*predicates,),) in parts for predicate in predicates)
    else:
        raise Unknown("sh:path")


def _along(way: Way, said: Said, view: View) -> Iterable[str]:
    values: Iterable[str] = said.get(way[0], ())
    for predicate in way[1:]:
        values = [value for node in values if node[0] != '"' for value in view.said(node).get(predicate, ())]
    return values


def _refuse_others(graph: Graph, path: Path, problems: list[str]) -> None:
    """Targets and shapes of kinds that are not known would be passed over in silence."""
    from rdflib.namespace import RDF

    reached = {node for name in ("targetClass", "targetSubjectsOf") for node in graph.subjects(_sh(name))}
    reached |= {prop for top in reached for prop in graph.objects(top, _sh("property"))}
    named = {node for name in ("NodeShape", "PropertyShape") for node in graph.subjects(RDF.type, _sh(name))}
    unknown = {node: f"{node}: no sh:targetClass, no sh:targetSubjectsOf" for node in named - reached}
    unknown |= {prop: "sh:property" for prop in reached if (prop, _sh("path"), None) in graph
                and (prop, _sh("property"), None) in graph}  # fmt: skip
    for name in ("targetNode", "targetObjectsOf", "target"):
        unknown |= dict.fromkeys(graph.subjects(_sh(name)), f"sh:{name}")
    for node, what in sorted(unknown.items(), key=str):
        problems.append(labels.both("shape.unknown", file=path, row=_row(path, node, what), what=what))


def _row(path: Path, node: Node, what: str) -> int:
    """The row at which a shape says something; 1 where it cannot be told."""
    lines = path.read_text("utf-8").splitlines()
    name = str(node).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    start = next((n for n, line in enumerate(lines) if f"{name} a " in line or f"{name}> a " in line), 0)
    said = what.split(" ")[0]
    return next((n for n in range(start, len(lines)) if said and said in lines[n]), start) + 1


def _sh(name: str) -> URIRef:
    from rdflib import URIRef

    return URIRef(SH + name)
