"""What the shapes say of a whole store, or of some of its sources: graph by graph, in as many processes as there are.

A node that is a part of a source is judged by its own graph, as long as nothing that the judgement rests on is spoken
of in another graph. All else (documents, bodies, what several graphs speak of) is judged by all that the store says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from policygraph import identity
from policygraph import store as stores
from policygraph.pool import Pool
from policygraph.validate.check import check_results, checks
from policygraph.validate.place import place
from policygraph.validate.report import Result
from policygraph.validate.shapes import Above, Fault, shapes
from policygraph.validate.terms import iri, spoken, text
from policygraph.validate.views import Part, Whole, above, owner, read, shared_kinds

if TYPE_CHECKING:
    from policygraph.store import Store
    from policygraph.validate.rules import View

_GRAPHS, _NODES = 25, 1_000  #: in one batch
_SHARED = (identity.ONTOLOGY_GRAPH, identity.REFERENCE_GRAPH)

_FEW = 8  #: batches that are sooner done than workers are there

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Judged:
    """What some graphs by themselves give: results with the nodes that they rest on, and nodes still to be judged."""

    results: tuple[tuple[Result, frozenset[str]], ...]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judge:
    """A store with what all judgements need of it."""

    store: Store
    files: tuple[Path, ...] | None
    up: Above
    shared: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, store: Store, files: tuple[Path, ...] | None = None) -> Judge:
        """The judge of a store; raises `ShapeError` where the shapes are wrong."""
        shapes(files)
        there = set(store.graphs())
        return cls(store, files, above(store), shared_kinds(store, (name for name in _SHARED if name in there)))

    def graphs(self, names: Sequence[str]) -> Judged:
        """What the parts of sources look like, each graph by itself."""
        found: list[tuple[Result, frozenset[str]]] = []
        open_: set[str] = set()
        rules = shapes(self.files)
        for name in names:
            part = Part(read(self.store.triples(name)), self.shared, self.up)
            key = name.rsplit("/", 1)[-1]
            for node, said in part.nodes.items():
                if owner(node) != key:
                    open_.add(node)
                    continue
                part.touched = set()
                faults = rules.judge(node, said, part, self.up)
                if not faults:
                    continue
                results = [_result(node, fault, part) for fault in faults]
                if all(owner(rest) == key for rest in part.touched):
                    found += [(result, frozenset({node, *part.touched})) for result in results]
                else:
                    open_.add(node)
        return Judged(tuple(found), frozenset(open_))

    def nodes(self, nodes: Sequence[str]) -> list[Result]:
        """What these nodes look like in all that the store says."""
        rules, whole = shapes(self.files), Whole(self.store, self.up)
        whole.load(nodes)
        steps = [value for node in nodes for one in rules.steps for value in whole.said(node).get(one, ())]
        whole.load(steps)
        whole.load_kinds(value for node in nodes for one in rules.linked for value in whole.said(node).get(one, ()))
        faults = {node: rules.judge(node, whole.said(node), whole, self.up) for node in nodes}
        return [_result(node, fault, whole) for node in nodes for fault in faults[node]]

    def checks(self, names: Sequence[str]) -> list[Result]:
        """What the checks of these names find."""
        return check_results(self.store, [check for check in checks() if check.name in names])


class Crew:
    """Who judges a store: this process, or ``workers`` of them where it lies in a folder. Raises `ShapeError`.

    ``files`` are other shapes than the package's own.
    """

    def __init__(self, store: Store, workers: int = 1, files: tuple[Path, ...] | None = None) -> None:
        self._judge = Judge.of(store, files)
        self._alone = workers == 1 or not Path(store.location).is_dir()
        self._pool = Pool(1 if self._alone else workers)

    def each(self, what: Callable[[Judge, Sequence[str]], Found], names: Iterable[str], size: int) -> Iterator[Found]:
        """What a judge says of the names, so many at a time, in any order."""
        ordered = sorted(names)
        batches = [ordered[n : n + size] for n in range(0, len(ordered), size)]
        if self._alone or len(batches) < _FEW:
            return map(partial(what, self._judge), batches)
        return self._pool.map(partial(_elsewhere, what, self._judge.store.location, self._judge.files), batches)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._pool.__exit__(kind, error, trace)


def judged(crew: Crew, names: Iterable[str]) -> list[Result]:
    """What the shapes say of these graphs, and of all that they speak of."""
    parts = list(crew.each(Judge.graphs, names, _GRAPHS))
    open_ = {node for part in parts for node in part.open}
    kept: list[Result] = []
    again = set(open_)
    for result, rests in (pair for part in parts for pair in part.results):
        if rests.isdisjoint(open_):
            kept.append(result)
        else:
            again.add(iri(result.focus))
    for results in crew.each(Judge.nodes, again, _NODES):
        kept += results
    return kept


def _elsewhere(
    what: Callable[[Judge, Sequence[str]], Found], location: str, files: tuple[Path, ...] | None, names: Sequence[str]
) -> Found:
    return what(_opened(location, files), names)


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
