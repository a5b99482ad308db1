"""Where the parts of a page lie, in every layout that occurs; always an answer, always inside the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pages import VOCAB, outline, plan, spans

from policygraph import vocab
from policygraph.structure import regions
from policygraph.text import Span


def words(page: str, part: str) -> str | None:
    """The words of one region, squeezed."""
    made = outline(page)
    span = getattr(made.regions, part)
    return None if span is None else " ".join(span.of(made.text.text).split())


def test_a_plan_on_lines_of_its_own() -> None:
    page = plan("Căn cứ Luật Giá; UBND tỉnh ban hành Kế hoạch như sau:")
    assert words(page, "type_word") == "KẾ HOẠCH"
    assert words(page, "title") == "Về an toàn giao thông"
    assert words(page, "preamble") == "Căn cứ Luật Giá; UBND tỉnh ban hành Kế hoạch như sau:"
    assert words(page, "body") == "I. MỤC ĐÍCH 1. Làm."
    assert words(page, "recipients") == "Nơi nhận: - Thường trực Tỉnh ủy; - Lưu: VT, VP6."
    assert words(page, "signature") == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn An"


def test_a_letterhead_that_runs_together_in_one_line() -> None:
    page = (
        "ỦY\n  BAN NHÂN DÂN TỈNH YÊN BÁI ------- CỘNG\n  HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "--------------- Số:\n  01/KH-UBND Yên\n  Bái, ngày 06 tháng 01 năm 2020 KẾ HOẠCH BẢO ĐẢM TRẬT TỰ NĂM 2020 "
        "Thực hiện Chỉ thị số 18-CT/TW, Ủy ban nhân dân tỉnh ban hành Kế hoạch cụ thể như sau: I. MỤC ĐÍCH 1. Làm"
    )
    assert words(page, "title") == "BẢO ĐẢM TRẬT TỰ NĂM 2020"
    assert (words(page, "preamble") or "").startswith("Thực hiện Chỉ thị số 18-CT/TW")
    assert words(page, "body") == "I. MỤC ĐÍCH 1. Làm"


def test_capitals_of_a_title_may_hold_small_letters_of_a_number() -> None:
    page = plan("Thực hiện X, UBND tỉnh ban hành:", title="THỰC HIỆN QUYẾT ĐỊNH SỐ 709/QĐ-TTg CỦA THỦ TƯỚNG")
    assert words(page, "title") == "THỰC HIỆN QUYẾT ĐỊNH SỐ 709/QĐ-TTg CỦA THỦ TƯỚNG"


def test_the_line_that_names_who_decides_is_no_part_of_the_title() -> None:
    title = "QUYẾT ĐỊNH\nBAN HÀNH QUY CHẾ\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÀ GIANG\n"
    page = title + "Căn cứ Luật Giá;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành."
    assert words(page, "title") == "BAN HÀNH QUY CHẾ"
    assert words(page, "body") == "Điều 1. Ban hành."
    owned = "QUYẾT ĐỊNH\nQUY CHẾ LÀM VIỆC CỦA ỦY BAN NHÂN DÂN TỈNH HÀ GIANG\nCăn cứ Luật Giá;\nĐiều 1. Ban hành."
    assert words(owned, "title") == "QUY CHẾ LÀM VIỆC CỦA ỦY BAN NHÂN DÂN TỈNH HÀ GIANG"


def test_a_line_that_says_whose_the_document_is_is_no_part_of_a_title_in_small_letters() -> None:
    page = "TỈNH ỦY A\nSố 11-CT/TU\nCHỈ THỊ\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề tăng cường lãnh đạo\n1. Việc"
    assert words(page, "title") == "về tăng cường lãnh đạo"
    assert words(page.replace("về tăng cường lãnh đạo", "VỀ VIỆC A"), "title") == "CỦA BAN THƯỜNG VỤ TỈNH ỦY VỀ VIỆC A"


def test_a_letter_has_its_subject_line_as_title() -> None:
    page = (
        "| BỘ NỘI VỤ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n|---|---|\n"
        "| Số: 5/BNV-VP V/v báo cáo kết quả | Hà Nội, ngày 03 tháng 7 năm 2019 |\n\n"
        "Kính gửi: Các bộ\n\nBộ đề nghị các bộ:\n1. Làm"
    )
    assert words(page, "type_word") is None
    assert words(page, "title") == "báo cáo kết quả"
    assert (words(page, "preamble") or "").startswith("Kính gửi")


def test_a_kind_that_opens_a_line_in_small_letters() -> None:
    page = "Chỉ thị về việc đẩy mạnh xuất khẩu\nThực hiện Nghị quyết 5, Bộ trưởng yêu cầu như sau:\nI. phân công"
    assert (words(page, "type_word"), words(page, "title")) == ("Chỉ thị", "về việc đẩy mạnh xuất khẩu")
    assert words(page, "body") == "I. phân công"


def test_a_decision_that_brings_a_plan() -> None:
    page = (
        "QUYẾT ĐỊNH\nBAN HÀNH KẾ HOẠCH A\n\nCăn cứ Luật Giá;\n\nĐiều 1. Ban hành kèm theo.\n\n"
        "| Nơi nhận: - Các bộ; - Lưu: VT. | THỦ TƯỚNG Lê Văn Bình |\n|---|---|\n\nKẾ HOẠCH\n\nTHỰC HIỆN A\n\n"
        "Triển khai A, Thủ tướng ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Làm"
    )
    made = outline(page)
    assert words(page, "title") == "BAN HÀNH KẾ HOẠCH A"
    assert words(page, "recipients") == "Nơi nhận: - Các bộ; - Lưu: VT."
    assert words(page, "signature") == "THỦ TƯỚNG Lê Văn Bình"
    assert made.regions.body.of(page).endswith("1. Làm")
    inner = regions.attached(made.text, made.regions, VOCAB)
    assert inner is not None
    assert inner.title is not None
    assert inner.preamble is not None
    assert inner.title.of(page) == "THỰC HIỆN A"
    assert inner.preamble.of(page).startswith("Triển khai A")


def test_recipients_may_stand_before_or_after_the_signature() -> None:
    after = (
        "KẾ HOẠCH\nA\n\nI. B\n\n**T/M BAN CÁN SỰ ĐẢNG\nPHÓ BÍ THƯ**\n\nNơi nhận:\n\n- C,\n- Lưu: VT. D\n\nNguyễn Văn An"
    )
    assert words(after, "recipients") == "Nơi nhận: - C, - Lưu: VT. D"
    assert words(after, "signature") == "T/M BAN CÁN SỰ ĐẢNG PHÓ BÍ THƯ"
    assert words(after, "body") == "I. B"


def test_annexes_end_the_body_and_furniture_ends_the_annex() -> None:
    page = (
        plan()
        + "PHỤ LỤC I\n(Kèm theo Kế hoạch số 12/KH-UBND)\nTT\nNhiệm vụ\n"
        + "PHỤ LỤC II\nBiểu\nNguồn tra cứu: vanban.example.vn\n"
    )
    made = outline(page)
    assert [span.of(page).split("\n")[0] for span in made.regions.annexes] == ["PHỤ LỤC I", "PHỤ LỤC II"]
    assert made.regions.annexes[1].of(page).endswith("Biểu")
    spoken = outline(plan(body="Chi tiết như phụ lục đính kèm."))
    assert spoken.regions.annexes == ()


def test_a_heading_of_a_crawler_is_no_title() -> None:
    page = (
        "*Source: https://example.vn/x*\n\n# Kế hoạch 12/KH-UBND năm 2024 về an toàn giao thông tỉnh Ninh Bình\n\n"
        + plan()
    )
    assert words(page, "title") == "Về an toàn giao thông"


def test_a_dateline_at_the_end_closes_the_body() -> None:
    page = "KẾ HOẠCH\nLàm A\n\nI. MỤC ĐÍCH\nLàm./.\n\nĐốc Binh Kiều, ngày 28 tháng 4 năm 2026\n\n"
    page += "Nơi nhận:\nSở A;\nLưu: VT."
    assert words(page, "body") == "I. MỤC ĐÍCH Làm./."


PIECES = sorted(
    {str(e if isinstance(e, str) else e["text"]) for p in vocab.phrases("header_phrases") for e in p.examples}
    | {
        "KẾ HOẠCH",
        "\n",
        "\n\n",
        "| ",
        "I. ",
        "Điều 1. ",
        "PHỤ LỤC\n",
        "Nơi nhận:\n- A;\n",
        "TM. ỦY BAN\n",
        "a ",
        "Đ",
        "# ",
        "́",
    }
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25).map("".join))
def test_any_text_has_regions_inside_itself(text: str) -> None:
    made = outline(text)
    whole = Span(0, len(made.text.text))
    assert all(whole.contains(span) for span in spans(made))
    assert made.regions.body.start >= made.regions.head.start


@pytest.mark.parametrize(
    "token", ["\n", "KẾ HOẠCH\n", "TM. ", "THỦ TƯỚNG\n", "PHỤ LỤC\n", "Nơi nhận:\n", "| ", "a, ", "CÔNG BÁO/Số 1\n"]
)
def test_time_grows_with_length_only(token: str) -> None:
    outline(token * 10)
    start = time.process_time()
    outline(token * (200_000 // len(token)))
    assert time.process_time() - start < 5
