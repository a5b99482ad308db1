"""Documents that several files hold: what a second copy says again is counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from policygraph.audit.tasks import TaskRow
from policygraph.text import slug


def counted_once(tasks: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
    """The tasks, each once a document: of several files the fullest counts, and of the others only what it lacks.

    Two tasks of two files are one where they stand at the same item, or say the same words.
    """
    rows = list(tasks)
    files: dict[str, dict[str, list[TaskRow]]] = defaultdict(lambda: defaultdict(list))
    for task in rows:
        files[task.document.iri][task.proof.file if task.proof else ""].append(task)
    dropped = {task.iri for copies in files.values() if len(copies) > 1 for task in _repeated(copies)}
    return tuple(task for task in rows if task.iri not in dropped)


def _repeated(copies: dict[str, list[TaskRow]]) -> list[TaskRow]:
    """What the fuller copies of a document have said already."""
    paths: set[str | None] = {None}
    said: set[str] = set()
    again: list[TaskRow] = []
    for _, tasks in sorted(copies.items(), key=lambda item: (-len(item[1]), item[0])):
        again += [task for task in tasks if (task.path in paths and task.path) or slug(task.text) in said]
        paths |= {task.path for task in tasks}
        said |= {slug(task.text) for task in tasks}
    return again
