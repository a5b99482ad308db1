"""What a store's folder remembers beside the graph: files, facts, the linked collection, what is still to be written.

One SQLite database, ``index.sqlite``. What is about to be written to the graph is noted before and struck out after:
a killed run leaves a list of what the next one has to do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from policygraph import cache
from policygraph.build.work import Given, Read, Wanted, source_of
from policygraph.errors import StoreError
from policygraph.labels import both
from policygraph.link import Index
from policygraph.text import SourceText

_TABLES = """
CREATE TABLE IF NOT EXISTS files(path PRIMARY KEY, source, name) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_source ON files(source, name);
CREATE TABLE IF NOT EXISTS collections(path PRIMARY KEY, mark) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources(key PRIMARY KEY, sha256, loaded_at, version, tasks, citations, quads, mark, there);
CREATE TABLE IF NOT EXISTS facts(source PRIMARY KEY, data);
CREATE TABLE IF NOT EXISTS gone(key PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pieces(graph, node, lines, needs, PRIMARY KEY(graph, node)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared(graph PRIMARY KEY, mark, quads) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings(name PRIMARY KEY, value) WITHOUT ROWID;
"""
INDEX = "index.sqlite"
FORMAT = 2  #: of the database
#: What SQLite says of a disk that fails, is full, or must not be written.
_DISK = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
#: How SQLite fails on a damaged file; the second where it names something in it that is no text any more.
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
_LEFT_FROM = "manifest.json"  #: what earlier versions kept


@dataclass(frozen=True, slots=True)
class Counts:
    """What the store holds."""

    documents: int
    cited: int
    tasks: int
    citations: int
    agencies: int
    quads: int


class State:
    """The memory of a store; nothing is kept before `commit`. ``folder`` is `None` for one that is not kept at all."""

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / INDEX if folder else None
        self.new = self.path is None or not self.path.exists()
        if folder:
            _refuse_earlier(folder, self.new)
            folder.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(self.path or ":memory:")
        try:
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            ((written,),) = self.db.execute("PRAGMA user_version").fetchall()
            if written not in (0, FORMAT):
                self.db.close()
                raise StoreError(f"{folder}: " + both("store.version", format=written, known=FORMAT))
            self.db.executescript(_TABLES)
            self.index = Index(self.db)
            self.db.execute(f"PRAGMA user_version={FORMAT}")
        except BROKEN as error:
            self.db.close()
            raise _broken(self.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()
        if isinstance(error, BROKEN):
            raise _broken(self.path, error) from error

    def commit(self) -> None:
        """Keep all that was noted so far."""
        self.db.commit()

    # ------------------------------------------------------------------------------------------ files

    def paths(self, below: Path) -> list[Path]:
        """The known files that are this path or lie below it, sorted."""
        top = str(below)
        rows = self.db.execute(
            "SELECT path FROM files WHERE path=?1 OR (path >= ?1 || '/' AND path < ?1 || '0') ORDER BY path", (top,)
        )
        return [Path(path) for (path,) in rows]

    def source(self, path: Path) -> str | None:
        """The key of the source that a file held when it was last read."""
        row = self.db.execute("SELECT source FROM files WHERE path=?", (str(path),)).fetchone()
        return row[0] if row else None

    def knows(self, key: str) -> bool:
        """Whether the source was read by this version of the program."""
        row = self.db.execute("SELECT 1 FROM sources WHERE key=? AND version=?", (key, cache.version())).fetchone()
        return row is not None

    def twin(self, path: Path, key: str) -> str | None:
        """Another file with the same bytes."""
        row = self.db.execute("SELECT min(path) FROM files WHERE source=? AND path<>?", (key, str(path))).fetchone()
        return row[0] if row else None

    def mark(self, collection: Path) -> str | None:
        """What was noted of a file that holds several documents, when all of them were read."""
        row = self.db.execute("SELECT mark FROM collections WHERE path=?", (str(collection),)).fetchone()
        return row[0] if row else None

    def set_mark(self, collection: Path, mark: str) -> None:
        """Note that all documents of a file were read."""
        self.db.execute("INSERT OR REPLACE INTO collections VALUES (?, ?)", (str(collection), mark))

    def hold(self, path: Path, key: str, name: str) -> str | None:
        """Note that a file holds this source; the one that it held before."""
        before = self.source(path)
        if before == key:
            return before
        self.db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (str(path), key, name))
        self.db.execute("DELETE FROM gone WHERE key=?", (key,))
        for touched in (before, key):
            if touched:
                self._holders_changed(touched)
        return before

    def forget(self, path: Path) -> None:
        """The file is gone, or holds no document any more."""
        before = self.source(path)
        self.db.execute("DELETE FROM files WHERE path=?", (str(path),))
        self.db.executemany("DELETE FROM collections WHERE path=?", [(str(at),) for at in (path, *path.parents)])
        if before:
            self._holders_changed(before)

    def _holders_changed(self, key: str) -> None:
        """A source that no file holds goes; any other may bear another name now."""
        if self.db.execute("SELECT 1 FROM files WHERE source=?", (key,)).fetchone():
            self.db.execute("INSERT OR IGNORE INTO stale VALUES (?)", (key,))
            return
        self.index.remove(key)
        self.db.execute("INSERT OR IGNORE INTO gone SELECT key FROM sources WHERE key=? AND there", (key,))
        self.db.execute("DELETE FROM sources WHERE key=?", (key,))
        self.db.execute("DELETE FROM facts WHERE source=?", (key,))

    # ------------------------------------------------------------------------------------------ facts

    def keep(self, read: Read) -> None:
        """Keep what a text says."""
        self.db.execute(
            "INSERT INTO sources VALUES (?, ?, NULL, ?, ?, ?, 0, NULL, EXISTS(SELECT 1 FROM gone WHERE key=?1))"
            " ON CONFLICT DO UPDATE SET version=excluded.version, tasks=excluded.tasks, citations=excluded.citations",
            (read.key, read.sha256, cache.version(), read.tasks, read.citations),
        )
        self.db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (read.key, read.facts))
        self.index.put(read.statement)

    def loaded_at(self, key: str, time: str) -> None:
        """Note when a source was loaded."""
        self.db.execute("UPDATE sources SET loaded_at=? WHERE key=?", (time, key))

    def outdated(self) -> Iterator[Given]:
        """The texts that another version of the program read, under one of their paths each."""
        rows = self.db.execute(
            "SELECT min(path), data FROM sources JOIN facts ON source=key JOIN files USING(source)"
            " WHERE version<>? GROUP BY key ORDER BY key",
            (cache.version(),),
        ).fetchall()
        for path, data in rows:
            try:
                yield Given(Path(path), source_of(data))
            except ValueError as error:
                raise _broken(self.path, error) from error

    def renewed(self) -> None:
        """Where another version of the program wrote the shared nodes: all must be written again."""
        if self.setting("version") != cache.version():
            self.db.execute("INSERT OR IGNORE INTO changed SELECT 'above', lower FROM above")
            self.db.execute("INSERT OR IGNORE INTO changed SELECT 'node', node FROM pieces")
            self.set("version", cache.version())

    def set(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def setting(self, name: str) -> str | None:
        """A value that was kept under a name."""
        row = self.db.execute("SELECT value FROM settings WHERE name=?", (name,)).fetchone()
        return row[0] if row else None

    # ------------------------------------------------------------------------------------------ graphs

    def stale(self) -> list[str]:
        """The sources whose graph may have become another."""
        return [key for (key,) in self.db.execute("SELECT source FROM stale ORDER BY source")]

    def wanted(self, key: str) -> Wanted:
        """All that the graph of a source is made from."""
        row = self.db.execute(
            "SELECT loaded_at, data, (SELECT min(name) FROM files WHERE source=key)"
            " FROM sources JOIN facts ON source=key WHERE key=?", (key,)
        ).fetchone()  # fmt: skip
        loaded_at, data, name = row
        return Wanted(key, name, loaded_at, data, self.index.view(key))

    def standing(self, key: str) -> tuple[str | None, bool]:
        """The hash of a source's graph as it stands in the store, and whether anything of it may stand there."""
        mark, there = self.db.execute("SELECT mark, there FROM sources WHERE key=?", (key,)).fetchone()
        return mark, bool(there)

    def writing(self, keys: Iterable[str]) -> None:
        """What stands in the store of these sources is not known until `written` says so."""
        self.db.executemany("UPDATE sources SET mark=NULL, there=1 WHERE key=?", [(key,) for key in keys])

    def written(self, marks: Mapping[str, tuple[str, int]]) -> None:
        """The graphs of these sources are in the store, with these hashes and numbers of quads."""
        rows = [(mark, quads, key) for key, (mark, quads) in marks.items()]
        self.db.executemany("UPDATE sources SET mark=?, quads=?, there=1 WHERE key=?", rows)
        self.db.executemany("DELETE FROM stale WHERE source=?", [(key,) for key in marks])

    def gone(self) -> list[str]:
        """The sources whose graphs must leave the store."""
        return [key for (key,) in self.db.execute("SELECT key FROM gone ORDER BY key")]

    def removed(self, keys: Iterable[str]) -> None:
        """The graphs of these sources have left the store."""
        self.db.executemany("DELETE FROM gone WHERE key=?", [(key,) for key in keys])

    def lost(self) -> None:
        """The store holds nothing of what it is said to hold: all must be written."""
        self.db.execute("UPDATE sources SET mark=NULL, there=0")
        self.db.execute("INSERT OR IGNORE INTO stale SELECT key FROM sources")
        self.db.execute("DELETE FROM gone")
        self.db.execute("DELETE FROM shared")

    def counts(self) -> Counts:
        """What the store holds."""
        ((tasks, citations, quads),) = self.db.execute(
            "SELECT coalesce(sum(tasks), 0), coalesce(sum(citations), 0), coalesce(sum(quads), 0) FROM sources"
        )
        ((shared,),) = self.db.execute("SELECT coalesce(sum(quads), 0) FROM shared")
        ((works, loaded),) = self.db.execute("SELECT count(*), coalesce(sum(copies>0), 0) FROM works")
        ((agencies,),) = self.db.execute("SELECT count(*) FROM bodies")
        return Counts(loaded, works - loaded, tasks, citations, agencies, quads + shared)


def source_text(folder: Path, key: str) -> SourceText | None:
    """The text of a source as it was read into the store of ``folder``; `None` where the store keeps none."""
    try:
        with closing(sqlite3.connect(f"{(folder / INDEX).resolve().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT data FROM facts WHERE source=?", (key,)).fetchone()
        return source_of(row[0]) if row else None
    except (sqlite3.Error, ValueError):
        return None


def source_file(folder: Path, key: str) -> Path | None:
    """The file that a source was read from, where it still lies there and holds the same bytes."""
    try:
        with closing(sqlite3.connect(f"{(folder / INDEX).resolve().as_uri()}?mode=ro", uri=True)) as db:
            paths = [Path(row[0]) for row in db.execute("SELECT path FROM files WHERE source=? ORDER BY path", (key,))]
        return next((path for path in paths if path.is_file() and _starts(path, key)), None)
    except (*BROKEN, OSError):
        return None


def _starts(path: Path, key: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(key)


def _refuse_earlier(folder: Path, new: bool) -> None:
    if new and (folder / _LEFT_FROM).exists():
        raise StoreError(
            f"{folder}: kho do phiên bản trước dựng (built by an earlier version);"
            " hãy xóa rồi dựng lại (delete it and build again)"
        )


def _broken(path: Path | None, error: Exception) -> StoreError:
    """The line for what SQLite says: a disk that is full or fails has not broken the index."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DISK:
        return StoreError(f"{path}: " + both("store.disk", reason=error))
    return StoreError(
        f"{path}: tệp chỉ mục hỏng (the index is broken): {error};"
        f" hãy xóa {path and path.parent} rồi dựng lại (delete the store and build again)"
    )
