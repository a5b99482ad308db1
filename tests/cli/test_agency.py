"""``policygraph agency`` and ``trace --as-of``: who holds a responsibility on a day, as people read it."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from policygraph import build, cli
from policygraph.labels import catalogue
from policygraph.resources import folder
from policygraph.succession import Doubt
from policygraph.text import slug

DOCUMENTS = folder("data") / "documents"


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.out.splitlines()]


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "none"))

    def call(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["policygraph", *map(str, arguments)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return Outcome(int(code) if isinstance(code, int) else 0, said.out, said.err)

    return call


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the Ninh Thuận programme of 2022 and the Trà Vinh plan of 2025."""
    place = tmp_path_factory.mktemp("agency") / "store"
    texts = sorted(path for path in DOCUMENTS.iterdir() if path.name[:3] in ("001", "002"))
    assert len(texts) == 2
    build.build(texts, place)
    return place


def test_two_events_with_their_instruments(run: Run) -> None:
    done = run("agency", "Sở KH&ĐT", "--in", "Ninh Thuận", "--as-of", "2026-01-01")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [
        "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận [1992 – 28/02/2025]",
        "Ngày 01/01/2026 do cơ quan sau giữ: / On 01/01/2026 held by:",
        "→ Sở Tài chính tỉnh Khánh Hòa [01/07/2025 – …]",
        "01/03/2025 hợp nhất, sáp nhập / merged: Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận → Sở Tài chính tỉnh Ninh Thuận"
        " [Nghị định 45/2025/NĐ-CP; nghị quyết của HĐND từng tỉnh]",
        "01/07/2025 hợp nhất, sáp nhập / merged: tỉnh Ninh Thuận → tỉnh Khánh Hòa [Nghị quyết 202/2025/QH15]",
    ]


@pytest.mark.parametrize("place", ["Ninh Thuận", "tỉnh Ninh Thuận", "ninh thuan"])
@pytest.mark.parametrize("option", ["--in", "--place"])
def test_a_split_lists_all_and_decides_nothing(run: Run, option: str, place: str) -> None:
    done = run("agency", "Sở LĐTBXH", option, place, "--as-of", "2026-01-01")
    heads = [line for line in done.lines if line.startswith("→")]
    assert len(heads) == 5
    assert "not decided (the tables hand over a part only; several bodies took a share each)" in done.out
    assert "giảm nghèo / poverty reduction" in done.out


def test_a_district_has_no_successor(run: Run) -> None:
    # as the program itself writes the name, and as a plan of the province does
    for arguments in (["UBND huyện Gia Viễn, tỉnh Ninh Bình"], ["UBND huyện Gia Viễn", "--in", "Ninh Bình"]):
        done = run("agency", *arguments, "--as-of", "2026-01-01")
        assert done.code == 0
        assert "the tables name no successor" in done.out
        assert "[Nghị quyết 203/2025/QH15;" in done.out
        assert "→" not in done.out


def test_one_name_before_and_after_a_merger_is_two_bodies(run: Run) -> None:
    done = run("agency", "Sở Khoa học và Công nghệ tỉnh Ninh Bình", "--as-of", "2026-01-01")
    assert [line for line in done.lines if line.startswith("Sở")] == [
        "Sở Khoa học và Công nghệ tỉnh Ninh Bình [1992 – 30/06/2025]",
        "Sở Khoa học và Công nghệ tỉnh Ninh Bình [01/07/2025 – …]",
    ]
    assert done.lines[-1].endswith("On 01/01/2026: still this body")


def test_before_it_existed_it_says_what_it_was_made_of(run: Run) -> None:
    done = run("agency", "Bộ Dân tộc và Tôn giáo", "--as-of", "2022-01-01")
    assert "On 01/01/2022: did not exist yet (since 01/03/2025)" in done.out
    assert "Ủy ban Dân tộc → Bộ Dân tộc và Tôn giáo" in done.out


def test_ways_that_meet_are_numbered_and_memory_is_named(run: Run) -> None:
    done = run("agency", "UBND tỉnh Cần Thơ", "--as-of", "2026-01-01")
    assert [line[:2] for line in done.lines if re.match(r"\d\. ", line)] == ["1.", "2."]
    assert done.out.count("chưa đối chiếu nguồn / not checked against a source") == 2


def test_without_a_day_it_is_today(run: Run) -> None:
    assert re.search(r"^  Ngày \d\d/\d\d/20\d\d: vẫn là cơ quan này", run("agency", "Bộ Tư pháp").out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Sở Y tế"], "add --in PROVINCE"),
        (["các sở, ban, ngành tỉnh"], "stands for several agencies"),
        (["Sở Y tế", "--in", "Atlantis"], "no province 'Atlantis'"),
        (["Bộ Kế hoạch Đầu tu"], "  Bộ Kế hoạch và Đầu tư"),
        (["qwertyuiop"], "no agency 'qwertyuiop' in the tables"),
    ],
)
def test_what_is_missing_is_said(run: Run, arguments: list[str], words: str) -> None:
    done = run("agency", *arguments)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_bad_calls(run: Run) -> None:
    assert run("agency", "Bộ Tư pháp", "--as-of", "31/12/2025").code == 2
    assert run("agency").code == 2


def test_with_a_store_it_says_what_the_agency_has_to_do(run: Run, location: Path) -> None:
    name = "Sở Khoa học và Công nghệ tỉnh Trà Vinh"
    assert "nhiệm vụ" not in run("agency", name).out
    said = run("agency", name, "--store", str(location)).out
    count = re.search(r"chủ trì / lead: \d+ nhiệm vụ / (\d+) tasks", said)
    assert count
    assert int(count[1]) > 10
    assert "«" in said
    assert "--all" in said
    every = run("agency", name, "--all", "--store", str(location)).out
    assert "--all" not in every
    assert every.count("    - ") > said.count("    - ")
    missing = run("agency", name, "--store", str(location) + "-none")
    assert missing.code == 1


def test_trace_of_an_agency_says_who_holds_now(run: Run, location: Path) -> None:
    store = ("--store", str(location))
    done = run("trace", "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận", "--as-of", "2026-01-01", *store)
    assert done.code == 0
    assert done.lines[1:3] == [
        "Ngày 01/01/2026 do cơ quan sau giữ: / On 01/01/2026 held by:",
        "→ Sở Tài chính tỉnh Khánh Hòa [01/07/2025 – …]",
    ]
    assert "Nghị quyết 202/2025/QH15" not in run("trace", "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận", *store).out


def test_trace_of_a_document_says_it_of_each_lead(run: Run, location: Path) -> None:
    done = run("trace", "24/KH-UBND", "--as-of", "2026-01-01", "--store", str(location))
    at = next(number for number, line in enumerate(done.lines) if line.startswith("Sở Khoa học và Công nghệ tỉnh Trà"))
    assert done.lines[at + 2].startswith("→ Sở Khoa học và Công nghệ tỉnh Vĩnh Long")
    # a university keeps its name when its province is merged: nothing is made up
    assert "Trường Đại học Vĩnh Long" not in done.out
    plain = run("trace", "24/KH-UBND", "--store", str(location))
    assert "Vĩnh Long" not in plain.out


def test_every_part_change_and_doubt_has_a_name_in_both_languages() -> None:
    kinds: dict[str, set[str]] = {}
    for table in ("agency_changes", "province_changes"):
        with (folder("data") / "vocab" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kinds.setdefault("change", set()).update(row["kind"] for row in rows if row["kind"] != "part_moved")
        if table == "agency_changes":
            kinds["part"] = {slug(row["part"]) for row in rows if row["part"] not in ("", "all")}
    kinds["doubt"] = set(Doubt)
    needed = {f"{kind}.{value}" for kind, values in kinds.items() for value in values}
    assert len(needed) > 25
    assert needed - set(catalogue()) == set()
