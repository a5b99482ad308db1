"""Which documents a text names, and how it says that they stand to each other. A wrong relation is the worst error."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pages import outline, plan, read, stated

from policygraph import vocab
from policygraph.facts import Reference

ISSUES = "UBND tỉnh ban hành Kế hoạch như sau:"


def reference(text: str, key: str) -> Reference:
    return {found.key: found for found in read(text)[0]}[key]


# ------------------------------------------------------------------------------------------ documents


def test_attributes_of_a_document() -> None:
    text = plan(f"Thực hiện Kế hoạch số 183- KH/TU, ngày 18/3/2024 của Ban Thường vụ Tỉnh ủy, {ISSUES}")
    found = reference(text, "183-KH/TU")
    assert (found.number, found.document_type, found.issued) == ("183-KH/TU", "Kế hoạch", date(2024, 3, 18))
    assert (found.issuer, found.place, found.place_inferred) == ("Ban Thường vụ Tỉnh ủy Ninh Bình", "37@63", True)
    assert found.variants == ("183- KH/TU",)


@pytest.mark.parametrize(
    "law",
    ["Luật Phổ biến, giáo dục pháp luật", "Luật Ban hành văn bản quy phạm pháp luật",
     "Luật sửa đổi, bổ sung một số điều của Luật Ban hành văn bản quy phạm pháp luật"],
)  # fmt: skip
def test_the_number_behind_a_name_that_ends_with_a_word_for_a_law_is_the_laws_own(law: str) -> None:
    text = plan(f"Căn cứ {law} số 63/2020/QH14 ngày 18/6/2020; Luật Phòng, chống ma túy số 73/2021/QH14; {ISSUES}")
    assert ("SELF", "basedOn", "63/2020/QH14") in stated(text)
    assert not any(key.startswith("Luật P") or key == law for _, _, key in stated(text))


def test_who_heads_a_department_speaks_for_it() -> None:
    text = plan(f"Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 78/TTr-SYT ngày 1/2/2024, {ISSUES}")
    assert reference(text, "78/TTr-SYT").issuer == "Sở Y tế tỉnh Ninh Bình"


def test_a_national_document_has_no_place_and_another_provinces_keeps_its_own() -> None:
    text = plan(
        f"Thực hiện Quyết định số 5/QĐ-TTg và Kế hoạch số 7/KH-UBND ngày 1/2/2024 của UBND tỉnh Nghệ An, {ISSUES}"
    )
    central, other = reference(text, "5/QĐ-TTg"), reference(text, "7/KH-UBND")
    assert (central.issuer, central.place) == ("Thủ tướng Chính phủ", None)
    assert (other.issuer, other.place, other.place_inferred) == ("Ủy ban nhân dân tỉnh Nghệ An", "40@63", False)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Quyết định 229/QĐ-TTg", "229/QĐ-TTg"),
        ("Chỉ thị số 10/CTTTg ngày 19/4/2023", "10/CT-TTg"),  # lost its hyphen
        ("Công văn số 30/CV- U BATGTQG ngày 26/01/2021", "30/CV-UBATGTQG"),  # a scan broke the symbol
        ("các Quyết định của Thủ tướng Chính phủ số 142/2008/QĐ-TTg ngày 27/10/2008", "142/2008/QĐ-TTg"),
        ("văn bản số 2600/TTg-KTTH", "2600/TTg-KTTH"),
        ("Kế hoạch năm An toàn giao thông 2021 số 487/KH-UBATGTQG", "487/KH-UBATGTQG"),
        ("Kết luận s ố 45-KL/TW", "45-KL/TW"),
        ("Chỉ thị số\n23-CT/TW", "23-CT/TW"),
        ("Nghị quyết 06/2021/HĐND", "06/2021/NQ-HĐND"),
        ("Nghị quyết số 13-NQ/TƯ của Tỉnh ủy", "13-NQ/TU"),
        ("Luật Ngân sách nhà nước", "Luật Ngân sách nhà nước"),
        ("Luật Đất đai số 31/2024/QH15", "31/2024/QH15"),
        ("Luật Giao dịch điện tử số 20/2023/QH15", "20/2023/QH15"),
        ("Luật Viễn thám năm 2030", "Luật Viễn thám"),
    ],
)
def test_ways_to_name_a_document(words: str, key: str) -> None:
    assert key in {found.key for found in read(plan(body=f"Làm theo {words}."))[0]}


@pytest.mark.parametrize(
    "words",
    ["pháp luật về đầu tư", "Mẫu số 02/ĐK-ABC", "tăng 5%/năm", "Kế hoạch 5 năm", "Kế hoạch này", "ngày 15/12/2020",
     "QCVN 01/BXD", "các luật liên quan"],
)  # fmt: skip
def test_what_names_no_document(words: str) -> None:
    assert read(plan(body=f"Làm theo {words} của tỉnh."))[0] == ()


def test_short_forms_and_aliases_meet_the_document() -> None:
    body = "Kết luận số 93-KL/TW (sau đây gọi tắt là Kết luận 93). Quán triệt Kết luận 93 và Kết luận số 93."
    found = reference(plan(body=body), "93-KL/TW")
    assert found.aliases == ("Kết luận 93", "Kết luận số 93")
    assert len(found.mentions) == 4


def test_a_bracket_may_name_documents_further_back_and_in_another_order() -> None:
    preamble = (
        "Thực hiện Công văn số 186-CV/TU ngày 04/01/2021 về thực hiện Kết luận số 93-KL/TW về việc tiếp tục thực hiện "
        "Chỉ thị 42-CT/TW (sau đây gọi tắt là Chỉ thị 42, Kết luận 93, Công văn số 186), " + ISSUES
    )
    text = plan(preamble)
    assert reference(text, "42-CT/TW").aliases == ("Chỉ thị 42",)
    assert reference(text, "186-CV/TU").aliases == ("Công văn số 186",)
    assert stated(text) == {
        ("SELF", "implements", "186-CV/TU"),
        ("186-CV/TU", "implements", "93-KL/TW"),
        ("93-KL/TW", "continues", "42-CT/TW"),
    }  # fmt: skip


def test_a_short_form_that_fits_two_documents_stays_with_none() -> None:
    body = "Nghị quyết số 20-NQ/TW và Nghị quyết số 20/NQ-CP. Quán triệt Nghị quyết 20."
    assert all(len(found.mentions) == 1 for found in read(plan(body=body))[0])


def test_one_number_and_two_years_are_two_documents() -> None:
    body = "Nghị quyết số 20-NQ/TW ngày 01/11/2012. Nghị quyết số 20-NQ/TW ngày 25/10/2017."
    assert {found.key for found in read(plan(body=body))[0]} == {"20-NQ/TW#2012-11-01", "20-NQ/TW#2017-10-25"}


def test_a_slip_in_the_day_is_one_document_and_a_finding() -> None:
    references, _, findings = read(plan(body="Kết luận số 9-KL/TW ngày 1/3/2024. Kết luận số 9-KL/TW ngày 2/3/2024."))
    assert [found.key for found in references] == ["9-KL/TW"]
    assert "date-conflict" in [finding.kind for finding in findings]


def test_a_repaired_number_is_a_finding_in_both_languages() -> None:
    finding = next(f for f in read(plan(body="Kết luận số 69/KL-TW."))[2] if f.kind == "misprinted-number")
    assert "69-KL/TW" in finding.message_vi
    assert "69-KL/TW" in finding.message_en
    assert finding.evidence is not None
    assert finding.evidence.quote == "Kết luận số 69/KL-TW"


def test_the_text_itself_is_no_reference() -> None:
    text = plan() + "PHỤ LỤC\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2024 của UBND tỉnh)\nLàm"
    assert read(text)[0] == ()
    assert read(text)[1] == ()


# ------------------------------------------------------------------------------------------ relations


def test_a_title_is_a_path_not_a_star() -> None:
    title = (
        "THỰC HIỆN KẾ HOẠCH SỐ 183-KH/TU THỰC HIỆN KẾT LUẬN SỐ 69-KL/TW VỀ TIẾP TỤC THỰC HIỆN NGHỊ QUYẾT SỐ 20-NQ/TW"
    )
    assert stated(plan(title=title)) == {
        ("SELF", "implements", "183-KH/TU"),
        ("183-KH/TU", "implements", "69-KL/TW"),
        ("69-KL/TW", "continues", "20-NQ/TW"),
    }


def test_two_documents_joined_by_and_share_the_tail() -> None:
    preamble = (
        f"Thực hiện Quyết định số 709/QĐ-TTg và Kế hoạch số 156-KH/TU về thực hiện Kết luận số 69-KL/TW, {ISSUES}"
    )
    assert stated(plan(preamble)) == {
        ("SELF", "implements", "709/QĐ-TTg"), ("SELF", "implements", "156-KH/TU"),
        ("709/QĐ-TTg", "implements", "69-KL/TW"), ("156-KH/TU", "implements", "69-KL/TW"),
    }  # fmt: skip


def test_a_list_behind_a_nested_verb_ends_with_its_last_and() -> None:
    nested = "Kế hoạch số 86/KH-UBND của UBND tỉnh triển khai Nghị quyết số 7-NQ/TW, Nghị quyết số 8/NQ-CP và "
    preamble = f"Thực hiện {nested}Chương trình hành động số 9-CTr/TU của Tỉnh ủy; Kế hoạch số 5-KH/ĐU, {ISSUES}"
    assert stated(plan(preamble)) == {
        ("SELF", "implements", "86/KH-UBND"), ("SELF", "implements", "5-KH/ĐU"),
        ("86/KH-UBND", "implements", "7-NQ/TW"), ("86/KH-UBND", "implements", "8/NQ-CP"),
        ("86/KH-UBND", "implements", "9-CTr/TU"),
    }  # fmt: skip
    lower = f"Thực hiện {nested}Công văn số 9/SYT-VP của Sở Y tế, {ISSUES}"
    assert ("86/KH-UBND", "implements", "9/SYT-VP") not in stated(plan(lower))


def test_a_description_that_a_bracket_closed_shares_no_tail() -> None:
    preamble = (
        "Thực hiện Công điện số 5/CĐ-TTg về việc phòng đuối nước (gọi tắt là Công điện số 5) và Kế hoạch số 7/KH-UBND "
        f"của UBND tỉnh thực hiện Quyết định số 9/QĐ-TTg, {ISSUES}"
    )
    assert stated(plan(preamble)) == {
        ("SELF", "implements", "5/CĐ-TTg"), ("SELF", "implements", "7/KH-UBND"),
        ("7/KH-UBND", "implements", "9/QĐ-TTg"),
    }  # fmt: skip


@pytest.mark.parametrize(("comma", "whose"), [(", ", {"7/KH-UBND"}), (" của Bộ Chính trị; ", set())])
def test_the_last_of_a_list_goes_on_with_the_list_that_a_comma_opened(comma: str, whose: set[str]) -> None:
    """What the nation carries out is in between; a province's programme is not the nation's to carry out."""
    preamble = (
        f"Thực hiện Kế hoạch số 7/KH-UBND thực hiện Nghị quyết số 72-NQ/TW{comma}Nghị quyết số 282/NQ-CP của Chính phủ "
        f"thực hiện Nghị quyết số 72-NQ/TW và Chương trình số 06-CTr/TU của Tỉnh ủy, {ISSUES}"
    )
    found = {citing for citing, relation, cited in stated(plan(preamble)) if cited == "06-CTr/TU"}
    assert found - {"SELF"} == whose
    assert not (whose and "SELF" in found)


def test_what_a_title_furthers_is_neither_continued_nor_carried_out() -> None:
    furthers = "Kết luận số 5-KL/TW về tiếp tục đẩy mạnh thực hiện có hiệu quả Chỉ thị số 8-CT/TW"
    assert stated(plan(f"Thực hiện {furthers}, {ISSUES}")) == {("SELF", "implements", "5-KL/TW")}
    raises = "Công văn số 3/TTg-NN về việc tiếp tục nâng cao hiệu quả thực hiện Nghị quyết số 26-NQ/TW"
    assert stated(plan(f"Thực hiện {raises}; {ISSUES}")) == {("SELF", "implements", "3/TTg-NN")}


def test_a_tail_after_a_comma_belongs_to_the_nearest() -> None:
    preamble = f"Thực hiện Kế hoạch số 158-KH/TU, Kế hoạch số 96/KH-UBND về thực hiện Kết luận số 45-KL/TW; {ISSUES}"
    assert ("158-KH/TU", "implements", "45-KL/TW") not in stated(plan(preamble))
    assert ("96/KH-UBND", "implements", "45-KL/TW") in stated(plan(preamble))


def test_a_list_under_one_verb_with_an_unnumbered_member() -> None:
    preamble = f"Tiếp tục thực hiện Chỉ thị số 23-CT/TW; Chiến lược giao thông; Nghị quyết số 48/NQ-CP. {ISSUES}"
    assert stated(plan(preamble)) == {("SELF", "continues", "23-CT/TW"), ("SELF", "continues", "48/NQ-CP")}


def test_a_text_may_continue_one_document_and_carry_out_the_next() -> None:
    preamble = (
        "Tiếp tục thực hiện Chỉ thị số 6-CT/TW (Chỉ thị 6); Kế hoạch số 7-KH/TU về thực hiện Chỉ thị số 6-CT/TW; "
        f"thực hiện Chỉ thị số 8/CT-TTg; Công văn số 9/BYT-DP, {ISSUES}"
    )
    assert stated(plan(preamble)) == {
        ("SELF", "continues", "6-CT/TW"), ("SELF", "continues", "7-KH/TU"), ("7-KH/TU", "implements", "6-CT/TW"),
        ("SELF", "implements", "8/CT-TTg"), ("SELF", "implements", "9/BYT-DP"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["gắn với các kế hoạch của tỉnh thực hiện các Nghị quyết như: Nghị quyết số 29-NQ/TW",
     "Kết luận số 69-KL/TW và kế hoạch của UBND tỉnh thực hiện Nghị quyết số 29-NQ/TW",
     "Kế hoạch số 7/KH-UBND, các sở tổ chức thực hiện Nghị quyết số 29-NQ/TW",
     "kết quả thực hiện Nghị quyết số 29-NQ/TW", "Báo cáo số 5/BC-UBND về kết quả thực hiện Nghị quyết số 29-NQ/TW",
     "Nghị định số 31/2013/NĐ-CP quy định chi tiết, hướng dẫn thi hành Luật Giá và Nghị quyết số 29-NQ/TW",
     "Tiếp tục thực hiện Nghị quyết số 29-NQ/TW", "Nghị quyết số 29-NQ/TW về tiếp tục đẩy mạnh công nghiệp hóa"],
)  # fmt: skip
def test_no_relation_is_lent_in_the_body(words: str) -> None:
    assert stated(plan(body=words)) == set()
    assert ("SELF", "mentions", "29-NQ/TW") in stated(plan(body=words), mentions=True)


def test_a_document_of_the_body_may_carry_out_another() -> None:
    body = (
        "Kế hoạch số 17/KH-UBND ngày 19/4/2017 của Ủy ban nhân dân tỉnh thực hiện Nghị quyết số 08-NQ/TU của Tỉnh ủy."
    )
    assert stated(plan(body=body)) == {("17/KH-UBND", "implements", "08-NQ/TU")}


def test_a_document_is_described_right_behind_it_whoever_was_spoken_of_before() -> None:
    """«Kế hoạch này» took over as the one who carries out, and the next document's own words were left unread."""
    text = plan(f"{ISSUES}\n\n1. Phổ biến Chỉ thị số 31/CT-TTg và Kế hoạch này để thực hiện; tiếp tục thực hiện "
                "Chương trình số 35-CTr/TU của Tỉnh ủy về thực hiện Chỉ thị số 23-CT/TW của Ban Bí thư.")  # fmt: skip
    assert ("35-CTr/TU", "implements", "23-CT/TW") in stated(text)


@pytest.mark.parametrize(
    "words",
    ["Tiếp tục thực hiện chỉ đạo của Bộ Y tế tại Công văn số 12/BYT-DP",
     "Để tiếp tục thực hiện quyết liệt, hiệu quả chỉ đạo của Đảng, Nhà nước, trọng tâm là Chỉ thị số 23-CT/TW"],
)  # fmt: skip
def test_what_a_body_directs_in_a_document_may_be_continued(words: str) -> None:
    key = words.rpartition(" ")[2]
    assert ("SELF", "continues", key) in stated(plan(f"{words} ngày 25/5/2023, {ISSUES}"))
    plainly = words[words.index("thực hiện") :].capitalize()
    assert ("SELF", "implements", key) in stated(plan(f"{plainly} ngày 25/5/2023, {ISSUES}"))


def test_a_plan_that_only_has_grounds_is_based_on_them() -> None:
    preamble = f"Căn cứ Luật Giá;\nCăn cứ Quyết định số 272/QĐ-TTg;\n{ISSUES}"
    assert stated(plan(preamble)) == {("SELF", "basedOn", "Luật Giá"), ("SELF", "basedOn", "272/QĐ-TTg")}


def test_what_the_issuer_carries_out_by_issuing() -> None:
    story = "Ngày 5/6, Bộ Chính trị đã ban hành Kết luận số 1-KL/TW. "
    preamble = story + "UBND tỉnh ban hành Kế hoạch thực hiện Kết luận số 93-KL/TW:"
    assert stated(plan(preamble)) == {("SELF", "implements", "93-KL/TW")}


def test_a_proposal_and_what_the_proposal_speaks_of() -> None:
    preamble = (
        "Thực hiện Chỉ thị số 23/CT-TTg; theo đề nghị của Sở Xây dựng tại Công văn số 49/SXD-VP về việc ban hành "
        f"Kế hoạch thực hiện Chỉ thị số 23/CT-TTg, {ISSUES}"
    )
    assert stated(plan(preamble)) == {("SELF", "implements", "23/CT-TTg"), ("SELF", "proposedIn", "49/SXD-VP")}


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("Trên cơ sở thực tế, ý kiến của Sở Y tế tại", None),
        ("Theo ý kiến của Sở Y tế tại", None),
        ("Căn cứ ý kiến của Sở Y tế tại", "basedOn"),
        ("Thực hiện đề nghị của Bộ Y tế tại", "implements"),
        ("Xét đề nghị của Sở Y tế tại", "proposedIn"),
    ],
)
def test_who_gives_an_opinion_proposes_nothing(words: str, relation: str | None) -> None:
    found = stated(plan(f"{words} Công văn số 78/SYT-NV ngày 1/2/2024, {ISSUES}"))
    assert found == ({("SELF", relation, "78/SYT-NV")} if relation else set())


def test_a_story_of_what_was_done_is_no_order() -> None:
    story = "Trong những năm qua, thực hiện Chỉ thị số 18-CT/TW, các sở đã có nhiều cố gắng. "
    preamble = f"{story}Thực hiện Chỉ thị số 23-CT/TW, {ISSUES}"
    assert stated(plan(preamble)) == {("SELF", "implements", "23-CT/TW")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Quyết định này thay thế Quyết định số 5/QĐ-UBND.", {("SELF", "replaces", "5/QĐ-UBND")}),
        (
            "Nghị định số 100/2013/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 11/2010/NĐ-CP.",
            {("100/2013/NĐ-CP", "amends", "11/2010/NĐ-CP")},
        ),
        (
            "Pháp lệnh sửa đổi, bổ sung một số điều của Pháp lệnh Ngoại hối số 06/2013/UBTVQH13.",
            {("06/2013/UBTVQH13", "amends", "Pháp lệnh Ngoại hối")},
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Đất đai.",
            {
                ("Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Đất đai", "amends", "Luật Giá"),
                ("Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Đất đai", "amends", "Luật Đất đai"),
            },
        ),
        ("Soạn thảo Quy chế (thay thế Quy chế ban hành kèm theo Quyết định số 279/2005/QĐ-TTg).", set()),
        ("Công văn này thay thế nội dung chỉ đạo tại Công văn số 8/UBND-KT.", {("SELF", "replaces", "8/UBND-KT")}),
        (
            "Quyết định này sửa đổi Quyết định số 5/QĐ-UBND của UBND tỉnh và thay thế Quyết định số 6/QĐ-UBND.",
            {("SELF", "amends", "5/QĐ-UBND"), ("SELF", "replaces", "6/QĐ-UBND")},
        ),
        (
            "Quyết định này thay thế Quyết định số 5/QĐ-UBND ngày 1/2/2020; bãi bỏ Công văn số 8/UBND-KT.",
            {("SELF", "replaces", "5/QĐ-UBND"), ("SELF", "repeals", "8/UBND-KT")},
        ),
        (
            "Quyết định số 5/QĐ-UBND và Quyết định số 6/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
            {("SELF", "repeals", "5/QĐ-UBND"), ("SELF", "repeals", "6/QĐ-UBND")},
        ),
        ("Quyết định số 5/QĐ-UBND hết hiệu lực từ ngày 01/7/2024.", set()),
        (
            "Nội dung tại Quyết định số 5/QĐ-UBND trái với Quyết định này hết hiệu lực kể từ ngày ký văn bản này.",
            set(),
        ),
        (
            "Nghị định số 1/2020/NĐ-CP, được sửa đổi, bổ sung tại Nghị định số 2/2022/NĐ-CP.",
            {("2/2022/NĐ-CP", "amends", "1/2020/NĐ-CP")},
        ),
        (
            "Nghị định số 1/2020/NĐ-CP hướng dẫn Luật Giá, đã được sửa đổi bởi Nghị định số 2/2022/NĐ-CP.",
            {("2/2022/NĐ-CP", "amends", "1/2020/NĐ-CP")},
        ),
        (
            "Nghị định của Chính phủ thay thế Nghị định số 1/2020/NĐ-CP, Nghị định số 2/2022/NĐ-CP sửa đổi, bổ sung "
            "một số điều của Nghị định số 3/2021/NĐ-CP.",
            {("2/2022/NĐ-CP", "amends", "3/2021/NĐ-CP")},
        ),
        (
            "Thông tư số 7/2021/TT-BTC quy định chi tiết Luật Giá được bổ sung bởi Luật số 3/2023/QH15.",
            {("3/2023/QH15", "amends", "Luật Giá")},
        ),
        ("Việc thực hiện Luật Giá được bổ sung bởi Nghị định số 2/2022/NĐ-CP.", set()),
        (
            "Kế hoạch số 8/KH-SYT đã được UBND tỉnh phê duyệt tại Quyết định số 9/QĐ-UBND.",
            {("9/QĐ-UBND", "approves", "8/KH-SYT")},
        ),
        (
            "Quy chế ban hành theo Quyết định số 3/QĐ-UBND đã được thay thế bằng Quyết định số 4/QĐ-UBND.",
            {("4/QĐ-UBND", "replaces", "3/QĐ-UBND")},
        ),
        ("Nghị quyết số 3/NQ-HĐND và Đề án đã được phê duyệt tại Quyết định số 4/QĐ-UBND.", set()),
        ("Rà soát để tham mưu UBND tỉnh điều chỉnh, bổ sung Chỉ thị số 03/CT-UBND.", set()),
        (
            "Sửa đổi khoản 2 Điều 4 Nghị quyết số 8/NQ-HĐND về mức hỗ trợ như sau:\n“2. Mức hỗ trợ.”",
            {("SELF", "amends", "8/NQ-HĐND")},
        ),
        ("Sở Y tế tham mưu sửa đổi Nghị quyết số 8/NQ-HĐND như sau:\n- Nâng mức hỗ trợ.", set()),
        ("Làm.\nBãi bỏ Kế hoạch số 8/KH-UBND của UBND tỉnh./.", {("SELF", "repeals", "8/KH-UBND")}),
        ("Làm:\n- Bãi bỏ Kế hoạch số 8/KH-UBND của UBND tỉnh./.", set()),
        ("Làm.\nBãi bỏ Kế hoạch số 8/KH-UBND là việc của Sở Y tế. Rà soát việc ấy./.", set()),
        ("Kế hoạch này thay cho Kế hoạch số 8/KH-UBND.", {("SELF", "replaces", "8/KH-UBND")}),
        ("Chi trả thay cho mức tại Quyết định số 8/QĐ-UBND.", set()),
    ],
)
def test_amending_replacing_repealing(body: str, expected: set[tuple[str, str, str]]) -> None:
    assert stated(plan(body=body)) == expected


def test_old_places_of_tone_marks_end_no_name() -> None:
    words = "của UBND tỉnh Thanh Hoá về triển khai thực hiện Quyết định số 938/QĐ-TTg"
    found = stated(plan(f"Thực hiện Kế hoạch số 203/KH-UBND ngày 21/12/2017 {words}, {ISSUES}"))
    assert found == {("SELF", "implements", "203/KH-UBND"), ("203/KH-UBND", "implements", "938/QĐ-TTg")}


def test_what_a_title_issues_is_its_own_whosever_it_is() -> None:
    issued = plan(title="Ban hành Chương trình hành động của Chính phủ thực hiện Kết luận số 72-KL/TW")
    assert stated(issued) == {("SELF", "implements", "72-KL/TW")}
    others = plan(title="Triển khai Chương trình hành động của Tỉnh ủy thực hiện Kết luận số 72-KL/TW")
    assert stated(others) == set()


def test_a_short_name_in_a_bracket_closes_a_description() -> None:
    words = "thực hiện Nghị quyết số 57-NQ/TW (sau đây gọi tắt là Kế hoạch số 142) và Chương trình số 3-CTr/TU, "
    found = stated(plan(f"Thực hiện Kế hoạch số 142/KH-BTC {words}{ISSUES}"))
    assert found == {
        ("SELF", "implements", "142/KH-BTC"),
        ("142/KH-BTC", "implements", "57-NQ/TW"),
        ("SELF", "implements", "3-CTr/TU"),
    }


def test_what_follows_a_letter_is_no_proposal() -> None:
    assert stated(plan(f"Tiếp theo Công văn số 5/UBND-KT, {ISSUES}")) == set()
    heard = f"Qua nghe Sở Y tế báo cáo tại Tờ trình số 9/TTr-SYT, {ISSUES}"
    assert stated(plan(heard)) == {("SELF", "proposedIn", "9/TTr-SYT")}


def test_a_repeal_in_the_title() -> None:
    assert stated(plan(title="Bãi bỏ Nghị quyết số 05/2019/NQ-HĐND")) == {("SELF", "repeals", "05/2019/NQ-HĐND")}


def test_the_subject_of_a_letter_may_only_serve_a_document() -> None:
    head = "Số: 5/BTC-VP\nV/v xây dựng dự toán ngân sách thực hiện Pháp lệnh Ngoại hối\n"
    text = head + "Hà Nội, ngày 3 tháng 7 năm 2019\n\nKính gửi: Các bộ\n\nBộ đề nghị:\n1. A"
    assert stated(text) == set()


def test_a_document_of_the_body_is_mentioned_and_one_of_the_preamble_only_is_not() -> None:
    preamble = f"Thực hiện Kế hoạch số 183-KH/TU thực hiện Kết luận số 69-KL/TW, {ISSUES}"
    only_above = stated(plan(preamble), mentions=True)
    assert ("SELF", "mentions", "69-KL/TW") not in only_above
    below = stated(plan(preamble, body="Quán triệt Kết luận 69 và Kế hoạch 183."), mentions=True)
    assert ("SELF", "mentions", "69-KL/TW") in below
    assert ("SELF", "mentions", "183-KH/TU") not in below


def test_what_cannot_be_placed_is_reported_and_not_guessed() -> None:
    preamble = f"Thực hiện Kế hoạch số 1-KH/TU thực hiện Nghị quyết số 2-NQ/TW và Chỉ thị số 3-CT/TW, {ISSUES}"
    assert not any(cited == "3-CT/TW" for _, _, cited in stated(plan(preamble)))
    assert "ambiguous-relation" in [finding.kind for finding in read(plan(preamble))[2]]


def test_a_national_document_carries_out_none_of_a_province() -> None:
    preamble = (
        "Thực hiện Nghị quyết số 50/NQ-CP của Chính phủ ban hành Chương trình thực hiện Nghị quyết số 52-NQ/TW "
        f"và Kế hoạch số 200-KH/TU của Tỉnh ủy về triển khai Nghị quyết số 52-NQ/TW, {ISSUES}"
    )
    found = stated(plan(preamble))
    assert ("SELF", "implements", "200-KH/TU") in found
    assert ("50/NQ-CP", "implements", "200-KH/TU") not in found


def test_evidence_holds_the_verb_and_the_document() -> None:
    text = plan(f"Thực hiện Quyết định số 709/QĐ-TTg ngày 23/7/2024, {ISSUES}")
    quote = read(text)[1][0].evidence.quote
    assert quote == "Thực hiện Quyết định số 709/QĐ-TTg ngày 23/7/2024"


# ------------------------------------------------------------------------------------------ any text

PIECES = sorted(
    {str(e if isinstance(e, str) else e["text"]) for p in vocab.phrases("reference_phrases") for e in p.examples}
    | {
        "Kế hoạch số 1/KH-UBND ",
        "Luật Giá ",
        "và ",
        "; ",
        ", ",
        "(",
        ")",
        ". ",
        "\n",
        "của UBND tỉnh ",
        "ngày 1/2/2024 ",
    }
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join), st.booleans())
def test_any_text_returns_with_evidence_inside_it(text: str, above: bool) -> None:
    whole = plan(text) if above else plan(body=text)
    references, citations, _ = read(whole)
    keys = {found.key for found in references} | {"SELF"}
    for evidence in [e for found in references for e in found.mentions] + [c.evidence for c in citations]:
        assert evidence.quote == whole[evidence.start : evidence.end] != ""
    assert all(c.citing in keys and c.cited in keys and c.citing != c.cited and c.cited != "SELF" for c in citations)
    assert outline(whole).regions.body.end <= len(whole)


@pytest.mark.parametrize(
    "token",
    [
        "Luật ",
        "Luật Giá ",
        "Kế hoạch số 1/KH-UBND ",
        "số 12/NQ-",
        "thực hiện ",
        "và ",
        "; ",
        "(",
        "Căn cứ Luật Giá;\n",
        "Kế hoạch 1 ",
    ],
)
def test_time_grows_with_length_only(token: str) -> None:
    read(plan())
    start = time.process_time()
    read(token * (100_000 // len(token)))
    assert time.process_time() - start < 4
