"""Questions on the command line: parameters as people type them, answers as a table or in the forms of `answers`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import typer

from policygraph import chain, queries
from policygraph.cli import say
from policygraph.errors import PolicyGraphError, QueryError
from policygraph.export import answers
from policygraph.export.files import write
from policygraph.labels import both, find
from policygraph.store import PREFIXES, Table

FORMATS = ("table", *answers.TEXTS, *answers.FILES)


def pairs(given: list[str]) -> dict[str, str]:
    """``name=value`` texts as a dictionary. Raises `QueryError` for a text without ``=``.

    >>> pairs(["document=69-KL/TW"])
    {'document': '69-KL/TW'}
    """
    if wrong := [text for text in given if "=" not in text]:
        raise QueryError(both("cli.bad-param", text=wrong[0]))
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in given)}


def text_of(file: str) -> str:
    """The text of a query file, or of standard input for ``-``."""
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PolicyGraphError(both("cli.unreadable", path=file, reason=reason)) from error


def show(answer: Table, form: str | None, out: Path | None) -> None:
    """Print an answer, or write it to a file; without a form, what the file's ending says, else `_usual`."""
    form = form or (out.suffix.lstrip(".").lower() if out else _usual())
    if form not in FORMATS:
        raise typer.BadParameter(both("cli.bad-format", form=form, forms=", ".join(FORMATS)))
    if form == "table" and out is None:
        _table(answer)
    elif form == "table" or (form in answers.FILES and out is None):
        raise typer.BadParameter(both("cli.needs-out" if out is None else "cli.no-table-file", form=form))
    elif out:
        write(out, answers.answer_bytes(answer, form))
        say.note(both("cli.written", path=out))
    else:
        typer.echo(answers.TEXTS[form](answer), nl=False)


def _usual() -> str:
    """A table on a screen, TSV in a pipe."""
    return "table" if sys.stdout.isatty() else "tsv"


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
