"""``policygraph status``: the sheet that agencies fill in, and bringing what they report into the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policygraph import audit, chain, export, status, store
from policygraph.cli import say
from policygraph.errors import SourceError
from policygraph.labels import both
from policygraph.progress import BUCKETS, Status


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


def show(location: str | None, as_of: date, by: str) -> None:
    """The buckets of a kind of group as a table, the shares of all tasks, and the figures that were published."""
    with store.open(location, read_only=True) as opened:
        report = audit.audit(opened, as_of)
    say.line(both("status.head", day=chain.shown(as_of)))
    rows = [row for row in report.standings if row.group == by]
    heads = [both(f"group.{by}"), both("column.total"), *(both(f"task-status.{bucket}") for bucket in BUCKETS)]
    say.table(heads, [(row.name, str(row.total), *(str(number) for _, number in row.counts)) for row in rows])
    if report.standings:
        _shares(report.standings[0].counts)
    for figures in report.published:
        names = "; ".join(filter(None, (figures.agency, figures.sector, figures.level)))
        say.heading("status.published", name=names or both("standing.not-known"), day=chain.shown(figures.on))
        counts = "; ".join(f"{both(f'task-status.{bucket}')}: {number}" for bucket, number in figures.counts)
        say.line(f"  {counts}")
        say.line(f"  {both('column.total')}: {sum(number for _, number in figures.counts)}")
        say.line(f"  {both('column.reportSource')}: {figures.source} [{figures.file}, {figures.sheet}, {figures.row}]")
        _shares(figures.counts)


def _shares(counts: tuple[tuple[Status, int], ...]) -> None:
    for share in audit.shares(counts):
        say.line(f"  {both(f'share.{share.key}')}")
        say.line(f"    {audit.formula(share)} = {export.share_words(share)}")
