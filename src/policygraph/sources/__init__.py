"""From a path to `SourceText`: which files there are, what they say, and whether the text is sound.

One module per format, all with one signature; a new format is one module and one line in `formats.FORMATS`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from policygraph.errors import SourceError
from policygraph.findings import Finding
from policygraph.sources import integrity, remarks, rows, secrecy
from policygraph.sources.formats import ENDINGS, FORMATS, OCR, Format, Need, described, sniff
from policygraph.sources.options import Options, problem
from policygraph.sources.package import Package
from policygraph.text import SourceText, squeeze

__all__ = [
    "ENDINGS", "FORMATS", "MAX_BYTES", "OCR", "Format", "Need", "Options",
    "check", "described", "documents", "find", "holds_several", "read", "sniff",
]  # fmt: skip

MAX_BYTES = Options().max_bytes
#: Archives in archives are opened down to here.
_DEEPEST = 3


def find(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read: those given, and in given folders all whose names end like a known format, each once, sorted.

    A path that does not exist stays in the list, so that `read` can say so. Hidden files and folders are left out.

    >>> from policygraph.resources import folder
    >>> [path.suffix for path in find([folder("data") / "documents"])]
    ['.txt', '.txt', '.txt', '.txt', '.txt']
    """
    found: dict[Path, None] = {}
    for given in map(Path, paths):
        for path in _walk(given) if given.is_dir() else [given]:
            found.setdefault(path.resolve(), None)
    return sorted(found)


def _walk(top: Path) -> Iterable[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in ENDINGS:
                yield Path(folder) / name


def read(path: Path, options: Options | None = None) -> SourceText:
    """What the file says, or a `SourceError` in one line; of a file that holds several documents, the first.

    >>> from policygraph.resources import folder
    >>> source = read(find([folder("data") / "documents"])[0])
    >>> source.media_type, source.key
    ('text/plain', '210e967f70c5d548')
    """
    for _, item in documents(path, options):
        if isinstance(item, SourceError):
            raise item
        return item
    raise problem(path, "empty")


def documents(path: Path, options: Options | None = None) -> Iterator[tuple[Path, SourceText | SourceError]]:
    """Every document of a file, each with its path: of an archive's member or a corpus's row, below the file's.

    What cannot be read is given as the error that says so, and the others follow.
    """
    chosen = options or Options()
    try:
        yield from _open(path, _load(path, chosen), chosen, ())
    except SourceError as error:
        yield path, error


def holds_several(path: Path) -> bool:
    """Whether the file is an archive or a corpus; false where it cannot be read, which reading it will tell.

    >>> from policygraph.resources import folder
    >>> holds_several(find([folder("data") / "documents"])[0])
    False
    """
    try:
        return not sniff(path, path.read_bytes()).reader
    except (OSError, SourceError):
        return False


def _open(
    path: Path, data: bytes, options: Options, inside: tuple[Path, ...]
) -> Iterator[tuple[Path, SourceText | SourceError]]:
    """The documents in some bytes that lie ``inside`` these archives; an error that concerns all of them is raised."""
    if not data:
        raise problem(path, "empty")
    form = sniff(path, data)
    limit = options.max_unpacked if form.large else options.max_bytes
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    members = _members(path, data, form, options, inside)
    if members is None:
        source = _read(form, path, data, options)
        if not source.text.strip():
            raise problem(path, "empty")
        if not options.secret and (stamp := secrecy.stamp(source)):
            raise problem(path, "secret", stamp=stamp)
        yield path, replace(source, name=path.relative_to((*inside, path)[0].parent).as_posix())
        return
    named: Counter[str] = Counter()
    for name, inner in members:
        shown = _shown(name)
        named[shown] += 1
        below = Path(f"{path}/{shown}" + (f" ({named[shown]})" if named[shown] > 1 else ""))
        try:
            yield from _open(below, inner, options, (*inside, path))
        except SourceError as error:
            yield below, error
    if not named:
        raise problem(path, "nothing-inside", known=", ".join(ENDINGS))


def _read(form: Format, path: Path, data: bytes, options: Options) -> SourceText:
    """What the reader of the format gives; a value in the file that makes no sense is the file's fault, in one line."""
    try:
        return form.read(path, data, options)
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise problem(path, "senseless", detail=f"{type(error).__name__}: {str(error)[:80]}") from error


def _members(
    path: Path, data: bytes, form: Format, options: Options, inside: tuple[Path, ...]
) -> Iterator[tuple[str, bytes]] | None:
    """Name and bytes of what lies in the file; `None` for a file that is itself a document."""
    if form.name == "zip":
        if len(inside) >= _DEEPEST:
            raise problem(path, "too-deep", limit=_DEEPEST)
        return _packed(Package(path, data, options))
    if form.name == "jsonl":
        return rows.texts(path, rows.jsonl(path, data), options)
    if form.name == "parquet":
        form.check_needs(path)
        return rows.texts(path, rows.parquet(path, data), options)
    return None


def _shown(name: str) -> str:
    """The name of a member without what would lead elsewhere: a name is words, and never a path.

    >>> _shown("../../a/./b.txt"), _shown("/")
    ('a/b.txt', '?')
    """
    return "/".join(part for part in squeeze(name).split("/") if part not in ("", ".", "..")) or "?"


def _packed(package: Package) -> Iterator[tuple[str, bytes]]:
    """The files of an archive whose names end like a known format; one is unpacked at a time."""
    for name in sorted(package.names):
        hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in Path(_shown(name)).parts)
        if not hidden and Path(name).suffix.lower() in ENDINGS:
            yield name, package.read(name)


def _too_large(path: Path, size: int, limit: int) -> SourceError:
    return problem(path, "too-large", size=f"{size / 1e6:.0f}", limit=f"{limit / 1e6:.0f}")


def _load(path: Path, options: Options) -> bytes:
    try:
        if not path.exists():
            raise problem(path, "no-such-file")
        if path.is_dir():
            raise problem(path, "is-folder")
        size, limit = path.stat().st_size, options.max_unpacked
        if size > limit:
            raise _too_large(path, size, limit)
        return path.read_bytes()
    except OSError as error:
        raise problem(path, "cannot-open", reason=error.strerror or type(error).__name__) from error


def check(source: SourceText) -> tuple[Finding, ...]:
    """What is doubtful about the letters themselves, and what the reader had to decide.

    >>> [f.kind for f in check(SourceText("a.txt", "0" * 64, "text/plain", "Ủy ban nh\\u0430n dân"))]
    ['look-alike-letters']
    """
    return (*remarks.findings(source), *integrity.check(source))
