"""``make screenshots``: every kind of page on a phone, a desk and paper, on a store of the shipped documents."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from policygraph import build
from policygraph.resources import folder
from tools.server import serve

#: What is looked at: a name, an address, and a form of the address that only other data would have is not among them.
PAGES = {
    "home": "/",
    "search": "/?q=ke+hoach+177",
    "sparql": "/sparql",
    "answer": "/sparql?query=SELECT+%3Fd+%3Fissued+%7B+%3Fd+pg%3Asource+%3Ff+%3B+pg%3Aissued+%3Fissued+%7D",
    "refused": "/sparql?query=SELECT+*+%7B",
    "document": "/document/tinh-ninh-binh/177-kh-ubnd/2024-09-30",
    "cited": "/document/vn/69-kl-tw/2024-01-11",
    "read": "/read/tinh-ninh-binh/177-kh-ubnd/2024-09-30?at=100-260#here",
    "chain": "/chain/vn/69-kl-tw/2024-01-11",
    "directive": "/directive/vn/69-kl-tw/2024-01-11?as-of=2026-01-01",
    "coverage": "/coverage?as-of=2026-01-01",
    "agency": "/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe?as-of=2026-01-01",
    "place": "/place/tinh-ninh-binh?as-of=2026-01-01",
    "questions": "/questions",
    "question": "/questions/citations-of?document=69-KL/TW",
    "explore": "/explore/vn/69-kl-tw/2024-01-11?depth=2",
    "graph": "/graph",
    "editor": "/editor",
    "missing": "/nowhere",
}
#: The whole graph needs WebGL; where there is no graphics card the browser computes it.
SOFTWARE = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


def main() -> None:
    """Write the pictures into the folder given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", help="names of pages")
    given = parser.parse_args()
    names = given.only or list(PAGES)
    with tempfile.TemporaryDirectory() as store:
        build.build([folder("data") / "documents"], Path(store) / "store")
        server, address = serve(Path(store) / "store")
        try:
            _shoot(address, {name: PAGES[name] for name in names}, given.out)
        finally:
            server.terminate()


def _shoot(address: str, pages: dict[str, str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", *SOFTWARE])
        for size, viewport in SIZES.items():
            page: Page = browser.new_page(viewport=viewport)  # type: ignore[arg-type]
            for name, where in pages.items():
                page.goto(address + where, wait_until="networkidle")
                page.screenshot(path=out / f"{name}-{size}.png", full_page=True)
                if size == "desk":
                    page.pdf(path=out / f"{name}-print.pdf", prefer_css_page_size=True)
        browser.close()


if __name__ == "__main__":
    main()
