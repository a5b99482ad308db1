"""Times: lines of times, times in sentences, and what is none."""

from __future__ import annotations

import pytest

from policygraph.extract.schedules import read_line, read_text
from policygraph.reading import Reading
from policygraph.text import NormalText, SourceText


def reading(text: str) -> Reading:
    return Reading(NormalText(SourceText("a.txt", "0" * 64, "text/plain", text)))


@pytest.mark.parametrize(
    ("line", "start", "end", "recurrence"),
    [
        ("Trước ngày 31/3/2022", None, "2022-03-31", ()),
        ("Quý I năm 2022.", "2022-01-01", "2022-03-31", ()),
        ("Quý II-III/2025", "2025-04-01", "2025-09-30", ()),
        ("quý 1/2019", "2019-01-01", "2019-03-31", ()),
        ("Năm 2025", "2025-01-01", "2025-12-31", ()),
        ("2025", "2025-01-01", "2025-12-31", ()),
        ("Từ quý I năm 2022", "2022-01-01", None, ()),
        ("Năm 2025 và những năm tiếp theo", "2025-01-01", None, ()),
        ("Từ năm 2022 - 2025", "2022-01-01", "2025-12-31", ()),
        ("Từ tháng 3/2022 đến tháng 5/2022", "2022-03-01", "2022-05-31", ()),
        ("Tháng 6 năm 2022", "2022-06-01", "2022-06-30", ()),
        ("Tháng 6-8/2022", "2022-06-01", "2022-08-31", ()),
        ("6 tháng cuối năm 2025", "2025-07-01", "2025-12-31", ()),
        ("Đến hết năm 2019", None, "2019-12-31", ()),
        ("Thường xuyên từ năm 2022 - 2025", "2022-01-01", "2025-12-31", ("continuous",)),
        ("Hằng năm", None, None, ("P1Y",)),
        ("Thường xuyên hàng năm", None, None, ("continuous", "P1Y")),
        ("Định kỳ 6 tháng, hàng năm", None, None, ("P6M", "P1Y")),
        ("Định kỳ và đột xuất", None, None, ()),
        ("02 năm một lần", None, None, ("P2Y",)),
        ("Theo thông báo của đơn vị chủ trì", None, None, ()),
        ("Trước ngày 30/12/2022 (Ngay sau khi Đề án năm 2021 được duyệt)", None, "2022-12-30", ()),
    ],
)
def test_lines_of_times(line: str, start: str | None, end: str | None, recurrence: tuple[str, ...]) -> None:
    read = reading(line)
    time = read_line(read, 0, len(read.text))
    assert time is not None
    assert (time.start and str(time.start), time.end and str(time.end), time.recurrence) == (start, end, recurrence)


def test_a_date_that_no_calendar_has() -> None:
    read = reading("Trước ngày 31/6/2022")
    time = read_line(read, 0, len(read.text))
    assert time is not None
    assert (time.start, time.end, time.invalid) == (None, None, True)


@pytest.mark.parametrize(
    ("text", "words", "end", "recurrence"),
    [
        ("Rà soát, báo cáo trước ngày 22 tháng 02 năm 2010.", "trước ngày 22 tháng 02 năm 2010", "2010-02-22", ()),
        ("Xây dựng Đề án, trình trong quý 1/2019.", "trong quý 1/2019", "2019-03-31", ()),
        ("Hằng năm báo cáo kết quả.", "Hằng năm", None, ("P1Y",)),
        (
            "Rà soát; định kỳ hàng năm (trước ngày 10/12) tổng hợp.",
            "định kỳ hàng năm (trước ngày 10/12)",
            None,
            ("P1Y",),
        ),
        ("Thường xuyên kiểm tra việc thực hiện.", "Thường xuyên", None, ("continuous",)),
        ("Báo cáo vào thứ Sáu hàng tuần theo đề cương.", "thứ Sáu hàng tuần", None, ("P1W",)),
        ("Định kỳ hoặc đột xuất báo cáo UBND tỉnh.", "Định kỳ hoặc đột xuất", None, ()),
        ("Năm 2018: Rà soát văn bản.", "Năm 2018", "2018-12-31", ()),
    ],
)
def test_times_in_sentences(text: str, words: str, end: str | None, recurrence: tuple[str, ...]) -> None:
    read = reading(text)
    time = read_text(read, 0, len(read.text))
    assert time is not None
    assert (time.span.of(read.text), time.end and str(time.end), time.recurrence) == (words, end, recurrence)


@pytest.mark.parametrize(
    "text",
    [
        "Triển khai Chiến lược phát triển đến năm 2030, tầm nhìn đến năm 2045.",
        "Rà soát khi có hướng dẫn của trung ương.",
        "Thực hiện Nghị quyết số 29-NQ/TW ngày 17/11/2022.",
        "Phân bổ 1% tổng chi thường xuyên.",
        "Xây dựng chương trình, kế hoạch công tác hằng năm của cơ quan.",
        "Tổng kết giai đoạn 2021-2025 của Chương trình.",
        "Xây dựng dự toán năm 2020.",
        "Duy trì chế độ giao ban định kỳ về an toàn.",
        "Có hiệu lực kể từ ngày ký.",
        "Tốc độ tăng bình quân hàng năm 10%.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    read = reading(text)
    assert read_text(read, 0, len(read.text)) is None
