"""Who holds on a date what an agency held: the examples that auditors ask for, and what must hold for every body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph import succession
from policygraph.succession import Doubt, Outcome, Succession
from policygraph.vocab import Agency, Vocabulary, load

TODAY = date(2026, 11, 1)
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(scope="module")
def vocab() -> Vocabulary:
    return load()


def ask(key: str, on: date = NEW_YEAR, seen: date | None = None) -> Succession:
    agency = load().agency(key)
    assert agency is not None, key
    return succession.holders(agency, on, load(), seen)


def names(found: Succession) -> list[str]:
    return [holder.name for holder in found.holders]


# ---------------------------------------------------------------------------------------------- examples


def test_department_and_province_merged_through_two_events() -> None:
    found = ask("so-ke-hoach-va-dau-tu@58@63")
    assert (found.outcome, found.decided, names(found)) == (Outcome.PASSED, True, ["Sở Tài chính tỉnh Khánh Hòa"])
    (path,) = found.holders[0].paths
    assert [(event.when, event.kind, event.of_place) for event in path] == [
        ("2025-03-01", "merged", False),
        ("2025-07-01", "merged", True),
    ]
    assert path[0].new == "Sở Tài chính tỉnh Ninh Thuận"
    assert path[0].instrument.startswith("Nghị định 45/2025/NĐ-CP")
    assert path[1].instrument == "Nghị quyết 202/2025/QH15"
    assert (path[1].old, path[1].new) == ("tỉnh Ninh Thuận", "tỉnh Khánh Hòa")
    assert all(event.checked for event in path)


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (date(2022, 5, 1), "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận"),
        (date(2025, 2, 28), "Sở Kế hoạch và Đầu tư tỉnh Ninh Thuận"),
        (date(2025, 3, 1), "Sở Tài chính tỉnh Ninh Thuận"),
        (date(2025, 6, 30), "Sở Tài chính tỉnh Ninh Thuận"),
        (date(2025, 7, 1), "Sở Tài chính tỉnh Khánh Hòa"),
    ],
)
def test_each_day_has_its_holder(day: date, holder: str) -> None:
    found = ask("so-ke-hoach-va-dau-tu@58@63", day)
    assert (found.decided, names(found)) == (True, [holder])
    assert (found.outcome is Outcome.SAME) == (day < date(2025, 3, 1))


def test_a_body_split_into_five_is_listed_and_not_decided() -> None:
    found = ask("so-lao-dong-thuong-binh-va-xa-hoi@58@63")
    assert sorted(names(found)) == [
        "Công an tỉnh Khánh Hòa",
        "Sở Giáo dục và Đào tạo tỉnh Khánh Hòa",
        "Sở Nông nghiệp và Môi trường tỉnh Khánh Hòa",
        "Sở Nội vụ tỉnh Khánh Hòa",
        "Sở Y tế tỉnh Khánh Hòa",
    ]
    assert not found.decided
    assert found.doubts == (Doubt.PART, Doubt.SPLIT)
    assert all(holder.paths[0][0].part for holder in found.holders)


def test_districts_end_without_an_heir() -> None:
    council = ask("uy-ban-nhan-dan-cap-huyen@huyen-gia-vien@37@63")
    assert (council.outcome, council.decided, council.holders) == (Outcome.ENDED, False, ())
    (end,) = council.ends
    assert (end.when, end.path[0].kind) == ("2025-07-01", "abolished")
    assert end.path[0].instrument.startswith("Nghị quyết 203/2025/QH15")
    # the tables hold no change of this one, only its last day
    bureau = ask("ban-thuong-vu-cap-huyen@huyen-gia-vien@37@63")
    assert (bureau.ends[0].when, bureau.ends[0].path) == ("2025-06-30", ())
    assert ask("uy-ban-nhan-dan-cap-huyen@huyen-gia-vien@37@63", date(2025, 6, 30)).outcome is Outcome.SAME


def test_a_district_goes_with_its_province_where_one_of_its_name_begins_there() -> None:
    assert names(ask("uy-ban-nhan-dan-cap-huyen@huyen-a-luoi@46@63", date(2025, 3, 1))) == [
        "Ủy ban nhân dân huyện A Lưới, thành phố Huế"
    ]
    # Nam Đông ended that day, and no table says where it went
    assert ask("uy-ban-nhan-dan-cap-huyen@huyen-nam-dong@46@63", date(2025, 3, 1)).outcome is Outcome.ENDED


def test_a_district_body_can_pass_to_the_province() -> None:
    found = ask("cong-an-cap-huyen@huyen-gia-vien@37@63")
    assert (found.decided, names(found)) == (True, ["Công an tỉnh Ninh Bình"])
    assert found.holders[0].agency == load().agency("cong-an@37@34")


def test_national_bodies() -> None:
    found = ask("bo-ke-hoach-va-dau-tu")
    assert (found.decided, names(found)) == (True, ["Bộ Tài chính"])
    assert found.holders[0].paths[0][0].instrument.startswith("Nghị quyết 176/2025/QH15")
    split = ask("ban-doi-ngoai-trung-uong")
    assert (split.decided, split.doubts, len(split.holders)) == (False, (Doubt.SPLIT,), 2)
    nobody = ask("dang-uy-khoi-doanh-nghiep-trung-uong")
    assert (nobody.outcome, nobody.holders, nobody.ends[0].path[0].kind) == (Outcome.ENDED, (), "abolished")


@pytest.mark.parametrize("key", ["bo-tu-phap", "so-y-te@01@63", "tinh-uy@37@34"])
def test_what_never_changed_holds_itself(key: str) -> None:
    found = ask(key)
    assert (found.outcome, found.decided) == (Outcome.SAME, True)
    assert [(holder.agency, holder.paths) for holder in found.holders] == [(found.agency, ((),))]


def test_before_it_existed() -> None:
    found = ask("so-nong-nghiep-va-moi-truong@37@63", date(2022, 1, 1))
    assert (found.outcome, found.decided, found.holders) == (Outcome.NOT_YET, False, ())
    before = [event.old for event in succession.origins(found.agency, load())]
    assert "Sở Tài nguyên và Môi trường tỉnh Ninh Bình" in before
    new = load().agency("so-y-te@37@34")
    assert new is not None
    assert [event.old for event in succession.origins(new, load())] == [
        "tỉnh Hà Nam",
        "tỉnh Nam Định",
        "tỉnh Ninh Bình",
    ]


def test_a_part_handed_over_settles_nothing() -> None:
    transport = ask("bo-giao-thong-van-tai")
    assert (names(transport), transport.doubts) == (["Bộ Xây dựng"], (Doubt.PART,))


def test_bodies_that_only_some_provinces_have() -> None:
    found = ask("so-ngoai-vu@44@63")
    assert sorted(names(found)) == ["Sở Ngoại vụ tỉnh Quảng Trị", "Văn phòng Ủy ban nhân dân tỉnh Quảng Trị"]
    assert {Doubt.SOME, Doubt.GOES_ON} <= set(found.doubts)


@pytest.mark.parametrize("key", ["truong-dai-hoc@84@63", "ban-quan-ly-khu-kinh-te@84@63"])
def test_a_body_with_a_life_of_its_own_does_not_take_the_new_provinces_name(key: str) -> None:
    found = ask(key)
    assert (found.outcome, found.holders, found.decided) == (Outcome.UNKNOWN, (), False)
    assert [(end.name, end.gone, end.path[0].new) for end in found.ends] == [
        (found.agency.name_vi, False, "tỉnh Vĩnh Long")
    ]
    assert ask(key, date(2025, 6, 30)).outcome is Outcome.SAME


def test_a_text_that_shows_a_body_at_work_rules_out_earlier_ends() -> None:
    assert "Sở Văn hóa, Thể thao và Du lịch tỉnh Ninh Bình" in names(ask("so-du-lich@37@63"))
    seen = ask("so-du-lich@37@63", seen=date(2024, 9, 30))
    assert (names(seen), seen.doubts) == (["Sở Du lịch tỉnh Ninh Bình"], (Doubt.SOME,))


def test_a_month_is_not_a_day() -> None:
    during = ask("ban-dan-van-tinh-uy@37@63", date(2025, 2, 15))
    assert (len(during.holders), during.doubts) == (2, (Doubt.DAY,))
    assert ask("ban-dan-van-tinh-uy@37@63", date(2025, 3, 1)).decided
    # the year of the merger is known only, and the province merged in the middle of it
    paper = ask("bao@37@63", date(2025, 10, 1))
    assert sorted(names(paper)) == ["Báo Ninh Bình", "Báo và phát thanh, truyền hình Ninh Bình"]
    assert paper.doubts == (Doubt.DAY,)
    assert all(holder.agency and holder.agency.place_id == "37@34" for holder in paper.holders)


def test_shares_that_meet_again_are_decided() -> None:
    found = ask("uy-ban-nhan-dan@can-tho@2003")
    assert (found.decided, names(found)) == (True, ["Ủy ban nhân dân thành phố Cần Thơ"])
    assert len(found.holders[0].paths) == 2
    assert not ask("uy-ban-nhan-dan@can-tho@2003", date(2010, 1, 1)).decided


def test_an_affiliated_body_stays_itself() -> None:
    found = ask("tinh-doan@58@63")
    assert (found.decided, names(found)) == (True, ["Tỉnh đoàn Khánh Hòa"])
    assert [event.kind for event in found.holders[0].paths[0]] == ["affiliated", "merged"]


def test_an_heir_known_by_name_only() -> None:
    between = ask("cuc-thue-cap-tinh@58@63", date(2025, 4, 1))
    assert [(holder.name, holder.agency) for holder in between.holders] == [("Chi cục Thuế khu vực", None)]
    assert between.doubts == (Doubt.UNNAMED,)
    assert names(ask("cuc-thue-cap-tinh@58@63")) == ["Thuế tỉnh Khánh Hòa"]


def test_a_body_whose_kind_ended_with_its_province_has_no_heir() -> None:
    found = ask("cuc-thi-hanh-an-dan-su@58@63")
    assert (found.outcome, found.ends[0].name) == (Outcome.ENDED, "Cục Thi hành án dân sự tỉnh Ninh Thuận")
    assert found.ends[0].when == "2025-06-30"


# ---------------------------------------------------------------------------------------------- every body


def test_every_province_reaches_one_of_2026(vocab: Vocabulary) -> None:
    now = {place.id for place in vocab.provinces_on(TODAY)}
    assert len(now) == 34
    for place in vocab.provinces:
        committee = vocab.agency(f"uy-ban-nhan-dan@{place.id}")
        assert committee is not None, place
        found = succession.holders(committee, TODAY, vocab)
        assert (bool(found.holders), found.ends) == (True, ()), place.label
        assert {holder.agency.place_id for holder in found.holders if holder.agency} <= now, place.label
        if place.generation != "former":
            assert found.decided, place.label


def test_every_ministry_of_2021_to_2026_reaches_a_body_of_2026_or_says_why_not(vocab: Vocabulary) -> None:
    ministries = [agency for agency in vocab.agencies if agency.kind == "ministry" and agency.last > date(2021, 1, 1)]
    assert len(ministries) >= 22
    for ministry in ministries:
        found = succession.holders(ministry, TODAY, vocab)
        assert found.holders, ministry.name_vi
        assert found.decided or found.doubts, ministry.name_vi
    undecided = {m.key for m in ministries if not succession.holders(m, TODAY, vocab).decided}
    assert undecided == {
        "bo-giao-thong-van-tai",
        "bo-lao-dong-thuong-binh-va-xa-hoi",
        "bo-thong-tin-va-truyen-thong",
    }


def everybody(vocab: Vocabulary) -> Iterator[Agency]:
    """All national bodies, all bodies of all provinces, and those of some districts."""
    yield from vocab.agencies
    for place in vocab.provinces:
        yield from vocab.agencies_of(place.id, optional=True)
    for district in vocab.districts[::20]:
        yield from vocab.agencies_of(district.id, optional=True)


EVERYBODY = tuple(everybody(load()))


def holds(found: Succession) -> None:
    """What is true of every answer."""
    assert (found.on < found.agency.first) == (found.outcome is Outcome.NOT_YET)
    assert found.holders or found.ends or found.outcome is Outcome.NOT_YET
    assert found.decided <= (len(found.holders) == 1 and not found.ends)
    for holder in found.holders:
        assert holder.agency.exists_on(found.on) if holder.agency else Doubt.UNNAMED in holder.doubts
    for path in [path for holder in found.holders for path in holder.paths] + [end.path for end in found.ends]:
        assert len({event.change for event in path}) == len(path), "a circle"
        assert all(one.first <= two.last for one, two in pairwise(path)), "not in order of time"
        assert all(event.first <= found.on for event in path)
        assert all(event.when and event.old for event in path)


@given(st.sampled_from(EVERYBODY), st.dates(date(1988, 1, 1), date(2030, 12, 31)))
def test_paths_are_in_order_and_holders_valid(agency: Agency, on: date) -> None:
    holds(succession.holders(agency, on, load()))


@pytest.mark.parametrize("on", [date(2008, 6, 1), date(2025, 2, 10), TODAY])
def test_every_body_on_a_day(on: date) -> None:
    for agency in EVERYBODY[:: 1 if on == TODAY else 5]:
        holds(succession.holders(agency, on, load()))


@given(st.sampled_from(EVERYBODY))
def test_steps_are_the_first_events_of_the_paths(agency: Agency) -> None:
    own = {event.change for event in succession.steps(agency, load())}
    found = succession.holders(agency, date(2030, 1, 1), load())
    assert {path[0].change for holder in found.holders for path in holder.paths if path} <= own


@given(st.sampled_from(EVERYBODY))
def test_an_iri_names_its_agency(agency: Agency) -> None:
    assert succession.of_iri(agency.iri, load()) == agency


def test_what_no_table_knows_has_no_agency() -> None:
    assert succession.of_iri("https://w3id.org/policygraph/id/agency/tinh-ninh-binh/doi-moi", load()) is None
    assert succession.of_iri("https://w3id.org/policygraph/id/document/vn/1", load()) is None
