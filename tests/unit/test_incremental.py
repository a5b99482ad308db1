"""However a collection comes together, in whatever order, with detours and worker processes: the same bytes."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from benchmarks import corpus
from tests.conftest import LONG

from policygraph import build as builder
from policygraph import cache, link, rdf, store, upkeep
from policygraph.build import Outcome, build, shared
from policygraph.errors import PolicyGraphError
from policygraph.extract import extract
from policygraph.findings import Severity
from policygraph.sources import read
from policygraph.vocab import load


def exported(location: Path) -> bytes:
    with store.open(location, read_only=True) as kept:
        return kept.dump("nq")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Twenty documents that speak of one another: of few provinces, some undated, some twice, some without number."""
    folder = tmp_path_factory.mktemp("texts")
    originals = [item.text for item in corpus.documents(10, seed=3)]
    chance = random.Random(5)
    for number in range(20):
        text = originals[number % 10]
        if number >= 10:
            change = chance.choice(["undated", "numberless", "renamed", "moved", "misdated"])
            if change == "undated":
                text = re.sub(r"ngày \d+/\d+/\d+", "", text)
            elif change == "numberless":
                text = re.sub(r"^(Số:?).*$", r"\1      /KH-UBND", text, count=1, flags=re.MULTILINE)
            elif change == "renamed":
                text = text.replace("Ban Chỉ đạo", "Ban chỉ đạo")
            elif change == "moved":
                text = text.replace("/2024", "/2023")
            else:
                text = re.sub(r"ngày 2(\d)/", r"ngày 1\1/", text)
        (folder / f"{number:02}.txt").write_text(text + "\n" * number, "utf-8")  # no two files are the same bytes
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def expected(texts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    at = tmp_path_factory.mktemp("whole") / "s"
    build(texts, at)
    return exported(at)


def test_a_store_holds_what_linking_the_whole_gives(texts: list[Path], expected: bytes) -> None:
    linked = link.link([extract(read(path), load()) for path in texts], load())
    graphs = [*rdf.graphs(linked, load()).values(), rdf.ontology_quads()]
    assert rdf.lines(quad for quads in graphs for quad in quads) == expected
    kinds = {finding.kind for document in linked.documents for finding in document.findings}
    assert {"several-candidates", "several-copies", "date-conflict"} <= kinds, "the collection is not easy"


@pytest.mark.reliability("R5")
@pytest.mark.parametrize("seed", range(20 if LONG else 4))
def test_order_splits_and_detours_change_nothing(texts: list[Path], expected: bytes, tmp_path: Path, seed: int) -> None:
    chance, at = random.Random(seed), tmp_path / "s"
    order = chance.sample(texts, len(texts))
    detour = tmp_path / "detour.txt"  # says something else each time, and is gone in the end
    while order:
        size = chance.randint(1, 5)
        detour.write_text(chance.choice(texts).read_text("utf-8").replace("2024", "2022"), "utf-8")
        build([*order[:size], detour], at)
        order = order[size:]
    detour.unlink()
    build([detour], at, prune=True)
    assert exported(at) == expected
    assert [f for f in upkeep.check(at) if f.severity is Severity.VIOLATION] == [], "the index, too, is as if made anew"


def test_worker_processes_change_nothing(
    texts: list[Path], expected: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_READ_FILES", 3)
    monkeypatch.setattr(builder, "_WRITE_GRAPHS", 3)
    report = build(texts, tmp_path / "s", workers=2)
    assert report.count(Outcome.LOADED) == len(texts)
    assert exported(tmp_path / "s") == expected


def test_a_new_version_of_the_program_writes_everything_again(
    texts: list[Path], expected: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = tmp_path / "s"
    monkeypatch.setattr(cache, "version", lambda: "another")
    build(texts, at)
    monkeypatch.undo()
    report = build(texts[:1], at)
    assert report.count(Outcome.UNCHANGED) == 1
    assert exported(at) == expected


def test_in_a_large_collection_likenesses_are_sought_where_asked_for(
    texts: list[Path], expected: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = tmp_path / "s"
    assert b"TextMatch> <" in expected
    build(texts[:4], at)
    monkeypatch.setattr(shared, "TASKS", 10)
    assert not build(texts, at).lineage
    assert b"#TextMatch> <https://w3id.org/policygraph/graph/inferred>" not in exported(at)
    assert build(texts[:1], at, lineage=True).lineage
    assert exported(at) == expected


@pytest.mark.parametrize("workers", ["0", "two", "dask:", "http://127.0.0.1:1"])
def test_workers_that_are_none(texts: list[Path], tmp_path: Path, workers: str) -> None:
    with pytest.raises(PolicyGraphError, match="--workers"):
        build(texts[:1], tmp_path / "s", workers=workers)
