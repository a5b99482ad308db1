"""What holds for every value: folds, numbers, dates, names, files."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import LONG

from policygraph import dates, identity
from policygraph.export import answers
from policygraph.store import Table, results
from policygraph.text import NormalText, SourceText, Span, fold, slug, squeeze, unmark

pytestmark = pytest.mark.reliability("F1")
many = settings(
    max_examples=10_000 if LONG else 200,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậỳýỷỹỵ"
words = st.text(st.sampled_from(LETTERS + LETTERS.upper() + " -/0123456789"), max_size=40)
texts = st.one_of(words, st.text(max_size=60))


@many
@given(texts)
def test_a_fold_is_the_same_folded_again_and_in_every_normal_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@many
@given(words)
def test_a_fold_and_a_slug_do_not_know_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)
    assert slug(text) == slug(unmark(text)) == slug(slug(text))


@many
@given(texts)
def test_every_place_of_a_normal_text_leads_back(text: str) -> None:
    normal = NormalText(SourceText("a.txt", "0" * 64, "text/plain", text))
    for start in range(0, len(normal.text), 7):
        span = normal.original(Span(start, min(start + 5, len(normal.text))))
        assert 0 <= span.start <= span.end <= len(text)
    whole = normal.evidence(Span(0, len(normal.text)), "test")
    assert whole.quote == text[whole.start : whole.end]


@many
@given(
    st.integers(1, 99_999),
    st.sampled_from(["KH", "QĐ", "CT", "KL", "NQ", "BC", "CTr"]),
    st.sampled_from(["UBND", "TU", "TW", "TTg", "CP", "BYT", "HĐND", "STNMT"]),
    st.one_of(st.none(), st.integers(1990, 2030)),
)
def test_a_number_is_read_as_it_is_printed(serial: int, kind: str, issuer: str, year: int | None) -> None:
    text = f"{serial}/{year}/{kind}-{issuer}" if year else f"{serial}/{kind}-{issuer}"
    number = identity.parse_number(text)
    assert number is not None
    again = identity.parse_number(str(number))
    assert again is not None
    assert str(again) == str(number)
    assert (number.serial, number.year, number.kind, number.issuer) == (str(serial), year, kind, issuer)
    spaced = identity.parse_number(text.replace("/", "/ ").replace("-", "- "))
    assert spaced is None or str(spaced) == str(number)


@many
@given(
    st.dates(date(1946, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["/", "-", "."]),
    words.filter(lambda w: not any(c.isdigit() for c in w)),
)
def test_a_day_is_read_as_it_is_printed(day: date, mark: str, around: str) -> None:
    for text in (
        f"ngày {day.day:02} tháng {day.month} năm {day.year}",
        f"ngày {day.day}{mark}{day.month}{mark}{day.year}",
        f"{around} ngày {day.day:02}/{day.month:02}/{day.year} {around}",
    ):
        found = dates.find_date(text)
        assert found is not None, text
        assert found[0] == day, text


@many
@given(st.integers(1900, 2100), st.integers(-5, 20), st.integers(-5, 40))
def test_no_day_is_made_up(year: int, month: int, day: int) -> None:
    made = dates.make(year, month, day)
    if made is not None:
        assert (made.year, made.month, made.day) == (year, month, day)


@many
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["vn", "tinh-a", "tinh-b"]),
            st.integers(1, 400),
            st.sampled_from(["KH-UBND", "KH-TU", "QĐ-TTg", "KL-TW"]),
            st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2021, 1, 1))),
        ),
        max_size=30,
    )
)
def test_other_documents_have_other_names(
    documents: list[tuple[str, int, str, date | None]],
) -> None:
    made = {identity.document_iri(place, f"{n}/{code}", day) for place, n, code, day in documents}
    assert len(made) == len(set(documents))
    for iri in made:
        assert ox.NamedNode(iri).value == iri


@many
@given(st.lists(st.tuples(texts, texts), max_size=6))
def test_rows_come_back_from_every_file(rows: list[tuple[str, str]]) -> None:
    table = Table(("a", "b"), tuple((ox.Literal(one), ox.Literal(other)) for one, other in rows))
    assert list(csv.reader(io.StringIO(results.csv_text(table), newline="")))[1:] == [list(row) for row in rows]
    read = ox.parse_query_results(answers.json_text(table).encode(), format=ox.QueryResultsFormat.JSON)
    assert [(s["a"].value, s["b"].value) for s in read] == rows  # type: ignore[union-attr]


@settings(max_examples=300 if LONG else 15, deadline=None, derandomize=not LONG)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_rows_come_back_from_a_workbook(rows: list[tuple[str, str]]) -> None:
    from openpyxl import load_workbook

    table = Table(("a", "b"), tuple((ox.Literal(one), ox.Literal(other)) for one, other in rows))
    (sheet,) = load_workbook(io.BytesIO(answers.answer_bytes(table, "xlsx"))).worksheets
    found = [tuple(squeeze(str(cell.value or "")) for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert found == [tuple(squeeze(cell) for cell in row) for row in rows]
