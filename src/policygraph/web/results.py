"""Answers to queries as bytes, after the W3C's result formats; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

import pyoxigraph as ox

Row = Sequence[Any]
#: What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE = "http://www.w3.org/2005/sparql-results#"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def boolean(answer: bool, form: str) -> bytes:
    """The answer of an ASK query as ``json`` or ``xml``.

    >>> boolean(True, "json")
    b'{"head":{},"boolean":true}'
    """
    if form == "json":
        return _json({"head": {}, "boolean": answer})
    return f"{_HEAD}<head/><boolean>{str(answer).lower()}</boolean></sparql>\n".encode()


def table(columns: Sequence[str], rows: Iterable[Row], form: str) -> bytes:
    """The answer of a SELECT query as ``json``, ``xml``, ``csv``, ``tsv`` or ``xlsx``.

    >>> table(["n"], [[ox.Literal("a, b")], [None]], "csv")
    b'n\\r\\n"a, b"\\r\\n\\r\\n'
    """
    return _TABLES[form](columns, rows)


def graph(triples: Sequence[Any], form: str) -> bytes:
    """The answer of a CONSTRUCT or DESCRIBE query in the format of that file ending."""
    known = ox.RdfFormat.from_extension(form)
    if known is None:
        raise ValueError(f"no graph format {form!r}")
    return ox.serialize(triples, format=known) or b""


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _as_json(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    found = [
        {name: _json_term(term) for name, term in zip(columns, row, strict=True) if term is not None} for row in rows
    ]
    return _json({"head": {"vars": list(columns)}, "results": {"bindings": found}})


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return said | {"xml:lang": term.language}
    return said if term.datatype.value == _STRING else said | {"datatype": term.datatype.value}


_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{_NAMESPACE}">'


def _as_xml(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    pieces = [_HEAD, "<head>", *(f'<variable name="{escape(name)}"/>' for name in columns), "</head><results>"]
    for row in rows:
        pieces.append("<result>")
        pieces += [
            f'<binding name="{escape(name)}">{_xml_term(term)}</binding>'
            for name, term in zip(columns, row, strict=True)
            if term is not None
        ]
        pieces.append("</result>")
    return ("".join(pieces) + "</results></sparql>\n").encode("utf-8", "replace")


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"
    kind = "" if term.datatype.value == _STRING else f' datatype="{escape(term.datatype.value)}"'
    kind = f' xml:lang="{escape(term.language)}"' if term.language else kind
    return f"<literal{kind}>{escape(_NOT_XML.sub('', term.value))}</literal>"


def _as_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        # a row of one empty cell is an empty line here, as the W3C writes it; Python's writer would quote it
        out.write("\r\n") if len(row) == 1 and not _words(row[0]) else writer.writerow(map(_words, row))
    return out.getvalue().encode("utf-8", "replace")


def _words(term: Any) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple | ox.BlankNode) else str(term.value)


def _as_tsv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    lines = ["\t".join(f"?{name}" for name in columns)]
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _as_xlsx(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    from policygraph.export.sheets import Sheet, packed
    from policygraph.queries import value

    cells = (tuple(_number(value(term)) for term in row) for row in rows)
    return packed([Sheet("answer", tuple(columns), cells)], date.today())


def _number(found: Any) -> Any:
    """What a cell holds: numbers, dates and words."""
    return str(found).lower() if isinstance(found, bool) else found


_TABLES: dict[str, Callable[[Sequence[str], Iterable[Row]], bytes]] = {
    "json": _as_json,
    "xml": _as_xml,
    "csv": _as_csv,
    "tsv": _as_tsv,
    "xlsx": _as_xlsx,
}
