"""Terms and graphs under construction: how values of Python become literals, and names become IRIs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256

import pyoxigraph as ox

from policygraph import identity
from policygraph.link import Reason
from policygraph.text import slug

XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode(RDFS + "label")
COMMENT = ox.NamedNode(RDFS + "comment")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
PART_OF = ox.NamedNode(ORG + "subOrganizationOf")
DERIVED_FROM = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
INSIDE = ox.NamedNode("http://purl.org/dc/terms/isPartOf")

_INTEGER, _DECIMAL, _DATE, _BOOLEAN = (ox.NamedNode(XSD + name) for name in ("integer", "decimal", "date", "boolean"))

Value = ox.NamedNode | ox.Literal | str | bool | int | float | date


@cache
def pg(name: str) -> ox.NamedNode:
    """A term of the ontology.

    >>> pg("Document").value
    'https://w3id.org/policygraph/ontology#Document'
    """
    return ox.NamedNode(identity.ONTOLOGY + name)


def _term(value: Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, bool):
        return ox.Literal("true" if value else "false", datatype=_BOOLEAN)
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=_INTEGER)
    if isinstance(value, float):
        return ox.Literal(_decimal(value), datatype=_DECIMAL)
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=_DATE)
    return ox.Literal(value)


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
        self.name = ox.NamedNode(name)
        self._quads: dict[ox.Quad, None] = {}  # a set that keeps its order

    def add(self, subject: str, **values: Value | Iterable[Value] | None) -> None:
        """State properties of the ontology on ``subject``; `None` says nothing, several values say each."""
        node = ox.NamedNode(subject)
        for name, value in values.items():
            several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
            for one in several:
                if one is not None:
                    self._quads[ox.Quad(node, pg(name), _term(one), self.name)] = None

    def put(self, subject: str, predicate: ox.NamedNode, value: Value) -> None:
        """State one property of any vocabulary."""
        self._quads[ox.Quad(ox.NamedNode(subject), predicate, _term(value), self.name)] = None

    def a(self, subject: str, *classes: str) -> None:
        """Say what ``subject`` is."""
        for name in classes:
            self.put(subject, TYPE, pg(name))

    def why(self, subject: str, reason: Reason | None) -> None:
        """Say that ``subject`` was inferred, and from what."""
        if reason is not None:
            for text, language in zip(reason, ("vi", "en"), strict=True):
                self.put(subject, COMMENT, ox.Literal(text, language=language))

    def quads(self) -> list[ox.Quad]:
        """All quads in the order in which they were first said."""
        return list(self._quads)


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
