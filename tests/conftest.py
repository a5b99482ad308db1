"""What every test may use: the shipped documents, and tools that a machine may lack."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "data" / "documents"
#: Set by ``make reliability``: tests that have a short and a long form take the long one.
LONG = bool(os.environ.get("POLICYGRAPH_LONG"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--promise R3`` runs the tests that hold it."""
    parser.addoption("--promise", action="append", default=[], help="run the tests that hold this promise (R3)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The promises that a test holds (``@pytest.mark.reliability("R3")``) stand in its report."""
    wanted = set(config.getoption("--promise"))
    for item in items:
        for mark in item.iter_markers("reliability"):
            item.user_properties += [("promise", code) for code in mark.args]
    if wanted:
        items[:] = [item for item in items if wanted & {value for _, value in item.user_properties}]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Note what was measured, in a few words, for the table in ``docs/reliability.md``; and where it falls short."""

    def note(words: str, met: bool = True) -> None:
        print(words)
        record_property("figure", words if met else f"**not met**: {words}")

    return note


def require_tool(*names: str) -> str:
    """The path of the first of these commands that is installed.

    Where none is, the test is skipped with a line that says so; under CI, which installs them itself, it fails.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    message = f"needs {' or '.join(names)}, which is not installed here"
    if os.environ.get("CI"):
        pytest.fail(message + "; CI must install it")
    pytest.skip(message)


@pytest.fixture
def tool():
    """`require_tool`, for tests that run outside programs (Java, Chromium, LibreOffice)."""
    return require_tool


@pytest.fixture
def java() -> str:
    """Java, which the OWL reasoner needs."""
    return require_tool("java")


@pytest.fixture(scope="session")
def documents() -> list[Path]:
    """The five real documents that ship with the project."""
    return sorted(DOCUMENTS.glob("*.txt"))
