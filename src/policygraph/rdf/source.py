"""What one source says, as quads of its own graph; each thing with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from policygraph import identity
from policygraph.facts import Citation, Reference, Relation, Role, Schedule, Stated, Target, Task
from policygraph.findings import Finding
from policygraph.labels import catalogue
from policygraph.link import Joined, LinkedDocument, Work
from policygraph.outline import Kind, Provision
from policygraph.rdf.terms import LABEL, Graph, Term, node, pg, type_iri, typed, words
from policygraph.text import Evidence, slug, squeeze
from policygraph.vocab import Vocabulary

_HEADINGS = {Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ROMAN, Kind.ANNEX}


class SourceGraph:
    """Writes the graph of one source."""

    def __init__(
        self, document: LinkedDocument, works: Mapping[str, Work], vocab: Vocabulary, loaded_at: str | None
    ) -> None:
        self.document, self.works, self.vocab = document, works, vocab
        self.facts, self.iri = document.facts, document.iri
        self.source = identity.source_iri(self.facts.source.sha256)
        self.key = self.facts.source.key
        self.loaded_at = loaded_at
        self.graph = Graph(identity.source_graph(self.facts.source.sha256))
        provisions = self.facts.outline.provisions
        paths = identity.unique(provision.path or str(provision.index) for provision in provisions)
        self.provisions = {p.index: self.part("provision", path) for p, path in zip(provisions, paths, strict=True)}

    def part(self, kind: str, key: str) -> str:
        return identity.part_iri(self.iri, self.key, kind, identity.iri_key(key))

    def write(self) -> bytes:
        """All that the source says, as N-Quads lines in order."""
        self.file()
        self.itself()
        for reference in self.facts.references:
            self.cited(reference)
            self.naming(reference.key)
        self.citations()
        for provision in self.facts.outline.provisions:
            self.provision(provision)
        keys = identity.unique(task.path for task in self.facts.tasks)
        for order, (key, task) in enumerate(zip(keys, self.facts.tasks, strict=True)):
            self.task(order, key, task)
        for order, target in enumerate(self.facts.targets):
            self.target(order, target)
        self.findings()
        return self.graph.lines()

    def evidence(self, evidence: Evidence) -> Term:
        """The node of a place in the text."""
        iri = identity.evidence_iri(self.key, evidence.start, evidence.end)
        self.graph.a(iri, "Evidence")
        self.graph.add(
            iri,
            inSource=node(self.source),
            startOffset=evidence.start,
            endOffset=evidence.end,
            quote=evidence.quote,
            rule=evidence.rule,
        )
        if place := self.facts.source.place(evidence.start, evidence.end):
            box = ",".join(f"{side:g}" for side in place.box)
            self.graph.add(iri, page=place.page, box=f"xywh=percent:{box}", confidence=place.confidence)
        return node(iri)

    def file(self) -> None:
        source = self.facts.source
        self.graph.a(self.source, "SourceFile")
        self.graph.add(self.source, fileName=source.name, sha256=source.sha256, mediaType=source.media_type)
        if self.loaded_at:
            self.graph.add(self.source, loadedAt=typed(self.loaded_at, "dateTime"))

    def itself(self) -> None:
        """The document that this source is."""
        header, work = self.facts.header, self.works[self.iri]
        self.graph.a(self.iri, *self.classes(work))
        self.graph.add(self.iri, source=node(self.source), certainty="stated")
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
            self.graph.add(self.iri, recipientAsWritten=recipient.value, recipient=node(body) if body else None)

    def person(self, signer: Stated) -> None:
        iri = identity.person_iri(self.document.person_scope, signer.value)
        self.graph.a(iri, "Person")
        self.graph.put(iri, LABEL, words(signer.value, "vi"))
        self.graph.add(iri, evidence=self.evidence(signer.evidence), certainty="stated")
        self.graph.add(self.iri, signedBy=node(iri))

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
        work = self.works[said.iri]
        same_type = said.document_type if said.document_type == work.document_type else None
        kind = self.vocab.find_document_type(same_type) if same_type else None
        # a national document has no place: its number is unique in the nation, and its issuer's tier says so
        place = None if work.place in (None, identity.NATION) else identity.place_iri(str(work.place))
        self.graph.add(
            work.iri,
            number=work.number if number else None,
            documentType=node(type_iri(kind.name_vi)) if kind else None,
            issued=issued if issued == work.issued else None,
            issuer=node(said.issuer) if said.issuer and said.issuer == work.issuer else None,
            title=title if title == work.title else None,
            jurisdiction=node(place) if place else None,
            jurisdictionInferred=True if place_inferred else None,
        )

    def cited(self, reference: Reference) -> None:
        """A document that the text names; inferred where its place is that of the text that names it."""
        joined = self.document.references[reference.key]
        completed = reference.place_inferred and joined.iri != self.iri
        self.graph.a(joined.iri, *self.classes(self.works[joined.iri]))
        self.graph.add(
            joined.iri,
            evidence=[self.evidence(mention) for mention in reference.mentions],
            certainty="inferred" if completed else "stated",
        )
        said = catalogue()["reason.place-of-the-text"]
        self.graph.why(joined.iri, (said.vi, said.en) if completed else None)

    def naming(self, key: str) -> None:
        """What the text says of a document that it names."""
        reference = next(r for r in self.facts.references if r.key == key)
        joined = self.document.references[key]
        work = self.works[joined.iri]
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
                citing=node(subject.iri),
                relation=pg(relation),
                cited=node(value.iri),
                statedIn=node(self.iri),
                evidence=[self.evidence(citation.evidence) for citation in stated],
                certainty="inferred" if reason else "stated",
            )
            self.graph.why(iri, reason)
            self.graph.put(subject.iri, pg(relation), node(value.iri))
            if self.facts.carries_out(stated[0]):
                self.graph.put(subject.iri, pg(Relation.IMPLEMENTS), node(value.iri))

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
            parent=None if provision.parent is None else node(self.provisions[provision.parent]),
            evidence=self.evidence(outline.text.evidence(provision.span, f"provision.{provision.kind}")),
            certainty="stated",
        )
        self.graph.add(self.iri, hasProvision=node(iri))

    def task(self, order: int, key: str, task: Task) -> None:
        iri = self.part("task", key)
        self.graph.a(iri, "Task")
        self.graph.add(
            iri,
            statedIn=node(self.iri),
            provision=node(self.provisions[task.provision]),
            path=task.path,
            order=order,
            text=squeeze(task.text),
            output=task.output.value if task.output else None,
            routine=task.routine,
            certainty="stated",
            evidence=[self.evidence(task.evidence)] + ([self.evidence(task.output.evidence)] if task.output else []),
            carriesOut=[node(self.document.joined(cited).iri) for cited in task.carries_out],
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
            scheduleKind=node(identity.concept_iri("schedule-kind", schedule.kind)),
            evidence=self.evidence(schedule.evidence),
            certainty="stated",
        )
        self.graph.add(task, schedule=node(iri))

    def responsibilities(self, task: str, key: str, stated: Task) -> None:
        short_cuts = {Role.LEAD: "lead", Role.COORDINATE: "coordinate"}
        for order, responsibility in enumerate(stated.responsibilities, 1):
            iri = self.part("responsibility", f"{key}/{responsibility.role}/{order}")
            body = self.document.bodies.get(responsibility.as_written)
            agency = node(body) if body else None
            reason = self.document.reasons.get(responsibility.as_written)
            self.graph.a(iri, "Responsibility")
            self.graph.add(
                iri,
                task=node(task),
                agency=agency,
                role=node(identity.concept_iri("role", responsibility.role)),
                asWritten=responsibility.as_written,
                inherited=responsibility.inherited,
                evidence=self.evidence(responsibility.evidence),
                certainty="inferred" if reason else "stated",
            )
            self.graph.why(iri, reason)
            self.graph.add(task, responsibility=node(iri))
            if agency and responsibility.role in short_cuts:
                self.graph.put(task, pg(short_cuts[responsibility.role]), agency)

    def target(self, order: int, target: Target) -> None:
        iri = self.part("target", str(order + 1))
        self.graph.a(iri, "Target")
        self.graph.add(
            iri,
            statedIn=node(self.iri),
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
            hashed = sha256(f"{finding.message_vi}\0{finding.focus}".encode()).hexdigest()[:8]
            keys.append(f"{finding.kind}/{place or hashed}")
        for finding, key in zip(found, identity.unique(keys), strict=True):
            self.finding(finding, key.split("/", 1)[1])

    def finding(self, finding: Finding, key: str) -> None:
        iri = identity.finding_iri(self.key, finding.kind, key)
        self.graph.a(iri, "Finding")
        focus = finding.focus if finding.focus and finding.focus.startswith("http") else self.spoken_of(finding)
        self.graph.add(
            iri,
            findingKind=finding.kind,
            severity=str(finding.severity),
            message=[words(finding.message_vi, "vi"), words(finding.message_en, "en")],
            focus=node(focus),
            inSource=node(self.source),
            evidence=self.evidence(finding.evidence) if finding.evidence else None,
        )

    def spoken_of(self, finding: Finding) -> str:
        """What a finding speaks of, by its place: the narrowest thing that the text states there."""
        at = finding.evidence
        if at is None:
            return self.iri
        around = [(e.end - e.start, order, iri) for order, (e, iri) in enumerate(self.stated_at())
                  if e.start <= at.start and at.end <= e.end]  # fmt: skip
        return min(around)[2] if around else self.iri

    def stated_at(self) -> Iterator[tuple[Evidence, str]]:
        """Each place that names a document or gives work, with its IRI."""
        for reference in self.facts.references:
            for mention in reference.mentions:
                yield mention, self.document.references[reference.key].iri
        for task, iri in zip(self.facts.tasks, self.document.task_iris, strict=True):
            yield task.evidence, iri
            if task.schedule:
                yield task.schedule.evidence, iri
