"""A table of tasks says the same in every form: the annex of 30 rows, and tables with merged cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.formats import render
from tests.formats.facts import said

from policygraph import sources
from policygraph.extract import extract

FORMS: dict[str, Callable[[render.Page], bytes]] = {
    "docx": render.docx,
    "html": render.web,
    "xlsx": render.xlsx,
    "md": render.markdown,
    "tabs.txt": render.tabs,
    "flat.txt": render.flat,
}


def annex_of(documents: list[Path]) -> Path:
    """The document that has a table of tasks."""
    found = {path: extract(sources.read(path)).tasks for path in documents}
    (path,) = [path for path, tasks in found.items() if any(task.path.startswith("PL.") for task in tasks)]
    return path


@pytest.mark.parametrize("form", FORMS)
def test_the_annex_says_the_same_in_every_form(tmp_path: Path, documents: list[Path], form: str) -> None:
    original = sources.read(annex_of(documents))
    path = tmp_path / f"a.{form}"
    path.write_bytes(FORMS[form](render.page(original.text)))
    expected, found = said(original), said(sources.read(path))
    assert sum(task[0].startswith("PL.") for task in found["tasks"]) == 30
    for kind, values in expected.items():
        assert found[kind] == values, kind


@pytest.mark.parametrize("form", FORMS)
def test_the_annex_alone_says_the_same_in_every_form(tmp_path: Path, documents: list[Path], form: str) -> None:
    """A workbook hardly ever holds the plan before its annex."""
    whole = render.page(sources.read(annex_of(documents)).text)
    (table,) = [part for part in whole if isinstance(part, render.Table)]
    alone: render.Page = ["PHỤ LỤC", "NHIỆM VỤ TRIỂN KHAI THỰC HIỆN", "", table]
    plain, path = tmp_path / "plain.txt", tmp_path / f"a.{form}"
    plain.write_bytes(render.flat(alone))
    path.write_bytes(FORMS[form](alone))
    expected, found = said(sources.read(plain))["tasks"], said(sources.read(path))["tasks"]
    assert len(found) == 30
    assert [task[1:] for task in found] == [task[1:] for task in expected]


MERGED = """<table>
<tr><th rowspan=2>TT</th><th rowspan=2>Nội dung nhiệm vụ</th><th colspan=2>Phân công</th>
<th rowspan=2>Thời gian</th></tr>
<tr><th>Cơ quan chủ trì</th><th>Cơ quan phối hợp</th></tr>
<tr><td>1</td><td>Xây dựng đề án</td><td>Sở Y tế</td><td>Sở Tài chính</td><td rowspan=2>Năm 2025</td></tr>
<tr><td>2</td><td>Kiểm tra<br>việc thực hiện</td><td>Thanh tra tỉnh</td><td></td></tr></table>"""


def test_merged_cells_stand_in_each_row_and_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<p>KẾ HOẠCH</p><p>Về việc A</p><p>I. NHIỆM VỤ</p>{MERGED}", encoding="utf-8")
    first, second = extract(sources.read(path)).tasks
    assert [r.as_written for r in first.responsibilities] == ["Sở Y tế", "Sở Tài chính"]
    assert [r.as_written for r in second.responsibilities] == ["Thanh tra tỉnh"]
    assert second.text.split() == ["Kiểm", "tra", "việc", "thực", "hiện"]
    assert first.schedule
    assert second.schedule
    assert first.schedule.evidence == second.schedule.evidence, "one cell, one place"
