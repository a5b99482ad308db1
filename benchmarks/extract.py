"""How fast texts become facts: ``python benchmarks/extract.py [MEGABYTES]``.

Prints MB of UTF-8 a second of one core, from the file to the facts: for each document of data/documents, for all of
them read again and again, for copies whose numbers, days, provinces and departments differ from one to the next (so
that no answer kept from an earlier copy helps), and for all of them as one long text; then the share of each stage and
how the time grows with the length. Processor time is the measure, since other work on the machine takes none of it;
the clock stands beside it. A peer, one regular expression over the same texts, runs in the same call: its ratio
compares machines, the seconds do not.
"""

from __future__ import annotations

import math
import platform
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import NamedTuple

from policygraph import sources, structure, vocab
from policygraph.extract import aliases, citations, extract, header, targets, tasks, unread
from policygraph.identity import ANY_NUMBER
from policygraph.resources import uncollected
from policygraph.text import SourceText

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
NUMBER = re.compile(r"\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]*(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]*)*")
DAY = re.compile(r"\d{1,2}(?=/\d{1,2}/\d{4}| tháng \d{1,2} năm \d{4})")
#: What is to be reached on one core: MB/s for the documents repeated, and on each of them.
GOAL, LEAST = 3.0, 1.0
ROUNDS = 15


class Taken(NamedTuple):
    """Seconds of the processor and of the clock."""

    processor: float
    clock: float


def taken(work: Callable[[], object]) -> Taken:
    """What one run takes."""
    start = time.process_time(), time.perf_counter()
    work()
    return Taken(max(time.process_time() - start[0], 1e-9), max(time.perf_counter() - start[1], 1e-9))


def least(work: Callable[[], object], rounds: int = ROUNDS) -> Taken:
    """The least of several runs: other processes share the caches of the processor."""
    return min(taken(work) for _ in range(rounds))


def source(text: str) -> SourceText:
    """The text as a source."""
    return SourceText("benchmark.txt", "0" * 64, "text/plain", text)


def megabytes(texts: Iterable[str]) -> float:
    """The size of the texts in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def peer(texts: Sequence[str]) -> None:
    """What the least reader does: one form of letters, one pattern."""
    for text in texts:
        NUMBER.findall(unicodedata.normalize("NFC", text))


def read(paths: Iterable[Path]) -> None:
    """From files to facts."""
    for path in paths:
        extract(sources.read(path))


def varied(texts: Sequence[str], number: int) -> Iterator[str]:
    """The texts with other numbers of documents, days, provinces and departments in each copy."""
    words = vocab.load()
    provinces = [place.name for place in words.provinces if place.generation == "63"]
    bodies = [agency.name_vi for agency in words.agencies_of(words.provinces[0].id, date(2024, 1, 1))]
    label = words.provinces[0].label
    departments = [name.removesuffix(f" {label}") for name in bodies if name.startswith("Sở ")]
    moved = {
        name: names[(at + number) % len(names)] for names in (provinces, departments) for at, name in enumerate(names)
    }
    known = re.compile(vocab.trie(moved))
    for text in texts:
        changed = known.sub(lambda match: moved[match[0]], text)
        changed = DAY.sub(lambda match: str(1 + (int(match[0]) + number) % 28), changed)
        yield ANY_NUMBER.sub(
            lambda match: re.sub(r"^\d+", lambda serial: str(int(serial[0]) + number), match[0]), changed
        )


def stages(path: Path) -> Iterator[tuple[str, float]]:
    """Each stage from the file to the facts, with the seconds of the processor that it takes alone."""
    given, words = sources.read(path), vocab.load()
    outline = structure.parse(given)
    head, _ = header.read(outline, words)
    references, _, _ = citations.read(outline, head, words)
    work = {
        "file to text": lambda: sources.read(path),
        "text to structure": lambda: structure.parse(given),
        "header": lambda: header.read(outline, words),
        "citations": lambda: citations.read(outline, head, words),
        "tasks": lambda: tasks.read(outline, references, words),
        "targets": lambda: targets.read(outline, words),
        "names of agencies": lambda: aliases.read(outline),
        "unread numbers": lambda: unread.read(outline, head, references),
        "integrity of letters": lambda: sources.check(given),
    }
    with uncollected():
        for name, stage in work.items():
            yield name, least(stage).processor


def line(name: str, texts: Sequence[str], folder: Path, rounds: int) -> float:
    """Print one row of the table of speeds; gives MB a second of the processor."""
    paths = [folder / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    ours, other, size = least(lambda: read(paths), rounds), least(lambda: peer(texts), rounds), megabytes(texts)
    pace = size / ours.processor
    print(f"{name:<34}{size:>7.2f}{pace:>8.2f}{size / ours.clock:>8.2f}{size / other.processor:>10.1f}"
          f"{ours.processor / other.processor:>9.1f}", flush=True)  # fmt: skip
    return pace


def speeds(texts: dict[str, str], size: float, folder: Path) -> tuple[float, float]:
    """Print the table of speeds; gives the pace of the documents repeated and that of the slowest."""
    print(f"{'':<34}{'MB':>7}{'MB/s':>8}{'clock':>8}{'peer MB/s':>10}{'peer is ×':>9}")
    slowest = min(line(name, [text], folder, ROUNDS) for name, text in texts.items())
    once = list(texts.values())
    copies = max(1, round(size / megabytes(once)))
    repeated = line(f"the {len(once)} repeated {copies} times", once * copies, folder, 3)
    others = [text for number in range(copies) for text in varied(once, number + 1)]
    line("the same, no two copies alike", others, folder, 1)
    line("the same as one text", ["\n\n".join(once * copies)], folder, 3)
    return repeated, slowest


def code() -> str:
    """What is measured: plain Python, or modules that were compiled."""
    made = str(tasks.__file__).endswith(tuple(EXTENSION_SUFFIXES))
    return "compiled modules" if made else "plain Python"


def main(size: float) -> None:
    """Print all figures."""
    print(f"measured: {code()}, Python {platform.python_version()}")
    paths = sorted(DOCUMENTS.glob("*.txt"))
    read(paths[:1])  # tables and patterns are loaded once
    texts = {path.name: path.read_text("utf-8") for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        repeated, slowest = speeds(texts, size, Path(folder))
    print(f"\ngoal: {GOAL:g} MB/s repeated ({'reached' if repeated >= GOAL else 'not reached'}: {repeated:.2f}), "
          f"{LEAST:g} MB/s on each ({'reached' if slowest >= LEAST else 'not reached'}: {slowest:.2f})")  # fmt: skip
    print("\nshare of each stage")
    shares: dict[str, float] = {}
    for path in paths:
        for name, seconds in stages(path):
            shares[name] = shares.get(name, 0.0) + seconds
    for name, seconds in shares.items():
        print(f"  {name:<26}{100 * seconds / sum(shares.values()):>6.1f} %")
    together = "\n\n".join(texts.values())
    times = [least(lambda n=n: extract(source("\n\n".join([together] * n))), 3).processor for n in (1, 2, 4, 8)]  # type: ignore[misc]
    print(f"\ntime at 1x, 2x, 4x, 8x: {', '.join(f'{time:.3f} s' for time in times)}")
    print(f"growth exponent 1x to 8x: {math.log(times[3] / times[0], 8):.2f} (1 is linear)")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
