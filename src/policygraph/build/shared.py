"""The graphs that sources share: bodies and places, and what follows from what is stated.

Each is kept in pieces, one a node, so that one document more changes the pieces that it touches and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from policygraph import identity, lineage, rdf
from policygraph.build.state import State
from policygraph.lineage import Match, Told
from policygraph.link import Index, Work
from policygraph.rdf import Piece
from policygraph.store import Store
from policygraph.vocab import Vocabulary

#: In a collection of so many tasks, each change seeks anew which of them have the same words; in a larger one that
#: takes longer than all else together (pairs grow with the square), and is done where it is asked for.
TASKS = 5_000
_SOUGHT = "likenesses"  #: the setting that says whether the graph holds them


@dataclass(slots=True)
class Change:
    """The lines that leave a graph and those that come."""

    removed: set[bytes] = field(default_factory=set)
    added: set[bytes] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def note(self, before: bytes, after: bytes) -> None:
        """One piece was these lines and is those now."""
        old, new = (set(lines.splitlines(keepends=True)) for lines in (before, after))
        self.removed |= old - new
        self.added |= new - old


class Shared:
    """The shared graphs of a store: `follow` what linking changed, then `write` it."""

    def __init__(self, state: State, vocab: Vocabulary) -> None:
        self._state, self._db, self._index, self._vocab = state, state.db, state.index, vocab
        self._reference = rdf.Reference(vocab, self._index.body, self._index.seen)
        self._changes = {identity.REFERENCE_GRAPH: Change(), identity.INFERRED_GRAPH: Change()}
        self._intact = {graph for graph in self._changes if self._mark(graph)}

    def follow(self, lineage: bool) -> None:
        """Bring the pieces up to date with what linking changed; part of the same transaction.

        ``lineage`` seeks tasks with the same words however many there are.
        """
        self._bodies(self._taken("node"))
        self._steps(self._taken("above"))
        changed, seek = self._taken("tasks") or self._state.stale(), lineage or self._index.count_tasks() <= TASKS
        if changed or (seek and not self.sought):
            self._likenesses(seek)
        for graph, change in self._changes.items():
            if change:  # until it is written, nobody knows what stands in the store
                self._db.execute("UPDATE shared SET mark=NULL WHERE graph=?", (graph,))

    @property
    def sought(self) -> bool:
        """Whether the graph says which tasks have the same words."""
        return self._state.setting(_SOUGHT) == "yes"

    def write(self, target: Store) -> int:
        """Write what changed; the number of graphs touched."""
        ontology = rdf.lines(rdf.ontology_quads())
        touched = 0
        if self._mark(identity.ONTOLOGY_GRAPH) != rdf.fingerprint(ontology):
            self._put(target, identity.ONTOLOGY_GRAPH, ontology)
            self._written(identity.ONTOLOGY_GRAPH, rdf.fingerprint(ontology), ontology.count(b"\n"))
            touched += 1
        for graph, change in self._changes.items():
            if self._mark(graph):
                continue
            whole = self._lines(graph)
            if graph in self._intact:
                target.change(graph, b"".join(sorted(change.removed)), b"".join(sorted(change.added)))
            elif whole:
                self._put(target, graph, whole)
            touched += bool(whole or graph in self._intact)
            self._written(graph, "whole", whole.count(b"\n"))
        return touched

    def _put(self, target: Store, graph: str, lines: bytes) -> None:
        """Write a whole graph; one that was never begun is not there."""
        begun = self._db.execute("SELECT 1 FROM shared WHERE graph=?", (graph,)).fetchone() is not None
        self._db.execute("INSERT OR REPLACE INTO shared VALUES (?, NULL, 0)", (graph,))
        self._state.commit()
        target.put({graph: lines}, fresh=not begun)

    def _mark(self, graph: str) -> str | None:
        row = self._db.execute("SELECT mark FROM shared WHERE graph=?", (graph,)).fetchone()
        return row[0] if row else None

    def _written(self, graph: str, mark: str, quads: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO shared VALUES (?, ?, ?)", (graph, mark, quads))
        self._state.commit()

    def _lines(self, graph: str) -> bytes:
        rows = self._db.execute("SELECT lines FROM pieces WHERE graph=? ORDER BY node", (graph,))
        return b"".join(lines for (lines,) in rows)

    def _taken(self, kind: str) -> list[str]:
        names = [name for (name,) in self._db.execute("SELECT name FROM changed WHERE kind=? ORDER BY name", (kind,))]
        self._db.execute("DELETE FROM changed WHERE kind=?", (kind,))
        return names

    # ------------------------------------------------------------------------------------------ bodies and places

    def _bodies(self, nodes: Iterable[str]) -> None:
        """The pieces of the reference graph: those of the nodes, and of what they speak of for the first time."""
        open_, lost = list(nodes), False
        roots = {node for node in open_ if self._is_root(node)}
        lost = len(roots) < len(open_)
        open_ = [node for node in open_ if node in roots or self._piece(node)]
        met = set(open_)
        while open_:
            node = open_.pop()
            before, now = self._piece(node), self._reference.piece(node)
            lost = lost or bool(before and not set(before[1]) <= set(now.needs))
            self._keep(identity.REFERENCE_GRAPH, node, before[0] if before else b"", now)
            open_ += [need for need in now.needs if need not in met and not self._piece(need)]
            met.update(now.needs)
        if lost:
            self._sweep()

    def _is_root(self, node: str) -> bool:
        """Whether some source speaks of the node."""
        kind, _, key = node.partition(":")
        if kind == "place":
            return self._index.has_place(key)
        agency = self._vocab.agency(key) if kind == "agency" else None
        return self._index.body(agency.iri if agency else key) is not None

    def _sweep(self) -> None:
        """Drop the pieces that no source's nodes need any more."""
        needs = {
            node: tuple(filter(None, named.split("\n")))
            for node, named in self._db.execute(
                "SELECT node, needs FROM pieces WHERE graph=?", (identity.REFERENCE_GRAPH,)
            )
        }
        alive = {body.node for body in self._index.bodies()} | {f"place:{place}" for place in self._index.places()}
        needs[""] = tuple(alive)  # above all roots
        alive |= rdf.reachable("", lambda node: needs.pop(node, ()))
        for node in sorted(needs.keys() - alive):  # what was reached was taken out
            before = self._piece(node)
            self._keep(identity.REFERENCE_GRAPH, node, before[0] if before else b"", None)

    def _piece(self, node: str) -> tuple[bytes, tuple[str, ...]] | None:
        row = self._db.execute(
            "SELECT lines, needs FROM pieces WHERE graph=? AND node=?", (identity.REFERENCE_GRAPH, node)
        ).fetchone()
        return (row[0], tuple(filter(None, row[1].split("\n")))) if row else None

    def _keep(self, graph: str, node: str, before: bytes, now: Piece | None) -> None:
        lines = now.lines if now else b""
        if lines:
            needs = "\n".join(now.needs) if now else ""
            self._db.execute("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", (graph, node, lines, needs))
        else:
            self._db.execute("DELETE FROM pieces WHERE graph=? AND node=?", (graph, node))
        self._changes[graph].note(before, lines)

    # ------------------------------------------------------------------------------------------ what follows

    def _steps(self, lowers: Iterable[str]) -> None:
        """The pieces of the inferred graph: those of the documents whose steps changed, and of all below them."""
        touched = set(lowers)
        for lower in list(touched):
            touched |= rdf.reachable(lower, self._index.lowers)
        for iri in sorted(touched):
            row = self._db.execute(
                "SELECT lines FROM pieces WHERE graph=? AND node=?", (identity.INFERRED_GRAPH, iri)
            ).fetchone()
            lines = rdf.carried_out(iri, rdf.reachable(iri, self._index.uppers))
            self._keep(identity.INFERRED_GRAPH, iri, row[0] if row else b"", Piece(lines))

    def _likenesses(self, seek: bool) -> None:
        """The pieces that say which tasks have the same words; none of them where they are not sought."""
        self._state.set(_SOUGHT, "yes" if seek else "no")
        now, told, works = self._matches() if seek else ({}, {}, _Works(self._index))
        before = dict(self._db.execute(
            "SELECT node, lines FROM pieces WHERE graph=?1 AND node>?2 || '/' AND node<?2 || '0'",
            (identity.INFERRED_GRAPH, identity.ID + "match"),
        ))  # fmt: skip
        for node in sorted(before.keys() | now.keys()):
            piece = Piece(rdf.alike(now[node], told, works)) if node in now else None
            self._keep(identity.INFERRED_GRAPH, node, before.get(node, b""), piece)

    def _matches(self) -> tuple[dict[str, Match], dict[str, Told], _Works]:
        """The matches by IRI, the tasks by IRI, and the documents."""
        tasks = [
            Told(identity.part_iri(document, source, "task", key), document, source, text, start, end)
            for document, source, key, text, start, end in self._index.tasks()
        ]
        works = _Works(self._index)
        found = lineage.search(tasks, works, self._above(), _by_first(self._index.cited()))
        matches = {identity.match_iri(match.task, match.other): match for match in found}
        return matches, {task.iri: task for task in tasks}, works

    def _above(self) -> dict[str, frozenset[str]]:
        """Whom each document carries out in the end."""
        steps = _by_first(self._index.steps())
        return {iri: frozenset(rdf.reachable(iri, lambda lower: steps.get(lower, frozenset()))) for iri in steps}


class _Works(dict[str, Work]):
    """The documents of an index, each looked up when it is asked for."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index

    def __missing__(self, iri: str) -> Work:
        work = self._index.work(iri)
        if work is None:
            raise KeyError(iri)
        return self.setdefault(iri, work)


def _by_first(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: frozenset(others) for one, others in found.items()}
