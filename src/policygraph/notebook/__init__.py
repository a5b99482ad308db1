"""A store in a notebook: answers as data frames, chains as networkx graphs, and what a person reads as HTML.

Names of documents, agencies and places may be said as people say them, without diacritics too. pandas is needed for
data frames alone: ``pip install 'policygraph[notebook]'``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from policygraph import audit, chain, naming, parallels, queries
from policygraph.errors import PolicyGraphError
from policygraph.export import export
from policygraph.export.network import network, plain
from policygraph.labels import both, vi
from policygraph.naming import Given
from policygraph.notebook.frames import frame, frame_of
from policygraph.notebook.reading import Lineage, Trace, TraceLine, trace_line
from policygraph.store import Store

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["Graph", "Lineage", "Questions", "Trace", "TraceLine"]


class Graph:
    """The graph of a store; `policygraph.open` gives one.

    ``g.ask.`` and the tab key list the named questions; each says what it asks and which parameters it takes.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ask = Questions(self)

    # ------------------------------------------------------------------------------------------ tables

    def query(self, question: str, /, **params: Given | None) -> pd.DataFrame:
        """The answer to a named question, or to SPARQL of your own, as a data frame.

        Dates are dates, numbers are numbers. Raises `QueryError` for a question or a parameter that does not fit, and
        `chain.NotFound` for a name that means nothing or several things.
        """
        if any(sign in question for sign in "{ \n"):
            return frame_of(queries.ask(self.store, question))
        said = {name: value for name, value in params.items() if value is not None}
        given = naming.resolved(self.store, queries.get(question), said)
        return frame_of(queries.run(self.store, question, **given))

    def coverage(self, as_of: date | str | None = None, enough: int = audit.ENOUGH) -> pd.DataFrame:
        """Which central directive is carried out where: a row a directive, place and document that carries it out.

        ``state`` is a notation of ``pgs:coverage-status``; a place of which too little is held is "notDecidable", never
        "missing". ``lag`` counts days from the directive to the document, ``held`` the documents of the place since.
        ``as_of`` defaults to today.
        """
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of or date.today()
        cells = audit.matrix(self.store, audit.Rules(day, enough))
        return frame(_COVERAGE, [row for cell in cells for row in _covered(cell)])

    # ------------------------------------------------------------------------------------------ graphs

    def chain(self, document: str, *, up: bool = False) -> nx.MultiDiGraph[str]:
        """The chain of a document, downwards unless told else: an edge points from what carries out to what is carried.

        Nodes are IRIs with ``label``, ``kind``, ``issued`` and more; edges have ``relation``, ``quote`` and ``file``.
        """
        whole = chain.relations(self.store)
        start = self._document(document)
        steps = chain.up(whole, start) if up else chain.down(whole, start)
        pairs = {(step.lower, step.upper, step.relation) for step in steps}
        edges = [
            (lower, upper, key)
            for lower, upper, key, edge in whole.edges(keys=True, data=True)
            if (lower, upper, edge["relation"]) in pairs
        ]
        # of a multigraph an edge is named with its key, which the stub does not know
        return plain(whole.edge_subgraph(edges) if edges else whole.subgraph([start]))  # type: ignore[arg-type]

    def network(self) -> nx.MultiDiGraph[str]:
        """Documents, tasks and agencies with all their edges, and which tasks have the words of which."""
        return network(self.store)

    # ------------------------------------------------------------------------------------------ reading

    def trace(self, document: str, *, up: bool = False) -> Trace:
        """The chain of a document as a person reads it, each step with its sentence."""
        graph, start = chain.relations(self.store), self._document(document)
        steps = chain.up(graph, start) if up else chain.down(graph, start)
        return Trace(chain.label(graph, start), tuple(trace_line(graph, step, up=up) for step in steps))

    def lineage(self, document: str, other: str | None = None) -> Lineage:
        """Which tasks of a document have the words of others, the differing words marked; with ``other``, of that one.

        Beside ``other`` every pair of tasks is compared; else what the graph holds is shown, see `parallels`.
        """
        iri = self._document(document)
        found = (
            parallels.between(self.store, iri, self._document(other))
            if other
            else parallels.of_document(self.store, iri)
        )
        known = chain.documents(self.store)
        return Lineage(known[iri].label, found, {iri: item.label for iri, item in known.items()})

    # ------------------------------------------------------------------------------------------ the rest

    def export(self, path: str | Path) -> Path:
        """Write the graph in the form of the ending (``.gexf``, ``.graphml``, ``.zip``, ``.ttl``, ``.html``, ...)."""
        export(self.store, Path(path))
        return Path(path)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _document(self, name: str) -> str:
        return chain.one(self.store, name, ("document",)).iri

    def _counts(self) -> list[tuple[str, int]]:
        known = chain.documents(self.store).values()
        loaded = sum(item.file is not None for item in known)
        tasks = {str(row["task"]) for row in queries.records(self.store, "tasks")}
        relations = {str(row["citation"]) for row in queries.records(self.store, "relations")}
        counts = {"loaded": loaded, "cited": len(known) - loaded, "tasks": len(tasks), "relations": len(relations)}
        return [(both(f"notebook.{name}"), count) for name, count in counts.items()]

    def __repr__(self) -> str:
        held = ", ".join(f"{name}: {count}" for name, count in self._counts())
        return f"<policygraph {self.store.location}; {held}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(name)}</td><td>{count}</td></tr>" for name, count in self._counts())
        return f"<p><b>policygraph</b> · {escape(self.store.location)}</p><table>{rows}</table>"


class Questions:
    """The named questions as methods: ``g.ask.overdue_tasks(asOf="2022-07-01")``; completion lists them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def __dir__(self) -> list[str]:
        return sorted(query.name.replace("-", "_") for query in queries.catalogue())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            query = queries.get(name.replace("_", "-"))
        except PolicyGraphError as error:
            raise AttributeError(str(error)) from None

        def answer(**params: Given | None) -> pd.DataFrame:
            return self._graph.query(query.name, **params)

        answer.__name__ = name
        said = "".join(f"\n    {param.name} ({param.type}): {param.description}" for param in query.params)
        answer.__doc__ = f"{query.title_vi} / {query.title_en}\n{said}"
        answer.__signature__ = Signature([  # type: ignore[attr-defined]
            Parameter(param.name, Parameter.KEYWORD_ONLY, default=Parameter.empty if param.required else None)
            for param in query.params
        ])  # fmt: skip
        return answer


_COVERAGE = (
    "directive", "directiveLabel", "issued", "place", "placeName", "state", "stateName", "document", "documentLabel",
    "documentIssued", "side", "steps", "lag", "held",
)  # fmt: skip


def _covered(cell: audit.Cell) -> Iterable[tuple[object, ...]]:
    """One row for each document behind a cell, or one that says that there is none."""
    state, directive = str(cell.state), cell.directive
    place = (cell.place.iri, cell.place.label)
    head = (directive.iri, directive.name, directive.issued, *place, state, vi(f"state.{state}"))
    for item in cell.carrying:
        document = item.document
        yield (*head, document.iri, document.name, document.issued, item.side, item.steps, item.lag, cell.held_since)
    if not cell.carrying:
        yield (*head, *[None] * 6, cell.held_since)
