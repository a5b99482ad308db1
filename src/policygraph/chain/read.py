"""From a store to a graph: documents and their relations first, sentences when they are asked for."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from policygraph import queries
from policygraph.chain.model import CHAIN, Agency, Document, Lead, Leads, Proof, Task
from policygraph.store import Store
from policygraph.text import slug, squeeze

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]


def documents(store: Store) -> dict[str, Document]:
    """All documents of the store, by IRI."""
    found = {}
    for row in queries.records(store, "documents"):
        iri, tier = _text(row["document"]), _optional(row["tier"])
        found[iri] = Document(
            iri,
            _optional(row["number"]),
            _optional(row["type"]),
            row["issued"] if isinstance(row["issued"], date) else None,
            _optional(row["issuer"]),
            tier.rsplit("/", 1)[-1] if tier else None,
            _optional(row["jurisdiction"]),
            _optional(row["place"]),
            _optional(row["title"]),
            _optional(row["file"]),
            row["central"] is True,
            row["plan"] is True,
        )
    return found


def agencies(store: Store) -> dict[str, Agency]:
    """All agencies and collectives of the store, by IRI."""
    return {
        _text(row["agency"]): Agency(
            _text(row["agency"]),
            _text(row["name"]),
            _optional(row["place"]),
            bool(row["leads"] or row["coordinates"] or row["issues"]),
        )
        for row in queries.records(store, "agencies")
    }


class Quotes:
    """The sentences of statements and tasks: read from the store when first asked for, then kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[Proof, ...]] = {}

    def keep(self, thing: str, found: tuple[Proof, ...]) -> None:
        """Take note of sentences that are known already."""
        self._known[thing] = found

    def fetch(self, things: Iterable[str]) -> None:
        """Read the sentences of all these things at once."""
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self._known]
        rows = queries.among(self._store, "quotes", "thing", wanted)
        self._known |= dict.fromkeys(wanted, ())
        self._known |= {thing: _proofs(group) for thing, group in _grouped(rows, "thing")}

    def of(self, thing: str) -> tuple[Proof, ...]:
        """The sentences of one thing, in the order of file and place."""
        if thing not in self._known:
            self.fetch([thing])
        return self._known[thing]


def load(store: Store) -> Graph:
    """The graph of documents, tasks and agencies: nodes carry ``data``, edges their ``relation``.

    Sentences are read from the store when they are asked for, so it must stay open as long as the graph is used.
    """
    graph = _graph(store, documents(store), queries.unordered(store, "links"))
    for iri, agency in agencies(store).items():
        graph.add_node(iri, data=agency)
    _add_tasks(graph, store)
    for row in queries.records(store, "relations"):
        key = _text(row["citing"]), _text(row["cited"]), _text(row["citation"])
        graph.edges[key]["certainty"] = _optional(row["certainty"])
    return graph


def relations(store: Store) -> Graph:
    """The graph of the documents, and of the tasks that are themselves told to carry out one: see `load`."""
    graph = _graph(store, documents(store), queries.unordered(store, "links"))
    orders = queries.records(store, "carries-out")
    for iri, document in sorted({_text(row["task"]): _text(row["document"]) for row in orders}.items()):
        graph.add_node(iri, data=Task(iri, document, None, ""))
        graph.add_edge(iri, document, "statedIn", relation="statedIn")
    _add_orders(graph, orders)
    return graph


def around(store: Store, iri: str, *, up: bool) -> Graph:
    """The graph of one document's chain alone, up or down: quick in a store of any size. See `load`."""
    found = queries.records(store, "chain-above" if up else "chain-below", document=iri)
    chained = [_text(row["found"]) for row in found]
    links = queries.among(store, "links", "citing" if up else "cited", chained)
    links = [row for row in links if _relation(row) in CHAIN]
    return _graph(store, _documents_among(store, {iri, *chained, *_ends(links)}), links)


def leads(store: Store, documents: Iterable[str]) -> Leads:
    """Who leads the tasks of these documents; documents without a lead are left out."""
    tasks: dict[str, dict[tuple[str, str], set[str]]] = {}
    for row in queries.among(store, "leads", "document", documents):
        agency = _text(row["name"]), _text(row["agency"])
        tasks.setdefault(_text(row["document"]), {}).setdefault(agency, set()).add(_text(row["task"]))
    return {
        document: tuple(
            Lead(agency, name, len(led))
            for (name, agency), led in sorted(by_agency.items(), key=lambda item: (-len(item[1]), item[0]))
        )
        for document, by_agency in tasks.items()
    }


def _graph(store: Store, found: dict[str, Document], links: list[queries.Row]) -> Graph:
    """A graph of documents and the statements about them, in an order that no engine decides."""
    import networkx as nx

    graph: Graph = nx.MultiDiGraph(quotes=Quotes(store))
    for iri in sorted({*found, *_ends(links)}):
        graph.add_node(iri, data=found.get(iri) or Document(iri))
    for row in sorted(links, key=lambda row: (_text(row["citation"]), _text(row["statedIn"]))):
        citing, cited, key = (_text(row[name]) for name in ("citing", "cited", "citation"))
        graph.add_edge(citing, cited, key, relation=_relation(row), stated_in=_text(row["statedIn"]))
    return graph


def _relation(row: queries.Row) -> str:
    return _text(row["relation"]).rsplit("#", 1)[-1]


def _ends(links: list[queries.Row]) -> set[str]:
    return {_text(row[name]) for row in links for name in ("citing", "cited")}


def _documents_among(store: Store, iris: set[str]) -> dict[str, Document]:
    """What `documents` says of these, one question about facts and one about names."""
    facts: dict[str, dict[str, list[queries.Value]]] = {iri: {} for iri in sorted(iris)}
    for row in queries.among(store, "document-facts", "document", facts):
        fact = _text(row["fact"]).rsplit("#", 1)[-1]
        facts[_text(row["document"])].setdefault(fact, []).append(row["value"])
    things = {str(v) for known in facts.values() for name in _NAMED for v in known.get(name, ())}
    names: dict[tuple[str, str], list[str]] = {}
    for row in queries.among(store, "names-of-things", "thing", sorted(things)):
        names.setdefault((_text(row["thing"]), _text(row["kind"])), []).append(_text(row["name"]))
    return {iri: _document(iri, known, names) for iri, known in facts.items() if known}


_NAMED = ("documentType", "issuer", "jurisdiction", "source")


def _document(iri: str, facts: dict[str, list[queries.Value]], names: dict[tuple[str, str], list[str]]) -> Document:
    def least(fact: str) -> str | None:
        return min((str(value) for value in facts.get(fact, ())), default=None)

    def name(fact: str, kind: str) -> str | None:
        things = [str(value) for value in facts.get(fact, ())]
        return min((said for thing in things for said in names.get((thing, kind), ())), default=None)

    tier, types = name("issuer", "tier"), {str(kind).rsplit("#", 1)[-1] for kind in facts.get("type", ())}
    issued = min((value for value in facts.get("issued", ()) if isinstance(value, date)), default=None)
    return Document(
        iri,
        least("number"),
        name("documentType", "prefLabel"),
        issued,
        name("issuer", "label"),
        tier.rsplit("/", 1)[-1] if tier else None,
        least("jurisdiction"),
        name("jurisdiction", "label"),
        least("title"),
        name("source", "fileName"),
        "CentralDirective" in types,
        "ImplementingPlan" in types,
    )


def _add_tasks(graph: Graph, store: Store) -> None:
    quotes: Quotes = graph.graph["quotes"]
    for iri, group in _grouped(queries.records(store, "tasks"), "task"):
        task = Task(iri, _text(group[0]["document"]), _optional(group[0]["path"]), _text(group[0]["text"]))
        graph.add_node(iri, data=task)
        graph.add_edge(iri, task.document, "statedIn", relation="statedIn")
        quotes.keep(iri, _proofs(group))
    _add_orders(graph, queries.records(store, "carries-out"))
    assigned = queries.records(store, "responsibilities")
    lead_ins = _LeadIns(store)
    for (task_iri, role, written, agency), rows in itertools.groupby(assigned, key=_assignment_key):
        # an agency that no table resolves still does the work: its words stand for it, inside this task
        node = agency or f"{task_iri}#{slug(written)}"
        if node not in graph:
            graph.add_node(node, data=Agency(node, squeeze(written)))
        found = tuple(lead_ins.around(row) for row in rows if row["quote"] is not None)
        graph.add_edge(node, task_iri, f"{role}:{written}", relation=role, as_written=written, proofs=found)


def _add_orders(graph: Graph, orders: list[queries.Row]) -> None:
    for row in orders:
        graph.add_edge(_text(row["task"]), _text(row["carriedOut"]), "carriesOut", relation="carriesOut")


class _LeadIns:
    """The provisions of loaded texts: an agency named in a lead-in is proved by the lead-in, not by its bare name."""

    def __init__(self, store: Store) -> None:
        self._by_file: dict[str, list[Proof]] = {}
        for proof in _proofs(queries.records(store, "provisions")):
            self._by_file.setdefault(proof.file, []).append(proof)

    def around(self, row: queries.Row) -> Proof:
        """The evidence of a responsibility; where it is inherited, the smallest provision that holds the words."""
        (proof,) = _proofs([row])
        if row["inherited"] is not True:
            return proof
        provisions = self._by_file.get(proof.file, [])
        # provisions do not overlap but where one holds the other, so the last that starts before is the smallest
        last = bisect_right(provisions, proof.start, key=lambda p: p.start) - 1
        holding = [p for p in provisions[max(0, last - 3) : last + 1] if p.start <= proof.start and proof.end <= p.end]
        return holding[-1] if holding else proof


def _assignment_key(row: queries.Row) -> tuple[str, str, str, str]:
    return _text(row["task"]), _text(row["role"]), _text(row["asWritten"]), _text(row["agency"])


def _grouped(rows: list[queries.Row], column: str) -> Iterator[tuple[str, list[queries.Row]]]:
    groups: dict[str, list[queries.Row]] = {}
    for row in rows:
        groups.setdefault(_text(row[column]), []).append(row)
    yield from groups.items()


def _proofs(rows: Iterable[queries.Row]) -> tuple[Proof, ...]:
    found = {
        Proof(_text(row["file"]), _number(row["start"]), _number(row["end"]), _text(row["quote"]))
        for row in rows
        if row["quote"] is not None
    }
    return tuple(sorted(found))


def _text(value: queries.Value) -> str:
    return "" if value is None else str(value)


def _optional(value: queries.Value) -> str | None:
    return None if value is None else str(value)


def _number(value: queries.Value) -> int:
    return value if isinstance(value, int) else 0
