"""What leaves the store: the audit workbook, the stand-alone graph page, reports, RDF files, network files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policygraph.errors import PolicyGraphError
from policygraph.export.audits import AUDITS, workbook, write_audit
from policygraph.export.files import write
from policygraph.export.network import NETWORKS, gexf_bytes, plain
from policygraph.export.page import page, page_bytes
from policygraph.export.tables import share_words
from policygraph.export.template import template
from policygraph.export.validation import REPORTS, form_of, report_bytes, write_report
from policygraph.labels import both
from policygraph.store import Store

__all__ = [
    "AUDITS",
    "ENDINGS",
    "REPORTS",
    "WRITERS",
    "dump",
    "export",
    "form_of",
    "gexf_bytes",
    "page",
    "page_bytes",
    "plain",
    "report_bytes",
    "share_words",
    "template",
    "workbook",
    "write_audit",
    "write_report",
]

#: Endings of RDF files; each names its form for `Store.dump`.
RDF = ("nq", "trig", "ttl", "jsonld")


def dump(store: Store, path: Path) -> None:
    """Write the whole store as RDF, in the form that the file's ending names; the same store gives the same bytes."""
    write(path, store.dump(path.suffix.lstrip(".").lower()))


#: Writers by ending; none at all is a folder of CSV lists.
WRITERS: dict[str, Callable[[Store, Path], object]] = {**dict.fromkeys(RDF, dump), "html": page, **NETWORKS}
ENDINGS = tuple(filter(None, WRITERS))


def export(store: Store, path: Path) -> None:
    """Write the store to ``path`` in the form of its ending. Raises `PolicyGraphError` for an ending not known."""
    writer = WRITERS.get(path.suffix.lstrip(".").lower())
    if writer is None:
        raise PolicyGraphError(both("export.ending", path=path, endings=" ".join(f".{name}" for name in ENDINGS)))
    writer(store, path)
