"""The audit in every form: each holds what the report holds, opens in its program, and keeps words words."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import docx
import icalendar
import openpyxl
import pytest
from tests.queries.load import load
from tests.unit.test_export import EVIL, evil_store

from policygraph import audit, build, export, store
from policygraph.audit import AuditReport, State, periods
from policygraph.errors import PolicyGraphError
from policygraph.export.files import clean
from policygraph.export.tables import sheets
from policygraph.labels import vi

DAY = date(2022, 7, 1)
TODAY = date(2026, 11, 20)
FORMS = tuple(export.AUDITS)


@pytest.fixture(scope="module")
def report(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    folder = tmp_path_factory.mktemp("five") / "store"
    build.build(documents, folder)
    with store.open(folder, read_only=True) as opened:
        return audit.audit(opened, DAY)


@pytest.fixture(scope="module")
def evil() -> AuditReport:
    with evil_store() as opened:
        return audit.audit(opened, TODAY)


@pytest.fixture(scope="module")
def files(report: AuditReport, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("forms")
    for form in FORMS:
        export.write_audit(report, folder / f"audit.{form}")
    return {form: folder / f"audit.{form}" for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_gives_the_same_bytes(report: AuditReport, files: dict[str, Path], form: str) -> None:
    assert export.AUDITS[form](report) == files[form].read_bytes()


def test_another_ending_is_said(report: AuditReport, tmp_path: Path) -> None:
    with pytest.raises(PolicyGraphError, match=r"audit\.pdf.*\.xlsx \.html \.json \.md \.docx \.ics"):
        export.write_audit(report, tmp_path / "audit.pdf")


def test_sheets_are_those_of_an_audit(report: AuditReport) -> None:
    found = [sheet.key for sheet in sheets(report)]
    assert {"coverage", "gaps", "tasks", "responsibilities", "deadlines", "findings", "collection", "method"} <= {
        *found
    }
    assert len(found) == len(set(found))


def test_rows_have_id_quote_file_and_link(report: AuditReport) -> None:
    for sheet in sheets(report):
        if sheet.key not in ("tasks", "responsibilities", "deadlines", "chains"):
            continue
        for row in sheet.rows:
            said = dict(zip(sheet.columns, row, strict=True))
            assert said["id"], sheet.key
            assert said["quote"], sheet.key
            assert said["file"], sheet.key
            assert re.fullmatch(r"https://w3id\.org/policygraph/id/source/\w{16}/char/\d+-\d+", str(said["link"]))


def test_the_link_leads_to_the_sentence(report: AuditReport) -> None:
    task = report.overdue[0]
    assert task.proof
    key = task.iri.split("/task/")[0].rsplit("/", 1)[-1]
    assert report.address(task.proof) == (
        f"https://w3id.org/policygraph/id/source/{key}/char/{task.proof.start}-{task.proof.end}"
    )


def test_the_workbook_holds_what_the_graph_holds(report: AuditReport, files: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    recurring = [periods(task, DAY) or (None,) for task in report.tasks if task.schedule]
    expected = {
        "tasks": len(report.tasks),
        "responsibilities": len(report.assignments),
        "findings": len(report.findings),
        "deadlines": sum(map(len, recurring)),
        "status": len(report.standings) + len(report.published),
        "collection": len(report.holdings) + sum(not place.held for place in report.places),
        "gaps": len(report.loose)
        + len([c for c in report.cells if c.state is audit.State.NOT_FOUND])
        + sum(len(c.tasks) for c in report.conflicts)
        + len(report.unassigned) + len(report.undated) + len(report.productless) + len(report.unsent),
    }  # fmt: skip
    assert {key: book[vi(f"sheet.{key}")].max_row - 1 for key in expected} == expected
    assert all(expected[key] for key in ("tasks", "gaps", "deadlines", "status"))
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref


def test_libreoffice_reads_every_row(files: dict[str, Path], tmp_path: Path, tool: Callable[..., str]) -> None:
    """It opens the workbook without repair, and every cell of words comes back as it went in."""
    office = tool("soffice", "libreoffice")
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(files["xlsx"])], check=True, capture_output=True, timeout=240)
    book = openpyxl.load_workbook(files["xlsx"])
    for sheet in book:
        text = (tmp_path / f"audit-{sheet.title}.csv").read_text("utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == sheet.max_row, sheet.title
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            words = [cell for cell in row if isinstance(cell, str)]
            assert all(word in rows[number] for word in words), (sheet.title, number)


def test_no_words_become_a_formula_in_libreoffice(evil: AuditReport, tmp_path: Path, tool: Callable[..., str]) -> None:
    office = tool("soffice", "libreoffice")
    export.write_audit(evil, tmp_path / "evil.xlsx")
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "evil.xlsx")], check=True, capture_output=True, timeout=240)
    text = next(tmp_path.glob("*Tasks.csv")).read_text("utf-8")
    cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
    dangerous = [words for words in map(clean, EVIL) if words[0] in "=+-@＝\t"]
    assert len(dangerous) > 6
    assert set(dangerous) <= cells


# ---------------------------------------------------------------------------------------------- the page, Markdown


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_the_page_stands_alone_and_holds_every_section(report: AuditReport, files: dict[str, Path]) -> None:
    text = files["html"].read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert "script" not in page.tags
    assert page.tags.count("section") == len(sheets(report))
    rows = sum(len(list(sheet.rows)) for sheet in sheets(report))
    assert text.count("<tbody><tr>") == rows + 1  # and the figures
    assert all(address.startswith(("#", "https://w3id.org/")) for address in page.addresses)


def test_words_stay_words_on_the_page_and_in_markdown(evil: AuditReport) -> None:
    page = _Page()
    page.feed(export.AUDITS["html"](evil).decode())
    assert not {"script", "img"} & set(page.tags)
    text = export.AUDITS["md"](evil).decode()
    assert "<script" not in re.sub(r"\\<", "", text)
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) > 2


def test_the_page_prints(files: dict[str, Path], tmp_path: Path, tool: Callable[..., str]) -> None:
    browser = tool("chromium", "chromium-browser", "google-chrome")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    out = tmp_path / "page.pdf"
    subprocess.run([*command, f"--print-to-pdf={out}", f"file://{files['html']}"], check=True, capture_output=True,
                   timeout=240)  # fmt: skip
    data = out.read_bytes()
    assert data.startswith(b"%PDF")
    width, height = map(float, re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", data).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (842, 595)  # A4, the long side across


# ---------------------------------------------------------------------------------------------- JSON, Word, calendar


def test_json_holds_every_row(report: AuditReport, files: dict[str, Path]) -> None:
    said = json.loads(files["json"].read_text("utf-8"))
    assert said["asOf"] == "2022-07-01"
    assert said["figures"]["overdue"] == {"part": len(report.overdue), "of": len(report.tasks)}
    assert {key: len(rows) for key, rows in said["sheets"].items()} == {
        s.key: len(list(s.rows)) for s in sheets(report)
    }
    assert {row["id"] for row in said["sheets"]["tasks"]} == {task.iri for task in report.tasks}


def test_the_report_for_word_has_the_official_form(report: AuditReport, files: dict[str, Path]) -> None:
    document = docx.Document(str(files["docx"]))
    head = "\n".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head
    assert "Độc lập - Tự do - Hạnh phúc" in head
    page = document.sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height, page.left_margin, page.right_margin)] == [
        210, 297, 30, 15,
    ]  # fmt: skip
    assert document.styles["Normal"].font.name == "Times New Roman"
    figures = {row.cells[0].text: row.cells[1].text for row in document.tables[1].rows}
    assert len(figures) == len(report.figures()) + 1
    assert any("31/6/2022" in cell.text for table in document.tables[2:] for row in table.rows for cell in row.cells)
    assert "Nơi nhận" in document.tables[-1].rows[0].cells[0].text


def test_the_report_for_word_says_once_what_cannot_be_decided(report: AuditReport, files: dict[str, Path]) -> None:
    document = docx.Document(str(files["docx"]))
    words = vi(f"state.{State.NOT_DECIDABLE}")
    rows = [[cell.text for cell in row.cells] for table in document.tables[2:] for row in table.rows]
    found = [row for row in rows if len(row) > 2 and row[2] == words]
    places = [row[1] for row in found]
    assert found
    assert len(places) == len(set(places)), "each list of places stands once"
    told = {name for row in found for name in row[0].split("; ")}
    assert told == {cell.directive.label for cell in report.cells if cell.state is State.NOT_DECIDABLE}


def test_the_calendar_has_every_deadline(report: AuditReport, files: dict[str, Path]) -> None:
    made = icalendar.Calendar.from_ical(files["ics"].read_bytes())
    entries = {str(event["UID"]): event for event in made.walk("VEVENT")}
    assert len(entries) == len(made.walk("VEVENT"))
    due = [task for task in report.tasks if task.due]
    for task in due:
        assert entries[task.iri].decoded("DTSTART") == task.due
        assert entries[task.iri].decoded("DTEND") == task.due + timedelta(1)
        assert task.document.label in str(entries[task.iri]["DESCRIPTION"])
    rest = [uid for uid in entries if "#" in uid]
    assert len(entries) == len(due) + len(rest)
    assert rest
    assert all(entries[uid].decoded("DTSTART") >= DAY for uid in rest)


def test_an_empty_store_gives_every_form(tmp_path: Path) -> None:
    with store.memory() as empty:
        nothing = audit.audit(empty, TODAY)
    for form in FORMS:
        export.write_audit(nothing, tmp_path / f"a.{form}")
        assert (tmp_path / f"a.{form}").stat().st_size


def test_published_figures_stand_beside_those_of_the_graph() -> None:
    with load(Path(__file__).parents[1] / "queries" / "reported-figures" / "data.trig") as opened:
        found = audit.audit(opened, TODAY)
    (sheet,) = [sheet for sheet in sheets(found) if sheet.key == "status"]
    (row,) = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    assert (row["name"], row["total"], row["doneOfDue"]) == (
        "Các bộ; chung; trung ương",
        14068,
        "14.068 / 14.068 = 100,00%",
    )
    assert row["reportSource"] == "b.xlsx (b.xlsx, Tổng hợp, 4)"
