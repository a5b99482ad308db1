"""One megabyte of one token: ``python benchmarks/tokens.py [MEGABYTES] [TOKEN ...]``.

Reads as much text of each token of the phrase files, on one line and one a line, and prints the slowest. No text of
1 MB should take longer than five seconds; a smaller size first (0.05) finds the candidates in a few minutes.
"""

from __future__ import annotations

import sys
import time

from policygraph import vocab
from policygraph.extract import extract
from policygraph.resources import folder
from policygraph.text import SourceText

LIMIT = 5.0  #: seconds a megabyte
SHOWN = 20


def tokens() -> list[str]:
    """Words of the lists, examples and counter-examples of all phrase files."""
    found: set[str] = set()
    for file in sorted((folder("data") / "vocab").glob("*.yaml")):
        for words in vocab.lists(file.stem).values():
            found.update(words)
        for phrase in vocab.phrases(file.stem):
            for example in (*phrase.examples, *phrase.not_examples):
                found.add(str(example["text"] if isinstance(example, dict) else example).strip())
    return sorted(word for word in found if word)


def repeated(token: str, end: str, size: int) -> str:
    """So many bytes of the token, capitalised, each followed by ``end``."""
    one = token[:1].upper() + token[1:] + end
    return one * max(1, size // len(one.encode()))


def pace(text: str) -> float:
    """Seconds of processor time a megabyte."""
    start = time.process_time()
    extract(SourceText("token.txt", "0" * 64, "text/plain", text))
    return (time.process_time() - start) * 1e6 / len(text.encode())


def main(size: float, chosen: list[str]) -> int:
    """Print the slowest tokens; 1 where one is slower than the limit."""
    extract(SourceText("token.txt", "0" * 64, "text/plain", "I. A"))  # tables and patterns are loaded once
    found = []
    for token in chosen or tokens():
        for end in (" ", "\n"):
            text = repeated(token, end, int(size * 1e6))
            taken = pace(text)
            if taken > LIMIT:
                taken = min(taken, pace(text))  # a busy machine is no slow pattern
            found.append((taken, token, end))
    found.sort(reverse=True)
    for taken, token, end in found[:SHOWN]:
        print(f"{taken:8.2f} s/MB  {token + end!r}")
    slow = sum(taken > LIMIT for taken, *_ in found)
    print(f"{len(found)} texts of {size:g} MB, {slow} slower than {LIMIT:g} s/MB")
    return 1 if slow else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    raise SystemExit(main(float(given[0]) if given else 1.0, given[1:]))
