"""Answers to queries as text, after the W3C's result formats: JSON, XML, CSV and TSV."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from typing import Any

import pyoxigraph as ox

from policygraph.store.base import Table, Term

#: What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE = "http://www.w3.org/2005/sparql-results#"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def json_value(answer: Table) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON, as the value to write; of an ASK query its truth.

    >>> json_value(Table(("n",), ((ox.Literal(3),), (None,))))["results"]["bindings"][1]
    {}
    """
    if answer.truth is not None:
        return {"head": {}, "boolean": answer.truth}
    found = [
        {name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return {"head": {"vars": list(answer.columns)}, "results": {"bindings": found}}


def _json_term(term: Term) -> dict[str, Any]:
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


def xml_text(answer: Table) -> str:
    """SPARQL Query Results XML, without the control characters that no XML file may hold; of an ASK query its truth.

    >>> xml_text(Table((), (), truth=True)).splitlines()[1].split(">", 1)[1]
    '<head/><boolean>true</boolean></sparql>'
    """
    if answer.truth is not None:
        return f"{_HEAD}<head/><boolean>{str(answer.truth).lower()}</boolean></sparql>\n"
    head = "".join(f'<variable name="{escape(name)}"/>' for name in answer.columns)
    pieces = [_HEAD, "<head>", head, "</head><results>"]
    for row in answer.rows:
        pieces.append("<result>")
        pieces += [
            f'<binding name="{escape(name)}">{_xml_term(term)}</binding>'
            for name, term in zip(answer.columns, row, strict=True)
            if term is not None
        ]
        pieces.append("</result>")
    return "".join(pieces) + "</results></sparql>\n"


def _xml_term(term: Term) -> str:
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


def csv_text(answer: Table) -> str:
    r"""SPARQL 1.1 Query Results CSV (RFC 4180): the values as plain words.

    >>> csv_text(Table(("a", "b"), ((None, ox.Literal("x, y")),)))
    'a,b\r\n,"x, y"\r\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        # a row of one empty cell is an empty line here, as the W3C writes it; Python's writer would quote it
        out.write("\r\n") if len(row) == 1 and not _words(row[0]) else writer.writerow(map(_words, row))
    return out.getvalue()


def _words(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple | ox.BlankNode) else str(term.value)


def tsv_text(answer: Table) -> str:
    r"""SPARQL 1.1 Query Results TSV: the terms as Turtle writes them, so that they can be read back.

    >>> tsv_text(Table(("a",), ((ox.Literal("x\ty"),),)))
    '?a\n"x\\ty"\n'
    """
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in answer.rows]
    return "\n".join(lines) + "\n"
