"""What one source says of documents and bodies, before any other source is known: all that linking asks of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from policygraph import identity
from policygraph.facts import SELF, DocumentFacts, Reference
from policygraph.findings import Finding, Severity
from policygraph.link.bodies import Bodies, Setting, document_scope, setting
from policygraph.link.documents import Mention, content, number_key
from policygraph.link.model import Body, Reason
from policygraph.text import Evidence, fold
from policygraph.vocab import Unresolved, Vocabulary


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of one document: a mention with its weight and a place that shows it."""

    mention: Mention
    place: str | None  #: slug
    weight: int
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Naming:
    """A body as one source names it: under which labels how often; ``at_work`` where it is given a part."""

    body: Body
    labels: Mapping[str, int]
    at_work: bool


@dataclass(frozen=True, slots=True)
class TaskText:
    """A task as far as other texts are compared with it: its piece of the IRI, its words and their place."""

    key: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """All that one source tells the collection.

    ``named`` gives the IRI of the body of each name as written, ``reasons`` why where only the text says so,
    ``unclear`` the names that could be several; ``carries_out`` are the keys of (citing, cited) where one implements
    the other.
    """

    source: str
    on: date | None  #: the day on which the text speaks
    said: tuple[Said, ...]
    bodies: tuple[Naming, ...]
    named: Mapping[str, str]
    reasons: Mapping[str, Reason]
    unclear: tuple[Finding, ...]
    person_scope: str
    carries_out: tuple[tuple[str, str], ...]
    names: tuple[str, ...]  #: keys of what the document itself stands in any relation to
    tasks: tuple[TaskText, ...]


def for_resolving(statement: Statement) -> Statement:
    """The statement without what only the collection asks for: all that `resolve` needs, and little to keep."""
    return replace(statement, bodies=(), carries_out=(), names=(), tasks=())


def state(facts: DocumentFacts, vocab: Vocabulary) -> Statement:
    """What the source says; a function of its facts and the tables alone."""
    where, bodies = setting(facts, vocab), Bodies(vocab)
    said = tuple(_said(facts, where, bodies, vocab))
    named, unclear = _names(facts, where, bodies)
    at_work = set(named.values())
    implements = {(c.citing, c.cited) for c in facts.citations if facts.carries_out(c)}
    return Statement(
        source=facts.source.key,
        on=where.on,
        said=said,
        bodies=tuple(Naming(body, labels, body.iri in at_work) for body, labels in bodies.met()),
        named=named,
        reasons=_reasons(named, where, bodies),
        unclear=tuple(unclear),
        person_scope=where.base,
        carries_out=tuple(sorted(implements)),
        names=tuple(sorted({citation.cited for citation in facts.citations if citation.citing == SELF})),
        tasks=tuple(_tasks(facts)),
    )


def _tasks(facts: DocumentFacts) -> Iterator[TaskText]:
    keys = identity.unique(task.path for task in facts.tasks)
    for key, task in zip(keys, facts.tasks, strict=True):
        yield TaskText(identity.iri_key(key), task.text, task.evidence.start, task.evidence.end)


def _said(facts: DocumentFacts, where: Setting, bodies: Bodies, vocab: Vocabulary) -> Iterator[Said]:
    """What the source says of itself and of each document that it names."""
    header, source = facts.header, facts.source.key
    number, kind, title = (part.value if part else None for part in (header.number, header.document_type, header.title))
    issued = header.issued.value if header.issued else None
    kind = _kind(kind, vocab)
    scope = document_scope(number, where.base, where.issuer, where.issuer_name, where, vocab)
    mention = Mention(
        source=source,
        key=SELF,
        scope=scope,
        number=number,
        issued=issued,
        document_type=kind,
        issuer=_issuer(where.issuer_name, where, where.on, bodies),
        title=title,
        loaded=True,
        until=None,
        content=content(scope, kind, title, _parents(facts)),
    )
    shown = next((part.evidence for part in (header.number, header.title, header.document_type) if part), None)
    yield Said(mention, where.place_slug, 0, shown)
    for reference in facts.references:
        yield _named(reference, source, where, issued, bodies, vocab)


def _parents(facts: DocumentFacts) -> set[tuple[str, str]]:
    """The documents that the text says it carries out, by number and date."""
    carried = {c.cited for c in facts.citations if c.citing == SELF and facts.carries_out(c)}
    return {(number_key(r.number), str(r.issued)) for r in facts.references if r.key in carried and r.number}


def _named(
    reference: Reference, source: str, where: Setting, until: date | None, bodies: Bodies, vocab: Vocabulary
) -> Said:
    place = vocab.province(reference.place) if reference.place else None
    there = replace(where, place=place or where.place)
    on, name = reference.issued or where.on, reference.issuer
    issuer = vocab.find_agency(name, there.place.id if there.place else None, on) if name else None
    # a reference without a place is national, unless the text itself has no place to complete it with
    national = where.place_slug or not reference.number
    base = place.slug if place else identity.NATION if national else where.base
    scope = document_scope(reference.number, base, issuer, name, where, vocab)
    mention = Mention(
        source=source,
        key=reference.key,
        scope=scope,
        number=reference.number,
        issued=reference.issued,
        document_type=_kind(reference.document_type, vocab),
        issuer=_issuer(name, there, on, bodies),
        title=reference.title,
        loaded=False,
        until=until,
    )
    at = identity.NATION if scope == identity.NATION else place.slug if place else None
    shown = reference.mentions[0] if reference.mentions else None
    return Said(mention, at, max(1, len(reference.mentions)), shown)


def _kind(name: str | None, vocab: Vocabulary) -> str | None:
    """The name of the kind of document as the table spells it; one that the table lacks as it stands."""
    found = vocab.find_document_type(name) if name else None
    return found.name_vi if found else name


def _issuer(name: str | None, where: Setting, on: date | None, bodies: Bodies) -> str | None:
    """The IRI of an issuer; a collective issues nothing."""
    body = bodies.resolve(name, replace(where, issuer=None, issuer_name=None, aliases={}), on) if name else None
    return body.iri if isinstance(body, Body) and not body.collective else None


def _names(facts: DocumentFacts, where: Setting, bodies: Bodies) -> tuple[dict[str, str], list[Finding]]:
    """The body of each name in the text, and the names that could be several."""
    named: dict[str, str] = {}
    doubts: list[Finding] = []
    for task in facts.tasks:
        for responsibility in task.responsibilities:
            name = responsibility.as_written
            body = bodies.resolve(name, where, where.on) if name not in named else None
            if isinstance(body, Body):
                named[name] = body.iri
            elif isinstance(body, Unresolved):
                named[name] = ""
                labels = "; ".join(candidate.name_vi for candidate in body.candidates)
                doubts.append(Finding(
                    "ambiguous-agency", Severity.INFO, f"«{name}» có thể là: {labels}.", f"{name!r} may be: {labels}.",
                    None, responsibility.evidence,
                ))  # fmt: skip
    for recipient in facts.header.recipients:
        if recipient.value in named:
            continue
        # "Lưu: VT" and the like are no bodies: only what the tables know, and what the text defines
        read = bodies.resolve if fold(recipient.value) in where.aliases else bodies.known
        known = read(recipient.value, where, where.on)
        if isinstance(known, Body):
            named[recipient.value] = known.iri
    return {name: iri for name, iri in named.items() if iri}, doubts


def _reasons(named: Iterable[str], where: Setting, bodies: Bodies) -> dict[str, Reason]:
    """Why a name means its body, where only the text itself says so."""
    told = {name: bodies.why(name, where, where.on) for name in named}
    return {name: reason for name, reason in told.items() if reason}
