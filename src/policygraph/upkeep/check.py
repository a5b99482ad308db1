"""Is a store what was loaded? Graphs against their hashes, quotes against their texts, the index against its facts."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from policygraph import cache, identity, link, rdf, store
from policygraph.build import state, work
from policygraph.errors import StoreError
from policygraph.findings import Finding, Severity
from policygraph.labels import both, pair
from policygraph.store import summary
from policygraph.vocab import load as load_vocabulary

#: Called after each graph with how many are done, and of how many.
Progress = Callable[[int, int], None]

_SHARED = (identity.REFERENCE_GRAPH, identity.INFERRED_GRAPH)
_OURS = (*_SHARED, identity.ONTOLOGY_GRAPH, identity.CURATION_GRAPH, identity.STATUS_GRAPHS)
#: How a damaged graph fails when it is read.
_UNREADABLE = (StoreError, OSError, RuntimeError, ValueError)
_SEVERITIES = {
    "only-begun": Severity.WARNING,
    "unfinished": Severity.WARNING,
    "other-version": Severity.WARNING,
    "file-gone": Severity.INFO,
    "file-changed": Severity.INFO,
}
_QUOTES = f"""PREFIX pg: <{identity.ONTOLOGY}>
SELECT ?start ?end ?quote {{ GRAPH ?graph {{ ?e pg:quote ?quote ; pg:startOffset ?start ; pg:endOffset ?end }} }}"""


def check(location: str | Path | None = None, progress: Progress | None = None) -> tuple[Finding, ...]:
    """What is wrong with the store in a folder; nothing where it is sound. Nothing is written.

    A violation is a store whose answers cannot be trusted; a warning is put right by the next `build`; info tells of
    files that are others now than those that were loaded. Raises `StoreError` where there is no store to look at.

    >>> try:
    ...     check("/no/such/store")
    ... except StoreError as error:
    ...     print(error)
    /no/such/store: chưa có kho dữ liệu trong thư mục / there is no store in a folder here
    """
    at = store.where(location)
    if store.is_address(at) or not store.exists(at):
        raise StoreError(f"{store.shown(at)}: " + both("check.no-store"))
    return tuple(_found(Path(at), progress or (lambda done, total: None)))


def _found(folder: Path, progress: Progress) -> Iterator[Finding]:
    index = folder / state.INDEX
    if not index.exists():
        yield _finding("index-missing", at=index) if _holds(folder) else _finding("only-begun")
        return
    try:
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as db:
            told = list(_index(db))
            yield from told
            if not told or told[0].kind not in ("index-broken", "only-begun"):
                yield from _graphs(folder, db, progress)
                if not told:  # else the next load puts it right
                    yield from _linked(db)
                    yield from _summary(folder)
                yield from _files(db)
    except state.BROKEN as error:
        yield _finding("index-broken", detail=error)


def _holds(folder: Path) -> bool:
    """Whether the graph holds anything; what cannot be read may."""
    try:
        with store.open(folder, read_only=True) as opened:
            return bool(opened.graphs())
    except StoreError:
        return True


def _index(db: sqlite3.Connection) -> Iterator[Finding]:
    """What the index says of itself."""
    said = [row for (row,) in db.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        yield _finding("index-broken", detail="; ".join(map(str, said)))
        return
    ((form,),) = db.execute("PRAGMA user_version")
    if form == 0 and not db.execute("SELECT 1 FROM sqlite_master WHERE name='changed'").fetchone():  # the last one made
        yield _finding("only-begun")
        return
    if form not in (0, state.FORMAT):
        yield _finding("index-broken", detail=f"format {form}, not {state.FORMAT}")
        return
    ((waiting,),) = db.execute("SELECT (SELECT count(*) FROM stale) + (SELECT count(*) FROM gone)")
    if waiting:
        yield _finding("unfinished", count=waiting)
    row = db.execute("SELECT value FROM settings WHERE name='version'").fetchone()
    if row is None or row[0] != cache.version():
        yield _finding("other-version")


def _linked(db: sqlite3.Connection) -> Iterator[Finding]:
    """What the index has made of all sources together, against the same made anew of the facts that it keeps."""
    vocab = load_vocabulary()
    with closing(sqlite3.connect(":memory:")) as made:
        index = link.Index(made)
        try:
            for (data,) in db.execute("SELECT data FROM facts ORDER BY source"):
                index.put(link.state(work.unpacked(data)[0], vocab))
        except (ValueError, TypeError) as error:
            yield _finding("index-broken", detail=error)
            return
        index.settle()
        if tables := index.differs(db):
            yield _finding("index-altered", tables=", ".join(tables))


def _graphs(folder: Path, db: sqlite3.Connection, progress: Progress) -> Iterator[Finding]:
    """Each graph against the hash that was noted when it was written."""
    marks = _marks(db)
    try:
        with store.open(folder, read_only=True) as opened:
            held = opened.graphs()
            for name in sorted({name for name, mark in marks.items() if mark} - set(held)):
                yield _finding("graph-missing", focus=name)
            for done, name in enumerate(held, 1):
                yield from _graph(opened, name, marks)
                if name.startswith(identity.SOURCE_GRAPHS) and name in marks:
                    yield from _quotes(folder, opened, name)
                progress(done, len(held))
    except _UNREADABLE as error:
        yield _unreadable(error)


def _unreadable(error: Exception) -> Finding:
    return _finding("store-broken", detail=str(error).splitlines()[0][:200] if str(error) else type(error).__name__)


def _summary(folder: Path) -> Iterator[Finding]:
    """What is kept beside the graph for quick answers, where it is held to tell of the graph as it is."""
    try:
        if summary.of(folder) and not summary.agrees(folder, store.engine(folder)):
            yield _finding("summary-altered", at=folder / summary.FILE)
    except _UNREADABLE as error:
        yield _unreadable(error)


def _marks(db: sqlite3.Connection) -> dict[str, str | None]:
    """The hash of each graph that holds anything; `None` where a load was stopped while it was written."""
    rows = db.execute("SELECT key, mark FROM sources WHERE there")
    marks: dict[str, str | None] = {identity.source_graph(key): mark for key, mark in rows}
    for graph, mark, quads in db.execute("SELECT graph, mark, quads FROM shared").fetchall():
        if mark is None or quads:
            marks[graph] = _pieced(db, graph) if mark and graph in _SHARED else mark
    return marks


def _pieced(db: sqlite3.Connection, graph: str) -> str:
    """The hash of a graph that is put together from pieces, which the index keeps."""
    rows = db.execute("SELECT lines FROM pieces WHERE graph=?", (graph,))
    return rdf.fingerprint(b"".join(sorted({line for (lines,) in rows for line in lines.splitlines(keepends=True)})))


def _graph(opened: store.Store, name: str, marks: Mapping[str, str | None]) -> Iterator[Finding]:
    lines = opened.dump("nq", name)
    if name not in marks:
        if not name.startswith(_OURS):
            yield _finding("graph-unknown", focus=name)
    elif marks[name] is not None and rdf.fingerprint(lines) != marks[name]:
        yield _finding("graph-altered", focus=name)


def _quotes(folder: Path, opened: store.Store, name: str) -> Iterator[Finding]:
    """Each quote of a source's graph against the text that the index keeps."""
    key = name.removeprefix(identity.SOURCE_GRAPHS)
    source = state.source_text(folder, key)
    if source is None:
        yield _finding("text-missing", focus=name)
        return
    rows = opened.select(_QUOTES.replace("?graph", f"<{name}>")).values()
    wrong = [quote for start, end, quote in rows if source.text[int(start or 0) : int(end or 0)] != quote]
    if wrong:
        yield _finding("quote-differs", source.name, name, count=len(wrong))


def _files(db: sqlite3.Connection) -> Iterator[Finding]:
    """The files that were loaded, as they are now; what lay in an archive is told by the archive."""
    for path, key in db.execute("SELECT path, source FROM files ORDER BY path"):
        at = Path(path)
        if not any(place.is_file() for place in (at, *at.parents)):
            yield _finding("file-gone", at.name, path, at=path)
        elif at.is_file() and not _same(at, key):
            yield _finding("file-changed", at.name, path, at=path)


def _same(path: Path, key: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(key)


def _finding(kind: str, source: str | None = None, focus: str | None = None, **values: object) -> Finding:
    vi, en = pair(f"check.{kind}", focus=focus, **values)
    return Finding(kind, _SEVERITIES.get(kind, Severity.VIOLATION), vi, en, source, focus=focus)
