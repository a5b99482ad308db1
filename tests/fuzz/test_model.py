"""A store against a model of it: documents come, change and go, and the store is what was loaded."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks import corpus
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.conftest import LONG

from policygraph import identity, store
from policygraph.build import build
from policygraph.text import SourceText

TEXTS = [item.text for item in corpus.documents(8, seed=9)]
KEYS = [SourceText("a.txt", hashlib.sha256(text.encode()).hexdigest(), "text/plain", text).key for text in TEXTS]
STEPS = {"runs": 25, "steps": 50} if LONG else {"runs": 3, "steps": 8}
SHARES = 20 if LONG else 1  #: a long run can be stopped between them, and tells how far it came


class Kept(RuleBasedStateMachine):
    """A folder of documents and its store: after each load the store holds exactly what the folder holds."""

    @initialize()
    def begin(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="policygraph-model-"))
        self.folder = self.top / "in"
        self.folder.mkdir()
        self.model: dict[str, int] = {}
        self.loaded: dict[str, int] = {}

    @rule(name=st.sampled_from("abcd"), text=st.integers(0, len(TEXTS) - 1))
    def put(self, name: str, text: int) -> None:
        (self.folder / f"{name}.txt").write_text(TEXTS[text], "utf-8")
        self.model[name] = text

    @rule(name=st.sampled_from("abcd"))
    def take(self, name: str) -> None:
        (self.folder / f"{name}.txt").unlink(missing_ok=True)
        self.model.pop(name, None)

    @rule()
    def load(self) -> None:
        build([self.folder], self.top / "s", prune=True)
        self.loaded = dict(self.model)
        if not store.exists(self.top / "s"):
            assert not self.loaded
            return
        with store.open(self.top / "s", read_only=True) as opened:
            held = {name for name in opened.graphs() if name.startswith(identity.SOURCE_GRAPHS)}
        assert held == {identity.source_graph(KEYS[text]) for text in self.loaded.values()}

    def teardown(self) -> None:
        if not hasattr(self, "loaded"):
            return
        if self.loaded:
            again = self.top / "again"
            again.mkdir()
            for name, text in self.loaded.items():
                (again / f"{name}.txt").write_text(TEXTS[text], "utf-8")
            build([again], self.top / "t")
            with store.open(self.top / "s", read_only=True) as one, store.open(self.top / "t", read_only=True) as other:
                assert one.dump("nq") == other.dump("nq"), "the way there shows"
        shutil.rmtree(self.top, ignore_errors=True)


@pytest.mark.reliability("F2")
@pytest.mark.parametrize("share", range(SHARES))
def test_a_store_is_its_model(share: int, figure: Callable[..., None]) -> None:
    run_state_machine_as_test(
        Kept,
        settings=settings(
            max_examples=STEPS["runs"],
            stateful_step_count=STEPS["steps"],
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    figure(f"share {share + 1} of {SHARES}: {STEPS['runs']} runs of {STEPS['steps']} steps, each store as its model")
