"""Loads as processes of their own, for tests that stop them or measure them."""

from __future__ import annotations

from pathlib import Path

from policygraph import store

#: Ctrl-C reaches it also where the tests run in the background, whose children begin with it ignored.
LOAD = """import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)
from policygraph.cli import main; sys.argv = ['policygraph', *sys.argv[1:]]; main()"""


def exported(location: Path) -> bytes:
    """All that a store holds, as N-Quads."""
    with store.open(location, read_only=True) as opened:
        return opened.dump("nq")
