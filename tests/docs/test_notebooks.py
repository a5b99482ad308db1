"""The notebooks run from top to bottom and show what they say; documents in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.docs.notebooks import NOTEBOOKS, executed

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def test_there_is_one() -> None:
    assert NOTEBOOKS


@each
def test_shown_output_is_real(path: Path, tmp_path: Path) -> None:
    assert executed(path, tmp_path) == path.read_text("utf-8"), "run `make docs`"


@each
def test_nothing_of_this_machine_is_kept(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "Traceback" not in text
    assert not re.search(r'"(?:/home|/root|/tmp|/work|/Users)/', text)
    cells = json.loads(text)["cells"]
    assert [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"] == list(
        range(1, 1 + sum(cell["cell_type"] == "code" for cell in cells))
    )


@each
def test_words_stand_in_both_languages_vietnamese_first(path: Path) -> None:
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        words = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            assert "·" in words or re.search(r"[À-ỹ].*\n\n\*[A-Z]", words, re.DOTALL), words
