"""Chains, coverage, agencies and workbooks of a million quads: ``python -m benchmarks.audit [DOCUMENTS] [FOLDER]``.

Builds the store of `benchmarks.corpus` below the folder once (a temporary one, kept for the next run) and prints
processor time beside what the issue allows, and beside a peer on the same machine: rdflib in memory for chains and
coverage, walking the same links without sentences, and openpyxl for the workbook, writing the same rows without
widths, links and formats.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks import corpus
from policygraph import audit, chain, queries, store
from policygraph.columns import Columns
from policygraph.export import AUDITS
from policygraph.export.tables import sheets
from policygraph.store import Store

if TYPE_CHECKING:
    from rdflib import Graph

T = TypeVar("T")
AS_OF = date(2026, 1, 1)
CHAIN, COVERAGE, PAGE, BOOK = 0.05, 1.0, 0.1, 10.0  # seconds that each may take


def main(documents: int, folder: Path) -> None:
    """Build the collection where it is not there yet, and print a line for each answer."""
    say(f"{documents} documents below {folder} (built where they are not there yet) ...")
    at = corpus.store(folder, documents)
    with store.open(at, read_only=True) as opened:
        quads = opened.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").values()[0][0]
        say(f"{documents} documents, {quads} quads; seconds of processor time, the least of several runs")
        links = peer(opened)
        chains(opened, links)
        coverage(opened, links)
        agencies(opened)
        workbook(opened)


def say(line: str) -> None:
    """A line at once: what follows may take a while."""
    print(line, flush=True)


def timed(call: Callable[[], T], repeats: int = 5) -> tuple[float, T]:
    """The least processor time of several runs in seconds, and what the last one gave."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        found = call()
        best = min(best, time.process_time() - start)
    return best, found


def told(what: str, seconds: float, bound: float, other: float | None = None, name: str = "") -> None:
    """A figure, what it may be, and how many times as long the peer takes."""
    beside = f"; {name} {other:.3f} s, {other / seconds:.2f} times as long" if other is not None else ""
    say(f"{what}: {seconds:.3f} s (at most {bound:g}){beside}")


def peer(opened: Store) -> Graph:
    """The links of who carries out what, in rdflib."""
    from rdflib import Graph, URIRef

    upper, central, graph = URIRef("urn:upper"), URIRef("urn:central"), Graph()
    for row in queries.rows(queries.unordered(opened, "links")):
        if str(row["relation"]).endswith("#implements"):
            graph.add((URIRef(str(row["citing"])), upper, URIRef(str(row["cited"]))))
    for iri in Columns(opened).members("pg:CentralDirective"):
        graph.add((URIRef(iri), central, URIRef(iri)))
    return graph


def chains(opened: Store, links: Graph) -> None:
    """The chain below the directive with most followers, one in the middle, and the same from a graph in memory."""
    from rdflib import URIRef

    whole = chain.relations(opened)
    central = [iri for iri, document in chain.documents_of(whole).items() if document.central]
    ranked = sorted(central, key=lambda iri: len(chain.down(whole, iri)))
    ask = "SELECT ?x { ?x <urn:upper>+ ?top }"
    for name, top in {"widest chain": ranked[-1], "chain in the middle": ranked[3 * len(ranked) // 4]}.items():
        seconds, steps = timed(lambda top=top: chain.down(chain.around(opened, top, up=False), top))  # type: ignore[misc]
        other, _ = timed(lambda top=top: list(links.query(ask, initBindings={"top": URIRef(top)})), 2)  # type: ignore[misc]
        told(f"{name} ({len(steps)} steps with sentences)", seconds, CHAIN, other, "rdflib")
        kept, _ = timed(lambda top=top: chain.down(whole, top))  # type: ignore[misc]
        told(f"{name}, from a graph in memory", kept, CHAIN)


def coverage(opened: Store, links: Graph) -> None:
    """The whole matrix."""
    seconds, found = timed(lambda: audit.coverage(opened, audit.Rules(AS_OF)), 3)
    ask = "SELECT ?x ?top { ?top <urn:central> ?top . ?x <urn:upper>+ ?top }"
    other, _ = timed(lambda: list(links.query(ask)), 1)
    told(f"coverage ({len(found.cells)} cells)", seconds, COVERAGE, other, "rdflib")


def agencies(opened: Store) -> None:
    """What the agencies with most tasks have to do."""
    ranked = sorted(queries.records(opened, "agencies"), key=lambda row: -int(str(row["leads"])))
    for row in [row for row in ranked if "/agency/" in str(row["agency"])][:3]:
        iri = str(row["agency"])
        seconds, duties = timed(lambda iri=iri: audit.duties_of(opened, iri, AS_OF))  # type: ignore[misc]
        told(f"agency page ({len(duties)} duties of {row['name']})", seconds, PAGE)


def workbook(opened: Store) -> None:
    """The audit, and each form of its report."""
    took, report = timed(lambda: audit.audit(opened, AS_OF), 1)
    say(f"audit ({len(report.tasks)} tasks): {took:.1f} s")
    for form, writer in AUDITS.items():
        seconds, data = timed(lambda writer=writer: writer(report), 1)  # type: ignore[misc]
        if form == "xlsx":
            other, _ = timed(lambda: plain_book(report), 1)
            told(f"workbook, audit included ({len(data) / 1e6:.1f} MB)", took + seconds, BOOK)
            told("workbook, written", seconds, BOOK, other, "openpyxl")
        else:
            say(f"{form}: {seconds:.1f} s, {len(data) / 1e6:.1f} MB")


def plain_book(report: audit.AuditReport) -> bytes:
    """The same rows with openpyxl."""
    from openpyxl import Workbook

    from policygraph.export.files import clean

    book = Workbook(write_only=True)
    for part in sheets(report):
        sheet = book.create_sheet(part.key)
        for row in part.rows:
            sheet.append([clean(value) if isinstance(value, str) else value for value in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


if __name__ == "__main__":
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "policygraph-bench"
    main(int(sys.argv[1]) if len(sys.argv) > 1 else corpus.MILLION, place)
