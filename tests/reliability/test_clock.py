"""Days at the edges of years, leap years and mergers: what falls due, who holds what; no clock, no zone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from policygraph import succession
from policygraph.build import build
from policygraph.progress import Status, bucket
from policygraph.vocab import load

pytestmark = pytest.mark.reliability("R9")
Figure = Callable[..., None]
DAYS = (
    date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2025, 2, 28), date(2024, 3, 31), date(2025, 6, 30),
    date(2025, 7, 1), date(2025, 9, 30), date(2024, 12, 31),
)  # fmt: skip
DUE = [(day, timedelta(off), late) for day in DAYS for off, late in ((-1, False), (0, False), (1, True))]
#: Who holds on a day what a body held: the body's key, the day, the holder.
HOLDERS = (
    ("so-ke-hoach-va-dau-tu@58@63", date(2025, 2, 28), "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận"),
    ("so-ke-hoach-va-dau-tu@58@63", date(2025, 3, 1), "Sở Tài chính tỉnh Ninh Thuận"),
    ("so-ke-hoach-va-dau-tu@58@63", date(2025, 6, 30), "Sở Tài chính tỉnh Ninh Thuận"),
    ("so-ke-hoach-va-dau-tu@58@63", date(2025, 7, 1), "Sở Tài chính tỉnh Khánh Hòa"),
    ("so-ke-hoach-va-dau-tu@58@63", date(2025, 12, 31), "Sở Tài chính tỉnh Khánh Hòa"),
    ("so-ke-hoach-va-dau-tu@58@63", date(2024, 2, 29), "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận"),
)


@pytest.mark.parametrize(("due", "off", "late"), DUE)
def test_what_is_due_on_a_day_is_not_late_on_it(due: date, off: timedelta, late: bool) -> None:
    assert bucket(Status.NOT_DONE, None, due, due + off) is (Status.OVERDUE if late else Status.WITHIN_TERM)
    done = bucket(Status.DONE, due + off, due, due + timedelta(400))
    assert done is (Status.DONE_LATE if late else Status.DONE_ON_TIME)


@pytest.mark.parametrize(("key", "on", "holder"), HOLDERS)
def test_a_merger_holds_from_its_day(key: str, on: date, holder: str) -> None:
    agency = load().agency(key)
    assert agency is not None
    assert [held.name for held in succession.holders(agency, on, load(), None).holders] == [holder]


def test_no_zone_and_no_clock_changes_an_answer(tmp_path: Path, documents: list[Path], figure: Figure) -> None:
    """The same audit in Hanoi, in London, in Kiritimati, in Honolulu, as of days at an edge."""
    build(documents, tmp_path / "s")
    for day in ("2025-06-30", "2025-12-31"):
        said = set()
        for zone in ("UTC", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati", "Pacific/Honolulu"):
            out = tmp_path / f"{zone.replace('/', '-')}.json"
            command = [sys.executable, "-m", "policygraph.cli", "audit", "--as-of", day, "--out", str(out)]
            subprocess.run([*command, "--store", str(tmp_path / "s")], env={**os.environ, "TZ": zone}, check=True,
                           capture_output=True)  # fmt: skip
            said.add(out.read_bytes())
        assert len(said) == 1, day
    figure(f"{2 * len(DUE) + len(HOLDERS) + 8} cases of days and zones: all as the table says")
