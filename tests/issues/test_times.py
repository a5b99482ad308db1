"""Ways of saying when and how much that once were missed; texts are our own."""

from __future__ import annotations

import pytest

from policygraph.extract import extract, schedules, targets
from policygraph.reading import Reading
from policygraph.structure import parse
from policygraph.text import NormalText, SourceText


def source(text: str) -> SourceText:
    return SourceText("a.txt", "0" * 64, "text/plain", text)


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("Rà soát quy chế, chậm nhất đến ngày 30/9/2025.", "chậm nhất đến ngày 30/9/2025", None, "2025-09-30"),
        ("Hoàn thành trước năm 2026.", "Hoàn thành trước năm 2026", None, "2025-12-31"),
        ("Trình trước quý III/2024.", "trước quý III/2024", None, "2024-06-30"),
        ("Tiếp tục theo dõi; cuối năm 2025 tổng kết.", "cuối năm 2025", None, "2025-12-31"),
        ("Mở lớp trong quý II, III/2026.", "trong quý II, III/2026", "2026-04-01", "2026-09-30"),
        ("Mở lớp trong tháng 01 và tháng 02/2024.", "trong tháng 01 và tháng 02/2024", "2024-01-01", "2024-02-29"),
        ("Kiểm tra từ tháng 6 đến tháng 9 năm 2023.", "từ tháng 6 đến tháng 9 năm 2023", "2023-06-01", "2023-09-30"),
        ("Cao điểm từ ngày 01/7 đến 30/9/2024.", "từ ngày 01/7 đến 30/9/2024", "2024-07-01", "2024-09-30"),
        ("Xong trong 06 tháng đầu năm 2024.", "trong 06 tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("Đo đạc xong trong giai đoạn 2024 - 2026.", "trong giai đoạn 2024 - 2026", "2024-01-01", "2026-12-31"),
        ("Theo dõi; năm 2025 tham mưu sơ kết.", "năm 2025", "2025-01-01", "2025-12-31"),
        ("Ban hành trong thời hạn 30 ngày kể từ ngày ký.", "trong thời hạn 30 ngày kể từ ngày ký", None, None),
        ("Dạy từ năm học 2016 - 2017.", "từ năm học 2016 - 2017", None, None),
    ],
)
def test_dates_in_running_text(text: str, words: str, start: str | None, end: str | None) -> None:
    reading = Reading(NormalText(source(text)))
    time = schedules.read_text(reading, 0, len(reading.text))
    assert time is not None
    said = [None if day is None else day.isoformat() for day in (time.start, time.end)]
    assert (reading.text[time.span.start : time.span.end], said) == (words, [start, end])


@pytest.mark.parametrize(
    ("text", "words", "repeats", "invalid"),
    [
        ("Báo cáo Bộ trước ngày 31/6 và 31/12 hằng năm.", "trước ngày 31/6 và 31/12 hằng năm", ("P1Y",), True),
        ("Báo cáo trước ngày 29/2 hằng năm.", "trước ngày 29/2 hằng năm", ("P1Y",), False),
        ("Gửi trước ngày 15-01 hằng năm.", "trước ngày 15-01 hằng năm", ("P1Y",), False),
        (
            "Định kỳ 6 tháng (trước ngày 15-6), một năm (trước ngày 15-12) báo cáo.",
            "Định kỳ 6 tháng (trước ngày 15-6), một năm (trước ngày 15-12)",
            ("P6M", "P1Y"),
            False,
        ),
        ("Kiểm tra trước mùa mưa, lũ hằng năm; xử lý.", "trước mùa mưa, lũ hằng năm", ("P1Y",), False),
        ("Định kì hằng quý họp đánh giá.", "Định kì hằng quý", ("P3M",), False),
        ("Tổng hợp số liệu hằng quý, gửi Cục.", "hằng quý", ("P3M",), False),
        ("Đối thoại ít nhất 01 lần/năm.", "ít nhất 01 lần/năm", ("P1Y",), False),
        ("Tổ chức lưu động mỗi năm tối thiểu 12 cuộc.", "mỗi năm", ("P1Y",), False),
        ("Phối hợp thực hiện thường xuyên.", "thường xuyên", ("continuous",), False),
        (
            "Gửi trước ngày 20/6 (báo cáo 6 tháng), trước ngày 20/11 (báo cáo năm).",
            "trước ngày 20/6 (báo cáo 6 tháng), trước ngày 20/11 (báo cáo năm)",
            ("P6M", "P1Y"),
            False,
        ),
    ],
)
def test_what_repeats_in_running_text(text: str, words: str, repeats: tuple[str, ...], invalid: bool) -> None:
    reading = Reading(NormalText(source(text)))
    time = schedules.read_text(reading, 0, len(reading.text))
    assert time is not None
    found = reading.text[time.span.start : time.span.end]
    assert (found, time.recurrence, time.invalid, time.start, time.end) == (words, repeats, invalid, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Lồng ghép vào kế hoạch phát triển kinh tế - xã hội hằng năm.",
        "Xây dựng dự toán ngân sách hằng năm.",
        "Triển khai Chương trình mục tiêu quốc gia giai đoạn 2021 - 2025 trên địa bàn.",
        "Bố trí nguồn chi thường xuyên.",
        "Bình quân mỗi năm tối thiểu 10% hộ thoát nghèo.",
    ],
)
def test_what_only_looks_like_a_time(text: str) -> None:
    reading = Reading(NormalText(source(text)))
    assert schedules.read_text(reading, 0, len(reading.text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Giữ tỷ lệ che phủ rừng ở mức 48% vào năm 2025 và đạt 50% vào năm 2030.",
            [(48.0, "%", "=", "2025-12-31"), (50.0, "%", "=", "2030-12-31")],
        ),
        (
            "Toàn tỉnh có ít nhất 150 hợp tác xã, trong đó trên 60% hợp tác xã xếp loại khá.",
            [(150.0, "hợp tác xã", ">=", None), (60.0, "%", ">", None)],
        ),
        (
            "Giảm tỷ lệ hộ nghèo 4%/năm, riêng các xã khó khăn giảm trên 5%/năm.",
            [
                (4.0, "%/năm", "=", None),
                (5.0, "%/năm", ">", None),
            ],
        ),
        ("Đón khoảng 1,2 triệu lượt khách.", [(1_200_000.0, "lượt khách", "~", None)]),
        ("29/29 thôn, buôn có tổ công nghệ số.", [(29.0, "thôn, buôn", "=", None)]),
        ("Đến hết tháng 10 năm 2024 đạt 90% kế hoạch.", [(90.0, "%", "=", "2024-10-31")]),
        ("Tỷ lệ đô thị hóa không thấp hơn 55%.", [(55.0, "%", ">=", None)]),
        ("Đến năm 2030, đạt 35 giường bệnh/10.000 dân.", [(35.0, "giường bệnh/10.000 dân", "=", "2030-12-31")]),
    ],
)
def test_figures_of_objectives(text: str, expected: list[tuple[float, str, str, str | None]]) -> None:
    found, _ = targets.read(parse(source(f"I. MỤC TIÊU\n1. {text}")))
    assert [(t.value, t.unit, t.comparator, t.by.isoformat() if t.by else None) for t in found] == expected


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("1. Bộ Xây dựng kết nối dữ liệu của 100% hồ chứa, hoàn thành trước ngày 31 tháng 8 năm 2018.", "2018-08-31"),
        ("1. Sở Y tế giám sát ít nhất 80% sản lượng theo Thông tư số 21/2018/TT-BYT ngày 15/11/2018.", None),
        ("1. Sở Y tế giám sát ít nhất 80% sản lượng trước ngày 15/11/2018.", "2018-11-15"),
        ("1. Sở Y tế phát sóng tối thiểu 02 kỳ/tháng kể từ tháng 01/2026.", None),
        ("1. Sở Y tế thực hiện Chỉ thị số 20/CT-TTg ngày 08 tháng 6 năm 2023, phấn đấu tiết kiệm 2% điện.", None),
        ("1. Sở Y tế xây dựng Chương trình giai đoạn 2026 - 2030; phấn đấu trên 90% nạn nhân được hỗ trợ.", None),
    ],
)
def test_by_when_an_indicator_inside_a_task_is_to_be_reached(text: str, by: str | None) -> None:
    (found,) = targets.read(parse(source(f"KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n{text}")))[0]
    assert (found.by.isoformat() if found.by else None) == by


def test_a_second_figure_is_meant_as_the_first() -> None:
    text = "I. MỤC TIÊU\n1. Cắt giảm ít nhất 30% thời gian, 20% chi phí.\n"
    text += "2. Đến năm 2025 có trên 60% xã số và đến năm 2030 đạt 75% xã số."
    found = targets.read(parse(source(f"KẾ HOẠCH\nVề công tác\n{text}")))[0]
    assert [(one.value, one.comparator) for one in found] == [(30, ">="), (20, ">="), (60, ">"), (75, "=")]


def test_a_figure_whose_unit_its_subject_says_and_one_in_the_name_of_a_scheme() -> None:
    text = "I. MỤC TIÊU\n1. Đến năm 2025 số bác sĩ/vạn dân đạt 9,5.\nII. NHIỆM VỤ\n1. Sở Xây dựng triển khai Đề án "
    found = targets.read(parse(source(f"KẾ HOẠCH\nVề nhà ở\n{text}“Đầu tư xây dựng ít nhất 01 triệu căn hộ”.")))[0]
    assert [(one.value, one.unit) for one in found] == [(9.5, "bác sĩ/vạn dân")]


def test_figures_inside_tasks() -> None:
    text = (
        "II. NHIỆM VỤ\n1. Sở Tài chính thu hồi nợ đọng, không để nợ thuế vượt quá 5% tổng thu.\n"
        "2. Sở Y tế bảo đảm mỗi xã có ít nhất 01 cán bộ, tập huấn ít nhất 02 ngày."
    )
    found, _ = targets.read(parse(source(text)))
    assert [(t.text, t.value, t.comparator) for t in found] == [
        ("không để nợ thuế vượt quá 5% tổng thu", 5.0, "<="),
        ("bảo đảm mỗi xã có ít nhất 01 cán bộ, tập huấn ít nhất 02 ngày", 1.0, ">="),
    ]


def test_what_a_meeting_decides_on_the_situation_is_work() -> None:
    text = (
        "QUYẾT NGHỊ:\n1. Về tình hình kinh tế - xã hội tháng 5\nYêu cầu các bộ tập trung:\n"
        "a) Bộ Tài chính:\n- Trình dự thảo Nghị định trước ngày 30/6/2023.\n- Kiểm tra thị trường.\n"
        "b) Bộ Y tế rà soát việc mua sắm thuốc."
    )
    tasks = extract(source(text)).tasks
    assert [(task.path, [r.as_written for r in task.responsibilities]) for task in tasks] == [
        ("1.a.-1", ["Bộ Tài chính"]),
        ("1.a.-2", ["Bộ Tài chính"]),
        ("1.b", ["Bộ Y tế"]),
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Sở Y tế báo cáo Bộ Y tế định kỳ 6 tháng và hằng năm.",
         ("định kỳ 6 tháng và hằng năm", "None", "None", ("P6M", "P1Y"))),
        ("Sở Y tế cấp thẻ điện tử; bắt đầu từ năm 2027.", ("từ năm 2027", "2027-01-01", "None", ())),
        ("Sở Y tế kiểm tra các xã trong quý I và quý II năm 2023.",
         ("trong quý I và quý II năm 2023", "2023-01-01", "2023-06-30", ())),
    ],
)  # fmt: skip
def test_intervals_of_reports_and_joined_quarters(item: str, expected: tuple[str, str, str, tuple[str, ...]]) -> None:
    text = SourceText("a.txt", "0" * 64, "text/plain", f"I. NHIỆM VỤ\n1. {item}\n")
    (task,) = extract(text).tasks
    assert task.schedule is not None
    found = task.schedule
    assert (found.as_written, str(found.start), str(found.end), found.recurrence) == expected
