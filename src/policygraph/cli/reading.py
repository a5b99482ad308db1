"""``policygraph read`` and ``formats``: what was read from a file, and what this machine can read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from policygraph import sources, structure
from policygraph.cli import say
from policygraph.errors import SourceError
from policygraph.labels import both, catalogue
from policygraph.outline import Outline
from policygraph.text import SourceText, squeeze

#: A line of the outline, a cell, a removed piece is shown up to so many letters.
_SHOWN = 100


def options(
    column: Iterable[str],
    *,
    ocr: bool,
    max_pages: int | None,
    max_mb: float | None,
    seconds: float | None,
    secret: bool,
) -> sources.Options:
    """The options of reading from those of the command line; a column that is not ROLE=NAME is a bad call."""
    columns = {}
    for pair in column:
        role, _, name = pair.partition("=")
        if role not in ("text", "name") or not name:
            raise typer.BadParameter(both("cli.bad-column", text=pair))
        columns[role] = name
    usual = sources.Options()
    limit = usual.max_unpacked if max_mb is None else int(max_mb * 1e6)
    return sources.Options(
        max_bytes=usual.max_bytes if max_mb is None else limit,
        max_unpacked=limit,
        max_pages=max_pages or usual.max_pages,
        seconds=seconds or usual.seconds,
        ocr=ocr,
        secret=secret,
        columns=columns,
    )


def show(path: Path, chosen: sources.Options, only: str | None) -> bool:
    """Print every document of the file, whole or one part of it; true where all could be read."""
    if only is not None and only not in PARTS:
        raise typer.BadParameter(both("cli.bad-part", text=only, parts=", ".join(PARTS)))
    well = True
    if sys.stderr.isatty():
        say.note(both("read.working", path=path))
    for _, source in sources.documents(path, chosen):
        if isinstance(source, SourceError):
            say.error(str(source))
            well = False
        elif only:
            PARTS[only](source, structure.parse(source))
        else:
            _all(source)
    return well


def _all(source: SourceText) -> None:
    outline = structure.parse(source)
    pages = max((place.page for place in source.layout.places), default=0)
    say.line(source.name)
    counts = {"letters": len(source.text), "pages": pages or "-", "tables": len(source.layout.grids)}
    say.line(f"  {source.media_type}; {both('read.counts', **counts)}")
    for name in ("findings", "removed", "outline", "tables", "text"):
        say.heading(f"read.part.{name}")
        PARTS[name](source, outline)


def _text(source: SourceText, _: Outline) -> None:
    say.line(source.text.rstrip("\n"))


def _outline(_: SourceText, outline: Outline) -> None:
    for name in ("type_word", "title", "preamble", "signature", "recipients"):
        if span := getattr(outline.regions, name):
            say.line(f"  [{both(f'read.region.{name}')}] {_short(outline.text.written(span))}")
    for provision in outline.provisions:
        say.line(f"  {provision.path}  {_short(outline.text.written(provision.body))}")


def _tables(source: SourceText, _: Outline) -> None:
    for number, grid in enumerate(source.layout.grids, 1):
        say.line(both("read.table", number=number, rows=len(grid.rows), columns=max(map(len, grid.rows))))
        for row in grid.rows:
            say.line("  " + " | ".join(_short(squeeze(cell.of(source.text)), 40) for cell in row))


def _removed(source: SourceText, _: Outline) -> None:
    for piece in source.layout.removed:
        at = f" ({both('read.page', page=piece.page)})" if piece.page else ""
        say.line(f"  [{both(f'removed.{piece.kind}')}]{at} {_short(piece.text)}")


def _findings(source: SourceText, outline: Outline) -> None:
    found = [*sources.check(source), *outline.findings]
    for finding in found:
        say.line(f"  {finding.message_vi} / {finding.message_en}")
        if advice := catalogue().get(f"advice.{finding.kind}"):
            say.line(f"    → {advice.vi} / {advice.en}")
        if finding.evidence:
            place = f"[{finding.evidence.start}-{finding.evidence.end}]"
            say.line(f"    «{_short(squeeze(finding.evidence.quote))}» {place}")
    if not found:
        say.line(f"  {both('read.sound')}")


#: What can be shown alone.
PARTS: dict[str, Callable[[SourceText, Outline], None]] = {
    "text": _text,
    "outline": _outline,
    "tables": _tables,
    "removed": _removed,
    "findings": _findings,
}


def _short(text: str, most: int = _SHOWN) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def formats() -> None:
    """A table of the formats, and whether this machine can read them."""
    rows = []
    for item in sources.FORMATS.values():
        missing = item.need.missing() if item.need else ()
        state = both("formats.missing", missing=", ".join(missing)) if missing else both("formats.ready")
        install = item.need.install if item.need and missing else ""
        rows.append((sources.described(item), " ".join(item.endings), state, install))
    missing = sources.OCR.missing()
    state = both("formats.missing", missing=", ".join(missing)) if missing else both("formats.ready")
    rows.append((both("format.scan"), ".pdf", state, sources.OCR.install if missing else ""))
    say.table([both(f"formats.{name}") for name in ("name", "endings", "state", "install")], rows)
