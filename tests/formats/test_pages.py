"""PDF from two producers: the same facts, the place of each quote, furniture aside, and the second reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import require_tool
from tests.formats import measure, render
from tests.formats.facts import said

from policygraph import sources
from policygraph.errors import SourceError
from policygraph.extract import extract
from policygraph.sources.printed import Sheet, Word, write
from policygraph.sources.ruling import Box
from policygraph.sources.writer import Writer

PRODUCERS = ["LibreOffice", "Chromium"]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> dict[str, list[Path]]:
    """The five documents as PDF, by producer; each keeps its name, so that it can be compared with its annotation."""
    return {
        "LibreOffice": measure.by_office(tmp_path_factory.mktemp("office"), documents),
        "Chromium": measure.by_browser(tmp_path_factory.mktemp("browser"), documents),
    }


@pytest.mark.parametrize("producer", PRODUCERS)
def test_facts_are_those_of_the_text(printed: dict[str, list[Path]], documents: list[Path], producer: str) -> None:
    """All but one blank: where a line breaks behind «18-», the file does not say whether a blank stood there."""
    for path, original in zip(printed[producer], documents, strict=True):
        assert squashed(said(sources.read(path))) == squashed(said(sources.read(original))), path.name


@pytest.mark.parametrize("producer", PRODUCERS)
def test_score_is_that_of_the_text(printed: dict[str, list[Path]], documents: list[Path], producer: str) -> None:
    reached = measure.score(map(sources.read, printed[producer]))
    assert reached.overall >= 0.97 * measure.score(map(sources.read, documents)).overall


def squashed(facts: dict[str, list[object]]) -> str:
    """The facts with no blank behind a hyphen; a way of writing that differs in that alone is none."""
    return re.sub(r"\('18- ?NQ/TW',\)", "()", re.sub(r"(?<=\w)- (?=\w)", "-", str(facts)))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_letters_are_those_of_the_text(printed: dict[str, list[Path]], documents: list[Path], producer: str) -> None:
    for path, original in zip(printed[producer], documents, strict=True):
        assert measure.error_rate(sources.read(original).text, sources.read(path).text) <= 0.003, path.name


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_quote_has_its_place_on_the_page(printed: dict[str, list[Path]], producer: str) -> None:
    path = printed[producer][1]
    source = sources.read(path)
    words = measure.words_of(path)
    facts = extract(source)
    for evidence in [task.evidence for task in facts.tasks] + [c.evidence for c in facts.citations]:
        place = source.place(evidence.start, evidence.end)
        assert place is not None
        left, top, width, height = place.box
        there = [text for text, (x, y) in words[place.page]
                 if left - 0.1 <= x <= left + width + 0.1 and top - 0.1 <= y <= top + height + 0.1]  # fmt: skip
        assert evidence.quote.split()[0] in " ".join(there), "the quote begins inside its box"


def test_places_are_in_the_graph(tmp_path: Path, printed: dict[str, list[Path]]) -> None:
    from policygraph import store
    from policygraph.build import build
    from policygraph.validate import validate

    build([printed["LibreOffice"][4]], tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as graph:
        bare = graph.ask(
            "PREFIX pg: <https://w3id.org/policygraph/ontology#>"
            " ASK { ?e a pg:Evidence FILTER NOT EXISTS { ?e pg:page ?p ; pg:box ?b } }"
        )
        assert not bare
        assert validate(graph).conforms


def test_page_numbers_are_left_out_and_listed(printed: dict[str, list[Path]]) -> None:
    source = sources.read(printed["LibreOffice"][0])
    heads = [removed for removed in source.layout.removed if removed.kind == "running-head"]
    assert [(removed.text, removed.page) for removed in heads] == [(str(n), n) for n in range(1, len(heads) + 1)]
    assert len(heads) == max(place.page for place in source.layout.places)


def test_a_font_without_some_letters_is_read_all_the_same(tmp_path: Path, documents: list[Path]) -> None:
    """Letters that the font lacks come from another font, in pieces of their own and out of order."""
    original = sources.read(documents[4])
    word = tmp_path / "a.docx"
    word.write_bytes(render.docx(render.page(original.text), font="Liberation Serif"))
    (path,) = render.office(require_tool("soffice", "libreoffice"), tmp_path, [word], "pdf")
    if measure.word_recall(original.text, measure.as_pdfium_reads(path)) > 0.9:
        pytest.skip("Liberation Serif has all Vietnamese letters here, so nothing is torn")
    source = sources.read(path)
    assert {remark.kind for remark in source.layout.remarks} <= {"torn-words", "second-reader"}
    assert source.layout.remarks
    assert measure.word_recall(original.text, source.text) >= 0.99
    assert said(source) == said(original)


# ------------------------------------------------------------------------------------------ layout by position


def sheet(number: int, *lines: tuple[float, float, str], rules: tuple[Box, ...] = ()) -> Sheet:
    """A page of 600 by 800 points; letters are 5 points wide and 12 high."""
    words = []
    for x, y, text in lines:
        for word in text.split():
            words.append(Word(word, Box(x, y, x + 5 * len(word), y + 12)))
            x += 5 * len(word) + 5
    return Sheet(number, 600, 800, tuple(words), rules)


def text_of(*sheets: Sheet) -> tuple[str, list[str]]:
    out = Writer(Path("a.pdf"), "application/pdf")
    write(out, sheets)
    return out.source(b"").text, [removed.text for removed in out.removed]


FULL = "x" * 79  # 395 points: from 100 to 495


def test_paragraphs_end_where_a_line_is_short_set_in_or_further_down() -> None:
    text, _ = text_of(sheet(
        1, (120, 100, FULL[:-4]), (100, 116, FULL), (100, 132, "hết"), (120, 148, FULL[:-4]), (120, 164, FULL[:-4]),
        (100, 180, FULL), (100, 210, FULL),
    ))  # fmt: skip
    assert [len(line) for line in text.splitlines() if line] == [75 + 1 + 79 + 1 + 3, 75, 75 + 1 + 79, 79]


def test_running_heads_are_told_by_repetition_and_place() -> None:
    same = ((100, 400, "như nhau"), (100, 770, "Nguồn: cổng"))
    pages = [sheet(n, (250, 20, f"Trang {n}"), (100, 200, f"Nội dung {n}"), *same) for n in range(1, 5)]
    text, removed = text_of(*pages)
    assert "Trang" not in text
    assert "Nguồn" not in text
    assert text.count("như nhau") == 4, "in the middle of the page it is no furniture"
    assert len(removed) == 8


def test_a_table_goes_on_over_the_page_with_its_head_and_a_broken_row() -> None:
    def ruled(*levels: float) -> tuple[Box, ...]:
        across = [Box(100, y, 500, y) for y in levels]
        return (*across, *(Box(x, levels[0], x, levels[-1]) for x in (100, 150, 350, 500)))

    head = [(105, 104, "TT"), (155, 104, "Nội dung"), (355, 104, "Thời gian")]
    first = sheet(1, *head, (105, 704, "1"), (155, 704, "Rà soát"), (355, 704, "Năm"), rules=ruled(100, 700, 740))
    second = sheet(2, *head, (155, 134, "quy hoạch"), (355, 134, "2025"), (105, 164, "2"), (155, 164, "Báo cáo"),
                   (100, 300, "Hết"), rules=ruled(100, 130, 160, 190))  # fmt: skip
    out = Writer(Path("a.pdf"), "application/pdf")
    write(out, [first, second])
    source = out.source(b"")
    (grid,) = source.layout.grids
    assert [[" ".join(cell.of(source.text).split()) for cell in row] for row in grid.rows] == [
        ["TT", "Nội dung", "Thời gian"], ["1", "Rà soát quy hoạch", "Năm 2025"], ["2", "Báo cáo", ""],
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------ hostile


def test_an_encrypted_pdf_and_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(measure.empty_pdf(1, locked=True))
    with pytest.raises(SourceError, match="mật khẩu"):
        sources.read(path)
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 10)
    with pytest.raises(SourceError, match="PDF hỏng"):
        sources.read(path)


def test_a_hundred_thousand_empty_pages(tmp_path: Path) -> None:
    import time

    path = tmp_path / "a.pdf"
    path.write_bytes(measure.empty_pdf(100_000))
    start = time.process_time()
    with pytest.raises(SourceError, match=r"100,000 trang"):
        sources.read(path)
    assert time.process_time() - start < 5
    path.write_bytes(measure.empty_pdf(1000))
    with pytest.raises(SourceError, match="không có chữ"):
        sources.read(path)
    with pytest.raises(SourceError, match="0 giây"):
        sources.read(path, sources.Options(seconds=0))
