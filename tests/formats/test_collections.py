"""Files that hold several documents: archives, corpora; and workbooks."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.formats import render

from policygraph import sources
from policygraph.build import Outcome, build
from policygraph.errors import SourceError


def packed(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return data.getvalue()


def test_an_archive_gives_each_of_its_documents(tmp_path: Path, documents: list[Path]) -> None:
    first, second = (path.read_bytes() for path in documents[:2])
    inner = packed({"b.txt": second})
    path = tmp_path / "a.zip"
    odd = {"x.bin": b"x", ".hid/c.txt": b"x", "bad.txt": b""}
    path.write_bytes(packed({"thư mục/a.txt": first, "inner.zip": inner} | odd))
    found = list(sources.documents(path))
    names = [source.name if not isinstance(source, SourceError) else str(source.path.name) for _, source in found]
    assert names == ["bad.txt", "a.zip/inner.zip/b.txt", "a.zip/thư mục/a.txt"]
    assert [str(at.relative_to(tmp_path)) for at, _ in found][1:] == names[1:]


def test_a_store_follows_an_archive(tmp_path: Path, documents: list[Path]) -> None:
    first, second = (path.read_bytes() for path in documents[:2])
    folder, store = tmp_path / "in", tmp_path / "s"
    folder.mkdir()
    archive = folder / "a.zip"
    archive.write_bytes(packed({"a.txt": first, "b.txt": second}))
    assert build([folder], store).documents == 2
    again = build([folder], store)
    assert again.count(Outcome.UNCHANGED) == 2
    assert again.graphs_written == 0
    archive.write_bytes(packed({"a.txt": first}))
    fewer = build([folder], store)
    assert fewer.documents == 2, "what is gone stays until it is told to go"
    assert fewer.count(Outcome.GONE) == 1
    pruned = build([folder], store, prune=True)
    assert pruned.documents == 1
    assert pruned.count(Outcome.REMOVED) == 1
    archive.unlink()
    assert build([folder], store, prune=True).documents == 0


def rows(documents: list[Path]) -> list[dict[str, Any]]:
    return [{"id": f"vb-{n}", "note": "x", "body": path.read_text("utf-8")} for n, path in enumerate(documents)]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_corpus_gives_a_document_a_row(tmp_path: Path, documents: list[Path], form: str) -> None:
    path = tmp_path / f"c.{form}"
    if form == "jsonl":
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows(documents)), encoding="utf-8")
    else:
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(rows(documents)), path)
    found = dict(sources.documents(path, sources.Options(columns={"name": "id"})))
    assert [at.name for at in found] == [f"vb-{n}" for n in range(5)]
    texts = [source.text for source in found.values() if not isinstance(source, SourceError)]
    assert texts == [path.read_text("utf-8") for path in documents], "the longest column is the text"
    with pytest.raises(SourceError, match="note"):
        sources.read(path, sources.Options(columns={"text": "noi_dung"}))


def test_a_workbook_as_it_is_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["PHỤ LỤC I"])
    sheet.append([])
    sheet.append(["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Tỷ lệ"])
    sheet.append([1, "Rà soát\nquy hoạch", "Sở Xây dựng", date(2025, 12, 31), 0.85])
    sheet["E4"].number_format = "0%"
    sheet.append([2, "Báo cáo", None, None, 1.5])
    sheet.merge_cells("C4:C5")
    hidden: Any = book.create_sheet("Nháp")
    hidden.append(["không"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    source = sources.read(path)
    (grid,) = source.layout.grids
    assert [[cell.of(source.text) for cell in row] for row in grid.rows] == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Tỷ lệ"],
        ["1", "Rà soát\nquy hoạch", "Sở Xây dựng", "31/12/2025", "85%"],
        ["2", "Báo cáo", "Sở Xây dựng", "", "1,5"],
    ]
    assert source.text.startswith("PHỤ LỤC I\n")
    assert [removed.kind for removed in source.layout.removed] == ["hidden"]


def test_tables_and_places_survive_the_cache(tmp_path: Path, documents: list[Path]) -> None:
    from policygraph import cache
    from policygraph.extract import extract

    path = tmp_path / "a.docx"
    path.write_bytes(render.docx(render.page(documents[1].read_text("utf-8"))))
    facts = extract(sources.read(path))
    kept = cache.loads(cache.dumps(facts))
    assert kept.source == facts.source
    assert kept.source.layout.grids
    assert kept.tasks == facts.tasks
