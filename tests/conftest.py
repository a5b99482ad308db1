"""What every test may use: the shipped documents, and tools that a machine may lack."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "data" / "documents"


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
