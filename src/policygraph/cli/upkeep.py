"""``policygraph check``, ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path

from policygraph import upkeep
from policygraph.build import Stage, Step
from policygraph.cli import say
from policygraph.cli.loading import bar
from policygraph.errors import StoreError
from policygraph.findings import Severity
from policygraph.labels import both


def check(location: str | None) -> int:
    """Print what is wrong with the store; the exit code: 0 sound, 1 not sound, 2 nothing to look at."""
    try:
        with bar() as told:
            found = upkeep.check(location, (lambda done, total: told(Step(Stage.CHECK, done, total))) if told else None)
    except StoreError as error:
        say.error(str(error))
        return 2
    for finding in found:
        say.line(f"{both(f'severity.{finding.severity}')}: {finding.message_vi} / {finding.message_en}")
    broken = any(finding.severity is Severity.VIOLATION for finding in found)
    say.line(both("check.broken" if broken else "check.sound"))
    return 1 if broken else 0


def backup(location: str | None, out: Path) -> None:
    """Write the copy and say so."""
    copied = upkeep.backup(location, out)
    say.note(both("backup.done", at=copied.path, graphs=copied.graphs, quads=f"{copied.quads:,}"))


def restore(archive: Path, location: str | None) -> None:
    """Bring the copy back and say so."""
    copied = upkeep.restore(archive, location)
    say.note(both("restore.done", at=copied.path, graphs=copied.graphs, quads=f"{copied.quads:,}"))
