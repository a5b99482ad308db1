"""The same work given to different leads, by two documents or by two sections of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from policygraph.audit.tasks import TaskRow
from policygraph.text import slug

_SHORTEST = 8  # words: shorter ones ("tổ chức thực hiện kế hoạch này") are said to everybody


@dataclass(frozen=True, slots=True)
class Conflict:
    """Tasks of one place that say the same work and name different leads; each bears its own sentence."""

    tasks: tuple[TaskRow, ...]

    @property
    def id(self) -> str:
        """The same in every build of the same texts: the first task's IRI."""
        return self.tasks[0].iri


def conflicts_of(tasks: Iterable[TaskRow]) -> tuple[Conflict, ...]:
    """Work that a place gives twice, to leads that differ.

    Only assigned work counts: standing work ("thường xuyên tuyên truyền ...") is rightly everybody's. Where one task
    names no lead, nothing contradicts the other.
    """
    known = [(key, task) for task in tasks if task.leads and task.routine is not True and (key := _work(task))]
    ordered = sorted(known, key=lambda pair: (pair[0], pair[1].iri))
    groups = [tuple(task for _, task in group) for _, group in groupby(ordered, key=lambda pair: pair[0])]
    return tuple(Conflict(group) for group in groups if len({_leads(task) for task in group}) > 1)


def _leads(task: TaskRow) -> frozenset[str]:
    return frozenset(part.key for part in task.leads)


def _work(task: TaskRow) -> tuple[str, str] | None:
    """The place and the work itself: its words without the names of those who do it; `None` where it is too short."""
    words = slug(task.text)
    for part in sorted(task.parts, key=lambda part: -len(part.as_written)):
        words = words.replace(slug(part.as_written), " ")
    key = " ".join(word for word in words.replace("-", " ").split())
    return (task.document.jurisdiction or "", key) if len(key.split()) >= _SHORTEST else None
