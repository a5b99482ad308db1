"""Terms as N-Triples writes them: plain strings whose first sign tells an IRI (``<``), a literal (``"``) or a blank.

Millions of terms are looked at in a check of a whole graph; most are judged by their first and last signs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Literal
    from rdflib.term import Node

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SIGNS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


def iri(text: str) -> str:
    """The term of an IRI.

    >>> iri("urn:a")
    '<urn:a>'
    """
    return f"<{text}>"


def text(term: str) -> str:
    r"""The IRI, or the words of a literal.

    >>> text("<urn:a>"), text('"a \\"b\\""@vi'), text('"1"^^<urn:t>')
    ('urn:a', 'a "b"', '1')
    """
    if term[0] == "<":
        return term[1:-1]
    if term[0] != '"':
        return term
    words = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_sign, words) if "\\" in words else words


def language(term: str) -> str | None:
    """The language of a literal.

    >>> language('"a"@vi'), language('"a@vi"')
    ('vi', None)
    """
    tail = term[term.rindex('"') + 1 :] if term[0] == '"' else ""
    return tail[1:] if tail.startswith("@") else None


@lru_cache(maxsize=50_000)
def literal(term: str) -> Literal:
    """The literal as rdflib has it: how datatypes are read is not decided twice.

    >>> literal('"2022-06-31"^^<http://www.w3.org/2001/XMLSchema#date>').ill_typed
    True
    """
    from rdflib import Literal, URIRef

    tail = term[term.rindex('"') + 1 :]
    kind = URIRef(tail[3:-1]) if tail.startswith("^^") else None
    return Literal(text(term), lang=tail[1:] if tail.startswith("@") else None, datatype=kind)


def spoken(term: str) -> str:
    """What a report says of a term: as `text`, with numbers and dates as rdflib writes them."""
    return text(term) if term[0] != '"' or term[-1] == '"' else str(literal(term))


def written(node: Node) -> str:
    """The term of an rdflib node.

    >>> from rdflib import Literal
    >>> written(Literal(True)), written(Literal('"a"', lang="vi"))
    ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"\\\\"a\\\\""@vi')
    """
    from rdflib import Literal, URIRef

    if isinstance(node, URIRef):
        return iri(str(node))
    if not isinstance(node, Literal):
        return f"_:{node}"
    words = re.sub(r'[\\"\n\r]', lambda sign: _WRITTEN[sign[0]], str(node))
    kind = f"^^<{node.datatype}>" if node.datatype and not str(node.datatype).endswith("#string") else ""
    return f'"{words}"' + (f"@{node.language}" if node.language else kind)


def _sign(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIGNS.get(found[3], found[3])
