"""The whole line: paths to a filled store, again and again; only what changed is read and written.

A store's folder holds, beside the graph, ``manifest.json`` (which file gave which source, which graph holds what) and
``facts/`` (what was read from each source). Linking is done anew over all facts, so that neither the order of loading
nor its splitting into runs changes a byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from policygraph import cache, identity, link, rdf, sources, store
from policygraph.errors import SourceError, StoreError
from policygraph.extract import extract
from policygraph.facts import DocumentFacts
from policygraph.findings import Finding, Severity
from policygraph.link import Linked
from policygraph.text import SourceText
from policygraph.vocab import Vocabulary
from policygraph.vocab import load as load_vocabulary


class Outcome(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: what became of it; ``reason`` is one line that says where, what and what to do where it failed.

    ``same_as`` names the file whose bytes it repeats.
    """

    path: Path
    outcome: Outcome
    reason: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, and what the store holds after it."""

    location: str
    files: tuple[FileReport, ...]
    documents: int  #: loaded documents
    cited: int  #: documents that are only named
    tasks: int
    citations: int
    agencies: int
    quads: int
    graphs_written: int
    findings: tuple[Finding, ...] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """How many files had this outcome."""
        return sum(report.outcome is outcome for report in self.files)

    @property
    def failures(self) -> tuple[FileReport, ...]:
        """The files and folders that gave nothing, with the reason."""
        return tuple(report for report in self.files if report.outcome is Outcome.FAILED)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """The files that were read although their letters are damaged: what is doubtful, and where it is first seen."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.WARNING
            and finding.evidence
            and finding.evidence.rule.startswith("integrity.")
        )

    @property
    def nothing_done(self) -> bool:
        """True where no file could be read, changed or removed: the call did nothing."""
        return all(report.outcome is Outcome.FAILED for report in self.files)


#: Called with the path and its place among all (1 to the number of files) before each file is read.
Progress = Callable[[Path, int, int], None]


def build(
    paths: Iterable[Path | str],
    location: str | Path | None = None,
    *,
    progress: Progress | None = None,
    loaded_at: str | None = None,
    options: sources.Options | None = None,
    vocab: Vocabulary | None = None,
) -> BuildReport:
    """Bring the store up to date with the files and folders; what lies elsewhere and was loaded before stays.

    A file that cannot be read is reported and the others are loaded. A file that has gone from a given folder is
    removed; one that changed is replaced. ``loaded_at`` (``xsd:dateTime``) is written for new sources only where it
    is given: there is no clock in here. ``options`` sets limits and how corpora are read. Raises `StoreError` where
    the store cannot be opened.
    """
    vocabulary = vocab or load_vocabulary()
    at, given = store.where(location), [Path(path) for path in paths]
    if not store.exists(at) and not any(path.is_file() for path in sources.find(given)):
        # there is nothing to read: say so, and leave no empty store behind
        state = _State(store.beside(at), vocabulary)
        files = _files(state, given) + _read_all(state, sources.find(given), progress, loaded_at, options)
        return _report(store.shown(at), files, link.link([], vocabulary), {}, 0)
    with store.open(at) as target:
        state = _State.read(store.beside(at), vocabulary)
        files = _files(state, given)
        files += _read_all(state, sources.find(given), progress, loaded_at, options)
        linked = link.link(state.all_facts(), vocabulary)
        graphs = rdf.graphs(linked, vocabulary, state.loaded_at)
        graphs[identity.ONTOLOGY_GRAPH] = rdf.ontology_quads()
        written = _write(target, state, graphs)
        state.tidy()
    return _report(target.location, files, linked, graphs, written)


def source_text(location: str | Path, key: str) -> SourceText | None:
    """The text of a source as it was read into the store at ``location``; `None` where the store keeps none.

    >>> source_text("/no/such/store", "210e967f70c5d548") is None
    True
    """
    with suppress(OSError, ValueError):
        return cache.source((store.beside(location) / "facts" / f"{key}.json").read_bytes())
    return None


class _State:
    """What the store's folder remembers beside the graph."""

    def __init__(self, folder: Path, vocab: Vocabulary) -> None:
        self.folder, self.vocab = folder, vocab
        self.files: dict[str, dict[str, str]] = {}  #: resolved path -> key of its source, file name
        self.graphs: dict[str, str] = {}  #: graph -> fingerprint of what it holds
        self.loaded_at: dict[str, str] = {}  #: key of a source -> time, where one was given
        self._facts: dict[str, DocumentFacts] = {}

    @classmethod
    def read(cls, folder: Path, vocab: Vocabulary) -> _State:
        """The state of a store; that of a new one where there is no manifest."""
        state = cls(folder, vocab)
        path = folder / "manifest.json"
        if path.exists():
            try:
                said = json.loads(path.read_text("utf-8"))
                state.files, state.graphs, state.loaded_at = said["files"], said["graphs"], said["loadedAt"]
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    f"{path}: tệp kê khai hỏng (the manifest is broken);"
                    f" hãy xóa {folder} rồi dựng lại (delete the store and build again)"
                ) from error
        return state

    def write(self) -> None:
        """Keep the state; a reader sees the old manifest or the new one, never half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        said = {"format": 1, "files": self.files, "graphs": self.graphs, "loadedAt": self.loaded_at}
        _write_atomically(self.folder / "manifest.json", json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True))

    def name(self, key: str) -> str:
        """The one file name of a source, wherever its bytes lie: the first in order."""
        return min(entry["name"] for entry in self.files.values() if entry["source"] == key)

    def keep(self, path: Path, source: SourceText, loaded_at: str | None) -> Outcome:
        """Note that the file holds this source, and read its facts."""
        before = self.files.get(str(path))
        facts = self._read_facts(source)
        self.files[str(path)] = {"source": source.key, "name": source.name}
        self._facts[source.key] = facts
        if before and before["source"] == source.key:
            return Outcome.UNCHANGED
        if loaded_at:
            self.loaded_at[source.key] = loaded_at
        return Outcome.CHANGED if before else Outcome.LOADED

    def forget(self, path: Path) -> None:
        """The file is gone, or holds no document any more."""
        self.files.pop(str(path), None)

    def all_facts(self) -> list[DocumentFacts]:
        """The facts of every source that some file holds, in order of key."""
        found = []
        for key in sorted({entry["source"] for entry in self.files.values()}):
            facts = self._facts.get(key) or self._kept(key)
            name = self.name(key)
            if facts.source.name != name:
                facts = self._read_facts(replace(facts.source, name=name))
            self._facts[key] = facts
            found.append(facts)
        return found

    def _kept(self, key: str) -> DocumentFacts:
        """The facts of a source that was not read in this run."""
        path = self._path(key)
        try:
            source = cache.source(path.read_bytes())
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{path}: thiếu hoặc hỏng (missing or broken); hãy dựng lại từ văn bản gốc"
                " (build again from the documents)"
            ) from error
        return self._read_facts(source)

    def _read_facts(self, source: SourceText) -> DocumentFacts:
        """The facts as kept, where this program with these tables kept them; else read anew, and kept."""
        path = self._path(source.key)
        with suppress(OSError, ValueError):
            facts = cache.loads(path.read_bytes())
            if facts.source == source:
                return facts
        facts = extract(source, self.vocab)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(path, cache.dumps(facts))
        return facts

    def _path(self, key: str) -> Path:
        return self.folder / "facts" / f"{key}.json"

    def tidy(self) -> None:
        """Drop what no file holds any more, and keep the manifest."""
        keys = {entry["source"] for entry in self.files.values()}
        self.loaded_at = {key: time for key, time in self.loaded_at.items() if key in keys}
        self.write()
        for path in (self.folder / "facts").glob("*.json"):
            if path.stem not in keys:
                path.unlink()


def _write_atomically(path: Path, data: str | bytes) -> None:
    new = path.with_name(path.name + ".new")
    new.write_bytes(data if isinstance(data, bytes) else data.encode())
    new.replace(path)


def _files(state: _State, given: list[Path]) -> list[FileReport]:
    """What has gone from the given places, and the folders that hold nothing."""
    reports = []
    for path in given:
        top = path.resolve()
        found = set(sources.find([path])) if path.exists() else set()
        gone = [file for file in map(Path, sorted(state.files)) if _within(file, top, path) and not _held(file, found)]
        for file in gone:
            state.forget(file)
            reports.append(FileReport(file, Outcome.REMOVED))
        if path.is_dir() and not found and not gone:
            known = ", ".join(sources.ENDINGS)
            reports.append(_failed(SourceError(
                path, f"thư mục không có văn bản nào (the folder holds no document of kind {known})",
                "hãy chỉ đúng thư mục (give the right folder)",
            )))  # fmt: skip
    return reports


def _within(file: Path, top: Path, given: Path) -> bool:
    """True where ``file`` is spoken of: it lies in the given folder or archive, or is itself given and gone."""
    return file.is_relative_to(top) if given.exists() else file == top


def _held(file: Path, found: set[Path]) -> bool:
    """True where the file is there, or lies in an archive or corpus that is."""
    return file in found or not found.isdisjoint(file.parents)


def _read_all(
    state: _State,
    files: Sequence[Path],
    progress: Progress | None,
    loaded_at: str | None,
    options: sources.Options | None,
) -> list[FileReport]:
    reports = []
    for number, path in enumerate(files, 1):
        if progress:
            progress(path, number, len(files))
        reports += _read(state, path, loaded_at, options)
    return reports


def _read(state: _State, path: Path, loaded_at: str | None, options: sources.Options | None) -> list[FileReport]:
    """What became of a file; of an archive or a corpus, of each document in it."""
    before = {Path(name) for name in state.files if Path(name).is_relative_to(path)}
    reports = []
    try:
        for at, source in sources.documents(path, options):
            reports.append(_keep(state, at, source, loaded_at))
    except Exception as error:  # one document must not stop a batch, whatever is wrong with the reader
        what = f"không đọc được nội dung (the reader failed): {type(error).__name__}: {error}"
        reports.append(_failed(SourceError(path, what, "hãy báo lỗi này kèm tệp (report this with the file)")))
    for gone in sorted(before - {report.path for report in reports if report.outcome is not Outcome.FAILED}):
        state.forget(gone)
        if all(report.path != gone for report in reports):
            reports.append(FileReport(gone, Outcome.REMOVED))
    return reports


def _keep(state: _State, path: Path, source: SourceText | SourceError, loaded_at: str | None) -> FileReport:
    if isinstance(source, SourceError):
        return _failed(source)
    twin = next((p for p, e in sorted(state.files.items()) if e["source"] == source.key and p != str(path)), None)
    return FileReport(path, state.keep(path, source, loaded_at), None, twin)


def _failed(error: SourceError) -> FileReport:
    return FileReport(error.path, Outcome.FAILED, str(error))


def _write(target: store.Store, state: _State, graphs: Mapping[str, list[Any]]) -> int:
    """Write the graphs that changed, remove the sources that are gone; the number of graphs touched."""
    there = set(target.graphs())
    marks = {name: rdf.fingerprint(quads) for name, quads in graphs.items() if quads}
    changed = [name for name in sorted(marks) if state.graphs.get(name) != marks[name] or name not in there]
    kept = (identity.CURATION_GRAPH, identity.STATUS_GRAPHS)  # what people said stays when the texts are read again
    gone = sorted(name for name in there - set(marks) if not name.startswith(kept))
    # what is about to be written is unknown until it is: a killed run is then put right by the next
    state.graphs = {name: mark for name, mark in state.graphs.items() if name not in {*changed, *gone}}
    state.write()
    for name in gone:
        target.remove(name)
    for name in changed:
        target.replace(name, graphs[name])
    state.graphs |= marks
    return len(changed) + len(gone)


def _report(
    at: str, files: list[FileReport], linked: Linked, graphs: Mapping[str, list[Any]], written: int
) -> BuildReport:
    documents = linked.documents
    loaded = {document.iri for document in documents}
    failures = [
        Finding("unreadable-file", Severity.WARNING, file.reason, file.reason, file.path.name)
        for file in files
        if file.outcome is Outcome.FAILED and file.reason
    ]
    return BuildReport(
        location=at,
        files=tuple(files),
        documents=len(loaded),
        cited=len(linked.works) - len(loaded),
        tasks=sum(len(document.facts.tasks) for document in documents),
        citations=sum(len({(c.citing, c.relation, c.cited) for c in d.facts.citations}) for d in documents),
        agencies=len(linked.bodies),
        quads=sum(map(len, graphs.values())),
        graphs_written=written,
        findings=(*failures, *(f for d in documents for f in (*d.own_findings, *d.findings))),
    )
