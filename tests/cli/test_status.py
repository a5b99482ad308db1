"""``policygraph status``: template out, status sheet in, every bad row named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from policygraph import build

RUN = [sys.executable, "-m", "policygraph.cli"]


@pytest.fixture
def place(tmp_path: Path, documents: list[Path]) -> Path:
    build.build(documents[3:4], tmp_path / "store")
    return tmp_path


def call(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POLICYGRAPH_STORE": str(place / "store")}
    return subprocess.run([*RUN, *arguments], cwd=place, env=environment, capture_output=True, text=True, check=False)


def test_template_out_and_status_in(place: Path) -> None:
    assert call(place, "status", "template", "mau.xlsx").returncode == 0
    book = openpyxl.load_workbook(place / "mau.xlsx")
    sheet = book.active
    heads = [str(cell.value).splitlines()[0] for cell in sheet[1]]
    for row, state, day in ((2, "Chưa hoàn thành", "15/6/2022"), (3, "Đã hoàn thành", "31/6/2022")):
        sheet.cell(row, heads.index("Tình trạng") + 1, state)
        sheet.cell(row, heads.index("Ngày báo cáo") + 1, day)
    book.save(place / "tien-do.xlsx")
    done = call(place, "status", "import", "tien-do.xlsx")
    assert done.returncode == 0
    assert "1 reports on tasks, 0 rows of figures, 1 rows refused" in done.stdout
    assert "row 3" in done.stderr
    assert "31/6/2022" in done.stderr
    assert "in place of" in call(place, "status", "import", "tien-do.xlsx").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["template", "mau.csv"], 2, ".xlsx"),
        (["import", "nowhere.xlsx"], 1, "nowhere.xlsx"),
        (["import", "a.xlsx", "--on", "31/6/2022"], 2, "YYYY-MM-DD"),
        (["template", "mau.xlsx", "--store", "nowhere"], 1, "nowhere"),
    ],
)
def test_bad_calls_say_what_and_leave_no_traceback(place: Path, arguments: list[str], code: int, says: str) -> None:
    done = call(place, "status", *arguments)
    assert done.returncode == code
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
