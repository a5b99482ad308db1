"""Eighty-two composed documents in layouts of many kinds: figures may rise, never fall below their floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policygraph import store
from policygraph.build import build
from policygraph.evaluate import Evaluation, evaluate

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    at = tmp_path_factory.mktemp("composed") / "store"
    build([HERE / "texts"], at)
    with store.open(at, read_only=True) as kept:
        return evaluate(HERE / "gold", kept)


def test_all_are_compared(evaluation: Evaluation) -> None:
    assert (evaluation.documents, evaluation.absent) == (82, ())


@pytest.mark.parametrize("name", FLOORS)
def test_floors_hold(evaluation: Evaluation, name: str) -> None:
    category = name.removesuffix(".precision")
    if name == "overall":
        reached: float | None = evaluation.overall
    else:
        reached = evaluation.scores[category].precision if name != category else evaluation.scores[category].f1
    assert reached is not None
    listed = "\n".join(f"{file}: {line}" for file, lines in evaluation.errors.items() for line in lines)
    assert reached >= FLOORS[name], listed
