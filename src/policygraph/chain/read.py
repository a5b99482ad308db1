"""From a store to a graph: documents and their relations first, sentences when they are asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from policygraph import identity, queries
from policygraph.chain.given import LeadIns, charges, task_rows
from policygraph.chain.model import CHAIN, Agency, Document, Lead, Leads, Proof, Task
from policygraph.columns import Column, Columns, least
from policygraph.identity import ONTOLOGY
from policygraph.queries import Value
from policygraph.store import PREFIXES, Store
from policygraph.store.summary import Fact
from policygraph.text import slug, squeeze

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]


def documents(store: Store, columns: Columns | None = None) -> dict[str, Document]:
    """All documents of the store, by IRI; of several values of a property, the first in order."""
    read = columns or Columns(store)
    kept = store.summary.about_all(f"{ONTOLOGY}Document", _ABOUT) if store.summary else None
    if kept is not None:
        return _documents(store, _facts(sorted({iri for iri, *_ in kept}), kept))
    facts: Facts = {iri: {} for iri in sorted(read.members("pg:Document"))}
    for name in _FACTS:
        for iri, values in read.values(f"pg:{name}").items():
            if iri in facts:
                facts[iri][name] = values
    for kind in ("CentralDirective", "ImplementingPlan"):
        for iri in read.members(f"pg:{kind}") & facts.keys():
            facts[iri]["type"] = (*facts[iri].get("type", ()), kind)
    return _documents(store, facts)


def agencies(store: Store, columns: Columns | None = None) -> dict[str, Agency]:
    """All agencies and collectives of the store, by IRI."""
    read = columns or Columns(store)
    labels, places = read.values("rdfs:label"), read.values("pg:jurisdiction")
    used = {iri for (iri,) in queries.unordered(store, "agencies-used").values()}
    found = {}
    for iri in sorted((read.members("pg:Agency") | read.members("pg:CollectiveAgency")) & labels.keys()):
        names = (name for place in places.get(iri, ()) for name in labels.get(str(place), ()))
        found[iri] = Agency(iri, least(labels[iri]) or "", least(names), iri in used)
    return found


class Quotes:
    """The sentences of statements and tasks: read from the store when first asked for, then kept.

    With ``columns`` they are looked up there: quicker where those of most things are wanted.
    """

    def __init__(self, store: Store, columns: Columns | None = None) -> None:
        self._store, self._columns = store, columns
        self._known: dict[str, tuple[Proof, ...]] = {}

    def keep(self, thing: str, found: tuple[Proof, ...]) -> None:
        """Take note of sentences that are known already."""
        self._known[thing] = found

    def fetch(self, things: Iterable[str]) -> None:
        """Read the sentences of all these things at once."""
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self._known]
        if self._columns:
            self._known |= {thing: _looked_up(self._columns, thing) for thing in wanted}
            return
        self._known |= _worded(self._store, wanted)
        rest = [thing for thing in wanted if thing not in self._known]
        rows = queries.among(self._store, "quotes", "thing", rest)
        self._known |= dict.fromkeys(rest, ())
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
    graph = _everything(Quotes(store, read), read)
    for iri, agency in agencies(store, read).items():
        graph.add_node(iri, data=agency)
    _add_tasks(graph, read)
    certain = read.values("pg:certainty")
    for _, _, key, edge in graph.edges(keys=True, data=True):
        if "stated_in" in edge:
            edge["certainty"] = least(certain.get(key, ()))
    return graph


def relations(store: Store, columns: Columns | None = None, sentences: Quotes | None = None) -> Graph:
    """The graph of the documents, and of the tasks that are themselves told to carry out one: see `load`."""
    read = columns or Columns(store)
    graph = _everything(sentences or Quotes(store), read)
    orders = read.values("pg:carriesOut")
    stated = _stated(read, orders)
    for task, carried in sorted(orders.items()):
        for document in map(str, stated.get(task, ())):
            graph.add_node(task, data=Task(task, document, None, ""))
            graph.add_edge(task, document, "statedIn", relation="statedIn")
        for document in sorted(map(str, carried)):
            graph.add_edge(task, document, "carriesOut", relation="carriesOut")
    return graph


def around(store: Store, *iris: str, up: bool) -> Graph:
    """The graph of the chains of some documents alone, up or down: quick in a store of any size. See `load`."""
    chained, rows = _chained(store, iris, up=up)
    links = list({Link(*(_text(row[name]) for name in Link._fields)) for row in rows})
    graph = _graph(Quotes(store), documents_among(store, {*iris, *chained, *_ends(links)}), links)
    _keep(graph.graph["quotes"], rows)
    return graph


def of_agency(store: Store, iri: str, known: Graph | None = None) -> Graph:
    """The graph of what one agency is given in its own name, with the chains above the documents that say so.

    ``known``: a graph of documents to add it to. See `load`.
    """
    rows = queries.records(store, "charges-of-agency", agency=iri)
    documents = {_text(row["document"]) for row in rows}
    graph = around(store, *sorted(documents), up=True) if known is None else known
    graph.add_node(iri, data=agencies(store)[iri])
    inherited = {_text(row["document"]) for row in rows if row["inherited"] is True}
    provisions = (
        row for document in sorted(inherited) for row in queries.records(store, "provisions", document=document)
    )
    lead_ins = LeadIns(proof for row in provisions for proof in _proofs([row]))
    charges: dict[tuple[str, str, str], set[Proof]] = {}
    for place, row in enumerate(rows):
        task = Task(_text(row["task"]), _text(row["document"]), _optional(row["path"]), _text(row["text"]))
        if task.iri not in graph or "place" not in graph.nodes[task.iri]:
            graph.add_node(task.iri, data=task, place=place)
            graph.add_edge(task.iri, task.document, "statedIn", relation="statedIn")
        proofs = _proofs([row])
        found = charges.setdefault((task.iri, _text(row["role"]), _text(row["asWritten"])), set())
        found |= set(map(lead_ins.around, proofs) if row["inherited"] is True else proofs)
    for (on, role, words), said in charges.items():
        graph.add_edge(iri, on, f"{role}:{words}", relation=role, as_written=words, proofs=tuple(sorted(said)))
    return graph


def _chained(store: Store, iris: Iterable[str], *, up: bool) -> tuple[list[str], list[queries.Row]]:
    """The documents of some chains, and the rows of the question ``chain-links`` among them."""
    if store.summary:
        chained, said = store.summary.chain(iris, up=up), store.summary.chain_links(iris, up=up)
        if chained is not None and said is not None:
            columns = queries.get("chain-links").columns
            return chained, [dict(zip(columns, row, strict=True)) for row in said]
    name = "chain-above" if up else "chain-below"
    chained = [_text(row["found"]) for iri in iris for row in queries.records(store, name, document=iri)]
    return chained, queries.among(store, "chain-links", "citing" if up else "cited", chained)


def _stated(read: Columns, things: Iterable[str]) -> Column:
    """Where some things are stated that are cited or carry out a document."""
    kept = read.store.summary.about(things, [f"{ONTOLOGY}statedIn"]) if read.store.summary else None
    if kept is None:
        return read.values("pg:statedIn")
    found: dict[str, tuple[Value, ...]] = {}
    for thing, _, document, _ in kept:
        found[thing] = (*found.get(thing, ()), document)
    return found


def _keep(quotes: Quotes, rows: list[queries.Row]) -> None:
    """Take note of the sentences of links; where an address does not tell the place, they are asked for later."""
    for citation, group in _grouped(rows, "citation"):
        said = [row for row in group if row["quote"] is not None]
        places = [identity.evidence_place(_text(row["evidence"])) for row in said]
        found = {
            Proof(_text(row["file"]), place[1], place[2], _text(row["quote"]))
            for row, place in zip(said, places, strict=True)
            if place and row["file"] is not None
        }
        if len(found) == len(said):
            quotes.keep(citation, tuple(sorted(found)))


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
    kept = read.store.summary.links() if read.store.summary else None
    if kept is not None:
        return [Link(*row) for row in kept]
    citing, *others = (read.values(f"pg:{name}") for name in Link._fields[1:])
    found = []
    for citation, values in citing.items():
        rest = [column.get(citation, ()) for column in others]
        found += [Link(citation, *map(str, said)) for said in itertools.product(values, *rest)]
    return found


def _graph(quotes: Quotes, found: dict[str, Document], links: list[Link]) -> Graph:
    """A graph of documents and the statements about them, in an order that no engine decides."""
    import networkx as nx

    graph: Graph = nx.MultiDiGraph(quotes=quotes)
    for iri in sorted({*found, *_ends(links)}):
        graph.add_node(iri, data=found.get(iri) or Document(iri))
    for link in sorted(links):
        graph.add_edge(link.citing, link.cited, link.citation, relation=link.kind, stated_in=link.statedIn)
    return graph


def _everything(quotes: Quotes, read: Columns) -> Graph:
    """The graph of all documents; an edge ``carries`` where its lower end carries out the upper one in any words."""
    graph = _graph(quotes, documents(read.store, read), _links(read))
    carried_out = read.values("pg:implements")
    for lower, upper, edge in graph.edges(data=True):
        edge["carries"] = edge["relation"] in CHAIN and upper in map(str, carried_out.get(lower, ()))
    return graph


def _ends(links: list[Link]) -> set[str]:
    return {iri for link in links for iri in (link.citing, link.cited)}


#: What is told of documents: document -> name of the property -> its values.
Facts = dict[str, dict[str, tuple[Value, ...]]]
_FACTS = ("number", "issued", "title", "documentType", "issuer", "jurisdiction", "source")
_NAMED = ("documentType", "issuer", "jurisdiction", "source")
_TYPE = f"{PREFIXES['rdf']}type"
_ABOUT = (_TYPE, *(ONTOLOGY + name for name in _FACTS))
_NAMES = (f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}prefLabel", f"{ONTOLOGY}tier", f"{ONTOLOGY}fileName")


def documents_among(store: Store, iris: Iterable[str]) -> dict[str, Document]:
    """What `documents` says of these alone."""
    wanted = sorted(set(iris))
    kept = store.summary.about(wanted, _ABOUT) if store.summary else None
    if kept is not None:
        facts = _facts(wanted, kept)
    else:
        rows = queries.among(store, "document-facts", "document", wanted)
        facts = _told(wanted, ((_text(row["document"]), _text(row["fact"]), row["value"]) for row in rows))
    return _documents(store, {iri: known for iri, known in facts.items() if known})


def _facts(iris: list[str], kept: Iterable[Fact]) -> Facts:
    return _told(iris, ((iri, fact, queries.typed(text, kind)) for iri, fact, text, kind in kept))


def _told(iris: list[str], said: Iterable[tuple[str, str, Value]]) -> Facts:
    """What is told of documents, by the last part of the property's name, and of the class's for a type."""
    facts: Facts = {iri: {} for iri in iris}
    for iri, fact, value in said:
        known, name = facts[iri], fact.rpartition("#")[2]
        value = _text(value).rpartition("#")[2] if fact == _TYPE else value
        known[name] = (*known[name], value) if name in known else (value,)
    return facts


def _documents(store: Store, facts: Facts) -> dict[str, Document]:
    """The documents with these facts; one question for the names of all that they speak of."""
    things = {_text(value) for known in facts.values() for name in _NAMED for value in known.get(name, ())}
    names: dict[tuple[str, str], str] = {}
    kept = store.summary.about(sorted(things), _NAMES) if store.summary else None
    if kept is not None:
        said = ((thing, name.rpartition("#")[2], text) for thing, name, text, _ in kept)
    else:
        rows = queries.among(store, "names-of-things", "thing", sorted(things))
        said = ((_text(row["thing"]), _text(row["kind"]), _text(row["name"])) for row in rows)
    for thing, kind, name in said:
        names[thing, kind] = min(name, names.get((thing, kind), name))
    return {iri: _document(iri, known, names) for iri, known in facts.items()}


def _document(iri: str, facts: Mapping[str, tuple[Value, ...]], names: Mapping[tuple[str, str], str]) -> Document:
    def name(fact: str, kind: str) -> str | None:
        keys = [(str(thing), kind) for thing in facts.get(fact, ())]
        return min([names[key] for key in keys if key in names], default=None)

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


def _add_tasks(graph: Graph, read: Columns) -> None:
    held: Quotes = graph.graph["quotes"]
    for place, row in enumerate(task_rows(read, held)):
        task = Task(_text(row["task"]), _text(row["document"]), _optional(row["path"]), _text(row["text"]))
        graph.add_node(task.iri, data=task, place=place)
        graph.add_edge(task.iri, task.document, "statedIn", relation="statedIn")
    for iri, carried in sorted(read.values("pg:carriesOut").items()):
        for document in sorted(map(_text, carried)):
            graph.add_edge(iri, document, "carriesOut", relation="carriesOut")
    for item in charges(read, held):
        # an agency that no table resolves still does the work: its words stand for it, inside this task
        node = item.agency or f"{item.task}#{slug(item.as_written)}"
        if node not in graph:
            graph.add_node(node, data=Agency(node, squeeze(item.as_written)))
        said = {"as_written": item.as_written, "proofs": item.proofs}
        graph.add_edge(node, item.task, f"{item.role}:{item.as_written}", relation=item.role, **said)


def _worded(store: Store, things: list[str]) -> dict[str, tuple[Proof, ...]]:
    """The sentences that the summary has; of a thing whose evidence does not tell the place, none."""
    found: dict[str, set[Proof]] = {}
    unplaced = set()
    for thing, at, quote, file in (store.summary.words(things) if store.summary and things else None) or ():
        place = identity.evidence_place(at)
        if place:
            found.setdefault(thing, set()).add(Proof(file, place[1], place[2], quote))
        else:
            unplaced.add(thing)
    return {thing: tuple(sorted(proofs)) for thing, proofs in found.items() if thing not in unplaced}


def _grouped(rows: list[queries.Row], column: str) -> Iterator[tuple[str, list[queries.Row]]]:
    groups: dict[str, list[queries.Row]] = {}
    for row in rows:
        groups.setdefault(_text(row[column]), []).append(row)
    yield from groups.items()


def _looked_up(columns: Columns, thing: str) -> tuple[Proof, ...]:
    """The sentences of a thing, as the question ``quotes`` gives them."""
    words, names = columns.values("pg:quote"), columns.values("pg:fileName")
    found = []
    for value in columns.values("pg:evidence").get(thing, ()):
        at = _text(value)
        source, start, end = identity.evidence_place(at) or _place(columns, at)
        if source in names and at in words:
            found.append(Proof(least(names[source]) or "", start, end, least(words[at]) or ""))
    return tuple(found) if len(found) < 2 else tuple(sorted(set(found)))


def _place(columns: Columns, evidence: str) -> tuple[str, int, int]:
    """The place of a piece of evidence whose IRI does not tell it."""
    start, end = (columns.values(f"pg:{name}").get(evidence, ()) for name in ("startOffset", "endOffset"))
    source = least(columns.values("pg:inSource").get(evidence, ())) or ""
    return source, min(map(_number, start), default=0), min(map(_number, end), default=0)


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
