"""The commands that the documentation shows: found, run, and written back with what they print.

A fenced block marked ``console`` holds lines ``$ command`` and, below each, its output. All blocks of a file run in
order in one folder that holds nothing but a link ``tests/gold`` to the annotations.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL)
# set-up commands are shown but not run again by the tests: they run them already
SET_UP = re.compile(r"^(make|git|python3? -m venv|pip|pipx) ")


@dataclass(frozen=True)
class Step:
    """One shown command and the output shown below it."""

    command: str
    shown: str


def steps(body: str) -> list[Step]:
    """The commands of one block with what is shown below each."""
    parts = re.split(r"^\$ (.*)\n", body, flags=re.MULTILINE)
    return [Step(command, shown) for command, shown in zip(parts[1::2], parts[2::2], strict=True)]


def run(command: str, folder: Path) -> str:
    """What ``command`` prints (both streams) when run by a shell in ``folder``."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "118",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "PYTHONIOENCODING": "utf-8",
    }
    for name in ("POLICYGRAPH_STORE", "FORCE_COLOR", "TERM"):
        environment.pop(name, None)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def prepare(folder: Path) -> Path:
    """``folder`` with the links that the shown commands expect."""
    (folder / "tests").mkdir()
    (folder / "tests" / "gold").symlink_to(ROOT / "tests" / "gold")
    (folder / "data").symlink_to(ROOT / "data")
    return folder


def renewed(text: str, folder: Path) -> str:
    """``text`` with the output of every shown command written anew."""

    def block(match: re.Match[str]) -> str:
        pieces = []
        for step in steps(match["body"]):
            output = step.shown if SET_UP.match(step.command) else run(step.command, folder)
            pieces.append(f"$ {step.command}\n{output}")
        return match["open"] + "".join(pieces) + match["close"]

    return BLOCK.sub(block, text)
