"""Pages of PDF files and scans beside the text: the right page, the box around the right words, nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2
import pytest
from PIL import Image
from tests.formats import measure, render
from tools.server import serve

from policygraph import build
from policygraph.sources import picture
from policygraph.web.library import Library

PLAN = "tinh-ninh-binh/177-kh-ubnd/2024-09-30"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Path:
    """The plan of Ninh Bình as a PDF file."""
    (path,) = [path for path in documents if "177/KH-UBND" in path.read_text("utf-8")[:600]]
    (made,) = measure.by_browser(tmp_path_factory.mktemp("pdf"), [path])
    return made


@pytest.fixture(scope="module")
def paper(pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """A server on a store of that file, and the store."""
    at = tmp_path_factory.mktemp("paper") / "store"
    build.build([pdf], at)
    server, address = serve(at)
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client, at
    server.terminate()
    server.wait(10)


def test_the_box_is_around_the_words(paper: tuple[httpx.Client, Path], pdf: Path) -> None:
    """For facts on every page: in the file itself, the words inside the box are those of the fact."""
    client, at = paper
    here = Library(str(at)).current()
    (document,) = [d for d in here.documents.values() if d.file]
    (source,) = here.sources[document.iri]
    text = here.text(source.key)
    assert text is not None
    pages = set()
    file = pypdfium2.PdfDocument(pdf)
    for fact in here.said(source.key).facts(document.iri)[::7]:
        page = client.get(f"/read/{PLAN}", params={"at": str(fact.place)}).text
        (number,) = re.findall(r'<img src="/page/[^"]*\?n=(\d+)"', page)
        pages.add(int(number))
        left, top, width, height = map(
            float, re.findall(r'<rect x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"', page)[0]
        )
        sheet = file[int(number) - 1]
        across, down = sheet.get_size()
        words = sheet.get_textpage().get_text_bounded(
            left * across / 100,
            down * (1 - (top + height) / 100),
            (left + width) * across / 100,
            down * (1 - top / 100),
        )
        first = text.text[fact.place.start : fact.place.end].split()[0]
        assert first in words
    assert len(pages) > 2


def test_a_page_is_a_picture(paper: tuple[httpx.Client, Path], pdf: Path) -> None:
    client, _ = paper
    found = client.get(f"/page/{PLAN}", params={"n": 2})
    assert found.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(found.content))
    sheet = pypdfium2.PdfDocument(pdf)[1]
    expected = sheet.render(scale=picture.WIDTH / sheet.get_size()[0], grayscale=True).to_pil()
    assert (image.size, image.tobytes()) == (expected.size, expected.tobytes())
    for number, status in ((999, 404), (0, 400), ("x", 400)):
        assert client.get(f"/page/{PLAN}", params={"n": number}).status_code == status
    assert client.get(f"/read/{PLAN}", params={"page": 3}).text.count("?n=3") == 1


def test_texts_have_no_pages(client: httpx.Client) -> None:
    assert "<figure" not in client.get(f"/read/{PLAN}").text
    assert client.get(f"/page/{PLAN}").status_code == 404


def test_a_file_that_changed_is_not_shown(pdf: Path, tmp_path: Path) -> None:
    """The words were read from other bytes: the text alone is shown."""
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    build.build([copy], tmp_path / "store")
    here = Library(str(tmp_path / "store")).current()
    ((source,),) = here.sources.values()
    assert here.file(source.key) == copy
    copy.write_bytes(pdf.read_bytes() + b"\n")
    assert here.file(source.key) is None
    copy.unlink()
    assert here.file(source.key) is None


def test_scans_are_drawn_too(pdf: Path, tmp_path: Path) -> None:
    scanned = tmp_path / "scan.pdf"
    scanned.write_bytes(render.scan(pdf, dpi=60))
    assert (picture.of_page(scanned, 1) or b"").startswith(b"\x89PNG")
    image = tmp_path / "page.tif"
    Image.new("L", (3000, 100), 200).save(image)
    made = picture.of_page(image, 1)
    assert made is not None
    assert Image.open(io.BytesIO(made)).size == (picture.WIDTH, 41)
    assert picture.of_page(image, 2) is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"%PDF" + b"\x00" * 1000, b"\x89PNG\r\n\x1a\n", b"text"])
def test_what_cannot_be_drawn_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    assert picture.of_page(tmp_path / "x.pdf", 1) is None
