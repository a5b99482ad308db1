"""No pattern of ours blows up: phrases torn apart by pages of signs, texts made against every pattern, a rule."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import LONG, ROOT
from tests.reliability import regexes

from policygraph import sources, vocab
from policygraph.errors import SourceError
from policygraph.extract import extract
from policygraph.store import PREFIXES
from policygraph.text import SourceText
from policygraph.web import guard

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


# ------------------------------------------------------------------------------------------------ every pattern

ALONE = 0.05  #: seconds of processor time that a pattern may take over 50 kB, searched alone
WHOLE = 1.2  #: and the program over a text of that size, whatever it searches there


class Slow(Exception):
    """The time is over."""


def within(most: float, work: Callable[[], object]) -> float:
    """Seconds of processor time that some work takes; it is stopped soon after ``most``."""

    def ring(*_: object) -> None:
        raise Slow

    before = signal.signal(signal.SIGVTALRM, ring)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 3 * most)
    try:
        work()
    except Slow:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begun


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, int, str]]:
    """Every pattern of the program: its words, its flags, the module that compiles it."""
    command = [sys.executable, "-m", "tests.reliability.regexes"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.reliability("S10")
def test_no_pattern_repeats_what_repeats(patterns: list[tuple[str, int, str]], figure: Figure) -> None:
    """The static rule; what it must tell is tried first."""
    for bad in (r"(a+)+b", r"(?:a|b+)*c", r"(x+x+)+y", r"(?:\w+\s?)*$", r"(?:<!--.*?-->|\s)*x"):
        assert regexes.nested(bad, re.DOTALL), bad
    for good in (r"(?:, \w+)*", r"(?:\([^()]*\))*", r"(?:<!--.*?-->|\s)*+x", r"\d+(?:\.\d+)*"):
        assert not regexes.nested(good, re.DOTALL), good
    found = [(module, pattern[:80], which) for pattern, flags, module in patterns
             if (which := regexes.nested(pattern, flags))]  # fmt: skip
    assert found == []
    assert len(patterns) > 500
    figure(f"{len(patterns)} patterns: none repeats without an end what repeats without an end")


@pytest.mark.reliability("S10")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a search is stopped by a timer, which this system lacks")
def test_no_text_that_a_pattern_is_slow_on_slows_the_program(
    patterns: list[tuple[str, int, str]], tmp_path: Path, figure: Figure
) -> None:
    """Each pattern searched alone in texts made against it, the slow ones of which the program reads, too.

    A pattern that is tried at one place or in one line need not be fast when it is searched over pages: the second
    bound is the one that a user meets.
    """
    size = 50_000 if LONG else 5_000
    slow: dict[str, str] = {}
    texts, patterns_slow = 0, 0
    for pattern, flags, _ in patterns if LONG else patterns[::25]:
        compiled = re.compile(pattern, flags)
        for text in regexes.attacks(pattern, flags, size):
            texts += 1
            if within(ALONE, lambda: compiled.search(text)) > ALONE:  # noqa: B023  called at once
                slow.setdefault(text, pattern)
                patterns_slow += 1
                break
    worst = 0.0
    for text, pattern in slow.items():
        took = min(within(WHOLE, lambda: everything(text, tmp_path)) for _ in range(2))  # noqa: B023
        worst = max(worst, took)
        assert took < WHOLE, (pattern[:80], text[:40])
    tried = len(patterns) if LONG else len(patterns[::25])
    figure(
        f"{tried} patterns in {texts} texts of up to {size // 1000} kB, searched alone: {patterns_slow} take more than"
        f" {ALONE * 1000:.0f} ms (reach: none; they are tried at a place or in a line)",
        met=not patterns_slow,
    )
    figure(f"the {len(slow)} texts that slow them, read by the program: {worst:.1f} s at most (bound {WHOLE})")


def everything(text: str, folder: Path) -> None:
    """What the program does with a text: as a file, as a page, as a query, as words that are sought."""
    seconds(HEAD + text)
    (folder / "a.txt").write_text(f"<html><p>{text}</p>", "utf-8")
    with contextlib.suppress(SourceError):
        sources.check(sources.read(folder / "a.txt"))
    with contextlib.suppress(guard.Refused):
        guard.check(text[:16_000], PREFIXES)
