"""The workbook, the page and the RDF files: whole, harmless, the same each time."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from tests.queries.load import COLLECTION, DOCUMENT, fill, load

from policygraph import audit, export
from policygraph.errors import PolicyGraphError
from policygraph.export import workbook
from policygraph.export.files import clean
from policygraph.export.page import page
from policygraph.export.sheets import Sheet, packed
from policygraph.identity import GRAPH, ONTOLOGY
from policygraph.labels import vi
from policygraph.store import Store

TODAY = date(2026, 11, 20)
EVIL = [
    "=SUM(1)", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x","y")', "=cmd|'/C calc'!A0",
    "x\x00\x1b[31m", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u2028</title>", "]]>",
    "${x}", "$title", "{{x}}",
]  # fmt: skip


def evil_store() -> Store:
    """The collection with every dangerous text as title and number of a loaded plan, and as a quote."""
    quads = list(ox.parse(path=str(COLLECTION), format=ox.RdfFormat.TRIG))
    graph = ox.NamedNode(f"{GRAPH}source/evil")

    def add(subject: str, predicate: str, value: str | ox.NamedNode) -> None:
        term = ox.Literal(value) if isinstance(value, str) else value
        quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph))

    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    for number, text in enumerate(EVIL):
        plan, task, evidence = f"{DOCUMENT}evil-{number}", f"urn:task:{number}", f"urn:evidence:{number}"
        for name in ("Document", "ImplementingPlan"):
            add(plan, kind, ox.NamedNode(ONTOLOGY + name))
        for name in ("title", "number", "recipientAsWritten"):
            add(plan, ONTOLOGY + name, text)
        add(plan, ONTOLOGY + "source", ox.NamedNode(f"urn:source:{number}"))
        add(f"urn:source:{number}", ONTOLOGY + "fileName", text)
        add(plan, ONTOLOGY + "implements", ox.NamedNode(DOCUMENT + "vn-69"))
        add(task, kind, ox.NamedNode(ONTOLOGY + "Task"))
        add(task, ONTOLOGY + "statedIn", ox.NamedNode(plan))
        add(task, ONTOLOGY + "text", text)
        add(task, ONTOLOGY + "evidence", ox.NamedNode(evidence))
        add(evidence, ONTOLOGY + "quote", text)
        add(evidence, ONTOLOGY + "inSource", ox.NamedNode(f"urn:source:{number}"))
        for name in ("startOffset", "endOffset"):
            quads.append(ox.Quad(ox.NamedNode(evidence), ox.NamedNode(ONTOLOGY + name), ox.Literal(0), graph))
        citation = f"urn:citation:{number}"
        add(citation, kind, ox.NamedNode(ONTOLOGY + "Citation"))
        for name, value in (("citing", plan), ("cited", DOCUMENT + "vn-69"), ("relation", ONTOLOGY + "implements"),
                            ("statedIn", plan), ("evidence", evidence)):  # fmt: skip
            add(citation, ONTOLOGY + name, ox.NamedNode(value))
    return fill(quads)


@pytest.fixture(scope="module")
def report() -> audit.AuditReport:
    with load() as store:
        return audit.audit(store, TODAY)


@pytest.fixture(scope="module")
def book(report: audit.AuditReport, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "audit.xlsx"
    workbook(report, path)
    return openpyxl.load_workbook(path)


def test_the_sheets_hold_what_the_report_holds(book: openpyxl.Workbook, report: audit.AuditReport) -> None:
    rows = {name: book[vi(f"sheet.{name}")].max_row - 1 for name in ("tasks", "responsibilities", "findings", "matrix")}
    assert rows == {
        "tasks": len(report.tasks),
        "responsibilities": len(report.assignments),
        "findings": len(report.findings),
        "matrix": len(report.directives),
    }
    found = [c.value for c in book[vi("sheet.coverage")]["D"][1:]]
    carried = sum(len(cell.carrying) for cell in report.cells if cell.state.found)
    assert found.count(vi("state.implemented")) == carried


def test_heads_filters_and_widths(book: openpyxl.Workbook) -> None:
    assert len(book.sheetnames) == 11
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert all("\n" in str(cell.value) or sheet.title == vi("sheet.matrix") for cell in sheet[1])
        assert sheet.column_dimensions["A"].width > 10


def test_dates_are_dates(book: openpyxl.Workbook) -> None:
    sheet = book[vi("sheet.deadlines")]
    ends = [cell.value for cell in sheet["A"][1:]]
    assert datetime(2025, 3, 31) in ends
    assert all(value is None or isinstance(value, datetime) for value in ends)
    assert {cell.number_format for cell in sheet["A"][1:] if cell.value} == {"dd/mm/yyyy"}


def test_every_row_of_tasks_has_quote_file_and_id(book: openpyxl.Workbook) -> None:
    for row in book[vi("sheet.tasks")].iter_rows(min_row=2, values_only=True):
        assert all(row[-3:])


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    with evil_store() as store:
        workbook(audit.audit(store, TODAY), tmp_path / "evil.xlsx")
    seen = set()
    for sheet in openpyxl.load_workbook(tmp_path / "evil.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                if isinstance(cell.value, str):
                    seen.add(cell.value)
                    if cell.value.startswith(("=", "+", "-", "@")):
                        assert cell.quotePrefix, cell.value
    assert {text for text in map(clean, EVIL) if not text.startswith(("\r", "\u2028"))} <= seen
    with zipfile.ZipFile(tmp_path / "evil.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_same_report_gives_the_same_bytes(report: audit.AuditReport, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        workbook(report, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2026-11-20T00:00:00Z") == 2


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    data = packed([Sheet("tasks", ("text",), [("a" * 40_000,)])], TODAY)
    value = openpyxl.load_workbook(io.BytesIO(data)).active["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…")


def test_libreoffice_opens_the_workbook(tmp_path: Path, tool: Callable[..., str]) -> None:
    office = tool("soffice", "libreoffice")
    book = tmp_path / "audit.xlsx"
    with evil_store() as store:
        workbook(audit.audit(store, TODAY), book)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    tasks = next(path for path in tmp_path.glob("*.csv") if "Tasks" in path.name).read_text("utf-8")
    assert "=SUM(1)" in tasks
    assert "Sở Khoa học và Công nghệ" in tasks


# ---------------------------------------------------------------------------------------------- page


@pytest.fixture(scope="module")
def evil_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    with evil_store() as store:
        page(store, path)
    return path


def test_the_page_asks_nothing_of_the_network(evil_page: Path) -> None:
    text = evil_page.read_text("utf-8")
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)\s*=", text)
    assert not re.search(
        r"@import|url\(\s*['\"]?(?!data:)[a-z/.]", re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    )
    assert "default-src 'none'" in text


def test_no_text_becomes_markup(evil_page: Path) -> None:
    text = evil_page.read_text("utf-8")
    assert text.count("</script>") == 3
    library = (files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8")
    assert text.count("<script") == 3 + library.count("<script")
    assert "<img" not in text
    assert html.escape("<img src=x onerror=alert(1)>") in text


def test_the_page_holds_the_graph(tmp_path: Path) -> None:
    with load() as store:
        assert page(store, tmp_path / "graph.html") == 15
    data = json.loads(re.search(r"const DATA = (.*);</script>", (tmp_path / "graph.html").read_text("utf-8")).group(1))  # type: ignore[union-attr]
    edges = {(e["from"].rsplit("/")[-1], e["label"], e["to"].rsplit("/")[-1]) for e in data["edges"] if not e["extra"]}
    assert ("nb-177", " ", "vn-709") in edges
    assert ("vn-69", "tiếp tục", "vn-20") in edges
    assert all(edge["proofs"] for edge in data["edges"])
    hidden = {node["id"].rsplit("/")[-1] for node in data["nodes"] if node["hidden"]}
    assert hidden == {"vn-29", "vn-25"}
    places = [(node["x"], node["y"]) for node in data["nodes"]]
    assert len(set(places)) == len(places)


def test_a_big_graph_is_cut_and_says_so(tmp_path: Path) -> None:
    with load() as store:
        assert page(store, tmp_path / "graph.html", limit=6) == 6
    assert "6 / 15" in (tmp_path / "graph.html").read_text("utf-8")


def test_the_page_is_the_same_each_time(tmp_path: Path) -> None:
    with load() as store:
        for name in ("a.html", "b.html"):
            page(store, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_browser_draws_it_offline(evil_page: Path, tool: Callable[..., str], tmp_path: Path) -> None:
    browser = tool("chromium", "chromium-browser", "google-chrome")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={tmp_path}", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=4000",
         "--enable-logging=stderr", "--dump-dom", evil_page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    drawn = done.stdout.decode("utf-8", "replace")
    assert "<canvas" in drawn
    assert drawn.count("<option") > 15
    errors = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]
    assert not [line for line in errors if "Uncaught" in line or "Refused" in line], errors


# ---------------------------------------------------------------------------------------------- RDF


@pytest.mark.parametrize("ending", export.RDF)
def test_rdf_files_hold_every_triple(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "deep" / f"graph.{ending}"
    with load() as store:
        export.export(store, path)
        triples = {str(row) for row in store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")}
    forms = {
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "ttl": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    read = {str(quad.triple) for quad in ox.parse(path=str(path), format=forms[ending])}
    assert read == triples


def test_an_unknown_ending_or_place_is_refused(tmp_path: Path) -> None:
    with load() as store:
        with pytest.raises(PolicyGraphError, match=r"\.jsonld"):
            export.export(store, tmp_path / "graph.docx")
        (tmp_path / "file").write_text("", "utf-8")
        with pytest.raises(PolicyGraphError, match="cannot be written"):
            export.export(store, tmp_path / "file" / "graph.ttl")
