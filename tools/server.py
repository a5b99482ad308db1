"""A running ``policygraph serve``, for tests, screenshots and benchmarks."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path


def serve(store: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A server on the store, and its address; it answers when this returns."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "policygraph.cli", "serve", "--store", str(store), "--port", str(port), *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    if not server.stdout.readline():
        raise SystemExit("the server did not start")
    return server, f"http://127.0.0.1:{port}"
