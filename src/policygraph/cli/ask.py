"""Questions on the command line: parameters as people type them, answers as table, CSV, TSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import date
from pathlib import Path

import typer

from policygraph import chain, queries
from policygraph.cli import say
from policygraph.errors import PolicyGraphError, QueryError
from policygraph.export.files import clean
from policygraph.labels import both, find
from policygraph.queries import Query
from policygraph.store import PREFIXES, Store, Table
from policygraph.text import fold

FORMATS = ("table", "csv", "tsv", "json")


def pairs(given: list[str]) -> dict[str, str]:
    """``name=value`` texts as a dictionary. Raises `QueryError` for a text without ``=``.

    >>> pairs(["document=69-KL/TW"])
    {'document': '69-KL/TW'}
    """
    if wrong := [text for text in given if "=" not in text]:
        raise QueryError(both("cli.bad-param", text=wrong[0]))
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in given)}


def values(store: Store, query: Query, given: dict[str, str]) -> dict[str, str]:
    """The parameters with names of documents, agencies and places made IRIs."""
    types = {param.name: param.type for param in query.params}
    return {name: _value(store, types.get(name, "string"), text) for name, text in given.items()}


def _value(store: Store, kind: str, text: str) -> str:
    if text.startswith(("http://", "https://", "urn:")):
        return text
    if kind in ("document", "agency"):
        return chain.one(store, text, (kind,)).iri
    if kind == "place":
        return _place(store, text)
    prefix, colon, name = text.partition(":")
    return PREFIXES[prefix] + name if kind == "iri" and colon and prefix in PREFIXES else text


def _place(store: Store, text: str) -> str:
    rows = queries.records(store, "places")
    found = {str(row["place"]) for row in rows if fold(str(row["name"])) == fold(text)}
    if len(found) != 1:
        matches = tuple(chain.Match(iri, "place", text) for iri in sorted(found))
        raise chain.NotFound(text, matches)
    return found.pop()


def text_of(file: str) -> str:
    """The text of a query file, or of standard input for ``-``."""
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PolicyGraphError(both("cli.unreadable", path=file, reason=reason)) from error


def show(answer: Table, form: str | None) -> None:
    """Print an answer; without a form, a table on a screen and TSV in a pipe."""
    form = form or ("table" if sys.stdout.isatty() else "tsv")
    if form not in FORMATS:
        raise typer.BadParameter(both("cli.bad-format", form=form, forms=", ".join(FORMATS)))
    if form == "table":
        _table(answer)
    elif form == "json":
        rows = queries.rows(answer)
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=_plain))
    else:
        typer.echo(_separated(answer, form), nl=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _separated(answer: Table, form: str) -> str:
    """CSV after RFC 4180; TSV with no tab or line end inside a cell, so that each line is a row."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in answer.values()]
    if form == "tsv":
        lines = [answer.columns, *(tuple(" ".join(clean(cell).split()) for cell in row) for row in rows)]
        return "".join("\t".join(cells) + "\n" for cells in lines)
    text = io.StringIO()
    csv.writer(text).writerows([answer.columns, *rows])
    return text.getvalue()


def _table(answer: Table) -> None:
    heads = [label.vi if (label := find(f"column.{name}")) else name for name in answer.columns]
    rows = []
    for row in answer.rows:
        rows.append(tuple(_short(term) for term in row))
    say.table(heads, rows)
    say.note(both("cli.rows", count=len(rows)))


def _short(term: object) -> str:
    """A term as people read it: IRIs with their prefix, dates in the Vietnamese way."""
    value = queries.value(term)  # type: ignore[arg-type]
    if isinstance(value, date):
        return chain.shown(value)
    text = "" if value is None else " ".join(str(value).split())
    if queries.is_iri(term):  # type: ignore[arg-type]
        for prefix, start in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
            if text.startswith(start):
                return f"{prefix}:{text.removeprefix(start)}"
    return text
