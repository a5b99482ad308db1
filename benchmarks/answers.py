"""The same questions to policygraph and to its peers: ``python -m benchmarks.answers ENGINE STORE`` prints JSON.

ENGINE is ``policygraph`` (as pages, chains and audits ask it), ``oxigraph`` (its store, plain SPARQL), ``rdflib`` (in
memory), ``oxrdflib`` (Oxigraph in memory through rdflib) or ``virtuoso`` (a server that is started for it). Peers load
the triples of the whole store, add those of one document more, and are asked in SPARQL. Milliseconds of processor time
(of a server and of who asks it), the middle of `TIMES` runs; memory in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import servers
from policygraph import audit, chain, queries, store
from policygraph.identity import GRAPH
from policygraph.store import Store

TIMES = 5
AS_OF = date(2026, 1, 1)
WORDS = "khoa học và công nghệ"
PREFIXES = """PREFIX pg: <https://w3id.org/policygraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
#: What peers are asked; {document} and {top} are filled in.
ASKED = {
    "page": "SELECT ?fact ?value ?task ?text { { {document} ?fact ?value }"
    " UNION { ?task pg:statedIn {document} ; a pg:Task ; pg:text ?text } }",
    "chain": "SELECT DISTINCT ?below { ?below (pg:implements|pg:continues)+ {top} }",
    "coverage": "SELECT DISTINCT ?directive ?place { ?below (pg:implements|pg:continues)+ ?directive ."
    " ?directive a pg:CentralDirective . ?below pg:source ?source ; pg:jurisdiction ?place }",
    "totals": "SELECT ?agency (COUNT(DISTINCT ?task) AS ?tasks) { ?task pg:lead ?agency } GROUP BY ?agency",
    "search": f'SELECT ?thing {{ ?thing rdfs:label ?name FILTER(CONTAINS(LCASE(STR(?name)), "{WORDS}")) }}',
}
_TOP = """SELECT ?top (COUNT(DISTINCT ?below) AS ?n) { ?below pg:implements ?top . ?top a pg:CentralDirective }
GROUP BY ?top ORDER BY DESC(?n) ?top LIMIT 1"""
_DOCUMENT = "SELECT DISTINCT ?document { ?document pg:source ?source } ORDER BY ?document LIMIT 1"


def timed(call: Callable[[], object], times: int = TIMES, clock: Callable[[], float] = time.process_time) -> float:
    """Milliseconds of processor time, the middle of several runs."""
    took = []
    for _ in range(times):
        start = clock()
        call()
        took.append(1000 * (clock() - start))
    return median(took)


def asked(opened: Store) -> Iterator[tuple[str, str]]:
    """The questions for peers, about one document and the directive that most carry out."""
    (top, _), *_ = opened.select(PREFIXES + _TOP).values()
    ((document,),) = opened.select(PREFIXES + _DOCUMENT).values()
    for name, text in ASKED.items():
        yield name, PREFIXES + text.replace("{document}", f"<{document}>").replace("{top}", f"<{top}>")


def own(at: Path, opened: Store) -> dict[str, float]:
    """What policygraph itself takes; what a server reads once for all pages is ``opening``."""
    from policygraph.web.document import boxes_of
    from policygraph.web.library import Library

    library = Library(str(at))
    took = {"opening": timed(library.warm, 1)}
    here = library.current()
    documents = [iri for iri, sources in sorted(here.sources.items()) if sources][:TIMES]
    (top, _), *_ = opened.select(PREFIXES + _TOP).values()

    def page(iri: str) -> None:
        here.said(here.sources[iri][0].key)
        boxes_of(here, here.documents[iri])

    took["page"] = median(timed(lambda iri=iri: page(iri), 1) for iri in documents)  # type: ignore[misc]
    took["chain"] = timed(lambda: chain.around(opened, str(top), up=False))
    took["coverage, first"] = timed(lambda: audit.coverage(opened, audit.Rules(AS_OF)), 1)
    took["coverage"] = timed(lambda: audit.coverage_of(here.relations, audit.Rules(AS_OF), here.deadlines))
    took["totals"] = timed(lambda: opened.select(PREFIXES + ASKED["totals"]))
    took["agencies"] = timed(lambda: queries.records(opened, "agencies"), 3)
    took["search"] = timed(lambda: here.index.search(WORDS, {}))
    return took


def plain(opened: Store) -> dict[str, float]:
    """The peers' questions to the store itself."""
    return {name: timed(lambda text=text: opened.select(text), 3) for name, text in asked(opened)}  # type: ignore[misc]


def through_rdflib(opened: Store, engine: str) -> dict[str, float]:
    """The same in an rdflib graph, which loads the triples first."""
    from rdflib import Graph

    graphs = opened.graphs()
    last = next(name for name in reversed(graphs) if name.startswith(f"{GRAPH}source/"))
    whole, one = b"".join(opened.triples(name) for name in graphs if name != last), opened.triples(last)
    graph: Any = Graph(store="Oxigraph") if engine == "oxrdflib" else Graph()
    form = "ox-nt" if engine == "oxrdflib" else "nt"
    took = {"load": timed(lambda: graph.parse(data=whole, format=form), 1)}
    took["one more"] = timed(lambda: graph.parse(data=one, format=form), 1)
    for name, text in asked(opened):
        took[name] = timed(lambda text=text: list(graph.query(text)), 1)  # type: ignore[misc]
    took["export"] = timed(lambda: graph.serialize(format=form), 1)
    return took


def served(opened: Store) -> dict[str, float]:
    """The same to Virtuoso, one graph a request; it refuses paths of which neither end is known (coverage)."""
    program = servers.virtuoso_program()
    if program is None:
        raise SystemExit("virtuoso-t is not installed (Debian: virtuoso-opensource)")
    lines = {name: opened.dump("nq", name) for name in opened.graphs()}
    last = next(name for name in reversed(lines) if name.startswith(f"{GRAPH}source/"))
    one = {last: lines.pop(last)}
    with TemporaryDirectory() as where, servers.virtuoso(program, Path(where)) as server:

        def clock() -> float:
            return time.process_time() + server.took()

        with store.open(server.address) as target:
            took = {"load": timed(lambda: target.put(lines), 1, clock)}
            took["one more"] = timed(lambda: target.put(one), 1, clock)
            for name, text in asked(opened):
                if name == "coverage":
                    continue
                took[name] = timed(lambda text=text: target.select(text), 3, clock)  # type: ignore[misc]
                if set(target.select(text).values()) != set(opened.select(text).values()):
                    raise SystemExit(f"{name}: another answer than the store's")
        return took | {"peak MB": server.peak()}


def main(engine: str, at: Path) -> None:
    """Print what an engine takes."""
    with store.open(at, read_only=True) as opened:
        if engine == "policygraph":
            took = own(at, opened)
        elif engine == "virtuoso":
            took = served(opened)
        else:
            took = plain(opened) if engine == "oxigraph" else through_rdflib(opened, engine)
    print(json.dumps({"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024} | took))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
