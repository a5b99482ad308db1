"""The graph a property at a time: what a large store answers quickest.

A join costs a store one look-up a row and property; all values of a property are one scan, the questions ``values``
and ``members``. What belongs together is put together here, with the answers of both engines the same. What the
summary beside a store keeps is read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policygraph import queries
from policygraph.queries import Value
from policygraph.store import Store

#: The values of one property, by thing.
Column = Mapping[str, tuple[Value, ...]]


class Columns:
    """The properties of a store, each read when first asked for, then kept."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._values: dict[str, dict[str, tuple[Value, ...]]] = {}
        self._members: dict[str, frozenset[str]] = {}

    def values(self, name: str) -> Column:
        """All values of a property, such as ``pg:number``; those of one thing in no order."""
        if name not in self._values:
            found: dict[str, tuple[Value, ...]] = {}
            for iri, said in self._pairs(name):
                found[iri] = (*found[iri], said) if iri in found else (said,)
            self._values[name] = found
        return self._values[name]

    def of_members(self, kind: str, name: str) -> Column:
        """The values of a property that the things of a class have: of one that many other things have, too."""
        key = f"{kind} {name}"
        if key not in self._values:
            found: dict[str, tuple[Value, ...]] = {}
            for row in queries.rows(queries.unordered(self.store, "values-of-members", property=name, kind=kind)):
                thing = str(row["thing"])
                found[thing] = (*found.get(thing, ()), row["value"])
            self._values[key] = found
        return self._values[key]

    def _pairs(self, name: str) -> Iterator[tuple[str, Value]]:
        kept = self.store.summary.values(queries.expanded(name)) if self.store.summary else None
        if kept is not None:
            return ((iri, queries.typed(text, kind)) for iri, text, kind in kept)
        rows = queries.unordered(self.store, "values", property=name).rows
        return ((str(queries.value(thing)), queries.value(value)) for thing, value in rows)

    def members(self, name: str) -> frozenset[str]:
        """Everything of a class, such as ``pg:Document``."""
        if name not in self._members:
            kept = self.store.summary.members(queries.expanded(name)) if self.store.summary else None
            rows = queries.unordered(self.store, "members", kind=name).rows if kept is None else ()
            self._members[name] = frozenset(kept or (str(queries.value(thing)) for (thing,) in rows))
        return self._members[name]


def least(values: Iterable[Value]) -> str | None:
    """The first of several values in the order of their words; `None` of none.

    >>> least(["b", "a"]), least([])
    ('a', None)
    """
    return min(map(str, values), default=None)
