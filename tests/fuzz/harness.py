"""What fuzzers feed: each function takes any bytes and raises only what it is meant to raise.

Run one alone, for as long as wanted, with atheris: ``python -m tests.fuzz.guided outline -max_total_time=600``.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from policygraph import dates, identity, sources
from policygraph.errors import SourceError
from policygraph.extract import extract
from policygraph.sources import Options, secrecy
from policygraph.store import PREFIXES, bind
from policygraph.structure import parse
from policygraph.text import SourceText, fold, slug, unmark
from policygraph.web.guard import Refused, check

CORPUS = Path(__file__).parent / "corpus"
LIMITS = Options(max_bytes=200_000, max_unpacked=2_000_000, max_pages=5, seconds=5, ocr=False)


def _source(data: bytes) -> SourceText:
    return SourceText("a.txt", "0" * 64, "text/plain", data.decode("utf-8", "replace"))


@cache
def _place() -> Path:
    """Where the bytes are laid for the readers; one folder a process."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="policygraph-fuzz-")) / "a"


def reader(data: bytes) -> None:
    """Any bytes as a file: a text, or one line that says why not."""
    if data.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        return  # LibreOffice is not ours to fuzz
    _place().write_bytes(data)
    for _, item in sources.documents(_place(), LIMITS):
        assert isinstance(item, SourceText) or "\n" not in str(item)


def _member(name: str, data: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(name, data)
    with suppress(SourceError):
        _place().write_bytes(made.getvalue())
        sources.read(_place(), LIMITS)


def word(data: bytes) -> None:
    """Any bytes as the body of a Word file."""
    _member("word/document.xml", data)


def workbook(data: bytes) -> None:
    """Any bytes as the head of a workbook."""
    _member("xl/workbook.xml", data)


def outline(data: bytes) -> None:
    """Any text has an outline, whose parts lie in it."""
    source = _source(data)
    found = parse(source)
    assert all(0 <= p.span.start <= p.span.end <= len(found.text.text) for p in found.provisions)


def extractor(data: bytes) -> None:
    """Any text is read; what is found is quoted."""
    source = _source(data)
    facts = extract(source)
    for task in facts.tasks:
        assert source.text[task.evidence.start : task.evidence.end] == task.evidence.quote


def numbers(data: bytes) -> None:
    """Any text: numbers and dates are found or not; what is found can be read again."""
    text = data.decode("utf-8", "replace")
    for match in identity.find_numbers(text):
        number = identity.parse_number(match.group())
        assert number is None or number.key
    dates.find_date(text)
    secrecy.stamp(_source(data))
    assert fold(fold(text)) == fold(text)
    assert unmark(slug(text)) == slug(text)


def query(data: bytes) -> None:
    """Any query text is let pass or refused."""
    with suppress(Refused):
        check(data.decode("utf-8", "replace"), PREFIXES)


def parameter(data: bytes) -> None:
    """Any value that is bound stays one term."""
    import pyoxigraph as ox

    value = data.decode("utf-8", "replace")
    text = bind("SELECT ?s { ?s ?p ?value }", {"value": ox.Literal(value)})
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(value)))
    assert len(list(store.query(text))) == 1


TARGETS: dict[str, Callable[[bytes], None]] = {
    made.__name__: made for made in (reader, word, workbook, outline, extractor, numbers, query, parameter)
}
