"""One node for one document, one body, one place; or a finding that says why not."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.samples import NINH_BINH, QUANG_BINH, TRA_VINH, Sample, ninh_binh, quang_binh

from policygraph import link
from policygraph.facts import SELF, AgencyAlias, DocumentFacts, Relation
from policygraph.link import Linked, LinkedDocument
from policygraph.vocab import load

VN = "https://w3id.org/policygraph/id/document/vn/"
AGENCY = "https://w3id.org/policygraph/id/agency/"


def linked(*samples: Sample) -> Linked:
    return link.link([sample.facts() for sample in samples], load())


def of(result: Linked, name: str) -> LinkedDocument:
    return next(document for document in result.documents if document.facts.source.name == name)


def plan(name: str, place: str = NINH_BINH, issued: date | None = date(2024, 5, 1), number: str = "") -> Sample:
    province = load().province(place)
    assert province
    return Sample(name).head(number or f"{len(name)}/KH-UBND", issued, place, f"Ủy ban nhân dân {province.label}")


def test_two_provinces_meet_in_a_central_document_and_not_in_their_own() -> None:
    result = linked(ninh_binh(), quang_binh())
    one, two = of(result, "ninh-binh.txt"), of(result, "quang-binh.txt")
    assert one.references["69-KL/TW"].iri == two.references["69-KL/TW"].iri == VN + "69-kl-tw/2024-01-11"
    assert one.references["504/QĐ-UBND"].iri != two.references["504/QĐ-UBND"].iri
    assert "/tinh-ninh-binh/504-qd-ubnd/2022-05-30" in one.references["504/QĐ-UBND"].iri
    assert one.bodies["Sở KH&CN"] == AGENCY + "tinh-ninh-binh/so-khoa-hoc-va-cong-nghe"
    assert two.bodies["Sở KH&CN"] == AGENCY + "tinh-quang-binh/so-khoa-hoc-va-cong-nghe"


def test_a_document_without_number_is_known_by_its_whole_title() -> None:
    result = linked(quang_binh())
    (document,) = result.documents
    assert document.iri.startswith("https://w3id.org/policygraph/id/document/tinh-quang-binh/ke-hoach/trien-khai")
    short = linked(Sample("x.txt").head(None, None, QUANG_BINH, title="Công tác năm 2024"))
    assert short.documents[0].iri.endswith(short.documents[0].facts.source.key)


def test_long_titles_that_begin_alike_stay_apart() -> None:
    start = "Triển khai thực hiện Quyết định số 709/QĐ-TTg ngày 23/7/2024 của Thủ tướng Chính phủ và Kế hoạch " * 2
    result = linked(*(Sample(f"{end}.txt").head(None, None, QUANG_BINH, title=start + end) for end in ("a", "b")))
    assert len({document.iri for document in result.documents}) == 2


def test_the_loaded_document_is_the_cited_one() -> None:
    citing = plan("b.txt", number="5/KH-UBND").names("177/KH-UBND", date(2024, 9, 30), place=NINH_BINH)
    result = linked(ninh_binh(), citing)
    assert of(result, "b.txt").references["177/KH-UBND"].iri == of(result, "ninh-binh.txt").iri


def test_one_document_from_two_sources() -> None:
    copy = ninh_binh()
    copy.name = "copy.txt"
    copy.say("một dòng khác")
    result = linked(ninh_binh(), copy)
    assert len(result.documents) == 2
    assert len({document.iri for document in result.documents}) == 1


@pytest.mark.parametrize(
    ("dates", "joined"),
    [
        ((date(2012, 11, 1),), "2012-11-01"),
        ((date(2012, 11, 1), date(2017, 10, 25)), "undated"),
        ((date(2017, 10, 25),), "2017-10-25"),
        ((date(2025, 1, 1),), "undated"),  # younger than the text that cites it
        ((), "undated"),
    ],
)
def test_an_undated_mention_joins_where_exactly_one_fits(dates: tuple[date, ...], joined: str) -> None:
    dated = [plan(f"d{n}.txt", TRA_VINH).names("20-NQ/TW", day) for n, day in enumerate(dates)]
    result = linked(plan("u.txt").names("20-NQ/TW"), *dated)
    reference = of(result, "u.txt").references["20-NQ/TW"]
    source = of(result, "u.txt").facts.source.key
    assert reference.iri == VN + f"20-nq-tw/{joined if joined != 'undated' else 'undated/' + source}"
    assert (reference.reason is not None) == (joined != "undated")


def test_two_texts_without_dates_need_not_mean_one_document() -> None:
    result = linked(*(plan(f"{n}.txt", number=f"{n}/KH-UBND").names("5/KH-UBND", place=NINH_BINH)
                      .names("06/2021/NQ-HĐND", place=NINH_BINH) for n in (1, 2)))  # fmt: skip
    one, two = of(result, "1.txt").references, of(result, "2.txt").references
    assert one["5/KH-UBND"].iri != two["5/KH-UBND"].iri
    assert one["06/2021/NQ-HĐND"].iri == two["06/2021/NQ-HĐND"].iri, "a number with its year is enough"


def test_the_only_loaded_document_of_a_number_is_meant_even_without_its_date() -> None:
    loaded = plan("a.txt", issued=None, number="5/KH-UBND")
    result = linked(loaded, plan("b.txt", number="8/KH-UBND").names("5/KH-UBND", place=NINH_BINH))
    reference = of(result, "b.txt").references["5/KH-UBND"]
    assert reference.iri == of(result, "a.txt").iri
    assert reference.reason is not None


def test_a_loaded_document_without_date_is_the_only_dated_one() -> None:
    loaded = plan("a.txt", issued=None, number="5/KH-UBND")
    citing = plan("b.txt", number="8/KH-UBND").names("5/KH-UBND", date(2024, 2, 1), place=NINH_BINH)
    result = linked(loaded, citing, plan("c.txt", number="9/KH-UBND").names("5/KH-UBND", place=NINH_BINH))
    assert of(result, "a.txt").iri == of(result, "b.txt").references["5/KH-UBND"].iri
    assert of(result, "a.txt").itself.reason is not None
    assert of(result, "a.txt").iri == of(result, "c.txt").references["5/KH-UBND"].iri


def test_a_text_that_names_its_own_number_means_itself() -> None:
    annex = plan("a.txt", number="24/KH-UBND", issued=date(2025, 3, 5)).names("24/KH-UBND", place=NINH_BINH)
    older = plan("b.txt", number="24/KH-UBND", issued=date(2023, 3, 5))
    document = of(linked(annex, older), "a.txt")
    assert document.references["24/KH-UBND"].iri == document.iri
    assert not document.findings


def test_several_candidates_are_named_in_a_finding() -> None:
    days = (date(2012, 11, 1), date(2017, 10, 25))
    dated = [plan(f"d{n}.txt", TRA_VINH).names("20-NQ/TW", day) for n, day in enumerate(days)]
    document = of(linked(plan("u.txt").names("20-NQ/TW"), *dated), "u.txt")
    (finding,) = [finding for finding in document.findings if finding.kind == "several-candidates"]
    assert "2012-11-01" in finding.message_en
    assert "2017-10-25" in finding.message_vi
    assert finding.evidence is not None


def test_a_number_alone_does_not_reach_three_terms_back() -> None:
    """A misprint (32 for 23) met the only 32-CT/TW of the collection, twenty years older and of another matter."""
    old = date(2003, 12, 9)
    law = plan("d.txt", TRA_VINH).names("32-CT/TW", old).names("6/2003/NĐ-CP", old)
    document = of(linked(law, plan("u.txt").names("32-CT/TW").names("6/2003/NĐ-CP")), "u.txt")
    assert "/undated/" in document.references["32-CT/TW"].iri
    (finding,) = [finding for finding in document.findings if finding.kind == "distant-candidate"]
    assert "2003-12-09" in finding.message_vi
    assert document.references["6/2003/NĐ-CP"].iri == VN + "06-2003-nd-cp/2003-12-09", "the number says which year"


def test_another_central_organ_is_not_joined() -> None:
    result = linked(
        plan("u.txt").names("20-NQ/TW", issuer="Bộ Chính trị"),
        plan("d.txt", TRA_VINH).names("20-NQ/TW", date(2012, 11, 1), issuer="Ban Chấp hành Trung ương Đảng khóa XI"),
    )
    assert "/undated/" in of(result, "u.txt").references["20-NQ/TW"].iri


def test_spellings_of_one_number_meet_and_lookalikes_do_not() -> None:
    result = linked(
        plan("a.txt").names("04-CTr/TU", date(2010, 12, 15), place=NINH_BINH),
        plan("b.txt").names("4-CTR/TU", date(2010, 12, 15), place=NINH_BINH)
        .names("229/QĐ-TTg", date(2024, 3, 13)).names("229-QĐ/TW", date(2024, 3, 13)),
    )  # fmt: skip
    one, two = of(result, "a.txt").references, of(result, "b.txt").references
    assert one["04-CTr/TU"].iri == two["4-CTR/TU"].iri
    assert two["229/QĐ-TTg"].iri != two["229-QĐ/TW"].iri


def test_a_disagreement_on_the_issuer_is_reported_not_split() -> None:
    result = linked(
        plan("a.txt", number="1/KH-UBND")
        .names("183-KH/TU", date(2024, 3, 18), place=NINH_BINH, issuer="Ban Thường vụ Tỉnh ủy Ninh Bình"),
        plan("b.txt", number="2/KH-UBND")
        .names("183-KH/TU", date(2024, 3, 18), place=NINH_BINH, issuer="Tỉnh ủy Ninh Bình")
        .names("183-KH/TU", date(2024, 3, 18), key="183-KH/TU ", place=NINH_BINH, issuer="Tỉnh ủy Ninh Bình"),
    )  # fmt: skip
    assert of(result, "a.txt").references["183-KH/TU"].iri == of(result, "b.txt").references["183-KH/TU"].iri
    assert [finding.kind for finding in of(result, "a.txt").findings] == ["issuer-conflict"]
    assert not of(result, "b.txt").findings


def test_same_number_and_year_on_another_day_is_reported() -> None:
    result = linked(
        plan("a.txt", number="1/KH-UBND").names("709/QĐ-TTg", date(2024, 7, 23)),
        plan("b.txt", number="2/KH-UBND").names("709/QĐ-TTg", date(2024, 7, 25)),
    )
    for name in ("a.txt", "b.txt"):
        assert [finding.kind for finding in of(result, name).findings] == ["date-conflict"]
    result = linked(*(plan(f"{n}.txt", number=f"{n}/KH-UBND").names("709/QĐ-TTg", date(2024, 7, 23 + 2 * (n == 3)))
                      for n in (1, 2, 3)))  # fmt: skip
    kinds = {document.facts.source.name: [f.kind for f in document.findings] for document in result.documents}
    assert kinds == {"1.txt": [], "2.txt": [], "3.txt": ["date-conflict"]}, "the one that differs is asked"


def test_local_numbers_of_unknown_places_and_lower_bodies_stay_apart() -> None:
    result = linked(
        Sample("a.txt").head("5/KH-UBND", date(2024, 1, 2)),
        Sample("b.txt").head("5/KH-UBND", date(2024, 1, 2)),
        plan("c.txt", number="5/KH-UBND", issued=date(2024, 1, 2)),
        Sample("d.txt").head("5/KH-UBND", date(2024, 1, 2), NINH_BINH, "Ủy ban nhân dân xã Gia Tân"),
        Sample("e.txt").head("5/KH-UBND", date(2024, 1, 2), NINH_BINH, "Ủy ban nhân dân xã Gia Lập"),
    )
    assert len({document.iri for document in result.documents}) == 5


@pytest.mark.parametrize(
    ("number", "issuer", "apart"),
    [
        ("01-KH/BCĐ", "Ban Chỉ đạo phòng, chống tham nhũng, tiêu cực tỉnh", True),
        ("01-KH/BCĐ", None, True),
        ("03-NQ/ĐU", "Đảng ủy xã Quỳnh Văn", True),
        # whose the resolution is says nothing of whose the committee is: every province had one
        ("01-KH/BCĐ", "Ban Chỉ đạo tổng kết Nghị quyết số 18-NQ/TW của Ban Chấp hành Trung ương Đảng", True),
        ("339/BC-LN", None, True),  # no table knows the symbol
        ("01-KH/BCĐTW", "Ban Chỉ đạo Trung ương về phát triển khoa học, công nghệ", False),
        ("1313/NQ-UBTVQH15", None, False),
    ],
)
def test_what_nothing_gives_to_the_nation_is_not_its(number: str, issuer: str | None, apart: bool) -> None:
    """Every province has a 01-KH/BCĐ: two of one day are two documents, unless symbol or issuer name the nation."""
    day = date(2024, 2, 1)
    one, other = (plan(f"{n}.txt", place, number=f"{n}/KH-UBND").names(number, day, issuer=issuer)
                  for n, place in enumerate((NINH_BINH, TRA_VINH)))  # fmt: skip
    result = linked(one, other)
    iris = {of(result, f"{n}.txt").references[number].iri for n in (0, 1)}
    assert len(iris) == 1 + apart
    assert any(iri.startswith(VN) for iri in iris) is not apart


def test_bodies_that_say_they_are_the_nations_are_one_in_all_texts() -> None:
    day, hospital = date(2024, 2, 1), "Bệnh viện Phổi Trung ương"
    central = [Sample(f"{n}.txt").head(f"{n}/QĐ-BYT", day, issuer="Bộ Y tế").names("5/TTr-BVPTW", day, issuer=name)
               for n, name in enumerate((hospital, "Bộ trưởng Bộ Y tế"))]  # fmt: skip
    local = [plan(f"{n}.txt", TRA_VINH, number=f"{n}/KH-UBND").names(f"{n}/TTr-BVPTW", day, issuer=name)
             for n, name in ((7, hospital), (8, "Ban Chỉ đạo Chương trình mục tiêu quốc gia"))]  # fmt: skip
    bodies = {iri.partition("/agency/")[2] for iri in linked(*central, *local).bodies}
    assert {"vn/benh-vien-phoi-trung-uong", "vn/bo-truong-bo-y-te"} <= bodies
    assert sum("benh-vien" in iri or "bo-truong" in iri or "vn/ban-chi-dao" in iri for iri in bodies) == 2


def test_a_local_number_in_a_text_of_the_nation_is_not_national() -> None:
    sample = Sample("a.txt").head("1/BC-BTC", date(2024, 5, 1), issuer="Bộ Tài chính", kind="Báo cáo")
    result = linked(sample.names("12/QĐ-UBND", date(2024, 1, 2), document_type="Quyết định"))
    assert "/unplaced/" in of(result, "a.txt").references["12/QĐ-UBND"].iri
    assert result.works[of(result, "a.txt").references["12/QĐ-UBND"].iri].place is None
    assert of(result, "a.txt").iri == VN + "01-bc-btc/2024-05-01"


def test_unknown_bodies_belong_to_the_text_s_issuer_or_place() -> None:
    def school(name: str) -> Sample:
        return Sample(f"{name}.txt").head(None, None, NINH_BINH, f"Trường THPT {name}").gives("1", "a", ["Tổ Ngữ văn"])

    result = linked(school("Gia Viễn A"), school("Gia Viễn B"), ninh_binh())
    assert of(result, "Gia Viễn A.txt").bodies["Tổ Ngữ văn"] != of(result, "Gia Viễn B.txt").bodies["Tổ Ngữ văn"]
    club = of(result, "ninh-binh.txt").bodies["Hội ABC tỉnh"]
    assert club == AGENCY + "tinh-ninh-binh/hoi-abc-tinh"
    assert result.bodies[club].label == "Hội ABC tỉnh Ninh Bình"
    assert result.bodies[club].reason is not None


def test_who_holds_an_office_speaks_for_the_body() -> None:
    sample = Sample("a.txt").head(None, date(2010, 1, 1), issuer="Bộ trưởng Bộ Công Thương", kind="Chỉ thị")
    document = of(linked(sample.gives("1", "a", ["Cục Hoá chất"])), "a.txt")
    assert document.bodies["Cục Hoá chất"] == AGENCY + "vn/bo-cong-thuong/cuc-hoa-chat"
    assert document.iri.startswith(VN)


def test_collectives_belong_to_a_place_and_have_members_where_the_list_is_closed() -> None:
    result = linked(ninh_binh(), quang_binh().gives("I.2", "b", ["UBND các huyện, thành phố"]))
    one = result.bodies[of(result, "ninh-binh.txt").bodies["UBND các huyện, thành phố"]]
    two = result.bodies[of(result, "quang-binh.txt").bodies["UBND các huyện, thành phố"]]
    assert one.collective
    assert one.iri != two.iri
    assert len(one.members) == 8
    assert one.reason is not None


def defining(name: str, aliases: Mapping[str, tuple[str, ...]], place: str = NINH_BINH) -> DocumentFacts:
    """A plan that gives work to each of its own short names."""
    sample = plan(name, place).gives("1", "a", list(aliases))
    return replace(sample.facts(), aliases=tuple(AgencyAlias(a, n, sample.say(a)) for a, n in aliases.items()))


def test_a_text_s_own_short_name_means_what_the_text_says_and_only_there() -> None:
    union, tables = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", ("Sở Y tế",)
    one = defining("a.txt", {"Liên hiệp": (union,), "Sở": tables, "Sở Tài chính": tables, "SYT": tables})
    other = plan("bb.txt").gives("1", "a", ["SYT", "Sở Tài chính"])
    result = link.link([one, other.facts()], load())
    bodies, elsewhere = of(result, "a.txt").bodies, of(result, "bb.txt").bodies
    direct = of(linked(plan("a.txt").gives("1", "a", [union])), "a.txt").bodies[union]
    assert bodies["Liên hiệp"] == direct
    health = AGENCY + "tinh-ninh-binh/so-y-te"
    assert bodies["Sở"] == bodies["SYT"] == bodies["Sở Tài chính"] == health  # the text's word goes before the tables'
    assert elsewhere["Sở Tài chính"] == AGENCY + "tinh-ninh-binh/so-tai-chinh"
    assert elsewhere["SYT"] != health
    reasons = of(result, "a.txt").reasons
    assert set(reasons) == {"Liên hiệp", "Sở", "Sở Tài chính", "SYT"}
    assert "Sở Y tế" in reasons["Sở"][0]
    assert of(result, "bb.txt").reasons == {}


def test_no_reason_is_needed_where_the_tables_say_the_same() -> None:
    document = of(link.link([defining("a.txt", {"Sở KH&CN": ("Sở Khoa học và Công nghệ",)})], load()), "a.txt")
    assert document.bodies["Sở KH&CN"] == AGENCY + "tinh-ninh-binh/so-khoa-hoc-va-cong-nghe"
    assert document.reasons == {}


def test_a_short_name_of_several_is_a_collective_with_members_only_where_all_are_known() -> None:
    closed = {"Các sở chủ quản": ("Sở Y tế", "Sở Tài chính")}
    open_ = {"các cơ quan, đơn vị": ("các sở, ban, ngành tỉnh", "UBND các huyện, thành phố")}
    local = {"Các cơ quan": ("Sở Y tế", "Hội ABC tỉnh")}
    other = {"Các sở chủ quản": ("Sở Y tế", "Sở Nội vụ")}
    result = link.link([defining("a.txt", {**closed, **open_, **local}), defining("bb.txt", other)], load())
    bodies = {name: result.bodies[iri] for name, iri in of(result, "a.txt").bodies.items()}
    assert all(body.collective and body.place == "tinh-ninh-binh" and body.reason for body in bodies.values())
    assert bodies["Các sở chủ quản"].members == ("so-tai-chinh@37@63", "so-y-te@37@63")
    assert bodies["các cơ quan, đơn vị"].label == "các cơ quan, đơn vị"
    assert bodies["các cơ quan, đơn vị"].members == bodies["Các cơ quan"].members == ()
    assert of(result, "bb.txt").bodies["Các sở chủ quản"] != bodies["Các sở chủ quản"].iri
    assert "các sở, ban, ngành tỉnh" not in {body.label for body in result.bodies.values()}


def test_a_short_name_that_a_text_gives_twice_is_nobody_s() -> None:
    facts = defining("a.txt", {"Ban Chỉ đạo": ("Ban Chỉ đạo 35 tỉnh",)})
    (alias,) = facts.aliases
    twice = replace(facts, aliases=(alias, replace(alias, names=("Ban Chỉ đạo 389 tỉnh",))))
    body = of(link.link([twice], load()), "a.txt").bodies["Ban Chỉ đạo"]
    assert body not in {of(link.link([facts], load()), "a.txt").bodies["Ban Chỉ đạo"]}
    assert of(link.link([twice], load()), "a.txt").reasons == {}


def test_recipients_are_bodies_only_where_the_tables_know_them() -> None:
    document = of(linked(ninh_binh()), "ninh-binh.txt")
    assert "Các sở, ban, ngành tỉnh" in document.bodies
    assert "Lưu: VT, VP6" not in document.bodies


def test_a_relation_of_a_document_to_itself_is_a_finding() -> None:
    sample = plan("a.txt", number="24/KH-UBND", issued=date(2025, 3, 5))
    sample.names("24/KH-UBND", date(2025, 3, 5), place=NINH_BINH).cites(Relation.IMPLEMENTS, "24/KH-UBND")
    document = of(linked(sample), "a.txt")
    assert document.references["24/KH-UBND"].iri == document.iri == document.joined(SELF).iri
    assert [finding.kind for finding in document.findings] == ["cites-itself"]


def test_order_changes_nothing() -> None:
    days = (date(2012, 11, 1), date(2017, 10, 25))
    samples = [ninh_binh(), quang_binh(), plan("u.txt").names("20-NQ/TW")]
    samples += [plan(f"d{n}.txt", TRA_VINH).names("20-NQ/TW", day) for n, day in enumerate(days)]
    facts: list[DocumentFacts] = [sample.facts() for sample in samples]
    expected = link.link(facts, load())
    for order in itertools.islice(itertools.permutations(facts), 0, 120, 17):
        again = link.link(order, load())
        assert again.works == expected.works
        assert again.bodies == expected.bodies
        assert [d.references for d in again.documents] == [d.references for d in expected.documents]
        assert [d.findings for d in again.documents] == [d.findings for d in expected.documents]


TITLE = "Triển khai thực hiện Quyết định số 709/QĐ-TTg ngày 23/7/2024 của Thủ tướng Chính phủ"


def copy_of(name: str, number: str | None, issued: date | None, **more: Any) -> Sample:
    said = {"place": QUANG_BINH, "title": TITLE, "parent": date(2024, 7, 23)} | more
    sample = Sample(name).head(number, issued, said["place"], title=said["title"])
    return sample.names("709/QĐ-TTg", said["parent"]).cites(Relation.IMPLEMENTS, "709/QĐ-TTg")


def test_a_copy_without_number_is_the_numbered_document() -> None:
    result = linked(copy_of("a.txt", None, None), copy_of("b.txt", "1672/KH-UBND", date(2024, 9, 20)))
    assert of(result, "a.txt").iri == of(result, "b.txt").iri
    assert of(result, "a.txt").itself.reason is not None
    assert of(result, "b.txt").itself.reason is None


@pytest.mark.parametrize(
    "numbered",
    [
        copy_of("b.txt", "1672/KH-UBND", date(2024, 9, 20), place=NINH_BINH),
        copy_of("b.txt", "1672/KH-UBND", date(2024, 9, 20), title=TITLE + " năm 2025"),
        copy_of("b.txt", "1672/KH-UBND", date(2024, 9, 20), parent=date(2023, 7, 23)),
    ],
    ids=["another place", "another title", "carries out another document"],
)
def test_what_differs_is_no_copy(numbered: Sample) -> None:
    result = linked(copy_of("a.txt", None, None), numbered)
    assert of(result, "a.txt").iri != of(result, "b.txt").iri


def test_a_copy_of_another_day_or_of_two_documents_stays_apart() -> None:
    other_day = linked(copy_of("a.txt", None, date(2024, 10, 1)), copy_of("b.txt", "5/KH-UBND", date(2024, 9, 20)))
    assert of(other_day, "a.txt").iri != of(other_day, "b.txt").iri
    two = [copy_of(f"{n}.txt", f"{n}/KH-UBND", date(2024, n, 20)) for n in (8, 9)]
    result = linked(copy_of("a.txt", None, None), *two)
    assert of(result, "a.txt").iri not in {of(result, f"{n}.txt").iri for n in (8, 9)}
    (doubt,) = [finding for finding in of(result, "a.txt").findings if finding.kind == "several-candidates"]
    assert "no number is given" in doubt.message_en


def test_two_copies_are_said_since_their_tasks_are_counted_twice() -> None:
    result = linked(copy_of("a.txt", None, None), copy_of("b.txt", "5/KH-UBND", date(2024, 9, 20)))
    for document in result.documents:
        assert "several-copies" in {finding.kind for finding in document.findings}
    alone = linked(copy_of("b.txt", "5/KH-UBND", date(2024, 9, 20)))
    assert "several-copies" not in {finding.kind for finding in alone.documents[0].findings}
