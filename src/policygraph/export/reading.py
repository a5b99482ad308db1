"""The audit to read: a page that prints well, and Markdown. Both show the brief columns, each row with its sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import Template

from policygraph.audit import AuditReport
from policygraph.chain import shown
from policygraph.export.files import clean
from policygraph.export.sheets import Link, Row, Sheet, Value, width
from policygraph.export.tables import sheets
from policygraph.labels import both, find, pair, vi
from policygraph.resources import folder

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$#])")  # what Markdown may take for more than words


@dataclass(frozen=True, slots=True)
class Line:
    """A row for reading: its brief cells, and where the text says so."""

    cells: tuple[str, ...]
    quote: str | None
    file: str | None
    link: Link | None


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet for reading: its title, the heads of its brief columns, and its rows."""

    key: str
    title: tuple[str, str]
    heads: tuple[tuple[str, str], ...]
    widths: tuple[int, ...]  #: of the columns, in hundredths of the whole
    lines: tuple[Line, ...]


def sections(report: AuditReport) -> Iterator[Section]:
    """Every sheet of the report, made brief."""
    for sheet in sheets(report):
        columns = sheet.brief or sheet.columns
        places = [sheet.columns.index(column) for column in columns]
        lines = tuple(_line(sheet, row, places) for row in sheet.rows)
        heads = tuple(pair(f"column.{name}") if find(f"column.{name}") else (name, name) for name in columns)
        whole = sum(map(width, columns))
        widths = tuple(100 * width(column) // whole for column in columns)
        yield Section(sheet.key, (_title(sheet.key), find(f"sheet.{sheet.key}").en), heads, widths, lines)  # type: ignore[union-attr]


def _title(key: str) -> str:
    """The Vietnamese part of a sheet's name, which bears both languages."""
    label = find(f"sheet.{key}")
    return label.vi.removesuffix(label.en).strip() if label else key


def _line(sheet: Sheet, row: Row, places: list[int]) -> Line:
    def cell(name: str) -> Value:
        return row[sheet.columns.index(name)] if name in sheet.columns else None

    quote, file, link = words(cell("quote")), cell("file"), cell("link")
    cells = tuple(words(row[place]) for place in places)
    return Line(
        cells,
        quote if quote and quote not in cells else None,  # a task's sentence is often its text: it is shown once
        str(file) if file else None,
        link if isinstance(link, Link) else None,
    )


def words(value: Value) -> str:
    """A value as people read it: days as offices write them, nothing for an empty cell.

    >>> words(date(2022, 3, 31)), words(None), words(3)
    ('31/03/2022', '', '3')
    """
    if isinstance(value, date):
        return shown(value)
    return "" if value is None else " ".join(clean(str(value)).split())


def figures(report: AuditReport) -> list[tuple[str, str]]:
    """The figures of the report: what is counted, and how many out of how many."""
    return [(both(f"figure.{key}"), f"{part} / {whole}") for key, part, whole in report.figures()]


# ---------------------------------------------------------------------------------------------- the page


def page_bytes(report: AuditReport) -> bytes:
    """A stand-alone page; on paper every table repeats its head and no row is torn apart."""
    template = Template((folder("data") / "interface" / "audit.html").read_text("utf-8"))
    found = list(sections(report))
    rows = "".join(f"<tr><td>{_safe(name)}</td><td>{_safe(value)}</td></tr>" for name, value in figures(report))
    links = "".join(f'<li><a href="#{s.key}">{_two(*s.title)}</a> ({len(s.lines)})</li>' for s in found)
    title = pair("audit.head", day=shown(report.as_of))
    return template.substitute(
        title=_safe(title[0]),
        heading=_two(*title),
        notice=_two(*pair("audit.notice")),
        figures=f"<table><tbody>{rows}</tbody></table>",
        contents=f"<ul>{links}</ul>",
        body="\n".join(map(_section, found)),
    ).encode()


def _section(section: Section) -> str:
    heads = "".join(f"<th>{_two(*head)}</th>" for head in section.heads)
    columns = "".join(f'<col style="width:{share}%">' for share in section.widths)
    body = "\n".join(_row(line, len(section.heads)) for line in section.lines)
    empty = "" if section.lines else f"<p>{_two(*pair('audit.none'))}</p>"
    table = (
        f'<div class="scroll"><table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>{body}</table></div>'
        if section.lines
        else ""
    )
    return f'<section id="{section.key}"><h2>{_two(*section.title)} ({len(section.lines)})</h2>{empty}{table}</section>'


def _row(line: Line, columns: int) -> str:
    cells = "".join(f"<td>{_safe(cell)}</td>" for cell in line.cells)
    said = f"«{_safe(line.quote)}» " if line.quote else ""
    place = _safe(line.file or (vi("column.link") if line.link else ""))
    where = f'<a href="{_safe(line.link)}">{place}</a>' if line.link else place
    trace = f'<tr class="trace"><td colspan="{columns}">{said}{where}</td></tr>' if said or where else ""
    return f"<tbody><tr>{cells}</tr>{trace}</tbody>"


def _two(vietnamese: str, english: str) -> str:
    if vietnamese == english:
        return _safe(vietnamese)
    return f'{_safe(vietnamese)} <span class="en" lang="en">{_safe(english)}</span>'


def _safe(text: str) -> str:
    return html.escape(clean(text))


# ---------------------------------------------------------------------------------------------- Markdown


def text_bytes(report: AuditReport) -> bytes:
    """Markdown with a table for each sheet; words of documents stay words."""
    lines = [f"# {both('audit.head', day=shown(report.as_of))}", "", both("audit.notice"), ""]
    lines += [f"- {_escaped(name)}: {value}" for name, value in figures(report)]
    for section in sections(report):
        lines += ["", f"## {' / '.join(dict.fromkeys(section.title))} ({len(section.lines)})", ""]
        if section.lines:
            heads = [_escaped(" / ".join(dict.fromkeys(head))) for head in section.heads]
            lines += [_table_row([*heads, both("column.source")]), _table_row(["---"] * (len(heads) + 1))]
            lines += [_table_row([*map(_escaped, line.cells), _source(line)]) for line in section.lines]
    return ("\n".join(lines) + "\n").encode()


def _source(line: Line) -> str:
    said = f"«{_escaped(line.quote)}» " if line.quote else ""
    file = _escaped(line.file or "")
    return said + (f"[{file or vi('column.link')}](<{line.link}>)" if line.link else file)


def _table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    r"""Words that Markdown takes for words.

    >>> _escaped("a|b <script> *c*")
    'a\\|b \\<script\\> \\*c\\*'
    """
    return _MARKUP.sub(r"\\\1", text)
