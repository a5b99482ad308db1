"""Which formats there are, what each needs, and which one some bytes are: told by the bytes, not by the name."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from policygraph.errors import SourceError
from policygraph.labels import both
from policygraph.sources.options import Options, problem
from policygraph.text import SourceText

Reader = Callable[[Path, bytes, Options], SourceText]


@dataclass(frozen=True, slots=True)
class Need:
    """A program or Python module that a format needs, and the command that installs it."""

    programs: tuple[str, ...]
    modules: tuple[str, ...]
    install: str

    def missing(self) -> tuple[str, ...]:
        """What is not there on this machine; of several programs one is enough."""
        modules = tuple(name for name in self.modules if importlib.util.find_spec(name) is None)
        there = not self.programs or any(map(shutil.which, self.programs))
        return modules if there else (self.programs[0], *modules)


OFFICE = Need(("soffice", "libreoffice"), (), "apt-get install libreoffice-writer")
OCR = Need(
    ("tesseract",),
    ("numpy", "PIL"),
    "apt-get install tesseract-ocr tesseract-ocr-vie; pip install 'policygraph[ocr]'",
)
PARQUET = Need((), ("pyarrow",), "pip install 'policygraph[parquet]'")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. ``reader`` names a module of this package; it is imported when the first such file is read."""

    name: str
    endings: tuple[str, ...]
    reader: str
    need: Need | None = None
    large: bool = False  #: may be as large as what an archive unpacks to

    def check_needs(self, path: Path) -> None:
        """Raise `SourceError` where what the format needs is not there, with the command that installs it."""
        if self.need and (missing := self.need.missing()):
            raise problem(path, "needs", missing=", ".join(missing), install=self.need.install)

    def read(self, path: Path, data: bytes, options: Options) -> SourceText:
        """What the file says; raises `SourceError` where it cannot be read, or where what it needs is not there."""
        self.check_needs(path)
        reader: Reader = import_module(f"policygraph.sources.{self.reader}").read
        return reader(path, data, options)


#: Every format. Those without a reader hold several documents; `sources.open` goes through them.
FORMATS = {
    item.name: item
    for item in (
        Format("text", (".txt", ".md"), "plain"),
        Format("html", (".html", ".htm", ".xhtml"), "html"),
        Format("docx", (".docx",), "word", large=True),
        Format("xlsx", (".xlsx",), "sheet", large=True),
        Format("odt", (".odt",), "office", OFFICE, large=True),
        Format("doc", (".doc",), "office", OFFICE, large=True),
        Format("rtf", (".rtf",), "office", OFFICE, large=True),
        Format("pdf", (".pdf",), "pdf", large=True),
        Format("image", (".png", ".jpg", ".jpeg", ".tif", ".tiff"), "scan", OCR, large=True),
        Format("zip", (".zip",), "", large=True),
        Format("jsonl", (".jsonl", ".ndjson"), "", large=True),
        Format("parquet", (".parquet",), "", PARQUET, large=True),
    )
}
ENDINGS = tuple(ending for item in FORMATS.values() for ending in item.endings)

#: How a file begins -> its format, or the key of what is wrong with it.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PAR1", "parquet"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"MZ", "!program"),
    (b"\x7fELF", "!program"),
)
_HTML = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*+(?:<!doctype\s+html|<(?:html|head|body|table|div|p|meta|link|style|script|center"
    r"|title|span|font|nav|header|main|article|section|ul|ol|form|h[1-6])[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def sniff(path: Path, data: bytes) -> Format:
    """The format of a file with these bytes, or a `SourceError` for what no reader here knows.

    >>> sniff(Path("a.docx"), b"<html><body>x").name, sniff(Path("b.html"), "Kế hoạch".encode()).name
    ('html', 'text')
    """
    if data.startswith(b"PK\x03\x04"):
        return FORMATS[_zipped(path, data)]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return FORMATS[_compound(path, data)]
    found = next((name for magic, name in _BEGINNINGS if data.startswith(magic)), None)
    if found and found.startswith("!"):
        raise problem(path, found[1:])
    return FORMATS[found or _written(data)]


def _zipped(path: Path, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.NameToInfo
            if "mimetype" in names and names["mimetype"].file_size < 200:
                return _opendocument(path, package.read("mimetype"))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise problem(path, "broken-zip") from error
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _opendocument(path: Path, said: bytes) -> str:
    if said.strip() != b"application/vnd.oasis.opendocument.text":
        raise unknown(path)
    return "odt"


def _compound(path: Path, data: bytes) -> str:
    """Files of Word 97 and its like: told by the names of the streams inside."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise problem(path, "locked")
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise unknown(path)


def _written(data: bytes) -> str:
    """Text of some kind."""
    head = data[:4096].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    head = head.lstrip("\ufeff")
    if _HTML.match(head):
        return "html"
    if head.startswith("{"):
        line = data.split(b"\n", 1)[0]
        try:
            return "jsonl" if isinstance(json.loads(line), dict) else "text"
        except (ValueError, RecursionError):
            return "text"
    return "text"


def unknown(path: Path) -> SourceError:
    """The error for a kind of file that cannot be read."""
    return problem(path, "unknown-format", known=", ".join(ENDINGS))


def described(item: Format) -> str:
    """What the format is called, in both languages."""
    return both(f"format.{item.name}")
