"""What a text says, in a form that is equal for two files that say the same."""

from __future__ import annotations

from typing import Any

from policygraph.extract import extract
from policygraph.facts import Stated, Task
from policygraph.text import SourceText, squeeze


def said(source: SourceText) -> dict[str, list[Any]]:
    """All facts without their offsets; strings with single blanks."""
    facts = extract(source)
    head = facts.header
    stated: list[Stated | None] = [
        head.number, head.document_type, head.issuer, head.place, head.title, head.signer, *head.recipients,
    ]  # fmt: skip
    return {
        "header": [item and squeeze(item.value) for item in stated] + [head.issued and head.issued.value],
        "references": [(r.key, r.document_type, r.issued, r.issuer, r.place, r.aliases, r.variants, len(r.mentions))
                       for r in facts.references],
        "relations": [(c.citing, c.relation, c.cited) for c in facts.citations],
        "tasks": list(map(task, facts.tasks)),
        "targets": [(squeeze(t.text), t.value, t.upper, t.unit, t.comparator, t.by) for t in facts.targets],
    }  # fmt: skip


def task(found: Task) -> tuple[Any, ...]:
    """A task's words, roles, schedule and output."""
    when = found.schedule
    return (
        found.path,
        squeeze(found.text),
        tuple((role.role, squeeze(role.as_written)) for role in found.responsibilities),
        when and (squeeze(when.as_written), when.start, when.end, when.recurrence),
        found.output and squeeze(found.output.value),
        found.carries_out,
        found.routine,
    )
