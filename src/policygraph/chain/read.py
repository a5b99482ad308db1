"""From a store to a graph: documents and their relations first, sentences when they are asked for."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from policygraph import queries
from policygraph.chain.model import CHAIN, Agency, Document, Lead, Leads, Proof, Task
from policygraph.columns import Columns, least
from policygraph.queries import Value
from policygraph.store import Store
from policygraph.text import slug, squeeze

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]


def documents(store: Store, columns: Columns | None = None) -> dict[str, Document]:
    """All documents of the store, by IRI; of several values of a property, the first in order."""
    read = columns or Columns(store)
    facts: Facts = {iri: {} for iri in sorted(read.members("pg:Document"))}
    for name in _FACTS:
        for iri, values in read.values(f"pg:{name}").items():
            if iri in facts:
                facts[iri][name] = values
    for kind in ("CentralDirective", "ImplementingPlan"):
        for iri in read.members(f"pg:{kind}") & facts.keys():
            facts[iri]["type"] = (*facts[iri].get("type", ()), kind)
    return _documents(store, facts)


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

    def said(self, things: Iterable[str]) -> tuple[Proof, ...]:
        """The sentences of several things, each once, in the order of the things."""
        wanted = tuple(things)
        self.fetch(wanted)
        return tuple(dict.fromkeys(proof for thing in wanted for proof in self._known[thing]))


def load(store: Store, columns: Columns | None = None) -> Graph:
    """The graph of documents, tasks and agencies: nodes carry ``data``, edges their ``relation``.

    Sentences are read from the store when they are asked for, so it must stay open as long as the graph is used.
    """
    read = columns or Columns(store)
    graph = _graph(store, documents(store, read), _links(read))
    for iri, agency in agencies(store).items():
        graph.add_node(iri, data=agency)
    _add_tasks(graph, store)
    for row in queries.records(store, "relations"):
        key = _text(row["citing"]), _text(row["cited"]), _text(row["citation"])
        graph.edges[key]["certainty"] = _optional(row["certainty"])
    return graph


def relations(store: Store, columns: Columns | None = None) -> Graph:
    """The graph of the documents, and of the tasks that are themselves told to carry out one: see `load`."""
    read = columns or Columns(store)
    graph = _graph(store, documents(store, read), _links(read))
    stated = read.values("pg:statedIn")
    for task, carried in sorted(read.values("pg:carriesOut").items()):
        for document in map(str, stated.get(task, ())):
            graph.add_node(task, data=Task(task, document, None, ""))
            graph.add_edge(task, document, "statedIn", relation="statedIn")
        for document in sorted(map(str, carried)):
            graph.add_edge(task, document, "carriesOut", relation="carriesOut")
    return graph


def around(store: Store, iri: str, *, up: bool) -> Graph:
    """The graph of one document's chain alone, up or down: quick in a store of any size. See `load`."""
    found = queries.records(store, "chain-above" if up else "chain-below", document=iri)
    chained = [_text(row["found"]) for row in found]
    rows = queries.among(store, "links", "citing" if up else "cited", chained)
    links = [Link(*(_text(row[name]) for name in Link._fields)) for row in rows]
    links = [link for link in links if link.kind in CHAIN]
    return _graph(store, documents_among(store, {iri, *chained, *_ends(links)}), links)


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


class Link(NamedTuple):
    """A statement that a document stands in a relation to another, as the question ``links`` gives it."""

    citation: str
    citing: str
    relation: str
    cited: str
    statedIn: str

    @property
    def kind(self) -> str:
        """The relation without its prefix."""
        return self.relation.rsplit("#", 1)[-1]


def _links(read: Columns) -> list[Link]:
    """All statements, as the question ``links`` gives them."""
    citing, *others = (read.values(f"pg:{name}") for name in Link._fields[1:])
    found = []
    for citation, values in citing.items():
        rest = [column.get(citation, ()) for column in others]
        found += [Link(citation, *map(str, said)) for said in itertools.product(values, *rest)]
    return found


def _graph(store: Store, found: dict[str, Document], links: list[Link]) -> Graph:
    """A graph of documents and the statements about them, in an order that no engine decides."""
    import networkx as nx

    graph: Graph = nx.MultiDiGraph(quotes=Quotes(store))
    for iri in sorted({*found, *_ends(links)}):
        graph.add_node(iri, data=found.get(iri) or Document(iri))
    for link in sorted(links):
        graph.add_edge(link.citing, link.cited, link.citation, relation=link.kind, stated_in=link.statedIn)
    return graph


def _ends(links: list[Link]) -> set[str]:
    return {iri for link in links for iri in (link.citing, link.cited)}


#: What is told of documents: document -> name of the property -> its values.
Facts = dict[str, dict[str, tuple[Value, ...]]]
_FACTS = ("number", "issued", "title", "documentType", "issuer", "jurisdiction", "source")
_NAMED = ("documentType", "issuer", "jurisdiction", "source")


def documents_among(store: Store, iris: Iterable[str]) -> dict[str, Document]:
    """What `documents` says of these alone."""
    facts: Facts = {iri: {} for iri in sorted(set(iris))}
    for row in queries.among(store, "document-facts", "document", facts):
        iri, fact = _text(row["document"]), _text(row["fact"]).rsplit("#", 1)[-1]
        value = _text(row["value"]).rsplit("#", 1)[-1] if fact == "type" else row["value"]
        facts[iri][fact] = (*facts[iri].get(fact, ()), value)
    return _documents(store, {iri: known for iri, known in facts.items() if known})


def _documents(store: Store, facts: Facts) -> dict[str, Document]:
    """The documents with these facts; one question for the names of all that they speak of."""
    things = {_text(value) for known in facts.values() for name in _NAMED for value in known.get(name, ())}
    names: dict[tuple[str, str], list[str]] = {}
    for row in queries.among(store, "names-of-things", "thing", sorted(things)):
        names.setdefault((_text(row["thing"]), _text(row["kind"])), []).append(_text(row["name"]))
    return {iri: _document(iri, known, names) for iri, known in facts.items()}


def _document(iri: str, facts: Mapping[str, tuple[Value, ...]], names: dict[tuple[str, str], list[str]]) -> Document:
    def name(fact: str, kind: str) -> str | None:
        return least(said for thing in facts.get(fact, ()) for said in names.get((str(thing), kind), ()))

    tier, kinds = name("issuer", "tier"), facts.get("type", ())
    return Document(
        iri,
        least(facts.get("number", ())),
        name("documentType", "prefLabel"),
        min((value for value in facts.get("issued", ()) if isinstance(value, date)), default=None),
        name("issuer", "label"),
        tier.rsplit("/", 1)[-1] if tier else None,
        least(facts.get("jurisdiction", ())),
        name("jurisdiction", "label"),
        least(facts.get("title", ())),
        name("source", "fileName"),
        "CentralDirective" in kinds,
        "ImplementingPlan" in kinds,
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
