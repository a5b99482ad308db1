"""Facts of many documents to linked facts: one node for one document, one body, one place; or why not.

`state` says what one source tells, `Index` what all of them together make of it, `resolve` what that means for one.
`link` does all three for a collection in memory; it is a pure function of the set of documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from policygraph import identity
from policygraph.facts import SELF, DocumentFacts, Relation
from policygraph.findings import Finding, Severity
from policygraph.link.ancestry import ancestors
from policygraph.link.documents import Mention
from policygraph.link.index import Index
from policygraph.link.model import Body, Identified, Joined, Linked, LinkedDocument, Reason, View, Work
from policygraph.link.statement import Said, Statement, for_resolving, state
from policygraph.vocab import Vocabulary

__all__ = ["Body", "Index", "Joined", "Linked", "LinkedDocument", "Reason", "Statement", "View", "Work",
           "ancestors", "for_resolving", "link", "resolve", "state"]  # fmt: skip


def link(documents: Sequence[DocumentFacts], vocab: Vocabulary) -> Linked:
    """All documents and bodies of the collection, each with its one IRI.

    >>> from policygraph.vocab import load
    >>> link([], load()).documents
    ()
    """
    stated = [(one, state(one, vocab)) for one in sorted(documents, key=lambda one: one.source.key)]
    with closing(sqlite3.connect(":memory:")) as db:
        index = Index(db)
        for _, statement in stated:
            index.put(statement)
        index.settle()
        linked = tuple(resolve(one, statement, index.view(statement.source)) for one, statement in stated)
        return Linked(
            linked,
            {work.iri: work for work in index.works()},
            {body.iri: body for body in index.bodies()},
        )


def resolve(facts: DocumentFacts, statement: Statement, view: View) -> LinkedDocument:
    """The facts of one source, its names resolved as the collection has them."""
    joined = {item.mention.key: _joined(item.mention, view.found[item.mention.key]) for item in statement.said}
    own = joined.pop(SELF)
    seen = dict.fromkeys([*_doubts(statement, view), *statement.unclear, *_circles(facts, own.iri, joined)])
    return LinkedDocument(
        facts=facts,
        itself=own,
        references=joined,
        bodies=statement.named,
        person_scope=statement.person_scope,
        findings=tuple(replace(finding, source=facts.source.name) for finding in seen),
        reasons=statement.reasons,
        own_findings=tuple(_focused(finding, own.iri, joined) for finding in facts.findings),
    )


def _doubts(statement: Statement, view: View) -> Iterator[Finding]:
    """What only the collection as a whole shows: candidates, copies, disagreements."""
    for item in statement.said:
        found = view.found[item.mention.key]
        work, copies = view.works[found.iri], view.copies[found.iri]
        number = item.mention.number or item.mention.title or ""
        if len(found.candidates) == 1:
            yield _finding(
                "distant-candidate", Severity.WARNING, item, found.iri,
                f"{number}: không ghi ngày; văn bản duy nhất mang số này cũ hơn hẳn, nên không nối",
                f"{number}: no date is given; the only document with this number is much older and is not joined",
                found.candidates,
            )  # fmt: skip
        if len(found.candidates) > 1:
            lacks = ("ngày", "date") if item.mention.number else ("số", "number")
            yield _finding(
                "several-candidates", Severity.WARNING, item, found.iri,
                f"{number}: không ghi {lacks[0]}, có thể là {len(found.candidates)} văn bản",
                f"{number}: no {lacks[1]} is given; it may be {len(found.candidates)} documents",
                found.candidates,
            )  # fmt: skip
        if item.mention.loaded and copies > 1:
            said_of = work.number or number
            yield _finding(
                "several-copies", Severity.WARNING, item, found.iri,
                f"{said_of}: có {copies} tệp của một văn bản; nhiệm vụ được ghi theo từng tệp",
                f"{said_of}: {copies} files hold one document; its tasks stand once for each file",
            )  # fmt: skip
        if others := view.rivals[found.iri]:
            yield _finding(
                "date-conflict", Severity.WARNING, item, found.iri,
                f"{number}: cùng số, cùng năm nhưng khác ngày với", f"{number}: same number and year, another day than",
                others,
            )  # fmt: skip
        yield from _disagreements(item, work, view.labels)


def _disagreements(item: Said, work: Work, labels: Mapping[str, str]) -> Iterator[Finding]:
    """Where this source describes the document otherwise than the collection holds it to be."""
    mention = item.mention
    if mention.issuer and work.issuer and mention.issuer != work.issuer:
        one, other = (labels[iri] for iri in (mention.issuer, work.issuer))
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
    kind: str, severity: Severity, item: Said, focus: str, vi: str, en: str, iris: Iterable[str] = ()
) -> Finding:
    listed = ", ".join(iri.removeprefix(identity.ID + "document/") for iri in iris)
    tail = f": {listed}" if listed else ""
    return Finding(kind, severity, f"{vi}{tail}.", f"{en}{tail}.", item.mention.source, item.evidence, focus)


def _joined(mention: Mention, found: Identified) -> Joined:
    return Joined(found.iri, mention.document_type, mention.issuer, found.reason)


def _circles(facts: DocumentFacts, own: str, references: Mapping[str, Joined]) -> Iterator[Finding]:
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
