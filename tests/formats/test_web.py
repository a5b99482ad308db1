"""Web pages: what a browser shows, without what surrounds the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats import render

from policygraph import sources
from policygraph.errors import SourceError


def read(folder: Path, page: str, encoding: str = "utf-8") -> str:
    path = folder / "a.html"
    path.write_bytes(page.encode(encoding))
    return sources.read(path).text


def test_blanks_breaks_lists_and_capitals_as_a_browser_shows_them(tmp_path: Path) -> None:
    page = """<body><p>Một
      câu <b>dài</b>.<br>Dòng hai</p><div>Ba<div>Bốn</div>Năm</div><ol type=a start=2><li>x<li>y</ol><ul><li>z</ul>
      <p style="text-transform: uppercase">kế hoạch</p><pre>a
b</pre><p hidden>không</p><p style="display:none">không</p><script>không</script></body>"""
    assert read(tmp_path, page).splitlines() == [
        "Một câu dài.", "Dòng hai", "Ba", "Bốn", "Năm", "b) x", "c) y", "- z", "KẾ HOẠCH", "a", "b",
    ]  # fmt: skip


def test_what_surrounds_the_document_is_left_out_and_listed(tmp_path: Path, documents: list[Path]) -> None:
    text = sources.read(documents[2]).text
    path = tmp_path / "a.html"
    path.write_bytes(render.web(render.page(text)))
    source = sources.read(path)
    alone = tmp_path / "b.html"
    alone.write_bytes(render.web(render.page(text), around=False))
    assert source.text == sources.read(alone).text
    removed = " ".join(part.text for part in source.layout.removed)
    assert "Chuyên mục 3" in removed
    assert "Tin khác" in removed
    assert "Địa chỉ" in removed


def test_links_to_documents_inside_a_sentence_stay(tmp_path: Path) -> None:
    grounds = "".join(f"<p>Căn cứ <a href=/{n}>Nghị định số {n}/2020/NĐ-CP</a>;</p>" for n in range(5))
    page = f"<body><h1>QUYẾT ĐỊNH</h1><div>{grounds}</div><p>{'Điều 1. Ban hành quy chế. ' * 40}</p></body>"
    assert read(tmp_path, page).count("Căn cứ Nghị định số") == 5


def test_a_page_in_an_old_encoding_that_it_declares(tmp_path: Path) -> None:
    page = "<html><head><meta charset='utf-16'></head><body><p>Ủy ban nhân dân</p></body></html>"
    assert read(tmp_path, page, "utf-16").strip() == "Ủy ban nhân dân"


def test_marks_of_footnotes_are_left_out(tmp_path: Path) -> None:
    page = "<p>Nghị quyết số 20-NQ/TW<a href='#_ftn1'><sup>[1]</sup></a> ngày 01/11/2012</p>"
    assert read(tmp_path, page).strip() == "Nghị quyết số 20-NQ/TW ngày 01/11/2012"


def test_deep_nesting_is_read_or_refused_never_cut(tmp_path: Path) -> None:
    assert "giữa" in read(tmp_path, "<div>" * 1500 + "giữa" + "</div>" * 1500)
    with pytest.raises(SourceError, match="lồng nhau"):
        read(tmp_path, "<p>đầu</p>" + "<div>" * 100_000 + "giữa")
