"""What one agency has to do: in which role, to whom it reports, by when, and because of which directive.

Asked of the store by the agency alone, so that the answer takes as long as the agency has tasks, however large the
collection is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policygraph import queries
from policygraph.audit.copies import counted_once
from policygraph.audit.reported import reported_of
from policygraph.audit.tasks import Part, TaskRow, task_of
from policygraph.chain import ROLES, Document
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
    documents, directives = _documents(store, dict.fromkeys(str(row["document"]) for row in rows))
    receivers: dict[str, list[Part]] = {}
    for row in queries.records(store, "receivers-of-agency", agency=agency):
        receivers.setdefault(str(row["task"]), []).append(Part(str(row["role"]), str(row["receiver"])))
    reported = reported_of(store, as_of)
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


def _documents(store: Store, iris: Iterable[str]) -> tuple[dict[str, Document], dict[str, tuple[str, ...]]]:
    """The documents, and the names of the central directives above each."""
    documents: dict[str, Document] = {}
    above: dict[str, dict[str, str]] = {}
    for iri in iris:
        documents[iri] = Document(iri)
        for row in queries.records(store, "directives-above", document=iri):
            documents[iri] = _document(iri, row, "")
            if row["directive"]:
                directive = _document(str(row["directive"]), row, "directive")
                above.setdefault(iri, {})[directive.iri] = directive.name
    return documents, {iri: tuple(names.values()) for iri, names in above.items()}


def _document(iri: str, row: queries.Row, prefix: str) -> Document:
    """The document that columns with this prefix describe."""
    number, kind = (row[f"{prefix}{name}" if prefix else name.lower()] for name in ("Number", "Type"))
    issued = None if prefix else row["issued"]
    return Document(
        iri,
        None if number is None else str(number),
        None if kind is None else str(kind),
        issued if isinstance(issued, date) else None,
        None if prefix or row["issuer"] is None else str(row["issuer"]),
    )
