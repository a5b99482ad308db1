"""Status sheets in a store: one graph a workbook; the same file brought again replaces exactly what it said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policygraph import identity, queries, rdf, sources, store
from policygraph.errors import StoreError
from policygraph.progress import Sheet
from policygraph.status.sheet import read
from policygraph.store import Store

_FILE = "status.json"  #: in the store's folder: which workbook gave which graph


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook brought; ``replaced`` where it had been brought before."""

    sheet: Sheet
    replaced: bool


def bring(
    path: Path, location: str | Path | None = None, on: date | None = None, source: str | None = None
) -> Imported:
    """Bring what a status sheet reports into a store, in place of what the same file said before.

    ``on`` and ``source``: see `policygraph.status.read`. Raises `SourceError` where the workbook cannot be read,
    `StoreError` where there is no store or it cannot be written.
    """
    folder = store.beside(location)
    with store.open(location, read_only=True) as opened:
        known = {str(row["task"]) for row in queries.records(opened, "task-ids")}
    sheet = read(path, known, sources.MAX_BYTES, on, source)
    kept = _kept(folder)
    before, graph = kept.get(str(path.resolve())), identity.status_graph(sheet.sha256)
    kept[str(path.resolve())] = graph
    with store.open(location) as opened:
        opened.put({graph: rdf.status_lines(sheet)})
        _forget(opened, before, kept)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    return Imported(sheet, before is not None)


def _kept(folder: Path) -> dict[str, str]:
    path = folder / _FILE
    try:
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(
            f"{path}: tệp hỏng (the file is broken); hãy xóa tệp này rồi nhập lại các bảng tiến độ"
            " (delete it and import the status sheets again)"
        ) from error


def _forget(opened: Store, graph: str | None, kept: dict[str, str]) -> None:
    """Remove the graph of what the file said before, unless some file still says it."""
    if graph and graph not in kept.values():
        opened.remove(graph)
