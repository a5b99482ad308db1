"""The five real documents against their hand-made annotations: figures may rise, never fall below their floors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from policygraph import store
from policygraph.build import build
from policygraph.errors import SourceError
from policygraph.evaluate import Evaluation, Score, evaluate

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Iterator[store.Store]:
    at = tmp_path_factory.mktemp("gold") / "store"
    build(documents, at)
    with store.open(at, read_only=True) as kept:
        yield kept


@pytest.fixture(scope="module")
def evaluation(graph: store.Store) -> Evaluation:
    return evaluate(HERE, graph)


def test_all_five_are_compared(evaluation: Evaluation) -> None:
    assert evaluation.documents == 5
    assert evaluation.absent == ()
    assert set(evaluation.scores) == {name.removesuffix(".precision") for name in FLOORS} - {"overall"}


@pytest.mark.parametrize("name", FLOORS)
def test_floors_hold(evaluation: Evaluation, name: str) -> None:
    if name == "overall":
        reached: float | None = evaluation.overall
    elif name.endswith(".precision"):
        reached = evaluation.scores[name.removesuffix(".precision")].precision
    else:
        reached = evaluation.scores[name].f1
    assert reached is not None
    listed = "\n".join(f"{file}: {line}" for file, lines in evaluation.errors.items() for line in lines)
    assert reached >= FLOORS[name], listed


def test_every_error_is_listed(evaluation: Evaluation) -> None:
    wrong = sum(score.wrong for score in evaluation.scores.values())
    missed = sum(score.missed for score in evaluation.scores.values())
    listed = sum(map(len, evaluation.errors.values()))
    assert max(wrong, missed) <= listed <= wrong + missed


def test_a_document_that_is_not_held_is_missed_not_forgotten() -> None:
    with store.memory() as empty:
        result = evaluate(HERE, empty)
    assert len(result.absent) == 5
    assert result.overall == 0
    assert result.scores["tasks"].missed > 100
    assert result.scores["tasks"].wrong == 0


def test_annotations_against_themselves_are_perfect() -> None:
    """The rule finds nothing wrong where there is nothing wrong, and one change where there is one."""
    from policygraph.evaluate import _compare, _Tally

    for path in HERE.glob("0*.json"):
        gold = json.loads(path.read_text("utf-8"))
        found = json.loads(path.read_text("utf-8"))
        found["recipients"] = found["document"].get("recipients") or []
        for cited in found["cited"]:
            cited["number"] = cited.get("number") or cited.get("title")
        for task in found["tasks"]:
            task["schedule"] = (task.get("schedules") or [task.get("schedule")])[0]
        tally = _Tally()
        _compare(gold, found, tally)
        assert tally.errors == []
        assert all(score.f1 == 1.0 for score in tally.scores().values() if score != Score())
        found["relations"] = found["relations"][1:]
        _compare(gold, found, tally)
        assert len(tally.errors) == 1


def test_folder_without_annotations(tmp_path: Path) -> None:
    with store.memory() as empty, pytest.raises(SourceError, match="no annotations"):
        evaluate(tmp_path, empty)
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with store.memory() as empty, pytest.raises(SourceError, match="not JSON"):
        evaluate(tmp_path, empty)


def test_json_that_describes_no_document_is_no_annotation(tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text('{"tasks": 1.0}', encoding="utf-8")
    with store.memory() as empty, pytest.raises(SourceError, match="no annotations"):
        evaluate(tmp_path, empty)


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ('{"document": {}, "tasks": []}', "cited, relations, targets"),
        ('{"document": 5, "cited": [], "relations": [], "tasks": [], "targets": []}', "document"),
        ('{"document": {}, "cited": [], "relations": [], "tasks": [{"path": "I"}], "targets": []}', r"tasks\[0\].text"),
    ],
)
def test_an_annotation_that_lacks_a_part_is_named(gold: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(gold, encoding="utf-8")
    with store.memory() as empty, pytest.raises(SourceError, match=f"a.json.*{said}"):
        evaluate(tmp_path, empty)
