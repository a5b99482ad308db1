"""Outlines of small made-up pages: labels, joined lines, paragraphs, tables; every span inside the text."""

from __future__ import annotations

import textwrap

import pytest

from policygraph.outline import Kind, Outline
from policygraph.reading import Reading
from policygraph.structure import parse
from policygraph.structure.labels import read
from policygraph.structure.tables import column_kind
from policygraph.text import NormalText, SourceText, Span

HEAD = (
    "Số: 5/KH-UBND\nHuế, ngày 02 tháng 3 năm 2024\nKẾ HOẠCH\nVỀ VIỆC A\nThực hiện luật, UBND tỉnh ban hành như sau:\n"
)


def outline(body: str, head: str = HEAD) -> Outline:
    return parse(SourceText("a.txt", "0" * 64, "text/plain", head + body))


def paths(body: str) -> list[str]:
    return [p.path for p in outline(body).provisions]


def words(found: Outline, path: str) -> str:
    (provision,) = (p for p in found.provisions if p.path == path)
    span = found.read().find(provision.body)
    return span.of(found.read().text)


@pytest.mark.parametrize(
    ("line", "kind", "key"),
    [
        ("I. MỤC ĐÍCH", Kind.ROMAN, "I"),
        ("II- NHIỆM VỤ", Kind.ROMAN, "II"),
        ("Ii. tổ chức", Kind.ROMAN, "II"),
        ("1. Sở Y tế", Kind.NUMBER, "1"),
        ("1- Sở Y tế", Kind.NUMBER, "1"),
        ("3.2.1. Sở Y tế", Kind.NUMBER, "3.2.1"),
        ("1.1 Nội dung", Kind.NUMBER, "1.1"),
        ("a) Rà soát", Kind.LETTER, "a"),
        ("đ/ Rà soát", Kind.LETTER, "đ"),
        ("a)Sở Y tế", Kind.LETTER, "a"),
        ("a- Sở Y tế", Kind.LETTER, "a"),
        ("- Rà soát", Kind.DASH, "-"),
        ("\uf0b7 Rà soát", Kind.DASH, "-"),
        ("o Rà soát", Kind.DASH, "-"),
        ("*   Rà soát", Kind.DASH, "-"),
        ("+ Rà soát", Kind.PLUS, "+"),
        ("Điều 3. Hiệu lực", Kind.ARTICLE, "Đ3"),
        ("Chương IV", Kind.CHAPTER, "CIV"),
        ("**a) Tổ**", Kind.LETTER, "a"),
        ("A. QUAN ĐIỂM", Kind.PART, "A"),
        ("## I. CHUNG", Kind.ROMAN, "I"),
        ("Phần thứ nhất", Kind.PART, "Pnhất"),
    ],
)
def test_labels_are_read(line: str, kind: Kind, key: str) -> None:
    label = read(line)
    assert label is not None
    assert (label.kind, label.key) == (kind, key)


@pytest.mark.parametrize(
    "line",
    [
        "30/9/2024 của UBND tỉnh",
        "12/7/2019, đồng thời",
        "2.000 cán bộ",
        "2025. Khẩn trương",
        "V/v dự toán",
        "-------",
        "Các sở",
        "31.12.2025 hoàn thành",
        "b/c xem xét",
        "Mục tiêu chung",
        "Điều tra, khảo sát",
    ],
)
def test_what_only_looks_like_a_label_is_none(line: str) -> None:
    assert read(line) is None


def test_numbered_paths_do_not_double_the_parent() -> None:
    body = "I. A\n1. B\n1.1. Nội dung: C.\n1.2. Tổ chức thực hiện:\n1.2.1. Sở Y tế:\na) D.\n- E.\n+ F.\nII. G\n1. H."
    assert paths(body) == [
        "I",
        "I.1",
        "I.1.1",
        "I.1.2",
        "I.1.2.1",
        "I.1.2.1.a",
        "I.1.2.1.a.-1",
        "I.1.2.1.a.-1.+1",
        "II",
        "II.1",
    ]


def test_a_repeated_d_is_read_as_the_next_letter_and_reported() -> None:
    found = outline("I. A\na) một.\nb) hai.\nc) ba.\nd) bốn.\nd) năm.\ne) sáu.")
    assert [p.path for p in found.provisions][4:] == ["I.d", "I.đ", "I.e"]
    assert [(f.kind, f.evidence.quote) for f in found.findings if f.evidence] == [("repeated-label", "d) năm.")]


def test_vietnamese_order_of_letters_gives_no_finding() -> None:
    letters = "abcdđeghikl"
    assert outline("I. A\n" + "\n".join(f"{x}) việc {x}." for x in letters)).findings == ()


def test_a_sentence_broken_by_a_page_is_one_item() -> None:
    found = outline("I. A\n\n1. Nâng cao nhận thức\n\ncho cấp ủy, chính quyền.\n\n2. Việc khác.")
    assert words(found, "I.1") == "Nâng cao nhận thức cho cấp ủy, chính quyền."


def test_gazette_marks_inside_a_sentence_are_furniture() -> None:
    body = "I. A\n1. Sắp xếp thôn và\n\nCÔNG BÁO/Số 302/Ngày 02-06-2026\n72\n\nbố trí, sử dụng cán bộ.\n2. Việc khác."
    found = outline(body)
    assert words(found, "I.1") == "Sắp xếp thôn và bố trí, sử dụng cán bộ."
    assert [span.of(found.text.text) for span in found.furniture] == ["CÔNG BÁO/Số 302/Ngày 02-06-2026", "72"]


def test_a_page_may_break_the_name_of_a_place() -> None:
    body = "I. A\n1. Quản lý cửa khẩu cảng Nghi\n4\nSơn.\n2. Việc khác.\n3. Lập danh mục\n5\nSơn cầu."
    found = outline(body)
    assert words(found, "I.1") == "Quản lý cửa khẩu cảng Nghi Sơn."
    assert words(found, "I.3") == "Lập danh mục"  # no name: the lines stay apart


def test_wrapped_lines_are_joined_but_short_last_lines_end_a_paragraph() -> None:
    line = "Việc này phải được làm một cách khẩn trương và có hiệu quả trong toàn bộ các huyện"
    body = (
        "I. A\n"
        + "\n".join(f"{n}. {line}\n{line.lower()}\nđể đạt yêu cầu." for n in range(1, 8))
        + "\nTrường đóng cửa."
    )
    assert paths(body) == ["I", *(f"I.{n}" for n in range(1, 8)), "K.1"]


def narrow(text: str, width: int = 72, between: str = "\n") -> str:
    """The text as a page of that width breaks its lines."""
    lines = (textwrap.wrap(line, width, break_on_hyphens=False) for line in text.split("\n"))
    return between.join(between.join(broken) for broken in lines)


ITEMS = (
    "1. Sở Y tế chủ trì, phối hợp với các sở, ngành rà soát toàn bộ các cơ sở khám bệnh, chữa bệnh trên địa bàn theo "
    "Luật Khám bệnh, chữa bệnh; trình Ủy ban nhân dân tỉnh trước ngày 30 tháng 11 năm 2024.\n"
    "2. Sở Lao động - Thương binh và Xã hội hướng dẫn Phòng Lao động - Thương binh và Xã hội các huyện, thị xã, thành "
    "phố và Ủy ban Mặt trận Tổ quốc Việt Nam các cấp lập danh sách người cao tuổi, người khuyết tật gửi Sở Y tế.\n"
    "3. Sở Giáo dục và Đào tạo đưa nội dung chăm sóc sức khỏe vào chương trình học của các trường từ năm học 2024 - "
    "2025, gắn với hoạt động của Hội Chữ thập đỏ, Hội Khuyến học tỉnh và các câu lạc bộ trong nhà trường toàn tỉnh."
)


@pytest.mark.parametrize("width", range(60, 96, 5))
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["lines", "lines apart"])
def test_a_page_of_any_width_is_read_as_its_paragraphs_on_one_line(width: int, between: str) -> None:
    found = outline(narrow(ITEMS, width, between))
    assert [words(found, str(number)) for number in (1, 2, 3)] == [item[3:] for item in ITEMS.split("\n")]


def test_an_empty_line_parts_paragraphs_where_none_stands_inside_them() -> None:
    apart = outline(narrow(ITEMS.replace("\n", "\n\n"), 80) + "\n\nKết quả gửi về Sở Y tế.")
    assert words(apart, "3") == ITEMS.split("\n")[2][3:]
    assert words(apart, "K.1") == "Kết quả gửi về Sở Y tế."


def test_a_closing_sentence_opens_a_paragraph_though_the_line_above_is_full() -> None:
    full = f"{ITEMS}\n4. " + "x" * 59 + " lại."  # the next word would not fit
    found = outline(narrow(full, 68) + "\nTrong quá trình thực hiện, nếu có vướng mắc, các sở báo cáo.")
    assert words(found, "K.1").startswith("Trong quá trình")


NAMES = ("Núi Cấm", "Sông Hậu", "Hồ Tây", "Biển Đông")


@pytest.mark.parametrize("form", ["{}", "- {} -", "\n{}\n", "Trang {}/5", "{}\nKẾ HOẠCH CỦA TỈNH"])
def test_numbers_of_pages_and_heads_that_run_are_no_part_of_a_sentence(form: str) -> None:
    long = "Rà soát quy hoạch và " * 40
    pages = [f"2.{part}. {long}các khu {name} được\n{form.format(part + 1)}\nquản lý của {name}.\n"
             for part, name in enumerate(NAMES, 1)]  # fmt: skip
    found = outline("I. NHIỆM VỤ\n2. Việc\n" + "".join(pages))
    assert [p.path for p in found.provisions] == ["I", "I.2", *(f"I.2.{part}" for part in range(1, 5))]
    assert words(found, "I.2.3") == f"{long}các khu Hồ Tây được quản lý của Hồ Tây."


def test_pages_that_break_no_sentence_count_from_the_second_to_the_last() -> None:
    pages = "".join(f"1.{n}. {'Rà soát quy hoạch, ' * 40}báo cáo.\n{n}\n" for n in range(2, 6))
    found = outline(f"I. NHIỆM VỤ\n1. Việc\n{pages}1.6. Sở Y tế rà soát.")
    assert [p.path for p in found.provisions] == ["I", "I.1", "I.1.2", "I.1.3", "I.1.4", "I.1.5", "I.1.6"]
    assert all(words(found, f"I.1.{n}").endswith("báo cáo.") for n in range(2, 6))


def test_numbers_of_rows_are_no_numbers_of_pages() -> None:
    rows = "".join(f"{number}\n{'Rà soát quy hoạch, ' * 40}\nSở Y tế\nNăm 2025\n" for number in range(1, 6))
    found = outline(f"I. NHIỆM VỤ\nTT\nNội dung\nĐơn vị thực hiện\nThời gian\n{rows}")
    assert [p.path for p in found.provisions if p.kind == Kind.ROW] == ["I.1", "I.2", "I.3", "I.4", "I.5"]


@pytest.mark.parametrize("label", ["1.", "a)", "-", "+", "2.1."])
def test_the_words_of_an_item_may_stand_below_its_label(label: str) -> None:
    found = outline(f"I. NHIỆM VỤ\n{label}\nSở Y tế rà soát.\nII.\nTỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ báo cáo.")
    assert [words(found, p.path) for p in found.provisions] == [
        "NHIỆM VỤ", "Sở Y tế rà soát.", "TỔ CHỨC THỰC HIỆN", "Sở Nội vụ báo cáo.",
    ]  # fmt: skip


def test_a_dash_inside_the_name_of_a_body_opens_no_item() -> None:
    found = outline("1. Giao Sở Lao động\n- Thương binh và Xã hội rà soát.\n2. Nội dung gồm:\n- Thương mại;")
    assert [p.path for p in found.provisions] == ["1", "2", "2.-1"]
    assert words(found, "1") == "Giao Sở Lao động - Thương binh và Xã hội rà soát."


def test_items_that_stand_behind_one_another_on_a_line() -> None:
    body = (
        "I. MỤC ĐÍCH 1. Nâng cao nhận thức của\ncán bộ. 2. Bảo đảm tiến độ. II. NHIỆM VỤ 1. Sở Y tế - Chủ trì\n"
        "rà soát; - Phối hợp với Sở Tài chính bố trí vốn. 2. Sở Nội vụ a) Tổ chức thi đua. b) Khen thưởng."
    )
    found = outline(body)
    assert [p.path for p in found.provisions] == [
        "I",
        "I.1",
        "I.2",
        "II",
        "II.1",
        "II.1.-1",
        "II.1.-2",
        "II.2",
        "II.2.a",
        "II.2.b",
    ]
    assert words(found, "I.1") == "Nâng cao nhận thức của cán bộ."


def test_items_behind_one_another_whose_label_a_line_end_parts_from_its_words() -> None:
    body = (
        "I. NHIỆM VỤ 1.\nSở Y tế 1.1. Là cơ quan thường trực của Ban Chỉ đạo. 1.2. Mua 2.1 tấn vôi bột. 2. Sở Nội vụ "
        "- Chỉ\n"
        "đạo phòng huyện kiểm tra. - Báo cáo tháng 9.\nSố liệu gửi kèm. 3.\nĐề nghị Tỉnh đoàn mở lớp."
    )
    found = outline(body)
    assert [p.path for p in found.provisions] == ["I", "I.1", "I.1.1", "I.1.2", "I.2", "I.2.-1", "I.2.-2", "I.3"]
    assert words(found, "I.1") == "Sở Y tế"
    assert words(found, "I.2.-1") == "Chỉ đạo phòng huyện kiểm tra."
    assert words(found, "I.3") == "Đề nghị Tỉnh đoàn mở lớp."


RUN_TOGETHER = "I. MỤC ĐÍCH 1. Nâng cao nhận thức. 2. Bảo đảm tiến độ. II. NHIỆM VỤ 1. Sở Y tế - Mở lớp. - Báo cáo. "


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ("2. Tuyên truyền trong nhân dân - Các sở, ngành\nphổ biến. - Báo cáo.", ["II.2", "II.2.-1", "II.2.-2"]),
        ("2. Mở lớp trong quý\r\nI -\r\nTrên cơ sở số liệu, Sở Y tế lập danh sách.", ["II.2", "II.2.-1"]),
        ("2. Mở lớp - Cơ quan chủ trì: Sở Y tế. - Thời gian: quý I.", ["II.2", "II.2.-1", "II.2.-2"]),
        ("2. Sở Nội vụ tổ chức thi đua 3. Công an tỉnh\na) Tuần tra.", ["II.2", "II.3", "II.3.a"]),
        ("III.\r\nYÊU CẦU 1.\r\nThủ trưởng các sở rà soát. IV.\r\nMỤC TIÊU", ["III", "III.1", "IV"]),
        ("III. Nội dung kế hoạch 1. Các sở, ngành mở lớp. 2.\r\nĐề nghị xã họp.", ["III", "III.1", "III.2"]),
        ("III. Nội dung 1. Việc chung 1.1. Các sở họp. 1.2. Mở lớp.", ["III", "III.1", "III.1.1", "III.1.2"]),
        ("2. Yêu cầu - Việc mở lớp phải kịp thời. - Không phô trương.", ["II.2", "II.2.-1", "II.2.-2"]),
        ("2 . Sở Nội vụ họp, 3 . Tăng cường tập huấn.", ["II.2", "II.3"]),
        ("2. Nội dung kiểm tra - Kết quả mở lớp. - Số liệu.", ["II.2", "II.2.-1", "II.2.-2"]),
        ("2. Nguồn vốn - Những việc của tỉnh do tỉnh lo.", ["II.2", "II.2.-1"]),
        ("2. Tuyên truyền a. Sở Y tế mở lớp. b. Báo cáo.", ["II.2", "II.2.a", "II.2.b"]),
        ("III/ MỤC TIÊU ĐẾN NĂM 2030 1/ Giảm số ca. 2/ 90% trẻ em được tiêm.", ["III", "III.1", "III.2"]),
        ("III- CHỈ TIÊU - 90% trẻ em được tiêm. - 100% xã họp.", ["III", "III.-1", "III.-2"]),
        ("III. MỤC TIÊU a) 90% trẻ em được tiêm; b) 100% xã họp.", ["III", "III.a", "III.b"]),
        (
            "2. Sở Nội vụ 2.1. Họp trong tháng 3/2024 2.2. Mở lớp * Thời gian: quý I.",
            ["II.2", "II.2.1", "II.2.2", "II.2.2.-1"],
        ),
        (
            "2. Sở Y tế - Làm việc sau: (1) Công an tỉnh tuần tra;\n(2 ) Sở Nội vụ mở lớp. - Báo cáo.",
            ["II.2", "II.2.-1", "II.2.-1.(1)", "II.2.-1.(2)", "II.2.-2"],
        ),
        (
            "2. Việc giao tại Điều 8 “4. Tỉnh lo: b) Đường xã; ” - Chủ trì: Sở Y tế. 3. Xã họp.",
            ["II.2", "II.2.-1", "II.3"],
        ),
    ],
)
def test_an_item_opens_behind_words_that_no_mark_closes(more: str, paths: list[str]) -> None:
    found = [p.path for p in outline(RUN_TOGETHER + more).provisions]
    assert found == ["I", "I.1", "I.2", "II", "II.1", "II.1.-1", "II.1.-2", *paths]


@pytest.mark.parametrize(
    "words",
    [
        "theo khoản 3. Điều 7 của Luật",
        "trong giai đoạn 3. Các sở, ngành báo cáo",
        "Bộ Lao động - Thương binh và Xã hội",
        "tuyến Hà Nội - Hải Phòng, TP. Hồ Chí Minh",
        "giảm từ 5 - 10% so với năm 2023",
        "khẩu hiệu “Đã uống rượu - Không lái xe”",
        "Báo và Đài Phát thanh - Truyền hình tỉnh",
        "Quyết định số 3. Công an tỉnh",
        "vitamin a. Tổ chức mở lớp",
        "theo khoản\r\n3. Điều 7 của Luật",
        "lưu vực sông Vu Gia - Thu Bồn",
        "nước từ Hà Nội\n- Hải Phòng",
        "việc của Trung tâm Văn hóa - Truyền thông huyện",
        "bệnh nhóm A. Sở Y tế",
        "bốn chuyên đề: (1) Chuyên đề nồng độ cồn;\n(2) Chuyên đề tốc độ; (3) Chuyên đề quá tải",
        "Luật “4. Tỉnh lo đường;\nb) Xã lo đường xã;\n- Đường thôn.”",
    ],
)
def test_what_only_looks_like_a_label_inside_a_sentence_opens_nothing(words: str) -> None:
    found = outline(f"{RUN_TOGETHER}2. Rà soát {words} và báo cáo. 3. Mở lớp.")
    assert [p.path for p in found.provisions[7:]] == ["II.2", "II.3"]


def test_articles_and_parts_that_stand_behind_one_another() -> None:
    found = outline(
        "Điều 1. Ban hành Quy chế theo Điều 9. Luật Y tế. Điều 2. Giao các sở: 1. Mở lớp. 2. Họp. Điều 3. Chánh "
        "Văn phòng thi hành."
    )
    assert [p.path for p in found.provisions] == ["Đ1", "Đ2", "Đ2.1", "Đ2.2", "Đ3"]
    found = outline("A. MỤC TIÊU 1. Giảm. 2. Tăng. B. NHIỆM VỤ I. TUYÊN TRUYỀN 1. Mở lớp. 2. Họp.")
    assert [p.path for p in found.provisions] == ["A", "A.1", "A.2", "B", "B.I", "B.I.1", "B.I.2"]


def test_a_heading_in_capitals_may_hold_a_dash() -> None:
    found = outline(
        "I. MỤC ĐÍCH - YÊU CẦU 1. Nâng cao nhận thức. 2. Bảo đảm tiến độ. II. NHIỆM VỤ 1. Mở lớp. 2. Báo cáo."
    )
    assert [p.path for p in found.provisions] == ["I", "I.1", "I.2", "II", "II.1", "II.2"]


@pytest.mark.parametrize(
    ("last", "path"),
    [("Yêu cầu các xã,\nphường nghiêm túc thực hiện./.", "K.1"), ("Yêu cầu xã Hòa báo cáo số liệu./.", "I.2")],
)
def test_the_last_sentence_of_items_behind_one_another_speaks_to_all(last: str, path: str) -> None:
    found = outline(f"I. NHIỆM VỤ 1. Sở Y tế - Chủ trì rà soát. - Mở lớp. 2. Sở Nội vụ tổ chức thi đua. {last}")
    assert found.provisions[-1].path == path
    assert words(found, path).endswith(last.split("\n")[-1])


def test_markdown_marks_are_not_words() -> None:
    found = outline("**I. NHIỆM VỤ**\n\n**1. Tổ đảng**\n\n*   Chủ trì *thẩm tra*.\n*   Giám sát.\n")
    assert [p.path for p in found.provisions] == ["I", "I.1", "I.1.-1", "I.1.-2"]
    assert (words(found, "I"), words(found, "I.1.-1")) == ("NHIỆM VỤ", "Chủ trì thẩm tra.")


def test_a_lead_in_paragraph_holds_the_bullets_below_it() -> None:
    found = outline("I. A\n1. Tiêu đề\nSở Y tế chủ trì:\n- Một.\n- Hai.")
    lead_in = next(p for p in found.provisions if p.kind == Kind.PARAGRAPH)
    assert [p.path for p in found.provisions if p.parent == lead_in.index] == ["I.1.-1", "I.1.-2"]


@pytest.mark.parametrize("head", ["Cơ quan, đơn vị chủ trì", "**Đơn vị chủ trì**", "CHỦ TRÌ"])
def test_column_heads_are_known(head: str) -> None:
    assert column_kind(head) == "column.lead"


FLAT = """PHỤ LỤC
DANH MỤC
(Kèm theo Kế hoạch số 5/KH-UBND ngày 02/3/2024 của UBND tỉnh)
TT
Nhiệm vụ
Cơ quan chủ trì
Cơ quan phối hợp
Thời gian thực hiện
I
Công tác tuyên truyền
1
Tuyên truyền luật.
Sở Tư pháp
Các sở, ban, ngành
Hàng năm
2
Tổ chức hội nghị
quán triệt.
Sở Nội vụ,
Sở Y tế
Các sở
Quý I năm 2025
II
Công tác khác
1
Kiểm tra.
Thanh tra tỉnh
Các huyện
Năm 2025
"""


def test_a_table_flattened_to_one_cell_a_line() -> None:
    found = outline("I. NHIỆM VỤ\n1. Theo phụ lục.\nNơi nhận:\n- Như trên.\nTM. UBND\nCHỦ TỊCH\nLê An\n" + FLAT)
    rows = [p for p in found.provisions if p.kind == Kind.ROW]
    assert [p.path for p in rows] == ["PL.I.1", "PL.I.2", "PL.II.1"]
    cells = [c.span.of(found.text.text).replace("\n", " ") for c in rows[1].cells]
    assert cells == ["Tổ chức hội nghị quán triệt.", "Sở Nội vụ, Sở Y tế", "Các sở", "Quý I năm 2025"]


def test_a_row_with_a_broken_cell_and_an_empty_one() -> None:
    rows = (
        "1\nBan hành tiêu chí\nSở Xây dựng\nNăm 2025\nQuyết định của UBND tỉnh\n"
        "2\nTổ chức sinh hoạt với chủ đề hòa giải ở\ncơ sở\nCác trường\nPhòng Tư pháp\nTháng 11/2025\n"
    )
    heads = "TT\nNội dung\nĐơn vị thực hiện\nĐơn vị phối hợp\nThời gian\nSản phẩm\n"
    found = outline(f"I. NHIỆM VỤ\n{heads}{rows}II. KINH PHÍ\n1. Từ ngân sách.")
    one, two = (
        {cell.column: cell.span.of(found.text.text).replace("\n", " ") for cell in p.cells}
        for p in found.provisions if p.kind == Kind.ROW
    )  # fmt: skip
    assert one == {
        "Nội dung": "Ban hành tiêu chí", "Đơn vị thực hiện": "Sở Xây dựng", "Thời gian": "Năm 2025",
        "Sản phẩm": "Quyết định của UBND tỉnh",
    }  # fmt: skip
    assert two == {
        "Nội dung": "Tổ chức sinh hoạt với chủ đề hòa giải ở cơ sở", "Đơn vị thực hiện": "Các trường",
        "Đơn vị phối hợp": "Phòng Tư pháp", "Thời gian": "Tháng 11/2025",
    }  # fmt: skip


def test_the_head_of_a_flattened_table_that_a_page_repeats_is_no_row() -> None:
    heads = "TT\nNội dung\nĐơn vị chủ trì\nThời gian"
    rows = "1\nRà soát quy định\nSở Y tế\nNăm 2025", "2\nMở hội nghị\nSở Nội vụ\nNăm 2026"
    found = outline(f"I. NHIỆM VỤ\n{heads}\n{rows[0]}\n4\n{heads}\n{rows[1]}\nII. KINH PHÍ\n1. Theo quy định.")
    cells = [[c.span.of(found.text.text) for c in p.cells] for p in found.provisions if p.kind == Kind.ROW]
    assert cells == [["Rà soát quy định", "Sở Y tế", "Năm 2025"], ["Mở hội nghị", "Sở Nội vụ", "Năm 2026"]]


@pytest.mark.parametrize("mark", ["| ", "\t"])
def test_tables_with_cells_on_one_line(mark: str) -> None:
    lines = [["TT", "Nội dung", "Đơn vị chủ trì", "Thời gian"], ["1", "Rà soát", "Sở Y tế", "Tháng 6/2025"]]
    edge = "|" if mark == "| " else ""
    body = "I. NHIỆM VỤ\n" + "\n".join(edge + mark.join(line) + edge for line in lines)
    (row,) = (p for p in outline(body).provisions if p.kind == Kind.ROW)
    assert [c.column for c in row.cells] == ["Nội dung", "Đơn vị chủ trì", "Thời gian"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "a", "1.", "|||", "I", "- \n- \n", "Điều", "(", "\t\t\n", "\ufeff", "*" * 50]
)
def test_no_text_is_refused(text: str) -> None:
    found = outline(text, head="")
    assert all(Span(0, len(found.text.text)).contains(p.span) for p in found.provisions)


def test_paths_are_unique_where_labels_repeat() -> None:
    found = paths("I. A\n1. Một.\n1. Hai.\nI. B\n1. Ba.")
    assert len(set(found)) == len(found)


def test_reading_leads_back_to_the_source() -> None:
    normal = NormalText(SourceText("a", "0" * 64, "text/plain", "Sở  *Y tế*\n\nvà **Sở Nội vụ**"))
    reading = Reading(normal)
    assert reading.text == "Sở Y tế và Sở Nội vụ"
    at = reading.text.index("Nội")
    assert reading.source(Span(at, at + 3)).of(normal.text) == "Nội"
    assert reading.find(Span(0, len(normal.text))) == Span(0, len(reading.text))
