"""A store as one file, and back: the graph as sorted N-Quads, which any version can read, beside the index.

A manifest in the archive holds the SHA-256 of each part; what does not agree is not restored.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from policygraph import __version__, store
from policygraph.build import state
from policygraph.errors import StoreError
from policygraph.labels import both

_GRAPH, _MANIFEST, _FORMAT = "graph.nq", "manifest.json", 1
_PIECE = 1 << 20
_BATCH = 20_000_000  #: bytes of N-Quads that are loaded at a time


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and where it lies now."""

    path: Path
    graphs: int
    quads: int


def backup(location: str | Path | None, out: Path) -> Copied:
    """Write the store into one file, whole or not at all. Raises `StoreError` while somebody writes the store.

    The store is held meanwhile: it can be read, and a load waits for its turn to say that it is held.
    """
    at = store.where(location)
    if store.is_address(at) or not store.exists(at):
        raise StoreError(f"{store.shown(at)}: " + both("check.no-store"))
    new = out.with_name(out.name + ".new")
    try:
        with store.open(at) as opened, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
            copied, graph = _pack_graph(opened, packed, out)
            index = _pack_index(Path(at), packed)
            said = {"format": _FORMAT, "policygraph": __version__, "quads": copied.quads, "graphs": copied.graphs,
                    "sha256": {_GRAPH: graph, state.INDEX: index}}  # fmt: skip
            packed.writestr(_MANIFEST, json.dumps(said, indent=1))
        new.replace(out)
    except OSError as error:
        raise StoreError(f"{out}: " + both("backup.unwritten", reason=error.strerror or error)) from error
    finally:
        new.unlink(missing_ok=True)
    return copied


def _pack_graph(opened: store.Store, packed: zipfile.ZipFile, out: Path) -> tuple[Copied, str]:
    names, digest, quads = opened.graphs(), hashlib.sha256(), 0
    with packed.open(_GRAPH, "w", force_zip64=True) as member:
        for name in names:
            lines = opened.dump("nq", name)
            member.write(lines)
            digest.update(lines)
            quads += lines.count(b"\n")
    return Copied(out, len(names), quads), digest.hexdigest()


def _pack_index(folder: Path, packed: zipfile.ZipFile) -> str:
    """The index as SQLite itself copies it."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="policygraph-") as name:
        copy = Path(name) / state.INDEX
        with closing(sqlite3.connect(folder / state.INDEX)) as db, closing(sqlite3.connect(copy)) as other:
            db.backup(other)
        packed.write(copy, state.INDEX)
        with copy.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def restore(archive: Path, location: str | Path | None = None) -> Copied:
    """Make the store again that `backup` wrote, in a folder that is not there yet; whole or not at all.

    Raises `StoreError` where the file is no such copy, was damaged, or was written by a version that this one does
    not know, and where the folder is there.
    """
    at = store.where(location)
    folder = Path(at)
    if store.is_address(at) or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise StoreError(f"{store.shown(at)}: " + both("restore.there"))
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as packed:
            said = _manifest(archive, packed)
            new.mkdir(parents=True)
            quads = _unpack_graph(archive, packed, said, new)
            with packed.open(state.INDEX) as member, (new / state.INDEX).open("wb") as file:
                _agrees(archive, said, state.INDEX, _copied(member, file))
        if folder.exists():
            folder.rmdir()
        new.replace(folder)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError) as error:
        raise StoreError(f"{archive}: " + both("restore.broken")) from error
    except OSError as error:
        raise StoreError(f"{archive}: " + both("restore.unread", reason=error.strerror or error)) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Copied(folder, said["graphs"], quads)


def _manifest(archive: Path, packed: zipfile.ZipFile) -> dict[str, Any]:
    said = json.loads(packed.read(_MANIFEST))
    if said["format"] != _FORMAT:
        raise StoreError(f"{archive}: " + both("restore.version", version=said.get("policygraph", "?")))
    return dict(said)


def _unpack_graph(archive: Path, packed: zipfile.ZipFile, said: dict[str, Any], new: Path) -> int:
    with packed.open(_GRAPH) as member:  # what was damaged is told before any of it is parsed
        _agrees(archive, said, _GRAPH, hashlib.file_digest(member, "sha256").hexdigest())  # type: ignore[arg-type]
    quads = 0
    with store.open(new) as opened, packed.open(_GRAPH) as member:
        batch: dict[str, bytes] = {}
        for name, lines in _by_graph(member):
            quads += lines.count(b"\n")
            batch[name] = lines
            if sum(map(len, batch.values())) > _BATCH:
                opened.put(batch, fresh=True)
                batch = {}
        opened.put(batch, fresh=True)
    return quads


def _by_graph(member: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The lines of each graph, which stand together; the last term of a line names its graph."""
    name, lines = b"", list[bytes]()
    for line in member:
        graph = line.rsplit(b" ", 2)[1]
        if graph != name and lines:
            yield name.decode(), b"".join(lines)
            lines = []
        name = graph
        lines.append(line)
    if lines:
        yield name.decode(), b"".join(lines)


def _copied(member: IO[bytes], file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := member.read(_PIECE):
        digest.update(piece)
        file.write(piece)
    return digest.hexdigest()


def _agrees(archive: Path, said: dict[str, Any], part: str, digest: str) -> None:
    if said["sha256"][part] != digest:
        raise StoreError(f"{archive}: " + both("restore.broken"))
