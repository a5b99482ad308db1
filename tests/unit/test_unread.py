"""What looks like a number and was read as none is said; what was read, or is no number, is not."""

from __future__ import annotations

import pytest

from policygraph.extract import extract
from policygraph.text import SourceText


def unread(body: str) -> list[str]:
    source = SourceText("a.txt", "0" * 64, "text/plain", f"KẾ HOẠCH\nvề công tác y tế\n{body}\n")
    return [f.evidence.quote for f in extract(source).findings if f.kind == "unread-citation" and f.evidence]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("1. Sở Y tế thực hiện theo mẫu số 12/mau_3a của cấp trên.", ["12/mau_3a"]),
        ("Thực hiện Công văn số 186-CV/TU ngày 04/01/2021 của Ban Thường vụ Tỉnh ủy.", []),
        ("1. Sở Y tế trực 24/7 và báo cáo trước ngày 05/3/2025, tỷ lệ 1/2000.", []),
        ("1. Tổng số 5 - 6 người/xã, tốc độ 40 km/h.", []),
    ],
)
def test_unread(body: str, seen: list[str]) -> None:
    assert unread(body) == seen
