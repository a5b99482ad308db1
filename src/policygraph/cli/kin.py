"""``policygraph lineage``: which tasks of a document have the words of others, with the differing words marked."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, product

from policygraph import chain, parallels
from policygraph.cli import say
from policygraph.labels import both
from policygraph.lineage import Kind
from policygraph.parallels import Parallel, Side
from policygraph.store import Store


def show(store: Store, document: str, other: str | None) -> None:
    """The tasks of a document (an IRI) with their parallels; with ``other``, every like pair of the two."""
    documents = chain.documents(store)
    found = parallels.between(store, document, other) if other else parallels.of_document(store, document)
    say.line(documents[document].label)
    if other:
        say.line(f"  ↔ {documents[other].label}")
    count = len(parallels.tasks_of(store, document))
    like = {item.task for item in found}
    say.line("  " + both("lineage.count", like=len(like), count=count, own=count - len(like)))
    counted = Counter((item.side, item.kind) for item in found)
    for side, kind in product(Side, Kind):
        if counted[side, kind]:
            say.line(f"    {counted[side, kind]}  {both(f'lineage.side.{side}')}: {both(f'lineage.kind.{kind}')}")
    if found:
        say.line("  " + both("lineage.marks"))
    for (_, path), items in groupby(found, key=lambda item: (item.task, item.path)):
        say.line(f"\n{path}")
        for item in items:
            _parallel(item, documents[item.other_document].label)


def _parallel(item: Parallel, label: str) -> None:
    kind = both(f"lineage.kind.{item.kind}")
    say.line(f"  {both(f'lineage.side.{item.side}')} · {round(100 * item.score)} % · {kind}")
    say.line(f"    {item.other_path} · {label}")
    say.line(f"    «{item.marked}»")
    if item.reason[0]:
        say.line(f"    {item.reason[0]} / {item.reason[1]}")
