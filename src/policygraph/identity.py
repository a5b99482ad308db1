"""Document numbers and IRIs: parse, format, mint. The only place where an id is spelled.

Identity of a document is its jurisdiction, number and date (VOCABULARY; numbers restart each year for State bodies
by Decree 30/2020/NĐ-CP, each term for Party bodies by 36-HD/VPTW).
"""

from __future__ import annotations

from datetime import date

from policygraph.text import slug

ONTOLOGY = "https://w3id.org/policygraph/ontology#"
SCHEME = "https://w3id.org/policygraph/scheme/"
ID = "https://w3id.org/policygraph/id/"
GRAPH = "https://w3id.org/policygraph/graph/"

ONTOLOGY_GRAPH = GRAPH + "ontology"
REFERENCE_GRAPH = GRAPH + "reference"
CURATION_GRAPH = GRAPH + "curation"
INFERRED_GRAPH = GRAPH + "inferred"

NATION = "vn"  #: slug of the nation's place


def source_graph(sha256: str) -> str:
    """The named graph of what one source file says.

    >>> source_graph("7c8c5fb211c5c704" + "0" * 48)
    'https://w3id.org/policygraph/graph/source/7c8c5fb211c5c704'
    """
    return f"{GRAPH}source/{sha256[:16]}"


def source_iri(sha256: str) -> str:
    """The source file itself."""
    return f"{ID}source/{sha256[:16]}"


def document_iri(place: str, number: str, issued: date | None) -> str:
    """A document known by number; ``place`` is a place's slug (`NATION` for central issuers).

    >>> document_iri("tinh-ninh-binh", "177/KH-UBND", date(2024, 9, 30))
    'https://w3id.org/policygraph/id/document/tinh-ninh-binh/177-kh-ubnd/2024-09-30'
    """
    return f"{ID}document/{place}/{slug(number)}/{issued.isoformat() if issued else 'undated'}"


def untitled_document_iri(place: str, type_name: str, key: str) -> str:
    """A document without a number: place, kind, and a key (its folded title, or the source's hash).

    >>> untitled_document_iri("tinh-quang-binh", "Kế hoạch", "7e0883046d7fbb4f")
    'https://w3id.org/policygraph/id/document/tinh-quang-binh/ke-hoach/7e0883046d7fbb4f'
    """
    return f"{ID}document/{place}/{slug(type_name) or 'van-ban'}/{slug(key)[:120]}"


def place_iri(place: str) -> str:
    """A place by its slug: "vn", "tinh-ninh-binh", "tinh-ninh-binh-2025" (the unit of the same name after a merger)."""
    return f"{ID}place/{place}"


def agency_iri(place: str, name: str, since: str | None = None) -> str:
    """An agency by its place's slug and the name of its kind; ``since`` tells bodies of one name apart.

    >>> agency_iri("tinh-ninh-binh", "Sở Khoa học và Công nghệ")
    'https://w3id.org/policygraph/id/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe'
    """
    return f"{ID}agency/{place}/{slug(name)[:120]}{'-' + since if since else ''}"


def part_iri(document: str, source_key: str, kind: str, key: str) -> str:
    """Something that a document states (task, provision, citation, ...), within the source that was read.

    >>> part_iri(ID + "document/vn/1-kh-x/undated", "ab12", "task", "II.2.b.-1")
    'https://w3id.org/policygraph/id/document/vn/1-kh-x/undated/ab12/task/II.2.b.-1'
    """
    return f"{document}/{source_key}/{kind}/{key.replace('đ', 'dd')}"


def evidence_iri(source_key: str, start: int, end: int) -> str:
    """The evidence at one place of one source: the same place is the same node."""
    return f"{ID}source/{source_key}/char/{start}-{end}"


def concept_iri(scheme: str, key: str) -> str:
    """A concept of one of the schemes, e.g. ``concept_iri("role", "lead")``."""
    return f"{SCHEME}{scheme}/{slug(key) if not key.isascii() else key}"
