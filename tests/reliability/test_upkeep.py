"""``check``, ``backup``, ``restore``: a sound store is told from a broken one, a copy gives the same store back."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.conftest import LONG

from policygraph import identity, store, upkeep
from policygraph.build import build
from policygraph.errors import StoreError
from policygraph.findings import Severity

Figure = Callable[[str], None]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Path:
    """A store of two documents, which lie in a folder of their own."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "in").mkdir()
    for path in (documents[0], documents[4]):
        shutil.copy(path, folder / "in")
    build([folder / "in"], folder / "s")
    return folder


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept / "s", tmp_path / "s")
    return tmp_path / "s"


def exported(location: Path) -> bytes:
    with store.open(location, read_only=True) as opened:
        return opened.dump("nq")


def kinds(location: Path) -> set[str]:
    return {finding.kind for finding in upkeep.check(location)}


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "policygraph.cli", *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )


# ------------------------------------------------------------------------------------------------ check


@pytest.mark.reliability("R7")
def test_a_sound_store(kept: Path) -> None:
    assert upkeep.check(kept / "s") == ()
    done = command("check", "--store", kept / "s")
    assert (done.returncode, "toàn vẹn" in done.stdout) == (0, True)
    assert command("check", "--store", kept / "none").returncode == 2


@pytest.mark.reliability("R7")
def test_what_was_done_to_a_store_is_told(copy: Path) -> None:
    source = next(name for name in store.open(copy, read_only=True).graphs() if "/source/" in name)
    with store.open(copy) as opened:
        graph = ox.NamedNode(source)
        stray = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), graph)
        line = f"{stray.subject} {stray.predicate} {stray.object} {graph} .\n".encode()
        opened.change(source, b"", line)
    assert kinds(copy) == {"graph-altered"}
    with store.open(copy) as opened:
        opened.change(source, line, b"")
        opened.replace("urn:other", [stray])
    assert kinds(copy) == {"graph-unknown"}
    with store.open(copy) as opened:
        opened.remove("urn:other")
        opened.remove(identity.REFERENCE_GRAPH)
    assert kinds(copy) == {"graph-missing"}


@pytest.mark.reliability("R7")
def test_a_quote_that_does_not_stand_in_the_text(copy: Path) -> None:
    """Both the graph and its hash are forged: only the text tells."""
    from policygraph import rdf

    quote = f'<{identity.ONTOLOGY}quote> "'
    with store.open(copy) as opened:
        source = next(name for name in opened.graphs() if "/source/" in name)
        lines = opened.dump("nq", source).decode().splitlines(keepends=True)
        before = next(line for line in lines if quote in line)
        after = before.replace(quote, quote + "Không ")
        opened.change(source, before.encode(), after.encode())
        mark = rdf.fingerprint(opened.dump("nq", source))
    with closing(sqlite3.connect(copy / "index.sqlite")) as db, db:
        db.execute("UPDATE sources SET mark=? WHERE key=?", (mark, source.removeprefix(identity.SOURCE_GRAPHS)))
    assert kinds(copy) == {"quote-differs"}


@pytest.mark.reliability("R6")
@pytest.mark.parametrize("form", [1, 99])
def test_a_store_of_another_version_says_so(copy: Path, kept: Path, form: int) -> None:
    with closing(sqlite3.connect(copy / "index.sqlite")) as db:
        db.execute(f"PRAGMA user_version={form}")
    before = exported(copy)
    with pytest.raises(StoreError, match=rf"phiên bản khác.*format {form}"):
        build([kept / "in"], copy)
    assert kinds(copy) == {"index-broken"}
    assert exported(copy) == before, "nothing was touched"


@pytest.mark.reliability("R6")
def test_what_another_version_of_the_program_read_is_read_anew(copy: Path, kept: Path) -> None:
    with closing(sqlite3.connect(copy / "index.sqlite")) as db, db:
        db.execute("UPDATE settings SET value='older' WHERE name='version'")
        db.execute("UPDATE sources SET version='older'")
    (finding,) = upkeep.check(copy)
    assert (finding.kind, finding.severity) == ("other-version", Severity.WARNING)
    build([kept / "in"], copy)
    assert upkeep.check(copy) == ()
    assert exported(copy) == exported(kept / "s")


def test_files_that_changed_or_went(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept / "in", tmp_path / "in")
    build([tmp_path / "in"], tmp_path / "s")
    one, other = sorted((tmp_path / "in").iterdir())
    one.write_text("khác", "utf-8")
    other.unlink()
    assert kinds(tmp_path / "s") == {"file-changed", "file-gone"}
    assert command("check", "--store", tmp_path / "s").returncode == 0, "the store itself is sound"


def test_an_index_that_was_stopped_among_its_tables_is_only_begun(kept: Path, tmp_path: Path) -> None:
    """As a disk leaves it that fails at the first writes: the next load goes on with it."""
    shutil.copytree(kept / "s", tmp_path / "s")
    (tmp_path / "s" / "index.sqlite").unlink()
    with closing(sqlite3.connect(tmp_path / "s" / "index.sqlite")) as db, db:
        db.execute("CREATE TABLE files(path PRIMARY KEY, source, name) WITHOUT ROWID")
        db.execute(
            "CREATE TABLE sources(key PRIMARY KEY, sha256, loaded_at, version, tasks, citations, quads, mark, there)"
        )
    assert kinds(tmp_path / "s") == {"only-begun"}


# ------------------------------------------------------------------------------------------------ damage

_LOOK = """
import sys
from pathlib import Path
from policygraph import store, upkeep
from policygraph.errors import PolicyGraphError
from policygraph.findings import Severity
wrong = [f.kind for f in upkeep.check(sys.argv[1]) if f.severity is Severity.VIOLATION]
try:
    with store.open(sys.argv[1], read_only=True) as opened:
        Path(sys.argv[2]).write_bytes(opened.dump("nq"))
except (PolicyGraphError, OSError, ValueError, RuntimeError) as error:
    wrong.append("unreadable")
print(*wrong)
"""


def damaged(location: Path, seed: int) -> str:
    """Cut or change one file of the store; which one."""
    dice = random.Random(seed)
    files = sorted(path for path in location.rglob("*") if path.is_file() and path.stat().st_size > 0)
    path = dice.choice(files)
    data = bytearray(path.read_bytes())
    if dice.random() < 0.5:
        path.write_bytes(data[: dice.randrange(len(data))])
        return f"{path.name} cut"
    for _ in range(dice.choice([1, 20, 500])):
        data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
    path.write_bytes(data)
    return f"{path.name} changed"


@pytest.mark.reliability("R7")
def test_a_damaged_store_is_told_or_gives_what_it_held(kept: Path, tmp_path: Path, figure: Figure) -> None:
    """In a process of its own each: the engine may fall over on what it reads."""
    whole, told, harmless, faults = exported(kept / "s"), 0, 0, []
    cases = 500 if LONG else 6
    for seed in range(cases):
        at = tmp_path / "s"
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(kept / "s", at)
        what = damaged(at, seed)
        (tmp_path / "out").unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", _LOOK, at, tmp_path / "out"], capture_output=True, encoding="utf-8", check=False
        )
        if "Traceback" in done.stderr:
            faults.append(f"{seed}, {what}: {done.stderr[-1500:]}")
        elif done.stdout.strip() or done.returncode < 0:
            told += 1
        elif (tmp_path / "out").read_bytes() == whole:
            harmless += 1
        else:
            faults.append(f"{seed}, {what}: a wrong answer and no word of it")
    figure(f"{cases} damaged stores: {told} told, {harmless} where nothing of the graph was hit, {len(faults)} faults")
    assert faults == [], "\n".join(faults)
    assert told


@pytest.mark.reliability("R7")
def test_an_index_whose_rows_were_changed_is_told(copy: Path) -> None:
    """SQLite keeps no sums of its pages: what the index says is compared with what its facts say."""
    with closing(sqlite3.connect(copy / "index.sqlite")) as db, db:
        db.execute("UPDATE votes SET n=n+1 WHERE field='label'")
    assert kinds(copy) == {"index-altered"}
    with closing(sqlite3.connect(copy / "index.sqlite")) as db, db:
        db.execute("UPDATE facts SET data=substr(data, 1, 100)")
    assert "index-broken" in kinds(copy)


@pytest.mark.reliability("R7")
def test_an_index_whose_names_are_no_text_any_more_is_told(copy: Path, kept: Path) -> None:
    """The library cannot decode its own message about it."""
    data = (copy / "index.sqlite").read_bytes()
    at = data.index(b"CREATE TABLE mentions")
    (copy / "index.sqlite").write_bytes(data[:at] + b"CREATE TABLE \xff\xfe\xfd" + data[at + 16 :])
    assert kinds(copy) == {"index-broken"}
    with pytest.raises(StoreError, match="the index is broken"):
        build([kept / "in"], copy)


# ------------------------------------------------------------------------------------------------ copies


@pytest.mark.reliability("R6")
def test_a_copy_gives_the_same_store_back(kept: Path, tmp_path: Path, figure: Figure) -> None:
    done = command("backup", tmp_path / "copy.zip", "--store", kept / "s")
    assert done.returncode == 0, done.stderr
    done = command("restore", tmp_path / "copy.zip", "--store", tmp_path / "t")
    assert done.returncode == 0, done.stderr
    assert exported(tmp_path / "t") == exported(kept / "s")
    assert upkeep.check(tmp_path / "t") == ()
    report = build([kept / "in"], tmp_path / "t")
    assert report.graphs_written == 0, "the index came back, too"
    figure(f"a store of {len(exported(kept / 's')) / 1e6:.1f} MB of N-Quads copied and restored, byte for byte")


@pytest.mark.reliability("R6")
def test_a_damaged_copy_is_not_restored(kept: Path, tmp_path: Path) -> None:
    upkeep.backup(kept / "s", tmp_path / "copy.zip")
    data = (tmp_path / "copy.zip").read_bytes()
    dice = random.Random(5)
    for number in range(12):
        broken = bytearray(data)
        if number % 2:
            broken[dice.randrange(len(broken) // 2)] ^= 0xFF
        else:
            del broken[dice.randrange(len(broken)) :]
        (tmp_path / "broken.zip").write_bytes(broken)
        with pytest.raises(StoreError, match=r"damaged|cannot be restored"):
            upkeep.restore(tmp_path / "broken.zip", tmp_path / "t")
        assert not (tmp_path / "t").exists(), "nothing half"
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as made:
        made.writestr("manifest.json", '{"format": 99, "policygraph": "9.0"}')
    with pytest.raises(StoreError, match=r"9\.0"):
        upkeep.restore(tmp_path / "new.zip", tmp_path / "t")


@pytest.mark.reliability("R6")
def test_nothing_is_overwritten_and_nothing_half_is_left(kept: Path, tmp_path: Path) -> None:
    upkeep.backup(kept / "s", tmp_path / "copy.zip")
    with pytest.raises(StoreError, match="choose a new folder"):
        upkeep.restore(tmp_path / "copy.zip", kept / "s")
    with pytest.raises(StoreError, match="cannot be written"):
        upkeep.backup(kept / "s", tmp_path / "none" / "copy.zip")
    with store.open(kept / "s"), pytest.raises(StoreError, match="another process is writing"):
        upkeep.backup(kept / "s", tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()
    assert not list(tmp_path.glob("*.new"))
