"""The normal text and its way back, on every kind of odd letter."""

from __future__ import annotations

import itertools
import random
import unicodedata

from policygraph.reading import Reading
from policygraph.text import NormalText, SourceText, Span

LETTERS = "aAoeđÐ ươ\u0323\u0302\u0301\u0309\r\n\t\u00a0–-\u200b\u2126\u212b\u1100\u1161\ufeffịộ\u00ad1."


def test_the_way_back_quotes_the_source() -> None:
    chance = random.Random(1)
    for _ in range(5000):
        raw = "".join(chance.choices(LETTERS, k=chance.randint(0, 12)))
        normal = NormalText(SourceText("a.txt", "0" * 64, "text/plain", raw))
        assert not set(normal.text) & set("\r\t\u00a0–\u00ad\u00d0")
        places = [normal.original(Span(at, at + 1)) for at in range(len(normal.text))]
        assert all(0 <= place.start < place.end <= len(raw) for place in places)
        assert all(one.start <= other.start for one, other in itertools.pairwise(places))
        whole = normal.original(Span(0, len(normal.text)))
        assert normal.evidence(Span(0, len(normal.text)), "r").quote == raw[whole.start : whole.end]


def test_composed_and_decomposed_texts_are_one() -> None:
    text = "Ủy ban nhân dân tỉnh Trà Vinh, Quyết định số 709/QĐ-TTg"
    forms = [NormalText(SourceText("a.txt", "0" * 64, "text/plain", unicodedata.normalize(form, text)))
             for form in ("NFC", "NFD")]  # fmt: skip
    assert [form.text for form in forms] == [text, text]
    at = Span(text.index("Quyết"), text.index(" số"))
    assert [unicodedata.normalize("NFC", form.evidence(at, "r").quote) for form in forms] == ["Quyết định"] * 2


def test_marks_behind_a_blank_and_commas_without_one_are_read_as_printers_set_them() -> None:
    source = SourceText("a.txt", "0" * 64, "text/plain", "Sở Y tế , Sở Nội vụ ;Sở Tài chính,Ủy ban KH,CN&MT .")
    normal = NormalText(source)
    assert len(normal.text) == len(source.text)
    reading = Reading(normal)
    assert reading.text == "Sở Y tế, Sở Nội vụ; Sở Tài chính, Ủy ban KH,CN&MT. "
    at = reading.text.index("Ủy ban")
    assert normal.evidence(reading.source(Span(at, at + 6)), "test").quote == "Ủy ban"
