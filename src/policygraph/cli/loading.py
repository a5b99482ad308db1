"""``policygraph build``: how far it is, on a screen as a bar, with ``--json`` as one event a line."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from policygraph import build
from policygraph.build import BuildReport, Outcome, Progress, Stage, Step
from policygraph.export.files import clean
from policygraph.labels import both

_SHOWN = 10  #: faults of a severity that are listed after a load


def run(paths: list[Path], location: str | None, *, quiet: bool, as_json: bool, how: Mapping[str, Any]) -> BuildReport:
    """Build as ``how`` says to `build.build`, and tell how far it is; a worker for each processor if none are said."""
    chosen = {**how, "workers": how.get("workers") or str(os.cpu_count() or 1)}

    def go(progress: Progress | None) -> BuildReport:
        return build.build(paths, location, progress=progress, **chosen)

    if as_json:
        report = go(events(typer.echo))
        typer.echo(json.dumps(_summary(report), ensure_ascii=False))
        return report
    if quiet:
        return go(None)
    with bar() as progress:
        return go(progress)


@contextmanager
def bar() -> Iterator[Progress | None]:
    """A bar with rate and remaining time for each stage, on a screen; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as drawn:
        tasks = {}

        def show(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = drawn.add_task(both(f"stage.{step.stage}"), total=step.total)
            drawn.update(tasks[step.stage], completed=step.done, total=step.total)

        yield show


def events(write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> Progress:
    """One JSON object a step: stage, done, total, rate and remaining seconds; with the file, where one was read.

    >>> times = iter([0.0, 2.0])
    >>> tell = events(print, lambda: next(times))
    >>> tell(Step(Stage.WRITE, 10, 50))
    {"event": "write", "done": 10, "total": 50, "perSecond": null, "secondsLeft": null}
    >>> tell(Step(Stage.WRITE, 30, 50))
    {"event": "write", "done": 30, "total": 50, "perSecond": 10.0, "secondsLeft": 2.0}
    """
    begun: dict[Stage, tuple[float, int]] = {}

    def tell(step: Step) -> None:
        now = clock()
        start, first = begun.setdefault(step.stage, (now, step.done))
        rate = (step.done - first) / (now - start) if now > start and step.done > first else None
        left = (step.total - step.done) / rate if rate else None
        event: dict[str, Any] = {"event": str(step.stage), "done": step.done, "total": step.total}
        event |= {"perSecond": rate and round(rate, 1), "secondsLeft": None if left is None else round(left, 1)}
        if step.file:
            event |= {"file": clean(str(step.file.path)), "outcome": str(step.file.outcome)}
            event |= {"reason": step.file.reason} if step.file.reason else {}
        write(json.dumps(event, ensure_ascii=False))

    return tell


def check(report: BuildReport, location: str | None, *, as_json: bool) -> bool:
    """Say what the shapes say of the sources that were written; whether they conform."""
    from policygraph import store, validate

    with store.open(location, read_only=True) as opened:
        found = validate.validate_sources(opened, report.changed, os.cpu_count() or 1)
    if as_json:
        counts = {str(severity): len(results) for severity, results in found.by_severity.items()}
        typer.echo(json.dumps({"event": "checked", "sources": len(report.changed), "counts": counts}))
    else:
        typer.echo(both("build.checked", count=len(report.changed)))
        typer.echo(validate.render_text(found, _SHOWN))
    return found.conforms


def _summary(report: BuildReport) -> dict[str, Any]:
    """The last event: what was done, what could not be, and what the store holds."""
    held = {name: getattr(report, name) for name in ("documents", "cited", "tasks", "citations", "agencies", "quads")}
    files = {str(outcome): report.count(outcome) for outcome in Outcome}
    return {
        "event": "done",
        "store": report.location,
        "files": files,
        "graphsWritten": report.graphs_written,
        "holds": held,
        "lineage": report.lineage,
        "failures": [{"file": clean(str(file.path)), "reason": file.reason} for file in report.failures],
        "gone": [clean(str(file.path)) for file in report.files if file.outcome is Outcome.GONE],
    }
