"""Targets: figures, ranks, ranges, years, and where none are."""

from __future__ import annotations

import pytest

from policygraph.extract import targets
from policygraph.facts import Target
from policygraph.structure import parse
from policygraph.text import SourceText

HEAD = (
    "Số: 5/KH-UBND\nHuế, ngày 02 tháng 3 năm 2024\nKẾ HOẠCH\nVỀ VIỆC A\nThực hiện luật, UBND tỉnh ban hành như sau:\n"
)


def found(body: str) -> tuple[Target, ...]:
    return targets.read(parse(SourceText("a.txt", "0" * 64, "text/plain", HEAD + body)))[0]


@pytest.mark.parametrize(
    ("clause", "value", "upper", "unit", "comparator"),
    [
        ("tỷ lệ đạt trên 50% doanh nghiệp", 50, None, "%", ">"),
        ("tỷ lệ đóng góp đạt mức 44-45% tăng trưởng", 44, 45, "%", "range"),
        ("phân bổ từ 0,5 - 1,0% tổng chi ngân sách", 0.5, 1.0, "%", "range"),
        ("tốc độ đổi mới đạt khoảng 25%/năm", 25, None, "%/năm", "~"),
        ("số doanh nghiệp tăng tối thiểu 03 lần so với năm 2020", 3, None, "lần", ">="),
        ("không để ùn tắc giao thông kéo dài trên 30 phút", 30, None, "phút", "<="),
        ("có trên 2.000 cán bộ, công chức, viên chức", 2000, None, "cán bộ, công chức, viên chức", ">"),
        ("chỉ số nằm trong top đầu 20 tỉnh cả nước", 20, None, "tỉnh", "<="),
        ("tỷ lệ nhập siêu tối đa không vượt quá 20%", 20, None, "%", "<="),
        ("tỷ lệ hộ nghèo giảm còn dưới 2,5% dân số", 2.5, None, "%", "<"),
        ("năng suất đạt mức trên trung bình của cả nước", None, None, None, ">"),
        ("xây dựng đội ngũ cán bộ có trình độ cao", None, None, None, None),
        ("tỷ suất tử vong trẻ em dưới 5 tuổi giảm xuống dưới 12‰", 12, None, "‰", "<"),
        ("phổ cập giáo dục mầm non cho trẻ em từ 3 đến 5 tuổi", None, None, None, None),
        ("tuổi thọ trung bình đạt 75 tuổi", 75, None, "tuổi", "="),
        ("tử vong mẹ giảm xuống dưới 42/100.000 trẻ đẻ sống", 42, None, "/100.000 trẻ đẻ sống", "<"),
        ("tỷ số giới tính không quá 111 bé trai/100 bé gái", 111, None, "bé trai/100 bé gái", "<="),
    ],
)
def test_figures(
    clause: str, value: float | None, upper: float | None, unit: str | None, comparator: str | None
) -> None:
    (target,) = found(f"I. MỤC TIÊU\n1. Đến năm 2030, {clause}.\nII. NHIỆM VỤ\n1. A.")
    assert target.text == clause
    assert (target.value, target.upper, target.unit, target.comparator) == (value, upper, unit, comparator)
    assert str(target.by) == "2030-12-31"


def test_each_clause_is_a_target_and_the_year_at_the_head_governs() -> None:
    body = (
        "I. MỤC TIÊU\n1. Đến năm 2020, phấn đấu đạt 100% hộ có điện, năm 2018 đạt 99%; 98% xã có đường.\nII. B\n1. A."
    )
    assert [(t.value, str(t.by)) for t in found(body)] == [(100, "2020-12-31"), (99, "2018-12-31"), (98, "2020-12-31")]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "Đến năm 2025 đạt 60% và đến năm 2030 đạt 75% các cơ quan có lãnh đạo là nữ.",
            [("Đến năm 2025 đạt 60%", 60, "2025-12-31"),
             ("đạt 75% các cơ quan có lãnh đạo là nữ", 75, "2030-12-31")],
        ),
        (
            "Lao động nữ đạt 40% vào năm 2025 và khoảng 45% vào năm 2030.",
            [("Lao động nữ đạt 40% vào năm 2025", 40, "2025-12-31"), ("khoảng 45% vào năm 2030", 45, "2030-12-31")],
        ),
        (
            "100% cán bộ Đoàn, 90% đoàn viên và 80% thanh niên được học tập.",
            [("100% cán bộ Đoàn", 100, "None"), ("90% đoàn viên", 90, "None"),
             ("80% thanh niên được học tập", 80, "None")],
        ),
        (
            "Phát triển ngành theo hướng tuần hoàn, an toàn dịch bệnh, giảm ô nhiễm môi trường.",
            [("Phát triển ngành theo hướng tuần hoàn, an toàn dịch bệnh, giảm ô nhiễm môi trường", None, "None")],
        ),
    ],
)  # fmt: skip
def test_indicators_that_share_a_sentence(clause: str, expected: list[tuple[str, float | None, str]]) -> None:
    assert [(t.text, t.value, str(t.by)) for t in found(f"I. MỤC TIÊU\n1. {clause}\nII. NHIỆM VỤ\n1. A.")] == expected


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        ("Sở Y tế phối hợp với UBND các xã vận động 100% hộ dân ký.", ["vận động 100% hộ dân ký"]),
        ("Sở Y tế kiểm tra đối với ít nhất 10% số cơ sở.", ["ít nhất 10% số cơ sở"]),
        ("Thanh tra tỉnh kiểm tra các đơn vị có tỷ lệ giải ngân dưới 50% kế hoạch.", []),
        ("Sở Y tế tham mưu thành lập 03 Tổ công tác kiểm tra, đôn đốc các xã.", []),
        ("Các sở đã phối hợp tuyên truyền, đạt 90% kế hoạch.", []),
    ],
)
def test_what_a_task_states_is_its_smallest_clause(item: str, texts: list[str]) -> None:
    assert [t.text for t in found(f"I. NHIỆM VỤ\n1. {item}")] == texts


def test_a_period_at_the_head_ends_with_its_last_year() -> None:
    (target,) = found("I. MỤC TIÊU\n- Giai đoạn 2021-2025: Đẩy mạnh ứng dụng công nghệ.\nII. B\n1. A.")
    assert (target.text, str(target.by)) == ("Đẩy mạnh ứng dụng công nghệ", "2025-12-31")


def test_a_heading_on_the_line_of_its_objective_is_no_part_of_it() -> None:
    body = "I. MỤC ĐÍCH, YÊU CẦU, CHỈ TIÊU\n1. Mục đích\n- Nâng cao ý thức.\n2. Chỉ tiêu Hằng năm có 100% "
    (target,) = found(body + "học sinh trong các trường học được tuyên truyền pháp luật về giao thông.\n")
    assert (target.value, target.text.split()[:2]) == (100, ["Hằng", "năm"])


def test_purpose_and_content_give_none() -> None:
    body = (
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n- Phấn đấu đến năm 2025 đạt 90% hộ có điện.\nII. NHIỆM VỤ\n"
        "1. A\n1.1. Nội dung: đạt 50% chi ngân sách.\n1.2. Tổ chức thực hiện: Sở Y tế rà soát."
    )
    assert found(body) == ()


def test_a_share_stated_inside_a_task() -> None:
    (target,) = found("I. NHIỆM VỤ\n1. Sở Tài chính:\nTham mưu phân bổ kinh phí ít nhất đạt 2% tổng chi ngân sách.")
    assert (target.value, target.by) == (2, None)


def test_years_in_names_of_documents_are_no_targets() -> None:
    assert found("I. NHIỆM VỤ\n1. Sở Y tế thực hiện Chiến lược đến năm 2030, tầm nhìn đến năm 2045.") == ()


def test_evidence_quotes_the_source() -> None:
    text = HEAD + "I. MỤC TIÊU\n1. Đến năm 2030,  trên 50%\nhộ có điện.\nII. B\n1. A."
    (target,) = targets.read(parse(SourceText("a.txt", "0" * 64, "text/plain", text)))[0]
    assert target.evidence.quote == text[target.evidence.start : target.evidence.end] == "trên 50%\nhộ có điện"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sở Y tế phân loại rác tại nguồn; đến năm 2025 tỷ lệ rác được thu gom đạt 95%.", [(95, "%", "2025-12-31")]),
        ("Sở Y tế giảm tỷ suất tử vong; phấn đấu còn từ 8‰ đến 9‰.", [(8, "‰", "None")]),
        ("Sở Y tế bảo đảm vốn cho xã nghèo tăng tối thiểu 1,5 lần so với giai đoạn trước.", [(1.5, "lần", "None")]),
        ("Sáu tháng đầu năm 2019, các trạm khám đạt 52% kế hoạch; công suất đạt 98%. Sở Y tế mở lớp.", []),
        ("Sở Y tế rà soát hồ sơ trực tuyến (đất đai mới đạt 11%).", []),
        ("Sở Y tế thành lập 04 tổ theo dõi việc này ở cơ sở.", []),
    ],
)
def test_years_of_clauses_multiples_and_what_was_reached_so_far(
    words: str, expected: list[tuple[float, str, str]]
) -> None:
    assert [(t.value, t.unit, str(t.by)) for t in found(f"I. NHIỆM VỤ\n1. {words}")] == expected


def test_a_heading_that_is_all_about_a_year_gives_its_targets_that_year() -> None:
    body = "I. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2023\n1. Mục tiêu\nTỷ lệ giải quyết khiếu nại đạt từ 90% trở lên.\n2. Việc"
    assert [str(target.by) for target in found(body)] == ["2023-12-31"]
    assert [target.by for target in found(body.replace("PHƯƠNG HƯỚNG", "KẾT QUẢ"))] == [None]


def test_a_year_at_the_head_of_an_item_holds_for_what_stands_below_it() -> None:
    body = (
        "I. MỤC TIÊU\n- Đến năm 2050: Phấn đấu 100% xe máy dùng điện; chuyển đổi hoàn toàn.\n+ 100% xe buýt dùng điện."
    )
    assert [str(target.by) for target in found(body) if target.value] == ["2050-12-31", "2050-12-31"]
