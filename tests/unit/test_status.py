"""Status sheets: what a row says, what a bad row says instead, and that a file replaces what it said."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.samples import ninh_binh

from policygraph import audit, build, export, queries, status, store, validate
from policygraph.errors import SourceError
from policygraph.identity import STATUS_GRAPHS
from policygraph.progress import BUCKETS, Sheet, Status, bucket

MOST = 1_000_000
TASKS = ("urn:task:1", "urn:task:2", "urn:task:3")
HEAD = ("Mã", "Tình trạng", "Ngày hoàn thành", "Ngày báo cáo", "Nơi báo cáo", "Nguồn", "Ghi chú")


def book(path: Path, *sheets: tuple[str, list[tuple[object, ...]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def tasks(path: Path, *rows: tuple[object, ...]) -> Sheet:
    return status.read(book(path, ("Tiến độ", [HEAD, *rows])), TASKS, MOST)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tien-do.xlsx"


def test_a_row_on_a_task(file: Path) -> None:
    found = tasks(
        file,
        (TASKS[0], "hoan thanh dung han", datetime(2022, 3, 25), "15/6/2022", "Sở Nội vụ", "Báo cáo 12/BC-SNV", "ok"),
        (TASKS[1], "NOT DONE", None, "2022-06-15", None, None, None),
        (TASKS[2], None, "ngày 25/3/2022", date(2022, 6, 15), None, None, None),
    )
    assert not found.findings
    one, two, three = found.reports
    assert (one.status, one.completed, one.at.sheet, one.at.row) == (
        Status.DONE_ON_TIME,
        date(2022, 3, 25),
        "Tiến độ",
        2,
    )
    assert (one.claim.on, one.claim.by, one.claim.source, one.claim.note) == (
        date(2022, 6, 15), "Sở Nội vụ", "Báo cáo 12/BC-SNV", "ok",
    )  # fmt: skip
    assert (two.status, two.claim.source, two.claim.by) == (Status.NOT_DONE, "tien-do.xlsx", None)
    assert (three.status, three.completed) == (Status.DONE, date(2022, 3, 25))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("urn:task:9", "Chưa hoàn thành", None, "15/6/2022"), "urn:task:9"),
        ((None, "Chưa hoàn thành", None, "15/6/2022"), "-"),
        ((TASKS[0], "gần xong", None, "15/6/2022"), "gần xong"),
        ((TASKS[0], "Chưa hoàn thành", None, "31/6/2022"), "31/6/2022"),
        ((TASKS[0], "Chưa hoàn thành", None, 44727), "44727"),
        ((TASKS[0], "Chưa hoàn thành", None, None), "--on"),
        ((TASKS[0], "Chưa hoàn thành", "1/6/2022", "15/6/2022"), "2022-06-01"),
        ((TASKS[0], "Đã hoàn thành", "16/6/2022", "15/6/2022"), "2022-06-16"),
        ((TASKS[0], None, None, None, None, None, "chờ ý kiến"), "Hoàn thành đúng hạn"),
    ],
)
def test_a_bad_row_is_a_finding_with_sheet_and_row_and_says_nothing(
    file: Path, row: tuple[object, ...], words: str
) -> None:
    found = tasks(file, (TASKS[1], "Chưa hoàn thành", None, "15/6/2022"), row)
    assert [report.task for report in found.reports] == [TASKS[1]]
    (finding,) = found.findings
    assert "«Tiến độ», dòng 3" in finding.message_vi
    assert "'Tiến độ', row 3" in finding.message_en
    assert words in finding.message_vi


def test_a_task_twice_is_reported_once_and_said(file: Path) -> None:
    row = (TASKS[0], "Chưa hoàn thành", None, "15/6/2022")
    found = tasks(file, row, (TASKS[0], "Đã hoàn thành", None, "15/6/2022"))
    assert [report.status for report in found.reports] == [Status.NOT_DONE]
    assert "dòng 2" in found.findings[0].message_vi


def test_rows_that_nobody_filled_say_nothing(file: Path) -> None:
    found = tasks(file, (TASKS[0],), (None, None), (TASKS[1], None, None, "15/6/2022"))
    assert not found.reports
    assert not found.findings


def test_day_and_source_for_the_whole_file(file: Path) -> None:
    book(file, ("a", [("id", "status"), (TASKS[0], "done")]))
    (report,) = status.read(file, TASKS, MOST, date(2022, 7, 1), "Báo cáo quý II").reports
    assert (report.claim.on, report.claim.source) == (date(2022, 7, 1), "Báo cáo quý II")


COUNTS = ("Cơ quan", "Tổng số", "Đã hoàn thành", "Hoàn thành đúng hạn", "Hoàn thành quá hạn", "Chưa hoàn thành",
          "Chưa hoàn thành trong hạn", "Chưa hoàn thành quá hạn", "Ngày báo cáo")  # fmt: skip
OF_2017 = ("Các bộ, ngành, địa phương", "21.914", 16051, "14,068", 1983, 5863, "5 640", 223, date(2017, 12, 31))


def counts(path: Path, *rows: tuple[object, ...]) -> Sheet:
    return status.read(book(path, ("Tổng hợp", [("BÁO CÁO",), (), COUNTS, *rows])), (), MOST)


def test_published_figures_without_tasks(file: Path) -> None:
    found = counts(file, OF_2017)
    assert not found.findings
    (count,) = found.counts
    assert dict(count.numbers) == dict(zip(BUCKETS, (14_068, 1_983, 5_640, 223, 0), strict=True))
    assert (count.at.row, count.agency) == (4, "Các bộ, ngành, địa phương")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, 21_915, "14068 + 1983 + 5640 + 223 + 0 = 21914"),
        (2, 16_050, "14068 + 1983 = 16051"),
        (5, 1, "5640 + 223 = 5863"),
        (3, None, "Hoàn thành đúng hạn"),
        (3, 14.068, "14.068"),
        (3, "khoảng 14.000", "khoảng 14.000"),
        (8, None, "--on"),
    ],
)
def test_figures_that_do_not_add_up_are_refused(file: Path, column: int, value: object, words: str) -> None:
    row = [*OF_2017]
    row[column] = value
    found = counts(file, tuple(row))
    assert not found.counts
    assert words in found.findings[0].message_vi
    assert "dòng 4" in found.findings[0].message_vi


def test_a_row_of_sums_is_not_counted_again(file: Path) -> None:
    total = ("Tổng cộng", *OF_2017[1:])
    assert len(counts(file, OF_2017, total).counts) == 1
    assert len(counts(file, total).counts) == 1  # it stands alone: it is all that the sheet says


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"Ma,Tinh trang\n"])
def test_what_is_no_workbook_is_said_in_one_line(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"tien-do\.xlsx: .*\.xlsx"):
        status.read(file, (), MOST)


def test_a_workbook_of_another_kind_and_one_too_big(file: Path) -> None:
    book(file, ("a", [("x", "y"), (1, 2)]))
    with pytest.raises(SourceError, match="policygraph status template"):
        status.read(file, (), MOST)
    with pytest.raises(SourceError, match="10 bytes"):
        status.read(file, (), 10)
    with pytest.raises(SourceError, match="nowhere"):
        status.read(file.with_name("nowhere.xlsx"), (), MOST)


# ---------------------------------------------------------------------------------------------- in a store


@pytest.fixture
def location(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(ninh_binh().facts().source.text, "utf-8")
    shipped = sorted((Path(__file__).parents[2] / "data" / "documents").glob("003*.txt"))
    build.build([folder, *shipped], tmp_path / "store")
    return tmp_path / "store"


def ids(location: Path) -> list[str]:
    with store.open(location, read_only=True) as opened:
        return [str(row["task"]) for row in queries.records(opened, "task-ids")]


def reported(location: Path) -> list[queries.Row]:
    with store.open(location, read_only=True) as opened:
        return queries.records(opened, "reported-status")


def test_the_template_filled_in_is_read_back(location: Path, file: Path) -> None:
    with store.open(location, read_only=True) as opened:
        export.template(audit.audit(opened, date.max), file)
    filled = openpyxl.load_workbook(file)
    sheet = filled.active
    heads = [str(cell.value).splitlines()[0] for cell in sheet[1]]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ids(location)
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    sheet.cell(3, heads.index("Tình trạng") + 1, "Đã hoàn thành")
    sheet.cell(3, heads.index("Ngày hoàn thành") + 1, date(2022, 3, 25))
    sheet.cell(3, heads.index("Ngày báo cáo") + 1, date(2022, 6, 15))
    filled.save(file)
    found = status.bring(file, location)
    assert not found.replaced
    assert [row["task"] for row in reported(location)] == [ids(location)[1]]


def test_a_file_replaces_what_it_said_and_nothing_else(location: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    task = ids(location)[0]
    for path, state in ((one, "Chưa hoàn thành"), (two, "Đã hoàn thành")):
        status.bring(book(path, ("t", [HEAD, (task, state, None, "15/6/2022")])), location)
    assert [(row["status"], row["file"]) for row in reported(location)] == [("notDone", "a.xlsx"), ("done", "b.xlsx")]
    again = status.bring(book(one, ("t", [HEAD, (task, "Đã hoàn thành", "20/6/2022", "1/7/2022")])), location)
    assert again.replaced
    assert [(r["status"], r["file"], r["completedOn"]) for r in reported(location)] == [
        ("done", "b.xlsx", None), ("done", "a.xlsx", date(2022, 6, 20)),
    ]  # fmt: skip


def test_two_files_of_the_same_bytes_are_one_statement(location: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    status.bring(book(one, ("t", [HEAD, (ids(location)[0], "done", None, "15/6/2022")])), location)
    two.write_bytes(one.read_bytes())
    status.bring(two, location)
    book(one, ("t", [HEAD, (ids(location)[0], "not done", None, "15/6/2022")]))
    status.bring(one, location)  # what b.xlsx says stays
    assert {row["status"] for row in reported(location)} == {"done", "notDone"}


def test_a_rebuild_keeps_what_was_reported(location: Path, file: Path) -> None:
    status.bring(book(file, ("t", [HEAD, (ids(location)[0], "done", None, "15/6/2022"), ("urn:x", "done")])), location)
    before = reported(location)
    build.build([location.parent / "documents"], location)
    assert reported(location) == before != []
    with store.open(location, read_only=True) as opened:
        found = validate.validate(opened)
        graphs = [name for name in opened.graphs() if name.startswith(STATUS_GRAPHS)]
    assert found.conforms
    assert len(graphs) == 1
    assert [r.file for r in found.results if r.name == "status-row-refused"] == ["tien-do.xlsx"]


# ---------------------------------------------------------------------------------------------- buckets


@pytest.mark.parametrize("state", [None, *Status])
@pytest.mark.parametrize("completed", [None, date(2022, 3, 31), date(2022, 4, 1)])
@pytest.mark.parametrize("due", [None, date(2022, 3, 31)])
@pytest.mark.parametrize("on", [date(2022, 3, 31), date(2022, 4, 1)])
def test_every_task_is_in_one_bucket(state: Status | None, completed: date | None, due: date | None, on: date) -> None:
    found = bucket(state, completed, due, on)
    assert found in BUCKETS
    if found is Status.OVERDUE:
        assert state is Status.OVERDUE or (due is not None and due < on)
    if state is not None and state is not Status.NO_INFORMATION and found is not Status.NO_INFORMATION:
        assert found.done == state.done
