"""The errors this package raises, named by whose mistake it is.

A bad document is never an error: it becomes a `Finding` and the batch goes on.
"""

from __future__ import annotations

from pathlib import Path


class PolicyGraphError(Exception):
    """Base of all errors that a user may see; the message says what, where and what to do next."""


class VocabularyError(PolicyGraphError):
    """A table in ``data/vocab`` is wrong; every offending row is listed.

    >>> print(VocabularyError(Path("roles.yaml"), ["entry 'x': no examples", "entry 'y': bad pattern"]))
    roles.yaml: entry 'x': no examples
    roles.yaml: entry 'y': bad pattern
    """

    def __init__(self, file: Path, problems: list[str]) -> None:
        self.file, self.problems = file, problems
        super().__init__("\n".join(f"{file.name}: {problem}" for problem in problems))


class ShapeError(PolicyGraphError):
    """A shapes or ontology file cannot be read."""


class QueryError(PolicyGraphError):
    """A query file, its header or one of its parameters is wrong."""


class SourceError(PolicyGraphError):
    """A file cannot be read; carries the path and what to do.

    >>> print(SourceError(Path("a.txt"), "is empty", "give a file with text"))
    a.txt: is empty; give a file with text
    """

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        self.path, self.what, self.remedy = path, what, remedy
        super().__init__(f"{path}: {what}; {remedy}")

    def __reduce__(self) -> tuple[type[SourceError], tuple[Path, str, str]]:
        return SourceError, (self.path, self.what, self.remedy)  # worker processes send it back


class StoreError(PolicyGraphError):
    """A store cannot be opened, read or written."""
