"""Building: only what changed, the same bytes whatever the order, and a batch that goes on."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policygraph import identity, link, store
from policygraph.build import BuildReport, Outcome, Stage, Step, build, work
from policygraph.build.report import failed
from policygraph.errors import SourceError, StoreError
from policygraph.text import SourceText
from policygraph.vocab import load


@pytest.fixture
def folder(tmp_path: Path, documents: list[Path]) -> Path:
    """A folder with copies of the five documents."""
    copies = tmp_path / "documents"
    copies.mkdir()
    for path in documents:
        shutil.copy(path, copies)
    return copies


def exported(location: Path) -> bytes:
    with store.open(location, read_only=True) as kept:
        return kept.dump("nq")


def outcomes(report: BuildReport) -> dict[str, str]:
    return {file.path.name[:3]: str(file.outcome) for file in report.files}


def test_two_builds_give_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    build([folder], tmp_path / "one")
    build([folder], tmp_path / "two")
    data = exported(tmp_path / "one")
    assert data == exported(tmp_path / "two")
    assert data.count(b"\n") > 3000
    assert b"_:" not in b"".join(line.split(b" ", 1)[0] for line in data.splitlines())


def test_what_a_text_says_is_kept_beside_its_facts(documents: list[Path]) -> None:
    for read in work.read([work.Given(path) for path in documents]):
        assert isinstance(read, work.Read)
        facts, statement = work.unpacked(read.facts)
        assert statement == link.for_resolving(read.statement) == link.for_resolving(link.state(facts, load()))
        assert statement.said
        assert statement.named


def test_building_again_writes_nothing(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build([folder], tmp_path / "s")
    assert first.count(Outcome.LOADED) == first.documents == 5
    before = exported(tmp_path / "s")

    def never(source: SourceText, vocab: object) -> None:
        raise AssertionError(f"{source.name} was read again")

    monkeypatch.setattr(work, "extract", never)
    again = build([folder], tmp_path / "s")
    assert again.count(Outcome.UNCHANGED) == 5
    assert again.graphs_written == 0
    assert exported(tmp_path / "s") == before
    assert again.findings == (), "a build speaks of what it reads"


def test_runs_and_their_order_do_not_matter(tmp_path: Path, folder: Path) -> None:
    build([folder], tmp_path / "all")
    expected = exported(tmp_path / "all")
    files = sorted(folder.iterdir())
    for number, order in enumerate(itertools.islice(itertools.permutations(files), 0, 120, 50)):
        for path in order:
            build([path], tmp_path / f"s{number}")
        assert exported(tmp_path / f"s{number}") == expected


def test_a_changed_file_is_replaced_and_a_gone_one_removed(tmp_path: Path, folder: Path) -> None:
    at = tmp_path / "s"
    build([folder], at)
    first, second, *_ = sorted(folder.iterdir())
    original = first.read_bytes()
    first.write_bytes(original + "\nThêm một dòng.\n".encode())
    report = build([folder], at)
    assert outcomes(report) == {"000": "changed"} | {f"00{n}": "unchanged" for n in (1, 2, 3, 4)}
    with store.open(at, read_only=True) as kept:
        assert len([name for name in kept.graphs() if "/source/" in name]) == 5
    second.unlink()
    first.write_bytes(original)
    report = build([folder], at)
    assert outcomes(report)["001"] == "gone"
    assert report.documents == 5, "what is gone stays until it is told to go"
    report = build([folder], at, prune=True)
    assert outcomes(report)["001"] == "removed"
    assert report.documents == 4
    build([folder], tmp_path / "fresh")
    assert exported(at) == exported(tmp_path / "fresh")


def test_what_lies_elsewhere_stays(tmp_path: Path, folder: Path) -> None:
    at = tmp_path / "s"
    first = sorted(folder.iterdir())[0]
    other = tmp_path / "other"
    other.mkdir()
    shutil.move(first, other)
    build([folder], at)
    assert build([other], at).documents == 5
    missing = build([tmp_path / "nowhere"], at)
    assert missing.documents == 5
    assert missing.nothing_done


def test_one_document_in_two_files(tmp_path: Path, folder: Path) -> None:
    first = sorted(folder.iterdir())[0]
    shutil.copy(first, folder / "copy.txt")
    report = build([folder], tmp_path / "s")
    assert report.documents == 5
    assert [file.same_as is not None for file in report.files if file.path.name == "copy.txt"] == [True]
    with store.open(tmp_path / "s", read_only=True) as kept:
        assert b"copy.txt" not in kept.dump("nq"), "one name a source, whatever order: the first"
    first.unlink()
    build([folder], tmp_path / "s", prune=True)
    with store.open(tmp_path / "s", read_only=True) as kept:
        assert b'"copy.txt"' in kept.dump("nq")


def test_a_reader_that_fails_stops_only_its_own_document(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work.extract

    def broken(source: SourceText, vocab: object) -> object:
        if source.name.startswith("002"):
            raise RecursionError("too deep")
        return real(source, vocab)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "extract", broken)
    report = build([folder], tmp_path / "s")
    assert outcomes(report)["002"] == "failed"
    assert report.documents == 4
    assert "RecursionError" in str(report.failures[0].reason)
    assert [finding.source for finding in report.findings if finding.kind == "unreadable-file"] == [
        report.failures[0].path.name
    ]


def test_a_killed_run_is_put_right_by_the_next(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at, path = tmp_path / "s", sorted(folder.iterdir())[0]
    build([folder], at)
    expected, original = exported(at), path.read_bytes()
    replaced: list[str] = []
    real = store.EmbeddedStore.put

    def dies(self: store.EmbeddedStore, graphs: dict[str, bytes], fresh: bool = False) -> None:
        real(self, graphs, fresh)
        replaced.extend(graphs)
        raise KeyboardInterrupt

    path.write_bytes(original.replace(b"177/KH-UBND", b"178/KH-UBND"))
    monkeypatch.setattr(store.EmbeddedStore, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        build([folder], at)
    assert replaced
    monkeypatch.undo()
    path.write_bytes(original)  # as if the change had never been: what the killed run wrote must not stay
    build([folder], at)
    assert exported(at) == expected


def test_facts_of_another_version_are_read_again_from_the_kept_text(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = tmp_path / "s"
    build([folder], at)
    expected = exported(at)
    with closing(sqlite3.connect(at / "index.sqlite")) as db, db:
        db.execute("UPDATE settings SET value='another' WHERE name='version'")
        db.execute("UPDATE sources SET version='another', mark=NULL")
    shutil.rmtree(folder)
    (tmp_path / "other").mkdir()
    build([tmp_path / "other"], at)
    assert exported(at) == expected


def test_broken_state_says_what_to_do(tmp_path: Path, folder: Path) -> None:
    build([folder], tmp_path / "s")
    (tmp_path / "s" / "index.sqlite").write_bytes(b"{" * 5000)
    with pytest.raises(StoreError, match="build again"):
        build([folder], tmp_path / "s")


def test_curation_is_kept(tmp_path: Path, folder: Path) -> None:
    import pyoxigraph as ox

    at, name = tmp_path / "s", identity.CURATION_GRAPH
    build([folder], at)
    with store.open(at) as kept:
        kept.replace(name, [ox.Quad(*[ox.NamedNode("urn:a")] * 3, ox.NamedNode(name))])
    build([folder], at)
    with store.open(at, read_only=True) as kept:
        assert name in kept.graphs()


def test_progress_and_time_of_loading(tmp_path: Path, folder: Path) -> None:
    steps: list[Step] = []
    report = build([folder], tmp_path / "s", progress=steps.append, loaded_at="2026-01-02T03:04:05Z")
    seen = [(step.file.path.name[:3], step.done, step.total) for step in steps if step.file]
    assert seen == [(f"00{n}", n + 1, 5) for n in range(5)]
    assert [(step.stage, step.done) for step in steps[5:]] == [(Stage.LINK, 0), (Stage.LINK, 1), (Stage.WRITE, 5)]
    assert exported(tmp_path / "s").count(b'loadedAt> "2026-01-02T03:04:05Z"') == report.documents
    build([folder], tmp_path / "s")
    assert exported(tmp_path / "s").count(b"2026-01-02") == 5, "the time of loading stays that of loading"


def test_one_writer(tmp_path: Path, folder: Path) -> None:
    with store.open(tmp_path / "s"), pytest.raises(StoreError, match="another process"):
        build([folder], tmp_path / "s")


def test_failures_carry_the_error() -> None:
    report = failed(SourceError(Path("a.txt"), "is empty", "give text"))
    assert (report.path, report.outcome, report.reason) == (Path("a.txt"), Outcome.FAILED, "a.txt: is empty; give text")


def test_a_store_of_an_earlier_version_is_not_emptied(tmp_path: Path, folder: Path) -> None:
    build([folder], tmp_path / "s")
    (tmp_path / "s" / "index.sqlite").unlink()
    (tmp_path / "s" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="build again"):
        build([folder], tmp_path / "s")
