"""Word: what Word shows and the file does not hold as text, and what the file holds and Word does not show."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from policygraph import sources
from policygraph.extract import extract

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(folder: Path, body: str, **parts: str) -> Path:
    """A .docx with this body; further parts by name (``numbering``, ``styles``, ``footnotes``, ``header1``)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    path = folder / "a.docx"
    path.write_bytes(data.getvalue())
    return path


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    words = f"<w:t xml:space='preserve'>{text}</w:t>"
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>{words}</w:r></w:p>"


def lines(path: Path) -> list[str]:
    return sources.read(path).text.splitlines()


LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, (form, text) in enumerate(
        [("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"), ("bullet", "\uf0b7")]
    )
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="3">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)


def item(text: str, depth: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_that_word_draws_are_text(tmp_path: Path) -> None:
    body = (
        item("MỤC ĐÍCH", 0) + item("Một", 1) + item("Hai", 1) + item("Hai một", 2) + item("a", 3) + item("b", 3)
        + item("gạch", 4) + item("NHIỆM VỤ", 0) + item("Lại một", 1) + item("NĂM", 0, 2)
    )  # fmt: skip
    assert lines(word(tmp_path, body, numbering=NUMBERING)) == [
        "I. MỤC ĐÍCH", "1. Một", "2. Hai", "2.1. Hai một", "a) a", "b) b", "- gạch", "II. NHIỆM VỤ", "1. Lại một",
        "V. NĂM",
    ]  # fmt: skip
    outline = extract(sources.read(word(tmp_path, p("KẾ HOẠCH") + p("Về A") + body, numbering=NUMBERING))).outline
    assert [item.path for item in outline.provisions][:6] == ["I", "I.1", "I.2", "I.2.1", "I.2.1.a", "I.2.1.b"]


def test_lists_and_capitals_of_a_style(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="base"><w:rPr><w:caps/></w:rPr></w:style><w:style w:styleId="heading">'
        '<w:basedOn w:val="base"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    heading = '<w:pStyle w:val="heading"/>'
    body = p("Mục đích", heading) + p("yêu cầu", heading, '<w:caps w:val="0"/>')
    assert lines(word(tmp_path, body, styles=styles, numbering=NUMBERING)) == ["I. MỤC ĐÍCH", "II. yêu cầu"]


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Trước ngày </w:t></w:r><w:del><w:r><w:delText>30/6</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>15/7</w:t></w:r></w:ins><w:r><w:t>/2025</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Một </w:t></w:r></w:p>" + p("câu.")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("bỏ") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    source = sources.read(word(tmp_path, body))
    assert source.text.splitlines() == ["Trước ngày 15/7/2025", "Một câu."]
    assert ("deleted", "30/6") in [(removed.kind, removed.text) for removed in source.layout.removed]
    (finding,) = [finding for finding in sources.check(source) if finding.kind == "tracked-changes"]
    assert finding.source == "a.docx"


def test_text_boxes_once_footnotes_below_running_heads_left_out(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('Số: 5/KH-UBND')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>Kế hoạch</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>, xong.</w:t></w:r></w:p>'
    )
    note = f'<w:footnote w:id="2">{p("Công văn số 7/CV-UBND")}</w:footnote>'
    notes = f'<w:footnotes {W}><w:footnote w:id="0">{p("x")}</w:footnote>{note}</w:footnotes>'
    head = f"<w:hdr {W}>{p('Trang 1')}</w:hdr>"
    source = sources.read(word(tmp_path, body, footnotes=notes, header1=head))
    assert source.text == "Kế hoạch, xong.\nSố: 5/KH-UBND\n\nCông văn số 7/CV-UBND\n"
    assert [(removed.kind, removed.text) for removed in source.layout.removed] == [("running-head", "Trang 1")]


def test_hidden_words_are_left_out_and_listed(tmp_path: Path) -> None:
    source = sources.read(word(tmp_path, p("Thấy") + p("Giấu", run="<w:vanish/>")))
    assert source.text == "Thấy\n"
    assert [removed.text for removed in source.layout.removed] == ["Giấu"]


@pytest.mark.parametrize(
    ("font", "written", "read"),
    [
        (".VnTime", "Uû ban nh©n d©n tØnh", "Uỷ ban nhân dân tỉnh"),
        (".VnTimeH", "Uû ban nh©n d©n", "UỶ BAN NHÂN DÂN"),
        ("VNI-Times", "Uûy ban nhaân daân tænh", "Ủy ban nhân dân tỉnh"),
        ("Times New Roman", "Ủy ban nhân dân", "Ủy ban nhân dân"),
    ],
)
def test_old_fonts_are_read_run_by_run(tmp_path: Path, font: str, written: str, read: str) -> None:
    source = sources.read(word(tmp_path, p(written, run=f'<w:rFonts w:ascii="{font}"/>')))
    assert source.text.strip() == read
    assert bool(source.layout.remarks) == (font != "Times New Roman")


def test_letterhead_in_a_table_and_a_table_in_a_cell(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{text}</w:tc>" for text in texts) + "</w:tr>"

    inner = f"<w:tbl>{cells(p('TT'), p('Nội dung'), p('Thời gian'))}{cells(p('1'), p('A'), p('Năm 2025'))}</w:tbl>"
    body = (
        f"<w:tbl>{cells(p('UBND TỈNH TRÀ VINH') + p('-------'), p('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'))}"
        f"{cells(p('Số: 24/KH-UBND'), p('Trà Vinh, ngày 05 tháng 3 năm 2025'))}</w:tbl>"
        + p("KẾ HOẠCH") + p("Về an toàn") + f"<w:tbl>{cells(inner + p(''), p('x'))}</w:tbl>"
    )  # fmt: skip
    source = sources.read(word(tmp_path, body))
    head = extract(source).header
    assert head.number
    assert head.number.value == "24/KH-UBND"
    assert head.issued
    assert str(head.issued.value) == "2025-03-05"
    assert len(source.layout.grids) == 2, "the letterhead and the inner table; the outer one is only layout"
