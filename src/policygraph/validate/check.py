"""What the checks find: queries over the whole store that compare nodes (``queries/check``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import resources
from policygraph.errors import QueryError, StoreError
from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.store import Table, plain
from policygraph.validate.place import LOOKED_AT, load_places, place
from policygraph.validate.report import SEVERITIES, Result, order
from policygraph.validate.views import Whole

if TYPE_CHECKING:
    from policygraph.store import Store

CHECK = "https://w3id.org/policygraph/check/"  #: a check's IRI is this and its name

_SPARQL = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"
_HEADER = ("title-vi", "title-en", "message-vi", "message-en")


@dataclass(frozen=True, slots=True)
class Check:
    """One file of ``queries/check``: its name ends in the severity of its rows."""

    name: str
    severity: Severity
    title_vi: str
    title_en: str
    message_vi: str
    message_en: str
    text: str


def checks(folder: Path | None = None) -> tuple[Check, ...]:
    """The checks in order of name; raises `QueryError` listing every file whose name or header is wrong.

    >>> "implements-cycle-warning" in [check.name for check in checks()]
    True
    """
    files = sorted((folder or resources.folder("queries") / "check").glob("*.rq"))
    made, problems = [], []
    for path in files:
        try:
            made.append(read_check(path))
        except QueryError as error:
            problems.append(str(error))
    if problems:
        raise QueryError("\n".join(problems))
    return tuple(made)


def read_check(path: Path) -> Check:
    """The check in ``path``; raises `QueryError` if its name or header is wrong."""
    text = path.read_text("utf-8")
    ending = path.stem.rsplit("-", 1)[-1]
    if ending not in set(SEVERITIES):
        raise QueryError(f"{path.name}: the name must end in -violation, -warning or -info")
    header = dict(re.findall(r"^# ([a-z]+-[a-z]+): *(\S.*?) *$", text, re.MULTILINE))
    if missing := [key for key in _HEADER if key not in header]:
        raise QueryError(f"{path.name}:1: the header lacks {', '.join(missing)}; add '# {missing[0]}: ...'")
    title_vi, title_en, message_vi, message_en = (header[key] for key in _HEADER)
    return Check(path.stem, Severity(ending), title_vi, title_en, message_vi, message_en, text)


def check_results(store: Store, chosen: Iterable[Check] | None = None) -> list[Result]:
    """What the checks find in ``store``, all of them or some."""
    results, view = [], Whole(store, {}, LOOKED_AT)
    for check in checks() if chosen is None else chosen:
        try:
            table = store.select(check.text)
        except StoreError as error:
            raise QueryError(f"{check.name}.rq: {error}") from error
        if "focus" not in table.columns:
            raise QueryError(f"{check.name}.rq: the query must give a column ?focus")
        results += _first_of_each(_check_rows(check, table, view))
    return results


def _check_rows(check: Check, table: Table, view: Whole) -> Iterator[Result]:
    shown = [n for n, name in enumerate(table.columns) if name in ("focus", "evidence")]
    load_places(view, [str(row[n]) for row in table.rows for n in shown if row[n] is not None])
    for row in table.rows:
        terms = {name: term for name, term in zip(table.columns, row, strict=True) if term is not None}
        cells = {name: plain(term) for name, term in terms.items()}
        file, quote = place(view, str(terms.get("evidence", terms["focus"])))
        if file is None:
            file, quote = place(view, str(terms["focus"]))
        yield Result(
            shape=CHECK + check.name,
            severity=check.severity,
            focus=cells["focus"],
            path=None,
            value="; ".join(f"{name}={cells[name]}" for name in sorted(cells.keys() - {"focus", "evidence"})) or None,
            message_vi=_fill(check.message_vi, cells),
            message_en=_fill(check.message_en, cells),
            file=file,
            quote=quote,
            component=_SPARQL,
        )


def _first_of_each(results: Iterable[Result]) -> list[Result]:
    """One result for each focus and message: several evidences of one fault are one fault."""
    kept: dict[tuple[str, str], Result] = {}
    for result in sorted(results, key=order):
        kept.setdefault((result.focus, result.message_en), result)
    return list(kept.values())


def _fill(message: str, cells: Mapping[str, str]) -> str:
    """The message with each ``{name}`` replaced by the row's cell; an IRI of the ontology by its short name.

    >>> _fill("{relation} of {number}", {"relation": ONTOLOGY + "implements"})
    'pg:implements of ?'
    """
    return re.sub(r"\{(\w+)\}", lambda m: cells.get(m[1], "?").replace(ONTOLOGY, "pg:"), message)
