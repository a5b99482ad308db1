"""What a build says of itself: while it runs, and when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from policygraph.errors import SourceError
from policygraph.findings import Finding, Severity


class Outcome(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"  #: no longer there; the store still holds it
    REMOVED = "removed"
    FAILED = "failed"


class Stage(StrEnum):
    """What a build is at: reading files, linking what they say, writing graphs."""

    READ = "read"
    LINK = "link"
    WRITE = "write"
    CHECK = "check"  #: not of a build: a store is looked through


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is: ``done`` of ``total`` files or graphs of a stage; ``file`` where one was just read."""

    stage: Stage
    done: int
    total: int
    file: FileReport | None = None


#: Called after each step.
Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: what became of it; ``reason`` is one line that says where, what and what to do where it failed.

    ``same_as`` names the file whose bytes it repeats.
    """

    path: Path
    outcome: Outcome
    reason: str | None = None
    same_as: str | None = None


def failed(error: SourceError) -> FileReport:
    """The report of a file that gave nothing."""
    return FileReport(error.path, Outcome.FAILED, str(error))


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, and what the store holds after it; ``findings`` are those of the files that were read."""

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
    lineage: bool = True  #: whether the graph says which tasks have the same words
    changed: tuple[str, ...] = ()  #: IRIs of the sources' graphs that were written

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
