"""Loading at scale: ``python -m benchmarks.scale [DOCUMENTS ...] [--out FILE.md]``.

For each size: a first load with two workers, the same command again, one document more, and the same document into an
empty store. Processor seconds are those of the process and all its workers, read from the system: what other programs
took away is not counted. Beside it, in the same run, rdflib reads the same graph into memory and answers one look-up.
"""

from __future__ import annotations

import argparse
import ctypes
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
PEER_DOCUMENTS = 100  #: rdflib reads no more than this many documents: it takes minutes for a million quads
BUILD = "import sys; from policygraph.cli import main; sys.argv = ['policygraph', *sys.argv[1:]]; main()"
PEER = """
import sys, time
from rdflib import Dataset, URIRef
start = time.process_time()
data = Dataset(default_union=True)
data.parse(sys.argv[1], format='nquads')
loaded = time.process_time() - start
start = time.process_time()
list(data.triples((None, URIRef('https://w3id.org/policygraph/ontology#number'), None)))
print(loaded, time.process_time() - start)
"""


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


def measure(documents: int, folder: Path) -> Figures:
    """All runs for a collection of so many documents."""
    texts, at, one = folder / "texts", folder / "store", folder / "one.txt"
    corpus.write(texts, documents)
    size = sum(path.stat().st_size for path in texts.iterdir()) / 1e6
    one.write_text(next(corpus.documents(1, seed=99)).text, "utf-8")
    first = run("build", str(texts), "--store", str(at), "--workers", "2")
    again = run("build", str(texts), "--store", str(at), "--workers", "2")
    more = run("build", str(one), "--store", str(at), "--workers", "1")
    empty = run("build", str(one), "--store", str(folder / "empty"), "--workers", "1")
    return Figures(documents, size, first, again, more, empty)


def peer(folder: Path) -> tuple[float, float]:
    """Processor seconds that rdflib takes to load the same quads, and to look one property up."""
    subprocess.run(
        [sys.executable, "-c", BUILD, "export", str(folder / "all.nq"), "--store", str(folder / "store")], check=True,
        capture_output=True,
    )  # fmt: skip
    command = [sys.executable, "-c", PEER, str(folder / "all.nq")]
    loaded, found = map(float, subprocess.check_output(command, text=True).split())
    return loaded, found


def report(sizes: list[int]) -> Iterator[str]:
    """The figures as Markdown."""
    note = ""
    yield "# Benchmarks\n"
    yield f"`python -m benchmarks.scale {' '.join(map(str, sizes))}`, {date.today()}, {platform.machine()},"
    load = os.getloadavg()[0]
    yield f"{os.cpu_count()} processors (load {load:.1f} before the run), Python {platform.python_version()}.\n"
    yield "Processor seconds of a command and its workers; in brackets elapsed seconds, which other programs lengthen."
    yield "Documents a second: of two processors that do nothing else. Peak: the largest process.\n"
    yield "| documents | MB | first load | documents/s | again | one more | one into an empty store | ratio | peak MB |"
    yield "|---|---|---|---|---|---|---|---|---|"
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            figures = measure(size, Path(name))
            found.append(figures)
            rate, ratio = 2 * size / figures.first.cpu, figures.more.cpu / figures.empty.cpu
            yield (
                f"| {size} | {figures.megabytes:.1f} | {shown(figures.first)} | {rate:.0f} | {shown(figures.again)}"
                f" | {shown(figures.more)} | {shown(figures.empty)} | {ratio:.2f} | {figures.first.peak:.0f} |"
            )
            if size <= PEER_DOCUMENTS:
                loaded, found_in = peer(Path(name))
                note = f"rdflib loads the quads of {size} documents in {loaded:.1f} s, asks once in {found_in:.3f} s."
    if len(found) > 1:
        one, other = found[0], found[-1]
        growth = math.log(other.first.cpu / one.first.cpu) / math.log(other.documents / one.documents)
        sizes_shown = f"{one.documents} to {other.documents} documents"
        yield f"\nGrowth exponent of the first load from {sizes_shown}: {growth:.2f} (1 is linear)."
    yield f"\nBeside it, in the same run: {note}" if note else ""


def shown(one: Run) -> str:
    """Processor seconds, elapsed ones in brackets."""
    return f"{one.cpu:.1f} ({one.wall:.0f})"


def main() -> None:
    """Print the figures; with ``--out`` also write them down."""
    given = argparse.ArgumentParser()
    given.add_argument("sizes", type=int, nargs="*", default=list(SIZES))
    given.add_argument("--out", type=Path)
    chosen = given.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    lines = []
    for line in report(chosen.sizes):
        print(line, flush=True)
        lines.append(line)
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
