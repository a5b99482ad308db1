"""The pages in a real browser: a first visit, accessibility, no outside request, no script of a document."""

from __future__ import annotations

import os
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.conftest import ROOT, require_tool
from tools.server import serve

from policygraph import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLAN = "tinh-ninh-binh/177-kh-ubnd/2024-09-30"
CONCLUSION = "vn/69-kl-tw/2024-01-11"
#: The drawn graph needs WebGL; where there is no graphics card the browser computes it.
SOFTWARE = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
PAGES = {
    "home": "/",
    "search": "/?q=ke+hoach",
    "document": f"/document/{PLAN}",
    "cited": f"/document/{CONCLUSION}",
    "read": f"/read/{PLAN}?at=100-260",
    "chain": f"/chain/{PLAN}",
    "directive": f"/directive/{CONCLUSION}",
    "coverage": "/coverage",
    "agency": "/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe",
    "place": "/place/tinh-ninh-binh",
    "questions": "/questions",
    "question": "/questions/citations-of?document=69-KL/TW",
    "sparql": "/sparql",
    "answer": "/sparql?query=SELECT+*+%7B+%3Fs+a+pg%3ADirective+%7D",
    "refused": "/sparql?query=SELECT",
    "thing": "/data/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe",
    "explore": f"/explore/{CONCLUSION}?depth=2",
    "editor": "/editor",
    "graph": "/graph?q=69",
    "grouped": "/graph?group=tier",
    "missing": "/nowhere",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=require_tool("chromium"), args=["--no-sandbox", *SOFTWARE])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that notes what it should never see: requests to elsewhere, messages of the console, faults."""
    page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    page.on(
        "request", lambda r: wrong.append(r.url) if not r.url.startswith((address, "data:", "blob:", "file:")) else None
    )
    page.on(
        "console",
        lambda m: (
            wrong.append(m.text)
            if m.type in ("error", "warning")
            and not any(known in m.text for known in ("404", "400", "GL Driver Message"))
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield page
    page.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, which finds faults of accessibility; from npm, as the lock file names it."""
    script = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = require_tool("npm")
        done = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=ROOT / "web", capture_output=True, text=True)
        if not script.exists():
            pytest.skip(f"axe-core cannot be had from npm: {done.stderr.strip()[-200:]}")
    return script.read_text("utf-8")


def test_first_visit(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "ke hoach 177")
    expect(page.locator(".hits > li")).to_have_count(1)
    first = page.locator(".hits > li > a").first
    assert "177/KH-UBND" in first.inner_text()
    first.click()
    page.wait_for_url(f"**/document/{PLAN}")
    assert "Kế hoạch 177/KH-UBND" in page.inner_text("h1")
    page.locator(".box a", has_text="Kết luận 69-KL/TW").first.click()
    page.wait_for_url("**/read/**")
    assert "69-KL/TW" in page.inner_text("mark#here")
    assert page.locator("mark#here").evaluate(
        "m => { const r = m.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight }"
    )
    page.goto(f"/chain/{PLAN}")
    levels = page.locator("svg text.level").evaluate_all("all => all.map((level) => level.textContent)")
    assert (levels[0], levels[-1]) == ("Trung ương Đảng", "Sở, ngành, huyện, xã")
    page.goto(f"/directive/{CONCLUSION}")
    assert page.locator(".g34 .implemented").count() == 2
    assert page.locator(".g34 .notDecidable:not(.island)").count() == 32


def test_fact_to_words_and_words_to_fact(page: Page) -> None:
    page.goto(f"/read/{PLAN}")
    page.locator(".panel .say", has_text="709/QĐ-TTg").first.click()
    assert "709/QĐ-TTg" in "".join(page.locator(".text .chosen").all_text_contents())
    word = page.locator(".text a.lead").first
    word.click()
    chosen = page.locator(".panel li.chosen")
    assert chosen.count() == 1
    assert word.inner_text().split()[0] in chosen.inner_text()


def test_without_scripts(browser: Browser, address: str) -> None:
    """The same path with scripts off: forms and links do it."""
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "ke hoach 177")
    page.press("#q", "Enter")
    page.locator(".hits > li > a").first.click()
    page.locator(".box a", has_text="Kết luận 69-KL/TW").first.click()
    assert "69-KL/TW" in page.inner_text("mark#here")
    page.locator(".panel .say", has_text="709/QĐ-TTg").first.click()
    assert "709/QĐ-TTg" in page.inner_text("mark#here")
    page.locator(".text a.lead").first.click()
    assert "#f" in page.url
    context.close()


def test_typing_with_a_composing_keyboard_waits(page: Page) -> None:
    page.goto("/")
    page.evaluate("""() => { const q = document.getElementById('q'); q.value = 'ke hoach 177';
      q.dispatchEvent(new InputEvent('input', {isComposing: true, bubbles: true})); }""")
    page.wait_for_timeout(600)
    assert page.locator(".hits > li").count() > 1
    page.evaluate("document.getElementById('q').dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))")
    expect(page.locator(".hits > li")).to_have_count(1)


def faults_of(page: Page, axe: str) -> list[tuple[str, list[str]]]:
    """The serious and critical faults of accessibility of a page as it is now."""
    # our policy forbids scripts from elsewhere: the tester comes in through the browser's own door
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"][:3]])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_accessible_and_within_the_screen(page: Page, axe: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PAGES[name])
    assert faults_of(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"


@pytest.mark.parametrize(
    "name",
    ["home", "document", "read", "chain", "directive", "coverage", "agency", "place", "explore", "graph", "questions",
     "question", "sparql", "editor"],
)  # fmt: skip
def test_keyboard_reaches_everything(page: Page, name: str) -> None:
    """Tab goes through all links and fields that are shown, each with a visible focus, and never gets stuck."""
    page.goto(PAGES[name])
    page.evaluate("document.body.tabIndex = -1, document.body.focus()")  # from the top of the page
    wanted = page.evaluate("""() => {
      const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
      const seen = {visibilityProperty: true, opacityProperty: true};
      const shown = [...document.querySelectorAll(all)].filter((e) => e.checkVisibility(seen));
      shown.forEach((e, i) => { e.dataset.n = i; });
      return shown.length;
    }""")
    for _ in range(3 * min(wanted, 150) + 30):
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.dataset && (document.activeElement.dataset.seen = 1)")
        if page.evaluate("document.activeElement.dataset.n") == str(wanted - 1):
            break
    missed = page.evaluate(
        """(most) => [...document.querySelectorAll('[data-n]')].slice(0, most)
      .filter((e) => !e.dataset.seen).map((e) => e.outerHTML.slice(0, 100))""",
        min(wanted, 150),
    )
    assert missed == []


def test_the_whole_graph_is_searched_and_sent(page: Page) -> None:
    """What is looked for and chosen stands in the address; opened again it shows the same."""
    page.goto("/graph")
    expect(page.locator("#found")).to_have_text("39 văn bản")
    page.fill("#find", "ket luan")
    expect(page.locator("#found")).to_have_text("2 văn bản")
    page.check("#loaded")
    assert "q=ket+luan" in page.url
    assert "loaded=1" in page.url
    page.goto(f"/graph?at={CONCLUSION}")
    expect(page.locator("#chosen a").first).to_have_text("Kết luận 69-KL/TW (11/01/2024, Bộ Chính trị)")
    page.goto(page.url)
    expect(page.locator("#chosen a").first).to_be_visible()
    with page.expect_download() as saved:
        page.click("#png")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_many_alike_are_folded_and_counted(browser: Browser, tmp_path: Path) -> None:
    """Of twenty plans that carry out one conclusion some are drawn, the others counted; opened, all are there."""
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(
            f"ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH\n\nSố: {number + 1}/KH-UBND\nNinh Bình, ngày 02 tháng 3 năm 2024\n\n"
            "KẾ HOẠCH\nThực hiện Kết luận số 69-KL/TW ngày 11/01/2024 của Bộ Chính trị\n", "utf-8"
        )  # fmt: skip
    build.build([tmp_path], tmp_path / "store")
    server, address = serve(tmp_path / "store")
    try:
        page = browser.new_page(base_url=address)
        page.goto(f"/explore/{CONCLUSION}")
        expect(page.locator("#drawn")).to_contain_text("9 văn bản trên hình, 12 gộp lại")
        page.evaluate("cy.nodes('[folded]').first().emit('tap')")
        expect(page.locator("#drawn")).to_have_text("21 văn bản trên hình")
        page.goto(f"/explore/{CONCLUSION}?all=1")
        expect(page.locator("#drawn")).to_have_text("21 văn bản trên hình")
        assert page.evaluate("cy.edges().length") == 20
        page.close()
    finally:
        server.terminate()
        server.wait(10)


def test_a_neighbourhood_is_unfolded_saved_and_sent(page: Page) -> None:
    page.goto(f"/explore/{CONCLUSION}")
    expect(page.locator("#drawn")).to_have_text("7 văn bản trên hình")
    page.evaluate("cy.nodes().filter((n) => n.data('path').includes('177-kh-ubnd')).select().emit('tap')")
    page.click("#unfold")
    expect(page.locator("#drawn")).not_to_have_text("7 văn bản trên hình")
    assert "open=tinh-ninh-binh" in page.url
    drawn = page.inner_text("#drawn")
    with page.expect_download() as saved:
        page.click("#svg")
    root = ET.parse(saved.value.path()).getroot()
    assert f"{len(root.findall('.//{http://www.w3.org/2000/svg}rect'))} văn bản trên hình" == drawn
    page.goto(page.url)
    expect(page.locator("#drawn")).to_have_text(drawn)


@pytest.mark.parametrize("where", [f"/explore/{CONCLUSION}?depth=2&format=html", "/graph?format=html"])
def test_a_saved_page_works_offline(page: Page, where: str, tmp_path: Path) -> None:
    """The file alone: it asks for nothing, draws, and its table says what it draws."""
    answer = page.request.get(where)
    (tmp_path / "saved.html").write_bytes(answer.body())
    assert len(answer.body()) < 2_000_000
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto((tmp_path / "saved.html").as_uri())
    assert asked == [(tmp_path / "saved.html").as_uri()]
    assert page.locator("canvas").count() == 1
    assert page.locator("tbody tr").count() > 3
    page.context.set_offline(False)


PAYLOADS = (
    "<script>window.__run=1</script>",
    '"><img src=x onerror=window.__run=1>',
    "'-alert(1)-'",
    "javascript:window.__run=1",
    "{{7*7}}",
    "<svg onload=window.__run=1>",
    "</textarea></title></script><script>window.__run=1</script>",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on one document whose title, agencies, quotes and file name are payloads."""
    folder = tmp_path_factory.mktemp("hostile")
    everything = " ".join(PAYLOADS)
    text = (
        f"ỦY BAN NHÂN DÂN\\nTỈNH NINH BÌNH\\n\\nSố: 9/KH-UBND\\nNinh Bình, ngày 02 tháng 3 năm 2024\\n\\nKẾ HOẠCH\\n"
        f"Thực hiện Kết luận số 69-KL/TW ngày 11/01/2024 của Bộ Chính trị {everything}\\n\\n"
        "I. MỤC TIÊU\\n" + "".join(f"- Phấn đấu đạt 9{n}% {payload} năm 2025.\\n" for n, payload in enumerate(PAYLOADS))
        + "II. NHIỆM VỤ\\n"
        + "".join(f"{n}. Sở {payload} chủ trì, phối hợp với Sở Y tế {payload} xây dựng {payload} trước 31/6/2025.\\n"
                  for n, payload in enumerate(PAYLOADS, 1))
    ).replace("\\n", "\n")  # fmt: skip
    name = "<img src=x onerror=window.__run=1> \"&'.txt"
    (folder / "docs").mkdir()
    (folder / "docs" / name).write_text(text, "utf-8")
    build.build([folder / "docs"], folder / "store")
    server, address = serve(folder / "store")
    yield address, folder
    server.terminate()


def test_what_a_document_says_is_shown_and_never_run(browser: Browser, hostile: tuple[str, Path]) -> None:
    address, folder = hostile
    page = browser.new_page(base_url=address)
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((address, "data:", "file:")) else None)
    page.goto("/?q=9/kh-ubnd")
    where = page.locator(".hits > li > a").first.get_attribute("href") or ""
    tail = where.split("/id/document/")[1]
    query = "SELECT+*+%7B+%3Fs+%3Fp+%3Fo+FILTER(ISLITERAL(%3Fo))+%7D+LIMIT+900"
    addresses = [
        "/?q=<script>window.__run=1</script>", f"/document/{tail}", f"/read/{tail}", f"/chain/{tail}", "/coverage",
        "/directive/vn/69-kl-tw/2024-01-11", "/place/tinh-ninh-binh", f"/data/document/{tail}",
        f"/sparql?query={query}",
        "/graph", f"/explore/{tail}", "/questions/tasks",
        "/questions/citations-of?document=<svg onload=window.__run=1>",
        "/sparql?query=<img src=x onerror=window.__run=1>", "/nowhere/<script>window.__run=1</script>",
        "/?q=ke&lang=\"><script>window.__run=1</script>", "/?province=\"><img src=x onerror=window.__run=1>",
    ]  # fmt: skip
    shown = 0
    for at in addresses:
        page.goto(at)
        page.wait_for_timeout(50)
        assert page.evaluate("window.__run") is None, at
        assert page.locator("img, iframe, object, embed").count() == 0, at
        shown += page.inner_text("body").count("<script>window.__run=1</script>")
    assert shown > 5, "the payloads are shown as text"
    # what is saved runs nothing either, nor is it broken by what documents say
    for at in (f"/chain/{tail}?format=svg", "/graph?format=svg", "/graph?format=gexf", f"/explore/{tail}?format=gexf"):
        root = ET.fromstring(page.request.get(at).body())
        assert not {"script", "foreignObject", "image"} & {element.tag.rpartition("}")[2] for element in root.iter()}
    (folder / "saved.html").write_bytes(page.request.get(f"/explore/{tail}?depth=2&format=html").body())
    page.goto((folder / "saved.html").as_uri())
    page.wait_for_timeout(300)
    assert page.evaluate("window.__run") is None
    assert wrong == []
    page.close()


# ------------------------------------------------------------------------------------------------ what is bundled


@pytest.fixture(scope="module")
def bundled() -> None:
    if not (ROOT / "web" / "dist" / "explore.js").exists():
        said = "nothing was bundled here: make web (needs Node)"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)


@pytest.mark.usefixtures("bundled")
def test_the_neighbourhood_is_drawn_and_unfolds(page: Page) -> None:
    page.goto(f"/explore/{CONCLUSION}?depth=1")
    expect(page.locator("#drawn")).to_contain_text("văn bản")
    before = page.evaluate("cy.nodes().length")
    assert before == 1 + page.locator("main ul.questions > li").count()
    page.evaluate("cy.nodes().filter((n) => n.data('loaded')).first().select().emit('tap')")
    page.click("#unfold")
    expect(page.locator("#drawn")).not_to_contain_text(f"{before} văn bản")
    assert page.evaluate("cy.nodes().length") > before
    assert (
        page.evaluate("""() => {
      const boxes = cy.nodes().map((n) => n.boundingBox({includeLabels: false}));
      return boxes.some((a, i) => boxes.some((b, j) => i < j
        && a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2));
    }""")
        is False
    ), "two boxes lie on each other"
    with page.expect_download() as saved:
        page.click("#png")
    assert saved.value.suggested_filename == "policygraph.png"


@pytest.mark.usefixtures("bundled")
def test_the_slider_goes_further(page: Page) -> None:
    page.goto(f"/explore/{CONCLUSION}")
    page.focus("#depth")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**depth=2*")
    assert page.inner_text("output[for=depth]") == "2"
    assert page.locator("main h2").count() == 2


@pytest.mark.usefixtures("bundled")
def test_rows_of_the_editor_are_shown_with_names(page: Page) -> None:
    page.goto("/editor?query=SELECT+*+%7B+%3Fd+a+pg%3ACentralDirective+%7D")
    page.click("#named")
    page.wait_for_url("**/sparql?query=*")
    expect(page.locator("tbody")).to_contain_text("Kết luận 69-KL/TW")


@pytest.mark.usefixtures("bundled")
def test_the_editor_gets_the_same_rows(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_page(base_url=address)
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((address, "data:")) else None)
    page.goto("/editor")
    page.locator(".yasqe_queryButton").click()
    expect(page.locator(".yasr_results")).to_contain_text("177/KH-UBND")
    shown = page.locator(".yasr_results").inner_text()
    assert all(number in shown for number in ("167/KH-UBND", "24/KH-UBND"))
    assert outside == []
    assert faults_of(page, axe) == []
    assert {
        link.split("/")[2]
        for link in page.locator("#yasgui a[href^=http]:visible").evaluate_all("all => all.map((a) => a.href)")
    } <= {"www.w3.org", "w3id.org", address.split("/")[2]}
    page.close()
