"""Where tasks stand: the buckets per agency, level and sector, and the shares with what they are shares of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from policygraph import succession
from policygraph.audit.tasks import Part, TaskRow
from policygraph.labels import vi
from policygraph.progress import BUCKETS, Status

if TYPE_CHECKING:
    from policygraph.vocab import Agency, Vocabulary

#: What tasks are counted by.
GROUPS = ("all", "agency", "level", "sector")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many tasks of a group are in each bucket; a task of several leads counts for each of them."""

    group: str
    name: str
    counts: tuple[tuple[Status, int], ...]

    @property
    def total(self) -> int:
        """All tasks of the group."""
        return sum(number for _, number in self.counts)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its parts: key, numerator, denominator, and the buckets that each is the sum of."""

    key: str
    part: int
    whole: int
    numerator: tuple[Status, ...]
    denominator: tuple[Status, ...]

    @property
    def percent(self) -> float | None:
        """In hundredths of a hundred; `None` of nothing.

        >>> round(Share("a", 16_051, 16_274, (), ()).percent, 2), Share("a", 0, 0, (), ()).percent
        (98.63, None)
        """
        return 100 * self.part / self.whole if self.whole else None


_DONE = (Status.DONE_ON_TIME, Status.DONE_LATE)
_FALLEN_DUE = (*_DONE, Status.OVERDUE)  # by the Government Office's way of counting: done, or overdue
_SHARES: tuple[tuple[str, tuple[Status, ...], tuple[Status, ...]], ...] = (
    ("done-of-all", _DONE, BUCKETS),
    ("done-of-due", _DONE, _FALLEN_DUE),
    ("on-time-of-done", (Status.DONE_ON_TIME,), _DONE),
    ("overdue-of-due", (Status.OVERDUE,), _FALLEN_DUE),
    ("unknown-of-all", (Status.NO_INFORMATION,), BUCKETS),
)


def shares(counts: Iterable[tuple[Status, int]]) -> tuple[Share, ...]:
    """The shares that follow from the counts of the buckets.

    >>> of_2017 = zip(BUCKETS, (14_068, 1_983, 5_640, 223, 0), strict=True)
    >>> [(share.key, share.part, share.whole) for share in shares(of_2017)][:2]
    [('done-of-all', 16051, 21914), ('done-of-due', 16051, 16274)]
    """
    number = Counter(dict(counts))

    def sum_of(statuses: tuple[Status, ...]) -> int:
        return sum(number[status] for status in statuses)

    return tuple(Share(key, sum_of(top), sum_of(under), top, under) for key, top, under in _SHARES)


def formula(share: Share) -> str:
    """How a share is worked out, in words: ``(a + b) / (a + b + c)``."""

    def terms(statuses: tuple[Status, ...]) -> str:
        names = " + ".join(vi(f"task-status.{status}").lower() for status in statuses)
        return f"({names})" if len(statuses) > 1 else names

    return f"{terms(share.numerator)} / {terms(share.denominator)}"


def standings(tasks: Iterable[TaskRow], as_of: date) -> tuple[Standing, ...]:
    """The buckets of all tasks, then per agency, level and sector of those that lead; the largest group first."""
    found: dict[tuple[str, str], Counter[Status]] = {}
    for task in tasks:
        bucket = task.bucket(as_of)
        for group, of in _NAMES.items():
            for name in dict.fromkeys(of(task)):
                found.setdefault((group, name), Counter())[bucket] += 1
    rows = [
        Standing(group, name, tuple((status, count[status]) for status in BUCKETS))
        for (group, name), count in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (GROUPS.index(row.group), -row.total, row.name)))


def _each(of: Callable[[Part], str]) -> Callable[[TaskRow], Iterator[str]]:
    """The groups of a task: one for each of its leads, or the group of tasks without one."""

    def names(task: TaskRow) -> Iterator[str]:
        yield from (of(part) for part in task.leads)
        if not task.leads:
            yield vi("standing.no-lead")

    return names


def _agency(part: Part) -> str:
    return part.name or part.as_written


def _level(part: Part) -> str:
    agency = _known(part.agency)
    return _tiers().get(agency.tier, agency.tier) if agency else vi("standing.not-known")


def _sector(part: Part) -> str:
    agency = _known(part.agency)
    template = _vocabulary().template(agency.key.partition("@")[0]) if agency else None
    return vi(f"field.{template.field}") if template else vi("standing.not-known")


_NAMES: Mapping[str, Callable[[TaskRow], Iterable[str]]] = {
    "all": lambda task: (vi("standing.all"),),
    "agency": _each(_agency),
    "level": _each(_level),
    "sector": _each(_sector),
}


@cache
def _known(iri: str | None) -> Agency | None:
    """The agency of the tables; `None` for a collective, and for a body that only texts know."""
    return succession.of_iri(iri, _vocabulary()) if iri else None


def _tiers() -> Mapping[str, str]:
    return {tier.id: tier.name_vi for tier in _vocabulary().tiers}


def _vocabulary() -> Vocabulary:
    from policygraph import vocab

    return vocab.load()
