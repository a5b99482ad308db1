"""Two snapshots of a collection: which documents, tasks, responsibilities and findings appeared, changed or went.

Things are told apart by what stays when a file is read again: a document by its IRI, a task by document and item, a
responsibility by task, role and words, a finding by its kind, what it speaks of and the words it quotes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policygraph import identity, queries
from policygraph.store import Store

#: What is compared, in the order of the report.
KINDS = ("document", "task", "responsibility", "finding")

Fields = dict[str, tuple[str, ...]]  #: name of a property -> what it says, sorted


class Outcome(StrEnum):
    """What became of a thing from one snapshot to the other."""

    APPEARED = "appeared"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its id, how people call it, and of what changed what it said before and says now."""

    kind: str
    outcome: Outcome
    key: str
    label: str
    fields: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()


def compare(before: Store, after: Store) -> tuple[Change, ...]:
    """The changes between two snapshots, by kind and id; nothing where they say the same."""
    changes: list[Change] = []
    for kind in KINDS:
        old, new = dict(_READERS[kind](before)), dict(_READERS[kind](after))
        for key in sorted({*old, *new}):
            if key not in old:
                changes.append(Change(kind, Outcome.APPEARED, key, _label(new[key])))
            elif key not in new:
                changes.append(Change(kind, Outcome.GONE, key, _label(old[key])))
            elif differing := _differing(old[key], new[key]):
                changes.append(Change(kind, Outcome.CHANGED, key, _label(new[key]), differing))
    return tuple(changes)


def _differing(old: Fields, new: Fields) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    names = sorted({*old, *new})
    return tuple((name, old.get(name, ()), new.get(name, ())) for name in names if old.get(name) != new.get(name))


def _label(fields: Fields) -> str:
    """What people call the thing: the first thing it says of itself."""
    return " ".join(
        value for name in ("type", "number", "message", "text", "title") for value in fields.get(name, ())[:1]
    )


def _merged(rows: list[queries.Row], key: str, names: tuple[str, ...]) -> Iterator[tuple[str, Fields]]:
    """The rows of each key as one record: a property that differs from row to row has all its values."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        fields = found.setdefault(str(row[key]), {})
        for name in names:
            if row[name] is not None:
                fields.setdefault(name, set()).add(_plain(row[name]))
    for iri, fields in found.items():
        yield iri, {name: tuple(sorted(values)) for name, values in fields.items()}


def _plain(value: queries.Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _documents(store: Store) -> Iterator[tuple[str, Fields]]:
    names = ("number", "type", "issued", "issuer", "place", "title", "file")
    yield from _merged(queries.records(store, "documents"), "document", names)


def _tasks(store: Store) -> Iterator[tuple[str, Fields]]:
    names = ("text", "output", "schedule", "startDate", "endDate", "recurrence", "kind")
    rows = [{**row, "key": identity.without_source(str(row["task"]))} for row in queries.records(store, "tasks")]
    yield from _merged(rows, "key", names)


def _responsibilities(store: Store) -> Iterator[tuple[str, Fields]]:
    """Who has which role for a task, by its words; the body that they were resolved to may change."""
    rows = []
    for row in queries.records(store, "responsibilities"):
        key = f"{identity.without_source(str(row['task']))} {row['role']} {row['asWritten']}"
        rows.append({**row, "key": key, "text": f"{row['asWritten']}: {row['text']}"})
    yield from _merged(rows, "key", ("text", "role", "agency"))


def _findings(store: Store) -> Iterator[tuple[str, Fields]]:
    rows = []
    for row in queries.records(store, "findings"):
        about = f"{identity.without_source(str(row['focus'] or ''))}\0{row['quote'] or row['message']}"
        key = f"{row['kind']}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"
        rows.append({**row, "key": key})
    yield from _merged(rows, "key", ("kind", "severity", "message", "quote", "file"))


_READERS = {"document": _documents, "task": _tasks, "responsibility": _responsibilities, "finding": _findings}
