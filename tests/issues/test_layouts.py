"""Layouts that differ from those the extraction was first written with; each case is the smallest piece that tells."""

from __future__ import annotations

from datetime import date

import pytest

from policygraph.extract import extract
from policygraph.facts import DocumentFacts, Role, Task
from policygraph.text import SourceText

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH NAM ĐỊNH\nSố: 18/{code}\nNam Định, ngày 14 tháng 3 năm 2023\n\n"
    "{kind}\n{title}\n\n{preamble}\n\n"
)
PREAMBLE = "Thực hiện chương trình công tác, UBND tỉnh ban hành Kế hoạch như sau:"


def document(
    body: str, preamble: str = PREAMBLE, kind: str = "KẾ HOẠCH", code: str = "KH-UBND", title: str = "Về việc thử"
) -> DocumentFacts:
    head = HEAD.format(code=code, kind=kind, title=title, preamble=preamble)
    return extract(SourceText("a.txt", "0" * 64, "text/plain", head + body))


def roles(task: Task, role: Role = Role.LEAD) -> list[str]:
    return [r.as_written for r in task.responsibilities if r.role is role]


def relations(facts: DocumentFacts) -> set[tuple[str, str, str]]:
    return {(c.citing, c.relation.value, c.cited) for c in facts.citations}


def leads(line: str) -> list[str]:
    facts = document(f"I. TỔ CHỨC THỰC HIỆN\n1. {line}\n2. Sở Y tế rà soát.\n")
    return next((roles(task) for task in facts.tasks if task.path == "I.1"), [])


# ------------------------------------------------------------------------------------------ relations


@pytest.mark.parametrize(
    ("citing", "body"),
    [("21-CTr/HU", "Huyện ủy Ý Yên"), ("21-CTr/QU", "Quận ủy Hải Châu"), ("21-CTr/ĐU", "Đảng ủy xã Yên Trị")],
)
def test_a_body_with_the_name_of_its_place_keeps_what_its_document_carries_out(citing: str, body: str) -> None:
    facts = document("I. NHIỆM VỤ\n1. Sở Y tế rà soát.\n", (
        f"Thực hiện Chương trình hành động số {citing} ngày 05/01/2023 của {body} thực hiện Nghị quyết "
        "số 05-NQ/TU ngày 17/6/2021 của Tỉnh ủy Nam Định, UBND tỉnh ban hành Kế hoạch như sau:"))  # fmt: skip
    assert ("SELF", "implements", citing) in relations(facts)
    assert (citing, "implements", "05-NQ/TU") in relations(facts)
    assert ("SELF", "implements", "05-NQ/TU") not in relations(facts)
    assert any(r.issuer and r.issuer.startswith(body) for r in facts.references)


def test_the_fifth_meeting_is_an_issuer_and_no_year() -> None:
    facts = document("I. NHIỆM VỤ\n1. Sở Y tế rà soát.\n", (
        "Thực hiện Nghị quyết số 19-NQ/TW, ngày 16/6/2022 của Hội nghị lần thứ năm Ban Chấp hành Trung ương Đảng "
        "khóa XIII về nông nghiệp, UBND tỉnh ban hành Kế hoạch như sau:"))  # fmt: skip
    (reference,) = facts.references
    assert reference.issuer == "Hội nghị lần thứ năm Ban Chấp hành Trung ương Đảng khóa XIII"


@pytest.mark.parametrize(
    "article",
    [
        "Nghị quyết này có hiệu lực từ ngày 16/12/2023; bãi bỏ Nghị quyết số 10/2021/NQ-HĐND ngày 08/12/2021.",
        "Nghị quyết này có hiệu lực kể từ ngày ký. Bãi bỏ Nghị quyết số 10/2021/NQ-HĐND ngày 08/12/2021.",
    ],
)
def test_the_closing_article_says_what_the_text_repeals(article: str) -> None:
    facts = document(f"Điều 1. Quy định mức hỗ trợ.\nĐiều 2. {article}\n", "Căn cứ Luật Đất đai;", "NGHỊ QUYẾT")
    assert ("SELF", "repeals", "10/2021/NQ-HĐND") in relations(facts)


def test_a_task_to_repeal_is_not_what_the_text_repeals() -> None:
    facts = document("I. NHIỆM VỤ\n1. Sở Tư pháp:\n- Bãi bỏ Quyết định số 10/2021/QĐ-UBND ngày 08/12/2021.\n")
    assert relations(facts) == {("SELF", "mentions", "10/2021/QĐ-UBND")}


def test_a_plan_issued_to_change_a_plan_amends_it() -> None:
    told = "UBND tỉnh đã ban hành Kế hoạch số 09/KH-UBND ngày 01/01/2023. "
    issued = "UBND tỉnh ban hành Kế hoạch sửa đổi, bổ sung Kế hoạch số 09/KH-UBND như sau:"
    facts = document("I. NHIỆM VỤ\n1. Sở Y tế rà soát.\n", told + issued)
    assert ("SELF", "amends", "09/KH-UBND") in relations(facts)
    assert not any(relation == "implements" for _, relation, _ in relations(facts))


@pytest.mark.parametrize("words", ["được phê duyệt theo", "ban hành kèm theo"])
def test_what_comes_with_a_decision_was_not_proposed_in_it(words: str) -> None:
    facts = document("I. NHIỆM VỤ\n1. Sở Y tế rà soát.\n", (
        f"Thực hiện Đề án phát triển du lịch {words} Quyết định số 11/QĐ-UBND ngày 02/02/2020, theo Tờ trình "
        "số 12/TTr-SNV ngày 01/01/2023 của Sở Nội vụ, UBND tỉnh ban hành Kế hoạch như sau:"))  # fmt: skip
    assert ("SELF", "proposedIn", "12/TTr-SNV") in relations(facts)
    assert ("SELF", "proposedIn", "11/QĐ-UBND") not in relations(facts)


def test_a_title_in_capitals_goes_on_in_small_letters_but_not_into_the_grounds() -> None:
    title = "CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH\nthực hiện Nghị quyết số 19-NQ/TW ngày 16/6/2022"
    facts = document("I. NHIỆM VỤ\n1. Sở Y tế rà soát.\n", kind="CHƯƠNG TRÌNH HÀNH ĐỘNG", title=title)
    assert facts.header.title
    assert facts.header.title.value == title.replace("\n", " ")


# ------------------------------------------------------------------------------------------ bodies


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Văn phòng HĐND và UBND huyện theo dõi.", ["Văn phòng HĐND và UBND huyện"]),
        ("Văn phòng UBND tỉnh và Sở Nội vụ theo dõi.", ["Văn phòng UBND tỉnh", "Sở Nội vụ"]),
        ("Các huyện, thành, thị ủy, đảng ủy trực thuộc Tỉnh ủy xây dựng kế hoạch.",
         ["Các huyện, thành, thị ủy, đảng ủy trực thuộc Tỉnh ủy"]),
        ("Văn phòng thường trực Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh tổ chức trực ban.",
         ["Văn phòng thường trực Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh"]),
        ("Các tổ chức chính trị - xã hội huyện: tuyên truyền.", ["Các tổ chức chính trị - xã hội huyện"]),
        ("Bộ phận bảo vệ: Hướng dẫn để xe.", ["Bộ phận bảo vệ"]),
        ("Bộ phận phối hợp với Công an xã: Hướng dẫn để xe.", ["Bộ phận"]),
        ("Trưởng ban nhân dân các ấp: Vận động nhân dân.", ["Trưởng ban nhân dân các ấp"]),
        ("Trưởng phòng Tài chính - Kế hoạch huyện cân đối kinh phí.", ["Trưởng phòng Tài chính - Kế hoạch huyện"]),
        ("Giám đốc các Trung tâm đang triển khai dự án khẩn trương hoàn thành.", ["Giám đốc các Trung tâm"]),
        ("Chánh Thanh tra tỉnh kiểm tra việc thực hiện.", ["Chánh Thanh tra tỉnh"]),
        ("Chủ tịch UBND các quận, huyện, thành phố Thủ Đức và các đơn vị có liên quan tổ chức thực hiện.",
         ["Chủ tịch UBND các quận, huyện, thành phố Thủ Đức", "các đơn vị có liên quan"]),
        ("Các bệnh viện, Trung tâm Y tế quận, huyện tổ chức khám sức khỏe.",
         ["Các bệnh viện", "Trung tâm Y tế quận, huyện"]),
        ("Phòng Văn hóa, Khoa học và Thông tin phối hợp với Trung tâm Văn hóa xã truyền thông.",
         ["Phòng Văn hóa, Khoa học và Thông tin"]),
    ],
)  # fmt: skip
def test_who_an_item_speaks_to(line: str, expected: list[str]) -> None:
    assert leads(line) == expected


def test_a_party_committee_after_a_state_body_is_a_body_of_its_own() -> None:
    (task, *_) = document("I. NHIỆM VỤ\n1. Sở Nội vụ báo cáo UBND thành phố, Thành ủy.\n2. Sở Y tế rà soát.\n").tasks
    assert roles(task, Role.REPORT_TO) == ["UBND thành phố", "Thành ủy"]


# ------------------------------------------------------------------------------------------ no tasks


@pytest.mark.parametrize(
    "line",
    [
        "Một số đơn vị chưa quan tâm chỉ đạo.",
        "Sở Tư pháp đã chủ trì, phối hợp với Văn phòng UBND tỉnh tổ chức 03 cuộc kiểm tra.",
        "UBND tỉnh Hà Nam trân trọng báo cáo.",
        "Văn phòng Chính phủ xin thông báo để các Bộ, cơ quan biết, thực hiện.",
    ],
)
def test_what_was_or_is_only_told_is_no_task(line: str) -> None:
    assert leads(line) == []


def test_a_polite_request_is_still_one() -> None:
    assert leads("Sở Y tế trân trọng đề nghị các đơn vị báo cáo trước ngày 30/6/2023.") != []


def test_wishes_to_those_above_are_no_tasks_of_a_report() -> None:
    facts = document(
        "I. KẾT QUẢ THỰC HIỆN\n1. Sở Y tế đã rà soát 125 thủ tục.\nII. KHÓ KHĂN, VƯỚNG MẮC\n- Kinh phí còn hạn chế.\n"
        "III. KIẾN NGHỊ, ĐỀ XUẤT\n- Đề nghị Chính phủ sớm sửa đổi Nghị định số 61/2018/NĐ-CP.\n",
        "UBND tỉnh báo cáo như sau:", "BÁO CÁO", "BC-UBND")  # fmt: skip
    assert facts.tasks == ()


# ------------------------------------------------------------------------------------------ units of the text


def test_small_roman_labels_and_ordinals_open_items() -> None:
    facts = document(
        "I. NHIỆM VỤ\n1. Phân công\n(i) Sở Nội vụ: Bồi dưỡng cán bộ;\n(ii) Sở Tài chính: Bố trí ngân sách.\n"
        "2. Yêu cầu các bộ, ngành:\nThứ nhất, Bộ Công an hướng dẫn.\nThứ hai, Bộ Xây dựng ban hành quy chuẩn.\n"
    )
    assert [(task.path, roles(task)) for task in facts.tasks] == [
        ("I.1.i", ["Sở Nội vụ"]), ("I.1.ii", ["Sở Tài chính"]),
        ("I.2.(1)", ["Bộ Công an"]), ("I.2.(2)", ["Bộ Xây dựng"]),
    ]  # fmt: skip


def test_the_title_below_the_number_of_a_part_is_no_objective() -> None:
    facts = document("Phần thứ hai\nMỤC TIÊU, NHIỆM VỤ\nI- MỤC TIÊU\n- Trên 90% số xã đạt chuẩn.\nII- NHIỆM VỤ\n"
                     "1- Sở Y tế rà soát.\n")  # fmt: skip
    assert [target.text for target in facts.targets] == ["Trên 90% số xã đạt chuẩn"]
    assert [roles(task) for task in facts.tasks] == [["Sở Y tế"]]


def test_a_bullet_that_begins_with_a_figure_does_not_continue_its_heading() -> None:
    facts = document("I. MỤC TIÊU\na) Phát triển chính quyền số\n- 80% dịch vụ công được cung cấp trực tuyến.\n")
    assert [target.text for target in facts.targets] == ["80% dịch vụ công được cung cấp trực tuyến"]


def test_the_label_one_in_brackets_is_no_part_of_a_target() -> None:
    facts = document("I. MỤC TIÊU\n(1) 100% thủ tục được cung cấp trực tuyến.\n(2) Có ít nhất 05 doanh nghiệp.\n")
    assert [(t.text.split()[0], t.comparator) for t in facts.targets] == [("100%", "="), ("Có", ">=")]


# ------------------------------------------------------------------------------------------ tables

FLAT = (
    "II. NHIỆM VỤ\nTT\nNội dung\nĐơn vị chủ trì\nĐơn vị phối hợp\nThời gian\nSản phẩm\nI\nThể chế\n1\nRà soát luật\n"
    "Vụ Pháp chế\nVăn phòng Bộ\nQuý IV/2023\nBáo cáo\nII\nTuyên truyền\n1\nTổ chức hội nghị\nVụ Pháp chế\n"
    "Các đơn vị thuộc Bộ\nHằng năm\nHội nghị\n\nIII. TỔ CHỨC THỰC HIỆN\n1. Vụ Pháp chế đôn đốc việc thực hiện.\n"
)


def test_a_flattened_table_ends_where_the_text_goes_on() -> None:
    facts = document("I. MỤC TIÊU\n1. Nâng cao nhận thức của cán bộ.\n" + FLAT)
    assert [task.path for task in facts.tasks] == ["II.I.1", "II.II.1", "III.1"]
    assert [task.output.value if task.output else None for task in facts.tasks] == ["Báo cáo", "Hội nghị", None]


def test_the_head_of_a_column_vouches_for_bodies_that_no_table_knows() -> None:
    facts = document("I. NHIỆM VỤ\n"
                     "| TT | Nội dung | Người thực hiện | Người phối hợp | Thời gian |\n|---|---|---|---|---|\n"
                     "| 1 | Giám sát vệ sinh tay | Khoa Kiểm soát nhiễm khuẩn | Các khoa lâm sàng | Hằng tháng |\n"
                     "| 2 | Đào tạo nhân viên | Theo phân công của Giám đốc | | Quý II/2024 |\n")  # fmt: skip
    (task,) = facts.tasks
    assert roles(task) == ["Khoa Kiểm soát nhiễm khuẩn"]
    assert roles(task, Role.COORDINATE) == ["Các khoa lâm sàng"]


# ------------------------------------------------------------------------------------------ times


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hoàn thành trước 17 giờ ngày 26/10/2024", (None, date(2024, 10, 26), ())),
        ("báo cáo chậm nhất ngày 15 tháng 11 hằng năm", (None, None, ("P1Y",))),
        ("tổ chức hội chợ từ ngày 01/9/2025 đến ngày 05/9/2025", (date(2025, 9, 1), date(2025, 9, 5), ())),
        ("hoàn thành trong tháng 8", (None, None, ())),
        ("báo cáo UBND tỉnh định kỳ 06 tháng/lần", (None, None, ("P6M",))),
    ],
)
def test_when(words: str, expected: tuple[date | None, date | None, tuple[str, ...]]) -> None:
    (task, *_) = document(f"I. NHIỆM VỤ\n1. Sở Y tế rà soát, {words}.\n2. Sở Nội vụ rà soát.\n").tasks
    assert task.schedule is not None
    assert (task.schedule.start, task.schedule.end, task.schedule.recurrence) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("từ tháng 10 đến tháng 12/2025", (date(2025, 10, 1), date(2025, 12, 31))),
        ("tuần 2 tháng 9/2023", (date(2023, 9, 1), date(2023, 9, 30))),
    ],
)
def test_lines_of_times(words: str, expected: tuple[date, date]) -> None:
    (task,) = document(f"I. NHIỆM VỤ\n1. Ký cam kết.\n- Thời gian: {words}\n- Phụ trách: Sở Y tế\n").tasks
    assert task.schedule
    assert (task.schedule.start, task.schedule.end) == expected


@pytest.mark.parametrize(("sign", "expected"), [("≥", ">="), ("≤", "<="), ("<", "<"), (">", ">")])
def test_signs_compare(sign: str, expected: str) -> None:
    (target,) = document(f"I. MỤC TIÊU\n1. Tỷ lệ tuân thủ vệ sinh tay {sign} 85%.\n").targets
    assert (target.comparator, target.value) == (expected, 85.0)


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
MOTTO, FREEDOM = STATE.split("\n")


@pytest.mark.parametrize(
    ("head", "code", "town", "issuer", "place"),
    [
        (f"UBND THÀNH PHỐ HẢI PHÒNG {MOTTO}\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG {FREEDOM}", "KH-STNMT", "Hải Phòng",
         "Sở Tài nguyên và Môi trường thành phố Hải Phòng", "31@63"),
        (f"ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG ------- {STATE}", "KH-UBND", "Hải Phòng",
         "Ủy ban nhân dân thành phố Hải Phòng", "31@63"),
        (f"ỦY BAN NHÂN DÂN {MOTTO}\nXÃ QUỲNH VĂN {FREEDOM}", "KH-UBND", "Quỳnh Văn",
         "Ủy ban nhân dân xã Quỳnh Văn", None),
        (f"**ỦY BAN NHÂN DÂN**\n**TỈNH LÀO CAI**\n{STATE}", "KH-UBND", "Lào Cai",
         "Ủy ban nhân dân tỉnh Lào Cai", "10@63"),
        (f"UBND THÀNH PHỐ HỘI AN\nPHÒNG GIÁO DỤC VÀ ĐÀO TẠO\n{STATE}", "KH-PGDĐT", "Hội An",
         "Phòng giáo dục và đào tạo thành phố Hội An", "49@63"),
        (f"BẢO HIỂM XÃ HỘI VIỆT NAM\nBẢO HIỂM XÃ HỘI TỈNH KIÊN GIANG\n{STATE}", "KH-BHXH", "Kiên Giang",
         "Bảo hiểm xã hội tỉnh Kiên Giang", "91@63"),
        (f"NGÂN HÀNG NHÀ NƯỚC VIỆT NAM\nCHI NHÁNH TỈNH AN GIANG\n{STATE}", "KH-ANG", "An Giang",
         "Ngân hàng Nhà nước Việt Nam Chi nhánh tỉnh An Giang", "89@63"),
        ("ĐOÀN TNCS HỒ CHÍ MINH\nBAN CHẤP HÀNH TỈNH PHÚ THỌ\n***", "KH/TĐTN-BTG", "Phú Thọ",
         "Ban chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Phú Thọ", "25@63"),
        ("HỘI NÔNG DÂN VIỆT NAM\nBCH HỘI NÔNG DÂN TỈNH BẠC LIÊU", "KH/HNDT", "Bạc Liêu",
         "Ban Chấp hành Hội Nông dân tỉnh Bạc Liêu", "95@63"),
        (f"BAN CHỈ ĐẠO PHÒNG, CHỐNG THIÊN TAI\nTỈNH LÀO CAI\n{STATE}", "KH-BCĐ", "Lào Cai",
         "Ban chỉ đạo phòng, chống thiên tai tỉnh Lào Cai", "10@63"),
        ("ĐẢNG BỘ TỈNH NINH BÌNH\nBAN THƯỜNG VỤ\n*", "KH/TU", "Ninh Bình", "Ban Thường vụ Tỉnh ủy Ninh Bình", "37@63"),
        (f"SỞ GD&ĐT THANH HÓA\nTRƯỜNG THPT HÀM RỒNG\n{STATE}", "KH-THPT", "Thanh Hóa", "Trường THPT hàm rồng", "38@63"),
    ],
)  # fmt: skip
def test_who_speaks_in_a_letterhead(head: str, code: str, town: str, issuer: str, place: str | None) -> None:
    joint = "-" if code.startswith("KH/") else "/"
    page = f"{head}\nSố: 15{joint}{code}\n{town}, ngày 05 tháng 3 năm 2023\nKẾ HOẠCH\nTriển khai\nI. MỤC ĐÍCH\n1. A."
    found = extract(SourceText("a.txt", "0" * 64, "text/plain", page)).header
    assert found.issuer is not None
    assert (found.issuer.value, found.place.value if found.place else None) == (issuer, place)


def test_the_subject_of_a_letter_runs_to_its_dateline() -> None:
    page = (f"ỦY BAN NHÂN DÂN\nTỈNH BÀ RỊA - VŨNG TÀU\n{STATE}\nSố: 128/UBND-VP\nV/v chống khai thác bất hợp pháp, "
            "không theo quy định (IUU)\nBà Rịa - Vũng Tàu, ngày 03 tháng 10 năm 2023\n\nKính gửi: Các sở.\n\n1. Sở Y "
            "tế rà soát.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nH’Yim Niê")  # fmt: skip
    found = extract(SourceText("a.txt", "0" * 64, "text/plain", page)).header
    assert found.title is not None
    assert found.issued is not None
    assert found.signer is not None
    assert found.title.value == "chống khai thác bất hợp pháp, không theo quy định (IUU)"
    assert (str(found.issued.value), found.signer.value) == ("2023-10-03", "H’Yim Niê")
