"""What a store says of tasks with the same words, seen from one document; and two documents laid side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policygraph import lineage, queries
from policygraph.lineage import Kind, Piece
from policygraph.store import Store


class Side(StrEnum):
    """How a task of the document stands to the other task."""

    TAKES = "takes"  #: it takes its words from the other
    GIVES = "gives"  #: the other takes them from it
    BESIDE = "beside"  #: nothing tells who took them from whom


@dataclass(frozen=True, slots=True)
class Parallel:
    """A task of a document and one of another document with the same words.

    ``kind`` says what the task makes of the other; ``reason`` says, in Vietnamese and in English, why a side is taken.
    """

    task: str
    path: str
    text: str
    other: str
    other_document: str
    other_path: str
    other_text: str
    side: Side
    kind: Kind
    score: float
    shared: int
    reason: tuple[str, str]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words of both: what both have, what only one has."""
        return lineage.differences(self.text, self.other_text)

    @property
    def marked(self) -> str:
        """The words of the task: ``[-only in the other-]``, ``{+only in the task+}``."""
        return lineage.marked(self.text, self.other_text)


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its place in the document."""

    iri: str
    path: str
    text: str


def tasks_of(store: Store, document: str) -> tuple[Task, ...]:
    """The tasks of a document (an IRI) in the order of the text."""
    rows = queries.records(store, "document-tasks", document=document)
    found = {str(row["task"]): Task(str(row["task"]), str(row["path"] or ""), str(row["text"])) for row in rows}
    return tuple(found.values())


def of_document(store: Store, document: str) -> tuple[Parallel, ...]:
    """The tasks of a document (an IRI) with the same words as a task of another one, in the order of the text.

    What the graph holds: each task's sources above, what takes its words, and the nearest beside (see `lineage.find`).
    """
    rows = queries.records(store, "lineage", **{"with": document})
    found = [_seen_from(row, document) for row in rows]
    return _in_order(found, tasks_of(store, document))


def _seen_from(row: queries.Row, document: str) -> Parallel:
    said = {name: "" if value is None else str(value) for name, value in row.items()}
    own, kind = said["document"] == document, Kind(said["kind"])
    ends = [(said["task"], said["document"], said["path"], said["text"]),
            (said["other"], said["otherDocument"], said["otherPath"], said["otherText"])]  # fmt: skip
    (task, _, path, text), (other, other_document, other_path, other_text) = ends if own else reversed(ends)
    side = Side.BESIDE if row["adapted"] is not True else Side.TAKES if own else Side.GIVES
    return Parallel(
        task, path, text, other, other_document, other_path, other_text, side, kind if own else _turned(kind),
        float(said["score"]), int(said["shared"]), (said["reason"], said["reasonEn"]),
    )  # fmt: skip


def _turned(kind: Kind) -> Kind:
    return {Kind.EXTENDED: Kind.EXCERPT, Kind.EXCERPT: Kind.EXTENDED}.get(kind, kind)


def between(store: Store, document: str, other: str) -> tuple[Parallel, ...]:
    """Every pair of like tasks of two documents (IRIs), whatever the graph holds: each is weighed with each."""
    own = tasks_of(store, document)
    side = _side(store, document, other)
    found = []
    for task in own:
        for beside in tasks_of(store, other):
            like = lineage.compare(task.text, beside.text)
            if like:
                found.append(Parallel(
                    task.iri, task.path, task.text, beside.iri, other, beside.path, beside.text, side, like.kind,
                    like.score, like.shared, ("", ""),
                ))  # fmt: skip
    return _in_order(found, own)


def _side(store: Store, document: str, other: str) -> Side:
    """Which of two documents stands above, over links of ``implements``."""
    for lower, upper, side in ((document, other, Side.TAKES), (other, document, Side.GIVES)):
        if upper in {row["upper"] for row in queries.records(store, "chain-up", document=lower)}:
            return side
    return Side.BESIDE


def _in_order(found: Iterable[Parallel], tasks: Iterable[Task]) -> tuple[Parallel, ...]:
    """By place in the document, the likest first."""
    place = {task.iri: number for number, task in enumerate(tasks)}
    return tuple(sorted(found, key=lambda one: (place[one.task], -one.score, one.other)))
