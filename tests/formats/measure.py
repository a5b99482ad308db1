"""How near a file's text comes to the original, and the PDF files that tests need."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.conftest import require_tool
from tests.formats import render

from policygraph.evaluate import Evaluation
from policygraph.text import SourceText


def by_office(folder: Path, documents: list[Path]) -> list[Path]:
    """The documents as LibreOffice prints them from Word."""
    soffice = require_tool("soffice", "libreoffice")
    words = []
    for path in documents:
        words.append(folder / f"{path.stem}.docx")
        words[-1].write_bytes(render.docx(render.page(path.read_text("utf-8"))))
    return render.office(soffice, folder, words, "pdf")


def by_browser(folder: Path, documents: list[Path]) -> list[Path]:
    """The documents as Chromium prints them from a web page."""
    browser = require_tool("chromium", "chromium-browser", "google-chrome")
    made = []
    for path in documents:
        page = folder / f"{path.stem}.html"
        page.write_bytes(render.web(render.page(path.read_text("utf-8")), around=False))
        made.append(render.chromium(browser, folder, page))
    return made


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def error_rate(original: str, found: str) -> float:
    """Letters to change, drop or add for each letter of the original; blanks are not counted."""
    from rapidfuzz.distance import Levenshtein

    one, other = _letters(original), _letters(found)
    return Levenshtein.distance(one, other) / len(one)


def word_recall(original: str, found: str) -> float:
    """The share of the original's words that are found."""
    have, want = (Counter(unicodedata.normalize("NFC", text).split()) for text in (found, original))
    return sum(min(count, have[word]) for word, count in want.items()) / sum(want.values())


def score(texts: Iterable[SourceText]) -> Evaluation:
    """How what these sources say compares with the annotations of the five documents."""
    from policygraph import evaluate, identity, link, rdf, store
    from policygraph.extract import extract
    from policygraph.vocab import load

    with store.memory() as graph:
        linked = link.link([extract(source) for source in texts], load())
        graphs = rdf.graphs(linked, load(), {}) | {identity.ONTOLOGY_GRAPH: rdf.ontology_quads()}
        for name, quads in graphs.items():
            graph.replace(name, quads)
        return evaluate.evaluate(Path(__file__).parents[1] / "gold", graph)


def as_pdfium_reads(path: Path) -> str:
    """The text layer in the order of the file."""
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def words_of(path: Path) -> dict[int, list[tuple[str, tuple[float, float]]]]:
    """Words of a PDF with the middle of each in percent of the page, by an independent reader."""
    import subprocess

    from lxml import html

    run = subprocess.run([require_tool("pdftotext"), "-bbox", str(path), "-"], capture_output=True, check=True)
    pages: dict[int, list[tuple[str, tuple[float, float]]]] = {}
    root: Any = html.document_fromstring(run.stdout, parser=html.HTMLParser(encoding="utf-8"))
    for number, page in enumerate(root.iter("page"), 1):
        wide, high = float(page.get("width")), float(page.get("height"))
        for word in page.iter("word"):
            x = (float(word.get("xmin")) + float(word.get("xmax"))) / 2
            y = (float(word.get("ymin")) + float(word.get("ymax"))) / 2
            pages.setdefault(number, []).append((word.text, (100 * x / wide, 100 * y / high)))
    return pages


def empty_pdf(pages: int, *, locked: bool = False) -> bytes:
    """A PDF of empty pages; with ``locked`` one that wants a password."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []

    def put(number: int, words: str) -> None:
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{words}\nendobj\n".encode("latin-1"))

    put(1, "<< /Type /Catalog /Pages 2 0 R >>")
    kids = " ".join(f"{number} 0 R" for number in range(3, pages + 3))
    put(2, f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>")
    for number in range(3, pages + 3):
        put(number, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    secret = ""
    if locked:
        key = "<" + "5a" * 32 + ">"
        put(pages + 3, f"<< /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>")
        secret = f" /Encrypt {pages + 3} 0 R /ID [<00> <00>]"
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(f"trailer << /Size {len(places) + 1} /Root 1 0 R{secret} >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()
