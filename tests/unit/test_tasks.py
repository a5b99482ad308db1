"""Tasks of small made-up plans: what is a task, whose, when, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from policygraph import vocab
from policygraph.extract import extract, tasks
from policygraph.facts import Reference, Role, Task
from policygraph.findings import Finding
from policygraph.structure import parse
from policygraph.text import Evidence, SourceText

HEAD = (
    "Số: 5/KH-UBND\nHuế, ngày 02 tháng 3 năm 2024\nKẾ HOẠCH\nVỀ VIỆC A\nThực hiện luật, UBND tỉnh ban hành như sau:\n"
)


def read(body: str, references: tuple[Reference, ...] = ()) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    return tasks.read(parse(SourceText("a.txt", "0" * 64, "text/plain", HEAD + body)), references)


def who(task: Task, role: Role = Role.LEAD) -> list[str]:
    return [r.as_written for r in task.responsibilities if r.role == role]


def ends(task: Task) -> date | None:
    return task.schedule.end if task.schedule else None


def product(task: Task) -> str | None:
    return task.output.value if task.output else None


def test_bullets_take_the_agencies_of_their_lead_in() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Tiêu đề\na) Sở Y tế chủ trì, phối hợp với các sở:\n"
        "- Rà soát.\n- Phối hợp với Sở Nội vụ thi đua."
    )
    assert [(t.path, who(t), who(t, Role.COORDINATE)) for t in found] == [
        ("I.1.a.-1", ["Sở Y tế"], ["các sở"]),
        ("I.1.a.-2", ["Sở Y tế"], ["các sở", "Sở Nội vụ"]),
    ]
    assert all(r.inherited == (r.as_written != "Sở Nội vụ") for t in found for r in t.responsibilities)


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_sentence_behind_a_heading_in_capitals_leads_in(between: str) -> None:
    """Broken texts set heading and sentence on one line."""
    found, _ = read(
        f"I. NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM NĂM 2024{between}Để đạt mục tiêu trên, các cơ quan thành viên Ban ATGT tỉnh "
        "và UBND các huyện cần tập trung thực hiện tốt các nhiệm vụ sau:\n1. Đổi mới.\n2. Siết chặt quản lý.\n"
    )
    doers = ["các cơ quan thành viên Ban ATGT tỉnh", "UBND các huyện"]
    assert [(t.path, who(t)) for t in found] == [("I.1", doers), ("I.2", doers)]


def test_grounds_end_before_the_order() -> None:
    words = "Trên cơ sở tài liệu của Bộ Công an, Bộ Y tế, giao Công an tỉnh chủ trì biên soạn."
    (task,), _ = read(f"I. NHIỆM VỤ\n1. {words}\n")
    assert who(task) == ["Công an tỉnh"]


@pytest.mark.parametrize(
    ("words", "when"),
    [("xử lý vi phạm từ năm 2013 đến nay", None), ("cấp phép (từ năm 2025 và các năm tiếp theo)", date(2025, 1, 1)),
     ("thực hiện Nghị quyết số 42/NQ-HĐND của HĐND tỉnh về giao thông, giai đoạn 2022-2026", None),
     ("thực hiện Nghị quyết số 42/NQ-HĐND; kiểm tra trong giai đoạn 2022-2026", date(2022, 1, 1))],
)  # fmt: skip
def test_years_of_what_was_and_of_titles_are_no_times(words: str, when: date | None) -> None:
    (task,) = extract(SourceText("a.txt", "0" * 64, "text/plain", f"{HEAD}I. NHIỆM VỤ\n1. Sở Y tế {words}.\n")).tasks
    assert (task.schedule.start if task.schedule else None) == when


def test_a_list_of_numbered_documents_is_no_work_and_its_lead_in_is() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Các sở, ban Tiếp tục thực hiện việc giao; cụ thể:\n- Kế hoạch số 12/KH-UBND.\n"
        "- Kế hoạch số 13/KH-UBND.\n2. Sở Y tế:\n- Kế hoạch 5 năm phải được xây dựng trong quý I.\n"
    )
    assert [(t.path, who(t)) for t in found] == [("I.1", ["Các sở, ban"]), ("I.2.-1", ["Sở Y tế"])]


def test_a_title_ends_with_its_item() -> None:
    body = (
        "I. NHIỆM VỤ\n- Sở Y tế thực hiện Nghị quyết số 42/NQ-HĐND về giao thông\n"
        "- Sở Y tế rà soát trong giai đoạn 2022-2026."
    )
    first, second = extract(SourceText("a.txt", "0" * 64, "text/plain", HEAD + body)).tasks
    assert (first.schedule, ends(second)) == (None, date(2026, 12, 31))


def test_a_line_that_names_who_overrides_the_lead_in() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\nCác sở, ngành tập trung thực hiện các nhiệm vụ sau:\n1. Đổi mới tuyên truyền.\n"
        "- Cơ quan thực hiện: Sở Y tế.\n2. Siết chặt quản lý.\n- Cơ quan phối hợp: Sở Nội vụ.\n"
    )
    assert [(who(t), who(t, Role.COORDINATE)) for t in found] == [
        (["Sở Y tế"], []), (["Các sở, ngành"], ["Sở Nội vụ"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "doer"),
    [("Từng sở, ngành, địa phương rà soát", "Từng sở, ngành, địa phương"),
     ("Các cơ quan là ủy viên Ban ATGT tỉnh rà soát", "Các cơ quan là ủy viên Ban ATGT tỉnh"),
     ("Các sở, ngành là thành viên của Ban ATGT tỉnh rà soát", "Các sở, ngành là thành viên của Ban ATGT tỉnh")],
)  # fmt: skip
def test_members_and_each_of_several(words: str, doer: str) -> None:
    (task,), _ = read(f"I. NHIỆM VỤ\n1. {words} các chương trình.\n")
    assert who(task) == [doer]


def test_an_item_with_its_own_subject_overrides_the_lead_in() -> None:
    found, _ = read("I. NHIỆM VỤ\n1. Sở Y tế phối hợp với Sở Nội vụ:\na) Rà soát.\nb) Sở Tài chính bố trí kinh phí.")
    assert [(who(t), who(t, Role.COORDINATE)) for t in found] == [(["Sở Y tế"], ["Sở Nội vụ"]), (["Sở Tài chính"], [])]


def test_attribute_lines_belong_to_the_item_above() -> None:
    body = (
        "I. NHIỆM VỤ\na) Hoàn thiện cơ chế.\n- Cơ quan thực hiện: Sở Y tế chủ trì phối hợp với Sở Nội vụ tham mưu.\n"
        "- Sản phẩm đầu ra: Hồ sơ trình UBND tỉnh.\n- Thời gian hoàn thành, báo cáo UBND tỉnh: Trước ngày 31/3/2025."
    )
    (task,), _ = read(body)
    assert (who(task), who(task, Role.COORDINATE)) == (["Sở Y tế"], ["Sở Nội vụ"])
    assert (who(task, Role.REPORT_TO), who(task, Role.SUBMIT_TO)) == (["UBND tỉnh"], ["UBND tỉnh"])
    assert ends(task) == date(2025, 3, 31)
    assert product(task) == "Hồ sơ trình UBND tỉnh"
    assert (task.text, task.routine) == ("Hoàn thiện cơ chế.", False)


def test_a_line_behind_bullets_governs_all_of_them() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. A\n- Rà soát.\n- Kiểm tra.\n- Đơn vị chủ trì: Sở Y tế.\n- Đơn vị phối hợp: Các sở.\n2. B"
    )
    assert [(t.text, who(t), who(t, Role.COORDINATE)) for t in found] == [
        ("Rà soát.", ["Sở Y tế"], ["Các sở"]),
        ("Kiểm tra.", ["Sở Y tế"], ["Các sở"]),
    ]


def test_each_item_keeps_its_own_lines() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Sở Y tế\n- Rà soát.\nHoàn thành trong quý I năm 2025.\n"
        "- Kiểm tra.\nHoàn thành trong quý II năm 2025."
    )
    assert [t.schedule and str(t.schedule.end) for t in found] == ["2025-03-31", "2025-06-30"]


def test_attributes_inside_the_same_paragraph() -> None:
    (task,), _ = read(
        "I. NHIỆM VỤ\n1. Tổ chức hội nghị quán triệt. Đơn vị chủ trì: Sở Nội vụ. Thời gian thực hiện: Quý I năm 2025."
    )
    assert (task.text, who(task)) == ("Tổ chức hội nghị quán triệt.", ["Sở Nội vụ"])
    assert ends(task) == date(2025, 3, 31)


def test_paragraphs_below_a_heading_that_names_whom_it_concerns() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Đối với các Tổ chuyên môn và bộ phận văn phòng\nTăng cường giám sát.\nTheo dõi, đôn đốc.\n2. B"
    )
    assert [who(t) for t in found] == [["các Tổ chuyên môn", "bộ phận văn phòng"]] * 2


def test_headings_that_name_no_agency_give_no_task() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Đối với kinh phí điều dưỡng\nCăn cứ chế độ để xây dựng dự toán.\n"
        "2. Nội dung\nNâng cao nhận thức."
    )
    assert found == ()


@pytest.mark.parametrize(
    "body",
    [
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Các sở, ngành triển khai đồng bộ.\n2. Sở Y tế chủ trì rà soát.",
        "I. MỤC TIÊU\n1. Các sở, ngành đạt 100% chỉ tiêu.",
        "Điều 3. Các Bộ trưởng, Chủ tịch Ủy ban nhân dân các tỉnh chịu trách nhiệm thi hành Quyết định này./.",
        "I. KINH PHÍ\nKinh phí thực hiện được bố trí từ ngân sách nhà nước.",
        "1. Ông Lê Văn An, sinh năm 1970, Phó Trưởng phòng.\n2. Bà Trần Thị Ba, sinh năm 1975, chuyên viên.",
    ],
)
def test_what_gives_no_task(body: str) -> None:
    assert read(body)[0] == ()


def test_rows_of_a_table() -> None:
    body = (
        "I. NHIỆM VỤ\n"
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm |\n"
        "|---|---|---|---|---|---|\n"
        "| 1 | Tham mưu UBND tỉnh ban hành kế hoạch | Sở Y tế; Sở Nội vụ | Các sở | Tháng 6/2025 | Kế hoạch |"
    )
    (task,), _ = read(body)
    assert (task.text, who(task)) == ("Tham mưu UBND tỉnh ban hành kế hoạch", ["Sở Y tế", "Sở Nội vụ"])
    assert (who(task, Role.COORDINATE), who(task, Role.SUBMIT_TO)) == (["Các sở"], ["UBND tỉnh"])
    assert ends(task) == date(2025, 6, 30)
    assert product(task) == "Kế hoạch"


def test_standing_work_is_told_from_assigned_work() -> None:
    found, _ = read(
        "I. NHIỆM VỤ\n1. Sở Y tế thường xuyên kiểm tra cơ sở.\n"
        "2. Sở Y tế rà soát trước ngày 31/3/2025.\n3. Sở Y tế rà soát."
    )
    assert [t.routine for t in found] == [True, False, None]


def test_an_impossible_date_is_reported() -> None:
    (task,), findings = read("I. NHIỆM VỤ\n1. Sở Y tế báo cáo trước ngày 31/6/2022.")
    assert task.schedule is not None
    assert task.schedule.invalid
    assert [(f.kind, f.evidence.quote) for f in findings if f.evidence] == [("invalid-date", "trước ngày 31/6/2022")]


def test_agencies_without_work_are_reported() -> None:
    found, findings = read("I. NHIỆM VỤ\n1. Sở Y tế, Sở Nội vụ.\n2. Sở Tài chính bố trí vốn.")
    assert [who(t) for t in found] == [["Sở Tài chính"]]
    assert [f.kind for f in findings] == ["doer-without-work"]


def test_documents_that_a_task_is_told_to_carry_out() -> None:
    body = (
        "I. NHIỆM VỤ\n1. Sở Y tế triển khai thực hiện Chỉ thị số 25/CT-TTg và Kế hoạch số 7/KH-UBND; "
        "căn cứ Luật số 1/2020/QH14."
    )
    text = HEAD + body

    def reference(key: str, words: str) -> Reference:
        at = text.index(words)
        evidence = Evidence(at, at + len(words), words, "test")
        return Reference(key, key, None, None, None, None, None, (), (), (evidence,))

    references = (
        reference("25/CT-TTg", "Chỉ thị số 25/CT-TTg"),
        reference("7/KH-UBND", "Kế hoạch số 7/KH-UBND"),
        reference("1/2020/QH14", "Luật số 1/2020/QH14"),
    )
    (task,), _ = read(body, references)
    assert task.carries_out == ("25/CT-TTg", "7/KH-UBND")


def test_what_another_document_carries_out_is_not_the_tasks_own() -> None:
    body = "I. NHIỆM VỤ\n1. Sở Y tế triển khai Kế hoạch số 7/KH-UBND của UBND tỉnh thực hiện Chỉ thị số 25/CT-TTg."
    text = HEAD + body

    def reference(key: str, words: str) -> Reference:
        at = text.index(words)
        return Reference(
            key, key, None, None, None, None, None, (), (), (Evidence(at, at + len(words), words, "test"),)
        )

    references = (reference("7/KH-UBND", "Kế hoạch số 7/KH-UBND"), reference("25/CT-TTg", "Chỉ thị số 25/CT-TTg"))
    (task,), _ = read(body, references)
    assert task.carries_out == ("7/KH-UBND",)


def test_every_piece_of_evidence_quotes_the_source() -> None:
    text = HEAD + "I. NHIỆM VỤ\n1. Sở  Y tế chủ trì, phối hợp với\nSở Nội vụ, báo cáo *UBND tỉnh* trước ngày 31/3/2025."
    found, _ = tasks.read(parse(SourceText("a.txt", "0" * 64, "text/plain", text)), ())
    evidence = [e for t in found for e in (t.evidence, *(r.evidence for r in t.responsibilities))]
    assert len(evidence) == 4
    assert all(text[e.start : e.end] == e.quote for e in evidence)


@pytest.mark.parametrize("name", ["headings", "agency_words", "role_phrases", "date_phrases", "target_phrases"])
def test_phrases_match_their_examples_and_refuse_the_others(name: str) -> None:
    for phrase in vocab.phrases(name):
        assert phrase.examples, phrase.id
        for example in phrase.examples:
            assert phrase.search(example["text"] if isinstance(example, dict) else example), (phrase.id, example)
        for example in phrase.not_examples:
            assert not phrase.search(example["text"] if isinstance(example, dict) else example), (phrase.id, example)


def test_a_label_with_wrong_marks_is_read_and_told() -> None:
    body = "I. NHIỆM VỤ\n1. Rà soát văn bản.\n- Co quan chủ trì: Sở Y tế.\n- Thòi gian hoàn thành: Trước 15/5/2024."
    (task,), findings = read(body)
    assert (who(task), ends(task)) == (["Sở Y tế"], date(2024, 5, 15))
    told = [f.evidence.quote for f in findings if f.kind == "misprinted-label" and f.evidence]
    assert told == ["Co quan chủ trì:", "Thòi gian hoàn thành:"]
    _, findings = read("I. NHIỆM VỤ\n1. Sở Y tế rà soát:\n- Thời cơ: nắm bắt.\n- Kết quả: báo cáo.")
    assert not [f for f in findings if f.kind == "misprinted-label"]


def test_a_page_number_between_dashes_stands_in_no_table() -> None:
    head = "I. NHIỆM VỤ\nTT\nNội dung\nCơ quan chủ trì\nThời gian\n"
    (first, second), _ = read(f"{head}1\nMở lớp\nSở Y tế\nQuý I/2025\n\n- 3 -\n\n2\nKiểm tra\nSở Nội vụ\nHằng năm")
    assert (who(first), ends(first), who(second)) == (["Sở Y tế"], date(2025, 3, 31), ["Sở Nội vụ"])


def test_a_line_end_inside_a_cell_parts_bodies_and_its_products_are_submitted() -> None:
    rows = "|TT|Nhiệm vụ|Chủ trì|Phối hợp|Sản phẩm|\n|---|---|---|---|---|\n"
    (task,), _ = read(f"I. BẢNG\n{rows}|1|Lập đề án|Sở Y tế|Sở Nội vụ;<br>UBND các xã|Đề án trình UBND tỉnh|")
    assert (who(task, Role.COORDINATE), who(task, Role.SUBMIT_TO)) == (["Sở Nội vụ", "UBND các xã"], ["UBND tỉnh"])


def test_the_level_that_a_table_says_work_is_submitted_to() -> None:
    head = "TT\nĐề án\nCơ quan chủ trì\nCơ quan phối hợp\nCấp phê duyệt\nThời gian trình\n"
    row = "1\nĐề án thu gom rác thải\nSở Xây dựng\nSở Tài chính, UBND các huyện\nHĐND tỉnh\nQuý II/2024"
    (task,), _ = read(f"I. DANH MỤC\n{head}{row}")
    assert (who(task), who(task, Role.SUBMIT_TO)) == (["Sở Xây dựng"], ["HĐND tỉnh"])
    assert (who(task, Role.COORDINATE), ends(task)) == (["Sở Tài chính", "UBND các huyện"], date(2024, 6, 30))


def test_a_cell_broken_before_its_figure_is_one() -> None:
    head = "I. NHIỆM VỤ\nTT\nNội dung\nCơ quan chủ trì\nSản phẩm\nThời gian\n"
    (task,), _ = read(f"{head}1\nMở lớp\nSở Y tế\nBáo cáo\nQuý\nIV/2025")
    assert (who(task), ends(task), product(task)) == (["Sở Y tế"], date(2025, 12, 31), "Báo cáo")


def test_times_in_quotation_marks_are_a_name() -> None:
    (task,), _ = read("I. NHIỆM VỤ\n1. Sở Y tế duy trì chuyên mục “Mỗi ngày một tin, mỗi tuần một câu chuyện”.")
    assert task.schedule is None


def test_the_label_of_a_line_of_times_may_say_to_whom() -> None:
    lines = "- Chủ trì: Sở Xây dựng.\n- Thời gian trình HĐND tỉnh: Quý I/2024."
    (task,), _ = read(f"I. NHIỆM VỤ\n1. Lập đề án cấp nước\n{lines}")
    assert (who(task, Role.SUBMIT_TO), ends(task)) == (["HĐND tỉnh"], date(2024, 3, 31))
