"""The whole line: paths to a filled store, again and again; only what changed is read, linked and written.

A store's folder holds, beside the graph, an index (see `policygraph.build.state`): which file gave which source, what
was read from it, and the linked collection. Neither the order of loading nor its splitting into runs changes a byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from policygraph import cache, identity, sources, store
from policygraph.build import state, work
from policygraph.build.memory import Limit
from policygraph.build.report import BuildReport, FileReport, Outcome, Progress, Stage, Step, failed
from policygraph.build.shared import Shared
from policygraph.build.state import State
from policygraph.build.work import Given, Read, Written
from policygraph.errors import SourceError
from policygraph.findings import Finding, Severity
from policygraph.pool import Pool
from policygraph.text import SourceText
from policygraph.vocab import Vocabulary
from policygraph.vocab import load as load_vocabulary

__all__ = ["BuildReport", "FileReport", "Outcome", "Progress", "Stage", "Step", "build", "source_file", "source_text"]

_READ_BYTES, _READ_FILES = 400_000, 64  #: one batch of texts to read
_WRITE_GRAPHS = 24  #: one batch of graphs to make
_LINES = 2_500_000  #: of so many bytes gathered, one graph may be in a batch: some are under way all the time


@dataclass(frozen=True, slots=True)
class _Call:
    """What a build was asked for."""

    pool: Pool
    vocab: Vocabulary
    progress: Progress
    loaded_at: str | None
    options: sources.Options
    prune: bool
    lineage: bool
    memory: Limit
    workers: str  #: as many as the memory allows


def build(
    paths: Iterable[Path | str],
    location: str | Path | None = None,
    *,
    progress: Progress | None = None,
    loaded_at: str | None = None,
    options: sources.Options | None = None,
    vocab: Vocabulary | None = None,
    workers: int | str = 1,
    prune: bool = False,
    lineage: bool = False,
    max_memory: int | None = None,
) -> BuildReport:
    """Bring the store up to date with the files and folders; what lies elsewhere and was loaded before stays.

    A file that cannot be read is reported and the others are loaded; one that changed is replaced. One that has gone
    from a given folder, or gives nothing any more, is reported, and leaves the store only with ``prune``. ``loaded_at``
    (``xsd:dateTime``) is written for new sources only where it is given: there is no clock in here. ``workers`` is a
    number of processes, or ``dask://host:port`` (they must see the files under the same paths). ``options`` sets limits
    and how corpora are read. ``lineage`` seeks tasks with the same words however many there are; without it in
    collections of at most `shared.TASKS` tasks. ``max_memory`` is for all processes together, in MB: fewer workers,
    fewer lines at a time. A run that was stopped leaves a store in which each document is whole or absent; the next one
    does what was left. Raises `StoreError` where the store cannot be opened, `PolicyGraphError` where the memory is too
    little.
    """
    at, given = store.where(location), [Path(path) for path in paths]
    bound = Limit(max_memory)
    fitting = bound.workers(workers)
    with Pool(fitting) as pool:
        tables, limits = vocab or load_vocabulary(), options or sources.Options()
        call = _Call(pool, tables, progress or _silent, loaded_at, limits, prune, lineage, bound, fitting)
        if not store.exists(at) and not any(path.is_file() for path in sources.find(given)):
            with State(None) as memory:  # there is nothing to read: say so, and leave no empty store behind
                run = _Run(memory, call)
                run.read(given)
                return run.report(store.shown(at))
        with store.open(at) as target, State(store.beside(at)) as memory:
            run = _Run(memory, call)
            run.read(given)
            run.link()
            run.write(target)
            return run.report(target.location)


def source_text(location: str | Path, key: str) -> SourceText | None:
    """The text of a source as it was read into the store at ``location``; `None` where the store keeps none.

    >>> source_text("/no/such/store", "210e967f70c5d548") is None
    True
    """
    return state.source_text(store.beside(location), key)


def source_file(location: str | Path, key: str) -> Path | None:
    """The file that a source of the store at ``location`` was read from; `None` where it is gone or has changed.

    >>> source_file("/no/such/store", "210e967f70c5d548") is None
    True
    """
    return state.source_file(store.beside(location), key)


def _silent(step: Step) -> None:
    """Nobody wants to know."""


@dataclass(slots=True)
class _Run:
    """One build, step by step."""

    state: State
    call: _Call
    reports: dict[Path, FileReport] = field(default_factory=dict)
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)  #: by source, of those that were read
    collections: dict[Path, str] = field(default_factory=dict)  #: files of several documents, with their marks
    total: int = 0  #: files to look at
    graphs: int = 0  #: graphs written or removed
    changed: list[str] = field(default_factory=list)  #: sources whose graphs were written
    shared: Shared = field(init=False)

    def __post_init__(self) -> None:
        self.shared = Shared(self.state, self.call.vocab)

    # ------------------------------------------------------------------------------------------ reading

    def read(self, given: Sequence[Path]) -> None:
        """Read the files that are new or changed, and note those that are gone; kept batch by batch."""
        for path in given:
            self._missing(path)
        files = [path for path in sources.find(given) if path not in self.reports]
        for item in self._read(self._changed(files)):
            self._took(item)
        for item in self._read(self.state.outdated()):  # other files that another version of the program read
            if isinstance(item, Read):
                self.state.keep(item)
        for path, mark in self.collections.items():
            self._closed(path, mark)
        self.state.commit()

    def _read(self, given: Iterable[Given]) -> Iterator[Read | SourceError]:
        """What the texts say, kept batch by batch."""
        reading = partial(work.read, options=self.call.options, folder=self.call.vocab.folder)
        for batch in self.call.pool.map(reading, _batches(given)):
            yield from batch
            self.state.commit()

    def _missing(self, given: Path) -> None:
        """What has gone from a given place, and the folders that hold nothing."""
        top, there = given.resolve(), given.exists()
        found = set(sources.find([given])) if there else set()
        known = [path for path in self.state.paths(top) if there or path == top]
        gone = [path for path in known if path not in found and found.isdisjoint(path.parents)]
        for path in gone:
            self._gone(path)
        if given.is_dir() and not found and not gone:
            endings = ", ".join(sources.ENDINGS)
            self.reports[given] = failed(SourceError(
                given, f"thư mục không có văn bản nào (the folder holds no document of kind {endings})",
                "hãy chỉ đúng thư mục (give the right folder)",
            ))  # fmt: skip

    def _gone(self, path: Path) -> None:
        if self.call.prune:
            self.state.forget(path)
        self.reports[path] = FileReport(path, Outcome.REMOVED if self.call.prune else Outcome.GONE)

    def _changed(self, files: Sequence[Path]) -> Iterator[Given]:
        """The texts to read; of all others it is noted what they hold."""
        self.total = len(files)
        for path in files:
            mark = _mark(path, self.call.options)
            if mark and self.state.knows(mark[:16]):
                self._holds(path, mark[:16], path.name)
            elif mark and self.state.mark(path) == mark + self._version():
                for member in self.state.paths(path):
                    self._done(FileReport(member, Outcome.UNCHANGED))
            elif mark and sources.holds_several(path):
                self.collections[path] = mark + self._version()
                yield from self._members(path)
            else:
                yield Given(path)

    def _version(self) -> str:
        """What decides, beside the bytes, which documents a file of several gives."""
        return f" {cache.version()} {self.call.options}"

    def _members(self, path: Path) -> Iterator[Given]:
        """The documents of an archive or a corpus that are to be read; it is unpacked here, one at a time."""
        try:
            for at, item in sources.documents(path, self.call.options):
                if isinstance(item, SourceError):
                    self._took(item)
                elif self.state.knows(item.key):
                    self._holds(at, item.key, item.name)
                else:
                    yield Given(at, item)
        except Exception as error:  # one file must not stop a build, whatever is wrong with the reader
            self._took(work.failure(path, error))

    def _closed(self, path: Path, mark: str) -> None:
        """All documents of an archive or a corpus are read: note those that it holds no more, and where all is said."""
        for member in self.state.paths(path):
            if member not in self.reports:
                self._gone(member)
        open_ = (Outcome.FAILED, Outcome.GONE)
        if not any(r.outcome in open_ for at, r in self.reports.items() if at == path or path in at.parents):
            self.state.set_mark(path, mark)

    def _took(self, item: Read | SourceError) -> None:
        """Keep what a text says; where it says nothing, what it said before stays but for ``prune``."""
        if isinstance(item, Read):
            self.state.keep(item)
            self.findings[item.key] = item.findings
            self._holds(item.path, item.key, item.name)
            return
        if self.call.prune:
            self.state.forget(item.path)
        self._done(failed(item))

    def _holds(self, path: Path, key: str, name: str) -> None:
        """Note what a file holds, and what became of it."""
        before = self.state.hold(path, key, name)
        if before == key:
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.CHANGED if before else Outcome.LOADED
            if self.call.loaded_at:
                self.state.loaded_at(key, self.call.loaded_at)
        self._done(FileReport(path, outcome))

    def _done(self, file: FileReport) -> None:
        self.reports[file.path] = file
        self.call.progress(Step(Stage.READ, min(len(self.reports), self.total), self.total, file))

    # ------------------------------------------------------------------------------------------ linking

    def link(self) -> None:
        """Bring the linked collection up to date, in one step."""
        self.call.progress(Step(Stage.LINK, 0, 1))
        self.state.renewed()
        self.state.index.settle()
        self.shared.follow(self.call.lineage)
        self.state.commit()
        self.call.progress(Step(Stage.LINK, 1, 1))

    # ------------------------------------------------------------------------------------------ writing

    def write(self, target: store.Store) -> None:
        """Write the graphs that changed, and remove those of sources that are gone."""
        self._agree(target)
        for key in self.state.gone():
            target.remove(identity.source_graph(key))
            self.state.removed([key])
            self.state.commit()
            self.graphs += 1
        stale = self.state.stale()
        gathered = self.call.memory.gathered(self.call.workers) if stale else 0
        size = max(1, min(_WRITE_GRAPHS, gathered // _LINES))
        parts = (stale[n : n + size] for n in range(0, len(stale), size))
        wanted = (list(map(self.state.wanted, part)) for part in parts)
        pending: list[Written] = []
        done = 0
        for batch in self.call.pool.map(partial(work.write, folder=self.call.vocab.folder), wanted):
            for item in batch:
                if item.key in self.findings:
                    self.findings[item.key] += item.findings
            pending += batch
            done += len(batch)
            if sum(len(item.lines) for item in pending) > gathered:
                self._flush(target, pending)
                pending = []
            self.call.progress(Step(Stage.WRITE, done, len(stale)))
        self._flush(target, pending)
        self.graphs += self.shared.write(target)

    def _agree(self, target: store.Store) -> None:
        """A store that holds something else than the index says is filled anew; what people said stays."""
        kept = (identity.CURATION_GRAPH, identity.STATUS_GRAPHS)
        if self.state.setting("agreed") is None:
            for name in target.graphs():
                if not name.startswith(kept):
                    target.remove(name)
                    self.graphs += 1
            self.state.set("agreed", "yes")
            self.state.commit()
        elif not target.ask(f"ASK {{ GRAPH <{identity.ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}"):
            self.state.lost()
            self.state.commit()

    def _flush(self, target: store.Store, pending: Sequence[Written]) -> None:
        """Write the graphs that are others than those that stand in the store."""
        standing = {item.key: self.state.standing(item.key) for item in pending}
        changed = [item for item in pending if standing[item.key][0] != item.mark]
        if changed:
            self.state.writing(item.key for item in changed)
            self.state.commit()
            for fresh in (True, False):
                graphs = {
                    identity.source_graph(item.key): item.lines
                    for item in changed if standing[item.key][1] is not fresh
                }  # fmt: skip
                if graphs:
                    target.put(graphs, fresh)
        self.state.written({item.key: (item.mark, item.quads) for item in pending})
        self.state.commit()
        self.graphs += len(changed)
        self.changed += [item.key for item in changed]

    # ------------------------------------------------------------------------------------------ reporting

    def report(self, location: str) -> BuildReport:
        """What was done, and what the store holds."""
        files = tuple(self._shown(self.reports[path]) for path in sorted(self.reports))
        failures = [
            Finding("unreadable-file", Severity.WARNING, file.reason, file.reason, file.path.name)
            for file in files
            if file.outcome is Outcome.FAILED and file.reason
        ]
        found = [finding for key in sorted(self.findings) for finding in self.findings[key]]
        counts = self.state.counts()
        return BuildReport(
            location, files, counts.documents, counts.cited, counts.tasks, counts.citations, counts.agencies,
            counts.quads, self.graphs, (*failures, *found), self.shared.sought or not counts.tasks,
            tuple(map(identity.source_graph, sorted(self.changed))),
        )  # fmt: skip

    def _shown(self, report: FileReport) -> FileReport:
        """The report, with the file whose bytes this one repeats."""
        key = self.state.source(report.path)
        same = self.state.twin(report.path, key) if key and report.outcome is not Outcome.FAILED else None
        return FileReport(report.path, report.outcome, report.reason, same)


def _mark(path: Path, options: sources.Options) -> str | None:
    """The hash of a file's bytes; `None` where they cannot be read."""
    try:
        if path.stat().st_size > options.max_unpacked:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _batches(given: Iterable[Given]) -> Iterator[list[Given]]:
    """The texts in batches that take about as long to read."""
    batch: list[Given] = []
    size = 0
    for item in given:
        batch.append(item)
        size += len(item.source.text) if item.source else _size(item.path)
        if size > _READ_BYTES or len(batch) >= _READ_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
