"""Real servers on loopback, each in a folder of its own, gone when they are done with."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_VIRTUOSO = """
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


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its address, with a log-in where it asks for one, and its process."""

    address: str
    pid: int

    def took(self) -> float:
        """Processor seconds of all its threads until now."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9

    def peak(self) -> float:
        """The most memory that it held, in MB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text("ascii"))
        return int(found[1]) / 1024 if found else 0.0


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, where: Path) -> Iterator[int]:
    """The server's process while the block runs; it must answer at ``url`` within a minute."""
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
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def virtuoso_program() -> str | None:
    """Virtuoso Open Source, where it is installed (Debian: virtuoso-opensource)."""
    return shutil.which("virtuoso-t")


@contextmanager
def virtuoso(program: str, where: Path) -> Iterator[Server]:
    """A Virtuoso server with an empty database in a folder, to which its administrator logs in."""
    http = free_port()
    (where / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=free_port(), http=http), "utf-8")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, f"http://127.0.0.1:{http}/sparql", where) as pid:
        yield Server(f"http://dba:dba@127.0.0.1:{http}", pid)
