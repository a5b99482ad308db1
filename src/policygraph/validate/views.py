"""What rules see of a graph: all that a store says of a node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from policygraph.validate.rules import Said
from policygraph.validate.shapes import TYPE, Above

if TYPE_CHECKING:
    from policygraph.store import Store

_NOTHING: Said = {}
_ASKED = 400  #: nodes in one query
BELOW = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_UP = f"SELECT DISTINCT ?s ?o WHERE {{ ?s {BELOW} ?o FILTER(isIRI(?o)) }}"
_KINDS = f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ %s }} ?s {TYPE} ?o }}"
_ALL = "SELECT DISTINCT ?s ?p ?o WHERE { VALUES ?s { %s } ?s ?p ?o %s }"
_BLANK = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isBlank(?s)) }"


def above(store: Store) -> Above:
    """The classes above each class that the store says to have one."""
    up: dict[str, set[str]] = defaultdict(set)
    for lower, upper in rows(store, _UP):
        up[lower].add(upper)
    found = {}
    for kind in up:
        reached, open_ = set(), [kind]
        while open_:
            for upper in up.get(open_.pop(), ()):
                if upper not in reached:
                    reached.add(upper)
                    open_.append(upper)
        found[kind] = frozenset(reached)
    return found


class Whole:
    """All that a store says, or its classes and these predicates; what is asked for is kept, so use one a batch."""

    def __init__(self, store: Store, up: Above, predicates: Iterable[str] | None = None) -> None:
        self._store, self._up = store, up
        self._only = "" if predicates is None else f"FILTER(?p IN ({', '.join(sorted({TYPE, *predicates}))}))"
        self._nodes: dict[str, dict[str, list[str]]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._has_blank = False

    def load(self, nodes: Iterable[str]) -> None:
        """Ask for these nodes in few queries."""
        missing = [node for node in dict.fromkeys(nodes) if node[0] != '"' and node not in self._nodes]
        if any(node[0] == "_" for node in missing) and not self._has_blank:
            self._take(_BLANK)
            self._has_blank = True
        for group in groups([node for node in missing if node[0] == "<"]):
            self._nodes.update((node, {}) for node in group)
            self._take(_ALL % (" ".join(group), self._only))

    def load_values(self, nodes: Iterable[str], predicates: Iterable[str]) -> list[str]:
        """Ask for all that these predicates lead to from these nodes; what that is."""
        wanted = tuple(predicates)
        values = [value for node in nodes for one in wanted for value in self.said(node).get(one, ())]
        self.load(values)
        return values

    def load_kinds(self, nodes: Iterable[str]) -> None:
        """Ask for the classes of these nodes in few queries."""
        wanted = dict.fromkeys(node for node in nodes if node[0] == "<")
        for group in groups([node for node in wanted if node not in self._nodes and node not in self._kinds]):
            self._kinds.update((node, set()) for node in group)
            for node, kind in rows(self._store, _KINDS % " ".join(group)):
                self._kinds[node].add(kind)

    def _take(self, query: str) -> None:
        for node, predicate, value in rows(self._store, query):
            self._nodes.setdefault(node, {}).setdefault(predicate, []).append(value)

    def said(self, node: str) -> Said:
        """See `View.said`."""
        if node not in self._nodes:
            self.load([node])
        return self._nodes.get(node, _NOTHING)

    def is_a(self, node: str, kind: str) -> bool:
        """See `View.is_a`."""
        if node in self._nodes or node[0] == "_":
            here: Iterable[str] = self.said(node).get(TYPE, ())
        else:
            self.load_kinds([node])
            here = self._kinds[node]
        return any(kind == one or kind in self._up.get(one, ()) for one in here)


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The answers to a query, as terms."""
    return [tuple(map(str, row)) for row in store.select(query).rows]


def groups(nodes: Sequence[str]) -> Iterable[Sequence[str]]:
    """So many nodes at a time as fit into a query."""
    return (nodes[n : n + _ASKED] for n in range(0, len(nodes), _ASKED))
