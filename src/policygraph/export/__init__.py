"""What leaves the store: the audit workbook, the stand-alone graph page, validation reports, RDF files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policygraph.errors import PolicyGraphError
from policygraph.export.files import write
from policygraph.export.page import page
from policygraph.export.template import template
from policygraph.export.validation import REPORTS, form_of, report_bytes, write_report
from policygraph.export.workbook import workbook
from policygraph.labels import both
from policygraph.store import Store

__all__ = [
    "ENDINGS",
    "REPORTS",
    "dump",
    "export",
    "form_of",
    "page",
    "report_bytes",
    "template",
    "workbook",
    "write_report",
]

#: Endings of RDF files; each names its form for `Store.dump`.
RDF = ("nq", "trig", "ttl", "jsonld")
ENDINGS = (*RDF, "html")


def dump(store: Store, path: Path) -> None:
    """Write the whole store as RDF, in the form that the file's ending names; the same store gives the same bytes."""
    write(path, store.dump(path.suffix.lstrip(".").lower()))


def export(store: Store, path: Path) -> None:
    """Write the store to ``path`` in the form of its ending. Raises `PolicyGraphError` for an ending not known."""
    ending = path.suffix.lstrip(".").lower()
    if ending not in ENDINGS:
        raise PolicyGraphError(both("export.ending", path=path, endings=" ".join(f".{name}" for name in ENDINGS)))
    writer: Callable[[Store, Path], object] = page if ending == "html" else dump
    writer(store, path)
