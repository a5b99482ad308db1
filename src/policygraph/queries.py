"""The named questions of ``queries/``: files that people can read, run anywhere, and give parameters to.

A file starts with a header, one fact a line::

    # title-vi: Nhiệm vụ đã qua thời hạn
    # title-en: Tasks whose date has passed
    # param asOf date required: ngày chốt / the cut-off date
    # columns: task end

``# not-on: ENGINE`` names an engine that would answer wrongly: there the question is refused.
A parameter is a plain variable of the query. Given, it is bound as a term, never pasted as text; an optional one that
is not given (``none``) stays free.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from policygraph.errors import QueryError, StoreError
from policygraph.labels import both
from policygraph.resources import folder
from policygraph.store import PREFIXES, Store, Table, Term, plain

FOLDERS = ("trace", "audit", "report")
#: What a parameter can be; the first four take an IRI.
TYPES = ("iri", "document", "agency", "place", "string", "date", "integer")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_HEADER = re.compile(r"#\s*(title-vi|title-en|param|columns|not-on)\b\s*(.*)")
_PARAM = re.compile(r"(\w+)\s+(\w+)\s+(\S+?)\s*:\s*(\S.*)")

#: What a cell holds once it is a Python value; an IRI is a `str` too.
Value = str | int | float | bool | date | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: ``default`` is "required", "none" (optional) or the value used when none is given."""

    name: str
    type: str
    default: str
    description: str

    @property
    def required(self) -> bool:
        """True where the query makes no sense without it."""
        return self.default == "required"


@dataclass(frozen=True, slots=True)
class Query:
    """One question: its file, titles, parameters, columns and SPARQL text."""

    name: str
    path: Path
    title_vi: str
    title_en: str
    params: tuple[Param, ...]
    columns: tuple[str, ...]
    text: str
    not_on: str = ""  #: the engine that would answer wrongly


def parse(path: Path) -> Query:
    """The query in ``path``. Raises `QueryError` naming the file and line of whatever is wrong with its header.

    >>> parse(folder("queries") / "audit" / "overdue-tasks.rq").params[0]
    Param(name='asOf', type='date', default='required', description='ngày chốt / the cut-off date')
    """
    text = path.read_text("utf-8")
    found: dict[str, str] = {}
    params: list[Param] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _HEADER.match(line)
        if match is None:
            continue
        key, rest = match[1], match[2].removeprefix(":").strip()
        if key == "param":
            params.append(_param(rest, f"{path.name}:{number}"))
        elif key in found or not rest:
            raise QueryError(f"{path.name}:{number}: '# {key}:' is empty or given twice; give it once")
        else:
            found[key] = rest
    if missing := [key for key in ("title-vi", "title-en", "columns") if key not in found]:
        raise QueryError(f"{path.name}:1: the header lacks {', '.join(missing)}; add '# {missing[0]}: ...'")
    _no_repeats(path, [param.name for param in params])
    columns = tuple(found["columns"].split())
    titles = found["title-vi"], found["title-en"]
    return Query(path.stem, path, *titles, tuple(params), columns, text, found.get("not-on", ""))


def _param(rest: str, where: str) -> Param:
    match = _PARAM.fullmatch(rest)
    if match is None:
        raise QueryError(f"{where}: a parameter reads '# param NAME TYPE DEFAULT: description', not {rest!r}")
    param = Param(*match.groups())
    if param.type not in TYPES:
        raise QueryError(f"{where}: no parameter type {param.type!r}; there are {', '.join(TYPES)}")
    if param.default not in ("required", "none"):
        _term(param, param.default)
    return param


def _no_repeats(path: Path, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise QueryError(f"{path.name}:1: parameter {name!r} is declared twice")


@cache
def catalogue() -> tuple[Query, ...]:
    """All named questions, by folder and name. Two files of one name are a `QueryError`.

    >>> "chain-down" in [query.name for query in catalogue()]
    True
    """
    paths = [path for name in FOLDERS for path in sorted((folder("queries") / name).glob("*.rq"))]
    found = tuple(parse(path) for path in paths)
    names = [query.name for query in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise QueryError(f"queries/: two files are named {', '.join(twice)}; rename one")
    return found


@cache
def grouped() -> tuple[tuple[str, tuple[Query, ...]], ...]:
    """All named questions by their folder, which says what they are for.

    >>> [name for name, _ in grouped()]
    ['trace', 'audit', 'report']
    """
    by_folder = itertools.groupby(catalogue(), key=lambda query: query.path.parent.name)
    return tuple((name, tuple(found)) for name, found in by_folder)


def get(name: str) -> Query:
    """The question of that name. Raises `QueryError` with the nearest names where there is none.

    >>> get("chain-down").title_vi
    'Chuỗi triển khai đi xuống từ một văn bản'
    """
    for query in catalogue():
        if query.name == name:
            return query
    from difflib import get_close_matches

    near = get_close_matches(name, [query.name for query in catalogue()], n=3, cutoff=0.8)
    raise QueryError(both("query.unknown", name=name, near=", ".join(near) or "policygraph query --list"))


def run(store: Store, name: str, **params: str | int | date) -> Table:
    """The answer to a named question, as terms.

    Parameters are checked against the header: an unknown, missing or ill-typed one is a `QueryError`, and so is a
    question that the engine of the store is known to answer wrongly.
    """
    query = get(name)
    if query.not_on and query.not_on == store.engine:
        raise QueryError(both("query.not-on", name=name, engine=store.engine))
    return store.select(query.text, **bindings(query, params))


def records(store: Store, name: str, **params: str | int | date) -> list[Row]:
    """The answer to a named question as Python values, one dictionary a row."""
    return rows(run(store, name, **params))


def among(store: Store, name: str, column: str, iris: Iterable[str]) -> list[Row]:
    """The rows of a named question whose ``column`` is one of the IRIs, in no order; for those without ``GROUP BY``."""
    values = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    return rows(store.select(f"{_unordered(name)}\nVALUES ?{column} {{ {values} }}")) if values else []


def unordered(store: Store, name: str, **params: str | int | date) -> Table:
    """The answer to a named question in no order: sorting is half the time of a long answer."""
    return store.select(_unordered(name), **bindings(get(name), params))


def _unordered(name: str) -> str:
    return re.sub(r"\nORDER BY [^{}]*\Z", "\n", get(name).text)


def rows(table: Table) -> list[Row]:
    """The rows of a table as dictionaries of Python values.

    >>> rows(Table(("n", "d"), ((ox.Literal(3), ox.Literal("2022-06-30", datatype=ox.NamedNode(_XSD + "date"))),)))
    [{'n': 3, 'd': datetime.date(2022, 6, 30)}]
    """
    return [{column: value(term) for column, term in zip(table.columns, row, strict=True)} for row in table.rows]


def bindings(query: Query, given: Mapping[str, str | int | date]) -> dict[str, Term]:
    """The terms for a query's variables; raises `QueryError` where ``given`` does not fit the header."""
    known = {param.name: param for param in query.params}
    if unknown := sorted(set(given) - set(known)):
        raise QueryError(
            both("query.no-param", query=query.name, names=", ".join(unknown), known=", ".join(known) or "-")
        )
    if missing := [param.name for param in query.params if param.required and param.name not in given]:
        needed = " ".join(f"--param {name}=..." for name in missing)
        raise QueryError(both("query.missing-param", query=query.name, params=needed))
    values = {p.name: p.default for p in query.params if p.default not in ("required", "none")} | dict(given)
    return {name: _term(known[name], item) for name, item in values.items()}


def _term(param: Param, item: str | int | date) -> Term:
    text = item.isoformat() if isinstance(item, date) else str(item)
    try:
        if param.type in ("iri", "document", "agency", "place"):
            return ox.NamedNode(expanded(text))
        if param.type == "date":
            return ox.Literal(date.fromisoformat(text).isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        if param.type == "integer":
            return ox.Literal(int(text))
    except ValueError as error:
        raise QueryError(both("query.bad-value", name=param.name, text=text, type=param.type)) from error
    return ox.Literal(text)


def expanded(text: str) -> str:
    """A whole IRI for a short one with a well-known prefix; any other text as it is.

    >>> expanded("pg:continues"), expanded("https://example.org/a")
    ('https://w3id.org/policygraph/ontology#continues', 'https://example.org/a')
    """
    prefix, colon, rest = text.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else text


def value(term: Term | None) -> Value:
    """A term as a Python value: number, truth value, date or string; words that are not of their type stay words.

    >>> value(ox.Literal(True)), value(ox.NamedNode("urn:a"))
    (True, 'urn:a')
    >>> value(ox.Literal("31/6/2022", datatype=ox.NamedNode(_XSD + "date")))
    '31/6/2022'
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    if not isinstance(term, ox.Literal):
        return plain(term)
    return typed(str(term.value), term.datatype.value)


def typed(text: str, datatype: str) -> Value:
    """The value that words of a datatype (IRI) stand for; words that are not of their type stay words.

    >>> typed("2022-06-30", "http://www.w3.org/2001/XMLSchema#date"), typed("a", "")
    (datetime.date(2022, 6, 30), 'a')
    """
    read = _TYPED.get(datatype)
    try:
        return read(text) if read else text
    except ValueError:
        return text


_TYPED: Mapping[str, Callable[[str], Value]] = {
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}integer": int,
    **dict.fromkeys((f"{_XSD}decimal", f"{_XSD}double", f"{_XSD}float"), float),
}


def is_iri(term: Term | None) -> bool:
    """True for a node of the graph, false for words."""
    return isinstance(term, ox.NamedNode)


def ask(store: Store, text: str) -> Table:
    """The answer to any read-only SPARQL query: SELECT as it is, ASK as one cell, CONSTRUCT and DESCRIBE as triples.

    The prefixes of the exports (``pg:``, ``rdfs:``, ...) need no declaration. Raises `QueryError` for what is none of
    these forms or cannot be run.
    """
    text = declared(text)
    form = _form(text)
    if form not in ("select", "ask", "construct", "describe"):
        raise QueryError(both("query.no-form"))
    try:
        if form == "select":
            return store.select(text)
        if form == "ask":
            truth = store.ask(text)
            return Table(("answer",), ((ox.Literal(truth),),), truth)
        triples = store.construct(text)
    except StoreError as error:
        raise QueryError(str(error)) from error
    return Table(("subject", "predicate", "object"), tuple((t.subject, t.predicate, t.object) for t in triples))


def declared(text: str) -> str:
    """A query with the well-known prefixes that it uses and does not declare; its lines keep their numbers.

    >>> declared("ASK { ?d a pg:Document }")
    'PREFIX pg: <https://w3id.org/policygraph/ontology#> ASK { ?d a pg:Document }'
    >>> declared("ASK { ?d <urn:x/rdfs:y>/pg:number ?n }")
    'PREFIX pg: <https://w3id.org/policygraph/ontology#> ASK { ?d <urn:x/rdfs:y>/pg:number ?n }'
    """
    own = set(re.findall(r"(?i)\bprefix\s+([\w-]*):", text))
    bare = re.sub(r"<[^<>\s]*>", "<>", text)
    used = set(re.findall(r"(?<![\w:#?$@-])([a-z]+):(?!//)", bare))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in PREFIXES if name in used - own) + text


def _form(text: str) -> str:
    """Which kind of query: the first word that is neither comment nor prologue."""
    bare = re.sub(r"<[^<>\s]*>", "<>", text)
    bare = re.sub(r"#[^\n]*", "", bare)
    bare = re.sub(r"(?i)\b(prefix\s+[^\s:]*:\s*<>|base\s+<>)", "", bare)
    match = re.search(r"\w+", bare)
    return match.group().lower() if match else ""
