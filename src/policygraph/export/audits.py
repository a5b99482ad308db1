"""The audit as a file: one model, one set of tables, one writer for each form."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from policygraph.audit import AuditReport
from policygraph.errors import PolicyGraphError
from policygraph.export.calendar import calendar
from policygraph.export.files import write
from policygraph.export.reading import page_bytes, text_bytes
from policygraph.export.sheets import packed
from policygraph.export.tables import sheets
from policygraph.export.word import word_bytes
from policygraph.labels import both


def write_audit(report: AuditReport, path: Path) -> None:
    """Write the audit in the form of the file's ending, one of `AUDITS`; the same report gives the same bytes.

    Raises `PolicyGraphError` for another ending, and where the file cannot be written.
    """
    form = path.suffix.lower().lstrip(".")
    if form not in AUDITS:
        endings = " ".join(f".{name}" for name in AUDITS)
        raise PolicyGraphError(both("export.ending", path=path, endings=endings))
    write(path, AUDITS[form](report))


def workbook(report: AuditReport, path: Path) -> None:
    """Write the workbook. Raises `PolicyGraphError` where the file cannot be written."""
    write(path, AUDITS["xlsx"](report))


def _json(report: AuditReport) -> bytes:
    """Every sheet as a list of objects, by column; days as ISO 8601 writes them."""

    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    content = {
        "asOf": report.as_of.isoformat(),
        "figures": {key: {"part": part, "of": whole} for key, part, whole in report.figures()},
        "sheets": {
            sheet.key: [dict(zip(sheet.columns, map(plain, row), strict=True)) for row in sheet.rows]
            for sheet in sheets(report)
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


#: The forms of an audit by ending, each with its writer.
AUDITS: dict[str, Callable[[AuditReport], bytes]] = {
    "xlsx": lambda report: packed(sheets(report), report.as_of),
    "html": page_bytes,
    "json": _json,
    "md": text_bytes,
    "docx": word_bytes,
    "ics": calendar,
}
