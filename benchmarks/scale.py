"""Loading and asking at scale: ``python -m benchmarks.scale [DOCUMENTS ...] [--bytes N] [--peers N] [--out FILE.md]``.

For each size: a first load with two workers, the same command again, one document more, the same document into an
empty store, validation and export. Processor seconds are those of the process and all its workers, read from the
system: what other programs took away is not counted. Then the questions of `benchmarks.answers`, beside peers in the
same run; rdflib and Virtuoso only up to so many documents (``--peers``).
"""

from __future__ import annotations

import argparse
import ctypes
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks import corpus

SIZES = (100, 1000)
_SUBREAPER = 36  #: PR_SET_CHILD_SUBREAPER: what the workers of a command used is told to this process, too
PEER_DOCUMENTS = 100  #: peers read no more than this many documents: rdflib takes minutes for a million quads
BUILD = "import sys; from policygraph.cli import main; sys.argv = ['policygraph', *sys.argv[1:]]; main()"
PEERS = ("rdflib", "oxrdflib", "virtuoso")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took: processor seconds, elapsed seconds, the largest process in MB."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All runs of one size."""

    documents: int
    megabytes: float
    first: Run
    again: Run
    more: Run
    empty: Run
    validation: Run
    export: Run


def run(*arguments: str) -> Run:
    """One policygraph command in a process of its own; its workers are counted, too."""
    command = [sys.executable, "-c", BUILD, *arguments]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    cpu, peak, code = 0.0, 0.0, 0
    with suppress(ChildProcessError):
        while True:  # the server that workers are forked from outlives the command by a moment
            pid, status, used = os.wait4(-1, 0)
            cpu, peak = cpu + used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024)
            if pid == process.pid:
                code = process.returncode = os.waitstatus_to_exitcode(status)
    if code:
        raise RuntimeError(f"{' '.join(arguments)}: exit code {code}")
    return Run(cpu, time.monotonic() - start, peak)


def measure(documents: int, size: int, folder: Path) -> Figures:
    """All runs for a collection of so many documents."""
    texts, at, one = folder / "texts", str(folder / "store"), folder / "one.txt"
    corpus.write(texts, documents, size=size)
    written = sum(path.stat().st_size for path in texts.iterdir()) / 1e6
    one.write_text(next(corpus.documents(1, seed=99, size=size)).text, "utf-8")
    first = run("build", str(texts), "--store", at, "--workers", "2")
    again = run("build", str(texts), "--store", at, "--workers", "2")
    validation = run("validate", "--store", at, "--workers", "2")
    export = run("export", str(folder / "all.nq"), "--store", at)
    more = run("build", str(one), "--store", at, "--workers", "1")
    empty = run("build", str(one), "--store", str(folder / "empty"), "--workers", "1")
    return Figures(documents, written, first, again, more, empty, validation, export)


def answers(engine: str, at: Path) -> dict[str, float] | None:
    """What an engine takes for the questions, in a process of its own; `None` where it is not installed."""
    command = [sys.executable, "-m", "benchmarks.answers", engine, str(at)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        last = ran.stderr.strip().splitlines()[-1:]
        print(f"{engine}: {' '.join(last)}", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def report(sizes: list[int], size: int, peers: int) -> Iterator[str]:
    """The figures as Markdown."""
    yield "# Benchmarks\n"
    command = f"python -m benchmarks.scale {' '.join(map(str, sizes))} --bytes {size} --peers {peers}"
    yield f"`{command}`, {date.today()}, {platform.machine()},"
    load = os.getloadavg()[0]
    yield f"{os.cpu_count()} processors (load {load:.1f} before the run), Python {platform.python_version()}.\n"
    yield "Processor seconds of a command and its workers; in brackets elapsed seconds, which other programs lengthen."
    yield "Documents a second: of two processors that do nothing else. Peak: the largest process.\n"
    yield (
        "| documents | MB | first load | documents/s | again | one more | one into an empty store | ratio | validation"
        " | export | peak MB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    found, asked = [], {}
    for documents in sizes:
        with tempfile.TemporaryDirectory() as name:
            figures = measure(documents, size, Path(name))
            found.append(figures)
            yield row(figures)
            engines = ("policygraph", "oxigraph", *(PEERS if documents <= peers else ()))
            asked[documents] = {engine: answers(engine, Path(name) / "store") for engine in engines}
    yield from growth(found)
    for documents, took in asked.items():
        yield from questions(documents, took)


def row(figures: Figures) -> str:
    """One size as a row of the table."""
    rate, ratio = 2 * figures.documents / figures.first.cpu, figures.more.cpu / figures.empty.cpu
    runs = map(shown, (figures.again, figures.more, figures.empty))
    cells = (
        figures.documents, f"{figures.megabytes:.1f}", shown(figures.first), f"{rate:.0f}", *runs, f"{ratio:.2f}",
        shown(figures.validation), shown(figures.export), f"{figures.first.peak:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def growth(found: list[Figures]) -> Iterator[str]:
    """The exponents from the smallest to the largest size: 1 is linear."""
    if len(found) < 2:
        return
    one, other = found[0], found[-1]
    times = math.log(other.documents / one.documents)
    yield f"\nGrowth exponents from {one.documents} to {other.documents} documents (1 is linear):"
    for name in ("first", "validation", "export"):
        yield f"- {name}: {math.log(getattr(other, name).cpu / getattr(one, name).cpu) / times:.2f}"


def questions(documents: int, took: dict[str, dict[str, float] | None]) -> Iterator[str]:
    """What each engine takes, in milliseconds, and how many times as long as policygraph."""
    known = {engine: figures for engine, figures in took.items() if figures}
    own = known.get("policygraph", {})
    yield f"\n## Questions to {documents} documents, milliseconds\n"
    yield f"| | {' | '.join(known)} |"
    yield "|---" * (len(known) + 1) + "|"
    for name in dict.fromkeys(name for figures in known.values() for name in figures):
        cells = []
        for engine, figures in known.items():
            value = figures.get(name)
            times = f" ({value / own[name]:.1f}x)" if value and engine != "policygraph" and own.get(name) else ""
            cells.append("" if value is None else f"{value:.1f}{times}")
        yield f"| {name} | {' | '.join(cells)} |"


def shown(one: Run) -> str:
    """Processor seconds, elapsed ones in brackets."""
    return f"{one.cpu:.1f} ({one.wall:.0f})"


def main() -> None:
    """Print the figures; with ``--out`` also write them down."""
    given = argparse.ArgumentParser()
    given.add_argument("sizes", type=int, nargs="*", default=list(SIZES))
    given.add_argument("--bytes", type=int, default=corpus.SIZE)
    given.add_argument("--peers", type=int, default=PEER_DOCUMENTS)
    given.add_argument("--out", type=Path)
    chosen = given.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    lines = []
    for line in report(chosen.sizes, chosen.bytes, chosen.peers):
        print(line, flush=True)
        lines.append(line)
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
