"""Real servers on loopback, each in a folder of its own, gone when the tests are done."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import servers

from policygraph.build import Outcome, build
from policygraph.resources import folder


def needed(program: str | None, name: str) -> str:
    """The program; without it the tests are skipped, and under CI they fail."""
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed; .ci/run installs it")
        pytest.skip(f"{name} is not installed")
    return program


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server."""
    program = needed(shutil.which("oxigraph", path=str(Path(sys.executable).parent)), "oxigraph")
    at, url = tmp_path_factory.mktemp("oxigraph"), f"http://127.0.0.1:{servers.free_port()}"
    with servers.running([program, "serve", "--location", str(at), "--bind", url.removeprefix("http://")], url, at):
        yield url


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso server, with the log-in of its administrator."""
    program = needed(servers.virtuoso_program(), "virtuoso-t (Debian: virtuoso-opensource)")
    with servers.virtuoso(program, tmp_path_factory.mktemp("virtuoso")) as server:
        yield server.address


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of an embedded store of the five documents."""
    at = tmp_path_factory.mktemp("embedded") / "store"
    build([folder("data") / "documents"], at)
    return str(at)


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a server that holds the five documents."""
    address = str(request.getfixturevalue(request.param))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYGRAPH_TIMEOUT", "300")
        patch.setenv("POLICYGRAPH_STATE", str(tmp_path_factory.mktemp("state")))
        report = build([folder("data") / "documents"], address)
        assert report.documents == 5
        assert "dba:dba" not in report.location
        again = build([folder("data") / "documents"], address)
        assert (again.count(Outcome.UNCHANGED), again.graphs_written) == (5, 0)
    return address
