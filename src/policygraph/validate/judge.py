"""What the shapes say of a whole store, or of some of its graphs, in as many processes as there are.

Of a whole store, only the nodes that may break a shape are looked at (`sieve`); of a few graphs, all nodes of which
they speak. A node is always judged by all that the store says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from policygraph import store as stores
from policygraph.pool import Pool
from policygraph.validate import sieve
from policygraph.validate.check import check_results, checks
from policygraph.validate.place import LOOKED_AT, load_places, place
from policygraph.validate.report import Result
from policygraph.validate.shapes import Above, Fault, Shape, shapes
from policygraph.validate.terms import iri, spoken, text
from policygraph.validate.views import Whole, above, groups, rows

if TYPE_CHECKING:
    from policygraph.store import Store
    from policygraph.validate.rules import View

_NODES = 1_000  #: in one batch
_FEW = 200  #: graphs that are sooner judged than workers are there
_PART = 8  #: one part in so many of a store costs as much node by node as all of it by the sieve
_SPOKEN = "SELECT DISTINCT ?s WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }}"

Item = TypeVar("Item")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Judge:
    """A store with what all judgements need of it."""

    store: Store
    files: tuple[Path, ...] | None
    up: Above

    @classmethod
    def of(cls, store: Store, files: tuple[Path, ...] | None = None) -> Judge:
        """The judge of a store; raises `ShapeError` where the shapes are wrong."""
        shapes(files)
        return cls(store, files, above(store))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The classes that have members."""
        return sieve.kinds_of(self.store)

    def questions(self) -> tuple[list[sieve.Doubt], list[str]]:
        """What to ask of the whole store; and the predicates whose values are judged one by one."""
        known = shapes(self.files)
        return sieve.doubts(known, self.kinds, self.up), sieve.predicates(known, self.kinds, self.up)

    def doubted(self, asked: Sequence[sieve.Doubt]) -> list[sieve.Doubts]:
        """The nodes that may break a shape, and which."""
        return [doubt.nodes(self.store) for doubt in asked]

    def misvalued(self, predicates: Sequence[str]) -> list[sieve.Doubts]:
        """See `doubted`: those with a value of these predicates that is wrong by itself."""
        known = shapes(self.files)
        return [sieve.misvalued(self.store, known, self.kinds, self.up, predicate) for predicate in predicates]

    def nodes(self, nodes: Sequence[str]) -> list[Result]:
        """What the shapes say of these nodes."""
        rules, whole = shapes(self.files), Whole(self.store, self.up)
        whole.load(nodes)
        return _judged(whole, [(node, rules.targets(whole.said(node), self.up)) for node in nodes])

    def doubtful(self, asked: Sequence[tuple[str, Set[str]]]) -> list[Result]:
        """What the shapes of these IRIs, which are for these nodes, say of them."""
        named = shapes(self.files).named
        judging = [(node, [named[one] for one in doubted]) for node, doubted in asked]
        used = {shape.iri: shape.looked_at for _, group in judging for shape in group}
        whole = Whole(self.store, self.up, LOOKED_AT.union(*used.values()))
        whole.load(node for node, _ in asked)
        return _judged(whole, judging)

    def checks(self, names: Sequence[str]) -> list[Result]:
        """What the checks of these names find."""
        return check_results(self.store, [check for check in checks() if check.name in names])


class Crew:
    """Who judges a store: this process, or ``workers`` of them where it lies in a folder. Raises `ShapeError`.

    ``files`` are other shapes than the package's own.
    """

    def __init__(self, store: Store, workers: int = 1, files: tuple[Path, ...] | None = None) -> None:
        self.judge = Judge.of(store, files)
        self._alone = workers == 1 or not Path(store.location).is_dir() or len(store.graphs()) < _FEW
        self._pool = Pool(1 if self._alone else workers)

    def each(self, what: Callable[[Judge, Sequence[Item]], Found], items: Sequence[Item], size: int) -> Iterator[Found]:
        """What a judge says of the items, so many at a time, in any order."""
        batches = [items[n : n + size] for n in range(0, len(items), size)]
        if self._alone:
            return map(partial(what, self.judge), batches)
        return self._pool.map(partial(_elsewhere, what, self.judge.store.location, self.judge.files), batches)

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._pool.__exit__(kind, error, trace)


def judged(crew: Crew, graphs: Sequence[str]) -> list[Result]:
    """What the shapes say of all nodes of which these graphs speak."""
    there = crew.judge.store.graphs()
    if len(graphs) * _PART < len(there):
        found = crew.each(Judge.nodes, sorted(_spoken_of(crew.judge.store, graphs)), _NODES)
    else:
        doubts = sorted(_doubts(crew).items(), key=_first)
        if len(graphs) < len(there):
            spoken = _spoken_of(crew.judge.store, graphs)
            doubts = [doubt for doubt in doubts if doubt[0] in spoken]
        found = crew.each(Judge.doubtful, doubts, _NODES)
    return [result for some in found for result in some]


def _judged(whole: Whole, judging: Sequence[tuple[str, Sequence[Shape]]]) -> list[Result]:
    """What these shapes say of nodes that are loaded."""

    def led_to(by: Callable[[Shape], Iterable[str]]) -> list[str]:
        ways = ((whole.said(node), one) for node, group in judging for shape in group for one in by(shape))
        return [value for said, one in ways for value in said.get(one, ())]

    whole.load(led_to(lambda shape: shape.steps))
    whole.load_kinds(led_to(lambda shape: shape.linked))
    faults = [(node, fault) for node, group in judging for shape in group for fault in shape.faults(node, whole)]
    load_places(whole, [node for node, _ in faults])
    return [_result(node, fault, whole) for node, fault in faults]


def _doubts(crew: Crew) -> sieve.Doubts:
    """The nodes of the store that may break a shape."""
    doubts, predicates = crew.judge.questions()
    found: sieve.Doubts = {}
    for some in (*crew.each(Judge.doubted, doubts, 1), *crew.each(Judge.misvalued, predicates, 1)):
        for node, shapes_ in (item for one in some for item in one.items()):
            found.setdefault(node, set()).update(shapes_)
    return found


def _first(item: tuple[str, object]) -> str:
    return item[0]


def _spoken_of(store: Store, graphs: Sequence[str]) -> set[str]:
    asked = (_SPOKEN.format(" ".join(map(iri, group))) for group in groups(graphs))
    return {node for query in asked for (node,) in rows(store, query)}


def _elsewhere(
    what: Callable[[Judge, Sequence[Item]], Found], location: str, files: tuple[Path, ...] | None, items: Sequence[Item]
) -> Found:
    return what(_opened(location, files), items)


@lru_cache(maxsize=1)
def _opened(location: str, files: tuple[Path, ...] | None) -> Judge:
    """One judge a process and run: the workers of a run end with it."""
    return Judge.of(stores.open(location, read_only=True), files)


def _result(node: str, fault: Fault, view: View) -> Result:
    shape = fault.shape
    file, quote = place(view, node)
    return Result(
        shape=shape.iri,
        severity=shape.severity,
        focus=text(node),
        path=shape.path,
        value=None if fault.value is None else spoken(fault.value),
        message_vi=shape.message_vi,
        message_en=shape.message_en,
        file=file,
        quote=quote,
        component=fault.component,
    )
