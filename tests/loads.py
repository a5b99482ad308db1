"""Loads as processes of their own, for tests that stop them or measure them."""

from __future__ import annotations

from pathlib import Path

from benchmarks import corpus

from policygraph import store
from policygraph.build import build

#: Ctrl-C reaches it also where the tests run in the background, whose children begin with it ignored.
LOAD = """import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)
from policygraph.cli import main; sys.argv = ['policygraph', *sys.argv[1:]]; main()"""


def exported(location: Path) -> bytes:
    """All that a store holds, as N-Quads."""
    with store.open(location, read_only=True) as opened:
        return opened.dump("nq")


def some_texts(folder: Path, seed: int) -> Path:
    """A dozen documents to load."""
    folder.mkdir(parents=True)
    corpus.write(folder, 12, seed=seed)
    return folder


def loaded(texts: Path, at: Path) -> Path:
    """A store of the texts, loaded without a stop."""
    build([texts], at)
    return at
