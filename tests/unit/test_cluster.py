"""A load over a Dask cluster gives the same bytes as a load on one machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import corpus
from distributed import LocalCluster

from policygraph import build as builder
from policygraph import store
from policygraph.build import build
from policygraph.errors import PolicyGraphError


def test_a_cluster_of_two_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "_READ_FILES", 4)
    monkeypatch.setattr(builder, "_WRITE_GRAPHS", 4)
    corpus.write(tmp_path / "texts", 16)
    build([tmp_path / "texts"], tmp_path / "here")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        report = build(
            [tmp_path / "texts"], tmp_path / "there", workers=cluster.scheduler_address.replace("tcp://", "dask://")
        )
    assert report.documents == 16
    with store.open(tmp_path / "here", read_only=True) as one, store.open(tmp_path / "there", read_only=True) as other:
        assert one.dump("nq") == other.dump("nq")


def test_a_cluster_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "_READ_FILES", 1)
    corpus.write(tmp_path / "texts", 2)
    with pytest.raises(PolicyGraphError, match="cannot be reached"):
        build([tmp_path / "texts"], tmp_path / "s", workers="dask://127.0.0.1:9")
