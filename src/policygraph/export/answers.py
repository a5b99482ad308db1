"""The answer to a question as a file: for a spreadsheet, for a program, for a notebook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from policygraph import queries
from policygraph.errors import PolicyGraphError
from policygraph.export.files import clean
from policygraph.export.sheets import Sheet, packed
from policygraph.labels import both
from policygraph.store import Table

if TYPE_CHECKING:
    from rdflib.query import Result

_UNDATED = date(1980, 1, 1)  # a workbook bears a date and an answer has none: the same answer gives the same bytes


def csv_text(answer: Table) -> str:
    r"""CSV after RFC 4180, the values as plain words.

    >>> csv_text(Table(("a", "b"), ((None, None),)))
    'a,b\r\n,\r\n'
    """
    text = io.StringIO()
    csv.writer(text).writerows([answer.columns, *_cells(answer)])
    return text.getvalue()


def tsv_text(answer: Table) -> str:
    r"""One row a line: no tab or line end inside a cell.

    >>> tsv_text(Table(("a", "b"), ((None, None),)))
    'a\tb\n\t\n'
    """
    rows = [answer.columns, *(tuple(" ".join(clean(cell).split()) for cell in row) for row in _cells(answer))]
    return "".join("\t".join(cells) + "\n" for cells in rows)


def _cells(answer: Table) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in answer.values()]


def json_text(answer: Table) -> str:
    """SPARQL 1.1 Query Results JSON (W3C); of an ASK query its truth value."""
    raw = json.loads(_result(answer).serialize(format="json") or b"")
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def xml_text(answer: Table) -> str:
    """SPARQL Query Results XML (W3C), without the control characters that no XML file may hold."""
    return clean((_result(answer).serialize(format="xml") or b"").decode()) + "\n"


def _result(answer: Table) -> Result:
    """The answer as rdflib's writers take it."""
    from rdflib import Literal, URIRef, Variable
    from rdflib.query import Result

    if answer.truth is not None:
        truth = Result("ASK")
        truth.askAnswer = answer.truth
        return truth

    def term(one: Any) -> URIRef | Literal:
        if queries.is_iri(one):
            return URIRef(one.value)
        plain = one.language or one.datatype.value.endswith("#string")
        return Literal(one.value, lang=one.language, datatype=None if plain else one.datatype.value, normalize=False)

    made = Result("SELECT")
    made.vars = [Variable(name) for name in answer.columns]
    made.bindings = [
        {Variable(name): term(one) for name, one in zip(answer.columns, row, strict=True) if one is not None}
        for row in answer.rows
    ]
    return made


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
TEXTS: dict[str, Callable[[Table], str]] = {"csv": csv_text, "tsv": tsv_text, "json": json_text, "xml": xml_text}
FILES: dict[str, Callable[[Table], bytes]] = {"xlsx": xlsx_bytes, "parquet": parquet_bytes}


def answer_bytes(answer: Table, form: str) -> bytes:
    """The answer in one of `TEXTS` or `FILES`; the same answer gives the same bytes."""
    return FILES[form](answer) if form in FILES else TEXTS[form](answer).encode()
