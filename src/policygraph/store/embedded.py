"""The embedded store: Oxigraph in a folder, or in memory."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pyoxigraph as ox

from policygraph.errors import StoreError
from policygraph.labels import both
from policygraph.store import interchange, summary
from policygraph.store.base import Table, Term, first_line, triples
from policygraph.store.binding import bind, leaves
from policygraph.store.summary import INSIDE, Change, Summary

_BEGUN = INSIDE + ".new"  #: the same while it is made
_SMALL = 20_000_000  #: bytes of N-Quads below which one transaction is as fast as a load in bulk
_BULK = 150_000_000  #: bytes of N-Quads in one load in bulk: some half a million quads, below the engine's own batch
_BUFFERED = 60_000_000  #: bytes of N-Quads in transactions, of which the engine holds six orders in memory
_PACKED = 4  #: what is written is packed once it is more than one part in so many of the store


class EmbeddedStore:
    """Oxigraph: on disk in ``<folder>/oxigraph``, or in memory."""

    engine = "oxigraph"

    def __init__(self, folder: Path | None, read_only: bool) -> None:
        self.location = str(folder) if folder else ":memory:"
        self._folder = None if read_only else folder
        before = summary.of(folder) if folder and (folder / INSIDE).is_dir() else None
        self._store = _open(folder, read_only) if folder else ox.Store()
        #: of the state that was opened, where nobody wrote meanwhile
        self.summary: Summary | None = before if read_only and folder and before == summary.of(folder) else None
        #: what was written to which graph, of those that the summary must follow: all where it was of no use
        self._touched: dict[str, list[Change] | None] | None = {} if before else None
        self._written = 0  #: bytes of lines
        self._buffered = 0  #: those of them that the engine may still hold in memory

    def replace(self, graph: str, quads: Iterable[ox.Quad]) -> None:
        """See `Store.replace`."""
        self._touch([graph])
        data = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
        self._replace(graph, data)

    def put(self, graphs: Mapping[str, bytes], fresh: bool = False) -> None:
        """See `Store.put`; RocksDB takes what is loaded in bulk in one step, so that each batch is there or not."""
        self._touch(graphs)
        if not fresh:
            for name, lines in graphs.items():
                self._replace(name, triples(lines, name))
            return
        batch: list[bytes] = []
        for lines in graphs.values():
            batch.append(lines)
            if sum(map(len, batch)) > _BULK:
                self._load(batch)
                batch = []
        self._load(batch)

    def _load(self, batch: list[bytes]) -> None:
        data = b"".join(batch)
        bulk = len(data) > _SMALL
        load = self._store.bulk_load if bulk else self._store.load
        try:
            load(data, format=ox.RdfFormat.N_QUADS, lenient=True)
            self._wrote(len(data), 0 if bulk else len(data))
        except (OSError, RuntimeError, SyntaxError) as error:
            raise self._unwritten(error) from error

    def _wrote(self, size: int, buffered: int) -> None:
        """Take note of what was written; what transactions leave in memory goes to disk before it is much."""
        self._written += size
        self._buffered += buffered
        if self._buffered > _BUFFERED and self.location != ":memory:":
            self._store.flush()
            self._buffered = 0

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """See `Store.change`: one transaction."""
        self._touch([graph], (removed, added))
        parts = [(word, triples(lines, graph).decode()) for word, lines in (("DELETE", removed), ("INSERT", added))]
        name = _iri(graph)
        self._update(";\n".join(f"{word} DATA {{ GRAPH {name} {{\n{data}}} }}" for word, data in parts if data))

    def _replace(self, graph: str, data: bytes) -> None:
        """One transaction drops the old graph and writes the new one."""
        name = _iri(graph)
        self._update(f"DROP SILENT GRAPH {name};\nINSERT DATA {{ GRAPH {name} {{\n{data.decode()}}} }}")

    def remove(self, graph: str) -> None:
        """See `Store.remove`."""
        self._touch([graph])
        self._update(f"DROP SILENT GRAPH {_iri(graph)}")

    def _touch(self, graphs: Iterable[str], change: Change | None = None) -> None:
        """Take note of graphs that are written: whole, or by a change."""
        if self._touched is None:
            return
        for graph in graphs:
            noted = self._touched.setdefault(graph, [])
            if change is None:
                self._touched[graph] = None
            elif noted is not None:
                noted.append(change)

    def _update(self, text: str) -> None:
        try:
            self._store.update(text)
            self._wrote(len(text), len(text))
        except (OSError, RuntimeError, SyntaxError) as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: Exception) -> StoreError:
        return StoreError(f"{self.location}: không ghi được (cannot be written): {first_line(error)}")

    def graphs(self) -> tuple[str, ...]:
        """See `Store.graphs`."""
        return tuple(sorted(str(name.value) for name in self._store.named_graphs()))

    def select(self, query: str, /, **terms: Term) -> Table:
        """See `Store.select`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QuerySolutions):
            raise StoreError(both("store.needs-select"))
        names = tuple(variable.value for variable in result.variables)
        return Table(names, self._drain(map(tuple, result)))

    def ask(self, query: str, /, **terms: Term) -> bool:
        """See `Store.ask`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QueryBoolean):
            raise StoreError(both("store.needs-ask"))
        return bool(result)

    def construct(self, query: str, /, **terms: Term) -> list[ox.Triple]:
        """See `Store.construct`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QueryTriples):
            raise StoreError(both("store.needs-construct"))
        return sorted(set(self._drain(result)), key=str)

    def _query(self, query: str, terms: Mapping[str, Term]) -> Any:
        bound = bind(query, terms)
        if leaves(query):
            raise StoreError(both("store.service"))
        try:
            return self._store.query(bound, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise StoreError(f"truy vấn sai cú pháp (the query is not SPARQL): {first_line(error)}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"truy vấn không chạy được (the query cannot be run): {first_line(error)}") from error

    def _drain(self, result: Iterable[Any]) -> tuple[Any, ...]:
        try:
            return tuple(result)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"truy vấn không chạy được (the query cannot be run): {first_line(error)}") from error

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """See `Store.dump`."""
        quads = self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph) if graph else None)
        return interchange.written(quads, form)

    def triples(self, graph: str) -> bytes:
        """See `Store.triples`."""
        return self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""

    def close(self) -> None:
        """See `Store.close`; RocksDB lets go of its lock when the last handle is gone."""
        if self._written and self.location != ":memory:":
            self._store.flush()  # else the next one to open it must first read what was written again
            if self._written > max(_SMALL, _size(Path(self.location) / INSIDE) // _PACKED):
                self._store.optimize()  # new quads lie in many files, and a look-up reads in each of them
        if self._folder:
            if self._touched is None or self._touched:
                summary.renew(self._folder, self._store, self._touched)
            self._store = ox.Store()
            summary.seal(self._folder)
        self._folder, self._store = None, ox.Store()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def loaded(path: Path) -> EmbeddedStore:
    """A store in memory that holds an exported file, ``.nq`` or ``.trig``. Raises `StoreError` where it is none."""
    form = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}.get(path.suffix.lower())
    if form is None:
        raise StoreError(both("snapshot.kind", path=path))
    made = EmbeddedStore(None, False)
    try:
        made._store.load(path=str(path), format=form)
    except (OSError, RuntimeError, SyntaxError) as error:
        raise StoreError(both("snapshot.unreadable", path=path, reason=first_line(error))) from error
    return made


def engine(folder: Path) -> ox.Store:
    """Oxigraph itself, read-only, as the store in ``folder`` is now: for processes that bound what it may take."""
    return _open(folder, read_only=True)


def _open(folder: Path, read_only: bool) -> ox.Store:
    inside = folder / INSIDE
    try:
        if read_only:
            if not inside.is_dir():
                raise StoreError(
                    f"{folder}: chưa có kho dữ liệu (there is no store here);"
                    " hãy chạy (run): policygraph build <documents>"
                )
            return _read_only(inside)
        if not inside.is_dir():
            _create(folder)
        return ox.Store(str(inside))
    except (OSError, RuntimeError) as error:
        if "/LOCK" in str(error):  # the file; of a damaged store a "block" is told
            said = "một tiến trình khác đang ghi kho này (another process is writing this store)"
            raise StoreError(f"{folder}: {said}; hãy đợi nó xong (wait until it is done)") from error
        raise StoreError(f"{folder}: không mở được kho (the store cannot be opened): {first_line(error)}") from error


def _read_only(inside: Path) -> ox.Store:
    """The store as it is now; a writer beside it may just have put new files in place of old ones: then again."""
    for wait in (0.02, 0.05, 0.1, 0.2, 0.5):
        try:
            return ox.Store.read_only(str(inside))
        except (OSError, RuntimeError) as error:
            if "No such file" not in str(error):
                raise
            time.sleep(wait)
    return ox.Store.read_only(str(inside))


def _create(folder: Path) -> None:
    """A new store, there from one moment to the next: one that was begun and not finished cannot be read.

    Of two processes that make it at once, one is first; the other goes on with what that one made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(not path.name.startswith(INSIDE) for path in folder.iterdir()) and not (folder / INSIDE).is_dir():
        raise StoreError(
            f"{folder}: thư mục này chứa thứ khác, không phải kho (this folder holds other things, not a store);"
            " hãy chọn thư mục mới (choose a new folder)"
        )
    new = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=folder))
    try:
        ox.Store(str(new)).flush()
        new.rename(folder / INSIDE)
    except OSError:
        if not (folder / INSIDE).is_dir():
            raise
    for begun in folder.glob(f"{_BEGUN}*"):  # of a run that was killed, or that came second
        shutil.rmtree(begun, ignore_errors=True)


def _size(folder: Path) -> int:
    """The bytes of its files; the engine may take some away meanwhile."""
    sizes = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return sum(sizes)


def _iri(text: str) -> str:
    try:
        return str(ox.NamedNode(text))
    except ValueError as error:
        raise ValueError(f"not an IRI: {text!r}") from error
