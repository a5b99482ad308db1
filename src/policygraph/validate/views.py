"""What rules see of a graph: one named graph by itself (`Part`), or all that the store says of a node (`Whole`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from policygraph.validate.rules import Said
from policygraph.validate.shapes import TYPE, Above

if TYPE_CHECKING:
    from policygraph.store import Store

_NOTHING: Said = {}
_ASKED = 400  #: nodes in one query
_OWNER = re.compile(r"/([0-9a-f]{16})(?=[/>])")
_UP = "SELECT DISTINCT ?s ?o WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?o FILTER(isIRI(?o)) }"
_KINDS = f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ %s }} ?s {TYPE} ?o }}"
_ALL = "SELECT DISTINCT ?s ?p ?o WHERE { VALUES ?s { %s } ?s ?p ?o }"
_BLANK = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isBlank(?s)) }"


def above(store: Store) -> Above:
    """The classes above each class that the store says to have one."""
    up: dict[str, set[str]] = defaultdict(set)
    for lower, upper in _rows(store, _UP):
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


def owner(term: str) -> str | None:
    """The key of the source that a node is a part of; `None` of what sources share.

    >>> owner("<https://w3id.org/policygraph/id/source/210e967f70c5d548/char/1-2>")
    '210e967f70c5d548'
    """
    found = _OWNER.search(term)
    return found[1] if found else None


def read(lines: bytes) -> dict[str, dict[str, list[str]]]:
    r"""What N-Triples say of each node.

    >>> read(b'<urn:a> <urn:p> "c d" .\n')
    {'<urn:a>': {'<urn:p>': ['"c d"']}}
    """
    nodes: dict[str, dict[str, list[str]]] = {}
    for line in lines.decode().split("\n"):
        if line:
            node, predicate, value = line[:-2].split(" ", 2)
            nodes.setdefault(node, {}).setdefault(predicate, []).append(value)
    return nodes


class Part:
    """One named graph. ``touched`` are the nodes that a judgement rests on: they may be said more of elsewhere."""

    def __init__(self, nodes: Mapping[str, Said], shared: Mapping[str, frozenset[str]], up: Above) -> None:
        self.nodes, self._shared, self._up = nodes, shared, up
        self.touched: set[str] = set()

    def said(self, node: str) -> Said:
        """See `View.said`."""
        self.touched.add(node)
        return self.nodes.get(node, _NOTHING)

    def is_a(self, node: str, kind: str) -> bool:
        """See `View.is_a`; that it is one stays true whatever else is said."""
        here = self.nodes.get(node, _NOTHING).get(TYPE, ())
        if kind in here or kind in self._shared.get(node, ()):
            return True
        if any(kind in self._up.get(one, ()) for one in (*here, *self._shared.get(node, ()))):
            return True
        self.touched.add(node)
        return False


class Whole:
    """All that a store says; what is asked for is kept, so use one for each batch of nodes."""

    def __init__(self, store: Store, up: Above) -> None:
        self._store, self._up = store, up
        self._told: dict[str, Said] = {}
        self._nodes: dict[str, dict[str, list[str]]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._has_blank = False

    def know(self, said: Mapping[str, Said]) -> None:
        """Take note of all that is said of these nodes, so that it need not be asked for."""
        self._told.update(said)

    def load(self, nodes: Iterable[str]) -> None:
        """Ask for these nodes in few queries."""
        wanted = [node for node in dict.fromkeys(nodes) if node[0] != '"' and node not in self._told]
        missing = [node for node in wanted if node not in self._nodes]
        if any(node[0] == "_" for node in missing) and not self._has_blank:
            self._take(_BLANK)
            self._has_blank = True
        for group in _groups([node for node in missing if node[0] == "<"]):
            self._nodes.update((node, {}) for node in group)
            self._take(_ALL % " ".join(group))

    def load_kinds(self, nodes: Iterable[str]) -> None:
        """Ask for the classes of these nodes in few queries."""
        wanted = dict.fromkeys(node for node in nodes if node[0] == "<")
        for group in _groups([node for node in wanted if node not in self._nodes and node not in self._kinds]):
            self._kinds.update((node, set()) for node in group)
            for node, kind in _rows(self._store, _KINDS % " ".join(group)):
                self._kinds[node].add(kind)

    def _take(self, query: str) -> None:
        for node, predicate, value in _rows(self._store, query):
            self._nodes.setdefault(node, {}).setdefault(predicate, []).append(value)

    def said(self, node: str) -> Said:
        """See `View.said`."""
        if node in self._told:
            return self._told[node]
        if node not in self._nodes:
            self.load([node])
        return self._nodes.get(node, _NOTHING)

    def is_a(self, node: str, kind: str) -> bool:
        """See `View.is_a`."""
        if node in self._told or node in self._nodes or node[0] == "_":
            here: Iterable[str] = self.said(node).get(TYPE, ())
        else:
            self.load_kinds([node])
            here = self._kinds[node]
        return any(kind == one or kind in self._up.get(one, ()) for one in here)


def _rows(store: Store, query: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in store.select(query).rows]


def _groups(nodes: list[str]) -> Iterable[list[str]]:
    return (nodes[n : n + _ASKED] for n in range(0, len(nodes), _ASKED))


def shared_kinds(store: Store, graphs: Iterable[str]) -> dict[str, frozenset[str]]:
    """The classes of the nodes that these graphs speak of."""
    kinds: dict[str, frozenset[str]] = {}
    for graph in graphs:
        for node, said in read(store.triples(graph)).items():
            kinds[node] = kinds.get(node, frozenset()) | frozenset(said.get(TYPE, ()))
    return kinds
