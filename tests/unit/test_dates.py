"""Dates as texts write them; what no calendar has is `None`, never another day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph import dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày 05 tháng 3 năm 2025", date(2025, 3, 5)),
        ("ngày 05/3/2025", date(2025, 3, 5)),
        ("5.3.2025", date(2025, 3, 5)),
        ("05-3-2025", date(2025, 3, 5)),
        ("ngày 26 tháng 0 6 năm 2018", date(2018, 6, 26)),
        ("ngày 28 tháng 9 năm 20 17", date(2017, 9, 28)),
        ("Trước ngày 31/6/2022", None),
        ("ngày 30 tháng 2 năm 2024", None),
    ],
)
def test_find_date(text: str, day: date | None) -> None:
    found = dates.find_date(text)
    assert found is not None
    assert found[0] == day
    assert text[found[1] : found[2]][0].isdigit()


@pytest.mark.parametrize("text", ["tháng 3 năm 2025", "69-KL/TW", "năm 2025", "", "1/2/20256"])
def test_what_is_no_full_date_gives_none(text: str) -> None:
    assert dates.find_date(text) is None


@given(st.integers(-5, 12000), st.integers(-5, 40), st.integers(-5, 40))
def test_make_never_raises_and_never_moves_a_day(year: int, month: int, day: int) -> None:
    made = dates.make(year, month, day)
    assert made is None or (made.year, made.month, made.day) == (year, month, day)


def test_quarters_and_years_end_where_the_calendar_says() -> None:
    assert [dates.quarter(2024, n)[1] for n in (1, 2, 3, 4)] == [
        date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31),
    ]  # fmt: skip
    assert dates.year_end(2024) == date(2024, 12, 31)
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        dates.quarter(2024, 5)
