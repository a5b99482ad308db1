"""How fast texts become facts: ``python benchmarks/extract.py [MEGABYTES]``.

Prints MB of UTF-8 a second of one core for each document of data/documents and for all of them repeated, the share
of each stage, and how the time grows with the length. A peer, one regular expression over the same text, runs in the
same call: its ratio compares machines, the seconds do not.
"""

from __future__ import annotations

import math
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from policygraph import sources, structure, vocab
from policygraph.extract import citations, extract, header, targets, tasks, unread
from policygraph.text import SourceText

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
NUMBER = re.compile(r"\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]*(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]*)*")


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The least processor time of several runs: what other processes took away is not counted."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(min(times), 1e-9)


def source(text: str) -> SourceText:
    """The text as a source."""
    return SourceText("benchmark.txt", "0" * 64, "text/plain", text)


def megabytes(text: str) -> float:
    """The size of the text in UTF-8."""
    return len(text.encode()) / 1e6


def peer(text: str) -> int:
    """What the least reader does: one form of letters, one pattern."""
    return len(NUMBER.findall(unicodedata.normalize("NFC", text)))


def stages(text: str) -> Iterator[tuple[str, float]]:
    """Each stage of `extract`, with the seconds that it takes alone."""
    given, words = source(text), vocab.load()
    outline = structure.parse(given)
    head, _ = header.read(outline, words)
    references, _, _ = citations.read(outline, head, words)
    yield "text and structure", seconds(lambda: structure.parse(given))
    yield "header", seconds(lambda: header.read(outline, words))
    yield "citations", seconds(lambda: citations.read(outline, head, words))
    yield "tasks", seconds(lambda: tasks.read(outline, references, words))
    yield "targets", seconds(lambda: targets.read(outline, words))
    yield "unread numbers", seconds(lambda: unread.read(outline, head, references))
    yield "integrity of letters", seconds(lambda: sources.check(given))


def line(name: str, text: str, repeats: int) -> str:
    """One row of the table of speeds."""
    taken, other = seconds(lambda: extract(source(text)), repeats), seconds(lambda: peer(text), repeats)
    size = megabytes(text)
    return f"{name:<28}{size:>8.2f}{size / taken:>10.2f}{size / other:>10.1f}{taken / other:>10.1f}"


def main(size: float) -> None:
    """Print all figures."""
    paths = sorted(DOCUMENTS.glob("*.txt"))
    texts = [path.read_text("utf-8") for path in paths]
    extract(source(texts[0]))  # tables and patterns are loaded once
    print(f"{'text':<28}{'MB':>8}{'MB/s':>10}{'peer MB/s':>10}{'peer is ×':>10}")
    for path, text in zip(paths, texts, strict=True):
        print(line(path.name, text, 15))
    together = "\n\n".join(texts)
    many = "\n\n".join([together] * max(1, round(size / megabytes(together))))
    print(line("all, repeated", many, 3))
    print("\nshare of each stage")
    shares: dict[str, float] = {}
    for text in texts:
        for name, taken in stages(text):
            shares[name] = shares.get(name, 0.0) + taken
    for name, taken in shares.items():
        print(f"  {name:<26}{100 * taken / sum(shares.values()):>6.1f} %")
    times = [seconds(lambda n=n: extract(source("\n\n".join([together] * n))), 3) for n in (1, 2, 4, 8)]  # type: ignore[misc]
    print(f"\ntime at 1x, 2x, 4x, 8x: {', '.join(f'{taken:.3f} s' for taken in times)}")
    print(f"growth exponent 1x to 8x: {math.log(times[3] / times[0], 8):.2f} (1 is linear)")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
