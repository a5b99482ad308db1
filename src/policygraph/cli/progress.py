"""``policygraph status``: the sheet that agencies fill in, and bringing what they report into the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policygraph import audit, export, status, store
from policygraph.cli import say
from policygraph.errors import SourceError
from policygraph.labels import both


def template(out: Path, location: str | None) -> None:
    """Write the sheet for every task of the store."""
    with store.open(location, read_only=True) as opened:
        report = audit.audit(opened, date.max)
    export.template(report, out)
    say.line(both("cli.written", path=out))


def bring(files: list[Path], location: str | None, on: date | None, source: str | None) -> bool:
    """Import the files one after another, and say what became of each row; true where all could be read."""
    well = True
    for file in files:
        try:
            found = status.bring(file, location, on, source)
        except SourceError as error:
            say.error(str(error))
            well = False
            continue
        for finding in found.sheet.findings:
            say.note(f"{file}: {finding.message_vi} / {finding.message_en}")
        numbers = {"reports": len(found.sheet.reports), "counts": len(found.sheet.counts)}
        said = both("status.imported", file=file, refused=len(found.sheet.findings), **numbers)
        say.line(f"{said} ({both('status.replaced')})" if found.replaced else said)
    return well
