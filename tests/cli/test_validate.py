"""``policygraph validate``: its forms, its files, its exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.queries.load import COLLECTION

from policygraph import cli, resources


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command on a store that holds the small collection."""
    inside = tmp_path / "store" / "oxigraph"
    inside.mkdir(parents=True)
    store = ox.Store(str(inside))
    store.load(path=str(COLLECTION), format=ox.RdfFormat.TRIG)
    del store
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "store"))

    def call(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["policygraph", "validate", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return Outcome(int(stop.value.code or 0), said.out, said.err)

    return call


def test_every_form_is_written(run: Run, tmp_path: Path) -> None:
    beginnings = {"txt": b"", "json": b"{", "html": b"<!DOCTYPE html>", "xlsx": b"PK", "ttl": b"@prefix"}
    for ending, beginning in beginnings.items():
        done = run("--out", tmp_path / f"report.{ending}")
        assert done.code == 1, "the small collection breaks rules, whatever the form"
        assert (tmp_path / f"report.{ending}").read_bytes().startswith(beginning)
        assert done.out == "", "the report is in the file"
        assert f"report.{ending}" in done.err


def test_format_goes_before_the_ending(run: Run, tmp_path: Path) -> None:
    assert run("--format", "json", "--out", tmp_path / "report.html").code == 1
    assert (tmp_path / "report.html").read_bytes().startswith(b"{")


def test_forms_of_text_go_to_standard_output(run: Run) -> None:
    assert json.loads(run("--format", "json").out)["conforms"] is False
    assert "</html>" in run("--format", "html").out
    assert "sh:ValidationReport" in run("-f", "ttl").out
    assert run().out.startswith("Không đạt")


@pytest.mark.parametrize(("arguments", "said"), [(["--format", "pdf"], "ttl"), (["--format", "xlsx"], "--out")])
def test_a_bad_call_says_which_forms_there_are(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_a_file_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = run("--out", tmp_path / "folder")
    assert done.code == 2
    assert "folder" in done.err


def test_what_a_load_has_written_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan,) = (resources.folder("data") / "documents").glob("000_*.txt")

    def load(*more: str) -> tuple[int, str]:
        arguments = ["policygraph", "build", str(plan), "--store", str(tmp_path / "loaded"), "--check", *more]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return int(stop.value.code or 0), capsys.readouterr().out

    code, said = load()
    assert code == 0
    assert "Checked the 1 sources just written" in said
    assert "Conforms: no violation" in said
    assert "task-has-schedule" in said
    code, said = load("--json")
    last = json.loads(said.splitlines()[-1])
    assert (code, last) == (0, {"event": "checked", "sources": 0, "counts": {"violation": 0, "warning": 0, "info": 0}})
