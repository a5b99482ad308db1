"""The store as the pages see it: one snapshot for each state of the store, read once and kept."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from policygraph import build, chain, queries
from policygraph import store as stores
from policygraph.audit import Coverage, Deadline, Merging, Rules, coverage_of, deadlines_of
from policygraph.chain import Agency, Document
from policygraph.identity import ID
from policygraph.store import PREFIXES
from policygraph.web.grouped import Whole, whole_of
from policygraph.web.said import Said, read
from policygraph.web.search import Index

if TYPE_CHECKING:
    from policygraph.chain import Graph
    from policygraph.queries import Row
    from policygraph.text import SourceText

_DAYS = 8  #: days (and ways to count) whose coverage is kept in memory
_KEPT = 64  #: sources whose facts are kept in memory
#: Files of a store's folder that change whenever the store does.
_MARKS = ("manifest.json", "oxigraph/CURRENT", "oxigraph/IDENTITY", "summary.sqlite")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a document was read from; ``key`` is the name of its graph."""

    iri: str
    key: str
    file: str


class Snapshot:
    """One state of the store; what several pages need is computed once."""

    def __init__(self, location: str, state: str) -> None:
        self.location, self.state = location, state
        self.store = stores.open(location, read_only=True)
        self._coverages: dict[tuple[date, Merging], Coverage] = {}
        self._counting = Lock()
        self._said: dict[str, Said] = {}
        self._wholes: dict[str, Whole] = {}

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return frozenset(self.store.graphs())

    @cached_property
    def relations(self) -> Graph:
        """The documents and their relations."""
        return chain.relations(self.store)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All documents, by IRI."""
        return chain.documents_of(self.relations)

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """All agencies, by IRI."""
        return chain.agencies(self.store)

    @cached_property
    def busy(self) -> list[Row]:
        """The agencies that are given work, with how much: the rows of the question "agencies"."""
        return [row for row in self.records("agencies") if row["leads"] or row["coordinates"]]

    @cached_property
    def place_rows(self) -> list[Row]:
        """The rows of the question "places"."""
        return self.records("places")

    @cached_property
    def places(self) -> dict[str, str]:
        """The names of places, by IRI."""
        return {str(row["place"]): str(row["name"]) for row in self.place_rows}

    @cached_property
    def sources(self) -> dict[str, tuple[Source, ...]]:
        """The files that each loaded document was read from."""
        found: dict[str, tuple[Source, ...]] = {}
        for row in self.records("sources"):
            iri = str(row["source"])
            source = Source(iri, iri.rsplit("/", 1)[-1], str(row["file"]))
            found[str(row["document"])] = (*found.get(str(row["document"]), ()), source)
        return found

    @cached_property
    def speakers(self) -> dict[str, tuple[str, ...]]:
        """The documents that a file name was read into: several where two folders hold files of one name."""
        found: dict[str, tuple[str, ...]] = {}
        for iri, sources in self.sources.items():
            for source in sources:
                found[source.file] = (*found.get(source.file, ()), iri)
        return found

    @cached_property
    def index(self) -> Index:
        """What the search page asks."""
        return Index(self)

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The products that texts ask of an agency by a day."""
        return deadlines_of(self.store, self.relations)

    def coverage(self, as_of: date, merging: Merging = Merging.REISSUED) -> Coverage:
        """Which directive is carried out where on a day; the last few that were asked for are kept."""
        with self._counting:
            if (as_of, merging) not in self._coverages:
                while len(self._coverages) >= _DAYS:
                    self._coverages.pop(next(iter(self._coverages)))
                rules = Rules(as_of, merging=merging)
                self._coverages[as_of, merging] = coverage_of(self.relations, rules, self.deadlines)
            return self._coverages[as_of, merging]

    def whole(self, by: str) -> Whole:
        """Where the documents lie in the picture of all of them, grouped by something."""
        if by not in self._wholes:
            self._wholes[by] = whole_of(self.documents, self.relations, by)
        return self._wholes[by]

    def read(self) -> None:
        """Read now what all pages need, so that no reader waits for it."""
        for each in (self.documents, self.agencies, self.places, self.speakers):
            len(each)
        self.index.search("", {})

    def said(self, key: str) -> Said:
        """What a source says; the last few that were asked for are kept."""
        if key not in self._said:
            while len(self._said) >= _KEPT:
                self._said.pop(next(iter(self._said)), None)
            self._said[key] = read(self.store, key, self)
        return self._said[key]

    def text(self, key: str) -> SourceText | None:
        """The text of a source as it was read; `None` where the store's folder does not hold it."""
        return build.source_text(self.location, key)

    def file(self, key: str) -> Path | None:
        """The file that a source was read from, where it is still at hand."""
        return build.source_file(self.location, key)

    def records(self, name: str, **params: str) -> list[Row]:
        """The answer to a named question."""
        return queries.records(self.store, name, **params)

    def name(self, iri: str) -> str:
        """What people call a node; a short IRI where it has no name of its own."""
        if iri in self.documents:
            return self.documents[iri].label
        if iri in self.agencies:
            return self.agencies[iri].name
        return self.places.get(iri) or short(iri)


class Library:
    """Gives the snapshot of the store as it is now."""

    def __init__(self, location: str) -> None:
        self.location = location
        self._lock = Lock()
        self._current: Snapshot | None = None
        self._seen: object = None

    def warm(self) -> None:
        """Read what all pages need. It stays until the store changes, so that Python need not look through it again."""
        self.current().read()
        gc.collect()
        gc.freeze()

    def count(self) -> None:
        """Count the coverage of today, which most readers ask for, both ways that pages show first."""
        here = self.current()
        for merging in (Merging.REISSUED, Merging.ANY):
            here.coverage(date.today(), merging)
        len(here.busy)
        gc.collect()
        gc.freeze()

    def current(self) -> Snapshot:
        """The present state; read anew only where the store was written since."""
        folder = Path(self.location)
        seen = [
            (path.stat().st_mtime_ns, path.stat().st_size) for path in map(folder.joinpath, _MARKS) if path.exists()
        ]
        with self._lock:
            if self._current is None or seen != self._seen:
                gc.unfreeze()  # what was kept of the state before may go
                state = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
                self._current, self._seen = Snapshot(self.location, state), seen
            return self._current


def short(iri: str) -> str:
    """An IRI with a well-known prefix in place of its beginning.

    >>> short("https://w3id.org/policygraph/ontology#implements")
    'pg:implements'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def address(iri: str) -> str | None:
    """Where on this site, or elsewhere on the web, a node may be looked up; `None` for what must not become a link.

    >>> address(ID + "agency/vn/bo-cong-an"), address("javascript:alert(1)")
    ('/id/agency/vn/bo-cong-an', None)
    """
    if iri.startswith(ID):
        return "/id/" + iri.removeprefix(ID)
    return iri if iri.startswith(("https://", "http://")) else None
