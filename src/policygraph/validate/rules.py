"""The SHACL constraints that our shapes use, as functions: which values of a node break a rule.

pyshacl is the reference, and `shapes` refuses what is not here; tests compare both on every example and on damage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from policygraph.validate.terms import language, literal, text, written

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: What is said of a node: values by predicate, all as terms.
Said = Mapping[str, Sequence[str]]


class View(Protocol):
    """What rules ask of a graph."""

    def said(self, node: str) -> Said:
        """What is said of a node."""

    def is_a(self, node: str, kind: str) -> bool:
        """Whether a node is of a class, or of one below it."""


#: The values that break a rule (`None` for no value), given all values, what is said of their node, and the graph.
Broken = Callable[[Sequence[str], Said, View], Iterable[str | None]]
#: Whether one value passes.
Test = Callable[[str, View], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of constraint: how a rule is made, and what it may be used for."""

    component: str
    make: Callable[[Graph, Node], Broken]
    inside: bool = True  #: may stand within sh:or and sh:not: it judges a value by itself
    needs: bool = False  #: asks for values: no value breaks it


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A constraint as it stands at a shape."""

    name: str  #: short: "minCount"
    value: str  #: what the shape says, as a term
    ways: tuple[tuple[Rule, ...], ...]  #: the rules of each shape within it
    broken: Broken

    @property
    def kind(self) -> Kind:
        """What kind of constraint it is."""
        return KINDS[self.name]

    @property
    def component(self) -> str:
        """The IRI of the constraint's component."""
        return f"{SH}{self.kind.component}ConstraintComponent"

    @property
    def alone(self) -> bool:
        """Whether it judges a value by nothing but the value."""
        return self.kind.inside and not self.kind.needs and not self.classes

    @property
    def classes(self) -> frozenset[str]:
        """The classes that it asks for, or a rule within it."""
        own = {self.value} if self.name == "class" else set[str]()
        return frozenset(own.union(*(rule.classes for way in self.ways for rule in way)))


class Unknown(Exception):
    """A constraint, or a value of one, that is not known here; the argument is its short name."""


def each(test: Test) -> Broken:
    """A rule that every value must pass."""
    return lambda values, said, view: [value for value in values if not test(value, view)]


# ---------------------------------------------------------------------------------------------- kinds of value


def _class(graph: Graph, value: Node) -> Broken:
    kind = written(value)
    return each(lambda term, view: term[0] != '"' and view.is_a(term, kind))


def _datatype(graph: Graph, value: Node) -> Broken:
    return each(_OF_TYPE[str(value)]) if str(value) in _OF_TYPE else _refuse(f"sh:datatype {value}")


def _typed(name: str, value: type | None = None, plain: str | None = None) -> Test:
    """Of a datatype and well-formed; words that match ``plain`` are, of others rdflib decides."""
    tail, quick = f'"^^<{XSD}{name}>', re.compile(plain or "(?!)")

    def test(term: str, view: View) -> bool:
        if not (term[0] == '"' and term.endswith(tail)):
            return False
        if quick.fullmatch(term, 1, len(term) - len(tail)):
            return True
        read = literal(term)
        return read.ill_typed is not True and (value is None or isinstance(read.value, value))

    return test


def _types() -> dict[str, Test]:
    from datetime import date, datetime
    from decimal import Decimal

    plain = f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return {
        plain[0]: lambda term, view: term[0] == '"' and term[-1] == '"',
        plain[1]: lambda term, view: term[0] == '"' and language(term) is not None,
        XSD + "integer": _typed("integer", int, "-?[0-9]+"),
        XSD + "decimal": _typed("decimal", Decimal, r"-?[0-9]+(?:\.[0-9]+)?"),
        XSD + "boolean": _typed("boolean", bool, "true|false"),
        XSD + "date": _typed("date", date),
        XSD + "dateTime": _typed("dateTime", datetime),
        XSD + "gYear": _typed("gYear"),
        XSD + "gYearMonth": _typed("gYearMonth"),
    }


_OF_TYPE = _types()
_NODE_KINDS = {"IRI": "<", "Literal": '"', "BlankNode": "_", "BlankNodeOrIRI": "_<", "IRIOrLiteral": '<"'}


def _node_kind(graph: Graph, value: Node) -> Broken:
    name = str(value).removeprefix(SH)
    signs = _NODE_KINDS[name] if name in _NODE_KINDS else _refuse(f"sh:nodeKind {name}")
    return each(lambda term, view: term[0] in signs)


# ---------------------------------------------------------------------------------------------- counts, members


def _min_count(graph: Graph, value: Node) -> Broken:
    least = int(str(value))
    return lambda values, said, view: (None,) if len(values) < least else ()


def _max_count(graph: Graph, value: Node) -> Broken:
    most = int(str(value))
    return lambda values, said, view: (None,) if len(values) > most else ()


def _has_value(graph: Graph, value: Node) -> Broken:
    wanted = written(value)
    return lambda values, said, view: () if wanted in values else (None,)


def _in(graph: Graph, value: Node) -> Broken:
    known = frozenset(map(written, graph.items(value)))
    return each(lambda term, view: term in known)


# ---------------------------------------------------------------------------------------------- words


def _min_length(graph: Graph, value: Node) -> Broken:
    least = int(str(value))
    return each(lambda term, view: term[0] != "_" and len(text(term)) >= least)


def _pattern(graph: Graph, value: Node) -> Broken:
    found = re.compile(str(value)).search
    return each(lambda term, view: term[0] != "_" and found(text(term)) is not None)


def _language_in(graph: Graph, value: Node) -> Broken:
    known = tuple(str(item).lower() for item in graph.items(value))

    def test(term: str, view: View) -> bool:
        tag = language(term)
        return tag is not None and any(tag == one or tag.startswith(f"{one}-") for one in known)

    return each(test)


def _unique_lang(graph: Graph, value: Node) -> Broken:
    def rule(values: Sequence[str], said: Said, view: View) -> Iterable[str | None]:
        tags = [tag for tag in map(language, values) if tag]
        return (None,) if len(set(tags)) < len(tags) else ()

    return rule if str(value) == "true" else (lambda values, said, view: ())


# ---------------------------------------------------------------------------------------------- order


def _bound(holds: Callable[[Any, Any], bool]) -> Callable[[Graph, Node], Broken]:
    def make(graph: Graph, value: Node) -> Broken:
        bound = literal(written(value))

        def test(term: str, view: View) -> bool:
            if term[0] != '"':
                return False
            read = literal(term)
            try:
                return isinstance(read.value, str) is isinstance(bound.value, str) and holds(read, bound)
            except (TypeError, NotImplementedError):
                return False

        return each(test)

    return make


def _than(holds: Callable[[Any, Any], bool]) -> Callable[[Graph, Node], Broken]:
    def make(graph: Graph, value: Node) -> Broken:
        other = written(value)

        def rule(values: Sequence[str], said: Said, view: View) -> Iterable[str | None]:
            others = said.get(other, ())
            return [term for term in values for than in others if not _in_order(term, than, holds)]

        return rule

    return make


_NUMBER = re.compile(rf'"(-?[0-9]+)"\^\^<{XSD}integer>')


def _in_order(one: str, other: str, holds: Callable[[Any, Any], bool]) -> bool:
    first, second = _NUMBER.fullmatch(one), _NUMBER.fullmatch(other)
    if first and second:
        return holds(int(first[1]), int(second[1]))
    (left, words), (right, others) = _comparable(one), _comparable(other)
    return words is others and bool(holds(left, right))


def _comparable(term: str) -> tuple[Any, bool]:
    """Words as words; all else as rdflib's literal, which has an order of its own. With: whether it is words."""
    if term[0] != '"':
        return text(term), True
    read = literal(term)
    return (read.value, True) if isinstance(read.value, str) else (read, False)


def _disjoint(graph: Graph, value: Node) -> Broken:
    other = written(value)
    return lambda values, said, view: [term for term in values if term in said.get(other, ())]


# ---------------------------------------------------------------------------------------------- rules of rules


def _or(graph: Graph, value: Node) -> Broken:
    ways = _within(graph, value)
    return each(lambda term, view: any(_passes(rules, term, view) for rules in ways))


def _not(graph: Graph, value: Node) -> Broken:
    (rules,) = _within(graph, value)
    return each(lambda term, view: not _passes(rules, term, view))


def _within(graph: Graph, value: Node) -> tuple[tuple[Rule, ...], ...]:
    """The rules of each shape of a list, or of one shape: shapes without a name, within another."""
    from rdflib.namespace import RDF

    shapes = graph.items(value) if (value, RDF.first, None) in graph else (value,)
    return tuple(tuple(rules_of(graph, shape, lambda kind: kind.inside)) for shape in shapes)


def _passes(rules: Iterable[Rule], term: str, view: View) -> bool:
    return not any(True for rule in rules for _ in rule.broken((term,), {}, view))


def rules_of(graph: Graph, shape: Node, fits: Callable[[Kind], bool] = lambda kind: True) -> list[Rule]:
    """The rules that stand at a shape; raises `Unknown` at the first that is not known or does not fit there."""
    found = []
    for predicate, value in sorted(graph.predicate_objects(shape)):
        name = str(predicate).removeprefix(SH)
        if not str(predicate).startswith(SH) or name in NOT_RULES:
            continue
        if name not in KINDS or not fits(KINDS[name]):
            raise Unknown(f"sh:{name}")
        ways = _within(graph, value) if name in ("or", "not") else ()
        found.append(Rule(name, written(value), ways, KINDS[name].make(graph, value)))
    return found


def _refuse(what: str) -> Any:
    raise Unknown(what)


#: What a shape says beside its rules.
NOT_RULES = frozenset(
    {"path", "name", "description", "message", "severity", "property", "targetClass", "targetSubjectsOf"}
)
KINDS = {
    "class": Kind("Class", _class),
    "datatype": Kind("Datatype", _datatype),
    "nodeKind": Kind("NodeKind", _node_kind),
    "minCount": Kind("MinCount", _min_count, inside=False, needs=True),
    "maxCount": Kind("MaxCount", _max_count, inside=False),
    "hasValue": Kind("HasValue", _has_value, needs=True),
    "in": Kind("In", _in),
    "minLength": Kind("MinLength", _min_length),
    "pattern": Kind("Pattern", _pattern),
    "languageIn": Kind("LanguageIn", _language_in),
    "uniqueLang": Kind("UniqueLang", _unique_lang, inside=False),
    "minInclusive": Kind("MinInclusive", _bound(lambda value, bound: value.eq(bound) or value > bound)),
    "maxInclusive": Kind("MaxInclusive", _bound(lambda value, bound: value.eq(bound) or value < bound)),
    "lessThan": Kind("LessThan", _than(lambda one, other: one < other), inside=False),
    "lessThanOrEquals": Kind("LessThanOrEquals", _than(lambda one, other: one <= other), inside=False),
    "disjoint": Kind("Disjoint", _disjoint, inside=False),
    "or": Kind("Or", _or),
    "not": Kind("Not", _not),
}
