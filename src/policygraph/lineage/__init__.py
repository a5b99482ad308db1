"""Which tasks take their words from which: lineage by text, an inference that says from what.

Where one document stands above another, or is cited by it, the lower one took the words. Where neither stands above
the other, no text tells who took from whom, and both may have a third source: then the two are like each other, and no
direction is claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policygraph.facts import SELF
from policygraph.lineage.index import Index
from policygraph.lineage.words import Kind, Lexicon, Likeness, Piece, compare, differences, likeness, marked
from policygraph.link import Linked, LinkedDocument, Work, ancestors

__all__ = [
    "Kind", "Likeness", "Match", "Piece", "Told", "Why", "compare", "differences", "find", "marked", "search", "told",
]  # fmt: skip


class Why(StrEnum):
    """What tells who took the words; the last two tell that nothing does."""

    BELOW = "below"  #: the document carries the other one out
    CITES = "cites"  #: it names the other one
    SAME_ISSUER = "sameIssuer"  #: the same body issued the other one earlier, and nothing stands above both
    SAME_PARENT = "sameParent"  #: both carry out the same document
    UNKNOWN = "unknown"

    @property
    def directed(self) -> bool:
        """True where one task is the other's source."""
        return self not in (Why.SAME_PARENT, Why.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Match:
    """Two tasks of two documents with the same words.

    Where ``why.directed``, ``task`` takes them from ``other``; else ``task`` is the later one, which says nothing.
    ``parents`` are the IRIs of the nearest documents that both carry out.
    """

    task: str
    other: str
    text: str
    other_text: str
    likeness: Likeness
    why: Why
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A task of the collection, with the source and the place that tell of it."""

    iri: str
    document: str
    source: str
    text: str
    start: int
    end: int


def find(linked: Linked) -> tuple[Match, ...]:
    """The matches among all tasks of a collection, see `search`."""
    return search(told(linked), linked.works, ancestors(linked), _cited(linked.documents))


def told(linked: Linked) -> list[Told]:
    """The tasks of a collection in the order that `search` asks for."""
    works = linked.works
    in_order = sorted(linked.documents, key=lambda d: (works[d.iri].issued or date.max, d.iri, d.facts.source.key))
    return [
        Told(iri, document.iri, document.facts.source.key, task.text, task.evidence.start, task.evidence.end)
        for document in in_order
        for iri, task in zip(document.task_iris, document.facts.tasks, strict=True)
    ]


def search(
    tasks: Sequence[Told],
    works: Mapping[str, Work],
    above: Mapping[str, frozenset[str]],
    cited: Mapping[str, frozenset[str]],
) -> tuple[Match, ...]:
    """Each task with its source in every document above or cited, and with the nearest tasks of documents beside it.

    ``tasks`` are in order of date, those without a date last, then of document and source; ``above`` says whom a
    document carries out in the end, ``cited`` whom it names.

    Of documents beside it, the nearest of all and the nearest among the earlier are given: so many tasks, at most twice
    so many matches, and every group of like tasks hangs together. A match with a document beside is left out where both
    tasks took their words from one task of a document above and are not nearer to each other than to it.
    """
    return _Finder(tasks, works, above, cited).find()


@dataclass(frozen=True, slots=True, order=True)
class _Kept:
    """A weighed pair; the first in order is the best: the higher score, then the earlier counterpart."""

    rank: float
    counterpart: int
    task: int
    other: int
    likeness: Likeness = field(compare=False)
    why: Why = field(compare=False)


class _Finder:
    def __init__(
        self,
        tasks: Sequence[Told],
        works: Mapping[str, Work],
        above: Mapping[str, frozenset[str]],
        cited: Mapping[str, frozenset[str]],
    ) -> None:
        self.tasks, self.works, self.above, self.cited = tasks, works, above, cited
        lexicon = Lexicon()
        self.words = [lexicon.read(task.text) for task in tasks]
        #: The best pair of a task for each place: a document that it takes from, or one of the ways of standing beside
        self.best: dict[tuple[int, str], _Kept] = {}

    def find(self) -> tuple[Match, ...]:
        for one, two in Index(self.words, len({t.document for t in self.tasks})).pairs():
            if self.tasks[one].document != self.tasks[two].document:
                self._weigh(one, two)
        kept = {(item.task, item.other): item for item in self.best.values()}
        source_of: dict[int, dict[int, float]] = defaultdict(dict)
        for (task, other), item in kept.items():
            if item.why.directed:
                source_of[task][other] = item.likeness.score
        told = [item for item in kept.values() if item.why.directed or not _explained(item, source_of)]
        return tuple(sorted(map(self._match, told), key=lambda match: (match.task, match.other)))

    def _weigh(self, one: int, two: int) -> None:
        """Keep the pair wherever it is the best so far."""
        task, other, why = self._ordered(one, two)
        found = likeness(self.words[task], self.words[other])
        if found is None:
            return
        if why.directed:
            # of the many documents of one issuer, only the likest; of those above and cited, each
            places = [(task, str(why) if why is Why.SAME_ISSUER else self.tasks[other].document)]
        else:
            places = [(task, "beside"), (task, "earlier"), (other, "beside")]
        for place in places:
            item = _Kept(-found.score, other if place[0] == task else task, task, other, found, why)
            if place not in self.best or item < self.best[place]:
                self.best[place] = item

    def _ordered(self, one: int, two: int) -> tuple[int, int, Why]:
        """The taker first, and what tells so; else the later first."""
        for taker, source in ((one, two), (two, one)):
            why = self._taken(self.tasks[taker].document, self.tasks[source].document)
            if why:
                return taker, source, why
        return max(one, two), min(one, two), Why.UNKNOWN

    def _taken(self, taker: str, source: str) -> Why | None:
        """Why ``taker`` has the words from ``source``, if anything says so; the later never gives to the earlier."""
        one, two = self.works[taker], self.works[source]
        if one.issued and two.issued and one.issued < two.issued:
            return None
        if taker in self.above.get(source, ()) or taker in self.cited.get(source, ()):
            return None
        if source in self.above.get(taker, ()):
            return Why.BELOW
        if source in self.cited.get(taker, ()):
            return Why.CITES
        earlier = _earlier_of_one_issuer(one, two) and not self._parents(taker, source)
        return Why.SAME_ISSUER if earlier else None

    def _parents(self, one: str, two: str) -> tuple[str, ...]:
        """The nearest documents that both carry out."""
        both = self.above.get(one, frozenset()) & self.above.get(two, frozenset())
        far = {upper for iri in both for upper in self.above.get(iri, ())}
        return tuple(sorted(both - far or both))

    def _match(self, item: _Kept) -> Match:
        task, other = self.tasks[item.task], self.tasks[item.other]
        parents = () if item.why.directed else self._parents(task.document, other.document)
        why = Why.SAME_PARENT if parents else item.why
        return Match(task.iri, other.iri, task.text, other.text, item.likeness, why, parents)


def _earlier_of_one_issuer(work: Work, other: Work) -> bool:
    dates = work.issued is not None and other.issued is not None and other.issued < work.issued
    return dates and work.issuer is not None and work.issuer == other.issuer


def _explained(item: _Kept, source_of: Mapping[int, Mapping[int, float]]) -> bool:
    """True where one task gave its words to both, and they are no nearer to each other than the nearer one is to it."""
    both = source_of[item.task].keys() & source_of[item.other].keys()
    nearest = [max(source_of[item.task][source], source_of[item.other][source]) for source in both]
    return any(score >= item.likeness.score for score in nearest)


def _cited(documents: Iterable[LinkedDocument]) -> dict[str, frozenset[str]]:
    """What each document itself names, in any relation."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        said = {document.joined(c.cited).iri for c in document.facts.citations if c.citing == SELF}
        found[document.iri] |= said - {document.iri}
    return {iri: frozenset(cited) for iri, cited in found.items()}
