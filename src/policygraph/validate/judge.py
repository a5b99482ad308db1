"""What the shapes say of a whole store, or of some of its sources: graph by graph, in as many processes as there are.

A node that is a part of a source is judged by its own graph, as long as nothing that the judgement rests on is spoken
of in another graph. All else (documents, bodies, what several graphs speak of) is judged by all that the store says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from policygraph.validate.rules import Said
from policygraph.validate.shapes import Above, Fault, shapes
from policygraph.validate.terms import iri, spoken, text
from policygraph.validate.views import Part, Whole, above, owner, read, shared_kinds

if TYPE_CHECKING:
    from policygraph.store import Store
    from policygraph.validate.rules import View

_GRAPHS, _NODES = 25, 1_000  #: in one batch
_SHARED = (identity.ONTOLOGY_GRAPH, identity.REFERENCE_GRAPH)

_FEW = 8  #: batches that are sooner done than workers are there

Item = TypeVar("Item")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Judged:
    """What some graphs by themselves give: results with the nodes that they rest on, and nodes still to be judged.

    With the latter stands what these graphs say of them.
    """

    results: tuple[tuple[Result, frozenset[str]], ...]
    open: dict[str, Said]


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
        open_: dict[str, Said] = {}
        rules = shapes(self.files)
        for name in names:
            part = Part(read(self.store.triples(name)), self.shared, self.up)
            key = name.rsplit("/", 1)[-1]
            for node, said in part.nodes.items():
                if owner(node) != key:
                    open_[node] = _together(open_.get(node), said)
                    continue
                part.touched = set()
                faults = rules.judge(node, said, part, self.up)
                if not faults:
                    continue
                results = [_result(node, fault, part) for fault in faults]
                if all(owner(rest) == key for rest in part.touched):
                    found += [(result, frozenset({node, *part.touched})) for result in results]
                else:
                    open_[node] = said
        return Judged(tuple(found), open_)

    def nodes(self, asked: Sequence[tuple[str, Said | None]]) -> list[Result]:
        """What these nodes look like in all that the store says, which may be known already."""
        rules, whole, nodes = shapes(self.files), Whole(self.store, self.up), [node for node, _ in asked]
        whole.know({node: said for node, said in asked if said is not None})
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

    def each(self, what: Callable[[Judge, Sequence[Item]], Found], items: Sequence[Item], size: int) -> Iterator[Found]:
        """What a judge says of the items, so many at a time, in any order."""
        batches = [items[n : n + size] for n in range(0, len(items), size)]
        if self._alone or len(batches) < _FEW:
            return map(partial(what, self._judge), batches)
        return self._pool.map(partial(_elsewhere, what, self._judge.store.location, self._judge.files), batches)

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._pool.__exit__(kind, error, trace)


def judged(crew: Crew, names: Sequence[str], every: bool = True) -> list[Result]:
    """What the shapes say of these graphs, and of all that they speak of; ``every``: the store holds no others."""
    parts = list(crew.each(Judge.graphs, names, _GRAPHS))
    open_: dict[str, Said | None] = {}
    for part in parts:
        for node, said in part.open.items():
            # a part of a source is also spoken of in its own graph, which has told nothing of it here
            known = every and owner(node) is None
            open_[node] = _together(open_.get(node), said) if known else None
    kept: list[Result] = []
    again = dict(open_)
    for result, rests in (pair for part in parts for pair in part.results):
        if rests.isdisjoint(open_):
            kept.append(result)
        else:
            again[iri(result.focus)] = None
    for results in crew.each(Judge.nodes, sorted(again.items(), key=_first), _NODES):
        kept += results
    return kept


def _first(item: tuple[str, object]) -> str:
    return item[0]


def _together(one: Said | None, other: Said) -> Said:
    """What two graphs say of a node, each value once."""
    if one is None:
        return other
    return {name: list(dict.fromkeys((*one.get(name, ()), *other.get(name, ())))) for name in {**one, **other}}


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
