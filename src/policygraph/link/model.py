"""What linking gives: every document and every body with its one IRI, and why where it was inferred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policygraph import identity
from policygraph.facts import SELF, DocumentFacts
from policygraph.findings import Finding

Reason = tuple[str, str]  #: why something was inferred, in Vietnamese and in English


@dataclass(frozen=True, slots=True)
class Body:
    """An agency or a collective that some text names.

    ``agency`` is the id of its row in the tables, `None` for a body known only from texts; ``scope`` is the piece
    of its IRI that says where it belongs. ``reason`` says from what it was inferred.
    """

    iri: str
    label: str
    place: str | None  #: slug of the place; "vn" for national bodies; `None` where unknown
    collective: bool = False
    agency: str | None = None
    members: tuple[str, ...] = ()  #: ids of agencies, where the collective term has a closed list
    reason: Reason | None = None

    @property
    def node(self) -> str:
        """What the reference graph knows it by: its row in the tables, else its IRI."""
        return f"agency:{self.agency}" if self.agency else f"body:{self.iri}"


@dataclass(frozen=True, slots=True)
class Work:
    """A document as all texts of the collection together describe it: one value each, the best attested."""

    iri: str
    number: str | None
    document_type: str | None
    issued: date | None
    issuer: str | None  #: IRI of a `Body`
    place: str | None  #: slug of a place, `None` where nothing tells
    title: str | None


@dataclass(frozen=True, slots=True)
class Identified:
    """A mention's document, why, and which others it could be."""

    iri: str
    reason: Reason | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What the collection makes of the documents that one source names; all but ``found`` (by key) by IRI."""

    found: Mapping[str, Identified]
    works: Mapping[str, Work]
    copies: Mapping[str, int]  #: how many sources are this document
    rivals: Mapping[str, tuple[str, ...]]  #: with the same number in the same year, where the date is doubtful
    labels: Mapping[str, str]  #: of the bodies that issue


@dataclass(frozen=True, slots=True)
class Joined:
    """What a reference of one text is, or the text itself: the document's IRI, and what this text says of it.

    ``reason`` is given where the text alone does not settle which document it is.
    """

    iri: str
    document_type: str | None = None  #: as the tables name the kind
    issuer: str | None = None  #: IRI of a `Body`
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """The facts of one source, its names resolved."""

    facts: DocumentFacts
    itself: Joined
    references: Mapping[str, Joined]  #: by key of the reference
    bodies: Mapping[str, str]  #: as written -> IRI of a `Body`
    person_scope: str
    findings: tuple[Finding, ...] = ()  #: those that only linking could see
    own_findings: tuple[Finding, ...] = ()  #: those of reading; the focus is an IRI where it is a document
    reasons: Mapping[str, Reason] = field(default_factory=dict)  #: as written -> why that body, where it was inferred

    @property
    def iri(self) -> str:
        """The document that the source is."""
        return self.itself.iri

    @property
    def task_iris(self) -> tuple[str, ...]:
        """The IRIs of its tasks, in the order of the text."""
        keys = identity.unique(task.path for task in self.facts.tasks)
        source = self.facts.source.key
        return tuple(identity.part_iri(self.iri, source, "task", identity.iri_key(key)) for key in keys)

    def joined(self, key: str) -> Joined:
        """What a key of the facts stands for: a reference, or the document itself."""
        return self.itself if key == SELF else self.references[key]


@dataclass(frozen=True, slots=True)
class Linked:
    """All sources together. ``documents`` is in order of source key, so that nothing depends on loading order."""

    documents: tuple[LinkedDocument, ...]
    works: Mapping[str, Work]
    bodies: Mapping[str, Body]
