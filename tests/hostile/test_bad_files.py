"""More than five hundred bad files: a finding or one line for each, in bounded time and memory; none stops the rest."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import LONG, ROOT
from tests.hostile import bad

from policygraph import sources
from policygraph.build import Outcome, work
from policygraph.build.work import Given, Read
from policygraph.errors import SourceError
from policygraph.sources import trial

Figure = Callable[[str], None]
#: Whatever else is wrong with it, such a file is never read: what its line says.
REFUSED = {
    "xml": {
        ".docx": "DOCTYPE",
        ".xlsx": "DOCTYPE",
        ".odt": "DOCTYPE",
    },
    "archives": {
        "ratio": "bung ra quá lớn",
        "lying": "hỏng",
        "nested": "lồng nhau",
        "overlapping": "bung ra quá lớn",
        "locked": "mật khẩu",
        "members": "bung ra quá lớn",
        "no-documents": "không có văn bản",
    },
    "pdfs": {
        "flate": "bung ra quá lớn",
        "graphics-bomb": "bung ra quá lớn",
        "ten-thousand-pages": "10,000 trang",
        "locked": "mật khẩu",
        "huge-xref": "hỏng",
        "xref-loop": "hỏng",
    },
}
#: What is done to the letters of a text -> the finding that says so; "" where the file is refused.
TOLD = {
    "nul": "",
    "surrogates": "",
    "controls": "control-characters",
    "c1": "control-characters",
    "escapes": "control-characters",
    "noncharacters": "control-characters",
    "bidi": "invisible-characters",
    "invisible": "invisible-characters",
    "separators": "invisible-characters",
    "tags": "invisible-characters",
    "marks": "lone-diacritics",
    "private": "private-use-characters",
    "look-alikes": "look-alike-letters",
    "nfd": "mixed-unicode-forms",
    "mixed": "mixed-unicode-forms",
}


def read(folder: Path, name: str, make: bad.Make) -> list[Read | SourceError]:
    """What reading and extraction make of the file; never an exception, nothing that nobody foresaw."""
    (folder / name).write_bytes(make())
    found = work.read([Given(folder / name)])
    for item in found:
        if isinstance(item, SourceError):
            line = str(item)
            assert "\n" not in line
            assert ";" in line, "where, what is wrong, what to do"
            assert "the reader failed" not in line
    return found


@pytest.mark.reliability("S8")
@pytest.mark.parametrize("kind", bad.KINDS)
def test_each_gives_a_finding_or_one_line(tmp_path: Path, kind: str) -> None:
    """Of a file that is read in spite of all there are findings, and its time is bounded."""
    if kind in ("xml", "unpackable", "archives"):  # LibreOffice takes seconds for each broken file
        chosen = {name: make for name, make in bad.KINDS[kind].items() if LONG or name != "no-content.odt"}
    else:
        chosen = bad.KINDS[kind]
    for name, make in chosen.items():
        start = time.process_time()
        found = read(tmp_path, name, make)
        assert found, f"{name}: silence"
        assert all(isinstance(item, SourceError) or item.findings for item in found), f"{name}: read without a word"
        assert time.process_time() - start < 10, name


def test_there_are_five_hundred() -> None:
    assert sum(map(len, bad.KINDS.values())) >= 500


@pytest.mark.parametrize(
    ("kind", "seconds", "megabytes"),
    [
        pytest.param("xml", 0.5, 100, marks=pytest.mark.reliability("S4")),
        pytest.param("archives", 2, 300, marks=pytest.mark.reliability("S5")),
        pytest.param("pdfs", 2, 300, marks=pytest.mark.reliability("S5")),
    ],
)
def test_what_is_made_to_hurt_is_refused_for_what_it_is(
    tmp_path: Path, kind: str, seconds: float, megabytes: float, figure: Figure
) -> None:
    """Each in a process of its own, whose memory and processor time are bounded."""
    for name, make in bad.KINDS[kind].items():
        (tmp_path / name).write_bytes(make())
    command = [sys.executable, "-m", "tests.hostile.each", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    costs = {said["name"]: said for said in map(json.loads, done.stdout.splitlines())}
    assert costs.keys() == bad.KINDS[kind].keys(), "one of them brought its reader down"
    for name, cost in costs.items():
        told = next((said for part, said in REFUSED[kind].items() if part in name), None)
        assert told is None or told in str(cost["refused"]), cost
        assert cost["seconds"] < seconds, cost
        assert cost["memory"] < megabytes, cost
    slowest, largest = (max(cost[what] for cost in costs.values()) for what in ("seconds", "memory"))
    refused = sum(cost["refused"] is not None for cost in costs.values())
    figure(
        f"{kind}: {len(costs)} files, {refused} refused; the slowest took {slowest * 1000:.0f} ms of processor time"
        f" (bound {seconds * 1000:.0f}), the largest {largest:.0f} MB (bound {megabytes:.0f})"
    )


def test_a_large_pdf_that_is_no_bomb_is_read(tmp_path: Path) -> None:
    """Its stream is so long that another process opens it first."""
    content = zlib.compress(b"BT /F 12 Tf 50 700 Td (Ke hoach) Tj ET" + b" " * 5_000_000)
    data = bad.pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(content) + content + b"\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    assert trial.is_large(data)
    (tmp_path / "a.pdf").write_bytes(data)
    assert sources.read(tmp_path / "a.pdf").text.strip() == "Ke hoach"


@pytest.mark.reliability("S8")
def test_what_was_done_to_the_letters_is_told(tmp_path: Path, figure: Figure) -> None:
    for name, make in bad.KINDS["letters"].items():
        (item,) = read(tmp_path, name, make)
        told = TOLD[name.partition("-")[0] if not name.startswith("look") else "look-alikes"]
        if told:
            assert isinstance(item, Read), name
            assert told in {finding.kind for finding in item.findings}, name
        else:
            assert isinstance(item, SourceError), name
    figure(f"{len(bad.KINDS['letters'])} texts with damaged letters, all told for what they are")


_LEGACY = {"TCVN3": "tcvn3", "VNI": "vni", "Windows-1258": "cp1258"}


@pytest.mark.reliability("S8")
@pytest.mark.parametrize("encoding", _LEGACY)
def test_old_encodings_are_known_by_what_they_say(tmp_path: Path, encoding: str, figure: Figure) -> None:
    """Each paragraph of the shipped documents that is long enough to tell, as an old program wrote it."""
    write = old_encoding(encoding)
    texts = [line for number in range(5) for line in bad.shipped(number).splitlines() if len(line) > 80][:40]
    known = 0
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(write(text))
        try:
            source = sources.read(path)
        except SourceError:
            continue
        known += any(remark.detail == encoding for remark in source.layout.remarks)
    figure(f"{encoding}: {known} of {len(texts)} paragraphs")
    assert known >= 0.95 * len(texts)


def old_encoding(name: str) -> Callable[[str], bytes]:
    """Text as a program wrote it that knew no Unicode; letters that the coding lacks are left out."""
    import unicodedata

    from policygraph.sources import decode

    if name == "Windows-1258":

        def write(text: str) -> bytes:
            """A letter and its tone apart, as that code page has them."""
            out = ""
            for letter in unicodedata.normalize("NFC", text):
                parts = unicodedata.normalize("NFD", letter)
                tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
                rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
                out += rest + tone
            return out.encode("cp1258", "ignore")

        return write
    table = {letter: written for written, letter in decode._tables()[name].items()}
    return lambda text: "".join(table.get(letter, letter) for letter in unicodedata.normalize("NFC", text)).encode(
        "latin-1", "ignore"
    )


#: A process counts as its own what the one had taken that it was forked from, so a small one stands between.
_MEASURED = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss / 1000, used.ru_utime + used.ru_stime, code, file=sys.stderr)"""


def most_memory(command: list[str], out: Path) -> tuple[float, float, int]:
    """Megabytes at most and processor seconds of a command that prints to ``out``, and its exit code."""
    with out.open("wb") as file:
        run = subprocess.run(
            [sys.executable, "-c", _MEASURED, *command], stdout=file, stderr=subprocess.PIPE, text=True, check=True
        )
    memory, seconds, code = run.stderr.split()
    return float(memory), float(seconds), int(code)


@pytest.mark.reliability("S4", "S5", "S8")
def test_all_of_them_together_cost_little_and_lose_nothing(
    tmp_path: Path, documents: list[Path], figure: Figure
) -> None:
    """One load of all files and a good one, in a process of its own whose memory is measured."""
    folder = tmp_path / "in"
    count = 0
    for kind, files in bad.KINDS.items():
        (folder / kind).mkdir(parents=True)
        mutated = kind in (
            "truncated",
            "corrupted",
            "encodings",
            "letters",
        )  # alike: a quarter of them in the short form
        for name, make in sorted(files.items())[:: 4 if mutated and not LONG else 1]:
            if LONG or not name.endswith(".odt"):
                (folder / kind / name).write_bytes(make())
                count += 1
    shutil.copy(documents[4], folder / "good.txt")
    command = [sys.executable, "-m", "policygraph.cli", "build", str(folder), "--store", str(tmp_path / "s"), "--json"]
    memory, seconds, code = most_memory([*command, "--workers", "1"], tmp_path / "events")
    assert code == 0
    events = [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()]
    said = {event["file"]: event["outcome"] for event in events if "file" in event}
    assert said[str(folder / "good.txt")] == Outcome.LOADED
    assert len(said) >= count + 1, "something is told of each"
    figure(f"{count} bad files in one load: {memory:.0f} MB at most, {seconds:.0f} s of processor time")
    assert memory < 600
    assert seconds < 240


@pytest.mark.reliability("S8")
@pytest.mark.skipif(not LONG, reason="full sizes take minutes: make reliability")
@pytest.mark.parametrize("shape", ["one line of 100 MB", "a million bullets", "nested 10,000 deep"])
def test_full_sizes(tmp_path: Path, shape: str, figure: Figure) -> None:
    make = {
        "one line of 100 MB": lambda: b"khong co gi " * 8_333_334,
        "a million bullets": lambda: "- Rà soát.\n".encode() * 1_000_000,
        "nested 10,000 deep": lambda: (
            "\n".join("1." * n + " Rà soát" for n in range(1, 3000)).encode()
            + "".join("(" * 10_000 + ")" * 10_000).encode()
        ),
    }[shape]
    (tmp_path / "a.txt").write_bytes(make())
    command = [sys.executable, "-m", "policygraph.cli", "build", str(tmp_path / "a.txt"), "-q", "--workers", "1"]
    memory, seconds, code = most_memory([*command, "--store", str(tmp_path / "s")], tmp_path / "events")
    figure(f"{shape}: exit {code}, {memory:.0f} MB, {seconds:.0f} s")
    assert code in (0, 1)
    assert seconds < 600
    assert memory < 3000


def test_a_text_of_more_parts_than_any_document_has_is_refused(tmp_path: Path) -> None:
    """A million points made a graph of twenty gigabytes."""
    (tmp_path / "a.txt").write_text("KẾ HOẠCH\nI. NHIỆM VỤ\n" + "- Rà soát.\n" * 20, "utf-8")
    (refused,) = work.read([Given(tmp_path / "a.txt")], sources.Options(max_parts=15))
    assert isinstance(refused, SourceError)
    assert "giới hạn 15" in str(refused)
    (whole,) = work.read([Given(tmp_path / "a.txt")], sources.Options(max_parts=25))
    assert isinstance(whole, Read)
