"""Bad input: one clear line each, and the rest of the batch still loads."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from policygraph.build import BuildReport, Outcome, build
from policygraph.errors import StoreError


@pytest.fixture
def batch(tmp_path: Path, documents: list[Path]) -> Path:
    """A folder with one good document."""
    folder = tmp_path / "batch"
    folder.mkdir()
    shutil.copy(documents[4], folder / "good.txt")
    return folder


def only_failure(report: BuildReport, path: Path) -> str:
    (failure,) = report.failures
    assert failure.path.name == path.name
    assert failure.reason
    line = str(failure.reason)
    assert "\n" not in line
    assert str(failure.path) in line
    assert ";" in line, "where, what is wrong, and what to do"
    return line


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "rỗng"),
        ("blank.md", b"\n \n", "rỗng"),
        ("binary.txt", random.Random(1).randbytes(5000), "nhị phân"),
        ("scan.txt", b"%PDF-1.4\n" + bytes(range(200)), "PDF"),
        ("broken.txt", "Kế hoạch ".encode()[:-2] * 50 + b"\xe1\xba" * 100, "UTF-8"),
    ],
)
def test_bad_files_do_not_stop_the_batch(batch: Path, tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (batch / name).write_bytes(data)
    report = build([batch], tmp_path / "s")
    assert words in only_failure(report, Path(name))
    assert report.documents == 1
    assert not report.nothing_done


def test_a_few_broken_bytes_are_read_and_reported(batch: Path, tmp_path: Path) -> None:
    data = (batch / "good.txt").read_bytes()
    (batch / "good.txt").write_bytes(data[:5000] + b"\xff" + data[5000:])
    report = build([batch], tmp_path / "s")
    assert report.documents == 1
    assert "replacement-characters" in {finding.kind for finding in report.findings}
    (doubt,) = report.doubts
    assert doubt.source == "good.txt"
    assert doubt.evidence
    assert "\ufffd" in doubt.evidence.quote


def test_missing_path_and_folder_without_documents(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "void" / "film.mp4").write_bytes(b"x")
    report = build([tmp_path / "void"], tmp_path / "s")
    assert "không có văn bản" in only_failure(report, Path("void"))
    assert report.nothing_done
    assert not (tmp_path / "s").exists(), "no empty store is left behind"
    report = build([tmp_path / "gone.txt", batch], tmp_path / "s")
    assert "không có tệp" in only_failure(report, Path("gone.txt"))
    assert report.documents == 1


def test_nothing_given(tmp_path: Path) -> None:
    assert build([], tmp_path / "s").nothing_done


def test_a_huge_text_is_refused_at_once(batch: Path, tmp_path: Path) -> None:
    (batch / "huge.txt").write_bytes(b"khong co tieu de, khong co gi. \n" * 1_600_000)
    start = time.process_time()
    report = build([batch], tmp_path / "s")
    assert "quá lớn" in only_failure(report, Path("huge.txt"))
    assert report.documents == 1
    assert time.process_time() - start < 20


@pytest.mark.parametrize("kind", ["one line", "many lines"])
def test_a_large_text_without_any_structure_is_read_in_bounded_time(tmp_path: Path, kind: str) -> None:
    words = "không có tiêu đề và không có nội dung nào đáng kể " + ("" if kind == "one line" else "\n")
    (tmp_path / "large.txt").write_text(words * (1_000_000 // len(words)), encoding="utf-8")
    start = time.process_time()
    report = build([tmp_path / "large.txt"], tmp_path / "s")
    assert report.count(Outcome.LOADED) == 1
    assert report.tasks == 0
    assert time.process_time() - start < 20


def test_a_store_that_is_none(batch: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="other things"):
        build([batch], batch)
    with pytest.raises(StoreError, match="cannot be reached"):
        build([batch], "http://localhost:1/sparql")


def test_odd_names(batch: Path, tmp_path: Path, documents: list[Path]) -> None:
    odd = batch / "Kế hoạch (bản sao) 'số 1' & \"2\".txt"
    shutil.copy(documents[0], odd)
    report = build([batch], tmp_path / "s")
    assert report.documents == 2
