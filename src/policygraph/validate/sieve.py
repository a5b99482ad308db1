"""Which nodes may break a shape, asked of a whole store a constraint at a time: few are left to be looked at.

A store finds by scans and joins of what it has in numbers what costs ten times as much once it is made into words.
No node that breaks a shape is missing; some may break none: `judge` looks at each of them, with all that is said of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policygraph.validate.rules import SH, XSD, Rule
from policygraph.validate.shapes import TYPE, Above, Shape, Shapes
from policygraph.validate.terms import text
from policygraph.validate.views import BELOW, Whole, groups, rows

if TYPE_CHECKING:
    from policygraph.store import Store

_NODES = "SELECT DISTINCT ?s {{ {} }}"
_VALUES = "SELECT DISTINCT ?v {{ ?s {} ?v {} }}"
_KINDS = f"SELECT DISTINCT ?k {{ ?s {TYPE} ?k }}"
_NO_WORDS = f'FILTER(!COALESCE(DATATYPE(?v) = <{XSD}string> && ?v != "", false))'
_TARGETS = "?targets"  #: stands for the nodes that shapes are for, until it is known which shapes say the same
# holds where some node has several values, which is sooner told than who they are
_SEVERAL = "{{ SELECT (COUNT(?n) AS ?rows) {{ ?n {} ?of }} HAVING (COUNT(?n) > COUNT(DISTINCT ?n)) }} "
# of other kinds of values, rdflib has an order of its own
_ORDERED = f"""DATATYPE(?v) = DATATYPE(?w) && ?v {{}} ?w &&
  (isNumeric(?v) || DATATYPE(?v) = <{XSD}date> && STRLEN(STR(?v)) = 10 && STRLEN(STR(?w)) = 10)"""

#: The nodes that may break shapes, with the IRIs of these shapes.
Doubts = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What to ask of the store: one rule, as it may stand at several shapes."""

    pattern: str  #: for the nodes ``?s`` that may break it
    shapes: tuple[tuple[str, str], ...]  #: a pattern for the nodes that a shape is for, and the shape's IRI

    def nodes(self, store: Store) -> Doubts:
        """Who may break it."""
        found: Doubts = {}
        nodes = [node for (node,) in rows(store, _NODES.format(self.pattern))]
        for target, shape in self.shapes if nodes else ():
            for these in _among("?s", nodes):
                for (node,) in rows(store, _NODES.format(f"{these} {target}")):
                    found.setdefault(node, set()).add(shape)
        return found


def doubts(shapes: Shapes, kinds: Collection[str], up: Above) -> list[Doubt]:
    """What to ask of a store that has members of these classes; values are judged by `misvalued`."""
    asked: dict[str, list[tuple[str, str]]] = {}
    for target, shape, rule in _applied(shapes, kinds, up):
        if not _by_value(shape, rule):
            pattern = _pattern(rule, "|".join(map("/".join, shape.ways)), up)
            asked.setdefault(pattern, []).append((target, shape.iri))
    return [Doubt(pattern.replace(_TARGETS, _any_of(of)), tuple(dict.fromkeys(of))) for pattern, of in asked.items()]


def predicates(shapes: Shapes, kinds: Collection[str], up: Above) -> list[str]:
    """The predicates of which `misvalued` has something to say.

    >>> from policygraph.validate.shapes import shapes
    >>> predicates(shapes(), {"<https://w3id.org/policygraph/ontology#Person>"}, {})[-1]
    '<https://w3id.org/policygraph/ontology#certainty>'
    """
    judging = ((shape, rule) for _, shape, rule in _applied(shapes, kinds, up))
    return sorted({way[0] for shape, rule in judging if _by_value(shape, rule) for way in shape.ways})


def misvalued(store: Store, shapes: Shapes, kinds: Collection[str], up: Above, predicate: str) -> Doubts:
    """Who has a value of this predicate that breaks a rule by itself; each value is judged once."""
    judging = [
        (target, shape.iri, rule)
        for target, shape, rule in _applied(shapes, kinds, up)
        if _by_value(shape, rule) and (predicate,) in shape.ways
    ]
    fine = _NO_WORDS if all(_takes_words(rule) for _, _, rule in judging) else ""
    view, wrong = Whole(store, up), dict[tuple[str, str], dict[str, None]]()
    for (value,) in rows(store, _VALUES.format(predicate, fine)):
        for target, shape, rule in judging:
            if any(True for _ in rule.broken((value,), {}, view)):
                wrong.setdefault((target, shape), {})[value] = None
    found: Doubts = {}
    for (target, shape), values in wrong.items():
        for these in _among("?v", tuple(values)):
            for (node,) in rows(store, _NODES.format(f"{these} ?s {predicate} ?v . {target}")):
                found.setdefault(node, set()).add(shape)
    return found


def kinds_of(store: Store) -> frozenset[str]:
    """The classes that have members."""
    return frozenset(kind for (kind,) in rows(store, _KINDS))


def _applied(shapes: Shapes, kinds: Collection[str], up: Above) -> Iterator[tuple[str, Shape, Rule]]:
    """The rules of shapes that are for something in the store, with a pattern for the nodes ``?s`` they are for."""
    targets = [(f"?s {predicate} ?x .", group) for predicate, group in shapes.of_subject.items()]
    for kind, group in shapes.of_class.items():
        if there := _below(kind, up) & set(kinds):
            targets.append((_member(there, _below(kind, up)), group))
    return ((target, shape, rule) for target, group in targets for shape in group for rule in shape.rules)


def _by_value(shape: Shape, rule: Rule) -> bool:
    """Whether a rule judges the values of predicates alone."""
    return rule.alone and bool(shape.ways) and all(len(way) == 1 for way in shape.ways)


def _any_of(shapes: Iterable[tuple[str, str]]) -> str:
    """A pattern for all nodes that these shapes are for."""
    return " UNION ".join(dict.fromkeys(f"{{ {target} }}" for target, _ in shapes))


def _pattern(rule: Rule, path: str, up: Above) -> str:
    """A pattern for the nodes ``?s`` that may break a rule: all that it is for, where nothing closer is known."""
    to, value = f"?s {path} ?v .", text(rule.value)
    below = {lower for one in rule.classes for lower in _below(one, up)}
    has = _is_one("?v" if path else "?s", below, "?k")
    match rule.name:
        case "minCount" if value == "1":
            return f"{_TARGETS} MINUS {{ {to} }}"
        case "minCount":
            return f"{_TARGETS} MINUS {{ {_counted(to, f'>= {value}')} }}"
        case "maxCount" if value != "0":
            return _SEVERAL.format(path) + _counted(to, f"> {value}")
        case "uniqueLang":
            return _SEVERAL.format(path) + _counted(to, '> COUNT(DISTINCT COALESCE(LANG(?v), ""))')
        case "maxCount":
            return to
        case "hasValue" if path and rule.value[0] != "_":
            return f"{_TARGETS} MINUS {{ ?s {path} {rule.value} }}"
        case "lessThan" | "lessThanOrEquals":
            sign = "<" if rule.name == "lessThan" else "<="
            pair = f"{{ SELECT ?s ?v {{ {to} }} }} {{ SELECT ?s ?w {{ ?s {rule.value} ?w }} }}"  # two scans and a join
            return f"{pair} FILTER(!COALESCE({_ORDERED.format(sign)}, false))"
        case "disjoint":
            return f"{to} ?s {rule.value} ?v ."
        case "class" | "or" if _asks_class_alone(rule):
            return f"{to if path else _TARGETS} MINUS {{ {has} }}"
        case "not" if _asks_class_alone(rule) and all(one[0] == "<" for one in below):
            return f"{to if path else ''} {has}"
        case "nodeKind" if value == SH + "IRI" and not path:
            return f"?s {TYPE} ?k FILTER(!isIRI(?s))"
    return _TARGETS


def _counted(to: str, bound: str) -> str:
    return f"{{ SELECT ?s {{ {to} }} GROUP BY ?s HAVING (COUNT(DISTINCT ?v) {bound}) }}"


def _asks_class_alone(rule: Rule) -> bool:
    """Whether the rule, or each way within it, asks for a class and nothing else."""
    return rule.name == "class" or all([one.name for one in way] == ["class"] for way in rule.ways)


def _takes_words(rule: Rule) -> bool:
    """Whether all words but none at all pass."""
    if rule.name == "datatype":
        return text(rule.value) == XSD + "string"
    return rule.name == "minLength" and int(text(rule.value)) <= 1


def _below(kind: str, up: Above) -> set[str]:
    return {kind, *(one for one, upper in up.items() if kind in upper)}


def _is_one(node: str, kinds: Iterable[str], name: str) -> str:
    several = sorted(kind for kind in kinds if kind[0] == "<")
    if len(several) == 1:
        return f"{node} {TYPE} {several[0]} ."
    return f"VALUES {name} {{ {' '.join(several)} }} {node} {TYPE} {name} ."


def _member(kinds: Collection[str], below: Collection[str]) -> str:
    """A pattern for ``?s`` being of one of these classes; one without a name is told by the class right above it."""
    named = _is_one("?s", kinds, "?t")
    if all(kind[0] == "<" for kind in kinds):
        return named
    above = f"VALUES ?u {{ {' '.join(sorted(kind for kind in below if kind[0] == '<'))} }} ?t {BELOW} ?u"
    return f"{{ {named} }} UNION {{ ?s {TYPE} ?t . {above} FILTER(isBlank(?t)) }}"


def _among(name: str, terms: Sequence[str]) -> Iterator[str]:
    """Patterns for a variable being one of these terms; a blank node cannot be named."""
    if any(term[0] == "_" for term in terms):
        yield f"FILTER(isBlank({name}))"
    yield from (f"VALUES {name} {{ {' '.join(group)} }}" for group in groups([one for one in terms if one[0] != "_"]))
