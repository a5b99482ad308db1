"""Look-ups of the vocabulary: by name, in a place, on a day; one answer or none."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph import vocab
from policygraph.extract import marks
from policygraph.resources import folder as resource_folder
from policygraph.text import holds
from policygraph.vocab import Agency, Unresolved, Vocabulary

BEFORE, AFTER = date(2024, 9, 30), date(2025, 9, 30)


@pytest.fixture(scope="module")
def found() -> Vocabulary:
    return vocab.load()


# ---------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("name", "day", "id"),
    [
        ("Ninh Bình", BEFORE, "37@63"),
        ("tỉnh Ninh Bình", AFTER, "37@34"),
        ("NINH BÌNH", BEFORE, "37@63"),
        ("Hoà Bình", BEFORE, "17@63"),
        ("TP. Hồ Chí Minh", BEFORE, "79@63"),
        ("TP.Hồ Chí Minh", BEFORE, "79@63"),
        ("TPHCM", AFTER, "79@34"),
        ("Thành phố Hồ Chí Minh", AFTER, "79@34"),
        ("Hồ Chí Minh", None, None),
        ("Đắc Lắc", BEFORE, "66@63"),
        ("Bắc Cạn", None, "06@63"),
        ("Bà Rịa-Vũng Tàu", None, "77@63"),
        ("Bà Rịa – Vũng Tàu", None, "77@63"),
        ("Hà Nội", None, "01@63"),
        ("Hà Nội", AFTER, "01@63"),
        ("Quảng Bình", None, "44@63"),
        ("Quảng Trị", None, None),
        ("Bắc Giang", AFTER, "24@63"),  # gone, but still meant by its name
        ("Thừa Thiên Huế", BEFORE, "46@63"),
        ("Huế", BEFORE, "46@63"),
        ("thành phố Huế", BEFORE, None),  # then a city of the province
        ("thành phố Huế", date(2025, 1, 1), "46b@63"),
        ("Huế", AFTER, "46b@63"),
        ("thành phố Ninh Bình", BEFORE, None),
        ("tỉnh Đồng Nai", date(2026, 5, 30), "75@34"),
        ("Đồng Nai", date(2026, 5, 30), "75b@34"),
        ("Hà Tây", date(2007, 1, 1), "ha-tay@2008"),
        ("Đắk Lắk", date(2002, 1, 1), "dak-lak@2003"),
        ("Lai Châu", None, "12@63"),
        ("Atlantis", BEFORE, None),
        ("", BEFORE, None),
    ],
)
def test_a_province_is_found_by_name_and_day(found: Vocabulary, name: str, day: date | None, id: str | None) -> None:
    place = found.find_province(name, day)
    assert (place and place.id) == id


def test_every_province_is_found_by_name_and_label_on_its_last_day(found: Vocabulary) -> None:
    for place in found.provinces:
        day = min(place.last, date(2026, 8, 1))
        for name in (place.name, place.label, place.full_name, place.label.upper()):
            assert found.find_province(name, day) == place, (name, day)


def test_a_unit_that_went_on_has_one_row_and_one_slug(found: Vocabulary) -> None:
    assert found.province("01@34") is found.province("01@63")
    kept = found.find_province("Cao Bằng", BEFORE)
    assert kept
    assert kept is found.find_province("Cao Bằng", AFTER)
    assert kept.slug == "tinh-cao-bang"


def test_a_new_unit_of_an_old_name_has_a_slug_of_its_own(found: Vocabulary) -> None:
    slugs = [place.slug for place in found.find_provinces("Quảng Trị")]
    assert sorted(slugs) == ["tinh-quang-tri", "tinh-quang-tri-2025"]


def test_codes_of_2025_mean_other_units_than_before(found: Vocabulary) -> None:
    names = {place.name for place in found.provinces if place.code == "44"}
    assert names == {"Quảng Bình", "Quảng Trị"}


def test_what_became_of_a_province(found: Vocabulary) -> None:
    (change,) = found.province_successors("84@63", AFTER)
    assert (change.to_id, change.kind, change.date) == ("86@34", "merged", "2025-07-01")
    assert "202/2025/QH15" in change.instrument
    assert found.province_successors("84@63", date(2025, 6, 30)) == ()
    assert [change.to_id for change in found.province_successors("70@63", date(2026, 8, 1))] == ["75@34", "75b@34"]
    assert found.province_successors("04@63", AFTER) == ()


def test_districts_of_a_province_on_a_day(found: Vocabulary) -> None:
    kinds = sorted(place.kind.id for place in found.districts_of("37@63", BEFORE))
    assert kinds == ["huyen"] * 6 + ["thanh-pho-thuoc-tinh"] * 2
    assert found.districts_of("37@63", AFTER) == ()
    assert found.find_district("Tam Điệp", "37@63", BEFORE) == found.find_district("TP. Tam Điệp", "37@63", BEFORE)
    assert found.find_district("huyện Tam Điệp", "37@63", BEFORE) is None
    assert found.find_district("thị xã Tam Điệp", "37@63", date(2010, 1, 1))


# ---------------------------------------------------------------------------------------------- agencies


@pytest.mark.parametrize(
    ("name", "place", "day", "key"),
    [
        ("Sở KH&CN", "37@63", BEFORE, "so-khoa-hoc-va-cong-nghe@37@63"),
        ("Sở Khoa học và công nghệ tỉnh", "37@63", BEFORE, "so-khoa-hoc-va-cong-nghe@37@63"),
        ("Sở Khoa học và Công nghệ Ninh Bình", "37@63", BEFORE, "so-khoa-hoc-va-cong-nghe@37@63"),
        ("Sở Khoa học và Công nghệ", "84@63", BEFORE, "so-khoa-hoc-va-cong-nghe@84@63"),
        ("Sở GDĐT Đồng Tháp", None, date(2026, 4, 28), "so-giao-duc-va-dao-tao@82@34"),
        ("UBND tỉnh", "37@63", BEFORE, "uy-ban-nhan-dan@37@63"),
        ("Uỷ ban nhân dân tỉnh", "37@63", BEFORE, "uy-ban-nhan-dan@37@63"),
        ("UBND tỉnh Đồng Tháp", "37@63", BEFORE, "uy-ban-nhan-dan@87@63"),
        ("UBND thành phố", "01@63", BEFORE, "uy-ban-nhan-dan@01@63"),
        ("UBND TP. Hà Nội", None, BEFORE, "uy-ban-nhan-dan@01@63"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", None, AFTER, "uy-ban-nhan-dan@79@34"),
        ("Ban Thường vụ Tỉnh uỷ", "37@63", BEFORE, "ban-thuong-vu-tinh-uy@37@63"),
        ("Ban Thường vụ Tỉnh ủy Ninh Bình", None, BEFORE, "ban-thuong-vu-tinh-uy@37@63"),
        ("BTV Tỉnh ủy", "37@63", BEFORE, "ban-thuong-vu-tinh-uy@37@63"),
        ("Thành ủy Hà Nội", None, BEFORE, "tinh-uy@01@63"),
        ("Thành ủy", "48@34", AFTER, "tinh-uy@48@34"),
        ("Ban Chấp hành Đảng bộ tỉnh", "58@63", BEFORE, "tinh-uy@58@63"),
        ("Văn phòng UBND tỉnh", "84@63", BEFORE, "van-phong-uy-ban-nhan-dan@84@63"),
        ("VP UBND tỉnh", "84@63", BEFORE, "van-phong-uy-ban-nhan-dan@84@63"),
        ("Văn phòng UBND tỉnh (Cổng Thông tin điện tử)", "84@63", BEFORE, "van-phong-uy-ban-nhan-dan@84@63"),
        ("Báo Trà Vinh", "84@63", BEFORE, "bao@84@63"),
        ("Đài Phát thanh - Truyền hình tỉnh", "84@63", BEFORE, "dai-phat-thanh-va-truyen-hinh@84@63"),
        ("Đài Phát thanh và Truyền hình Trà Vinh", "84@63", BEFORE, "dai-phat-thanh-va-truyen-hinh@84@63"),
        ("Liên hiệp các Hội KHKT tỉnh", "51@63", BEFORE, "lien-hiep-cac-hoi-khoa-hoc-va-ky-thuat@51@63"),
        ("Liên hiệp các Hội KH&KT tỉnh", "51@63", BEFORE, "lien-hiep-cac-hoi-khoa-hoc-va-ky-thuat@51@63"),
        ("Sở Văn hóa, Thể thao và Du lịch", "58@63", BEFORE, "so-van-hoa-the-thao-va-du-lich@58@63"),
        ("Sở Lao động – Thương binh và Xã hội", "58@63", BEFORE, "so-lao-dong-thuong-binh-va-xa-hoi@58@63"),
        ("Sở Kế hoạch và Đầu tư tỉnh Ninh Bình", "37@34", AFTER, "so-ke-hoach-va-dau-tu@37@63"),
        ("Sở Nông nghiệp và Môi trường", "84@63", date(2025, 3, 5), "so-nong-nghiep-va-moi-truong@84@63"),
        ("Sở Nông nghiệp và Môi trường", "84@63", date(2025, 2, 20), "so-nong-nghiep-va-moi-truong@84@63"),
        ("Sở Nông nghiệp và Môi trường", "84@63", date(2023, 2, 20), None),  # a body to come
        ("UBND huyện Gia Viễn", "37@63", BEFORE, "uy-ban-nhan-dan-cap-huyen@huyen-gia-vien@37@63"),
        ("Thành ủy Tam Điệp", "37@63", BEFORE, "cap-uy-cap-huyen@thanh-pho-tam-diep@37@63"),
        ("UBND thành phố Tam Điệp", "37@63", BEFORE, "uy-ban-nhan-dan-cap-huyen@thanh-pho-tam-diep@37@63"),
        ("Bộ Chính trị", None, BEFORE, "bo-chinh-tri"),
        ("Ban Bí thư", "37@63", BEFORE, "ban-bi-thu-trung-uong-dang"),
        ("Ban Chấp hành Trung ương Đảng (khóa XI)", None, None, "ban-chap-hanh-trung-uong-dang"),
        ("Ban Chấp hành Trung ương Đảng khóa XII", None, None, "ban-chap-hanh-trung-uong-dang"),
        ("Thủ tướng Chính phủ", "37@63", BEFORE, "thu-tuong-chinh-phu"),
        ("Bộ KH&CN", "37@63", BEFORE, "bo-khoa-hoc-va-cong-nghe"),
        ("Cục Thuế", "37@63", date(2026, 1, 1), "cuc-thue"),
        ("Ban Tuyên giáo Trung ương", None, BEFORE, "ban-tuyen-giao-trung-uong"),
        ("Ban Tuyên giáo Trung ương", None, date(2026, 9, 1), "ban-tuyen-giao-trung-uong-2026"),
    ],
)  # fmt: skip
def test_an_agency_is_found_in_its_place_and_time(
    found: Vocabulary, name: str, place: str | None, day: date | None, key: str | None
) -> None:
    agency = found.find_agency(name, place, day)
    assert (agency and agency.key) == key


@pytest.mark.parametrize(
    ("name", "place", "day", "reason"),
    [
        ("Sở Y tế", None, BEFORE, "no-place"),
        ("UBND tỉnh", None, BEFORE, "no-place"),
        ("UBND thành phố", "37@63", BEFORE, "unknown"),  # no city of the Centre's
        ("Thành ủy", "37@63", BEFORE, "unknown"),
        ("UBND tỉnh", "01@63", BEFORE, "unknown"),
        ("Ủy ban nhân dân", "37@63", BEFORE, "unknown"),  # of which level?
        ("UBND tỉnh Ninh Bình", None, None, "ambiguous"),
        ("Sở Bưu chính, Viễn thông", "37@34", AFTER, "unknown"),
        ("các Sở Công Thương", "37@63", BEFORE, "plural"),
        ("Công an", "37@63", BEFORE, "unknown"),
        ("Ủy ban nhân dân huyện", "37@63", BEFORE, "unknown"),
        ("", "37@63", BEFORE, "unknown"),
        ("xây dựng", "37@63", BEFORE, "unknown"),
    ],
)
def test_a_name_that_means_none_says_why(
    found: Vocabulary, name: str, place: str | None, day: date | None, reason: str
) -> None:
    result = found.resolve_agency(name, place, day)
    assert isinstance(result, Unresolved)
    assert result.reason == reason


def test_an_ambiguous_name_names_its_candidates(found: Vocabulary) -> None:
    result = found.resolve_agency("Tỉnh ủy Quảng Trị")
    assert isinstance(result, Unresolved)
    assert [agency.key for agency in result.candidates] == ["tinh-uy@44@34", "tinh-uy@45@63"]


@pytest.mark.parametrize("name", ["Mặt trận Tổ quốc Việt Nam", "Ngân hàng Nhà nước", "Kho bạc Nhà nước"])
def test_a_name_of_the_nation_s_body_may_mean_the_province_s_in_its_text(found: Vocabulary, name: str) -> None:
    """ "Đề nghị Mặt trận Tổ quốc Việt Nam, Hội Nông dân ... tỉnh" in a province's plan is not said to the nation's."""
    result = found.resolve_agency(name, "37@63", BEFORE)
    assert isinstance(result, Unresolved)
    assert result.reason == "ambiguous"
    assert {agency.place_id for agency in result.candidates} == {None, "37@63"}
    nation = found.resolve_agency(name, None, BEFORE)
    assert isinstance(nation, Agency)
    assert nation.place_id is None


def test_provincial_bodies_of_one_name_are_never_one(found: Vocabulary) -> None:
    here, there = (found.find_agency("Sở Khoa học và Công nghệ", place, BEFORE) for place in ("37@63", "84@63"))
    assert here
    assert there
    assert here.iri == "https://w3id.org/policygraph/id/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe"
    assert here.iri != there.iri
    later = found.find_agency("Sở Khoa học và Công nghệ", "37@34", AFTER)
    assert later
    assert later.iri.endswith("/tinh-ninh-binh-2025/so-khoa-hoc-va-cong-nghe")


def test_a_made_agency_is_complete(found: Vocabulary) -> None:
    agency = found.find_agency("Sở KHCN", "37@63", BEFORE)
    assert isinstance(agency, Agency)
    assert agency.name_vi == "Sở Khoa học và Công nghệ tỉnh Ninh Bình"
    assert agency.name_en == "Department of Science and Technology of Ninh Bình"
    assert (agency.kind, agency.tier, agency.place_id) == ("department", "provincial_department", "37@63")
    assert agency.parent_key == "uy-ban-nhan-dan@37@63"
    assert (agency.valid_from, agency.valid_to) == ("1992", "2025-06-30")
    assert found.agency(agency.key) is agency


def test_bodies_of_a_city_of_the_centre_bear_its_words(found: Vocabulary) -> None:
    names = {agency.name_vi for agency in found.agencies_of("01@63", BEFORE)}
    assert {"Thành ủy Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "Thành đoàn Hà Nội"} <= names
    assert not [name for name in names if "tỉnh" in name.lower()]


def test_bodies_of_a_place_follow_the_reform(found: Vocabulary) -> None:
    def names(place: str, day: date) -> set[str]:
        return {agency.iri_name for agency in found.agencies_of(place, day)}

    assert {"Sở Kế hoạch và Đầu tư", "Sở Tài chính"} <= names("37@63", BEFORE)
    assert "Sở Kế hoạch và Đầu tư" not in names("37@63", date(2025, 3, 1))
    assert "Sở Nông nghiệp và Môi trường" in names("37@34", AFTER)
    assert names("37@63", AFTER) == set()
    assert "Sở Du lịch" not in names("37@63", BEFORE)
    optional = {agency.iri_name for agency in found.agencies_of("37@63", BEFORE, optional=True)}
    assert "Sở Du lịch" in optional


#: ministries and ministerial agencies of the Government's term 2021-2026, before and after 2025-03-01
MINISTRIES_2021 = (
    "Bộ Quốc phòng", "Bộ Công an", "Bộ Ngoại giao", "Bộ Nội vụ", "Bộ Tư pháp", "Bộ Kế hoạch và Đầu tư", "Bộ Tài chính",
    "Bộ Công Thương", "Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Giao thông vận tải", "Bộ Xây dựng",
    "Bộ Tài nguyên và Môi trường", "Bộ Thông tin và Truyền thông", "Bộ Lao động - Thương binh và Xã hội",
    "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Khoa học và Công nghệ", "Bộ Giáo dục và Đào tạo", "Bộ Y tế",
    "Ủy ban Dân tộc", "Ngân hàng Nhà nước Việt Nam", "Thanh tra Chính phủ", "Văn phòng Chính phủ",
)  # fmt: skip
MINISTRIES_2025 = (
    "Bộ Quốc phòng", "Bộ Công an", "Bộ Ngoại giao", "Bộ Nội vụ", "Bộ Tư pháp", "Bộ Tài chính", "Bộ Công Thương",
    "Bộ Nông nghiệp và Môi trường", "Bộ Xây dựng", "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo", "Bộ Y tế", "Bộ Dân tộc và Tôn giáo", "Văn phòng Chính phủ", "Thanh tra Chính phủ",
    "Ngân hàng Nhà nước Việt Nam",
)  # fmt: skip


@pytest.mark.parametrize(("names", "day"), [(MINISTRIES_2021, BEFORE), (MINISTRIES_2025, AFTER)])
def test_the_ministries_of_2021_to_2026(found: Vocabulary, names: tuple[str, ...], day: date) -> None:
    there = {agency.name_vi for agency in found.agencies if agency.kind == "ministry" and agency.exists_on(day)}
    assert there == set(names)
    for name in names:
        agency = found.find_agency(name, None, day)
        assert agency
        assert agency.name_vi == name


def test_a_merged_ministry_says_what_became_of_it(found: Vocabulary) -> None:
    changes = found.changes_of("bo-thong-tin-va-truyen-thong")
    after = {change.to_id for change in changes if change.from_id == "bo-thong-tin-va-truyen-thong"}
    assert after == {"bo-khoa-hoc-va-cong-nghe", "bo-van-hoa-the-thao-va-du-lich", "bo-cong-an"}


def test_a_department_split_over_several_keeps_all_its_heirs(found: Vocabulary) -> None:
    agency = found.find_agency("Sở LĐTBXH", "37@63", BEFORE)
    assert agency
    heirs = {change.to_name for change in found.changes_of(agency.key)}
    assert heirs == {"Sở Nội vụ", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Sở Nông nghiệp và Môi trường", "Công an tỉnh"}


def test_every_printed_name_matches_itself_longest_first(found: Vocabulary) -> None:
    names = found.all_agency_names()
    pattern = re.compile(vocab.trie(names))
    for name in names:
        match = pattern.fullmatch(name)
        assert match, name
    assert list(names) == sorted(names, key=lambda name: (-len(name), name))
    assert {"UBND tỉnh", "Sở Khoa học và Công nghệ", "Sở KH&CN", "Báo Trà Vinh", "Bộ Chính trị"} <= set(names)


# ---------------------------------------------------------------------------------------------- documents and codes


@pytest.mark.parametrize(
    ("written", "system", "name", "role"),
    [
        ("Kế hoạch", None, "Kế hoạch", "plan"),
        ("KẾ HOẠCH", "party", "Kế hoạch", "plan"),
        ("KH", "state", "Kế hoạch", "plan"),
        ("Ctr", "party", "Chương trình", "plan"),
        ("Chương trình hành động", None, "Chương trình hành động", "plan"),
        ("TT", "state", "Thông tư", "directive"),
        ("TT", "party", "Thông tri", "directive"),
        ("TT", None, None, None),
        ("QĐ", "state", "Quyết định", "directive"),
        ("QĐ", "party", None, None),  # decision or regulation: only the words tell
        ("Quy định", "party", "Quy định", "directive"),
        ("HD", None, "Hướng dẫn", "guidance"),
        ("BC", "party", "Báo cáo", "report"),
        ("CV", "party", "Công văn", "other"),
        ("Luật", "party", "Luật", "directive"),  # a name decides by itself
        ("NĐ", "party", None, None),
        ("Bộ luật", None, "Bộ luật", "directive"),
        ("Bài hát", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_kind_of_document(
    found: Vocabulary, written: str, system: str | None, name: str | None, role: str | None
) -> None:
    row = found.find_document_type(written, system)
    assert (row and row.name_vi) == name
    assert (row and row.chain_role) == role


def test_names_of_kinds_come_longest_first(found: Vocabulary) -> None:
    names = found.document_type_names
    assert names.index("Chương trình hành động") < names.index("Chương trình")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("code", "day", "ids"),
    [
        ("TW", BEFORE, {"bo-chinh-tri", "ban-bi-thu-trung-uong-dang", "ban-chap-hanh-trung-uong-dang"}),
        ("TƯ", BEFORE, {"bo-chinh-tri", "ban-bi-thu-trung-uong-dang", "ban-chap-hanh-trung-uong-dang"}),
        ("T.Ư", None, {"bo-chinh-tri", "ban-bi-thu-trung-uong-dang", "ban-chap-hanh-trung-uong-dang"}),
        ("TTG", BEFORE, {"thu-tuong-chinh-phu"}),
        ("BTC", BEFORE, {"bo-tai-chinh"}),
        ("BGDDT", BEFORE, {"bo-giao-duc-va-dao-tao"}),
        ("BKHĐT", AFTER, set()),
        ("BKHĐT", BEFORE, {"bo-ke-hoach-va-dau-tu"}),
        ("BTGTW", BEFORE, {"ban-tuyen-giao-trung-uong"}),
        ("BTGTW", date(2026, 9, 1), {"ban-tuyen-giao-trung-uong-2026"}),
        ("XYZ", BEFORE, set()),
    ],
)
def test_issuers_of_a_code(found: Vocabulary, code: str, day: date | None, ids: set[str]) -> None:
    assert {row.agency_id for row in found.find_issuers(code, day)} == ids


def test_a_code_of_places_names_its_template(found: Vocabulary) -> None:
    templates = {row.template_id for row in found.find_issuers("UBND-KGVX", BEFORE)}
    assert templates == {"uy-ban-nhan-dan", "uy-ban-nhan-dan-cap-huyen", ""}
    assert {row.template_id for row in found.find_issuers("TU")} == {"tinh-uy", "ban-thuong-vu-tinh-uy"}


@pytest.mark.parametrize("code", ["TW", "TƯ", "TU", "HU", "ĐU", "BCSĐ", "BCSD", "BTGTU", "BTCTW", "UBKTHU", "TWĐTN-KH"])
def test_codes_written_the_partys_way(found: Vocabulary, code: str) -> None:
    assert found.is_party_code(code)


@pytest.mark.parametrize("code", ["UBND", "TTg", "CP", "HĐND", "MTTW", "MTTW-BTT", "BCĐ", "QH15", "SKHCN", "", "ABC"])
def test_codes_not_written_the_partys_way(found: Vocabulary, code: str) -> None:
    assert not found.is_party_code(code)


# ---------------------------------------------------------------------------------------------- collective terms


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Các sở, ban, ngành tỉnh", "cac-so-ban-nganh-tinh"),
        ("các sở, ban ngành tỉnh", "cac-so-ban-nganh-tinh"),
        ("sở, ban, ngành tỉnh", "cac-so-ban-nganh-tinh"),
        ("UBND các huyện, thị xã, thành phố", "ubnd-cac-huyen-thi-xa-thanh-pho"),
        ("Uỷ ban nhân dân các huyện, thị xã và thành phố", "ubnd-cac-huyen-thi-xa-thanh-pho"),
        ("các cơ quan, đơn vị có liên quan", "cac-co-quan-don-vi-co-lien-quan"),
        ("các cơ quan, đơn vị liên quan", "cac-co-quan-don-vi-co-lien-quan"),
        ("các tổ chức chính trị - xã hội", "cac-to-chuc-chinh-tri-xa-hoi"),
        ("các tổ chức chính trị-xã hội", "cac-to-chuc-chinh-tri-xa-hoi"),
        ("Sở Y tế", None),
        ("", None),
    ],
)
def test_a_collective_term(found: Vocabulary, name: str, id: str | None) -> None:
    term = found.find_collective(name)
    assert (term and term.id) == id


def test_every_wording_of_a_collective_term_is_found(found: Vocabulary) -> None:
    for name in found.collective_names:
        assert found.find_collective(name), name


def test_members_of_a_closed_term(found: Vocabulary) -> None:
    names = {agency.iri_name for agency in found.members_of("cac-to-chuc-chinh-tri-xa-hoi", "37@63", BEFORE)}
    assert names == {"Liên đoàn Lao động", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Tỉnh đoàn", "Hội Cựu chiến binh"}
    districts = found.members_of("ubnd-cac-huyen-thanh-pho", "37@63", BEFORE)
    assert {agency.kind for agency in districts} == {"people_committee"}
    assert len(districts) == 8
    assert found.members_of("ubnd-cac-huyen-thanh-pho", "37@34", AFTER) == ()
    committees = found.members_of("cac-tinh-uy-thanh-uy", "37@63", BEFORE)
    assert len(committees) == 63
    assert {agency.iri_name for agency in committees} == {"Tỉnh ủy", "Thành ủy"}


def test_an_open_term_has_no_members(found: Vocabulary) -> None:
    for term in found.collective_terms:
        if term.is_open:
            assert found.collective_members(term.id) == (), term.id


# ---------------------------------------------------------------------------------------------- tries and speed


def test_a_trie_takes_the_longest_and_only_its_words() -> None:
    words = ["a", "ab", "abc", "b.c", "(x"]
    pattern = re.compile(vocab.trie(words))
    for word in words:
        assert pattern.fullmatch(word)
    assert pattern.fullmatch("bxc") is None
    found = pattern.match("abcd")
    assert found
    assert found.group() == "abc"


def test_the_vocabulary_loads_in_under_a_second() -> None:
    code = (
        "import time; start = time.process_time(); from policygraph import vocab; v = vocab.load();"
        "v.find_agency('Sở Y tế', '37@63'); print(time.process_time() - start)"
    )
    seconds = min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
                  for _ in range(3))  # fmt: skip
    assert seconds < 1


def _marked() -> list[tuple[str, vocab.Phrase]]:
    files = sorted((resource_folder("data") / "vocab").glob("*.yaml"))
    return [(file.stem, phrase) for file in files for phrase in vocab.phrases(file.stem) if phrase.marks]


@pytest.mark.parametrize(("file", "phrase"), _marked(), ids=lambda value: getattr(value, "id", value))
def test_every_match_of_a_phrase_holds_its_marks(file: str, phrase: vocab.Phrase) -> None:
    """Where a mark, or a phrase that is needed, is absent nobody searches, so a match without it would be lost."""
    missing = []
    needed = [other.pattern for other in vocab.phrases(file) if other.kind == phrase.extra.get("needs")]

    def _held(text: str, at: int) -> bool:
        held = holds(text, phrase.marks, at) and all(pattern.search(text, at) for pattern in needed)
        return held and text.rstrip().endswith(tuple(str(phrase.extra.get("last", "")).split("|")))

    @settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.from_regex(phrase.pattern.pattern))
    def made_up(text: str) -> None:
        match = phrase.pattern.search(text)
        if match and not _held(text, match.start()):
            missing.append(text)

    made_up()
    for example in phrase.examples:
        low = str(example["text"] if isinstance(example, dict) else example).lower()
        missing += [low for match in phrase.pattern.finditer(low) if not _held(low, match.start())]
    assert missing == []


def test_one_pass_finds_every_mark() -> None:
    """A mark that holds another, or runs into it, would hide it; where one group wants both, either will do."""
    groups = [frozenset(group) for file in marks.FILES for phrase in vocab.phrases(file) for group in phrase.marks]
    hidden = []
    for one, other in itertools.permutations(sorted(marks.words()), 2):
        words = one.split()
        runs_in = any(other.startswith(" ".join(words[at:])) for at in range(1, len(words)))
        if (runs_in or other in one) and any(other in group and one not in group for group in groups):
            hidden.append((one, other))
    assert hidden == []
