"""``policygraph status``: template out, status sheet in, every bad row named."""

from __future__ import annotations

import json
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


def test_the_published_figures_with_their_formulas(place: Path) -> None:
    book = openpyxl.Workbook()
    heads = ("Cơ quan", "Tổng số", "Đã hoàn thành", "Hoàn thành đúng hạn", "Hoàn thành quá hạn", "Chưa hoàn thành",
             "Chưa hoàn thành trong hạn", "Chưa hoàn thành quá hạn", "Ngày báo cáo")  # fmt: skip
    book.active.append(heads)
    book.active.append(("Cả nước", "21.914", "16.051", "14.068", "1.983", "5.863", "5.640", "223", "31/12/2017"))
    book.save(place / "2017.xlsx")
    assert call(place, "status", "import", "2017.xlsx").returncode == 0
    shown = call(place, "status", "show", "--as-of", "2018-01-01", "--by", "sector")
    assert shown.returncode == 0
    done = "hoàn thành đúng hạn + hoàn thành quá hạn"
    assert f"({done}) / ({done} + chưa hoàn thành quá hạn) = 16.051 / 16.274 = 98,63%" in shown.stdout
    assert "= 223 / 16.274 = 1,37%" in shown.stdout
    assert "21914" in shown.stdout
    assert call(place, "status", "show", "--by", "minister").returncode == 2


def test_diff_of_a_store_and_its_export(place: Path) -> None:
    assert call(place, "export", "a.nq").returncode == 0
    same = call(place, "diff", "a.nq", "store")
    assert same.returncode == 0
    assert "0 appeared, 0 changed, 0 gone" in same.stdout
    lines = (place / "a.nq").read_text("utf-8").splitlines(keepends=True)
    without = [line for line in lines if "/task/II.1" not in line.split(" ", 1)[0]]
    (place / "b.nq").write_text("".join(without), "utf-8")
    differs = call(place, "diff", "a.nq", "b.nq")
    assert differs.returncode == 1
    assert "\n- " in differs.stdout
    found = json.loads(call(place, "diff", "a.nq", "b.nq", "--format", "json").stdout)
    assert {item["outcome"] for item in found} == {"gone"}
    assert call(place, "diff", "a.nq", "nowhere").returncode == 2


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
