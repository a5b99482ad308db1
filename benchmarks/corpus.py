"""A collection of any size with the real one's shape: ``python -m benchmarks.corpus FOLDER [COUNT] [SEED] [BYTES]``.

The documents of data/documents are told again of other provinces and of other directives: each copy has the beginning
of its original and a stretch of its body, its own province, and every number moved by one figure, so that chains join
as they do in the originals. The whole line reads them; 1,000 documents give some 1.2 million quads, of 20 kB each twice
as many. The same seed and size give the same bytes.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policygraph import build, vocab
from policygraph.vocab import Province

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
#: So many documents give more than a million quads.
MILLION = 1000
SEED = 2025
SIZE = 9_000  #: bytes of a copy, about; none is larger than its original
BYTES = 9_300  #: of a document, in the mean

_HEAD = 20  #: lines at the beginning that every copy keeps: number, title, what it carries out
_NAMES = 7_000  #: bytes of that beginning and of the lines that name the province, in the mean
# the number of a document, before its code: 177 in "177/KH-UBND", 21 in "21-NQ/TU"
_NUMBER = re.compile(r"(?<![\d/.-])(\d{1,4})(?=\s?[-/](?:\d{4}/)?\s?[A-ZĐ]{2})")


@dataclass(frozen=True, slots=True)
class Text:
    """One generated document."""

    name: str
    text: str


def documents(count: int = MILLION, seed: int = SEED, size: int = SIZE) -> Iterator[Text]:
    """So many documents: every original of every province, then again of the next directives."""
    chance = random.Random(seed)
    originals = [unicodedata.normalize("NFC", path.read_text("utf-8")) for path in sorted(DOCUMENTS.glob("*.txt"))]
    provinces = [p for p in vocab.load().provinces if p.generation == "63" and p.kind.id == "tinh"]
    homes = [_home(text, provinces) for text in originals]
    for number in range(count):
        topic, rest = divmod(number, len(originals) * len(provinces))
        place, which = divmod(rest, len(originals))
        home, there = homes[which].name, provinces[place].name
        text = _cut(originals[which], home, chance, size)
        told = text.replace(home, there).replace(home.upper(), there.upper())
        yield Text(f"{number:05}.txt", _moved(told, topic))


def write(folder: Path, count: int = MILLION, seed: int = SEED, size: int = SIZE) -> None:
    """The documents as files in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in documents(count, seed, size):
        (folder / item.name).write_text(item.text, "utf-8")


def store(folder: Path, count: int = MILLION, seed: int = SEED) -> Path:
    """A store of so many documents below a folder; what is there of it is not built again. Returns where it is."""
    texts, at = folder / f"texts-{count}-{seed}", folder / f"store-{count}-{seed}"
    if len(list(texts.glob("*"))) != count:
        write(texts, count, seed)
    build.build([texts], at)
    return at


def _home(text: str, provinces: list[Province]) -> Province:
    """The province that a text speaks of most."""
    return max(provinces, key=lambda province: text.count(province.name))


def _cut(text: str, home: str, chance: random.Random, size: int) -> str:
    """The beginning, the lines that name the province, and of the others so many from one of them on."""
    lines = text.splitlines(keepends=True)
    kept = {number for number, line in enumerate(lines) if number < _HEAD or home in line}
    left = size - sum(len(lines[number].encode()) for number in kept)
    start = chance.randrange(_HEAD, len(lines))
    for number in (*range(start, len(lines)), *range(_HEAD, start)):
        if left <= 0:
            break
        if number not in kept:
            kept.add(number)
            left -= len(lines[number].encode())
    return "".join(line for number, line in enumerate(lines) if number in kept)


def _moved(text: str, by: int) -> str:
    """Every number of a document moved by so much."""
    return _NUMBER.sub(lambda found: str(int(found[1]) + by).zfill(len(found[1])), text)


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
