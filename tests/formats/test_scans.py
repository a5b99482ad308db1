"""The five documents scanned at 200 dpi, askew and with noise: letters, facts, places, and pages that are not read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.conftest import require_tool
from tests.formats import measure, render

from policygraph import sources
from policygraph.errors import SourceError
from policygraph.text import SourceText


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> dict[str, SourceText]:
    """What was read from the scans, by the name of the document; pages of a document are read side by side."""
    require_tool("tesseract")
    folder = tmp_path_factory.mktemp("scans")
    found = {}
    for pdf in measure.by_browser(folder, documents):
        pdf.write_bytes(render.scan(pdf))
        found[pdf.stem] = sources.read(pdf)
    return found


def test_letters_of_a_clean_scan(scanned: dict[str, SourceText], documents: list[Path]) -> None:
    for path in documents:
        assert measure.error_rate(path.read_text("utf-8"), scanned[path.stem].text) <= 0.02, path.name


def test_facts_of_a_scan(scanned: dict[str, SourceText], documents: list[Path]) -> None:
    """Scored as `policygraph evaluate` scores, against the annotations and against what the texts themselves reach."""
    reached = measure.score(scanned.values())
    assert reached.documents == 5
    assert reached.overall >= 0.85 * measure.score(map(sources.read, documents)).overall
    assert reached.overall >= 0.85


def test_a_scan_says_so_and_how_sure_it_is(scanned: dict[str, SourceText]) -> None:
    for source in scanned.values():
        (remark,) = [finding for finding in sources.check(source) if finding.kind == "read-by-ocr"]
        assert "%" in remark.message_en
        assert all(place.confidence is not None and 0 <= place.confidence <= 1 for place in source.layout.places)
        assert sum(place.confidence or 0 for place in source.layout.places) / len(source.layout.places) > 0.8


def test_the_annex_keeps_its_rows(scanned: dict[str, SourceText], documents: list[Path]) -> None:
    from policygraph.extract import extract

    source = scanned[documents[1].stem]
    rows = [row for grid in source.layout.grids for row in grid.rows]
    assert 36 <= len(rows) <= 38, "a head, five sections, thirty tasks"
    assert sum(task.path.startswith("PL") for task in extract(source).tasks) >= 28


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A picture of a few lines, with a red stamp over one of them."""
    require_tool("tesseract")
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1200, 500), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 120, 420, 330), outline=(230, 40, 40), width=14)  # ink that letters shine through
    font = ImageFont.truetype("DejaVuSerif.ttf", 36)
    for at, words in enumerate(["ỦY BAN NHÂN DÂN", "Số: 24/KH-UBND", "Sở Khoa học và Công nghệ chủ trì."]):
        draw.text((80, 60 + 90 * at), words, fill="black", font=font)
    path = tmp_path / "a.png"
    picture.save(path, dpi=(200, 200))
    return path


def test_a_picture_with_a_stamp(small: Path) -> None:
    source = sources.read(small)
    assert source.media_type == "image/png"
    assert source.text.splitlines() == ["ỦY BAN NHÂN DÂN", "Số: 24/KH-UBND", "Sở Khoa học và Công nghệ chủ trì."]
    place = source.place(source.text.index("24/KH"), source.text.index("24/KH") + 10)
    assert place
    assert place.page == 1
    assert place.box[1] < 100 * 170 / 500 < place.box[1] + place.box[3]


def test_without_tesseract_one_line_says_how_to_install_it(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    pdf = tmp_path / "a.pdf"
    Image.open(small).convert("RGB").save(pdf, "PDF", resolution=200)
    with pytest.raises(SourceError, match="không có chữ"):
        sources.read(pdf, sources.Options(ocr=False))
    monkeypatch.setenv("PATH", str(tmp_path))
    for path in (small, pdf):
        with pytest.raises(SourceError, match=r"tesseract.*apt-get install tesseract-ocr"):
            sources.read(path)


def test_pictures_that_are_none(tmp_path: Path) -> None:
    require_tool("tesseract")
    from PIL import Image

    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    with pytest.raises(SourceError, match="ảnh hỏng"):
        sources.read(path)
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    path.write_bytes(out.getvalue())
    with pytest.raises(SourceError, match="ảnh hỏng"):
        sources.read(path)
