"""README.md shows what the commands print, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.blocks import BLOCK, ROOT, SET_UP, prepare, run, steps
from tests.docs.refresh import FILES

_FAULT = re.compile(r"^(?:lỗi / error:|Error:|Traceback|usage:|bash:)", re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("name", FILES)
def test_shown_output_is_real(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = [steps(match["body"]) for match in BLOCK.finditer(text)]
    assert sum(len(block) for block in blocks) >= 8, "the documentation shows too few commands to be a tutorial"
    folder = prepare(tmp_path)
    for block in blocks:
        for step in block:
            if not SET_UP.match(step.command):
                assert run(step.command, folder) == step.shown, f"{name}: run `make docs` after: {step.command}"


@pytest.mark.parametrize("name", FILES)
def test_no_shown_command_fails(name: str) -> None:
    """What is shown is what is printed, so a fault shows too: none may."""
    shown = [step for match in BLOCK.finditer((ROOT / name).read_text("utf-8")) for step in steps(match["body"])]
    failed = [step.command for step in shown if _FAULT.search(step.shown)]
    assert not failed, f"{name} shows errors: mend the commands, then `make docs`: {failed}"


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith(("http:", "https:")):
            assert (ROOT / target).exists(), f"{name} links to {target}, which is not there"
