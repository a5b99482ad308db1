"""Lists of agencies and roles, on sentences made up for each rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from policygraph import vocab
from policygraph.extract.agency_lists import AgencyReader, lexicon
from policygraph.extract.responsibilities import RoleReader
from policygraph.reading import Reading
from policygraph.resources import folder
from policygraph.text import NormalText, SourceText, place_tones


def reading(text: str) -> Reading:
    return Reading(NormalText(SourceText("a.txt", "0" * 64, "text/plain", text)))


def split(text: str) -> tuple[list[str], str]:
    """The names of the list that opens the text, and what follows it."""
    read = reading(text)
    found, end = AgencyReader(read).read_list(0, len(read.text), joint=True)
    assert all(m.name.split()[-1] in m.span.of(read.text) for m in found)
    return [m.name for m in found], read.text[end:]


def roles(text: str) -> dict[str, list[str]]:
    read = reading(text)
    found = RoleReader(read).read(0, len(read.text))
    named = {"lead": found.lead, "coordinate": found.coordinate, "report": found.report_to, "submit": found.submit_to}
    return {role: [m.name for m in mentions] for role, mentions in named.items() if mentions}


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        (
            "Các sở, ngành, UBND các huyện, thành phố tăng cường",
            ["Các sở, ngành", "UBND các huyện, thành phố"],
            " tăng cường",
        ),
        ("Sở Y tế và các sở, ngành có liên quan rà soát", ["Sở Y tế", "các sở, ngành có liên quan"], " rà soát"),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế xây dựng",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"],
            " xây dựng",
        ),
        ("Sở Lao động - Thương binh và Xã hội chủ trì", ["Sở Lao động - Thương binh và Xã hội"], " chủ trì"),
        ("các sở, ngành, địa phương liên kết Trung tâm", ["các sở, ngành, địa phương"], " liên kết Trung tâm"),
        (
            "Các sở, ban, ngành đoàn thể và Chủ tịch UBND các cấp phải rà soát",
            ["Các sở, ban, ngành đoàn thể", "Chủ tịch UBND các cấp"],
            " phải rà soát",
        ),
        (
            "Cán bộ, công chức, sỹ quan và người lao động phải học",
            ["Cán bộ, công chức, sỹ quan và người lao động"],
            " phải học",
        ),
        ("Các sở; UBND các xã có quốc lộ đi qua họp", ["Các sở", "UBND các xã có quốc lộ đi qua"], " họp"),
        (
            "Cơ quan chuyên môn thuộc UBND tỉnh thực hiện công tác quản lý nhà nước về y tế, dân số chủ trì",
            ["Cơ quan chuyên môn thuộc UBND tỉnh thực hiện công tác quản lý nhà nước về y tế, dân số"],
            " chủ trì",
        ),
        (
            "Các cơ quan chuyên môn thực hiện quản lý nhà nước về y tế.",
            ["Các cơ quan chuyên môn"],
            " thực hiện quản lý nhà nước về y tế.",
        ),
        (
            "Các Sở: Kế hoạch và Đầu tư, Tài chính; Y tế thực hiện",
            ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Y tế"],
            " thực hiện",
        ),
        ("UBND các phường: An Hòa, Thuận Lộc thực hiện", ["UBND phường An Hòa", "UBND phường Thuận Lộc"], " thực hiện"),
        (
            "Chủ tịch UBND các tỉnh: Hà Tĩnh, Quảng Trị; thành phố Huế hoãn các cuộc họp",
            ["Chủ tịch UBND tỉnh Hà Tĩnh", "Chủ tịch UBND tỉnh Quảng Trị", "Chủ tịch UBND thành phố Huế"],
            " hoãn các cuộc họp",
        ),
        ("UBND các phường: 1, An Hòa rà soát", ["UBND phường 1", "UBND phường An Hòa"], " rà soát"),
        ("UBND phường: Đăng tải kế hoạch", ["UBND phường"], ": Đăng tải kế hoạch"),
        ("UBND các huyện, thị xã: Mai Châu rà soát", ["UBND các huyện, thị xã"], ": Mai Châu rà soát"),
        ("UBND các tỉnh Quảng Trị, Quảng Ngãi rà soát", ["UBND các tỉnh Quảng Trị, Quảng Ngãi"], " rà soát"),
        (
            "Bộ trưởng các Bộ: Quốc phòng, Công an rà soát",
            ["Bộ trưởng Bộ Quốc phòng", "Bộ trưởng Bộ Công an"],
            " rà soát",
        ),
        ("Các Sở: Y tế, Công an tỉnh rà soát", ["Sở Y tế", "Công an tỉnh"], " rà soát"),
        (
            "Ban Quản lý Khu kinh tế Nghi Sơn và các Khu công nghiệp, Sở Xây dựng rà soát",
            ["Ban Quản lý Khu kinh tế Nghi Sơn và các Khu công nghiệp", "Sở Xây dựng"],
            " rà soát",
        ),
        ("Các đơn vị trực thuộc Bộ xây dựng kế hoạch", ["Các đơn vị trực thuộc Bộ"], " xây dựng kế hoạch"),
        ("Bộ Xây dựng chủ trì", ["Bộ Xây dựng"], " chủ trì"),
        ("Phòng Khoa học và công nghệ, Sở Y tế rà soát", ["Phòng Khoa học và công nghệ", "Sở Y tế"], " rà soát"),
        ("lực lượng kiểm lâm, quản lý thị trường xử lý", ["lực lượng kiểm lâm, quản lý thị trường"], " xử lý"),
        ("các đơn vị của các Bộ: Tài chính, Y tế làm việc", ["các đơn vị của Bộ Tài chính", "Bộ Y tế"], " làm việc"),
        (
            "Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các huyện tổ chức",
            ["Thủ trưởng các sở, ban, ngành", "Chủ tịch UBND các huyện"],
            " tổ chức",
        ),
        (
            "Văn phòng UBND tỉnh (Cổng Thông tin điện tử): đăng",
            ["Văn phòng UBND tỉnh (Cổng Thông tin điện tử)"],
            ": đăng",
        ),
        (
            "Ban Quản lý Khu kinh tế và Phòng Kinh tế, Hạ tầng và Đô thị phối hợp",
            ["Ban Quản lý Khu kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị"],
            " phối hợp",
        ),
        ("Ban An toàn giao thông huyện tổ chức", ["Ban An toàn giao thông huyện"], " tổ chức"),
        (
            "Hội Nông dân tỉnh, Tỉnh đoàn và Hội Cựu chiến binh tỉnh vận động",
            ["Hội Nông dân tỉnh", "Tỉnh đoàn", "Hội Cựu chiến binh tỉnh"],
            " vận động",
        ),
        ("các đồng chí Giám đốc Sở chỉ đạo", ["Giám đốc Sở"], " chỉ đạo"),
        ("UBND tỉnh Quy chế phối hợp", ["UBND tỉnh"], " Quy chế phối hợp"),
        ("UBND quận, huyện, thị xã căn cứ", ["UBND quận, huyện, thị xã"], " căn cứ"),
        ("UBND cấp huyện, cấp xã thực hiện", ["UBND cấp huyện, cấp xã"], " thực hiện"),
        ("Thủ trưởng sở, ban, ngành tổ chức", ["Thủ trưởng sở, ban, ngành"], " tổ chức"),
        ("Quỹ Đầu tư phát triển tỉnh: Cân đối", ["Quỹ Đầu tư phát triển tỉnh"], ": Cân đối"),
    ],
)
def test_lists_are_split_where_a_new_agency_begins(text: str, names: list[str], rest: str) -> None:
    assert split(text) == (names, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Ban hành Kế hoạch",
        "Tổ chức thực hiện",
        "Hội nghị tổng kết",
        "Bộ tiêu chí",
        "các nhiệm vụ",
        "TỔ CHỨC THỰC HIỆN",
        "Kinh phí thực hiện",
        "Các chương trình, đề án",
    ],
)
def test_what_is_no_agency(text: str) -> None:
    assert split(text)[0] == []


def test_the_gate_lets_every_name_in() -> None:
    """What opens no name is not tried; every name, head and office of the tables must pass."""
    words = vocab.lists("agency_words")
    names = list(vocab.load().all_agency_names())
    names += [word for kind in ("alone", "bodies", "generic", "heads", "nouns", "persons") for word in words[kind]]
    shut = [name for name in names if not _opens_body(place_tones(name.lower()))]
    assert shut == []
    assert not _opens_body("rà soát")


def _opens_body(low: str) -> bool:
    match = lexicon()["begins"].match(low)
    return match is not None and match.lastgroup == "body"


def test_the_gate_hides_no_agency(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the gate open everywhere, lists are the same at each word of the phrases' examples and of five documents."""
    texts = [path.read_text("utf-8") for path in (folder("data") / "documents").glob("*.txt")]
    texts += [" ".join(map(str, phrase.examples)).capitalize() for phrase in vocab.phrases("agency_words")]
    readings = [Reading(NormalText(SourceText("a.txt", "0" * 64, "text/plain", text))) for text in texts]
    gated = [list(_all_lists(reading)) for reading in readings]
    monkeypatch.setitem(lexicon(), "begins", re.compile(f"(?P<article>{lexicon()['article'].pattern})?(?P<body>)"))
    assert gated == [list(_all_lists(reading)) for reading in readings]


def _all_lists(reading: Reading) -> Iterator[list[str]]:
    agencies, end = AgencyReader(reading), len(reading.text)
    for word in re.finditer(r"(?<!\w)\w", reading.text):
        yield [mention.name for mention in agencies.read_list(word.start(), min(end, word.start() + 300))[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sở Y tế chủ trì, phối hợp với Sở Tài chính và các sở liên quan rà soát.",
            {"lead": ["Sở Y tế"], "coordinate": ["Sở Tài chính", "các sở liên quan"]},
        ),
        ("Sở Y tế phối hợp với Sở Tài chính xây dựng.", {"lead": ["Sở Y tế"], "coordinate": ["Sở Tài chính"]}),
        ("Sở Y tế phối hợp khảo sát.", {"lead": ["Sở Y tế"]}),
        ("Chủ trì, phối hợp các sở, ngành rà soát.", {"coordinate": ["các sở, ngành"]}),
        ("Đề nghị Ban Tuyên giáo Tỉnh ủy chỉ đạo báo chí.", {"lead": ["Ban Tuyên giáo Tỉnh ủy"]}),
        ("Giao Sở Y tế theo dõi.", {"lead": ["Sở Y tế"]}),
        (
            "Hàng năm, các bộ, ngành báo cáo về Bộ Y tế tổng hợp, báo cáo Thủ tướng Chính phủ.",
            {"lead": ["các bộ, ngành"], "report": ["Bộ Y tế", "Thủ tướng Chính phủ"]},
        ),
        ("Trên cơ sở các nhiệm vụ, giao Ủy ban nhân dân tỉnh chỉ đạo.", {"lead": ["Ủy ban nhân dân tỉnh"]}),
        ("Căn cứ Kế hoạch này, các sở, ngành thực hiện.", {"lead": ["các sở, ngành"]}),
        (
            "Sở Y tế tham mưu UBND tỉnh trình HĐND tỉnh ban hành.",
            {"lead": ["Sở Y tế"], "submit": ["HĐND tỉnh", "UBND tỉnh"]},
        ),
        ("Sở Y tế lập dự toán gửi Sở Tài chính.", {"lead": ["Sở Y tế"], "submit": ["Sở Tài chính"]}),
        (
            "Báo cáo kết quả gửi Ủy ban nhân dân tỉnh (thông qua Sở Y tế).",
            {"report": ["Ủy ban nhân dân tỉnh", "Sở Y tế"]},
        ),
        ("Với các đơn vị của Bộ Tài chính hướng dẫn thủ tục.", {"coordinate": ["các đơn vị của Bộ Tài chính"]}),
        (
            "Cơ quan Liên hiệp Hội tỉnh cùng các hội thành viên chủ trì.",
            {"lead": ["Cơ quan Liên hiệp Hội tỉnh", "các hội thành viên"]},
        ),
        ("Chỉ đạo các trường học tham gia; hợp tác với các trường đại học.", {}),
        ("Xây dựng Quy chế phối hợp giữa Sở Y tế với các sở.", {}),
        (
            "Theo dõi, tổng hợp; báo cáo Chính phủ, Thủ tướng Chính phủ xem xét.",
            {"report": ["Chính phủ", "Thủ tướng Chính phủ"]},
        ),
        ("Đề xuất Bộ Y tế hỗ trợ kinh phí.", {}),
        (
            "Mở chuyên mục (Ban Tuyên giáo chủ trì; Văn phòng, các huyện đoàn phối hợp).",
            {"lead": ["Ban Tuyên giáo"], "coordinate": ["Văn phòng", "các huyện đoàn"]},
        ),
        ("Mở chuyên mục trên báo (các huyện đoàn thực hiện).", {"lead": ["các huyện đoàn"]}),
        ("Mở chuyên mục trên báo (Sở Y tế phối hợp).", {"coordinate": ["Sở Y tế"]}),
        ("Mở chuyên mục trên báo (do Sở Y tế quản lý).", {}),
        (
            "Sở Y tế chủ trì; Sở Tài chính, UBND các xã phối hợp:",
            {"lead": ["Sở Y tế"], "coordinate": ["Sở Tài chính", "UBND các xã"]},
        ),
        (
            "Sở Y tế chủ trì; Sở Tài chính và UBND các xã phối hợp kiểm tra việc thực hiện.",
            {"lead": ["Sở Y tế"], "coordinate": ["Sở Tài chính", "UBND các xã"]},
        ),
        ("Thủ trưởng các đơn vị thuộc Bộ xây dựng kế hoạch.", {"lead": ["Thủ trưởng các đơn vị thuộc Bộ"]}),
        ("Sở Y tế định hướng; Sở Tài chính giám sát.", {"lead": ["Sở Y tế", "Sở Tài chính"]}),
        ("Sở Y tế định hướng. Sở Tài chính giám sát.", {"lead": ["Sở Y tế", "Sở Tài chính"]}),
        ("Sở Y tế định hướng. UBND tỉnh yêu cầu các sở nghiêm túc.", {"lead": ["Sở Y tế"]}),
        ("Tình hình ổn định. Sở Tài chính giám sát.", {}),
        ("Đánh giá theo bộ chỉ số: Thanh tra tỉnh làm đầu mối tổng hợp.", {"lead": ["Thanh tra tỉnh"]}),
        ("Sở Y tế có trách nhiệm khi khám: Công an tỉnh chủ trì thì hỗ trợ.", {"lead": ["Sở Y tế"]}),
        ("Tổ chức kiểm tra: Đoàn kiểm tra liên ngành.", {}),
        ("Sở Y tế chủ trì, phối hơp với Sở Tài chính rà soát.", {"lead": ["Sở Y tế"], "coordinate": ["Sở Tài chính"]}),
        (
            "Thứ trưởng Lê Văn An phối hợp với Thứ trưởng Trần Ba chỉ đạo Vụ Kế hoạch "
            "chủ trì, phối hợp với Vụ Pháp chế:",
            {"lead": ["Vụ Kế hoạch"], "coordinate": ["Vụ Pháp chế"]},
        ),
    ],
)
def test_roles(text: str, expected: dict[str, list[str]]) -> None:
    found = roles(text)
    assert {k: sorted(v) for k, v in found.items()} == {k: sorted(v) for k, v in expected.items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Báo cáo UBND huyện qua Phòng Nội vụ trước ngày 5/6.", {"report": ["UBND huyện", "Phòng Nội vụ"]}),
        ("Trình HĐND tỉnh thông qua Ban Pháp chế.", {"submit": ["HĐND tỉnh", "Ban Pháp chế"]}),
        ("Báo cáo UBND huyện; tuyên truyền qua Đài Truyền thanh huyện.", {"report": ["UBND huyện"]}),
        ("Báo cáo kết quả thực hiện UBND tỉnh (qua Sở Nội vụ).", {"report": ["UBND tỉnh", "Sở Nội vụ"]}),
        ("Báo cáo tình hình thực hiện các dự án trọng điểm.", {}),
        ("Báo cáo số liệu tiêm chủng về Sở Y tế ngày 05 hằng tháng.", {"report": ["Sở Y tế"]}),
        ("Theo báo cáo số 12/BC-SYT về Sở Y tế.", {}),
        ("Xây dựng kế hoạch sát với tình hình thực tế, gửi về Sở Y tế.", {"submit": ["Sở Y tế"]}),
        ("Biểu mẫu: Các chi bộ trực thuộc gửi báo cáo về Sở Y tế.",
         {"lead": ["Các chi bộ trực thuộc"], "report": ["Sở Y tế"]}),
    ],
)  # fmt: skip
def test_receivers_and_the_channel_to_them(text: str, found: dict[str, list[str]]) -> None:
    assert roles(text) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Các sở, đề nghị Tỉnh đoàn tiếp tục mở lớp.", {"lead": ["Các sở", "Tỉnh đoàn"]}),
        (
            "Trên cơ sở tài liệu của Bộ Công an, Bộ Y tế, giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ mở lớp.",
            {"lead": ["Sở Y tế"], "coordinate": ["Sở Nội vụ"]},
        ),
        ("Các sở, ngành Tiếp tục mở lớp.", {"lead": ["Các sở, ngành"]}),
        ("Việc giao tại Điều 3 “5. Bộ Y tế quy định mẫu; Ủy ban nhân dân cấp tỉnh quy định giá.”", {}),
        ("Việc giao tại Điều 3 “5. Bộ Y tế quy định giá.”: giao Sở Y tế chủ trì.", {"lead": ["Sở Y tế"]}),
    ],
)
def test_who_is_charged_behind_a_comma_and_whom_a_quoted_article_charges(text: str, expected: dict[str, str]) -> None:
    assert roles(text) == expected


def test_who_does_it_may_stand_in_a_bracket_inside_the_item() -> None:
    text = "Khôi phục lưới điện (Công ty Điện lực, Sở Công Thương thực hiện); bảo đảm an toàn (nếu có) cho hộ dân."
    assert roles(text)["lead"] == ["Công ty Điện lực", "Sở Công Thương"]
    assert roles(text.replace("thực hiện)", "đang sửa)")) == {}


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Cục Hợp tác quốc tế xây dựng Kế hoạch quảng bá", ["Cục Hợp tác quốc tế"], " xây dựng Kế hoạch quảng bá"),
        ("Vụ Kế hoạch, Tài chính, Vụ Pháp chế lập", ["Vụ Kế hoạch, Tài chính", "Vụ Pháp chế"], " lập"),
        ("Bộ trưởng ban hành hướng dẫn", ["Bộ trưởng"], " ban hành hướng dẫn"),
        ("Các cấp hội phụ nữ tổ chức", ["Các cấp hội phụ nữ"], " tổ chức"),
        ("Trung ương Hội Luật gia Việt Nam, Bộ Y tế để", ["Trung ương Hội Luật gia Việt Nam", "Bộ Y tế"], " để"),
    ],
)  # fmt: skip
def test_names_with_commas_and_in_small_letters(text: str, names: list[str], rest: str) -> None:
    assert split(text) == (names, rest)
