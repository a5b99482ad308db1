"""``policygraph diff``: what appeared, changed and went between two snapshots."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from policygraph import compare, store
from policygraph.cli import say
from policygraph.compare import KINDS, Change, Outcome
from policygraph.errors import PolicyGraphError
from policygraph.labels import both

FORMS = ("text", "json")
_MARKS = {Outcome.APPEARED: "+", Outcome.CHANGED: "~", Outcome.GONE: "-"}


def show(before: Path, after: Path, form: str) -> int:
    """Print the changes; the exit code as ``diff`` gives it: 0 the same, 1 they differ, 2 could not run."""
    try:
        with store.snapshot(before) as old, store.snapshot(after) as new:
            found = compare.compare(old, new)
    except PolicyGraphError as error:
        say.error(str(error))
        return 2
    if form == "json":
        say.line(json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=1))
    else:
        _text(found)
    return 1 if found else 0


def _text(found: tuple[Change, ...]) -> None:
    counts = Counter((change.kind, change.outcome) for change in found)
    for kind in KINDS:
        numbers = {str(outcome): counts[kind, outcome] for outcome in Outcome}
        say.line(f"{both(f'diff.{kind}')}: {both('diff.counts', **numbers)}")
    for kind in KINDS:
        mine = [change for change in found if change.kind == kind]
        if mine:
            say.heading(f"diff.{kind}")
        for change in mine:
            say.line(f"{_MARKS[change.outcome]} {change.label}")
            say.line(f"    {change.key}")
            for name, old, new in change.fields:
                say.line(f"    {name}: {'; '.join(old) or '-'} → {'; '.join(new) or '-'}")
