"""The answer to a question as a file: for a spreadsheet, for a program, for a notebook."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date

from policygraph import queries
from policygraph.errors import PolicyGraphError
from policygraph.export.files import clean
from policygraph.export.sheets import Sheet, packed
from policygraph.labels import both
from policygraph.store import Table, results

#: What a spreadsheet takes for the beginning of a formula, in either width.
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_UNDATED = date(1980, 1, 1)  # a workbook bears a date and an answer has none: the same answer gives the same bytes


def tsv_text(answer: Table) -> str:
    r"""One row a line: no tab or line end inside a cell.

    >>> tsv_text(Table(("a", "b"), ((None, None),)))
    'a\tb\n\t\n'
    """
    rows = [answer.columns, *(tuple(" ".join(clean(cell).split()) for cell in row) for row in _cells(answer))]
    return "".join("\t".join(cells) + "\n" for cells in rows)


def _cells(answer: Table) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in answer.values()]


def excel_text(answer: Table) -> str:
    """CSV that a spreadsheet may open: told to be UTF-8, with an apostrophe before what would be a formula.

    >>> excel_text(Table(("- a",), ()))
    '\\ufeff- a\\r\\n'
    >>> _inert("=1+1"), _inert("-5"), _inert("- Rà soát")
    ("'=1+1", '-5', "'- Rà soát")
    """
    made = io.StringIO()
    made.write("\ufeff")
    csv.writer(made).writerows([answer.columns, *([_inert(cell) for cell in row] for row in _cells(answer))])
    return made.getvalue()


def _inert(cell: str) -> str:
    begins = cell.lstrip()[:1]
    return "'" + cell if begins and begins in _FORMULA and not _NUMBER.fullmatch(cell) else cell


def json_text(answer: Table) -> str:
    """SPARQL 1.1 Query Results JSON (W3C), a binding a line; of an ASK query its truth value."""
    return json.dumps(results.json_value(answer), ensure_ascii=False, indent=1) + "\n"


def xlsx_bytes(answer: Table) -> bytes:
    """One sheet with a frozen head and a filter; dates are dates, and no words become a formula."""
    rows = [tuple(row.values()) for row in queries.rows(answer)]
    return packed([Sheet("answer", answer.columns, rows)], _UNDATED)


def parquet_bytes(answer: Table) -> bytes:
    """Parquet; a column is of the one type that all its values have, else words.

    Raises `PolicyGraphError` with the command that installs pyarrow where it is missing.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise PolicyGraphError(both("extra.missing", package="pyarrow", extra="parquet")) from error
    rows = queries.rows(answer)
    columns = [arrow.array(_one_type([row[name] for row in rows])) for name in answer.columns]
    made = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(columns, names=list(answer.columns)), made)
    return made.getvalue()


def _one_type(values: list[queries.Value]) -> list[queries.Value]:
    """The values, as words where they are of several types.

    >>> _one_type([1, None, 2]), _one_type([1, date(2024, 1, 11)])
    ([1, None, 2], ['1', '2024-01-11'])
    """
    if len({type(one) for one in values if one is not None}) <= 1:
        return values
    return [None if one is None else str(one) for one in values]


#: The forms of an answer, each with its writer.
TEXTS: dict[str, Callable[[Table], str]] = {
    "csv": results.csv_text, "excel": excel_text, "tsv": tsv_text, "json": json_text, "xml": results.xml_text,
}  # fmt: skip
FILES: dict[str, Callable[[Table], bytes]] = {"xlsx": xlsx_bytes, "parquet": parquet_bytes}


def answer_bytes(answer: Table, form: str) -> bytes:
    """The answer in one of `TEXTS` or `FILES`; the same answer gives the same bytes."""
    return FILES[form](answer) if form in FILES else TEXTS[form](answer).encode()
