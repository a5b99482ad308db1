"""A directive that says by when the provinces issue their plan: from the text to the cell and the workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from policygraph import audit, build, store
from policygraph.audit import AuditReport, Rules, State
from policygraph.export import AUDITS
from policygraph.export.sheets import heading
from policygraph.labels import vi

HEAD = """{issuer}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}
{place}, ngày {day}

"""
DIRECTIVE = """CHỈ THỊ
Về tăng cường phòng, chống dịch bệnh trên vật nuôi

Thủ tướng Chính phủ yêu cầu:
1. Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương {asked} trước ngày 30 tháng 6 năm 2024.
2. Bộ Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với các bộ, ngành kiểm tra việc thực hiện Chỉ thị này.
Nơi nhận:
- Lưu: VT.
THỦ TƯỚNG
"""
PLAN = """KẾ HOẠCH
Thực hiện Chỉ thị số 17/CT-TTg ngày 05 tháng 3 năm 2024 của Thủ tướng Chính phủ về phòng, chống dịch bệnh trên vật nuôi

I. MỤC ĐÍCH
1. Nâng cao hiệu quả phòng, chống dịch bệnh.
II. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Phát triển nông thôn chủ trì tổ chức thực hiện Kế hoạch này.
Nơi nhận:
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""
OWN = "chủ trì xây dựng, ban hành Kế hoạch thực hiện Chỉ thị này"
OTHER = "chủ trì xây dựng Kế hoạch sử dụng đất"
NINH_BINH, TRA_VINH = ("https://w3id.org/policygraph/id/place/tinh-" + name for name in ("ninh-binh", "tra-vinh"))


def built(at: Path, asked: str) -> Path:
    """A store of the directive and two plans: Ninh Bình's of 28 June, Trà Vinh's of 15 August 2024."""
    texts = at / "texts"
    texts.mkdir()
    head = HEAD.format(issuer="THỦ TƯỚNG CHÍNH PHỦ", number="17/CT-TTg", place="Hà Nội", day="05 tháng 3 năm 2024")
    (texts / "1.txt").write_text(head + DIRECTIVE.format(asked=asked), "utf-8")
    for number, place, day in (("2", "Ninh Bình", "28 tháng 6"), ("3", "Trà Vinh", "15 tháng 8")):
        head = HEAD.format(
            issuer=f"ỦY BAN NHÂN DÂN\nTỈNH {place.upper()}",
            number=f"{number}/KH-UBND",
            place=place,
            day=f"{day} năm 2024",
        )
        (texts / f"{number}.txt").write_text(head + PLAN, "utf-8")
    build.build([texts], at / "store")
    return at / "store"


def states(at: Path, as_of: date) -> tuple[State, State]:
    with store.open(at, read_only=True) as opened:
        cells = {cell.place.iri: cell.state for cell in audit.matrix(opened, Rules(as_of))}
    return cells[NINH_BINH], cells[TRA_VINH]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("asked"), OWN)


@pytest.fixture(scope="module")
def report(asked: Path) -> Iterator[AuditReport]:
    with store.open(asked, read_only=True) as opened:
        yield audit.audit(opened, date(2025, 1, 1))


def test_a_plan_after_the_day_that_the_directive_names_is_late(asked: Path) -> None:
    assert states(asked, date(2025, 1, 1)) == (State.IMPLEMENTED, State.IMPLEMENTED_LATE)


def test_on_an_earlier_day_the_late_plan_is_not_there_yet(asked: Path) -> None:
    found = states(asked, date(2024, 7, 1))
    assert found[0] is State.IMPLEMENTED
    assert not found[1].found


def test_a_day_for_another_plan_makes_nothing_late(tmp_path: Path) -> None:
    assert states(built(tmp_path, OTHER), date(2025, 1, 1)) == (State.IMPLEMENTED, State.IMPLEMENTED)


def test_the_workbook_says_by_when_and_what_came_late(report: AuditReport) -> None:
    book = load_workbook(io.BytesIO(AUDITS["xlsx"](report)))
    head, *rows = book[vi("sheet.coverage")].iter_rows(values_only=True)
    place, due, late = (head.index(heading(name)) for name in ("place", "due", "late"))
    told = {str(row[place]).partition(" (")[0]: (row[due].date(), row[late]) for row in rows if row[due]}
    assert told == {
        "tỉnh Ninh Bình": (date(2024, 6, 30), vi("answer.no")),
        "tỉnh Trà Vinh": (date(2024, 6, 30), vi("answer.yes")),
    }


def test_what_the_collection_holds_is_counted_on_the_day(asked: Path) -> None:
    with store.open(asked, read_only=True) as opened:
        assert sum(item.documents for item in audit.audit(opened, date(2024, 7, 1)).holdings) == 2
        assert sum(item.documents for item in audit.audit(opened, date(2025, 1, 1)).holdings) == 3
