"""PDF: the text layer with pypdfium2, with pdftotext where that loses diacritics, scanned pages with tesseract."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from policygraph.sources import letters, printed, trial
from policygraph.sources.formats import OCR
from policygraph.sources.options import Deadline, Options, problem
from policygraph.sources.printed import Sheet, Word
from policygraph.sources.ruling import Box
from policygraph.sources.writer import Writer
from policygraph.text import SourceText

MEDIA_TYPE = "application/pdf"
#: Below this share of Vietnamese words the text layer is doubted and a second reader asked.
_DOUBTED = 0.9
#: Another reading is taken where so many more are.
_BETTER = 0.05
#: A path is a ruled line where it is no thicker than this, in points, and no shorter than that.
_THIN, _LONG = 2.5, 6.0
#: pdfium writes a hyphen at the end of a line as U+FFFE and goes on with the next line.
_BROKEN = "\ufffe"
_WORD = re.compile(rf"[^\s{_BROKEN}]+{_BROKEN}?|{_BROKEN}")


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of the pages, ruled tables as tables, each line with its place."""
    import pypdfium2

    trial.check(path, data, options)
    deadline = Deadline(path, options.seconds)
    out = Writer(path, MEDIA_TYPE)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", 0) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise problem(path, "locked" if locked else "broken-pdf") from error
    try:
        if len(document) > options.max_pages:
            raise problem(path, "too-many-pages", pages=f"{len(document):,}", limit=f"{options.max_pages:,}")
        sheets = text_layer(document, deadline)
        sheets = _with_diacritics(data, sheets, deadline, out)
        sheets = _with_scans(path, document, sheets, options, deadline, out)
    except pypdfium2.PdfiumError as error:
        raise problem(path, "broken-pdf") from error
    finally:
        document.close()
    if not any(sheet.words for sheet in sheets):
        raise problem(path, "no-text-layer")
    printed.write(out, deadline.watch(sheets))
    return out.source(data)


# ------------------------------------------------------------------------------------------ the text layer


def text_layer(document: Any, deadline: Deadline) -> list[Sheet]:
    """Every page's words and ruled lines."""
    return [_sheet(document, number, deadline) for number in range(len(document))]


def _sheet(document: Any, number: int, deadline: Deadline) -> Sheet:
    """A page's words and ruled lines, turned as it is shown."""
    deadline.check()
    page = document[number]
    turn = _Turn(page)
    text_page = page.get_textpage()
    try:
        words = tuple(_words(text_page, turn))
        rules = tuple(_rules(page, turn)) if words else ()
    finally:
        text_page.close()
        page.close()
    return Sheet(number + 1, turn.width, turn.height, words, rules)


class _Turn:
    """From the coordinates of a page's content to points from the upper left corner of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box as it is shown."""
        x0, x1, y0, y1 = left - self.left, right - self.left, bottom - self.bottom, top - self.bottom
        if not self.rotation:
            return Box(x0, self.height - y1, x1, self.height - y0)
        if self.rotation == 90:
            return Box(y0, x0, y1, x1)
        if self.rotation == 180:
            return Box(self.width - x1, y0, self.width - x0, y1)
        return Box(self.width - y1, self.height - x1, self.width - y0, self.height - x0)


def _words(text_page: Any, turn: _Turn) -> list[Word]:
    """The words in the order of the file; the box of a word goes from its first letter to its last."""
    import pypdfium2.raw as raw

    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():  # letters beyond the basic plane, or that pdfium leaves out
        text = "".join(_letter(text_page, at) for at in range(text_page.count_chars()))
    left, right, bottom, top = sides = [ctypes.c_double() for _ in range(4)]
    refs = [ctypes.byref(side) for side in sides]
    box_of, handle, shown = raw.FPDFText_GetCharBox, text_page.raw, turn.box
    found = []
    for match in _WORD.finditer(text):
        first, end = match.span()
        box_of(handle, first, *refs)
        begins, low, high = left.value, bottom.value, top.value
        box_of(handle, end - 1, *refs)
        box = shown(begins, min(low, bottom.value), right.value, max(high, top.value))
        found.append(Word(match.group().replace(_BROKEN, "-"), box, None, text[end : end + 1] == " "))
    return found


def _letter(text_page: Any, at: int) -> str:
    import pypdfium2.raw as raw

    code = raw.FPDFText_GetUnicode(text_page, at)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _rules(page: Any, turn: _Turn) -> list[Box]:
    """The thin lines and the sides of the boxes that are drawn on the page."""
    import pypdfium2.raw as raw

    left, bottom, right, top = sides = [ctypes.c_float() for _ in range(4)]
    refs = [ctypes.byref(side) for side in sides]
    found = []
    for item in _drawn(page.raw, raw.FPDF_PAGEOBJ_PATH):
        raw.FPDFPageObj_GetBounds(item, *refs)
        box = turn.box(left.value, bottom.value, right.value, top.value)
        wide, high = box.right - box.left, box.bottom - box.top
        if min(wide, high) <= _THIN and max(wide, high) >= _LONG:
            found.append(_middle(box, wide > high))
    return found


def _drawn(page: Any, kind: int) -> Iterator[Any]:
    """The objects of a kind on a page; most are text, so only their type is asked for."""
    import pypdfium2.raw as raw

    kind_of = raw.FPDFPageObj_GetType
    for at in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, at)
        found = kind_of(item)
        if found == kind:
            yield item
        elif found == raw.FPDF_PAGEOBJ_FORM:
            for inner in range(raw.FPDFFormObj_CountObjects(item)):
                below = raw.FPDFFormObj_GetObject(item, inner)
                if kind_of(below) == kind:
                    yield below


def _middle(box: Box, across: bool) -> Box:
    """A thin box as the line in its middle."""
    if across:
        y = (box.top + box.bottom) / 2
        return Box(box.left, y, box.right, y)
    x = (box.left + box.right) / 2
    return Box(x, box.top, x, box.bottom)


# ------------------------------------------------------------------------------------------ other readers


def _with_diacritics(data: bytes, sheets: list[Sheet], deadline: Deadline, out: Writer) -> list[Sheet]:
    """The pages as they are, or the reading of them whose words are the most Vietnamese.

    A font that lacks letters with marks gives each of them a font of its own: words come torn and out of order.
    """
    before = _share(sheets)
    if before >= _DOUBTED or not any(sheet.words for sheet in sheets):
        return sheets
    glued = [replace(sheet, words=printed.by_place(sheet.words)) for sheet in sheets]
    best, share, kind = (glued, _share(glued), "torn-words")
    if share < _DOUBTED and (second := _second_reading(data, sheets, deadline)) and _share(second) > share:
        best, share, kind = second, _share(second), "second-reader"
    if share <= before + _BETTER:
        return sheets
    out.remark(kind, "pdftotext" if kind == "second-reader" else "")
    return best


def _second_reading(data: bytes, sheets: list[Sheet], deadline: Deadline) -> list[Sheet] | None:
    """The pages as pdftotext reads them; `None` where it is not installed or fails."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    command = [program, "-bbox", "-enc", "UTF-8", "-", "-"]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=max(1.0, deadline.left), check=False)
    except subprocess.TimeoutExpired as error:
        raise deadline.over() from error
    pages = _bbox_pages(run.stdout)
    if len(pages) != len(sheets):
        return None
    return [replace(sheet, words=printed.by_place(words)) for sheet, words in zip(sheets, pages, strict=True)]


def _share(sheets: list[Sheet]) -> float:
    return letters.share(" ".join(word.text for sheet in sheets for word in sheet.words))


def _bbox_pages(data: bytes) -> list[list[Word]]:
    """The words of ``pdftotext -bbox``."""
    from lxml import etree

    pages = []
    read = etree.iterparse(BytesIO(data), tag="page", html=True, encoding="utf-8", huge_tree=True)
    for _, page in read if data.strip() else ():
        words = []
        for word in page.iter("word"):
            sides = Box(*(float(word.get(side, "0")) for side in ("xmin", "ymin", "xmax", "ymax")))
            if word.text and word.text.strip():
                words.append(Word(word.text.strip(), sides))
        page.clear()  # the tree of all pages is a hundred times as large as the words
        pages.append(words)
    return pages


def _with_scans(
    path: Path, document: Any, sheets: list[Sheet], options: Options, deadline: Deadline, out: Writer
) -> list[Sheet]:
    """Pages that hold a picture and no words, read from the picture; where that cannot be, a remark or an error."""
    scanned = [sheet.number for sheet in sheets if not sheet.words and _has_picture(document[sheet.number - 1])]
    if not scanned:
        return sheets
    missing = OCR.missing() if options.ocr else ()
    if options.ocr and not missing:
        from policygraph.sources.scan import read_pages

        return read_pages(path, document, sheets, scanned, deadline, out)
    if len(scanned) == len(sheets):
        if missing:
            raise problem(path, "only-pictures", missing=", ".join(missing), install=OCR.install)
        raise problem(path, "no-text-layer")
    out.remark("unread-pages", ", ".join(map(str, scanned[:20])))
    return sheets


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    return next(_drawn(page.raw, raw.FPDF_PAGEOBJ_IMAGE), None) is not None
