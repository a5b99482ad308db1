"""Lineage by text: what is like what, who took it from whom, and where nothing tells."""

from __future__ import annotations

import random
import resource
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from benchmarks.lineage import collection, read
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import NINH_BINH, QUANG_BINH, TRA_VINH, Sample

from policygraph import identity, lineage, link, parallels, rdf, sources, store, vocab
from policygraph.extract import extract
from policygraph.facts import Relation
from policygraph.lineage import Kind, Match, Why
from policygraph.lineage.index import Index
from policygraph.lineage.words import Lexicon, likeness

WORDS = (
    "Xây dựng và nhân rộng các mô hình điểm về chuyển đổi số tại trường học, bệnh viện, chợ truyền thống; mỗi năm chọn "
    "ít nhất năm xã làm trước, rút kinh nghiệm rồi mới mở rộng ra toàn địa bàn"
)
CHANGED = WORDS.replace("năm xã", "bảy phường") + " theo lộ trình"
OTHER = (
    "Rà soát quỹ đất công chưa sử dụng, lập danh mục công khai trên cổng thông tin, ưu tiên bố trí cho sân chơi trẻ "
    "em, vườn hoa và nhà sinh hoạt cộng đồng của các khu dân cư mới"
)
VOCAB = vocab.load()


def directive(*tasks: str) -> Sample:
    made = Sample("d.txt").head("709/QĐ-TTg", date(2024, 7, 23), None, "Thủ tướng Chính phủ", "Quyết định")
    return with_tasks(made, tasks)


def plan(place: str, number: str, issued: date | None, *tasks: str, issuer: str = "Ủy ban nhân dân tỉnh") -> Sample:
    name = {NINH_BINH: "Ninh Bình", TRA_VINH: "Trà Vinh", QUANG_BINH: "Quảng Bình"}[place]
    made = Sample(f"{name}-{number}.txt").head(number, issued, place, f"{issuer} {name}", title=f"{number} {name}")
    return with_tasks(made, tasks)


def with_tasks(made: Sample, tasks: tuple[str, ...]) -> Sample:
    for number, text in enumerate(tasks, 1):
        made.gives(f"I.{number}", text, ["Sở X"])
    return made


def below(made: Sample, relation: Relation = Relation.IMPLEMENTS) -> Sample:
    return made.names("709/QĐ-TTg", date(2024, 7, 23), document_type="Quyết định", issuer="Thủ tướng Chính phủ").cites(
        relation, "709/QĐ-TTg"
    )


def find(*samples: Sample) -> tuple[Match, ...]:
    return lineage.find(link.link([sample.facts() for sample in samples], VOCAB))


def ends(match: Match) -> tuple[str, str]:
    return tuple(iri.split("/document/")[1].split("/")[1] for iri in (match.task, match.other))  # type: ignore[return-value]


# ---------------------------------------------------------------------------------------------- who took it


def test_a_plan_takes_its_words_from_the_document_that_it_carries_out() -> None:
    (match,) = find(below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), CHANGED)), directive(WORDS, OTHER))
    assert match.why is Why.BELOW
    assert ends(match) == ("177-kh-ubnd", "709-qd-ttg")
    assert (match.text, match.other_text) == (CHANGED, WORDS)


def test_plans_of_one_parent_that_is_not_held_are_like_each_other_without_direction() -> None:
    one = below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), WORDS))
    two = below(plan(TRA_VINH, "24/KH-UBND", date(2025, 3, 5), CHANGED))
    (match,) = find(one, two)
    assert match.why is Why.SAME_PARENT
    assert not match.why.directed
    assert [iri.split("/")[-2] for iri in match.parents] == ["709-qd-ttg"]


def test_plans_of_one_parent_that_has_the_task_took_it_from_there() -> None:
    one = below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), WORDS))
    two = below(plan(TRA_VINH, "24/KH-UBND", date(2025, 3, 5), CHANGED))
    found = find(one, two, directive(WORDS))
    assert sorted(map(ends, found)) == [("177-kh-ubnd", "709-qd-ttg"), ("24-kh-ubnd", "709-qd-ttg")]
    assert {match.why for match in found} == {Why.BELOW}


def test_plans_nearer_to_each_other_than_to_their_parent_are_also_like_each_other() -> None:
    added = WORDS + "; giao Đoàn thanh niên đỡ đầu từng mô hình, hằng quý gửi ảnh và số liệu về tổ công tác"
    one = below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), added))
    two = below(plan(TRA_VINH, "24/KH-UBND", date(2025, 3, 5), added))
    found = find(one, two, directive(WORDS))
    assert sorted((match.why, match.likeness.kind) for match in found) == [
        (Why.BELOW, Kind.EXTENDED), (Why.BELOW, Kind.EXTENDED), (Why.SAME_PARENT, Kind.COPIED),
    ]  # fmt: skip


def test_what_stands_above_but_is_later_gave_nothing() -> None:
    (match,) = find(below(plan(NINH_BINH, "177/KH-UBND", date(2024, 1, 30), WORDS)), directive(WORDS))
    assert not match.why.directed


def test_a_document_that_is_only_named_gave_its_words_too() -> None:
    named = below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), WORDS), Relation.MENTIONS)
    (match,) = find(named, directive(WORDS))
    assert (match.why, ends(match)) == (Why.CITES, ("177-kh-ubnd", "709-qd-ttg"))


def test_the_same_issuer_takes_from_its_earlier_document_and_another_issuer_does_not() -> None:
    old = plan(NINH_BINH, "50/KH-UBND", date(2023, 1, 5), WORDS)
    (match,) = find(old, plan(NINH_BINH, "70/KH-UBND", date(2024, 1, 5), WORDS))
    assert (match.why, ends(match)) == (Why.SAME_ISSUER, ("70-kh-ubnd", "50-kh-ubnd"))
    (match,) = find(old, plan(TRA_VINH, "70/KH-UBND", date(2024, 1, 5), WORDS))
    assert match.why is Why.UNKNOWN
    (match,) = find(old, plan(NINH_BINH, "70/KH-UBND", None, WORDS))
    assert match.why is Why.UNKNOWN, "without a date nothing tells which was first"


def test_documents_that_carry_each_other_out_have_no_direction() -> None:
    one = plan(NINH_BINH, "50/KH-UBND", date(2024, 1, 5), WORDS).names("60/KH-UBND", date(2024, 1, 5), place=NINH_BINH)
    two = plan(NINH_BINH, "60/KH-UBND", date(2024, 1, 5), WORDS).names("50/KH-UBND", date(2024, 1, 5), place=NINH_BINH)
    (match,) = find(one.cites(Relation.IMPLEMENTS, "60/KH-UBND"), two.cites(Relation.IMPLEMENTS, "50/KH-UBND"))
    assert not match.why.directed


def test_two_files_of_one_document_are_not_compared() -> None:
    one, two = (plan(NINH_BINH, "50/KH-UBND", date(2024, 1, 5), WORDS) for _ in range(2))
    two.say("thêm một dòng")
    assert find(one, two) == ()


def test_each_task_is_joined_to_the_likest_of_many() -> None:
    near = plan(TRA_VINH, "80/KH-UBND", date(2024, 2, 5), WORDS)
    far = plan(QUANG_BINH, "90/KH-UBND", date(2024, 1, 5), CHANGED)
    found = find(plan(NINH_BINH, "70/KH-UBND", date(2024, 3, 5), WORDS), near, far)
    assert ("70-kh-ubnd", "80-kh-ubnd") in [ends(match) for match in found]
    assert ("70-kh-ubnd", "90-kh-ubnd") not in [ends(match) for match in found]


# ---------------------------------------------------------------------------------------------- how like


@pytest.mark.parametrize(
    ("text", "other", "kind"),
    [
        (WORDS, WORDS, Kind.COPIED),
        (WORDS.upper() + "./.", WORDS, Kind.COPIED),
        (CHANGED, WORDS, Kind.COPIED),
        (WORDS.replace("tại trường học, bệnh viện, chợ truyền thống", "ở thôn, bản"), WORDS, Kind.ADAPTED),
        (f"{WORDS}. {OTHER}", WORDS, Kind.EXTENDED),
        (WORDS, f"{OTHER}; {WORDS}", Kind.EXCERPT),
        (WORDS, OTHER, None),
        ("Sở Tài chính cân đối kinh phí", "Sở Tài chính cân đối kinh phí", None),
        ("phát triển khoa học, công nghệ và đổi mới sáng tạo là việc của trường A và các viện ở xa trong nhiều năm tới",
         "đưa khoa học, công nghệ và đổi mới sáng tạo thành việc chung của hợp tác xã, làng nghề và hộ gia đình", None),
    ],
)  # fmt: skip
def test_kinds(text: str, other: str, kind: Kind | None) -> None:
    found = lineage.compare(text, other)
    assert (found.kind if found else None) == kind
    assert found is None or (found.shared >= 20 and 0 < found.score <= 1)


def test_a_text_without_end_is_compared_in_bounded_memory() -> None:
    long = " ".join(f"{WORDS} {number}" for number in range(3000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = lineage.compare(long, long + " thêm")
    assert found is not None
    assert found.kind is Kind.COPIED
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


SENTENCES = st.lists(st.sampled_from([*WORDS.split(), *OTHER.split(), "-", "69-KL/TW"]), max_size=40).map(" ".join)


@given(SENTENCES, SENTENCES)
@settings(max_examples=200)
def test_the_pieces_give_both_texts_back(text: str, other: str) -> None:
    pieces = lineage.differences(text, other)
    assert " ".join(piece.text for piece in pieces if piece.kind != "gone") == text
    count = sum(len(piece.text.split()) for piece in pieces if piece.kind != "new")
    assert count == len(other.split())
    assert lineage.differences(text, text) in ((), (lineage.Piece("same", text),), (
        lineage.Piece("gone", text), lineage.Piece("new", text)))  # fmt: skip


def test_the_index_loses_no_like_pair() -> None:
    """Against every pair weighed one by one, in a collection half copied and half its own."""
    linked = link.link(read(collection(40)), VOCAB)
    lexicon = Lexicon()
    texts = [lexicon.read(task.text) for document in linked.documents for task in document.facts.tasks]
    like = {(one, two) for one, two in combinations(range(len(texts)), 2) if likeness(texts[one], texts[two])}
    assert len(like) > 1000
    assert like <= set(Index(texts, 40).pairs())


# ---------------------------------------------------------------------------------------------- the graph


def graphs(samples: list[Sample]) -> dict[str, list[object]]:
    return dict(rdf.graphs(link.link([sample.facts() for sample in samples], VOCAB), VOCAB))


def collected() -> list[Sample]:
    return [
        below(plan(NINH_BINH, "177/KH-UBND", date(2024, 9, 30), WORDS, OTHER)),
        below(plan(TRA_VINH, "24/KH-UBND", date(2025, 3, 5), CHANGED, OTHER)),
        directive(WORDS),
    ]


def test_order_of_loading_changes_no_quad() -> None:
    expected = graphs(collected())
    for seed in range(4):
        shuffled = collected()
        random.Random(seed).shuffle(shuffled)
        assert graphs(shuffled) == expected


def test_lineage_is_marked_as_inferred_and_says_from_what() -> None:
    made = store.memory()
    for name, quads in graphs(collected()).items():
        made.replace(name, quads)  # type: ignore[arg-type]
    inside = f"GRAPH <{identity.INFERRED_GRAPH}>"
    prefix = "PREFIX pg: <https://w3id.org/policygraph/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#> "
    match = """?m a pg:TextMatch ; pg:comparedTask ?t ; pg:comparedWith ?o ; pg:certainty ?certainty ;
        prov:wasDerivedFrom ?from . ?t ?relation ?o FILTER(?relation IN (pg:adaptedFrom, pg:similarTo))"""
    found = made.select(f"""{prefix} SELECT ?relation ?certainty (COUNT(DISTINCT ?from) AS ?places)
        {{ {inside} {{ {match} }} }} GROUP BY ?m ?relation ?certainty ORDER BY ?relation""")
    rows = [(str(relation).rsplit("#", 1)[-1], certainty, places) for relation, certainty, places in found.values()]
    taken, like = ("adaptedFrom", "inferred", "2"), ("similarTo", "inferred", "2")
    assert rows == [taken, taken, like]
    assert made.ask(prefix + "ASK { ?a pg:similarTo ?b . ?b pg:similarTo ?a }")
    terms = "pg:adaptedFrom|pg:similarTo|pg:comparedTask"
    assert not made.ask(f"{prefix} ASK {{ GRAPH ?g {{ ?s {terms} ?o }} FILTER(?g != <{identity.INFERRED_GRAPH}>) }}")
    assert made.ask(f"ASK {{ {inside} {{ ?m <http://www.w3.org/2000/01/rdf-schema#comment> ?why }} }}")


# ---------------------------------------------------------------------------------------------- the five documents


@pytest.fixture(scope="module")
def five(documents: list[Path]) -> store.Store:
    made = store.memory()
    linked = link.link([extract(sources.read(path), VOCAB) for path in documents], VOCAB)
    for name, quads in rdf.graphs(linked, VOCAB).items():
        made.replace(name, quads)
    return made


#: Paths in the plans of Quảng Bình and of Ninh Bình, read side by side by hand.
COPIED = {
    ("II.2.c", "II.2.d"): Kind.COPIED,  # Sở Nội vụ, cải cách hành chính
    ("III.2", "IV.2"): Kind.COPIED,  # Sở Khoa học và Công nghệ theo dõi, đôn đốc
    ("II.4.-2", "II.4.b.-2"): Kind.ADAPTED,  # chuyển đổi số, kinh tế tuần hoàn
    ("II.2.a.-1", "II.2.a.-1"): Kind.EXCERPT,  # Chiến lược đến năm 2030
    ("II.3.a.-3", "II.3.b.-3"): Kind.EXTENDED,  # cơ chế, chính sách cho cán bộ khoa học
    ("II.2.b.-2", "II.2.a.-3"): Kind.EXTENDED,  # sử dụng có hiệu quả ngân sách
}


def test_the_copied_tasks_of_ninh_binh_and_quang_binh_are_found(five: store.Store) -> None:
    (document,) = [iri for iri in _documents(five) if iri.endswith("177-kh-ubnd/2024-09-30")]
    found = parallels.of_document(five, document)
    turned = {Kind.EXTENDED: Kind.EXCERPT, Kind.EXCERPT: Kind.EXTENDED}
    seen = {(item.other_path, item.path): turned.get(item.kind, item.kind) for item in found}
    assert {pair: seen.get(pair) for pair in COPIED} == COPIED
    assert {item.side for item in found} == {parallels.Side.BESIDE}
    assert all("709/QĐ-TTg" in text for item in found for text in item.reason)
    assert {item.other_document.split("/")[-3] for item in found} == {"tinh-quang-binh"}


def test_two_documents_side_by_side_hold_at_least_what_the_graph_holds(five: store.Store) -> None:
    parts = ("177-kh-ubnd", "tinh-quang-binh/ke-hoach")
    one, two = [next(iri for iri in _documents(five) if part in iri) for part in parts]
    pairs = {(item.task, item.other) for item in parallels.between(five, one, two)}
    assert {(item.task, item.other) for item in parallels.of_document(five, one)} <= pairs
    assert {(b, a) for a, b in pairs} == {(item.task, item.other) for item in parallels.between(five, two, one)}


def _documents(made: store.Store) -> list[str]:
    table = made.select("SELECT DISTINCT ?d { ?d <https://w3id.org/policygraph/ontology#source> ?s } ORDER BY ?d")
    return [str(iri) for (iri,) in table.values()]
