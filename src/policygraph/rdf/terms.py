"""Terms and graphs under construction: how values of Python become literals, and names become IRIs.

Everything is made as the N-Quads that the store takes; terms of an engine, made and written out one by one, cost a load
three times as much. What comes out is what pyoxigraph would write of the same quads (tests compare).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import pyoxigraph as ox

from policygraph import identity
from policygraph.link import Reason
from policygraph.text import slug

XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"


class Term(str):
    """An IRI or a literal as N-Quads write it; a plain string is the words of one."""

    __slots__ = ()


@lru_cache(16_384)
def node(iri: str) -> Term:
    """The node with that IRI. Raises `ValueError` where it is none.

    >>> node("urn:a")
    '<urn:a>'
    >>> node("urn: a")
    Traceback (most recent call last):
    ValueError: Invalid IRI code point ' '
    """
    return Term(ox.NamedNode(iri))


def words(text: str, language: str) -> Term:
    """Words in a language."""
    return Term(f"{_quoted(text)}@{language}")


def typed(text: str, kind: str) -> Term:
    """A value of one of XML Schema's types.

    >>> typed("2025-03", "gYearMonth")
    '"2025-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    return Term(_quoted(text) + _kind(kind))


@cache
def pg(name: str) -> Term:
    """A term of the ontology.

    >>> pg("Document")
    '<https://w3id.org/policygraph/ontology#Document>'
    """
    return node(identity.ONTOLOGY + name)


TYPE = node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = node(RDFS + "label")
COMMENT = node(RDFS + "comment")
ALT_LABEL = node(SKOS + "altLabel")
PART_OF = node(ORG + "subOrganizationOf")
DERIVED_FROM = node("http://www.w3.org/ns/prov#wasDerivedFrom")
INSIDE = node("http://purl.org/dc/terms/isPartOf")

Value = Term | str | bool | int | float | date

_SEVERAL = (list, tuple)

# what stands in quotes is written by its escape: as in canonical N-Quads
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    ord(character): "\\" + letter for character, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES) if _SPECIAL.search(text) else text}"'


def _kind(name: str) -> str:
    return f"^^<{XSD}{name}>"


_INTEGER, _DECIMAL, _DATE, _BOOLEAN = map(_kind, ("integer", "decimal", "date", "boolean"))
_TRUTH = {value: f'"{str(value).lower()}"{_BOOLEAN}' for value in (True, False)}

# by the type itself: a chain of isinstance costs more than all else that is done with a value
_WRITERS: dict[type, Callable[[Any], str]] = {
    Term: str,
    str: _quoted,
    bool: _TRUTH.__getitem__,
    int: lambda value: f'"{value}"{_INTEGER}',
    float: lambda value: f'"{_decimal(value)}"{_DECIMAL}',
    date: lambda value: f'"{value.isoformat()}"{_DATE}',
}


def _term(value: object) -> str:
    return _WRITERS.get(type(value), _quoted)(value)  # a name of an enumeration is a string of a type of its own


def _decimal(value: float) -> str:
    """The canonical form of a number: ``2000``, ``44.5``.

    >>> _decimal(2000.0), _decimal(44.5), _decimal(1e-7)
    ('2000', '44.5', '0.0000001')
    """
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Graph:
    """The quads of one named graph under construction, each once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._said: defaultdict[str, set[str]] = defaultdict(set)  # of each subject: predicates with their objects

    def add(self, subject: str, **values: Value | Sequence[Value] | None) -> None:
        """State properties of the ontology on ``subject``; `None` says nothing, several values say each."""
        said = self._said[node(subject)]
        for name, value in values.items():
            if isinstance(value, _SEVERAL):
                said.update(f"{pg(name)} {_term(one)}" for one in value)
            elif value is not None:
                said.add(f"{pg(name)} {_term(value)}")

    def put(self, subject: str, predicate: Term, value: Value) -> None:
        """State one property of any vocabulary."""
        self._said[node(subject)].add(f"{predicate} {_term(value)}")

    def a(self, subject: str, *classes: str) -> None:
        """Say what ``subject`` is."""
        for name in classes:
            self.put(subject, TYPE, pg(name))

    def why(self, subject: str, reason: Reason | None) -> None:
        """Say that ``subject`` was inferred, and from what."""
        if reason is not None:
            for text, language in zip(reason, ("vi", "en"), strict=True):
                self.put(subject, COMMENT, words(text, language))

    def lines(self) -> bytes:
        """All quads as sorted N-Quads lines: what `lines` gives of them."""
        end = f" {node(self.name)} .\n"
        parts = []
        for subject, said in sorted(self._said.items()):
            if said:
                start = f"{subject} "
                parts.append((start + f"{end}{start}".join(sorted(said)) + end).encode())
        return b"".join(parts)


def lines(quads: Iterable[ox.Quad]) -> bytes:
    """The quads as N-Quads, each once, in order: the same quads give the same bytes.

    >>> node = ox.NamedNode("urn:a")
    >>> lines([ox.Quad(node, node, node, node)] * 2)
    b'<urn:a> <urn:a> <urn:a> <urn:a> .\\n'
    """
    data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(data.splitlines(keepends=True))))


def fingerprint(written: bytes) -> str:
    """A hash of what `lines` gave."""
    return sha256(written).hexdigest()


def type_iri(name: str) -> str:
    return identity.concept_iri("document-type", slug(name))
