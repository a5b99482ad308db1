"""Real servers on loopback, each in a folder of its own, gone when the tests are done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from policygraph.build import Outcome, build
from policygraph.resources import folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, where: Path) -> Iterator[None]:
    """The server while the block runs; it must answer at ``url`` within a minute."""
    with (where / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=where, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if server.poll() is not None:
                break
            try:
                httpx.get(url, timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        assert server.poll() is None, (where / "server.log").read_text("utf-8", "replace")
        yield
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


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
    at, url = tmp_path_factory.mktemp("oxigraph"), f"http://127.0.0.1:{free_port()}"
    with running([program, "serve", "--location", str(at), "--bind", url.removeprefix("http://")], url, at):
        yield url


VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso server, with the log-in of its administrator."""
    program = needed(shutil.which("virtuoso-t"), "virtuoso-t (Debian: virtuoso-opensource)")
    at, http = tmp_path_factory.mktemp("virtuoso"), free_port()
    (at / "virtuoso.ini").write_text(VIRTUOSO.format(sql=free_port(), http=http), "utf-8")
    with running([program, "+foreground", "+configfile", "virtuoso.ini"], f"http://127.0.0.1:{http}/sparql", at):
        yield f"http://dba:dba@127.0.0.1:{http}"


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
