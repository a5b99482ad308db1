"""What one agency has to do: in which role, to whom it reports, by when, and because of which directive.

Asked of the store by the agency alone, so that the answer takes as long as the agency has tasks, however large the
collection is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policygraph import chain, queries
from policygraph.audit.copies import counted_once
from policygraph.audit.reported import reported_of
from policygraph.audit.tasks import Part, TaskRow, task_of
from policygraph.chain import ROLES
from policygraph.store import Store


@dataclass(frozen=True, slots=True)
class Duty:
    """One task in one role; ``via`` names the collective through which the agency is meant."""

    role: str
    via: str | None
    task: TaskRow
    directives: tuple[str, ...]  #: the central directives above the task's document

    def receivers(self, role: str) -> tuple[str, ...]:
        """To whom it reports or submits, as the text names them."""
        return self.task.agencies(role)


def duties_of(store: Store, agency: str, as_of: date) -> tuple[Duty, ...]:
    """The duties of an agency (IRI) from documents issued up to a day: what it leads first, the next deadline first.

    The parts of a task are the agency's own role and, where it leads, who receives its reports.
    """
    rows = queries.records(store, "duties-of-agency", agency=agency)
    if not rows:
        return ()
    documents = chain.documents_among(store, {str(row["document"]) for row in rows})
    directives = _directives(store, documents)
    receivers: dict[str, list[Part]] = {}
    for row in queries.records(store, "receivers-of-agency", agency=agency):
        receivers.setdefault(str(row["task"]), []).append(Part(str(row["role"]), str(row["receiver"])))
    reported = reported_of(store, as_of, {str(row["task"]) for row in rows})
    groups: dict[tuple[str, str, str], list[queries.Row]] = {}
    for row in rows:
        groups.setdefault((str(row["role"]), str(row["task"]), str(row["via"] or "")), []).append(row)
    found = []
    for (role, iri, via), group in groups.items():
        document = documents[str(group[0]["document"])]
        if document.issued and document.issued > as_of:
            continue
        parts = (Part(role, str(group[0]["asWritten"]), agency), *(receivers.get(iri, ()) if role == "lead" else ()))
        task = task_of(iri, group, document, parts, reported.get(iri, ()))
        found.append(Duty(role, via or None, task, directives.get(document.iri, ())))
    kept = {task.iri for task in counted_once(duty.task for duty in found)}
    return tuple(sorted((duty for duty in found if duty.task.iri in kept), key=_order))


def _order(duty: Duty) -> tuple[int, date, str, str]:
    return (ROLES.index(duty.role), duty.task.due or date.max, duty.task.iri, duty.via or "")


def _directives(store: Store, documents: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of the central directives above each document, in the order of their IRIs."""
    rows = queries.among(store, "central-above", "document", documents)
    pairs = sorted((str(row["document"]), str(row["directive"])) for row in rows)
    known = chain.documents_among(store, {directive for _, directive in pairs})
    found: dict[str, list[str]] = {}
    for document, directive in pairs:
        found.setdefault(document, []).append(known[directive].name)
    return {document: tuple(names) for document, names in found.items()}
