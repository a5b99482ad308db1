"""Linked facts and tables to quads: the only module that writes triples.

No blank nodes and no clock: the same facts give the same quads. What one source says goes to its own graph; agencies
and places go to the reference graph; what rules derive goes to the inferred graph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote as percent

import pyoxigraph as ox

from policygraph import identity, resources
from policygraph.errors import ShapeError
from policygraph.facts import Citation, Relation, Role, Schedule, Stated, Target, Task
from policygraph.findings import Finding
from policygraph.link import Body, Joined, Linked, LinkedDocument, Reason, Work
from policygraph.outline import Kind, Provision
from policygraph.text import Evidence, slug, squeeze
from policygraph.vocab import Agency, AgencyChange, District, Province, ProvinceChange, Vocabulary, tables

XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode(RDFS + "label")
_COMMENT = ox.NamedNode(RDFS + "comment")
_ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
_PART_OF = ox.NamedNode(ORG + "subOrganizationOf")
_INTEGER, _DECIMAL, _DATE, _BOOLEAN, _DATE_TIME = (
    ox.NamedNode(XSD + name) for name in ("integer", "decimal", "date", "boolean", "dateTime")
)
_INSIDE = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
_NATION = "Việt Nam"
_HEADINGS = {Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ROMAN, Kind.ANNEX}

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


class _Graph:
    """The quads of one named graph under construction, each once."""

    def __init__(self, name: str) -> None:
        self.name = ox.NamedNode(name)
        self._quads: set[ox.Quad] = set()

    def add(self, subject: str, **values: Value | Iterable[Value] | None) -> None:
        """State properties of the ontology on ``subject``; `None` says nothing, several values say each."""
        node = ox.NamedNode(subject)
        for name, value in values.items():
            several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
            for one in several:
                if one is not None:
                    self._quads.add(ox.Quad(node, pg(name), _term(one), self.name))

    def put(self, subject: str, predicate: ox.NamedNode, value: Value) -> None:
        """State one property of any vocabulary."""
        self._quads.add(ox.Quad(ox.NamedNode(subject), predicate, _term(value), self.name))

    def a(self, subject: str, *classes: str) -> None:
        """Say what ``subject`` is."""
        for name in classes:
            self.put(subject, _TYPE, pg(name))

    def why(self, subject: str, reason: Reason | None) -> None:
        """Say that ``subject`` was inferred, and from what."""
        if reason is not None:
            for text, language in zip(reason, ("vi", "en"), strict=True):
                self.put(subject, _COMMENT, ox.Literal(text, language=language))

    def quads(self) -> list[ox.Quad]:
        """All quads in order."""
        return sorted(self._quads, key=str)


def fingerprint(quads: Iterable[ox.Quad]) -> str:
    """A hash of the quads, whatever their order."""
    data = ox.serialize(sorted(quads, key=str), format=ox.RdfFormat.N_QUADS) or b""
    return sha256(data).hexdigest()


def graphs(linked: Linked, vocab: Vocabulary, loaded_at: Mapping[str, str] | None = None) -> dict[str, list[ox.Quad]]:
    """All named graphs of the collection but the ontology's: name -> quads in order.

    ``loaded_at`` gives the time of loading (``xsd:dateTime``) by source key, where the caller wants it kept.
    """
    made: dict[str, list[ox.Quad]] = {}
    for document in linked.documents:
        writer = _Source(document, linked, vocab, (loaded_at or {}).get(document.facts.source.key))
        made[writer.graph.name.value] = writer.write()
    made[identity.REFERENCE_GRAPH] = _Reference(linked, vocab).write()
    made[identity.INFERRED_GRAPH] = _inferred(linked)
    return made


def _iri_key(path: str) -> str:
    """A path as a piece of an IRI.

    >>> _iri_key("PL.II. 3"), _iri_key("II.4.đ")
    ('PL.II.%203', 'II.4.đ')
    """
    return re.sub(r"[^\w.~+/,!*()'-]", lambda match: percent(match.group()), path)


def _local(place: str) -> bool:
    return place != identity.NATION


def _type_iri(name: str) -> str:
    return identity.concept_iri("document-type", slug(name))


def _unique(keys: Iterable[str]) -> list[str]:
    """The keys, the second of its kind marked ``~2``: two items lettered "d" stay two.

    >>> _unique(["a", "d", "d", "d"])
    ['a', 'd', 'd~2', 'd~3']
    """
    seen: Counter[str] = Counter()
    made = []
    for key in keys:
        seen[key] += 1
        made.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return made


class _Source:
    """Writes the graph of one source."""

    def __init__(self, document: LinkedDocument, linked: Linked, vocab: Vocabulary, loaded_at: str | None) -> None:
        self.document, self.linked, self.vocab = document, linked, vocab
        self.facts, self.iri = document.facts, document.iri
        self.source = identity.source_iri(self.facts.source.sha256)
        self.key = self.facts.source.key
        self.loaded_at = loaded_at
        self.graph = _Graph(identity.source_graph(self.facts.source.sha256))
        provisions = self.facts.outline.provisions
        paths = _unique(provision.path or str(provision.index) for provision in provisions)
        self.provisions = {p.index: self.part("provision", path) for p, path in zip(provisions, paths, strict=True)}

    def part(self, kind: str, key: str) -> str:
        return identity.part_iri(self.iri, self.key, kind, _iri_key(key))

    def write(self) -> list[ox.Quad]:
        self.file()
        self.itself()
        for reference in self.facts.references:
            self.cited(self.document.references[reference.key], reference.mentions)
            self.naming(reference.key)
        self.citations()
        for provision in self.facts.outline.provisions:
            self.provision(provision)
        keys = _unique(task.path for task in self.facts.tasks)
        for order, (key, task) in enumerate(zip(keys, self.facts.tasks, strict=True)):
            self.task(order, key, task)
        for order, target in enumerate(self.facts.targets):
            self.target(order, target)
        self.findings()
        return self.graph.quads()

    def evidence(self, evidence: Evidence) -> ox.NamedNode:
        """The node of a place in the text."""
        iri = identity.evidence_iri(self.key, evidence.start, evidence.end)
        self.graph.a(iri, "Evidence")
        self.graph.add(
            iri,
            inSource=ox.NamedNode(self.source),
            startOffset=evidence.start,
            endOffset=evidence.end,
            quote=evidence.quote,
            rule=evidence.rule,
        )
        return ox.NamedNode(iri)

    def file(self) -> None:
        source = self.facts.source
        self.graph.a(self.source, "SourceFile")
        self.graph.add(self.source, fileName=source.name, sha256=source.sha256, mediaType=source.media_type)
        if self.loaded_at:
            self.graph.add(self.source, loadedAt=ox.Literal(self.loaded_at, datatype=_DATE_TIME))

    def itself(self) -> None:
        """The document that this source is."""
        header, work = self.facts.header, self.linked.works[self.iri]
        self.graph.a(self.iri, *self.classes(work))
        self.graph.add(self.iri, source=ox.NamedNode(self.source), certainty="stated")
        self.graph.why(self.iri, self.document.itself.reason)
        self.described(
            self.document.itself,
            number=header.number.value if header.number else None,
            issued=header.issued.value if header.issued else None,
            title=header.title.value if header.title else None,
            place_inferred=bool(header.place and header.place.inferred),
        )
        written = header.number_as_written
        self.graph.add(self.iri, numberAsWritten=written if header.number and written != header.number.value else None)
        stated: list[Stated | None] = [header.number, header.document_type, header.issuer, header.place, header.title]
        evidence = [item.evidence for item in stated if item] + ([header.issued.evidence] if header.issued else [])
        self.graph.add(self.iri, evidence=[self.evidence(item) for item in evidence])
        if header.signer:
            self.person(header.signer)
        for recipient in header.recipients:
            self.evidence(recipient.evidence)
            body = self.document.bodies.get(recipient.value)
            self.graph.add(self.iri, recipientAsWritten=recipient.value, recipient=ox.NamedNode(body) if body else None)

    def person(self, signer: Stated) -> None:
        iri = identity.person_iri(self.document.person_scope, signer.value)
        self.graph.a(iri, "Person")
        self.graph.put(iri, _LABEL, ox.Literal(signer.value, language="vi"))
        self.graph.add(iri, evidence=self.evidence(signer.evidence), certainty="stated")
        self.graph.add(self.iri, signedBy=ox.NamedNode(iri))

    def classes(self, work: Work) -> list[str]:
        """Document, and what its kind and its issuer's tier make it."""
        kind = self.vocab.find_document_type(work.document_type) if work.document_type else None
        role, found = kind.chain_role if kind else None, ["Document"]
        if role == "plan":
            found.append("ImplementingPlan")
        if role == "directive":
            found.append("Directive")
            if work.place == identity.NATION:
                found.append("CentralDirective")
        return found

    def described(
        self, said: Joined, number: str | None, issued: date | None, title: str | None, place_inferred: bool
    ) -> None:
        """What this source says of a document, as far as it is what the collection holds to be true.

        A differing word (another issuer of the same number) is a finding, made by linking, not a second value.
        """
        work = self.linked.works[said.iri]
        same_type = said.document_type if said.document_type == work.document_type else None
        kind = self.vocab.find_document_type(same_type) if same_type else None
        self.graph.add(
            work.iri,
            number=work.number if number else None,
            documentType=ox.NamedNode(_type_iri(kind.name_vi)) if kind else None,
            issued=issued if issued == work.issued else None,
            issuer=ox.NamedNode(said.issuer) if said.issuer and said.issuer == work.issuer else None,
            title=title if title == work.title else None,
            # a national document has none: its number is unique in the nation, and its issuer's tier says so
            jurisdiction=ox.NamedNode(identity.place_iri(work.place)) if work.place and _local(work.place) else None,
            jurisdictionInferred=True if place_inferred else None,
        )

    def cited(self, joined: Joined, mentions: Iterable[Evidence]) -> None:
        """A document that the text names."""
        self.graph.a(joined.iri, *self.classes(self.linked.works[joined.iri]))
        self.graph.add(joined.iri, evidence=[self.evidence(mention) for mention in mentions], certainty="stated")

    def naming(self, key: str) -> None:
        """What the text says of a document that it names."""
        reference = next(r for r in self.facts.references if r.key == key)
        joined = self.document.references[key]
        work = self.linked.works[joined.iri]
        inferred = reference.place_inferred and joined.iri != self.iri
        self.described(joined, reference.number, reference.issued, reference.title, inferred)
        variants = [variant for variant in reference.variants if variant != work.number]
        self.graph.add(joined.iri, numberAsWritten=variants, alias=list(reference.aliases))

    def citations(self) -> None:
        """One Citation for each stated relation, with every place that states it, and the direct triple beside it."""
        places: dict[tuple[str, Relation, str], list[Citation]] = defaultdict(list)
        for citation in self.facts.citations:
            places[citation.citing, citation.relation, citation.cited].append(citation)
        for (citing, relation, cited), stated in places.items():
            subject, value = self.document.joined(citing), self.document.joined(cited)
            if subject.iri == value.iri:
                continue  # "Kèm theo Kế hoạch này": linking has reported what is more than a mention
            iri = self.part("citation", f"{slug(citing)}/{relation}/{slug(cited)}")
            reason = subject.reason or value.reason
            self.graph.a(iri, "Citation")
            self.graph.add(
                iri,
                citing=ox.NamedNode(subject.iri),
                relation=pg(relation),
                cited=ox.NamedNode(value.iri),
                statedIn=ox.NamedNode(self.iri),
                evidence=[self.evidence(citation.evidence) for citation in stated],
                certainty="inferred" if reason else "stated",
            )
            self.graph.why(iri, reason)
            self.graph.put(subject.iri, pg(relation), ox.NamedNode(value.iri))

    def provision(self, provision: Provision) -> None:
        outline = self.facts.outline
        iri = self.provisions[provision.index]
        text = outline.text.written(provision.body)
        heading = provision.kind in _HEADINGS
        self.graph.a(iri, "Provision")
        self.graph.add(
            iri,
            path=provision.path,
            order=provision.index,
            provisionKind=str(provision.kind),
            text=text or None,
            heading=text if heading and text else None,
            parent=None if provision.parent is None else ox.NamedNode(self.provisions[provision.parent]),
            evidence=self.evidence(outline.text.evidence(provision.span, f"provision.{provision.kind}")),
            certainty="stated",
        )
        self.graph.add(self.iri, hasProvision=ox.NamedNode(iri))

    def task(self, order: int, key: str, task: Task) -> None:
        iri = self.part("task", key)
        self.graph.a(iri, "Task")
        self.graph.add(
            iri,
            statedIn=ox.NamedNode(self.iri),
            provision=ox.NamedNode(self.provisions[task.provision]),
            path=task.path,
            order=order,
            text=squeeze(task.text),
            output=task.output.value if task.output else None,
            routine=task.routine,
            certainty="stated",
            evidence=[self.evidence(task.evidence)] + ([self.evidence(task.output.evidence)] if task.output else []),
            carriesOut=[ox.NamedNode(self.document.joined(cited).iri) for cited in task.carries_out],
        )
        if task.schedule:
            self.schedule(iri, key, task.schedule)
        self.responsibilities(iri, key, task)

    def schedule(self, task: str, key: str, schedule: Schedule) -> None:
        iri = self.part("schedule", key)
        self.graph.a(iri, "Schedule")
        self.graph.add(
            iri,
            asWritten=schedule.as_written,
            startDate=schedule.start,
            endDate=schedule.end,
            recurrence=list(schedule.recurrence),
            invalidDate=True if schedule.invalid else None,
            evidence=self.evidence(schedule.evidence),
            certainty="stated",
        )
        self.graph.add(task, schedule=ox.NamedNode(iri))

    def responsibilities(self, task: str, key: str, stated: Task) -> None:
        short_cuts = {Role.LEAD: "lead", Role.COORDINATE: "coordinate"}
        for order, responsibility in enumerate(stated.responsibilities, 1):
            iri = self.part("responsibility", f"{key}/{responsibility.role}/{order}")
            body = self.document.bodies.get(responsibility.as_written)
            agency = ox.NamedNode(body) if body else None
            self.graph.a(iri, "Responsibility")
            self.graph.add(
                iri,
                task=ox.NamedNode(task),
                agency=agency,
                role=ox.NamedNode(identity.concept_iri("role", responsibility.role)),
                asWritten=responsibility.as_written,
                inherited=responsibility.inherited,
                evidence=self.evidence(responsibility.evidence),
                certainty="stated",
            )
            self.graph.add(task, responsibility=ox.NamedNode(iri))
            if agency and responsibility.role in short_cuts:
                self.graph.put(task, pg(short_cuts[responsibility.role]), agency)

    def target(self, order: int, target: Target) -> None:
        iri = self.part("target", str(order + 1))
        self.graph.a(iri, "Target")
        self.graph.add(
            iri,
            statedIn=ox.NamedNode(self.iri),
            order=order,
            text=squeeze(target.text),
            value=None if target.value is None else float(target.value),
            upperValue=None if target.upper is None else float(target.upper),
            unit=target.unit,
            comparator=target.comparator,
            endDate=target.by,
            evidence=self.evidence(target.evidence),
            certainty="stated",
        )

    def findings(self) -> None:
        keys = []
        found = [*self.document.own_findings, *self.document.findings]
        for finding in found:
            place = f"{finding.evidence.start}-{finding.evidence.end}" if finding.evidence else ""
            words = sha256(f"{finding.message_vi}\0{finding.focus}".encode()).hexdigest()[:8]
            keys.append(f"{finding.kind}/{place or words}")
        for finding, key in zip(found, _unique(keys), strict=True):
            self.finding(finding, key.split("/", 1)[1])

    def finding(self, finding: Finding, key: str) -> None:
        iri = identity.finding_iri(self.key, finding.kind, key)
        self.graph.a(iri, "Finding")
        focus = finding.focus if finding.focus and finding.focus.startswith("http") else self.iri
        self.graph.add(
            iri,
            findingKind=finding.kind,
            severity=str(finding.severity),
            message=[ox.Literal(finding.message_vi, language="vi"), ox.Literal(finding.message_en, language="en")],
            focus=ox.NamedNode(focus),
            inSource=ox.NamedNode(self.source),
            evidence=self.evidence(finding.evidence) if finding.evidence else None,
        )


class _Reference:
    """Writes the reference graph: the places and bodies in use, those above them, and what became of them."""

    def __init__(self, linked: Linked, vocab: Vocabulary) -> None:
        self.linked, self.vocab = linked, vocab
        self.graph = _Graph(identity.REFERENCE_GRAPH)
        self.places: dict[str, Province | District] = {place.slug: place for place in vocab.districts}
        self.places |= {place.slug: place for place in vocab.provinces}
        self.done: set[str] = set()

    def write(self) -> list[ox.Quad]:
        for work in self.linked.works.values():
            if work.place and _local(work.place):
                self.place(work.place)
        for body in self.linked.bodies.values():
            self.body(body)
        return self.graph.quads()

    def place(self, slug_: str) -> ox.NamedNode:
        """A place, the places above it, and its successors."""
        iri = identity.place_iri(slug_)
        if iri in self.done:
            return ox.NamedNode(iri)
        self.done.add(iri)
        self.graph.a(iri, "Place")
        place = self.places.get(slug_)
        self.graph.put(iri, _LABEL, ox.Literal(place.label if place else _NATION, language="vi"))
        if place:
            self.graph.add(iri, validFrom=_day(place.valid_from), validTo=_day(place.valid_to))
        if isinstance(place, District):
            above = self.vocab.province(place.province_id)
            if above:
                self.graph.put(iri, _INSIDE, self.place(above.slug))
        elif place:
            self.graph.put(iri, _INSIDE, self.place(identity.NATION))
            self.place_changes(place)
        return ox.NamedNode(iri)

    def place_changes(self, place: Province) -> None:
        for change in self.vocab.province_changes:
            to = self.vocab.province(change.to_id)
            if change.from_id == place.id and to:
                self.event(change, identity.place_iri(place.slug), self.place(to.slug).value, f"{place.slug} {to.slug}")

    def event(self, change: ProvinceChange | AgencyChange, original: str, resulting: str | None, key: str) -> None:
        """One change: what it was, what came of it, when, and by which instrument."""
        iri = identity.event_iri(change.date, change.kind, key)
        part = change.part if change.part not in ("", "all") else None
        self.graph.a(iri, "ChangeEvent")
        self.graph.add(
            iri,
            original=ox.NamedNode(original),
            resulting=ox.NamedNode(resulting) if resulting else None,
            changeKind=change.kind,
            changeDate=_day(change.date),
            changedPart=part,
            instrumentAsWritten=change.instrument or None,
        )
        if resulting and resulting != original:
            self.graph.add(original, succeededBy=ox.NamedNode(resulting))

    def body(self, body: Body) -> None:
        """An agency of the tables, or a body or collective known from texts."""
        agency = self.vocab.agency(body.agency) if body.agency else None
        if agency:
            self.agency(agency)
            return
        self.graph.a(body.iri, "CollectiveAgency" if body.collective else "Agency")
        self.graph.put(body.iri, _LABEL, ox.Literal(body.label, language="vi"))
        self.graph.add(
            body.iri,
            jurisdiction=self.place(body.place) if body.place else None,
            certainty="inferred" if body.reason else None,
        )
        self.graph.why(body.iri, body.reason)
        for key in body.members:
            member = self.vocab.agency(key)
            if member:
                self.graph.add(body.iri, member=self.agency(member))

    def agency(self, agency: Agency) -> ox.NamedNode:
        """An agency of the tables, those above it and its successors."""
        if agency.iri in self.done:
            return ox.NamedNode(agency.iri)
        self.done.add(agency.iri)
        self.graph.a(agency.iri, "Agency")
        self.graph.put(agency.iri, _LABEL, ox.Literal(agency.name_vi, language="vi"))
        if agency.name_en:
            self.graph.put(agency.iri, _ALT_LABEL, ox.Literal(agency.name_en, language="en"))
        if agency.short_name:
            self.graph.put(agency.iri, _ALT_LABEL, ox.Literal(agency.short_name, language="vi"))
        self.graph.add(
            agency.iri,
            kind=ox.NamedNode(identity.concept_iri("agency-kind", agency.kind)),
            tier=ox.NamedNode(identity.concept_iri("tier", agency.tier)),
            jurisdiction=self.place(agency.place_slug),
            validFrom=_day(agency.valid_from),
            validTo=_day(agency.valid_to),
        )
        above = self.vocab.agency(agency.parent_key) if agency.parent_key else None
        if above:
            self.graph.put(agency.iri, _PART_OF, self.agency(above))
        self.agency_changes(agency)
        return ox.NamedNode(agency.iri)

    def agency_changes(self, agency: Agency) -> None:
        """What became of the agency: bodies of one place change into bodies of the same place."""
        id, _, place = agency.key.partition("@")
        for change in self.vocab.changes_of(agency.key):
            if change.from_id != id or (agency.place_id and _day_after(agency, change)):
                continue
            to = self.vocab.agency(f"{change.to_id}@{place}" if place else change.to_id) if change.to_id else None
            resulting = self.agency(to).value if to else None
            # each part of a split is an event of its own: it has its own receiver and its own share
            self.event(change, agency.iri, resulting, f"{agency.place_slug} {id} {change.to_id}")


def _day_after(agency: Agency, change: AgencyChange) -> bool:
    """True where the agency's place was gone before the change."""
    return agency.last < tables.first_day(change.date) - timedelta(days=1)


def _day(written: str) -> ox.Literal | None:
    """A day, a month or a year of the tables as precisely as it is known.

    >>> _day("2025-03").datatype.value.rsplit("#")[1], _day("") is None
    ('gYearMonth', True)
    """
    if not written:
        return None
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(written), "date")
    return ox.Literal(written, datatype=ox.NamedNode(XSD + kind))


def _inferred(linked: Linked) -> list[ox.Quad]:
    """What follows from the stated relations: whom a document carries out in the end, over any number of steps."""
    above: dict[str, set[str]] = defaultdict(set)
    for document in linked.documents:
        for citation in document.facts.citations:
            if citation.relation is Relation.IMPLEMENTS:
                lower, upper = document.joined(citation.citing).iri, document.joined(citation.cited).iri
                if lower != upper:
                    above[lower].add(upper)
    graph = _Graph(identity.INFERRED_GRAPH)
    for iri in above:
        for reached in _reachable(iri, above):
            graph.add(iri, implementsTransitively=ox.NamedNode(reached))
    return graph.quads()


def _reachable(start: str, above: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from ``start``, itself left out even where texts go in a circle."""
    seen, open_ = {start}, [start]
    while open_:
        for other in above.get(open_.pop(), ()):
            if other not in seen:
                seen.add(other)
                open_.append(other)
    return seen - {start}


def ontology_quads() -> list[ox.Quad]:
    """The ontology, its alignments and its schemes, as they stand in ``ontology/``; blank nodes get an IRI.

    >>> any(quad.subject == pg("Task") for quad in ontology_quads())
    True
    """
    top = resources.folder("ontology")
    name = ox.NamedNode(identity.ONTOLOGY_GRAPH)
    quads: set[ox.Quad] = set()
    for path in sorted(top.rglob("*.ttl")):
        quads |= {ox.Quad(*triple, name) for triple in _skolemised(path, path.relative_to(top).with_suffix(""))}
    return sorted(quads, key=str)


def _skolemised(path: Path, name: Path) -> Iterable[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """The triples of a Turtle file, its blank nodes numbered in the order of the file."""
    numbered: dict[ox.BlankNode, ox.NamedNode] = {}

    def known(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            iri = f"{identity.GRAPH}ontology/.well-known/genid/{name.as_posix()}/{len(numbered) + 1}"
            return numbered.setdefault(term, ox.NamedNode(iri))
        if isinstance(term, ox.Triple):
            raise ValueError(f"{path}: a quoted triple is not expected here")
        return term

    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject = known(triple.subject)
            yield subject, triple.predicate, known(triple.object)  # type: ignore[misc]
    except SyntaxError as error:
        raise ShapeError(f"{path.name}: {error}") from error
