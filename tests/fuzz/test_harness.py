"""Fuzzing for a bounded time: the kept corpus, hypothesis' bytes, and atheris where it is installed."""

from __future__ import annotations

import importlib.util
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import DOCUMENTS, LONG, ROOT
from tests.fuzz.harness import CORPUS, TARGETS

Figure = Callable[..., None]
KEPT = sorted(path for path in CORPUS.iterdir() if path.suffix != ".md")


@pytest.mark.reliability("F3")
@pytest.mark.parametrize("name", TARGETS)
def test_what_is_kept_breaks_nothing(name: str) -> None:
    assert len(KEPT) > 10
    for path in KEPT:
        TARGETS[name](path.read_bytes())


@pytest.mark.reliability("F3")
@pytest.mark.parametrize("name", TARGETS)
def test_mutations_break_nothing(name: str, figure: Figure) -> None:
    """Pieces of the corpus and of the documents, cut, joined, changed: as many as a few seconds allow."""
    dice = random.Random(name)
    pieces = [path.read_bytes() for path in KEPT] + [path.read_bytes()[:2000] for path in DOCUMENTS.glob("*.txt")]
    end, runs = time.monotonic() + (30 if LONG else 0.7), 0
    while time.monotonic() < end:
        data = bytearray(b"".join(dice.choices(pieces, k=dice.randint(1, 3))))
        for _ in range(dice.randint(0, 12)):
            at, far = sorted(dice.randrange(len(data) + 1) for _ in range(2))
            change = dice.randrange(4)
            if change == 0:
                del data[at : min(far, at + 40)]
            elif change == 1:
                data[at:at] = dice.randbytes(dice.randint(1, 8))
            elif change == 2:
                data[at:at] = data[at : min(far, at + 60)] * dice.randint(1, 4)
            elif data:
                data[at % len(data)] = dice.randrange(256)
        made = bytes(data[:20_000])
        try:
            TARGETS[name](made)
        except Exception:
            print(f"{name} on {made!r}")
            raise
        runs += 1
    figure(f"{name}: {runs} mutations, 0 faults")


@pytest.mark.reliability("F3")
@pytest.mark.parametrize("name", TARGETS)
@settings(
    max_examples=2000 if LONG else 40,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_break_nothing(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.reliability("F3")
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed: pip install atheris")
@pytest.mark.parametrize("name", TARGETS if LONG else ["numbers"])
def test_atheris(name: str, tmp_path: Path, figure: Figure) -> None:
    """Coverage-guided, in a process of its own, seeded with the corpus and with pieces of the documents."""
    for path in KEPT:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for path in DOCUMENTS.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes()[:3000])
    seconds = int(os.environ.get("POLICYGRAPH_FUZZ_SECONDS", "600")) if LONG else 3
    command = [sys.executable, "-m", "tests.fuzz.guided", name, f"-max_total_time={seconds}", "-max_len=4096",
               f"-artifact_prefix={tmp_path}/", "-timeout=20", "-rss_limit_mb=4096", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    runs = re.search(r"Done (\d+) runs", done.stderr)
    figure(f"atheris on {name}: {runs[1] if runs else '?'} runs in {seconds} s, 0 faults")
