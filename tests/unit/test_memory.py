"""A build keeps to the memory that it is given, and says what it needs where that is too little."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks import corpus
from tests.loads import LOAD

from policygraph.build import memory
from policygraph.build.memory import GATHERED, MB, Limit
from policygraph.errors import PolicyGraphError

LIMIT = 450  # MB: little more than the least
PAGE = 4096


def taken(session: int) -> int:
    """The bytes of all processes that a command has started."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if path.joinpath("stat").read_text().rsplit(")", 1)[1].split()[3] == str(session):
                total += int(path.joinpath("statm").read_text().split()[1]) * PAGE
        except (OSError, IndexError):  # it has just ended
            continue
    return total


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say what a process takes")
def test_a_build_keeps_to_its_memory(tmp_path: Path) -> None:
    corpus.write(tmp_path / "texts", 60, size=20_000)
    command = [sys.executable, "-c", LOAD, "build", str(tmp_path / "texts"), "--store", str(tmp_path / "store")]
    process = subprocess.Popen(
        [*command, "--workers", "8", "--max-memory", str(LIMIT)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    most = 0
    while process.poll() is None:
        most = max(most, taken(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0
    assert 50 * MB < most < LIMIT * MB


def test_too_little_is_said_with_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "resident", lambda: 150 * MB)  # not what the tests before this one took
    least = Limit.least() // MB
    with pytest.raises(PolicyGraphError, match=f"at least {least} MB"):
        Limit(least - 1).workers(2)
    assert Limit(least).workers(2) == "1"
    assert Limit(least).gathered("1") >= (least * MB - 320 * MB) // 6
    monkeypatch.setattr(memory, "resident", lambda: 700 * MB)
    with pytest.raises(PolicyGraphError, match="at least 946 MB"):
        Limit(least).gathered("1")


def test_more_memory_is_more_workers_and_never_more_lines_than_without_a_limit() -> None:
    workers = [int(Limit(limit).workers(8)) for limit in range(450, 3000, 50)]
    assert workers == sorted(workers)
    assert (workers[0], workers[-1]) == (1, 8)
    assert Limit(100_000).gathered("8") == Limit(None).gathered("8") == GATHERED
