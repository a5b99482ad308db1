"""Every promise has a test, and what is written about them is of this list."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from tools import reliability

CODES = list(reliability.promises())


def marked() -> set[str]:
    """The codes that tests name."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for said in re.findall(r"mark\.reliability\(([^)]*)\)", path.read_text("utf-8")):
            found |= set(re.findall(r"[A-Z]\d+", said))
    return found


def test_every_promise_has_a_test_and_every_test_a_promise() -> None:
    assert marked() == set(CODES)


def test_the_page_tells_of_every_promise() -> None:
    """It is written by make reliability; a new promise needs a new run."""
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    assert [code for code in CODES if f"\n| {code} | " not in page] == []
    for row in re.findall(r"^\| [A-Z]\d+ \|.*$", page, re.MULTILINE):
        assert re.search(r"\| \d{4}-\d\d-\d\d, (?:long|short)|not measured", row), row[:80]


def test_the_table_of_security_names_tests_that_are_there() -> None:
    rows = re.findall(r"^\| (.+?) \| `(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 10
    for promise, path in rows:
        assert (ROOT / path).exists(), promise
