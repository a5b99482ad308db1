"""What a caller may set for reading, and the one way in which readers say that they cannot read a file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from policygraph.errors import SourceError
from policygraph.labels import both

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Options:
    """Limits and choices; each limit is for one file, and one that is met gives one line, not a crash."""

    max_bytes: int = 20_000_000  #: of one text; an official document is some ten thousand characters
    max_unpacked: int = 400_000_000  #: of an archive, a scan, a workbook, a corpus: the file, and what it unpacks to
    max_pages: int = 2_000  #: of a PDF
    max_parts: int = 100_000  #: of one text: its articles, points, rows; a graph of a million takes all memory there is
    seconds: float = 600.0  #: of work on one PDF, scan or conversion
    ocr: bool = True  #: read pages that are pictures
    secret: bool = False  #: read also what bears a stamp of State secrecy
    columns: dict[str, str] = field(default_factory=dict)  #: of a corpus: {"text": ..., "name": ...}


def problem(path: Path, key: str, **values: object) -> SourceError:
    """The error whose words stand under ``read.<key>`` and ``read.<key>.todo``.

    >>> print(problem(Path("a.txt"), "empty"))
    a.txt: tệp rỗng / the file is empty; hãy đưa tệp có chữ / give a file with text
    """
    return SourceError(path, both(f"read.{key}", **values), both(f"read.{key}.todo", **values))


class Deadline:
    """Raises `SourceError` once the time for one file is over."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path, self._seconds = path, seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below 0."""
        return max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise where no time is left."""
        if not self.left:
            raise self.over()

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, as long as there is time."""
        for item in items:
            self.check()
            yield item

    def over(self) -> SourceError:
        """The error that says so."""
        return problem(self._path, "too-slow", seconds=f"{self._seconds:g}")
