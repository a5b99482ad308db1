"""Document numbers: read, repaired only where there is no doubt, formatted, and keys."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph import identity

CANONICAL = [
    "69-KL/TW", "709/QĐ-TTg", "183-KH/TU", "1667/TTr-SKHCN", "11/2015/TT-BTC", "26/2005/PL-UBTVQH11", "202/2025/QH15",
    "738/MTTW-BTT", "66.25/2026/NQ-CP", "01-KH/TWĐTN-KHCN", "3260-KH/ĐĐQH15", "04/NQ/ĐCT-MTTW", "2638/LĐTBXH-KHTC",
    "1388-CV/BCSĐ", "160/BATGT", "1313/NQ-UBTVQH15", "30a/2008/NQ-CP", "391/KH-SGDĐT",
]  # fmt: skip
MISPRINTS = [
    ("183- KH/TU", "183-KH/TU"), ("23 - CT/TW", "23-CT/TW"), ("23/CT- TTg", "23/CT-TTg"), ("773 /QĐ-TTg", "773/QĐ-TTg"),
    ("69/KL-TW", "69-KL/TW"), ("04-Ctr/TU", "04-CTr/TU"), ("709/QĐ-TTG", "709/QĐ-TTg"), ("20-NQ/TƯ", "20-NQ/TW"),
    ("03-NQ/CP", "03/NQ-CP"), ("27/CTr/TU", "27-CTr/TU"), ("2600/ttg-ktth", "2600/TTg-KTTH"),
]  # fmt: skip
NO_NUMBERS = ["15/12/2020", "24/7", "01/2020", "5%/năm", "km/h", "", "69", "A/B", "1/"]


@pytest.mark.parametrize("text", CANONICAL)
def test_a_canonical_number_formats_back_to_itself(text: str) -> None:
    number = identity.parse_number(text)
    assert number is not None
    assert (str(number), number.repaired, number.misprinted) == (text, False, False)


@pytest.mark.parametrize(("written", "canonical"), MISPRINTS)
def test_a_misprint_is_repaired_and_stays_visible(written: str, canonical: str) -> None:
    number = identity.parse_number(written)
    assert number is not None
    assert str(number) == canonical
    assert number.misprinted
    assert number.written == written
    assert number.repaired == (written.replace(" ", "") != canonical)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_gives_none(text: str) -> None:
    assert identity.parse_number(text) is None


def test_the_word_before_it_completes_a_number_that_lost_its_kind() -> None:
    number = identity.parse_number("06/2021/HĐND", kind="NQ")
    assert number is not None
    assert str(number) == "06/2021/NQ-HĐND"
    assert number.repaired
    assert str(identity.parse_number("2638/LĐTBXH-KHTC", kind="CV")) == "2638/LĐTBXH-KHTC"
    assert str(identity.parse_number("202/2025/QH15", kind="NQ")) == "202/2025/QH15"


def test_a_table_may_know_more_party_bodies() -> None:
    assert str(identity.parse_number("5/KH-ABC")) == "5/KH-ABC"
    assert str(identity.parse_number("5/KH-ABC", is_party=lambda code: code == "ABC")) == "5-KH/ABC"


def test_all_spellings_of_a_number_have_one_key() -> None:
    keys = {identity.parse_number(n).key for n in ("04-CTr/TU", "4-CTR/TU", "04/CTr-TU", "04 - Ctr/TU")}  # type: ignore[union-attr]
    assert keys == {"4-ctr-tu"}


def test_find_numbers_leaves_dates_and_rates_alone() -> None:
    text = "số 183- KH/TU ngày 18/3/2024, tăng 5%/năm, 24/7; Công báo/Số 302/Ngày 02-06-2026"
    assert [m.group() for m in identity.find_numbers(text)] == ["183- KH/TU"]


@given(st.text(alphabet="0123456789/-. AĐQTWgK&\n", max_size=60))
def test_any_text_is_searched_and_what_is_found_parses_or_is_refused(text: str) -> None:
    for match in identity.find_numbers(text):
        number = identity.parse_number(match.group())
        assert number is None or identity.parse_number(str(number)) is not None


@pytest.mark.parametrize("token", ["1/A-", "1/2020", "11/a", "1/AAAAAAAAAAAA-AAAAAAAAAA&", "- ", "1-A/A/A/A/A/A/"])
def test_search_takes_linear_time(token: str) -> None:
    start = time.process_time()
    identity.find_numbers(token * (400_000 // len(token)))
    assert time.process_time() - start < 2


def test_iris_are_spelled_here_and_stay_as_they_are() -> None:
    assert identity.document_iri("vn", "69-KL/TW", None) == identity.ID + "document/vn/69-kl-tw/undated"
    assert identity.document_iri("vn", "69-KL/TW", date(2024, 1, 11)).endswith("/69-kl-tw/2024-01-11")
