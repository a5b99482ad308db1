"""Everything that the audit of a store says on a day, in one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from policygraph import chain, identity, queries
from policygraph.audit.cells import ENOUGH, Cell, Coverage, Place, Rules
from policygraph.audit.chains import Loose, chains_of, continued, loose_plans
from policygraph.audit.conflicts import Conflict, conflicts_of
from policygraph.audit.copies import counted_once
from policygraph.audit.covering import coverage_of, deadlines_of
from policygraph.audit.findings import AuditFinding, findings_of
from policygraph.audit.merging import Merging
from policygraph.audit.reported import Published, published_of, reported_of
from policygraph.audit.standing import Standing, standings
from policygraph.audit.tasks import Given, TaskRow, assignments_of, tasks_of
from policygraph.chain import Document, Proof
from policygraph.columns import Columns
from policygraph.labels import Label, catalogue
from policygraph.resources import uncollected
from policygraph.store import Store


@dataclass(frozen=True, slots=True)
class Holding:
    """How many loaded documents of a place, year and kind the collection has."""

    place: str | None
    year: int | None
    kind: str | None
    documents: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """An agency that leads tasks of a document and is not among its recipients ("Nơi nhận")."""

    document: Document
    agency: str
    tasks: int


@dataclass(frozen=True)
class AuditReport:
    """Everything that the workbook and the command print; rows in a fixed order."""

    coverage: Coverage
    chains: tuple[tuple[Document, tuple[chain.Step, ...]], ...]  #: the way down from each directive that heads one
    holdings: tuple[Holding, ...]
    continued: dict[str, tuple[Document, ...]]  #: directive IRI -> directives that continue it
    loose: tuple[Loose, ...]
    tasks: tuple[TaskRow, ...]
    assignments: tuple[Given, ...]
    copied: int  #: tasks left out, since another file of the same document says them
    conflicts: tuple[Conflict, ...]
    published: tuple[Published, ...]
    unsent: tuple[Unsent, ...]
    sources: dict[str, str]  #: file name -> IRI of the file, where the name means one file
    findings: tuple[AuditFinding, ...]

    @property
    def counting(self) -> Rules:
        """How cells are decided."""
        return self.coverage.counting

    @property
    def as_of(self) -> date:
        """The cut-off date."""
        return self.counting.as_of

    @property
    def enough(self) -> int:
        """How many documents of a place must be held before "not found" is said."""
        return self.counting.enough

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document of the day, by IRI."""
        return self.coverage.documents

    @property
    def cells(self) -> tuple[Cell, ...]:
        """See `Coverage.cells`."""
        return self.coverage.cells

    @property
    def places(self) -> tuple[Place, ...]:
        """See `Coverage.places`."""
        return self.coverage.places

    @property
    def directives(self) -> tuple[Document, ...]:
        """See `Coverage.directives`."""
        return self.coverage.directives

    @property
    def known_places(self) -> tuple[Place, ...]:
        """See `Coverage.known_places`."""
        return self.coverage.known_places

    @property
    def by_pair(self) -> dict[tuple[str, str], Cell]:
        """See `Coverage.by_pair`."""
        return self.coverage.by_pair

    @property
    def unassigned(self) -> tuple[TaskRow, ...]:
        """Tasks for which the text names no lead."""
        return tuple(task for task in self.tasks if not task.agencies("lead"))

    @property
    def undated(self) -> tuple[TaskRow, ...]:
        """Tasks without a usable date: none, words only, conditional, or a date that no calendar has."""
        return tuple(task for task in self.tasks if not task.timing.dated)

    @property
    def productless(self) -> tuple[TaskRow, ...]:
        """Assigned tasks for which the text names no product; standing work has none."""
        return tuple(task for task in self.tasks if not task.output and task.routine is not True)

    @property
    def overdue(self) -> tuple[TaskRow, ...]:
        """Tasks whose date had passed on the cut-off date and that nobody reports done, the oldest first."""
        late = [task for task in self.tasks if task.overdue(self.as_of)]
        return tuple(sorted(late, key=lambda task: (task.due or date.max, task.iri)))

    def due_within(self, days: int) -> tuple[TaskRow, ...]:
        """Tasks not reported done whose date falls within so many days from the cut-off date, the next first."""
        last = self.as_of + timedelta(days)
        near = [t for t in self.tasks if t.due and self.as_of <= t.due <= last and not t.bucket(self.as_of).done]
        return tuple(sorted(near, key=lambda task: (task.due or date.max, task.iri)))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How many tasks are in which bucket: all, per agency, level and sector."""
        return standings(self.tasks, self.as_of)

    def address(self, proof: Proof) -> str | None:
        """The IRI of the place in the text; `None` where two files of one name leave no single place."""
        source = self.sources.get(proof.file)
        return source and identity.evidence_iri(source.rsplit("/", 1)[-1], proof.start, proof.end)

    def figures(self) -> list[tuple[str, int, int]]:
        """The figures of the report as (key, count, out of how many)."""
        tasks, plans = len(self.tasks), sum(bool(d.file and d.plan) for d in self.documents.values())
        return [
            *self.coverage.figures(),
            ("loose", len(self.loose), plans),
            ("unassigned", len(self.unassigned), tasks),
            ("undated", len(self.undated), tasks),
            ("overdue", len(self.overdue), tasks),
            ("reported", sum(bool(task.reports) for task in self.tasks), tasks),
            ("conflicts", sum(len(item.tasks) for item in self.conflicts), tasks),
            ("copied", self.copied, tasks + self.copied),
        ]

    def rules(self) -> list[Label]:
        """How everything was counted, in words."""
        said = [label for key, label in catalogue().items() if key.startswith("rule.")]
        day = chain.shown(self.as_of)
        values = {"as_of": day, **self.counting.values()}
        return [Label(*(text.format(**values) for text in (rule.vi, rule.en))) for rule in said]


def audit(
    store: Store,
    as_of: date,
    enough: int = ENOUGH,
    late_after: int | None = None,
    merging: Merging = Merging.REISSUED,
) -> AuditReport:
    """The audit of a store on a day. The same store and day give the same report.

    Documents issued after ``as_of`` and their tasks are left out. ``enough``, ``late_after``, ``merging``: see `Rules`.
    """
    if enough < 1:
        raise ValueError(f"enough must be at least 1, not {enough}")
    with uncollected():
        return _audit(store, Rules(as_of, enough, late_after, merging))


def _audit(store: Store, counting: Rules) -> AuditReport:
    read, as_of = Columns(store), counting.as_of
    whole = chain.relations(store, read, chain.Quotes(store, read))
    graph, quotes = chain.on(whole, as_of), chain.quotes(whole)
    coverage = coverage_of(whole, counting, deadlines_of(store, whole))
    documents = coverage.documents
    rows = chain.task_rows(read, quotes)
    names = {iri: agency.name for iri, agency in chain.agencies(store, read).items()}
    given = assignments_of(chain.charges(read, quotes), rows, documents, names)
    every = tasks_of(rows, documents, given, reported_of(store, as_of))
    tasks = counted_once(every)
    kept = {task.iri for task in tasks}
    labels = {**names, **{task.iri: task.text for task in every}, **{d.iri: d.label for d in documents.values()}}
    return AuditReport(
        coverage=coverage,
        chains=chains_of(graph, documents),
        holdings=holdings_of(documents),
        continued=continued(graph, documents),
        loose=loose_plans(graph, documents),
        tasks=tasks,
        assignments=tuple(item for item in given if item[1].task.iri in kept),
        copied=len(every) - len(tasks),
        conflicts=conflicts_of(tasks),
        published=published_of(store, as_of),
        unsent=unsent_of(store, documents),
        sources=sources_of(store),
        findings=findings_of(store, labels),
    )


def unsent_of(store: Store, documents: Mapping[str, Document]) -> tuple[Unsent, ...]:
    """Who leads tasks of a document without being sent it; only of documents whose recipients could be told."""
    return tuple(
        Unsent(documents[str(row["document"])], str(row["name"] or row["agency"]), int(str(row["tasks"])))
        for row in queries.records(store, "doers-not-recipients")
        if row["document"] in documents
    )


def sources_of(store: Store) -> dict[str, str]:
    """The source files by name, but for names that two files bear."""
    pairs = {(str(row["file"]), str(row["source"])) for row in queries.records(store, "sources")}
    count = Counter(file for file, _ in pairs)
    return {file: source for file, source in sorted(pairs) if count[file] == 1}


def holdings_of(documents: Mapping[str, Document]) -> tuple[Holding, ...]:
    """How many loaded documents of each place, year and kind there are among these."""
    held = [d for d in documents.values() if d.file]
    count = Counter((d.jurisdiction or "", d.place, d.issued.year if d.issued else None, d.type) for d in held)
    ordered = sorted(count.items(), key=lambda item: tuple(map(str, item[0])))
    return tuple(Holding(place, year, kind, number) for (_, place, year, kind), number in ordered)
