"""No pattern of ours blows up: each phrase is torn apart by pages of signs, and the whole text read."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from tests.conftest import LONG, ROOT

from policygraph import vocab
from policygraph.extract import extract
from policygraph.text import SourceText

Figure = Callable[..., None]
SIZE = 12_000
MOST = 0.6  #: seconds of processor time for one text of twice the size; one that blows up takes many times as long
FILES = sorted(path.stem for path in (ROOT / "data" / "vocab").glob("*.yaml"))
HEAD = "KẾ HOẠCH\nThực hiện Nghị quyết số 5-NQ/TW ngày 1/2/2024 của Bộ Chính trị\nI. NHIỆM VỤ\n1. "
GAPS = (" ", "\n", "\t", "1", ", ", "à ", "(", "a-")


def examples(name: str) -> list[str]:
    """What each phrase of a file should match; all of them, or every fifth."""
    found = [phrase.examples[0] for phrase in vocab.phrases(name) if phrase.examples]
    texts = [str(example["text"] if isinstance(example, dict) else example) for example in found]
    return [text for text in texts if text.strip()][:: 1 if LONG else 5]


def seconds(text: str) -> float:
    start = time.process_time()
    extract(SourceText("a.txt", "0" * 64, "text/plain", text))
    return time.process_time() - start


@pytest.mark.reliability("S10")
@pytest.mark.parametrize("name", FILES)
def test_no_phrase_takes_long_when_it_is_torn_apart(name: str, figure: Figure) -> None:
    seconds(HEAD)  # tables and patterns are loaded once
    slow, slowest, count = [], 0.0, 0
    for text in examples(name):
        for gap in GAPS if LONG else GAPS[:2]:
            page = (gap * SIZE)[:SIZE]
            torn = HEAD + text.replace(" ", page, 1) + page + text
            took = seconds(torn)
            if took > MOST:
                took = min(took, seconds(torn), seconds(torn))
            count, slowest = count + 1, max(slowest, took)
            if took > MOST:
                slow.append((text[:40], gap, round(took, 2)))
    figure(f"{name}: {count} texts, each read in at most {slowest * 1000:.0f} ms (bound {MOST * 1000:.0f})")
    assert slow == []
