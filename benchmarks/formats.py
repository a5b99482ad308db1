"""How fast each kind of file becomes text: ``python benchmarks/formats.py``.

The document of data/documents nearest 20 kB is written as Word, web page, workbook and, where the programs are
installed, PDF by two producers, OpenDocument and a 200-dpi scan. Milliseconds of one core, the least of several runs
(the scan and OpenDocument: of the wall clock, since other programs do the work). Peers in the same call: what the
library under each reader takes for the bare text.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the files are rendered by the tests' own writer

from tests.formats import render

from policygraph import sources

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
#: What the project holds itself to, in milliseconds.
LIMITS = {"docx": 25.0, "html": 5.0, "pdf (LibreOffice)": 30.0, "pdf (Chromium)": 30.0}


def least(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """The least time of several runs, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = clock()
        work()
        times.append(clock() - start)
    return 1000 * min(times)


def bare_docx(path: Path) -> int:
    """python-docx: the paragraphs' text, without tables and numbering."""
    from docx import Document

    return sum(len(paragraph.text) for paragraph in Document(str(path)).paragraphs)


def bare_html(path: Path) -> int:
    """lxml: the page's text, menus and all."""
    from lxml import html

    return len(html.fromstring(path.read_bytes()).text_content())


def bare_pdf(path: Path) -> int:
    """pypdfium2: the text layer in the order of the file."""
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(path)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def files(folder: Path, text: str) -> dict[str, Path]:
    """The document in each format that this machine can write."""
    parts = render.page(text)
    made = {"txt": folder / "a.txt"}
    made["txt"].write_text(text, encoding="utf-8")
    for name, write in (("docx", render.docx), ("html", render.web), ("xlsx", render.xlsx)):
        made[name] = folder / f"a.{name}"
        made[name].write_bytes(write(parts))
    if soffice := shutil.which("soffice"):
        (made["odt"],) = render.office(soffice, folder, [made["docx"]], "odt")
        (made["pdf (LibreOffice)"],) = render.office(soffice, folder, [made["docx"]], "pdf")
        made["pdf (LibreOffice)"] = made["pdf (LibreOffice)"].rename(folder / "office.pdf")
    if browser := shutil.which("chromium"):
        made["pdf (Chromium)"] = render.chromium(browser, folder, made["html"]).rename(folder / "browser.pdf")
    if "pdf (Chromium)" in made and not sources.OCR.missing():
        made["scan, 200 dpi"] = folder / "scan.pdf"
        made["scan, 200 dpi"].write_bytes(render.scan(made["pdf (Chromium)"]))
    return made


def main() -> None:
    """Print all figures."""
    document = min(DOCUMENTS.glob("*.txt"), key=lambda path: abs(path.stat().st_size - 20_000))
    print(f"{document.name}, {document.stat().st_size / 1000:.1f} kB of UTF-8")
    print(f"{'format':<20}{'ms':>10}{'limit':>8}{'peer ms':>10}{'× peer':>8}")
    peers = {"docx": bare_docx, "html": bare_html, "pdf (LibreOffice)": bare_pdf, "pdf (Chromium)": bare_pdf}
    with tempfile.TemporaryDirectory() as name:
        for form, path in files(Path(name), document.read_text("utf-8")).items():
            slow = form in ("odt", "scan, 200 dpi")
            sources.read(path)  # libraries are loaded once
            taken = least(lambda path=path: sources.read(path), 2 if slow else 15,  # type: ignore[misc]
                          time.perf_counter if slow else time.process_time)  # fmt: skip
            limit = f"{LIMITS[form]:g}" if form in LIMITS else ""
            peer = least(lambda path=path, form=form: peers[form](path), 15) if form in peers else None  # type: ignore[misc]
            beside = f"{peer:>10.1f}{taken / peer:>8.1f}" if peer else ""
            print(f"{form:<20}{taken:>10.1f}{limit:>8}{beside}")


if __name__ == "__main__":
    main()
