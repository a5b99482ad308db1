"""Two snapshots: what appeared, changed and went; nothing where they say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph import build, compare, store
from policygraph.compare import Change, Outcome
from policygraph.errors import StoreError


def built(folder: Path, texts: dict[str, str]) -> Path:
    (folder / "texts").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "texts" / name).write_text(text, "utf-8")
    build.build([folder / "texts"], folder / "store")
    return folder / "store"


def changes(before: Path, after: Path) -> tuple[Change, ...]:
    with store.snapshot(before) as old, store.snapshot(after) as new:
        return compare.compare(old, new)


@pytest.fixture
def plan(documents: list[Path]) -> str:
    return documents[3].read_text("utf-8")


def test_the_same_texts_give_no_change_and_findings_keep_their_ids(plan: str, tmp_path: Path) -> None:
    one, two = built(tmp_path / "a", {"a.txt": plan}), built(tmp_path / "b", {"a.txt": plan})
    assert changes(one, two) == ()
    (tmp_path / "a" / "texts" / "a.txt").unlink()
    (tmp_path / "a" / "texts" / "a.txt").write_text(plan, "utf-8")
    build.build([tmp_path / "a" / "texts"], one)
    assert changes(one, two) == ()


def test_an_export_is_a_snapshot(plan: str, tmp_path: Path) -> None:
    one = built(tmp_path / "a", {"a.txt": plan})
    with store.open(one, read_only=True) as opened:
        for form in ("nq", "trig"):
            (tmp_path / f"a.{form}").write_bytes(opened.dump(form))
    assert changes(one, tmp_path / "a.nq") == changes(tmp_path / "a.trig", one) == ()


def test_a_task_that_changes_is_one_change_not_two(plan: str, tmp_path: Path) -> None:
    later = plan.replace("Trước ngày 30/6/2022", "Trước ngày 30/9/2022")
    found = changes(built(tmp_path / "a", {"a.txt": plan}), built(tmp_path / "b", {"a.txt": later}))
    (change,) = found
    assert (change.kind, change.outcome) == ("task", Outcome.CHANGED)
    assert change.key.endswith("/task/II.2.d")
    assert {name: (old, new) for name, old, new in change.fields} == {
        "endDate": (("2022-06-30",), ("2022-09-30",)),
        "schedule": (("Trước ngày 30/6/2022",), ("Trước ngày 30/9/2022",)),
    }


def test_a_mended_date_takes_its_finding_away(plan: str, tmp_path: Path) -> None:
    mended = plan.replace("Trước ngày 31/6/2022", "Trước ngày 30/6/2022")
    found = changes(built(tmp_path / "a", {"a.txt": plan}), built(tmp_path / "b", {"a.txt": mended}))
    gone = [change for change in found if change.outcome is Outcome.GONE]
    assert [(change.kind, change.key.rsplit("-", 1)[0]) for change in gone] == [("finding", "invalid-date")]
    assert {change.kind for change in found} == {"finding", "task"}
    back = changes(tmp_path / "b" / "store", tmp_path / "a" / "store")
    assert [change.key for change in back if change.outcome is Outcome.APPEARED] == [gone[0].key]


def test_a_document_that_goes_takes_its_tasks_and_responsibilities(documents: list[Path], tmp_path: Path) -> None:
    texts = {path.name: path.read_text("utf-8") for path in documents[2:4]}
    both = built(tmp_path / "a", texts)
    one = built(tmp_path / "b", {documents[3].name: texts[documents[3].name]})
    found = changes(both, one)
    assert {change.kind for change in found} == set(compare.KINDS)
    assert {change.outcome for change in found} == {Outcome.GONE}
    assert all(change.label for change in found if change.kind in ("task", "responsibility"))


@pytest.mark.parametrize("name", ["nowhere", "a.txt", "broken.nq"])
def test_what_is_no_snapshot_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "broken.nq").write_text("<a> <b>", "utf-8")
    with pytest.raises(StoreError, match=name):
        store.snapshot(tmp_path / name)
