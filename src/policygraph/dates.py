"""Calendar dates as official texts write them. Never invents a day: what no calendar has is `None`.

Forms after Decree 30/2020/NĐ-CP, annex I: ``ngày 05 tháng 3 năm 2025`` in the letterhead, ``05/3/2025`` in citations;
also ``ngày 19 tháng 7 năm 2017``, ``5.3.2025`` and ``05-3-2025``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

#: One date, named groups d, m, y; for use inside larger patterns after `named` renames the groups.
DATE = (
    r"(?P<d>\d{1,2})(?:\s*tháng\s*(?P<m>\d\s?\d?)\s*năm\s*(?P<y>\d{2}\s?\d{2})"
    r"|\s*(?P<sep>[/.-])\s*(?P<m2>\d{1,2})\s*(?P=sep)\s*(?P<y2>\d{4}))(?!\d)"
)
_DATE = re.compile(DATE, re.IGNORECASE)


def make(year: int, month: int, day: int) -> date | None:
    """The date, or `None` where the calendar has none.

    >>> make(2022, 6, 30), make(2022, 6, 31)
    (datetime.date(2022, 6, 30), None)
    """
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def find_date(text: str) -> tuple[date | None, int, int] | None:
    """The first thing written like a full date: (the date or None if impossible, start, end); None where there is none.

    >>> find_date("Hà Nội, ngày 26 tháng 0 6 năm 2018")
    (datetime.date(2018, 6, 26), 13, 34)
    >>> find_date("Hà Nội, ngày 28 tháng 9 năm 20 17")[0]
    datetime.date(2017, 9, 28)
    >>> find_date("Trước ngày 31/6/2022")
    (None, 11, 20)
    """
    match = _DATE.search(text)
    if match is None:
        return None
    month, year = ("".join((match[one] or match[other]).split()) for one, other in (("m", "m2"), ("y", "y2")))
    return make(int(year), int(month), int(match["d"])), match.start(), match.end()


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])


def year_end(year: int) -> date:
    """31 December of the year."""
    return date(year, 12, 31)


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter, 1 to 4.

    >>> quarter(2022, 1)
    (datetime.date(2022, 1, 1), datetime.date(2022, 3, 31))
    """
    if not 1 <= number <= 4:
        raise ValueError(f"a year has quarters 1 to 4, not {number}")
    last = 3 * number
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
