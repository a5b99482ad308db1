"""Facts of many documents to linked facts: one node for one document, one body, one place; or why not.

`link` is a pure function of the set of documents: their order changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from policygraph import identity
from policygraph.facts import SELF, DocumentFacts, Reference, Relation
from policygraph.findings import Finding, Severity
from policygraph.link.ancestry import ancestors
from policygraph.link.bodies import Bodies, Setting, document_scope, setting
from policygraph.link.documents import Identified, Mention, identify, number_key, same_year_conflicts
from policygraph.link.model import Body, Joined, Linked, LinkedDocument, Reason, Work
from policygraph.text import Evidence, fold
from policygraph.vocab import Unresolved, Vocabulary

__all__ = ["Body", "Joined", "Linked", "LinkedDocument", "Reason", "Work", "ancestors", "link"]

Value = TypeVar("Value", bound=str | date)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one source says of one document: a mention with its weight and a place that shows it."""

    mention: Mention
    place: str | None  #: slug
    weight: int
    evidence: Evidence | None


def link(documents: Sequence[DocumentFacts], vocab: Vocabulary) -> Linked:
    """All documents and bodies of the collection, each with its one IRI.

    >>> from policygraph.vocab import load
    >>> link([], load()).documents
    ()
    """
    facts = sorted(documents, key=lambda one: one.source.key)
    settings = {one.source.key: setting(one, vocab) for one in facts}
    bodies = Bodies(vocab)
    said = [item for one in facts for item in _said(one, settings[one.source.key], bodies, vocab)]
    mentions = [item.mention for item in said]
    found = identify(mentions)
    works = _works(said, found)
    doubts = _doubts(said, found, works, same_year_conflicts(mentions, found), bodies)
    joined = {(m.source, m.key): _joined(m, found[m.source, m.key]) for m in mentions}
    linked = tuple(_linked(one, settings[one.source.key], bodies, joined, doubts[one.source.key]) for one in facts)
    return Linked(linked, works, bodies.all())


def _said(facts: DocumentFacts, where: Setting, bodies: Bodies, vocab: Vocabulary) -> Iterable[_Said]:
    """What the source says of itself and of each document that it names."""
    header, source = facts.header, facts.source.key
    number, kind, title = (part.value if part else None for part in (header.number, header.document_type, header.title))
    issued = header.issued.value if header.issued else None
    mention = Mention(
        source=source,
        key=SELF,
        scope=document_scope(number, where.base, where.issuer, where.issuer_name, where.nowhere, vocab),
        number=number,
        issued=issued,
        document_type=_kind(kind, vocab),
        issuer=_issuer(where.issuer_name, where, where.on, bodies),
        title=title,
        loaded=True,
        until=None,
        parents=_parents(facts),
    )
    shown = next((part.evidence for part in (header.number, header.title, header.document_type) if part), None)
    yield _Said(mention, where.place_slug, 0, shown)
    for reference in facts.references:
        yield _named(reference, source, where, issued, bodies, vocab)


def _parents(facts: DocumentFacts) -> frozenset[tuple[str, date | None]]:
    """The documents that the text says it carries out, by number and date."""
    carried = {c.cited for c in facts.citations if c.citing == SELF and c.relation is Relation.IMPLEMENTS}
    return frozenset((number_key(r.number), r.issued) for r in facts.references if r.key in carried and r.number)


def _named(
    reference: Reference, source: str, where: Setting, until: date | None, bodies: Bodies, vocab: Vocabulary
) -> _Said:
    place = vocab.province(reference.place) if reference.place else None
    there = replace(where, place=place or where.place)
    on, name = reference.issued or where.on, reference.issuer
    issuer = vocab.find_agency(name, there.place.id if there.place else None, on) if name else None
    # a reference without a place is national, unless the text itself has no place to complete it with
    national = where.place_slug or not reference.number
    base = place.slug if place else identity.NATION if national else where.base
    scope = document_scope(reference.number, base, issuer, name, where.nowhere, vocab)
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
    return _Said(mention, at, max(1, len(reference.mentions)), shown)


def _kind(name: str | None, vocab: Vocabulary) -> str | None:
    """The name of the kind of document as the table spells it; one that the table lacks as it stands."""
    found = vocab.find_document_type(name) if name else None
    return found.name_vi if found else name


def _issuer(name: str | None, where: Setting, on: date | None, bodies: Bodies) -> str | None:
    """The IRI of an issuer; a collective issues nothing."""
    body = bodies.resolve(name, replace(where, issuer=None, issuer_name=None, aliases={}), on) if name else None
    return body.iri if isinstance(body, Body) and not body.collective else None


def _works(said: Sequence[_Said], found: Mapping[tuple[str, str], Identified]) -> dict[str, Work]:
    """Each document as all texts together describe it: its own words first, else the words most often used."""
    by_iri: dict[str, list[_Said]] = defaultdict(list)
    for item in said:
        by_iri[found[item.mention.source, item.mention.key].iri].append(item)
    return {iri: _work(iri, items) for iri, items in sorted(by_iri.items())}


def _work(iri: str, items: Sequence[_Said]) -> Work:
    return Work(
        iri,
        number=_best((item, item.mention.number) for item in items),
        document_type=_best((item, item.mention.document_type) for item in items),
        issued=_best((item, item.mention.issued) for item in items),
        issuer=_best((item, item.mention.issuer) for item in items),
        place=_best((item, item.place) for item in items),
        title=_best((item, item.mention.title) for item in items),
    )


def _best(values: Iterable[tuple[_Said, Value | None]]) -> Value | None:
    """The document's own value; else the one with most mentions, the longer and then the first in order of two."""
    votes: Counter[Value] = Counter()
    for item, value in values:
        if value is not None:
            votes[value] += 1_000_000 if item.mention.loaded else item.weight
    return min(votes, key=lambda value: (-votes[value], -len(str(value)), str(value)), default=None)


def _doubts(
    said: Sequence[_Said],
    found: Mapping[tuple[str, str], Identified],
    works: Mapping[str, Work],
    same_year: Mapping[str, Sequence[str]],
    bodies: Bodies,
) -> dict[str, list[Finding]]:
    """What only the collection as a whole shows: candidates, disagreements, by source."""
    made: dict[str, list[Finding]] = defaultdict(list)
    labels = bodies.all()
    copies = Counter(found[i.mention.source, i.mention.key].iri for i in said if i.mention.loaded)
    for item in said:
        identified = found[item.mention.source, item.mention.key]
        doubts = made[item.mention.source]
        number = item.mention.number or item.mention.title or ""
        if len(identified.candidates) > 1:
            lacks = ("ngày", "date") if item.mention.number else ("số", "number")
            doubts.append(_finding(
                "several-candidates", Severity.WARNING, item, identified.iri,
                f"{number}: không ghi {lacks[0]}, có thể là {len(identified.candidates)} văn bản",
                f"{number}: no {lacks[1]} is given; it may be {len(identified.candidates)} documents",
                identified.candidates,
            ))  # fmt: skip
        if item.mention.loaded and copies[identified.iri] > 1:
            said_of = works[identified.iri].number or number
            doubts.append(_finding(
                "several-copies", Severity.WARNING, item, identified.iri,
                f"{said_of}: có {copies[identified.iri]} tệp của một văn bản; nhiệm vụ được ghi theo từng tệp",
                f"{said_of}: {copies[identified.iri]} files hold one document; its tasks stand once for each file",
            ))  # fmt: skip
        others = same_year.get(identified.iri, ())
        if others:
            doubts.append(_finding(
                "date-conflict", Severity.WARNING, item, identified.iri,
                f"{number}: cùng số, cùng năm nhưng khác ngày với", f"{number}: same number and year, another day than",
                others,
            ))  # fmt: skip
        doubts += _disagreements(item, works[identified.iri], labels)
    return made


def _disagreements(item: _Said, work: Work, bodies: Mapping[str, Body]) -> Iterable[Finding]:
    """Where this source describes the document otherwise than the collection holds it to be."""
    mention = item.mention
    if mention.issuer and work.issuer and mention.issuer != work.issuer:
        one, other = (bodies[iri].label for iri in (mention.issuer, work.issuer))
        yield _finding(
            "issuer-conflict", Severity.INFO, item, work.iri,
            f"{work.number or work.title}: nơi này ghi cơ quan ban hành là «{one}», nơi khác ghi «{other}»",
            f"{work.number or work.title}: this text names the issuer {one!r}, others {other!r}",
        )  # fmt: skip
    if mention.document_type and work.document_type and mention.document_type != work.document_type:
        yield _finding(
            "type-conflict", Severity.INFO, item, work.iri,
            f"{work.number}: nơi này gọi là «{mention.document_type}», nơi khác gọi là «{work.document_type}»",
            f"{work.number}: this text calls it {mention.document_type!r}, others {work.document_type!r}",
        )  # fmt: skip


def _finding(
    kind: str, severity: Severity, item: _Said, focus: str, vi: str, en: str, iris: Iterable[str] = ()
) -> Finding:
    listed = ", ".join(iri.removeprefix(identity.ID + "document/") for iri in iris)
    tail = f": {listed}" if listed else ""
    return Finding(kind, severity, f"{vi}{tail}.", f"{en}{tail}.", item.mention.source, item.evidence, focus)


def _joined(mention: Mention, found: Identified) -> Joined:
    return Joined(found.iri, mention.document_type, mention.issuer, found.reason)


def _linked(
    facts: DocumentFacts,
    where: Setting,
    bodies: Bodies,
    joined: Mapping[tuple[str, str], Joined],
    doubts: Sequence[Finding],
) -> LinkedDocument:
    key = facts.source.key
    own = joined[key, SELF]
    references = {reference.key: joined[key, reference.key] for reference in facts.references}
    named, unresolved = _names(facts, where, bodies)
    seen = dict.fromkeys([*doubts, *unresolved, *_circles(facts, own.iri, references)])
    return LinkedDocument(
        facts=facts,
        itself=own,
        references=references,
        bodies=named,
        person_scope=where.base,
        findings=tuple(replace(finding, source=facts.source.name) for finding in seen),
        reasons=_reasons(named, where, bodies),
        own_findings=tuple(_focused(finding, own.iri, references) for finding in facts.findings),
    )


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


def _circles(facts: DocumentFacts, own: str, references: Mapping[str, Joined]) -> Iterable[Finding]:
    """Relations of a document to itself: a slip of the text, or of its reader."""
    for citation in facts.citations:
        ends = [own if end == SELF else references[end].iri for end in (citation.citing, citation.cited)]
        if ends[0] == ends[1] and citation.relation is not Relation.MENTIONS:
            yield Finding(
                "cites-itself", Severity.WARNING,
                f"{citation.citing} {citation.relation} {citation.cited}: cùng là một văn bản; không ghi quan hệ này.",
                f"{citation.citing} {citation.relation} {citation.cited}: one and the same document; not recorded.",
                None, citation.evidence, ends[0],
            )  # fmt: skip


def _focused(finding: Finding, own: str, references: Mapping[str, Joined]) -> Finding:
    """The finding with the IRI of what it speaks of, where that is a document."""
    if finding.focus and finding.focus in references:
        return replace(finding, focus=references[finding.focus].iri)
    return replace(finding, focus=own) if finding.focus == SELF else finding
