"""All tasks of a store and who is charged with them, read a property at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from policygraph.chain.model import Proof
from policygraph.columns import Columns, least
from policygraph.queries import Row, Value

if TYPE_CHECKING:
    from policygraph.chain.read import Quotes

_ONE = ("order", "path", "text", "output", "routine")
_WHEN = {"schedule": "asWritten", "startDate": "startDate", "endDate": "endDate", "invalid": "invalidDate",
         "kind": "scheduleKind"}  # fmt: skip


def task_rows(read: Columns, quotes: Quotes) -> list[Row]:
    """The rows of the question ``tasks``, in its order."""
    columns = {name: read.of_members("pg:Task", f"pg:{name}") for name in _ONE}
    schedules = read.values("pg:schedule")
    when = {name: read.values(f"pg:{known}") for name, known in _WHEN.items()}
    repeats, stated = read.values("pg:recurrence"), read.values("pg:statedIn")
    rows: list[Row] = []
    for task in read.members("pg:Task") & columns["text"].keys() & stated.keys():
        row: Row = {"task": task, "document": least(stated[task])}
        row |= {name: _one(column.get(task, ())) for name, column in columns.items()}
        at = least(schedules.get(task, ())) or ""
        row |= {name: _one(column.get(at, ())) for name, column in when.items()}
        row["kind"] = str(row["kind"]).rsplit("/", 1)[-1] if row["kind"] else None
        found = quotes.of(task)
        row |= {name: getattr(found[0], name) if found else None for name in Proof.__slots__}
        rows += [{**row, "recurrence": said} for said in sorted(map(str, repeats.get(at, ()))) or (None,)]
    return sorted(rows, key=_place)


def _one(values: tuple[Value, ...]) -> Value:
    """Of several values the first in the order of their words."""
    return values[0] if len(values) == 1 else min(values, key=str, default=None)


def _place(row: Row) -> tuple[str, int, str, str]:
    order = row["order"] if isinstance(row["order"], int) else -1
    return str(row["document"]), order, str(row["task"]), str(row["recurrence"] or "")


class Charge(NamedTuple):
    """An agency charged with a task, in one role and in these words; ``agency`` is empty where no table has it."""

    document: str
    task: str
    role: str
    as_written: str
    start: int
    agency: str
    proofs: tuple[Proof, ...]


def charges(read: Columns, quotes: Quotes) -> list[Charge]:
    """Every charge of a task in the order of the question ``responsibilities``."""
    tasks, roles, written = (read.values(f"pg:{name}") for name in ("task", "role", "asWritten"))
    agencies, inherited, notation = read.values("pg:agency"), read.values("pg:inherited"), read.values("skos:notation")
    stated, texts = read.values("pg:statedIn"), read.of_members("pg:Task", "pg:text")
    # most agencies are named by their task itself: where none is inherited, no provision is looked at
    some = (True,) in inherited.values()
    provisions = {str(one) for parts in read.values("pg:hasProvision").values() for one in parts} if some else ()
    lead_ins = LeadIns(proof for one in provisions for proof in quotes.of(one))
    found: dict[tuple[str, ...], set[Proof]] = {}
    for iri in read.members("pg:Responsibility") & tasks.keys() & roles.keys() & written.keys():
        task, words = least(tasks[iri]) or "", least(written[iri]) or ""
        if task not in stated or task not in texts:
            continue
        proofs = quotes.of(iri)
        if inherited.get(iri) == (True,):
            proofs = tuple(map(lead_ins.around, proofs))
        for role in (name for concept in roles[iri] for name in notation.get(str(concept), ())):
            for agency in agencies.get(iri, ("",)):
                key = least(stated[task]) or "", task, str(role), words, str(agency)
                found.setdefault(key, set()).update(proofs)
    made = []
    for (document, task, role, words, agency), proofs_of in found.items():
        start = min((proof.start for proof in proofs_of), default=-1)
        made.append(Charge(document, task, role, words, start, agency, tuple(sorted(proofs_of))))
    return sorted(made)


class LeadIns:
    """The provisions of loaded texts: an agency named in a lead-in is proved by the lead-in, not by its bare name."""

    def __init__(self, provisions: Iterable[Proof]) -> None:
        self._by_file: dict[str, list[Proof]] = {}
        for proof in set(provisions):
            self._by_file.setdefault(proof.file, []).append(proof)
        for proofs in self._by_file.values():
            proofs.sort(key=lambda proof: (proof.start, proof.end, proof.quote))

    def around(self, proof: Proof) -> Proof:
        """The smallest provision that holds the words; the words themselves where there is none."""
        provisions = self._by_file.get(proof.file, [])
        # provisions do not overlap but where one holds the other, so the last that starts before is the smallest
        last = bisect_right(provisions, proof.start, key=lambda p: p.start) - 1
        holding = [p for p in provisions[max(0, last - 3) : last + 1] if p.start <= proof.start and proof.end <= p.end]
        return holding[-1] if holding else proof
