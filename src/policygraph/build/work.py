"""What worker processes do: read a batch of texts, write a batch of graphs. Pure functions of what they are given."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policygraph import cache, link, rdf, sources
from policygraph.errors import SourceError
from policygraph.extract import extract
from policygraph.facts import DocumentFacts
from policygraph.findings import Finding
from policygraph.link import Statement, View
from policygraph.sources.options import problem
from policygraph.text import SourceText
from policygraph.vocab import Vocabulary
from policygraph.vocab import load as load_vocabulary


@dataclass(frozen=True, slots=True)
class Given:
    """A file to read, or a text that was read before."""

    path: Path
    source: SourceText | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says: its facts as they are kept, what linking needs of them, and what a report tells."""

    path: Path
    key: str
    sha256: str
    name: str
    facts: bytes
    statement: Statement
    tasks: int
    citations: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A graph to write: the facts as they are kept, under which file name, and what the collection makes of them."""

    key: str
    name: str
    loaded_at: str | None
    facts: bytes
    view: View


@dataclass(frozen=True, slots=True)
class Written:
    """The graph of a source as N-Quads lines, with the hash and number of them; ``findings`` are those of linking."""

    key: str
    lines: bytes
    mark: str
    quads: int
    findings: tuple[Finding, ...]


def read(
    batch: Sequence[Given], options: sources.Options | None = None, folder: Path | None = None
) -> list[Read | SourceError]:
    """What each text says, in order; an error where it says nothing. ``folder`` holds the tables."""
    vocab = load_vocabulary(folder)
    return [item for given in batch for item in _read(given, options, vocab)]


def _read(given: Given, options: sources.Options | None, vocab: Vocabulary) -> Iterator[Read | SourceError]:
    found = [(given.path, given.source)] if given.source else _documents(given.path, options)
    for path, source in found:
        yield source if isinstance(source, SourceError) else _facts(path, source, vocab, options or sources.Options())


def _documents(path: Path, options: sources.Options | None) -> list[tuple[Path, SourceText | SourceError]]:
    try:
        return list(sources.documents(path, options))
    except Exception as error:  # one document must not stop a batch, whatever is wrong with the reader
        return [(path, failure(path, error))]


def _facts(path: Path, source: SourceText, vocab: Vocabulary, options: sources.Options) -> Read | SourceError:
    try:
        facts = extract(source, vocab)
        if (parts := len(facts.outline.provisions)) > options.max_parts:
            return problem(path, "too-many-parts", parts=f"{parts:,}", limit=f"{options.max_parts:,}")
        statement = link.state(facts, vocab)
        return Read(
            path,
            source.key,
            source.sha256,
            source.name,
            packed(facts, statement),
            statement,
            len(facts.tasks),
            len({(c.citing, c.relation, c.cited) for c in facts.citations}),
            facts.findings,
        )
    except Exception as error:
        return failure(path, error)


def failure(path: Path, error: Exception) -> SourceError:
    """What is said where a reader fails in a way that nobody foresaw."""
    what = f"không đọc được nội dung (the reader failed): {type(error).__name__}: {error}"
    return SourceError(path, what, "hãy báo lỗi này kèm tệp (report this with the file)")


def write(batch: Iterable[Wanted], folder: Path | None = None) -> list[Written]:
    """The graph of each source, in order."""
    vocab = load_vocabulary(folder)
    return [_write(wanted, vocab) for wanted in batch]


def _write(wanted: Wanted, vocab: Vocabulary) -> Written:
    facts, statement = unpacked(wanted.facts)
    if facts.source.name != wanted.name:
        facts = extract(replace(facts.source, name=wanted.name), vocab)
        statement = link.state(facts, vocab)
    document = link.resolve(facts, statement, wanted.view)
    lines = rdf.SourceGraph(document, wanted.view.works, vocab, wanted.loaded_at).write()
    return Written(wanted.key, lines, rdf.fingerprint(lines), lines.count(b"\n"), document.findings)


def packed(facts: DocumentFacts, statement: Statement) -> bytes:
    """The facts and what the text says, as they are kept."""
    return zlib.compress(cache.dumps(facts, link.for_resolving(statement)), 1)


def unpacked(data: bytes) -> tuple[DocumentFacts, Statement]:
    """The facts that were kept, and what the text says as far as `link.resolve` asks for it.

    Raises `ValueError` where it is something else, or of another version.
    """
    try:
        return cache.loads_both(zlib.decompress(data), Statement)
    except zlib.error as error:
        raise ValueError(f"not facts: {error}") from error


def source_of(data: bytes) -> SourceText:
    """The text behind facts that any version kept; raises `ValueError` where it is something else."""
    try:
        return cache.source(zlib.decompress(data))
    except zlib.error as error:
        raise ValueError(f"not facts: {error}") from error
