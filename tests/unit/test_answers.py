"""Answers as files: each form is read back by another program's reader and says the same."""

from __future__ import annotations

import io
import sys
from datetime import date, datetime

import openpyxl
import pyoxigraph as ox
import pytest
from pyarrow import parquet
from tests.queries.load import load

from policygraph import queries
from policygraph.errors import PolicyGraphError
from policygraph.export import answers
from policygraph.store import Table

XSD = "http://www.w3.org/2001/XMLSchema#"
IRI = ox.NamedNode("urn:a")
DAY = ox.Literal("2024-01-11", datatype=ox.NamedNode(XSD + "date"))
HOSTILE = '=SUM(1)\t"a",\n<b>&\x1b[31m'
SAMPLE = Table(
    ("thing", "name", "day", "count", "share", "mixed"),
    (
        (IRI, ox.Literal("Kế hoạch", language="vi"), DAY, ox.Literal(3), ox.Literal(0.5), ox.Literal(1)),
        (None, ox.Literal(HOSTILE), None, None, None, ox.Literal("một")),
    ),
)


@pytest.mark.parametrize(("form", "reader"), [("json", ox.QueryResultsFormat.JSON), ("xml", ox.QueryResultsFormat.XML)])
def test_w3c_results_are_read_back_as_the_same_terms(form: str, reader: ox.QueryResultsFormat) -> None:
    with load() as store:
        given = queries.run(store, "chain-down", document="https://w3id.org/policygraph/id/document/vn-69")
    for answer in (given, SAMPLE):
        read = ox.parse_query_results(answers.answer_bytes(answer, form), format=reader)
        assert isinstance(read, ox.QuerySolutions)
        rows = [tuple(row[name] for name in answer.columns) for row in read]
        expected = [tuple(map(_harmless, row)) for row in answer.rows] if form == "xml" else list(answer.rows)
        assert rows == expected
        assert rows


def _harmless(term: object) -> object:
    """No XML can hold the escape character."""
    return ox.Literal(term.value.replace("\x1b", "")) if isinstance(term, ox.Literal) and "\x1b" in term.value else term


def test_an_ask_query_gives_its_truth_value() -> None:
    for truth in (True, False):
        answer = Table(("answer",), ((ox.Literal(truth),),), truth)
        for form, reader in (("json", ox.QueryResultsFormat.JSON), ("xml", ox.QueryResultsFormat.XML)):
            assert bool(ox.parse_query_results(answers.answer_bytes(answer, form), format=reader)) is truth


def test_workbook_has_dates_and_numbers_and_no_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(answers.answer_bytes(SAMPLE, "xlsx"))).worksheets[0]
    first, second = list(sheet.iter_rows(min_row=2, values_only=True))
    assert first == ("urn:a", "Kế hoạch", datetime(2024, 1, 11), 3, 0.5, 1)
    assert second[1] == HOSTILE.replace("\x1b", "")
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}
    assert sheet.freeze_panes == "B2"


def test_parquet_has_typed_columns() -> None:
    table = parquet.read_table(io.BytesIO(answers.answer_bytes(SAMPLE, "parquet")))
    assert table.column("day").to_pylist() == [date(2024, 1, 11), None]
    assert table.column("count").to_pylist() == [3, None]
    assert table.column("share").to_pylist() == [0.5, None]
    assert table.column("mixed").to_pylist() == ["1", "một"]
    assert table.column("name").to_pylist() == ["Kế hoạch", HOSTILE]


@pytest.mark.parametrize("form", [*answers.TEXTS, *answers.FILES])
def test_the_same_answer_gives_the_same_bytes_also_without_rows(form: str) -> None:
    for answer in (SAMPLE, Table(("a", "b"), ())):
        assert answers.answer_bytes(answer, form) == answers.answer_bytes(answer, form)


def test_without_pyarrow_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PolicyGraphError, match=r"pip install 'policygraph\[parquet\]'") as caught:
        answers.answer_bytes(SAMPLE, "parquet")
    assert len(str(caught.value).splitlines()) == 1
