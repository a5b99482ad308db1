"""A bracket behind an agency or a list of agencies names it; any other bracket names none."""

from __future__ import annotations

import pytest

from policygraph import cache, vocab
from policygraph.extract import extract
from policygraph.facts import AgencyAlias
from policygraph.text import SourceText

PHRASES = vocab.phrases("agency_alias_phrases")
HAMLETS = "thôn, khối phố, khóm, tiểu khu (sau đây gọi chung là thôn, tổ dân phố)"


def source(words: str) -> SourceText:
    return SourceText("a.txt", "0" * 64, "text/plain", f"KẾ HOẠCH\nvề công tác y tế\n1. {words}\n")


def defined(words: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.alias, one.names) for one in extract(source(words)).aliases]


@pytest.mark.parametrize(
    ("words", "alias", "names"),
    [
        (
            "Giao Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh (sau đây gọi tắt là Liên hiệp Hội tỉnh) chủ trì.",
            "Liên hiệp Hội tỉnh",
            ["Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh"],
        ),
        ("Báo cáo Ủy ban Thường vụ Quốc hội (UBTVQH).", "UBTVQH", ["Ủy ban Thường vụ Quốc hội"]),
        ("Báo cáo Uỷ ban Thường vụ Quốc hội (viết tắt là UBTVQH).", "UBTVQH", ["Uỷ ban Thường vụ Quốc hội"]),
        (
            "Trách nhiệm của các sở, ban, ngành tỉnh, Ủy ban nhân dân các huyện, thị xã, thành phố  "
            "(sau đây gọi tắt là các cơ quan, đơn vị) trong công tác y tế.",
            "các cơ quan, đơn vị",
            ["các sở, ban, ngành tỉnh", "Ủy ban nhân dân các huyện, thị xã, thành phố"],
        ),
        (
            "Sở Tài chính, Liên minh Hợp tác xã tỉnh (sau đây gọi tắt là “Liên minh”) phối hợp.",
            "Liên minh",
            ["Liên minh Hợp tác xã tỉnh"],
        ),
        (
            "Ban Chỉ đạo phòng, chống tội phạm tỉnh\n(sau đây gọi tắt là\nBan Chỉ đạo) họp hằng quý.",
            "Ban Chỉ đạo",
            ["Ban Chỉ đạo phòng, chống tội phạm tỉnh"],
        ),
    ],
)
def test_a_bracket_behind_agencies_names_them(words: str, alias: str, names: list[str]) -> None:
    assert defined(words) == [(alias, tuple(names))]


@pytest.mark.parametrize(
    "words",
    [
        "Phát triển khoa học và công nghệ (KHCN) và bảo đảm an toàn giao thông (ATGT).",
        f"Sáp nhập {HAMLETS}.",
        f"Các {HAMLETS}.",
        "Thực hiện Kế hoạch số 5/KH-UBND của UBND tỉnh (sau đây gọi tắt là Kế hoạch số 5).",
        "Phong trào thi đua của Bộ Y tế (sau đây gọi tắt là Phong trào).",
        "Phương tiện của các sở, ban, ngành (sau đây gọi chung là các phương tiện).",
    ],
)
def test_terms_and_documents_are_no_agencies(words: str) -> None:
    assert defined(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "Ban An toàn giao thông (ATGT) tỉnh họp.",  # the letters are those of a part only
        "Phòng Quản lý khoa học thuộc Sở Y tế (sau đây gọi tắt là Sở).",
        "Văn phòng Ủy ban nhân dân tỉnh (sau đây gọi tắt là UBND tỉnh).",
        "Giám đốc Sở Y tế (sau đây gọi tắt là Sở).",
        "Sở Tài chính, Sở Y tế (sau đây gọi tắt là Sở).",  # which of the two?
        "Sở Y tế (sau đây gọi tắt là các cơ quan).",
        "Cán bộ thuộc các sở, ngành (sau đây gọi chung là các cơ quan).",
        "Ủy ban Thường vụ Quốc hội (UBTVQ).",
        "Quốc hội (UBTVQH).",
        "Ủy ban Thường vụ Quốc hội (ubtvqh).",
    ],
)
def test_what_could_mean_something_else_is_not_defined(words: str) -> None:
    assert defined(words) == []


def test_the_evidence_holds_names_and_bracket_and_is_kept() -> None:
    facts = extract(source("Báo cáo Ủy ban Thường vụ Quốc hội (UBTVQH) hằng năm."))
    (alias,) = facts.aliases
    assert alias.evidence.quote == "Ủy ban Thường vụ Quốc hội (UBTVQH)"
    assert facts.source.text[alias.evidence.start : alias.evidence.end] == alias.evidence.quote
    assert cache.loads(cache.dumps(facts)).aliases == (AgencyAlias("UBTVQH", alias.names, alias.evidence),)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)
def test_phrases_hold_their_examples(phrase: vocab.Phrase) -> None:
    assert phrase.examples
    assert phrase.not_examples
    assert [text for text in phrase.examples if not phrase.search(text)] == []
    assert [text for text in phrase.not_examples if phrase.search(text)] == []
