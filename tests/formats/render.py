"""The shipped texts as the files that people have: Word, web page, workbook, OpenDocument, PDF, scan.

Everything is made from the text when a test asks for it. Tables that the text holds flattened become real tables.
"""

from __future__ import annotations

import html
import io
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.structure import parse, tables
from policygraph.text import SourceText, Span

FONT = "DejaVu Serif"


@dataclass(frozen=True)
class Table:
    """Rows of cells; a row of two cells is a section with its title over all other columns."""

    rows: tuple[tuple[str, ...], ...]


Page = list[str | Table]  # a paragraph or a table; an empty string is an empty paragraph


def page(text: str) -> Page:
    """The paragraphs of a text, its tables as tables."""
    text = unicodedata.normalize("NFC", text)
    outline = parse(SourceText("a.txt", "0" * 64, "text/plain", text))
    normal, end = outline.text, max((annex.end for annex in outline.regions.annexes), default=0)
    lines, at = [], 0
    for line in normal.text.split("\n"):
        lines.append(Span(at, at + len(line)))
        at += len(line) + 1
    trimmed = [span for line in lines if len(span := _trim(normal.text, line))]
    found: Page = []
    at = 0
    for table in tables.find(normal, [line for line in trimmed if line.end <= end]):
        found += _paragraphs(text, trimmed[at : table.first])
        fullest = max(table.rows, key=lambda row: len(row.cells))
        heads = [trimmed[table.first].of(text), *(head for head, _ in fullest.cells)]
        found.append(Table((tuple(heads), *(_row(normal.text, row, heads) for row in table.rows))))
        at = table.last
    return found + _paragraphs(text, trimmed[at:])


def _trim(text: str, line: Span) -> Span:
    words = line.of(text)
    start = line.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _paragraphs(text: str, lines: Sequence[Span]) -> Page:
    found: Page = []
    for at, line in enumerate(lines):
        if at and "\n\n" in text[lines[at - 1].end : line.start]:
            found.append("")
        found.append(line.of(text))
    return found


def _row(text: str, row: tables.Row, heads: list[str]) -> tuple[str, ...]:
    if row.title is not None:
        return row.number, " ".join(row.title.of(text).split())
    cells = dict(row.cells)
    return row.number, *(" ".join(cells[head].of(text).split()) if head in cells else "" for head in heads[1:])


def is_heading(words: str) -> bool:
    """Set in the middle of the page: capitals, rules, number and date of the letterhead."""
    return words.isupper() or words.startswith(("Số:", "---", "Độc lập")) or (", ngày" in words and len(words) < 60)


# ------------------------------------------------------------------------------------------ Word


def docx(parts: Page, *, font: str = FONT) -> bytes:
    """A Word document set as Decree 30/2020/NĐ-CP has it: 20 mm at the right, first lines indented, justified."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = font, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    _page_number(section.header.paragraphs[0])
    for part in parts:
        if isinstance(part, Table):
            _docx_table(document, part)
            continue
        paragraph = document.add_paragraph(part)
        paragraph.paragraph_format.space_after = Pt(6)
        if is_heading(part):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Cm(1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page_number(paragraph: Any) -> None:
    """The number of the page in the middle of the head, as a field that Word fills."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _docx_table(document: Any, table: Table) -> None:
    columns = len(table.rows[0])
    made = document.add_table(rows=len(table.rows), cols=columns)
    made.style = "Table Grid"
    for row, cells in zip(made.rows, table.rows, strict=True):
        for at, words in enumerate(cells):
            row.cells[at].text = words
        if len(cells) < columns:
            row.cells[len(cells) - 1].merge(row.cells[columns - 1])


# ------------------------------------------------------------------------------------------ web page


def web(parts: Page, *, around: bool = True) -> bytes:
    """The page as a portal shows it: menus before, links to other news and an address after."""
    body = "\n".join(_html_table(part) if isinstance(part, Table) else _html_paragraph(part) for part in parts)
    menu = "".join(f'<li><a href="/{n}">Chuyên mục {n}</a></li>' for n in range(9))
    news = "".join(f'<li><a href="/tin/{n}">Tin khác về hoạt động của tỉnh, số {n}</a></li>' for n in range(9))
    before = f'<div id="top"><ul>{menu}</ul></div>' if around else ""
    after = f"<ul>{news}</ul><footer>Cổng thông tin điện tử. Địa chỉ: số 1, đường A</footer>" if around else ""
    look = f"""@page {{ size: A4; margin: 20mm 20mm 20mm 30mm }}
body {{ font: 12pt "{FONT}"; margin: 0 }} p {{ margin: 0 0 6pt; text-align: justify; text-indent: 1cm }}
p.middle {{ text-align: center; text-indent: 0 }} table {{ border-collapse: collapse; width: 100% }}
td, th {{ border: 1px solid black; padding: 2pt 4pt; vertical-align: top }}"""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Văn bản</title><style>{look}</style></head>"
        f"<body>{before}<div class='content'>{body}</div>{after}</body></html>"
    ).encode()


def _html_paragraph(words: str) -> str:
    kind = ' class="middle"' if is_heading(words) else ""
    return f"<p{kind}>{html.escape(words) or '&nbsp;'}</p>"


def _html_table(table: Table) -> str:
    columns = len(table.rows[0])
    rows = []
    for row in table.rows:
        wide = f' colspan="{columns - len(row) + 1}"' if len(row) < columns else ""
        cells = [f"<td{wide if at == len(row) - 1 else ''}>{html.escape(cell)}</td>" for at, cell in enumerate(row)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


# ------------------------------------------------------------------------------------------ workbook, plain tables


def xlsx(parts: Page) -> bytes:
    """A sheet: paragraphs in the first column, then the table."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for part in parts:
        if not isinstance(part, Table):
            sheet.append([part])
            continue
        columns = len(part.rows[0])
        for row in part.rows:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
            if len(row) < columns:
                sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def markdown(parts: Page) -> bytes:
    """Tables with bars."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Table):
            columns = len(part.rows[0])
            rows = [f"| {' | '.join((*row, *[''] * (columns - len(row))))} |" for row in part.rows]
            lines += [rows[0], "|" + "---|" * columns, *rows[1:]]
        else:
            lines.append(part)
    return "\n".join(lines).encode()


def tabs(parts: Page) -> bytes:
    """Cells with tabs between them."""
    lines: list[str] = []
    for part in parts:
        lines += ["\t".join(row) for row in part.rows] if isinstance(part, Table) else [part]
    return "\n".join(lines).encode()


def flat(parts: Page) -> bytes:
    """One cell a line."""
    lines: list[str] = []
    for part in parts:
        lines += [cell for row in part.rows for cell in row if cell] if isinstance(part, Table) else [part]
    return "\n".join(lines).encode()


# ------------------------------------------------------------------------------------------ by other programs


def office(soffice: str, folder: Path, files: Sequence[Path], to: str) -> list[Path]:
    """The files as LibreOffice writes them in another format."""
    profile = (folder / "profile").resolve().as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    made = [folder / f"{path.stem}.{to}" for path in files]
    assert all(path.exists() for path in made), made
    return made


def chromium(browser: str, folder: Path, page_file: Path) -> Path:
    """The page as Chromium prints it."""
    out = folder / f"{page_file.stem}.pdf"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
               f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={out}",
               page_file.resolve().as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert out.exists()
    return out


def scan(pdf: Path, *, dpi: int = 200, angle: float = 0.4) -> bytes:
    """The pages as a scanner gives them: grey pictures in a PDF, a little askew, a little noise."""
    import numpy
    import pypdfium2
    from PIL import Image

    random = numpy.random.default_rng(7)
    pictures = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(pdf)):
        picture = sheet.render(scale=dpi / 72, grayscale=True).to_pil()
        turned = picture.rotate(angle * (-1) ** number, fillcolor=255, resample=Image.Resampling.BICUBIC)
        noisy = numpy.asarray(turned, dtype=numpy.float32) + random.normal(0, 6, (turned.height, turned.width))
        pictures.append(Image.fromarray(noisy.clip(0, 255).astype("uint8")))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()
