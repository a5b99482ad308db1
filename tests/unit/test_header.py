"""Number, kind, date, issuer, place, title, signer and recipients; what is absent is reported, never made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pages import VOCAB, plan, read_header


def test_a_full_letterhead() -> None:
    head, findings = read_header(plan())
    assert head.number is not None
    assert head.document_type is not None
    assert head.issued is not None
    assert head.issuer is not None
    assert head.place is not None
    assert head.signer is not None
    assert head.title is not None
    assert (head.number.value, head.number_as_written) == ("12/KH-UBND", "12/KH-UBND")
    assert (head.document_type.value, head.issued.value) == ("Kế hoạch", date(2024, 3, 5))
    assert head.issuer.value == "Ủy ban nhân dân tỉnh Ninh Bình"
    assert (head.place.value, head.place.inferred) == ("37@63", False)
    assert (head.title.value, head.signer.value) == ("Về an toàn giao thông", "Nguyễn Văn An")
    assert [r.value for r in head.recipients] == ["Thường trực Tỉnh ủy", "Lưu: VT, VP6"]
    assert findings == []


def test_every_value_quotes_the_text() -> None:
    text = plan()
    head, _ = read_header(text)
    for stated in (head.number, head.document_type, head.issuer, head.place, head.title, head.signer, *head.recipients):
        assert stated is not None
        assert stated.evidence.quote == text[stated.evidence.start : stated.evidence.end] != ""


def test_a_text_without_a_letterhead_is_read_from_its_first_sentence_and_its_body() -> None:
    text = "KẾ HOẠCH\nLÀM A\nThực hiện B, UBND tỉnh ban hành Kế hoạch như sau:\nI. C\n1. Báo Ninh Thuận đưa tin.\n"
    head, findings = read_header(text)
    assert head.number is None
    assert head.issued is None
    assert head.signer is None
    assert head.issuer is not None
    assert head.issuer.value == "Ủy ban nhân dân tỉnh Ninh Thuận"
    assert head.issuer.inferred
    assert head.place is not None
    assert head.place.inferred
    assert {"missing-number", "missing-date", "missing-signer", "missing-recipients"} <= set(findings)


def test_two_provinces_named_as_often_give_none() -> None:
    text = "KẾ HOẠCH\nLÀM A\nSở Y tế xây dựng Kế hoạch như sau:\nI. C\n1. tỉnh Ninh Thuận và tỉnh Bình Thuận.\n"
    assert read_header(text)[0].place is None


@pytest.mark.parametrize(
    ("letterhead", "issuer", "place"),
    [
        ("THỦ TƯỚNG CHÍNH PHỦ\nSố: 5/QĐ-TTg\nHà Nội, ngày 3 tháng 5 năm 2024\n", "Thủ tướng Chính phủ", None),
        ("B Ộ TÀI CHÍNH\nSố: 5/KH-BTC\nHà Nội, ngày 3 tháng 5 năm 2024\n", "Bộ Tài chính", None),
        (
            "UBND TỈNH BẾN TRE\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 5/KH-SGD&ĐT\nBến Tre, ngày 3 tháng 5 năm 2024\n",
            "Sở Giáo dục và Đào tạo tỉnh Bến Tre",
            "tỉnh Bến Tre",
        ),
        (
            "HỘI ĐỒNG NHÂN DÂN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH LONG AN   Độc lập - Tự do - Hạnh phúc\n"
            "Số: 5/KH-HĐND   Long An, ngày 3 tháng 5 năm 2024\n",
            "Hội đồng nhân dân tỉnh Long An",
            "tỉnh Long An",
        ),
        (
            "ĐẢNG BỘ TỈNH HẢI DƯƠNG\nBAN THƯỜNG VỤ\n*\nSố 5-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
            "Hải Dương, ngày 3 tháng 5 năm 2024\n",
            "Ban Thường vụ Tỉnh ủy Hải Dương",
            "tỉnh Hải Dương",
        ),
        (
            "ỦY BAN NHÂN DÂN\nXÃ CẦN GIUỘC\nSố: 5/KH-UBND\nCần Giuộc, ngày 3 tháng 8 năm 2025\n",
            "Ủy ban nhân dân xã Cần Giuộc",
            None,
        ),
        ("Số: 5/KH-UBND\nQuảng Ngãi, ngày 3 tháng 5 năm 2024\n", "Ủy ban nhân dân tỉnh Quảng Ngãi", "tỉnh Quảng Ngãi"),
    ],
)
def test_issuer_and_place(letterhead: str, issuer: str, place: str | None) -> None:
    text = letterhead + "KẾ HOẠCH\nLàm A\n\nCăn cứ B, UBND tỉnh ban hành Kế hoạch như sau:\n\nI. C\n"
    head, _ = read_header(text)
    assert head.issuer is not None
    assert head.issuer.value == issuer
    found = VOCAB.province(head.place.value) if head.place else None
    assert (found.label if found else None) == place


def test_the_unit_of_the_day_is_meant() -> None:
    old, new = (read_header(plan().replace("năm 2024\nKẾ", f"năm {year}\nKẾ"))[0].place for year in (2024, 2026))
    assert old is not None
    assert new is not None
    assert (old.value, new.value) == ("37@63", "37@34")


def test_a_misprinted_number_is_repaired_and_reported() -> None:
    head, findings = read_header(plan().replace("12/KH-UBND", "12 - KH/UBND"))
    assert head.number is not None
    assert head.number.value == "12/KH-UBND"
    assert head.number_as_written == "12 - KH/UBND"
    assert "misprinted-number" in findings


def test_the_provinces_symbol_with_the_letter_of_the_centre() -> None:
    head = "TỈNH ỦY THỪA THIÊN HUẾ\n*\nSố 445-KL/TƯ\nThừa Thiên Huế, ngày 13 tháng 5 năm 2022\n"
    text = head + "KẾT LUẬN\nvề hạ tầng\n\nI. A\n"
    head, _ = read_header(text)
    assert head.number is not None
    assert head.number.value == "445-KL/TU"


def test_blank_fields_and_dates_that_no_calendar_has() -> None:
    blank = plan().replace("Số: 12/KH-UBND", "Số:      /KH-UBND").replace("ngày 05 tháng 3 năm", "ngày    tháng    năm")
    head, findings = read_header(blank)
    assert head.number is None
    assert head.issued is None
    assert {"missing-number", "missing-date"} <= set(findings)
    head, findings = read_header(plan().replace("ngày 05 tháng 3", "ngày 31 tháng 6"))
    assert head.issued is not None
    assert head.issued.value is None
    assert head.issued.as_written == "31 tháng 6 năm 2024"
    assert "invalid-date" in findings


def test_an_annex_gives_back_the_number_that_the_page_lost() -> None:
    text = (
        plan().replace("Số: 12/KH-UBND\n", "")
        + "PHỤ LỤC\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2024 của UBND tỉnh)\nA"
    )
    head, _ = read_header(text)
    assert head.number is not None
    assert (head.number.value, head.number.inferred) == ("12/KH-UBND", True)
    other = plan().replace("Số: 12/KH-UBND\n", "") + "PHỤ LỤC\n(Kèm theo Quyết định số 7/QĐ-UBND ngày 05/3/2024)\nA"
    assert read_header(other)[0].number is None


def test_the_gazettes_number_is_not_the_documents() -> None:
    head, _ = read_header("CÔNG BÁO/Số 302/Ngày 02-06-2026\n70\n" + plan())
    assert head.number is not None
    assert head.number.value == "12/KH-UBND"


def test_recipients_in_a_cell_and_in_two_columns() -> None:
    cell = (
        plan().split("Nơi nhận")[0]
        + "| Nơi nhận: - Như trên; - Lưu: VT, Vụ KHTC. | TL. BỘ TRƯỞNG VỤ TRƯỞNG Phạm Văn Bình |\n"
    )
    head, _ = read_header(cell)
    assert [r.value for r in head.recipients] == ["Như trên", "Lưu: VT, Vụ KHTC"]
    assert head.signer is not None
    assert head.signer.value == "Phạm Văn Bình"
    copies, _ = read_header(
        plan().split("Nơi nhận")[0] + "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT, CN1.\n(20b)\nCHỦ TỊCH\nLê An\n"
    )
    assert [r.value for r in copies.recipients] == ["UBND tỉnh", "Lưu: VT, CN1"]
    columns = plan().split("Nơi nhận")[0] + "Nơi nhận: GIÁM ĐỐC\n- UBND tỉnh (b/c);\n- Lưu: VT.\n\nNguyễn Văn Huấn\n"
    head, _ = read_header(columns)
    assert [r.value for r in head.recipients] == ["UBND tỉnh (b/c)", "Lưu: VT"]
    assert head.signer is not None
    assert head.signer.value == "Nguyễn Văn Huấn"


def test_the_signature_says_which_organ_of_a_party_committee_speaks() -> None:
    text = "TỈNH ỦY LÀO CAI\n*\nSố 155-KH/TU\nLào Cai, ngày 20 tháng 02 năm 2023\nKẾ HOẠCH\nlàm A\n\nI- B\n\n"
    text += "Nơi nhận:               T/M BAN THƯỜNG VỤ\n- Các huyện ủy,             BÍ THƯ\n- Lưu VPTU.\n"
    head, _ = read_header(text + "              (Đã ký)\n\n              Đặng Văn Phong\n")
    assert head.issuer is not None
    assert head.issuer.value == "Ban Thường vụ Tỉnh ủy Lào Cai"
    assert head.signer is not None
    assert head.signer.value == "Đặng Văn Phong"
    assert [r.value for r in head.recipients] == ["Các huyện ủy", "Lưu VPTU"]


def test_an_office_is_nobodys_name() -> None:
    head, findings = read_header(plan().replace("Nguyễn Văn An\n", ""))
    assert head.signer is None
    assert "missing-signer" in findings


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(plan().splitlines(keepends=True)) | st.text(max_size=10), max_size=20).map("".join))
def test_any_text_has_a_header_whose_quotes_stand_in_it(text: str) -> None:
    head, _ = read_header(text)
    for stated in (head.number, head.document_type, head.issuer, head.place, head.title, head.signer, *head.recipients):
        assert stated is None or stated.evidence.quote == text[stated.evidence.start : stated.evidence.end]


@pytest.mark.parametrize(("broken", "signer"), [("Lò\nA Páo", "Lò A Páo"), ("Phan Minh\nĐức", "Phan Minh Đức")])
def test_recipients_and_signature_behind_the_last_item(broken: str, signer: str) -> None:
    text = (
        "UBND TỈNH NINH BÌNH ------- Số: 8/KH-UBND Ninh Bình, ngày 05 tháng 3 năm 2024 KẾ HOẠCH NĂM AN TOÀN 2024\n"
        "I. NHIỆM VỤ 1. Sở Y tế mở lớp. 2. Sở Nội vụ thi đua. 3. Công an tỉnh kiểm tra./. Nơi nhận: - Tỉnh ủy;\n"
        f"- UBND các huyện,\nthị xã; - Văn phòng\nđiều phối; - Lưu: VT, K2. KT. CHỦ TỊCH PHÓ CHỦ TỊCH {broken}\n"
    )
    head, _ = read_header(text)
    assert head.signer is not None
    assert head.signer.value == signer
    assert [r.value for r in head.recipients] == [
        "Tỉnh ủy", "UBND các huyện, thị xã", "Văn phòng điều phối", "Lưu: VT, K2",
    ]  # fmt: skip
