"""Texts of kinds and layouts that the rules had not met, each cut down to what went wrong."""

from __future__ import annotations

import pytest

from policygraph.extract import extract
from policygraph.facts import SELF, DocumentFacts, Relation, Role, Task
from policygraph.text import SourceText

STATE = "ỦY BAN NHÂN DÂN\nTỈNH PHÚ YÊN\nSố: 1043/QĐ-UBND\nPhú Yên, ngày 12 tháng 6 năm 2015\n"


def document(text: str) -> DocumentFacts:
    return extract(SourceText("a.txt", "0" * 64, "text/plain", text))


def tasks(body: str) -> tuple[Task, ...]:
    return document(f"KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n{body}").tasks


def names(task: Task, role: Role = Role.LEAD) -> list[str]:
    return [one.as_written for one in task.responsibilities if one.role is role]


def stated(text: str, relation: Relation) -> list[str]:
    found = document(text).citations
    return [one.cited for one in found if one.citing == SELF and one.relation is relation]


# ------------------------------------------------------------------------------------------ who does it


@pytest.mark.parametrize(
    ("item", "leads"),
    [
        ("Việc này do Phòng Bảo trợ xã hội chủ trì, phối hợp với Sở Tài chính thực hiện.", ["Phòng Bảo trợ xã hội"]),
        ("Bảo dưỡng các hồ do cấp huyện quản lý.", []),
        ("Về tín dụng: Ngân hàng Chính sách xã hội bố trí tăng thêm vốn.", ["Ngân hàng Chính sách xã hội"]),
        ("Về vốn (Quyết định số 79/QĐ-TTg): Giao Bộ Tài chính rà soát, đề xuất.", ["Bộ Tài chính"]),
        ("Giám đốc Sở giao Phòng Tài chính lập dự toán.", ["Phòng Tài chính"]),
        ("Sở Y tế định hướng; Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh giám sát việc thực hiện.",
         ["Sở Y tế", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"]),
        ("Sở Y tế rà soát; các nội dung khác theo quy định.", ["Sở Y tế"]),
        ("Chủ tịch UBND các huyện: Đông Hải, Hòa Bình chỉ đạo phòng, chống dịch.",
         ["Chủ tịch UBND huyện Đông Hải", "Chủ tịch UBND huyện Hòa Bình"]),
        ("UBND thị xã Sông Cầu, Tuy Hòa tổ chức kiểm tra.", ["UBND thị xã Sông Cầu", "UBND thị xã Tuy Hòa"]),
        ("UBND các huyện, thành phố Đà Lạt và Bảo Lộc tổ chức kiểm tra.",
         ["UBND các huyện, thành phố Đà Lạt và Bảo Lộc"]),
        ("Ban cán sự đảng Bộ Văn hóa, Thể thao và Du lịch chỉ đạo tổ chức Tuần phim.",
         ["Ban cán sự đảng Bộ Văn hóa, Thể thao và Du lịch"]),
        ("Thủ trưởng các phòng, đơn vị trực thuộc Sở chịu trách nhiệm trước Giám đốc Sở về tiến độ.",
         ["Thủ trưởng các phòng, đơn vị trực thuộc Sở"]),
        ("Bệnh viện Đa khoa tỉnh Gia Lai phát triển kỹ thuật chuyên sâu về tim mạch.",
         ["Bệnh viện Đa khoa tỉnh Gia Lai"]),
    ],
)  # fmt: skip
def test_who_leads(item: str, leads: list[str]) -> None:
    assert [name for task in tasks(f"1. {item}") for name in names(task)] == leads


def test_a_lead_in_asks_behind_what_it_finds() -> None:
    found = tasks("Cơ bản nhất trí với phương hướng; yêu cầu Tỉnh ủy, Ủy ban nhân dân tỉnh lưu ý các việc:\n"
                  "1. Rà soát danh mục dự án.\n2. Đẩy mạnh giao đất, giao rừng.")  # fmt: skip
    assert [names(task) for task in found] == [["Tỉnh ủy", "Ủy ban nhân dân tỉnh"]] * 2


def test_two_labels_on_one_line() -> None:
    (task,) = tasks("1. Tổ chức đối thoại với trẻ em.\n"
                    "Đơn vị chủ trì: Trung tâm Công tác xã hội; đơn vị phối hợp: Sở Y tế; Thành đoàn.")  # fmt: skip
    assert names(task) == ["Trung tâm Công tác xã hội"]
    assert names(task, Role.COORDINATE) == ["Sở Y tế", "Thành đoàn"]


@pytest.mark.parametrize(
    "item",
    [
        "Phó Trưởng ban Thường trực: Ông Phạm Văn Bảy, Giám đốc Sở Văn hóa, Thể thao và Du lịch.",
        "Các thành viên Ban Chỉ đạo làm việc theo chế độ kiêm nhiệm.",
        "Ban Chỉ đạo tự giải thể khi hoàn thành nhiệm vụ.",
    ],
)
def test_members_and_standing_orders_are_no_tasks(item: str) -> None:
    assert tasks(f"1. {item}") == ()


def test_slogans_are_no_tasks() -> None:
    page = "HƯỚNG DẪN\ntuyên truyền\nI- KHẨU HIỆU TUYÊN TRUYỀN\n1. Đảng Cộng sản Việt Nam quang vinh!"
    assert document(page).tasks == ()


def test_what_closes_a_decision_is_no_task_of_its_plan() -> None:
    facts = document("QUYẾT ĐỊNH\nPhê duyệt Kế hoạch hành động\nĐiều 1. Phê duyệt.\nNơi nhận:\n– Như Điều 1;\n"
                     "– Các Thứ trưởng (để phối hợp chỉ đạo);\n– Lưu: VT.\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nĐỗ Xuân Tuyên\n\n"
                     "KẾ HOẠCH HÀNH ĐỘNG\nPHÒNG, CHỐNG BỆNH\nI. NHIỆM VỤ\n1. Sở Y tế rà soát.")  # fmt: skip
    assert [names(task) for task in facts.tasks] == [["Sở Y tế"]]


def test_what_is_sent_is_told_by_what_stands_behind() -> None:
    (task,) = tasks("1. Các sở ban hành kế hoạch; định kỳ gửi báo cáo về Sở Y tế.")
    assert (names(task, Role.REPORT_TO), names(task, Role.SUBMIT_TO)) == (["Sở Y tế"], [])


# ------------------------------------------------------------------------------------------ the page


def test_who_decides_is_named_above_the_grounds() -> None:
    facts = document(f"{STATE}QUYẾT ĐỊNH\nVề việc thành lập Ban Chỉ đạo\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\n"
                     "Căn cứ Luật Du lịch ngày 14/6/2005;\nĐiều 1. Thành lập.")  # fmt: skip
    assert facts.header.title
    assert facts.header.title.value == "Về việc thành lập Ban Chỉ đạo"
    assert facts.header.issuer
    assert facts.header.issuer.value == "Chủ tịch Ủy ban nhân dân tỉnh Phú Yên"


@pytest.mark.parametrize(
    ("letterhead", "issuer"),
    [
        ("UBND TỈNH QUẢNG NINH\nVĂN PHÒNG\nSố: 12/KH-VPUBND\n", "Văn phòng Ủy ban nhân dân tỉnh Quảng Ninh"),
        ("TỈNH ĐOÀN NGHỆ AN\nBAN THƯỜNG VỤ\nSố: 286-KH/TĐTN-VP\n", "Ban Thường vụ Tỉnh đoàn Nghệ An"),
        ("ĐẢNG CỘNG SẢN VIỆT NAM\nBAN CHẤP HÀNH TRUNG ƯƠNG\nBAN TUYÊN GIÁO\n*\nSố 95-KH/BTGTW\n",
         "Ban Tuyên giáo Trung ương"),
    ],
)  # fmt: skip
def test_an_office_below_its_body(letterhead: str, issuer: str) -> None:
    facts = document(f"{letterhead}KẾ HOẠCH\nChuyển đổi số năm 2024\nI. MỤC ĐÍCH\n1. Nâng cao.")
    assert facts.header.issuer
    assert facts.header.issuer.value == issuer


def test_a_signer_in_the_right_column() -> None:
    facts = document(f"{STATE}KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n1. Sở Y tế rà soát.\n\n"
                     "Nơi nhận:                         TM. ỦY BAN NHÂN DÂN\n- Bộ Y tế;                    CHỦ TỊCH\n"
                     "- Các sở;                     (Đã ký và đóng dấu)\n"
                     "- Lưu: VT.               Lò Minh Hùng\n")  # fmt: skip
    assert facts.header.signer
    assert facts.header.signer.value == "Lò Minh Hùng"
    assert [one.value for one in facts.header.recipients] == ["Bộ Y tế", "Các sở", "Lưu: VT"]


# ------------------------------------------------------------------------------------------ relations


def test_a_submission_in_brackets() -> None:
    text = (f"{STATE}QUYẾT ĐỊNH\nVề việc thành lập Ban Chỉ đạo\n\nTheo đề nghị của Giám đốc Sở Y tế (Tờ trình số "
            "58/TTr-SYT ngày 29/5/2015) và Giám đốc Sở Nội vụ (Công văn số 402/SNV-TCBC ngày 05/6/2015),\n\n"
            "QUYẾT ĐỊNH:\nĐiều 1. Thành lập.")  # fmt: skip
    assert stated(text, Relation.PROPOSED_IN) == ["58/TTr-SYT", "402/SNV-TCBC"]


def test_a_report_on_a_submission_proposes_nothing() -> None:
    text = ("NGHỊ QUYẾT\nVề chính sách hỗ trợ\n\nXét Tờ trình số 57/TTr-UBND ngày 11 tháng 11 năm 2019 của Ủy ban "
            "nhân dân tỉnh; Báo cáo thẩm tra số 64/BC-HĐND ngày 28 tháng 11 năm 2019 của Ban Kinh tế;\n\n"
            "Điều 1. Sửa đổi.")  # fmt: skip
    assert stated(text, Relation.PROPOSED_IN) == ["57/TTr-UBND"]


def test_a_clause_of_the_closing_article_repeals() -> None:
    text = ("QUYẾT ĐỊNH\nVề chính sách hỗ trợ\n\nĐiều 2. Điều khoản thi hành\n1. Quyết định này có hiệu lực từ ngày "
            "16 tháng 12 năm 2019.\n2. Bãi bỏ Quyết định số 10/QĐ-UBND ngày 11/7/2014 của UBND tỉnh.")  # fmt: skip
    assert stated(text, Relation.REPEALS) == ["10/QĐ-UBND"]


@pytest.mark.parametrize(("mark", "own"), [(", và", ["52/KH-UBND", "3301/LĐTBXH-TE"]), (" và", ["52/KH-UBND"])])
def test_a_comma_before_and_closes_what_another_document_carries_out(mark: str, own: list[str]) -> None:
    """Without the comma both readings are open: nothing is said, and a finding says so."""
    text = ("KẾ HOẠCH\nVề lao động trẻ em\n\nThực hiện Kế hoạch số 52/KH-UBND ngày 10/3/2022 của Ủy ban nhân dân "
            "thành phố Cần Thơ triển khai Quyết định số 782/QĐ-TTg ngày 27/5/2021 của Thủ tướng Chính phủ"
            f"{mark} Công văn số 3301/LĐTBXH-TE ngày 24/9/2021 của Bộ Lao động - Thương binh và Xã hội, Sở Lao động - "
            "Thương binh và Xã hội xây dựng Kế hoạch như sau:\n\nI. MỤC ĐÍCH\n1. Nâng cao.")  # fmt: skip
    assert stated(text, Relation.IMPLEMENTS) == own


def test_heads_of_several_bodies_are_told_apart() -> None:
    (task,) = tasks("1. Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Chủ tịch UBND các tỉnh, thành phố tập trung chỉ đạo.")
    assert names(task) == ["Bộ trưởng", "Thủ trưởng cơ quan ngang bộ", "Chủ tịch UBND các tỉnh, thành phố"]


def test_what_was_done_is_no_task_of_a_later_clause() -> None:
    told = "1. Ngay sau khi Nghị quyết được ban hành, Tỉnh ủy đã ban hành Chương trình; UBND tỉnh ban hành Kế hoạch."
    assert tasks(told) == ()


def test_a_name_in_a_column_of_bodies_ends_at_its_mark() -> None:
    (task,) = tasks("| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |\n|---|---|---|---|---|\n"
                    "| 1 | Rà soát luật | Cục Quản lý nhà và thị trường bất động sản | Cục Giám định nhà nước về chất "
                    "lượng công trình; Sở Y tế | Quý I/2026 |\n")  # fmt: skip
    assert names(task) == ["Cục Quản lý nhà và thị trường bất động sản"]
    assert names(task, Role.COORDINATE) == ["Cục Giám định nhà nước về chất lượng công trình", "Sở Y tế"]


def test_the_issuer_of_a_document_is_named_whole() -> None:
    facts = document("KẾ HOẠCH\nVề an toàn\n\nThực hiện Quyết định số 64/QĐ-BGTVT ngày 22/01/2024 của Bộ trưởng Bộ "
                     "Giao thông vận tải ban hành Kế hoạch; Kế hoạch số 487/KH-UBATGTQG ngày 31/12/2020 của Ủy ban An "
                     "toàn giao thông Quốc gia và các chỉ đạo của Thủ tướng, UBND tỉnh ban hành Kế hoạch như sau:\n"
                     "I. MỤC ĐÍCH\n1. A.")  # fmt: skip
    assert [one.issuer for one in facts.references] == [
        "Bộ trưởng Bộ Giao thông vận tải", "Ủy ban An toàn giao thông Quốc gia",
    ]  # fmt: skip


def test_one_law_in_two_spellings_is_one() -> None:
    facts = document("KẾ HOẠCH\nVề an toàn\nI. NHIỆM VỤ\n1. Thực hiện Luật Trật tự, an toàn giao thông đường bộ.\n"
                     "2. Phổ biến Luật Trật tự an toàn giao thông đường bộ.")  # fmt: skip
    assert [one.key for one in facts.references] == ["Luật Trật tự, an toàn giao thông đường bộ"]


def test_what_one_sentence_undoes_besides() -> None:
    said = "Quyết định này thay thế Quyết định số 10/QĐ-UBND và bãi bỏ Quyết định số 2/QĐ-UBND ngày 12/01/2013."
    assert stated(f"{STATE}QUYẾT ĐỊNH\nVề quy chế\n{said}", Relation.REPEALS) == ["2/QĐ-UBND"]
    nested = (
        "Quyết định này thay thế Quyết định số 10/QĐ-UBND ngày 1/2/2014 về sửa đổi Quyết định số 5/QĐ-UBND"
        " và bãi bỏ Quyết định số 2/QĐ-UBND."
    )
    assert stated(f"{STATE}QUYẾT ĐỊNH\nVề quy chế\n{nested}", Relation.REPEALS) == []


def test_only_the_nearest_of_two_documents_amends() -> None:
    text = (
        f"{STATE}KẾ HOẠCH\nVề thuốc\nI. NHIỆM VỤ\n1. Sở Y tế thực hiện Nghị quyết số 30/NQ-CP ngày 04/3/2015"
        " và Nghị định số 07/2015/NĐ-CP ngày 03/3/2015 của Chính phủ sửa đổi, bổ sung Nghị định số 98/2013/NĐ-CP."
    )
    amending = [(c.citing, c.cited) for c in document(text).citations if c.relation is Relation.AMENDS]
    assert amending == [("07/2015/NĐ-CP", "98/2013/NĐ-CP")]


@pytest.mark.parametrize(
    ("words", "issuer", "day"),
    [
        ("Ngày 11/3/2022, UBND tỉnh ban hành Quyết định số 654/QĐ-UBND về mức hỗ trợ.", "Ủy ban nhân dân tỉnh",
         "2022-03-11"),
        ("Sau khi Bộ Chính trị ban hành Kết luận số 69-KL/TW, các sở đã rà soát.", "Bộ Chính trị", None),
        ("Đề án được Thủ tướng Chính phủ phê duyệt tại Quyết định số 8/QĐ-TTg ngày 1/2/2020.", "Thủ tướng Chính phủ",
         "2020-02-01"),
        ("Các sở tham mưu ban hành Kế hoạch số 9/KH-UBND.", None, None),
        ("Rà soát Quyết định số 5/QĐ-BNN của Bộ trưởng Bộ Nông nghiệp và Phát triển nông thôn.",
         "Bộ trưởng Bộ Nông nghiệp và Phát triển nông thôn", None),
        ("Theo Kế hoạch số 3-KH/BCĐ của Ban Chỉ đạo phòng, chống tham nhũng, tiêu cực tỉnh về tài sản, các sở kê khai.",
         "Ban Chỉ đạo phòng, chống tham nhũng, tiêu cực tỉnh", None),
        ("Theo Kế hoạch số 3-KH/BCĐ của Ban Chỉ đạo cải cách hành chính, chuyển đổi số tỉnh về dữ liệu, các sở nộp.",
         "Ban Chỉ đạo cải cách hành chính, chuyển đổi số tỉnh", None),
        ("Theo Kế hoạch số 3-KH/BCĐ của Ban Chỉ đạo tỉnh, các sở của tỉnh kê khai.", "Ban Chỉ đạo tỉnh", None),
    ],
)  # fmt: skip
def test_who_issued_a_document_and_when(words: str, issuer: str | None, day: str | None) -> None:
    (found,) = document(f"KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n1. {words}").references
    assert found.issuer == issuer
    assert (found.issued.isoformat() if found.issued else None) == day


def test_a_commune_gives_its_name_to_the_bodies_of_its_own_text() -> None:
    text = ("ỦY BAN NHÂN DÂN\nXÃ EA KLY\nSố: 9/KH-UBND\nEa Kly, ngày 12 tháng 9 năm 2025\nKẾ HOẠCH\nVề chuyển đổi số\n"
            "Thực hiện Kế hoạch số 22-KH/ĐU ngày 01/8/2025 của Đảng ủy xã, UBND xã ban hành Kế hoạch như sau:\n"
            "I. MỤC ĐÍCH\n1. Nâng cao.")  # fmt: skip
    assert [one.issuer for one in document(text).references] == ["Đảng ủy xã Ea Kly"]


def test_a_document_of_before_a_merger_is_of_the_province_of_then() -> None:
    text = ("THÀNH ỦY HẢI PHÒNG\nSố 37-KH/TU\nHải Phòng, ngày 08 tháng 01 năm 2026\nKẾ HOẠCH\nVề bộ máy\nI. NHIỆM VỤ\n"
            "1. Các cấp ủy thực hiện Kế hoạch số 215-KH/TU, ngày 19/12/2024 của Ban Thường vụ Thành ủy.")  # fmt: skip
    (found,) = document(text).references
    assert (found.issuer, found.place) == ("Ban Thường vụ Thành ủy Hải Phòng", "31@63")


@pytest.mark.parametrize("part", ["khoản 2 Điều 1", "điểm a, b khoản 1 Điều 3 của", "một phần", "Điều 3, Điều 5 của"])
def test_a_part_of_a_document_is_repealed(part: str) -> None:
    said = f"Điều 2. Quyết định này thay thế Quyết định số 10/QĐ-UBND; bãi bỏ {part} Quyết định số 2/QĐ-UBND."
    assert stated(f"{STATE}QUYẾT ĐỊNH\nVề quy chế\nĐiều 1. Ban hành.\n{said}", Relation.REPEALS) == ["2/QĐ-UBND"]


def test_a_line_of_times_with_a_condition_gives_no_time_and_a_finding() -> None:
    text = "KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n1. Sở Y tế rà soát quy chế.\nThời hạn: {}."
    said = document(text.format("ngay sau khi Chính phủ ban hành Nghị định"))
    assert said.tasks[0].schedule is None
    assert [one.evidence.quote for one in said.findings if one.kind == "conditional-time" and one.evidence] == [
        "ngay sau khi Chính phủ ban hành Nghị định"
    ]
    assert document(text.format("sau khi có hướng dẫn 15 ngày")).tasks[0].schedule is not None


@pytest.mark.parametrize(
    ("lines", "product"),
    [
        ("Rà soát thủ tục\nSở Tư pháp\nCác sở\nPhương án đơn giản trình\nChủ tịch UBND tỉnh\nTháng 6/2026",
         "Phương án đơn giản trình Chủ tịch UBND tỉnh"),
        ("Rà soát thủ tục\nnội bộ\nSở Tư pháp\nCác sở\nBáo cáo\nTháng 6/2026", "Báo cáo"),
        ("Rà soát thủ tục\nSở Tư pháp\nCác sở\nQuyết định phê duyệt\nDanh mục\nTháng 6/2026",
         "Quyết định phê duyệt Danh mục"),
    ],
)  # fmt: skip
def test_lines_of_a_flattened_row_go_where_they_fit(lines: str, product: str) -> None:
    head = "STT\nNhiệm vụ\nCơ quan chủ trì\nCơ quan phối hợp\nSản phẩm\nThời gian\n"
    (task,) = document(f"KẾ HOẠCH\nVề công tác\nI. NHIỆM VỤ\n1. A:\nPHỤ LỤC\n{head}1\n{lines}\n").tasks
    assert (names(task), names(task, Role.COORDINATE)) == (["Sở Tư pháp"], ["Các sở"])
    assert task.output is not None
    assert task.output.value.replace("\n", " ") == product


def test_a_desk_with_a_comma_in_its_name_ends_with_the_body_it_belongs_to() -> None:
    (task,) = tasks("1. Phòng Truyền thông - BHXH tỉnh và Ban Gia đình - Xã hội, Kinh tế - Hội LHPN tỉnh là đầu mối.")
    assert names(task) == ["Phòng Truyền thông - BHXH tỉnh", "Ban Gia đình - Xã hội, Kinh tế - Hội LHPN tỉnh"]


@pytest.mark.parametrize(
    ("item", "partners"),
    [
        ("Sở A phối hợp với Ngân hàng Nhà nước và Quỹ hỗ trợ phát triển hợp tác xã tạo điều kiện vay vốn.",
         ["Ngân hàng Nhà nước", "Quỹ hỗ trợ phát triển hợp tác xã"]),
        ("Sở Y tế phối hợp với Trung tâm văn hóa, thể thao và truyền thông huyện tổ chức tuyên truyền.",
         ["Trung tâm văn hóa, thể thao và truyền thông huyện"]),
        ("Sở Y tế phối hợp với Trung tâm Ứng dụng khoa học kỹ thuật và bảo vệ cây trồng, vật nuôi huyện rà soát.",
         ["Trung tâm Ứng dụng khoa học kỹ thuật và bảo vệ cây trồng, vật nuôi huyện"]),
        ("Sở Y tế phối hợp với Hiệp hội doanh nghiệp nhỏ và vừa tỉnh, Hội doanh nhân trẻ tỉnh tập hợp ý kiến.",
         ["Hiệp hội doanh nghiệp nhỏ và vừa tỉnh", "Hội doanh nhân trẻ tỉnh"]),
        ("Sở Y tế phối hợp với Phòng Chính trị, tư tưởng - Sở Giáo dục và Đào tạo rà soát.",
         ["Phòng Chính trị, tư tưởng - Sở Giáo dục và Đào tạo"]),
        ("Sở Y tế phối hợp với Vùng Cảnh sát biển 3, Sở Tài chính tuần tra.", ["Vùng Cảnh sát biển 3", "Sở Tài chính"]),
        ("Sở Y tế phối hợp với Viettel Quỳnh Lưu, Sở Tài chính rà soát.", ["Viettel Quỳnh Lưu", "Sở Tài chính"]),
        ("Sở Y tế phối hợp với Trường Đại học A, Phân hiệu Trường Đại học Bình Dương tại Cà Mau xây dựng phương án.",
         ["Trường Đại học A", "Phân hiệu Trường Đại học Bình Dương tại Cà Mau"]),
        ("Sở Y tế phối hợp với các tỉnh lân cận, các nhà xuất bản, công ty phát hành sách rà soát.",
         ["các tỉnh lân cận", "các nhà xuất bản, công ty phát hành sách"]),
        ("Sở Y tế phôi hợp với Cục Hải quan thành phố rà soát.", ["Cục Hải quan thành phố"]),
        ("Sở Y tế phối hợp với Phòng Tài chính, công an xã kiểm tra.", ["Phòng Tài chính", "công an xã"]),
    ],
)  # fmt: skip
def test_names_of_partners_end_where_they_end(item: str, partners: list[str]) -> None:
    (task,) = tasks(f"1. {item}")
    assert names(task, Role.COORDINATE) == partners


@pytest.mark.parametrize(
    ("item", "leads"),
    [
        ("Các huyện ủy Ba Tri, Bình Đại lãnh đạo trồng rừng.", ["Huyện ủy Ba Tri", "Huyện ủy Bình Đại"]),
        ("Các cấp ủy, chính quyền từ tỉnh đến cơ sở quán triệt.", ["Các cấp ủy, chính quyền từ tỉnh đến cơ sở"]),
        ("Các doanh nghiệp, cơ sở sản xuất, kinh doanh: Thực hiện đầy đủ quy định.",
         ["Các doanh nghiệp, cơ sở sản xuất, kinh doanh"]),
        ("Các thôn trưởng: Lập danh sách người học.", ["Các thôn trưởng"]),
        ("Định kỳ hằng năm tổng hợp, tham mưu UBND tỉnh báo cáo Tỉnh ủy, Bộ Nội vụ trước ngày 31/12.", []),
        ("Căn cứ nhiệm vụ được giao, xây dựng kế hoạch của đơn vị, địa phương trước ngày 15/02/2026.", []),
        ("Căn cứ nhiệm vụ được giao, các sở xây dựng kế hoạch.", ["các sở"]),
        ("Định kỳ hằng năm, Sở Nội vụ tổng hợp, báo cáo.", ["Sở Nội vụ"]),
    ],
)  # fmt: skip
def test_who_leads_and_who_does_not(item: str, leads: list[str]) -> None:
    assert [name for task in tasks(f"1. {item}") for name in names(task)] == leads


def test_labels_of_attribute_lines_may_say_more() -> None:
    (task,) = tasks("1. Thông tư thay thế thông tư về bay.\n- Cơ quan chủ trì soạn thảo: Bộ Công an.\n"
                    "- Cơ quan phối hợp soạn thảo: Bộ Tư pháp.\n- Thời hạn ban hành: Quý III năm 2025.")  # fmt: skip
    assert (names(task), names(task, Role.COORDINATE)) == (["Bộ Công an"], ["Bộ Tư pháp"])
    assert task.schedule is not None
    assert str(task.schedule.end) == "2025-09-30"


def test_a_heading_that_ends_with_a_word_for_a_number_is_closed() -> None:
    found = tasks("1. Phát triển kinh tế số, xã hội số\nPhòng Kinh tế chủ trì:\n- Hướng dẫn hộ nông dân bán hàng.")
    assert [(names(task), task.text) for task in found] == [(["Phòng Kinh tế"], "Hướng dẫn hộ nông dân bán hàng.")]
    goals = document("KẾ HOẠCH\nVề học số\nII. MỤC TIÊU\n1. Năm 2025\n- 100% cán bộ xã dùng chữ ký số.").targets
    assert [(goal.value, goal.comparator) for goal in goals] == [(100.0, "=")]


def test_content_beside_a_line_of_doers_is_no_task() -> None:
    (task,) = tasks("1. Tuyên truyền\na) Nội dung: Luật Thú y, tác hại của bệnh.\nb) Đơn vị thực hiện: Phòng Kinh tế "
                    "(cán bộ thú y), trưởng các thôn.\nc) Thời gian: Tháng 5/2026.")  # fmt: skip
    assert (task.text, names(task)) == ("Tuyên truyền", ["Phòng Kinh tế", "trưởng các thôn"])
    found = tasks("1. Tuyên truyền\n- Nội dung: Qua báo, đài.\n- Đơn vị chủ trì: Sở Y tế.")
    assert [one.text for one in found] == ["Tuyên truyền"]


@pytest.mark.parametrize(
    ("item", "leads"),
    [
        ("Xử lý ổ dịch: khi phát hiện chó mắc bệnh, Phòng Kinh tế báo cáo ngay.", ["Phòng Kinh tế"]),
        ("Các ông (bà) Trưởng thôn: Lập danh sách hộ nuôi chó.", ["Trưởng thôn"]),
        ("UBND huyện đảo Cồn Cỏ lập đề án khai thác tuyến du lịch.", ["UBND huyện đảo Cồn Cỏ"]),
        ("Phòng Kinh tế các thành phố: Sông Công, Phổ Yên rà soát.",
         ["Phòng Kinh tế thành phố Sông Công", "Phòng Kinh tế thành phố Phổ Yên"]),
        ("Chủ tịch UBND các tỉnh, thành phố ven biển từ Quảng Ninh đến Nghệ An kêu gọi tàu thuyền vào bờ.",
         ["Chủ tịch UBND các tỉnh, thành phố ven biển từ Quảng Ninh đến Nghệ An"]),
        ("Các Ban Hội đồng nhân dân, Tổ đại biểu và đại biểu Hội đồng nhân dân tỉnh giám sát.",
         ["Các Ban Hội đồng nhân dân", "Tổ đại biểu và đại biểu Hội đồng nhân dân tỉnh"]),
        ("Hội đồng Phối hợp phổ biến, giáo dục pháp luật tỉnh chủ trì rà soát.",
         ["Hội đồng Phối hợp phổ biến, giáo dục pháp luật tỉnh"]),
        ("Văn phòng Chính phủ thông báo để các cơ quan biết, thực hiện.", []),
    ],
)  # fmt: skip
def test_subjects_in_other_places(item: str, leads: list[str]) -> None:
    assert [name for task in tasks(f"1. {item}") for name in names(task)] == leads


def test_somebody_else_may_be_asked_in_small_letters() -> None:
    (task,) = tasks("1. Đề nghị Ban Tuyên giáo Tỉnh ủy định hướng các cơ quan báo chí; đề nghị Hội Nông dân tỉnh "
                    "giám sát việc thực hiện; rà soát, đề nghị khen thưởng theo quy định.")  # fmt: skip
    assert names(task) == ["Ban Tuyên giáo Tỉnh ủy", "Hội Nông dân tỉnh"]


def test_a_sector_is_a_partner_by_its_name() -> None:
    (task,) = tasks("1. Công an tỉnh phối hợp với ngành Y tế quản lý người nghiện.")
    assert names(task, Role.COORDINATE) == ["ngành Y tế"]


def test_who_gets_a_report_in_time() -> None:
    (task,) = tasks("1. Sở Y tế theo dõi; báo cáo kịp thời UBND tỉnh những vấn đề phát sinh.")
    assert names(task, Role.REPORT_TO) == ["UBND tỉnh"]


def test_how_money_is_shared_is_no_target() -> None:
    text = "KẾ HOẠCH\nVề học\nI. KINH PHÍ THỰC HIỆN\n1. Ngân sách tỉnh bảo đảm 70%, huyện bảo đảm 30%."
    assert document(text).targets == ()


def test_bodies_of_the_youth_union_are_not_those_of_the_party() -> None:
    facts = document(
        "TỈNH ĐOÀN LÂM ĐỒNG\nBAN THƯỜNG VỤ\n***\nSố: 88-KH/TĐTN-XDĐ\nĐà Lạt, ngày 01 tháng 02 năm 2023\nKẾ HOẠCH\n"
        "Tổ chức Tháng Thanh niên\nThực hiện Kế hoạch số 25-KH/TWĐTN-BPT, ngày 05/01/2023 của Ban Bí thư Trung ương "
        "Đoàn về việc tổ chức; Chương trình số 12-CTr/TĐTN-VP, ngày 10/01/2023 của Ban Thường vụ Tỉnh đoàn, Ban "
        "Thường vụ Tỉnh đoàn xây dựng kế hoạch như sau:\nI. NỘI DUNG\n1. Hiến máu: Hội Chữ thập đỏ tỉnh tổ chức vận "
        "động.\n2. Các huyện, thành Đoàn, Đoàn trực thuộc đảm nhận 02 tuyến đường."
    )
    issuers = [one.issuer for one in facts.references]
    assert issuers == ["Ban Bí thư Trung ương Đoàn", "Ban Thường vụ Tỉnh đoàn Lâm Đồng"]
    leads = [names(task) for task in facts.tasks]
    assert leads == [["Hội Chữ thập đỏ tỉnh"], ["Các huyện, thành Đoàn", "Đoàn trực thuộc"]]


@pytest.mark.parametrize(
    ("item", "partners"),
    [
        ("Sở Y tế phối hợp với UBND các huyện, thành phố, Tỉnh đoàn rà soát.",
         ["UBND các huyện, thành phố", "Tỉnh đoàn"]),
        ("Sở Y tế phối hợp với Hội Liên hiệp Phụ nữ huyện, Huyện đoàn rà soát.",
         ["Hội Liên hiệp Phụ nữ huyện", "Huyện đoàn"]),
        ("Sở Y tế phối hợp với Ban Bồi thường giải phóng mặt bằng và phát triển quỹ đất các huyện, thành phố rà soát.",
         ["Ban Bồi thường giải phóng mặt bằng và phát triển quỹ đất các huyện, thành phố"]),
        ("Sở Y tế phối hợp với Hạt Kiểm lâm các huyện, chính quyền các xã biên giới rà soát.",
         ["Hạt Kiểm lâm các huyện", "chính quyền các xã biên giới"]),
    ],
)  # fmt: skip
def test_lists_with_bodies_of_every_level(item: str, partners: list[str]) -> None:
    (task,) = tasks(f"1. {item}")
    assert names(task, Role.COORDINATE) == partners


def test_the_association_of_lawyers_is_no_law_and_a_kind_ends_with_its_line() -> None:
    facts = document(
        "SỞ TƯ PHÁP - HỘI LUẬT GIA TỈNH KIÊN GIANG\nSố: 08/KH-STP-HLG Kiên Giang, ngày 4 tháng 3 năm 2018\n\nKẾ HOẠCH\n"
        "Phối hợp trợ giúp pháp lý năm 2018\n\nI. MỤC ĐÍCH\n1. A.\nGIÁM ĐỐC\nLê Quốc Anh\nHỘI LUẬT GIA TỈNH\nCHỦ TỊCH\n"
        "Nguyễn Văn Tâm"
    )
    head = facts.header
    assert head.document_type is not None
    assert head.title is not None
    assert (head.document_type.value, head.title.value) == ("Kế hoạch", "Phối hợp trợ giúp pháp lý năm 2018")


def test_the_number_behind_an_amending_law_is_the_laws_own() -> None:
    facts = document(
        "KẾ HOẠCH\nVề đê\nCăn cứ Luật sửa đổi, bổ sung một số điều của Luật Phòng, chống thiên tai và Luật Đê điều số "
        "60/2020/QH14 ngày 17/6/2020, UBND tỉnh ban hành Kế hoạch như sau:\nI. MỤC ĐÍCH\n1. A."
    )
    assert stated_of(facts, Relation.AMENDS) == {
        ("60/2020/QH14", "Luật Phòng, chống thiên tai"), ("60/2020/QH14", "Luật Đê điều"),
    }  # fmt: skip


def stated_of(facts: DocumentFacts, relation: Relation) -> set[tuple[str, str]]:
    return {(one.citing, one.cited) for one in facts.citations if one.relation is relation}
