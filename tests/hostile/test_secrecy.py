"""State secrets are not read unless the caller says so; nobody's telephone number becomes a fact."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from tests.conftest import require_tool

from policygraph import sources, store
from policygraph.build import build
from policygraph.errors import SourceError
from policygraph.sources import Options
from policygraph.store import plain

pytestmark = pytest.mark.reliability("S13")
PLAN = """TỈNH ỦY NINH BÌNH
{above}
Số: 12-KH/TU
{below}
Ninh Bình, ngày 02 tháng 3 năm 2024

KẾ HOẠCH
thực hiện Kết luận số 69-KL/TW ngày 11/01/2024 của Bộ Chính trị

II. NHIỆM VỤ
1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ bảo vệ bí mật nhà nước trước 31/12/2025.
{late}
Nơi nhận:
- Lưu Văn phòng Tỉnh ủy.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ


Mai Văn Tuất
{end}
"""


def plan(**said: str) -> str:
    return PLAN.format_map({"above": "*", "below": "", "late": "", "end": "", **said})


SECRET = {
    "below": plan(below="MẬT"),
    "spaced": plan(above="T U Y Ệ T   M Ậ T"),
    "beside": plan(above="Số: 12-KH/TU        TỐI MẬT"),
    "named": plan(below="Độ mật: Tối mật"),
    "framed": plan(above="| MẬT |"),
    "ocr": plan(below="TUYET MẶT"),
    "annex": plan(late="PHỤ LỤC\n" + "dòng\n" * 2000 + "TỐI MẬT\nDanh sách"),
    "decomposed": plan(below="MA\u0302\u0323T"),
}
OPEN = {
    "usual": plan(),
    "law": plan(late="2. Sở Nội vụ phổ biến Luật Bảo vệ bí mật nhà nước, danh mục bí mật nhà nước độ Tối mật."),
    "density": plan(late="2. MẬT ĐỘ DÂN SỐ\nmật độ dân cư cao: 300 người/km2"),
    "list of levels": plan(late="dòng\n" * 2000 + "TUYỆT MẬT\nTỐI MẬT\nMẬT\n"),
    "broken heading": plan(late="3. TĂNG CƯỜNG BẢO VỆ BÍ\nMẬT NHÀ NƯỚC\n"),
    "urgent": plan(below="HỎA TỐC"),
    "none": plan(below="Độ mật: Không"),
}


@pytest.mark.parametrize("name", SECRET)
def test_a_stamped_document_is_refused_and_the_rest_is_loaded(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "stamped.txt").write_text(SECRET[name], "utf-8")
    (folder / "open.txt").write_text(plan(), "utf-8")
    report = build([folder], tmp_path / "s")
    (failure,) = report.failures
    assert "đóng dấu" in str(failure.reason)
    assert "bí mật nhà nước" in str(failure.reason)
    assert "--allow-secret" in str(failure.reason)
    assert report.documents == 1
    index = (tmp_path / "s" / "index.sqlite").read_bytes()
    assert b"stamped.txt" not in index, "nothing of it is kept"
    allowed = build([folder], tmp_path / "t", options=Options(secret=True))
    assert not allowed.failures


@pytest.mark.parametrize("name", OPEN)
def test_words_that_only_speak_of_secrets_are_no_stamp(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text(OPEN[name], "utf-8")
    assert sources.read(tmp_path / "a.txt").text == OPEN[name]


def docx(where: str) -> bytes:
    from docx import Document

    made = Document()
    for line in plan(below="MẬT" if where == "body" else "").splitlines():
        made.add_paragraph(line)
    if where == "header":
        made.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    if where == "cell":
        table = made.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "TỈNH ỦY", "TUYỆT MẬT"
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.mark.parametrize("where", ["body", "header", "cell"])
def test_a_stamp_in_a_word_file(tmp_path: Path, where: str) -> None:
    (tmp_path / "a.docx").write_bytes(docx(where))
    with pytest.raises(SourceError, match="bí mật nhà nước"):
        sources.read(tmp_path / "a.docx")
    (tmp_path / "a.docx").write_bytes(docx("nowhere"))
    assert sources.read(tmp_path / "a.docx").text


def test_a_stamp_in_an_archive_concerns_its_own_document_only(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("mot.txt", plan(below="MẬT"))
        made.writestr("hai.txt", plan())
    found = dict(sources.documents(tmp_path / "a.zip"))
    assert sorted(isinstance(item, SourceError) for item in found.values()) == [False, True]


@pytest.mark.parametrize("colour", [(0, 0, 0), (220, 40, 50), (240, 120, 120)], ids=["black", "red", "pale red"])
def test_a_stamp_that_a_scan_shows(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    from PIL import Image, ImageDraw, ImageFont

    require_tool("tesseract")
    page = Image.new("RGB", (1654, 1100), "white")
    drawn = ImageDraw.Draw(page)
    font = ImageFont.truetype("DejaVuSerif.ttf", 34)
    for number, line in enumerate(plan(below="TỐI MẬT").splitlines()):
        drawn.text((150, 60 + 50 * number), line, fill=colour if line == "TỐI MẬT" else (0, 0, 0), font=font)
    page.save(tmp_path / "scan.png", dpi=(200, 200))
    with pytest.raises(SourceError, match="bí mật nhà nước"):
        sources.read(tmp_path / "scan.png")


def test_numbers_and_addresses_of_signers_are_no_facts(tmp_path: Path) -> None:
    """They stay in the quotes of the text where a passage holds them, and become no node, name or value."""
    said = {"phone": "ĐT: 0913 111 222", "mail": "Email: tuatmv@ninhbinh.gov.vn"}
    (tmp_path / "a.txt").write_text(plan(end="\n".join(said.values())), "utf-8")
    build([tmp_path / "a.txt"], tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as kept:
        terms = {plain(term) for row in kept.select("SELECT ?s ?o { ?s ?p ?o }").rows for term in row if term}
    assert "Mai Văn Tuất" in terms
    assert not [term for term in terms if "0913" in term or "tuatmv" in term or "@" in term]
