"""One document whose every field is a payload: whatever is made of it shows the words and runs none of them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright
from tests.conftest import LONG, require_tool
from tools.server import serve

from policygraph import audit, export, queries, store, validate
from policygraph.build import build
from policygraph.export import answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Figure = Callable[..., None]
RUN = "window.__pwn=1"
OURS = "https://w3id.org/policygraph/id/"  #: where a cell of ours may lead: to the sentence it rests on
#: Ways in which words have run in pages.
SCRIPTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script\n>{RUN}</script\n>",
    f"<script/x>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<!--<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'>",
    f'"><img src=x onerror="{RUN}">',
    f"<img src=x:x onerror={RUN}//",
    f"<IMG SRC=x ONERROR={RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set onbegin={RUN}>",
    f"<svg><foreignObject><body onload={RUN}></foreignObject></svg>",
    f"<math><mtext><img src=x onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<iframe src=javascript:parent.{RUN}>",
    f"<object data=javascript:{RUN}>",
    f"<embed src=javascript:{RUN}>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<a href='java&#10;script:{RUN}'>x</a>",
    f"<form action=javascript:{RUN}><input type=submit autofocus>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<link rel=stylesheet href=javascript:{RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href=javascript:{RUN}//>",
    f"<template><script>{RUN}</script></template>",
    f"<xss onpointerenter={RUN} style=position:fixed;inset:0>",
    f"' onmouseover='{RUN}",
    f'" onfocus="{RUN}" autofocus="',
    f"` onerror={RUN} `",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"#{{{RUN}}}",
    f"<%= {RUN} %>",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"[x](javascript:{RUN})",
    f"![x](x onerror={RUN})",
    f"<javascript:{RUN}>",
    f"\u2028{RUN}",
    f"';{RUN};'",
    f'";{RUN};"',
)
#: Ways in which words have become formulas in spreadsheets.
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1:9/","x")',
    '=WEBSERVICE("http://127.0.0.1:9/")',
    '=IMPORTXML("http://a/","//a")',
    '=DDE("cmd";"/c calc";"a")',
    "\n=1+1",
    "'=1+1",
    '"=1+1"',
)


def document(payloads: tuple[str, ...]) -> str:
    """A plan that says each payload as a title, a task, an agency, a target, a recipient and a signer."""
    tasks = "".join(
        f"{n}. Sở {words} chủ trì, phối hợp với Sở Y tế {words} xây dựng {words}, gửi {words} trước 31/6/2025.\n"
        for n, words in enumerate(payloads, 1)
    )
    return (
        f"ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH\n\nSố: 9/KH-UBND\nNinh Bình, ngày 02 tháng 3 năm 2024\n\nKẾ HOẠCH\n"
        f"Thực hiện Kết luận số 69-KL/TW ngày 11/01/2024 của Bộ Chính trị về "
        f"{payloads[0]} {payloads[13 % len(payloads)]}\n\n"
        + "I. MỤC TIÊU\n"
        + "".join(f"- Phấn đấu đạt 9{n % 10}% {words} năm 2025.\n" for n, words in enumerate(payloads))
        + "II. NHIỆM VỤ\n"
        + tasks
        + "Nơi nhận:\n"
        + "".join(f"- {words};\n" for words in payloads)
        + "- Lưu: VT.\n\n"
        + f"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n{payloads[0]}\n"
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the two documents; their names are payloads, too."""
    folder = tmp_path_factory.mktemp("payloads")
    (folder / "in").mkdir()
    name = f"<img src=x onerror={RUN}> \"&'.txt"
    (folder / "in" / name).write_text(document(SCRIPTS), "utf-8")
    (folder / "in" / "=1+1.txt").write_text(document(FORMULAS).replace("9/KH-UBND", "8/KH-UBND"), "utf-8")
    build([folder / "in"], folder / "s")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page that notes what it should never see."""

    def __init__(self, browser: Browser, **more: str) -> None:
        self.page = browser.new_page(**more)  # type: ignore[arg-type]
        self.wrong: list[str] = []
        self.page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        self.page.on(
            "console", lambda said: self.wrong.append(said.text) if "Content Security Policy" in said.text else None
        )

    def open(self, at: str) -> str:
        """The page's words; nothing of them ran."""
        answer = self.page.goto(at)
        assert answer is None or answer.status < 500, at
        self.page.mouse.move(200, 200)
        self.page.wait_for_timeout(30)
        assert self.page.evaluate("window.__pwn") is None, at
        assert self.wrong == [], at
        return str(self.page.inner_text("body"))


# ------------------------------------------------------------------------------------------------ in a browser


@pytest.mark.reliability("S3")
def test_there_are_sixty() -> None:
    assert len(SCRIPTS) >= 60


@pytest.mark.reliability("S3")
def test_pages_of_the_server(browser: Browser, kept: Path, figure: Figure) -> None:
    server, address = serve(kept / "s")
    try:
        watched = Watched(browser, base_url=address)
        watched.open("/?q=9/kh-ubnd")
        where = watched.page.locator(".hits > li > a").first.get_attribute("href") or ""
        tail = where.split("/document/")[1]
        pages = [
            f"/document/{tail}",
            f"/read/{tail}",
            f"/chain/{tail}",
            f"/data/document/{tail}",
            "/coverage",
            "/questions",
            "/directive/vn/69-kl-tw/2024-01-11",
            "/place/tinh-ninh-binh",
            f"/explore/{tail}",
            *(f"/questions/{name}" for name in ("tasks", "targets", "recipients", "signers", "findings", "sources")),
            "/sparql?query=" + quote("SELECT * { ?s ?p ?o FILTER(ISLITERAL(?o)) } LIMIT 2000"),
        ]
        shown = sum(watched.open(at).count(f"<script>{RUN}</script>") for at in pages)
        echoed = SCRIPTS if LONG else SCRIPTS[::6]
        for payload in echoed:
            for at in (
                "/?q={}",
                "/nowhere/{}",
                "/sparql?query={}",
                "/questions/citations-of?document={}",
                "/?province={}",
                "/document/{}",
            ):
                watched.open(at.format(quote(payload, safe="")))
        assert watched.page.locator("img, iframe, object, embed").count() == 0
    finally:
        server.terminate()
        server.wait(20)
    figure(f"{len(SCRIPTS)} payloads on {len(pages)} pages and {6 * len(echoed)} echoes in Chromium: 0 ran")
    assert shown > 10, "they are shown as words"


def files(kept: Path, out: Path) -> list[Path]:
    """Every output as a file."""
    out.mkdir(exist_ok=True)
    with store.open(kept / "s", read_only=True) as opened:
        for ending in export.ENDINGS:
            export.export(opened, out / f"graph.{ending}")
        report = audit.audit(opened, date(2025, 7, 1))
        for ending in export.AUDITS:
            export.write_audit(report, out / f"audit.{ending}")
        checked = validate.validate(opened)
        for ending in ("json", "html", "xlsx", "ttl"):
            export.write_report(checked, out / f"report.{ending}", ending)
        for name in ("tasks", "targets", "recipients", "responsibilities", "findings", "sources"):
            answer = queries.run(opened, name)
            for form in (*answers.TEXTS, "xlsx"):
                (out / f"{name}-{form}.{ {'excel': 'csv'}.get(form, form) }").write_bytes(
                    answers.answer_bytes(answer, form)
                )
    return sorted(path for path in out.iterdir() if path.is_file())


@pytest.fixture(scope="module")
def made(kept: Path) -> list[Path]:
    return files(kept, kept / "out")


@pytest.mark.reliability("S3")
def test_files_that_open_in_a_browser(browser: Browser, made: list[Path], figure: Figure) -> None:
    opened = [path for path in made if path.suffix in (".html", ".svg", ".xml", ".gexf", ".graphml", ".json")]
    watched = Watched(browser)
    outside: list[str] = []
    watched.page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    for path in opened:
        if path.suffix == ".html":
            words = watched.open(path.as_uri())
            assert words.strip(), path.name
        else:
            watched.page.goto(path.as_uri())
            assert watched.page.evaluate("window.__pwn") is None, path.name
    assert {path.name for path in opened} >= {"graph.html", "audit.html", "report.html"}
    assert [url for url in outside if not url.startswith("about:")] == []
    figure(f"{len(opened)} exported files opened in Chromium: 0 scripts ran, 0 outside requests")


@pytest.mark.reliability("S3")
def test_what_a_notebook_shows(browser: Browser, kept: Path, tmp_path: Path, figure: Figure) -> None:
    import policygraph as pg

    with pg.open(kept / "s") as graph:
        shown = [
            graph._repr_html_(),
            graph.query("tasks").to_html(),
            graph.query("targets").to_html(),
            graph.coverage().to_html(),
            graph.trace("9/KH-UBND")._repr_html_(),
            graph.lineage("9/KH-UBND")._repr_html_(),
            graph.query("documents").to_html(),
        ]
    watched = Watched(browser)
    for number, html in enumerate(shown):
        (tmp_path / f"{number}.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
        watched.open((tmp_path / f"{number}.html").as_uri())
    figure(f"{len(shown)} things that a notebook shows: 0 scripts ran")


@pytest.mark.reliability("S3")
def test_marked_up_text_holds_no_marks_of_documents(made: list[Path], browser: Browser, tmp_path: Path) -> None:
    """Markdown as the most open of its readers takes it: raw HTML is a page."""
    (text,) = [path.read_text("utf-8") for path in made if path.suffix == ".md"]
    assert "pwn" in text
    assert not re.search(r"(?<!\\)<(?:script|img|svg|iframe|a|body)\b", text, re.IGNORECASE)
    assert not re.search(r"(?<!\\)\]\(javascript:", text)
    (tmp_path / "a.html").write_text(f"<!doctype html><meta charset=utf-8><body>{text}", "utf-8")
    Watched(browser).open((tmp_path / "a.html").as_uri())


@pytest.mark.reliability("S3")
def test_word_files_hold_words_only(made: list[Path]) -> None:
    (path,) = [path for path in made if path.suffix == ".docx"]
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    assert not [name for name in parts if "vba" in name.lower() or "embed" in name.lower()]
    everything = "".join(parts.values())
    assert "TargetMode" not in everything, "no link to outside"
    assert not re.search(r"<w:(?:instrText|fldSimple)[^>]*>[^<]*(?:DDE|INCLUDE|MACRO)", everything)


# ------------------------------------------------------------------------------------------------ spreadsheets


def formulas(path: Path) -> list[str]:
    """The cells of a workbook that are formulas or links."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (cell.hyperlink and not str(cell.hyperlink.target).startswith(OURS))
    ]


@pytest.mark.reliability("S7")
def test_no_cell_of_a_workbook_is_a_formula(made: list[Path], figure: Figure) -> None:
    books = [path for path in made if path.suffix == ".xlsx"]
    assert len(books) >= 4
    for path in books:
        assert formulas(path) == [], path.name
    figure(f"{len(FORMULAS)} payloads in {len(books)} workbooks: 0 formulas, 0 links")


@pytest.mark.reliability("S7")
def test_no_cell_of_a_list_for_spreadsheets_becomes_a_formula(made: list[Path], tmp_path: Path, figure: Figure) -> None:
    """As LibreOffice opens it; the plain CSV is the W3C's form for programs and says words as they are."""
    soffice = require_tool("soffice", "libreoffice")
    lists = [path for path in made if path.stem.endswith("-excel")]
    assert lists
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path),
            *map(str, lists),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    for path in lists:
        assert formulas(tmp_path / f"{path.stem}.xlsx") == [], path.name
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.strip()[:1] in "=@＝＋－＠" and cell.strip()], path.name
    figure(f"{len(lists)} lists (--format excel) opened by LibreOffice: 0 formulas")


@pytest.mark.reliability("S9")
def test_nothing_steers_a_terminal(tmp_path: Path) -> None:
    """Words of documents with escapes, and names of files with them, reach a screen without."""
    import sys

    folder = tmp_path / "in"
    folder.mkdir()
    evil = "\x1b]0;pwn\x07\x1b[2J\x9b31m\u202e"
    (folder / f"a{evil}.txt").write_text(document((f"{evil} x", f"y{evil}")), "utf-8")
    (folder / f"b{evil}.docx").write_bytes(b"MZ")
    commands = (
        ("build", str(folder)),
        ("show", "9/KH-UBND", "--facts"),
        ("query", "tasks"),
        ("query", "tasks", "--format", "table"),
        ("trace", "9/KH-UBND"),
        ("audit",),
        ("check",),
        ("validate",),
        ("read", str(folder / f"a{evil}.txt")),
    )
    for words in commands:
        command = [sys.executable, "-m", "policygraph.cli", *words]
        if words[0] != "read":
            command += ["--store", str(tmp_path / "s")]
        done = subprocess.run(command, capture_output=True, check=False)
        for said in (done.stdout, done.stderr):
            assert b"\x1b" not in said, words
            assert "\x9b" not in said.decode(), words
            assert "\u202e" not in said.decode(), words


# ------------------------------------------------------------------------------------------------ names (S6)

NAMES = (
    "../a.txt",
    "../../a.txt",
    "..\\a.txt",
    "/tmp/a.txt",
    "C:\\a.txt",
    "a/../../b.txt",
    "./a.txt",
    "~/a.txt",
    "a\nb.txt",
    "a\tb.txt",
    "a\x1bb.txt",
    "a\u202eb.txt",
    "a\u200bb.txt",
    "a b.txt",
    "a'b.txt",
    'a"b.txt',
    "a&b.txt",
    "a<b>.txt",
    "a|b.txt",
    "a;b.txt",
    "a$(id).txt",
    "a`id`.txt",
    "-a.txt",
    "--help.txt",
    "a%00b.txt",
    "a%2e%2e%2fb.txt",
    "CON.txt",
    "nul.txt",
    "a:b.txt",
    "a*b?.txt",
    "ế.txt",
    "e\u0302\u0301.txt",
    "\U0001f600.txt",
    "a" * 200 + ".txt",
    "." * 20 + "a.txt",
    "a.txt.exe.txt",
    " .txt",
    "a..txt",
    "\uff0e\uff0e\uff0fa.txt",
    "a\u2028b.txt",
)


@pytest.mark.reliability("S6")
def test_names_are_data_and_never_paths(tmp_path: Path, figure: Figure) -> None:
    """In an archive any name may stand: each is read, and nothing is written but the store and the outputs."""
    folder, out = tmp_path / "in" / "below", tmp_path / "out"
    folder.mkdir(parents=True)
    out.mkdir()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for number, name in enumerate(NAMES):
            made.writestr(zipfile.ZipInfo(name), f"KẾ HOẠCH\n{number}\n1. Sở Y tế chủ trì việc số {number}.\n")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    (folder / "a.zip").write_bytes(data.getvalue())
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    report = build([folder], tmp_path / "s")
    hidden = {"." * 20 + "a.txt", " .txt", "..\\a.txt"}  # names that begin with a dot, as on any disk
    assert len(report.files) == len(NAMES) - len(hidden) + 1, "each is told of; the link is read as the words it is"
    assert not [file for file in report.files if ".." in file.path.parts]
    with store.open(tmp_path / "s", read_only=True) as opened:
        for name in ("graph.html", "graph.jsonld", "graph.zip"):
            export.export(opened, out / name)
        assert not opened.ask("ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'root:')) }")
    after = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.relative_to(tmp_path).parts[0] for path in after} <= {"s", "out"}
    with zipfile.ZipFile(out / "graph.zip") as packed:
        assert not [name for name in packed.namelist() if name.startswith("/") or ".." in Path(name).parts]
    figure(f"{len(NAMES)} names in an archive: 0 files outside the store and the outputs")
