"""The audit as a Word document in the form of an official report (Decree 30/2020/NĐ-CP, annex I).

What an office must say itself (its name, the number, the day, who signs) is left to be filled in. A table shows the
first rows of its sheet; the workbook holds all of them.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from policygraph.audit import AuditReport, State
from policygraph.chain import shown
from policygraph.export.reading import Line, Section, figures, sections, words
from policygraph.labels import vi

if TYPE_CHECKING:
    from docx.document import Document

_SHOWN = 15  # rows of a sheet; a report is read, a workbook is searched
_GROUP = 10  # rows of one group of buckets, the largest first
_FONT, _SIZE = "Times New Roman", 13
_SMALL = 9  # points, in tables
_TEXT_WIDTH = 165  # mm between the margins of an A4 page
_MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}  # mm, by the decree
#: The sheets that make the report, in order; the others stand in the workbook.
_PARTS = ("coverage", "status", "gaps", "deadlines", "findings", "method")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def word_bytes(report: AuditReport) -> bytes:
    """The document; the same report gives the same bytes."""
    from docx import Document as new
    from docx.shared import Mm, Pt

    document = new()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for name, width in _MARGINS.items():
        setattr(page, name, Mm(width))
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    style.paragraph_format.space_after = Pt(6)
    day = datetime(report.as_of.year, report.as_of.month, report.as_of.day)
    document.core_properties.created = document.core_properties.modified = day
    document.core_properties.title = vi("audit.head", day=shown(report.as_of))
    document.core_properties.author = "policygraph"
    _page_numbers(page)
    _letterhead(document)
    _title(document, report)
    _summary(document, report)
    found = {section.key: section for section in sections(report)}
    for number, key in enumerate(_PARTS, start=2):
        _part(document, number, found[key])
    _signature(document)
    made = io.BytesIO()
    document.save(made)
    return _without_clock(made.getvalue())


def _line(place: Any, text: str, *, bold: bool = False, italic: bool = False, centre: bool = True) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _letterhead(document: Document) -> None:
    """The issuer and the number on the left, the state's name on the right."""
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    for cell, lines in ((left, ("issuer", "number")), (right, ("nation", "motto", "place"))):
        cell.paragraphs[0].paragraph_format.space_after = 0
        for name in lines:
            _line(cell, vi(f"word.{name}"), bold=name in ("issuer", "nation", "motto"), italic=name == "place")


def _title(document: Document, report: AuditReport) -> None:
    _line(document, vi("word.report"), bold=True)
    _line(document, vi("word.title"), bold=True)
    _line(document, vi("word.as-of", day=shown(report.as_of)), italic=True)
    _line(document, vi("audit.notice"), italic=True, centre=False)


def _heading(document: Document, number: int, text: str) -> None:
    """A numbered head that Word lists in its outline."""
    from docx.shared import Pt, RGBColor

    head = document.add_heading(f"{_ROMAN[number]}. {text}", level=1)
    for run in head.runs:
        run.font.name, run.font.size, run.font.color.rgb = _FONT, Pt(_SIZE), RGBColor(0, 0, 0)


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")


def _summary(document: Document, report: AuditReport) -> None:
    _heading(document, 1, vi("word.summary"))
    _table(document, [vi("column.item"), vi("column.value")], [list(row) for row in figures(report)], (4, 1))


def _part(document: Document, number: int, section: Section) -> None:
    _heading(document, number, f"{section.title[0]} ({len(section.lines)})")
    if not section.lines:
        _line(document, vi("audit.none"), centre=False)
        return
    shown, left = _SHORTER.get(section.key, _first)(section)
    shown = _filled(shown)
    rows = [list(line.cells) for line in shown.lines]
    _table(document, [head[0] for head in shown.heads], rows, shown.widths, map(_trace, shown.lines))
    if left:
        _line(document, vi("word.more", count=left), italic=True, centre=False)


def _first(section: Section) -> tuple[Section, int]:
    """The first rows, and how many are left out."""
    return replace(section, lines=section.lines[:_SHOWN]), max(0, len(section.lines) - _SHOWN)


def _decided(section: Section) -> tuple[Section, int]:
    """What is decided row by row; behind it what is not, each list of places once with all directives that share it."""
    words = vi(f"state.{State.NOT_DECIDABLE}")
    state = next(place for place, head in enumerate(section.heads) if head[0] == vi("column.state"))
    open_places: dict[str, list[str]] = {}
    for line in section.lines:
        if line.cells[state] == words:
            open_places.setdefault(line.cells[0], []).append(line.cells[1])
    together: dict[tuple[str, ...], list[str]] = {}
    for directive, places in open_places.items():
        together.setdefault(tuple(places), []).append(directive)
    blank = [""] * (len(section.heads) - 3)
    lines = [
        Line(("; ".join(directives), "; ".join(places), words, *blank), None, None, None)
        for places, directives in together.items()
    ]
    kept, left = _first(replace(section, lines=tuple(x for x in section.lines if x.cells[state] != words)))
    return replace(kept, lines=(*kept.lines, *lines)), left


def _largest(section: Section) -> tuple[Section, int]:
    """Of each group the largest rows."""
    count: Counter[str] = Counter()
    lines = []
    for line in section.lines:
        count[line.cells[0]] += 1
        lines += [line] if count[line.cells[0]] <= _GROUP else []
    return replace(section, lines=tuple(lines)), len(section.lines) - len(lines)


def _filled(section: Section) -> Section:
    """The section without columns in which nothing stands, or nothing but noughts."""
    whole = range(len(section.heads))
    kept = [place for place in whole if any(set(line.cells[place]) - set("0 /") for line in section.lines)]
    return replace(
        section,
        heads=tuple(section.heads[place] for place in kept),
        widths=tuple(section.widths[place] for place in kept),
        lines=tuple(replace(line, cells=tuple(line.cells[place] for place in kept)) for line in section.lines),
    )


#: How a sheet is made shorter, where the first rows would not do; how everything was counted is said whole.
_SHORTER: Mapping[str, Callable[[Section], tuple[Section, int]]] = {
    "coverage": _decided,
    "status": _largest,
    "method": lambda section: (section, 0),
}


def _trace(line: Line) -> str:
    """The sentence and its file."""
    return " ".join(filter(None, (f"«{line.quote}»" if line.quote else "", line.file)))


def _table(
    document: Document,
    heads: list[str],
    rows: list[list[str]],
    widths: Sequence[int],
    traces: Iterable[str] = (),
) -> None:
    """A table whose head is repeated on every page; below a row stands where the text says so."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table: Any = document.add_table(rows=0, cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    sizes = [Mm(_TEXT_WIDTH * share / sum(widths)) for share in widths]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size  # LibreOffice goes by the grid, Word by the cells
    _row(table, heads, sizes, bold=True)._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, trace in zip_longest(rows, traces, fillvalue=""):
        _row(table, list(row), sizes)
        if trace:
            line = table.add_row()
            _write(line.cells[0].merge(line.cells[-1]), trace, italic=True)
    document.add_paragraph()


def _row(table: Any, texts: list[str], sizes: list[Any], *, bold: bool = False) -> Any:
    """A row that no page tears apart."""
    from docx.oxml import OxmlElement

    line = table.add_row()
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, size in zip(line.cells, texts, sizes, strict=True):
        cell.width = size
        _write(cell, text, bold=bold)
    return line


def _write(cell: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    run = paragraph.add_run(words(text))
    run.font.size, run.bold, run.italic = Pt(_SMALL), bold, italic


def _signature(document: Document) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _line(left, vi("word.recipients"), bold=True, italic=True, centre=False)
    _line(left, vi("word.archive"), centre=False)
    _line(right, vi("word.signer"), bold=True)


def _page_numbers(page: Any) -> None:
    """The number of the page in the middle above, from the second page on."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        paragraph.add_run()._r.append(part)


def _without_clock(data: bytes) -> bytes:
    """The same package with one day in place of every time of writing."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
