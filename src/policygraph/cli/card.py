"""One document on one page: header, relations both ways, tasks, and what somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph import chain, queries
from policygraph.chain import Document
from policygraph.cli import say
from policygraph.labels import both, vi
from policygraph.store import Store
from policygraph.text import squeeze

if TYPE_CHECKING:
    from policygraph.chain import Graph


def show(store: Store, iri: str, *, facts: bool) -> None:
    """Print the document; with ``facts`` every task with its roles, schedule and sentences."""
    graph = chain.relations(store)
    document: Document = chain.data(graph, iri)
    _header(store, document)
    _relations(store, graph, iri)
    _tasks(store, graph, iri, facts=facts)
    _findings(store, graph, document)


def _header(store: Store, document: Document) -> None:
    say.line(document.label)
    fields = {
        "number": document.number,
        "type": document.type,
        "issuedOn": chain.shown(document.issued),
        "issuer": document.issuer,
        "place": document.place,
        "title": document.title,
        "file": document.file or both("show.not-loaded"),
    }
    for name, value in fields.items():
        say.line(f"  {both(f'column.{name}')}: {value or both('show.absent')}")
    names = [str(row["name"]) for row in queries.records(store, "names") if row["document"] == document.iri]
    if names:
        say.line(f"  {both('show.names')}: {'; '.join(names)}")
    sent = [str(row["recipient"]) for row in queries.records(store, "recipients", document=document.iri)]
    if sent:
        say.line(f"  {both('show.recipients')}: {'; '.join(dict.fromkeys(sent))}")
    say.line(f"  {both('column.id')}: {document.iri}")


def _relations(store: Store, graph: Graph, iri: str) -> None:
    rows = queries.records(store, "direct-relations", document=iri)
    for direction in ("out", "in"):
        mine = [row for row in rows if row["direction"] == direction]
        say.heading(f"show.{direction}", count=len({(row["relation"], row["other"]) for row in mine}))
        seen = set()
        for row in mine:
            relation = str(row["relation"]).rsplit("#", 1)[-1]
            if (relation, row["other"]) not in seen:
                seen.add((relation, row["other"]))
                say.line(f"  {both(f'relation.{relation}')}: {chain.label(graph, str(row['other']))}")
                say.line(f"      «{squeeze(str(row['quote'] or ''))}» [{row['file'] or ''}]")


def _tasks(store: Store, graph: Graph, iri: str, *, facts: bool) -> None:
    groups: dict[str, list[queries.Row]] = {}
    for row in queries.records(store, "document-tasks", document=iri):
        groups.setdefault(str(row["task"]), []).append(row)
    say.heading("show.tasks", count=len(groups))
    for rows in groups.values():
        first = rows[0]
        say.line(f"  {first['path'] or '-'}  {first['text']}")
        if facts:
            _facts(rows)
    if not facts:
        say.lead_line(chain.data(graph, iri), chain.leads(store, [iri]), "")
        say.line("  " + both("show.more-facts"))


def _facts(rows: list[queries.Row]) -> None:
    """Roles, schedule, product and sentence of a task."""
    first = rows[0]
    for role in chain.ROLES:
        names = dict.fromkeys(str(row["asWritten"]) for row in rows if row["role"] == role)
        if names:
            say.line(f"      {both(f'role.{role}')}: {'; '.join(names)}")
    if first["schedule"]:
        dates = " – ".join(filter(None, (say.day(first["start"]), say.day(first["end"]))))
        say.line(f"      {both('column.schedule')}: {first['schedule']}{f' ({dates})' if dates else ''}")
    if first["output"]:
        say.line(f"      {both('column.output')}: {first['output']}")
    if first["quote"]:
        say.line(f"      «{squeeze(str(first['quote']))}» [{first['file']}]")


def _findings(store: Store, graph: Graph, document: Document) -> None:
    """What was seen but not understood, and what is wrong with the text."""
    own = {document.iri, *(task for task, _ in graph.in_edges(document.iri))}
    rows = [
        row
        for row in queries.records(store, "findings")
        if row["focus"] in own or (document.file and row["file"] == document.file)
    ]
    say.heading("show.findings", count=len(rows))
    for row in rows:
        severity = vi(f"severity.{row['severity']}")
        say.line(f"  {severity} [{row['kind']}] {row['message']} / {row['messageEn']}")
        if row["quote"]:
            say.line(f"      «{squeeze(str(row['quote']))}»")
