"""From a path to a `SourceText`: which files there are, what they say, and whether the text is sound.

One module per format; a new format is one module and one line in `FORMATS`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from policygraph.errors import SourceError
from policygraph.findings import Finding
from policygraph.sources import integrity, plain
from policygraph.text import SourceText

#: An official document is some ten thousand characters; a file far beyond this is a dump or a mistake.
MAX_BYTES = 20_000_000


class Format(NamedTuple):
    """How the files of one suffix are read."""

    media_type: str
    extract: Callable[[Path, bytes], str]


FORMATS = {
    ".txt": Format("text/plain", plain.extract),
    ".md": Format("text/markdown", plain.extract),
}


def find(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read: those given, and in given folders all of a known format, each once, sorted.

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
            if not name.startswith(".") and Path(name).suffix.lower() in FORMATS:
                yield Path(folder) / name


def read(path: Path, max_bytes: int = MAX_BYTES) -> SourceText:
    """What the file says, character for character, or a `SourceError` in one line.

    >>> from policygraph.resources import folder
    >>> source = read(find([folder("data") / "documents"])[0])
    >>> source.media_type, source.key
    ('text/plain', '210e967f70c5d548')
    """
    data = _load(path, max_bytes)
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(FORMATS)
        raise SourceError(
            path,
            f"chưa đọc được định dạng này (files of kind {path.suffix or 'without suffix'!r} cannot be read)",
            f"hãy chuyển sang một trong các dạng (convert it to one of): {known}",
        )
    text = form.extract(path, data)
    if not text.strip():
        raise SourceError(path, "tệp rỗng (the file is empty)", "hãy đưa tệp có chữ (give a file with text)")
    return SourceText(path.name, hashlib.sha256(data).hexdigest(), form.media_type, text)


def _load(path: Path, max_bytes: int) -> bytes:
    try:
        if not path.exists():
            raise SourceError(
                path, "không có tệp hay thư mục này (no such file or folder)", "hãy kiểm tra đường dẫn (check the path)"
            )
        size = path.stat().st_size
        if size > max_bytes:
            raise SourceError(
                path,
                f"tệp quá lớn: {size / 1e6:.0f} MB, giới hạn {max_bytes / 1e6:.0f} MB"
                f" (the file is larger than the limit for one document)",
                "hãy tách thành từng văn bản (split it into single documents)",
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            path, f"không đọc được (cannot be read): {reason}", "hãy kiểm tra quyền đọc tệp (check its permissions)"
        ) from error


def check(source: SourceText) -> tuple[Finding, ...]:
    """What is doubtful about the letters themselves. Nothing is repaired; the text stays as it came.

    >>> [f.kind for f in check(SourceText("a.txt", "0" * 64, "text/plain", "Ủy ban nh\u0430n dân"))]
    ['look-alike-letters']
    """
    return integrity.check(source)
