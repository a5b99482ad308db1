"""A load killed at any moment: the store opens, each document is whole or absent, the next run ends the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from benchmarks import corpus
from tests.conftest import LONG
from tests.loads import LOAD, exported, loaded, some_texts

from policygraph import store
from policygraph.build import build

#: How many loads are killed, each twice: a few in the tests, many with ``make reliability``.
LOADS = 100 if LONG else 8


def graphs(location: Path) -> dict[str, frozenset[str]]:
    """What each graph of the store holds."""
    held: dict[str, set[str]] = defaultdict(set)
    with store.open(location, read_only=True) as opened:
        for line in opened.dump("nq").decode().splitlines():
            held[line.rsplit(" ", 2)[1]].add(line)
    return {name: frozenset(lines) for name, lines in held.items()}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_texts(tmp_path_factory.mktemp("texts") / "in", seed=11)


@pytest.fixture(scope="module")
def whole(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(texts, tmp_path_factory.mktemp("whole") / "s")


def load(texts: Path, at: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", LOAD, "build", str(texts), "--store", str(at), "--workers", "2", "--json", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


@pytest.mark.reliability("R1")
def test_a_killed_load_leaves_whole_documents_and_is_continued(
    texts: Path, whole: Path, tmp_path: Path, figure: Callable[..., None]
) -> None:
    expected, complete = graphs(whole), exported(whole)
    begun = time.monotonic()
    load(texts, tmp_path / "first").communicate()
    length = time.monotonic() - begun
    chance, running = random.Random(2026), 0
    for number in range(LOADS):
        at = tmp_path / f"s{number}"
        for _ in range(2):  # the second kill hits a run that goes on
            process = load(texts, at)
            time.sleep(chance.uniform(0.25, 1.0) * length)
            running += process.poll() is None
            with suppress(ProcessLookupError):  # it was done already
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if store.exists(at):
                for name, held in graphs(at).items():
                    if "/source/" in name:
                        assert held == expected[name], f"kill {number}: half of {name}"
        build([texts], at)
        assert exported(at) == complete, f"kill {number}"
        shutil.rmtree(at, ignore_errors=True)
    assert running > LOADS / 2, "kills must hit running loads"
    figure(f"{2 * LOADS} kills, {running} of them of a running load: each result the same, byte for byte")


def test_ctrl_c_stops_with_130_and_the_next_run_goes_on(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    corpus.write(texts, 80, seed=12)  # so many that much is left to do when the signal comes
    for number in range(10):  # on a busy machine a load may be done before the signal comes
        at = tmp_path / f"s{number}"
        process = load(texts, at)
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "read"
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the command gets it
        _, said = process.communicate(timeout=60)
        if process.returncode:
            break
    assert process.returncode == 130, said.decode()
    assert "Traceback" not in said.decode()
    assert "goes on with what is left" in said.decode()
    build([texts], at)
    build([texts], tmp_path / "whole")
    assert exported(at) == exported(tmp_path / "whole")
