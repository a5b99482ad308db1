"""A load meets a full disk, a signal, another load: what was reported as done is there, and the next run goes on."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import LONG, require_tool
from tests.loads import LOAD, exported, loaded, some_texts

from policygraph import store, upkeep
from policygraph.build import build
from policygraph.errors import StoreError
from policygraph.findings import Severity

Figure = Callable[[str], None]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_texts(tmp_path_factory.mktemp("texts") / "in", seed=21)


@pytest.fixture(scope="module")
def whole(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(texts, tmp_path_factory.mktemp("whole") / "s")


def graphs(location: Path) -> dict[str, bytes]:
    """What each source's graph holds."""
    with store.open(location, read_only=True) as opened:
        return {name: opened.dump("nq", name) for name in opened.graphs() if "/source/" in name}


def load(
    texts: Path, at: Path, workers: int = 1, limit: int | None = None, more: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """A load in a process group of its own; no file grows beyond ``limit`` bytes; ``more`` for its environment."""
    command = [sys.executable, "-c", LOAD, "build", str(texts), "--store", str(at), "--workers", str(workers), "--json"]

    def bounded() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                            start_new_session=True, preexec_fn=bounded, env={**os.environ, **(more or {})})  # fmt: skip


def all_or_none(at: Path, whole: Path, what: str) -> None:
    """Each document of the store is as it should be or absent."""
    if not store.exists(at):
        return
    expected = graphs(whole)
    for name, held in graphs(at).items():
        assert held == expected[name], f"{what}: half of {name}"
    assert not [f for f in upkeep.check(at) if f.severity is Severity.VIOLATION], what


# ------------------------------------------------------------------------------------------------ disk full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of so many kilobytes in memory; skipped where this process may not mount one."""
    at = tmp_path / "disk"
    at.mkdir()

    def mounted(size: int) -> Path:
        subprocess.run(["umount", str(at)], capture_output=True, check=False)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(at)],
                              capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            pytest.skip(
                f"no file system can be mounted here ({done.stderr.strip()[:80]}); file sizes are limited instead"
            )
        return at

    yield mounted
    subprocess.run(["umount", str(at)], capture_output=True, check=False)


def needed(whole: Path) -> int:
    """Kilobytes that the whole store takes."""
    return sum(path.stat().st_size for path in whole.rglob("*") if path.is_file()) // 1000


@pytest.mark.reliability("R2")
def test_a_full_disk_loses_nothing_and_the_next_run_goes_on(
    texts: Path, whole: Path, small_disk: Callable[[int], Path], figure: Figure
) -> None:
    cases, most = 50 if LONG else 2, needed(whole)
    refused = 0
    for number in range(cases):
        size = int(most * (0.05 + 0.9 * number / cases))
        disk = small_disk(size)
        _, said = (process := load(texts, disk / "s")).communicate(timeout=300)
        assert "Traceback" not in said, said
        if process.returncode:
            refused += 1
            assert process.returncode == 1, said
            assert said.count("\n") <= 2, said
            assert re_disk(said), said
        else:
            assert exported(disk / "s") == exported(whole), f"reported as done on {size} kB"
        all_or_none(disk / "s", whole, f"{size} kB")
        subprocess.run(["mount", "-o", f"remount,size={most * 8}k", str(disk)], check=True)
        build([texts], disk / "s")
        assert exported(disk / "s") == exported(whole), f"{size} kB"
    figure(f"{cases} disks of {most * 5 // 100} to {most * 95 // 100} kB: {refused} loads refused, 0 documents half")
    assert refused


def re_disk(said: str) -> bool:
    """The line names the disk."""
    return any(word in said.lower() for word in ("disk", "no space", "đĩa"))


@pytest.mark.reliability("R2")
def test_a_file_that_may_not_grow_loses_nothing(texts: Path, whole: Path, tmp_path: Path, figure: Figure) -> None:
    """The same where a quota ends it: the write itself fails."""
    cases = 50 if LONG else 2
    refused = 0
    for number in range(cases):
        at = tmp_path / f"s{number}"
        limit = int(20_000 + needed(whole) * 1000 * number / cases / 3)
        _, said = (process := load(texts, at, limit=limit)).communicate(timeout=300)
        assert "Traceback" not in said, said
        refused += process.returncode != 0
        assert process.returncode or exported(at) == exported(whole), f"reported as done within {limit} bytes"
        all_or_none(at, whole, f"{limit} bytes")
        build([texts], at)
        assert exported(at) == exported(whole), f"{limit} bytes"
    figure(f"{cases} limits of file size: {refused} loads refused, 0 documents half")
    assert refused


@pytest.fixture(scope="module")
def dying_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that makes writing fail (EIO), to be preloaded; skipped where it cannot be made."""
    if not sys.platform.startswith("linux"):
        pytest.skip("writing is made to fail by a preloaded library, which is made for Linux")
    made = tmp_path_factory.mktemp("dying") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run(
        [require_tool("cc", "gcc"), "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"], check=True
    )
    return made


@pytest.mark.reliability("R2")
def test_a_disk_that_dies_loses_nothing_that_was_done(
    texts: Path, whole: Path, dying_disk: Path, tmp_path: Path, figure: Figure
) -> None:
    """From one call on, or once, writing, syncing and cutting files of the store fail."""

    def fail(at: int, once: bool, where: Path) -> subprocess.Popen[str]:
        more = {"LD_PRELOAD": str(dying_disk), "FAIL_UNDER": str(where), "FAIL_AT": str(at),
                "FAIL_COUNT": str(tmp_path / "calls")}  # fmt: skip
        return load(texts, where, more=more | ({"FAIL_ONCE": "1"} if once else {}))

    assert fail(1 << 40, False, tmp_path / "s").wait(300) == 0
    calls, cases, refused = int((tmp_path / "calls").read_text()), 50 if LONG else 4, 0
    assert calls > 100, "the library must be asked"
    for number in range(cases):
        at, once, where = 1 + calls * number // cases, number % 2 == 1, tmp_path / f"s{number}"
        _, said = (process := fail(at, once, where)).communicate(timeout=300)
        what = f"call {at} of {calls}{' once' if once else ''}: {said}"
        assert "Traceback" not in said, what
        assert "delete the store" not in said, what
        if process.returncode:
            refused += 1
            assert process.returncode == 1, what
            assert "I/O error" in said or "Input/output error" in said, what
        else:
            assert exported(where) == exported(whole), f"reported as done: {what}"
        all_or_none(where, whole, what)
        build([texts], where)
        assert exported(where) == exported(whole), what
    figure(f"{cases} of {calls} calls fail (EIO), once or from there on: {refused} loads refused, 0 documents half")
    assert refused > cases / 3


# ------------------------------------------------------------------------------------------------ signals


@pytest.mark.reliability("R3")
@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_ends_a_load_at_once(
    texts: Path, whole: Path, tmp_path: Path, what: signal.Signals, figure: Figure
) -> None:
    """No process of it is left after two seconds, and each document is whole or absent."""
    cases = 25 if LONG else 2
    ended, slowest = 0, 0.0
    for number in range(cases):
        at = tmp_path / f"s{number}"
        process = load(texts, at, workers=2)
        time.sleep(0.6 + 1.6 * number / cases)
        begun = time.monotonic()
        with suppress(ProcessLookupError):
            process.send_signal(what)  # to the command alone: its workers end with it
        _, said = process.communicate(timeout=60)
        took = time.monotonic() - begun
        if process.returncode:
            ended += 1
            slowest = max(slowest, took)
            assert process.returncode in (130, 143, -what), said
            assert "Traceback" not in said
            assert not alive(process.pid), "its workers run on"
        all_or_none(at, whole, f"signal {number}")
        build([texts], at)
        assert exported(at) == exported(whole)
    figure(f"{what.name}: {ended} of {cases} loads ended by it, the slowest in {slowest:.1f} s")
    assert ended
    assert slowest < (2 if LONG else 6), "a machine with other work"


def alive(group: int) -> bool:
    """Whether a process of the group is there still; one that was told to end has a moment."""
    for _ in range(40):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


# ------------------------------------------------------------------------------------------------ several at once


@pytest.mark.reliability("R4")
def test_of_two_loads_one_is_told_that_the_other_writes(
    texts: Path, whole: Path, tmp_path: Path, figure: Figure
) -> None:
    rounds, refused = 20 if LONG else 1, 0
    for number in range(rounds):
        at = tmp_path / f"s{number}"
        both = [load(texts, at) for _ in range(2)]
        said = [process.communicate(timeout=300)[1] for process in both]
        codes = [process.returncode for process in both]
        assert 0 in codes, said
        for code, line in zip(codes, said, strict=True):
            assert "Traceback" not in line
            if code:
                refused += 1
                assert "another process is writing" in line or "holds other things" in line, line
        assert exported(at) == exported(whole)
    figure(f"{rounds} pairs of loads at once: {refused} told to wait, every store whole")


@pytest.mark.reliability("R4")
def test_readers_during_a_load_see_whole_documents(texts: Path, whole: Path, tmp_path: Path, figure: Figure) -> None:
    """Each read opens the store anew, as a command does; a server keeps the state it opened."""
    expected = {name: len(lines.splitlines()) for name, lines in graphs(whole).items()}
    count = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/source/')) } GROUP BY ?g"
    wanted, reads = 1000 if LONG else 60, 0
    seen: dict[int, int] = defaultdict(int)
    number = 0
    while reads < wanted:
        at = tmp_path / f"s{number}"
        number += 1
        process = load(texts, at)
        while process.poll() is None and reads < wanted:
            with suppress(FileNotFoundError):
                try:
                    with store.open(at, read_only=True) as opened:
                        found = opened.select(count).values()
                except StoreError as error:
                    if "no store here" not in str(error):
                        raise
                    time.sleep(0.02)
                    continue
                assert all(expected[str(graph)] == int(rows or 0) for graph, rows in found)
                seen[len(found)] += 1
                reads += 1
        process.communicate(timeout=300)
        assert process.returncode == 0
        shutil.rmtree(at)
    figure(f"{reads} reads during {number} loads: documents seen {dict(sorted(seen.items()))}, none half")
