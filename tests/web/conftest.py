"""A store of the shipped documents, and a server on it, as a user starts it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tools.server import serve

from policygraph import build

#: Seconds that a query may take here: what is tested is that the limit holds.
LIMIT = 1


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Path:
    """The store of the five documents."""
    store = tmp_path_factory.mktemp("web") / "store"
    build.build(documents, store)
    return store


@pytest.fixture(scope="session")
def running(five: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server's process, and where it answers."""
    server, address = serve(five, "--time-limit", str(LIMIT))
    yield server, address
    assert server.poll() is None, "the server fell over"
    server.terminate()
    assert server.wait(10) is not None


@pytest.fixture(scope="session")
def address(running: tuple[subprocess.Popen[str], str]) -> str:
    """Where the server answers."""
    return running[1]


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the server; like a browser it does not say what form of data it wants, unless a test does."""
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client
