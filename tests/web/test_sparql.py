"""The endpoint after the SPARQL 1.1 Protocol, as programs use it."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.web.conftest import LIMIT

from policygraph import queries
from policygraph import store as stores
from policygraph.web.worker import Question, _answered

ASK = "ASK { ?s ?p ?o }"
ROWS = "SELECT DISTINCT ?number WHERE { ?document pg:source ?file ; pg:number ?number } ORDER BY ?number"
NUMBERS = ["167/KH-UBND", "177/KH-UBND", "24/KH-UBND"]
GRAPH = "CONSTRUCT { ?d pg:number ?n } WHERE { ?d pg:source ?file ; pg:number ?n }"
NAMESPACE = {"s": "http://www.w3.org/2005/sparql-results#"}


def answer(client: httpx.Client, query: str, accept: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"accept": accept})


# ------------------------------------------------------------------------------------------------ ways to ask


def test_three_ways_to_ask(client: httpx.Client) -> None:
    direct = {"content-type": "application/sparql-query; charset=utf-8"}
    answers = [
        client.get("/sparql", params={"query": ROWS}),
        client.post("/sparql", data={"query": ROWS}),
        client.post("/sparql", content=ROWS, headers=direct),
    ]
    for found in answers:
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/sparql-results+json"
        assert [row["number"]["value"] for row in found.json()["results"]["bindings"]] == NUMBERS


def test_graphs_of_the_request_outweigh_those_of_the_query(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) FROM pgg:ontology { ?s ?p ?o }"

    def rows(**params: object) -> int:
        found = client.get("/sparql", params={"query": count, **params}).json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    reference = "https://w3id.org/policygraph/graph/reference"
    assert rows() != rows(**{"default-graph-uri": reference}) > 0
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    found = client.get("/sparql", params={"query": named, "named-graph-uri": reference}).json()
    assert [row["g"]["value"] for row in found["results"]["bindings"]] == [reference]
    both = {"query": named, "default-graph-uri": [reference], "named-graph-uri": [reference]}
    assert client.post("/sparql", data=both).status_code == 200


@pytest.mark.parametrize("graph", ["http://127.0.0.1:9/x", "file:///etc/passwd", "https://w3id.org/nothing"])
def test_no_graph_from_elsewhere(client: httpx.Client, graph: str) -> None:
    found = client.get("/sparql", params={"query": ASK, "default-graph-uri": graph})
    assert (found.status_code, found.json()["type"]) == (400, "urn:policygraph:problem:graph")
    assert client.get("/sparql", params={"query": f"SELECT * FROM <{graph}> {{}}"}).status_code == 400


# ------------------------------------------------------------------------------------------------ forms of answers


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.3, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        ("text/csv, application/sparql-results+json;q=0.1", "text/csv"),
        ("image/png, text/csv;q=0.1", "text/csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ],
)
def test_the_form_that_is_wanted_most(client: httpx.Client, accept: str, media: str) -> None:
    assert answer(client, ROWS, accept).headers["content-type"].split(";")[0] == media


def test_rows_are_the_same_in_every_form(client: httpx.Client) -> None:
    assert list(csv.reader(io.StringIO(answer(client, ROWS, "text/csv").text)))[1:] == [[n] for n in NUMBERS]
    tabs = answer(client, ROWS, "text/tab-separated-values").text.splitlines()
    assert tabs == ["?number", *(f'"{number}"' for number in NUMBERS)]
    found = ET.fromstring(answer(client, ROWS, "application/sparql-results+xml").content)
    assert [literal.text for literal in found.iterfind(".//s:literal", NAMESPACE)] == NUMBERS
    book = client.get("/sparql", params={"query": ROWS, "format": "xlsx"})
    assert book.status_code == 200, book.text
    from openpyxl import load_workbook

    (sheet,) = load_workbook(io.BytesIO(book.content)).worksheets
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == NUMBERS


def test_values_of_every_kind_come_through(client: httpx.Client) -> None:
    """Our writers say the same as the engine's own reader reads."""
    text = (
        "SELECT * { VALUES (?a ?b ?c ?d) { (<urn:x> 'a\\t\"<&\\nb'@vi 1.5 UNDEF)"
        " ('' '=1+1' '2022-06-30'^^xsd:date true) } }"
    )
    found = []
    for form in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.TSV):
        body = answer(client, text, str(form.media_type)).content
        read = ox.parse_query_results(body, format=form)
        assert isinstance(read, ox.QuerySolutions)
        found.append([[str(row[name]) for name in "abcd"] for row in read])
    assert found[0] == found[1] == found[2]
    assert answer(client, ASK, "application/sparql-results+xml").text.count("<boolean>true</boolean>") == 1
    assert answer(client, ASK, "application/json").json() == {"head": {}, "boolean": True}


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_graphs_in_every_form(client: httpx.Client, form: str) -> None:
    known = ox.RdfFormat.from_extension(form)
    assert known is not None
    found = answer(client, GRAPH, str(known.media_type))
    assert found.headers["content-type"].split(";")[0] == known.media_type
    objects = sorted(quad.object.value for quad in ox.parse(found.content, format=known))
    assert objects == NUMBERS


def test_none_of_the_forms(client: httpx.Client) -> None:
    for query in (ROWS, ASK, GRAPH):
        found = answer(client, query, "image/png")
        assert (found.status_code, found.headers["content-type"]) == (406, "application/problem+json")
    assert answer(client, ASK, "text/csv").status_code == 406
    assert client.get("/sparql", headers={"accept": "image/png"}).status_code == 406


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"method": "POST", "data": {"nothing": "x"}}),
        (400, {"method": "GET", "params": [("query", ASK), ("query", ASK)]}),
        (400, {"method": "GET", "params": {"query": "SELECT * {"}}),
        (400, {"method": "GET", "params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}),
        (400, {"method": "GET", "params": {"update": "CLEAR ALL"}}),
        (400, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (415, {"method": "POST", "content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}),
        (415, {"method": "POST", "content": ASK, "headers": {"content-type": "text/plain"}}),
        (415, {"method": "POST", "content": ASK}),
        (
            400,
            {
                "method": "POST",
                "content": ASK.encode("utf-16"),
                "headers": {"content-type": "application/sparql-query"},
            },
        ),
        (405, {"method": "PUT", "params": {"query": ASK}}),
        (405, {"method": "DELETE"}),
        (413, {"method": "POST", "data": {"query": ASK + "#" * 20_000}}),
        (413, {"method": "POST", "data": {"query": ASK + "#" * 1_000_000}}),
    ],
)
def test_refusals_are_problem_documents(client: httpx.Client, status: int, sent: dict[str, object]) -> None:
    found = client.request(url="/sparql", **sent)  # type: ignore[arg-type]
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    said = found.json()
    assert said["status"] == status
    assert said["title"]
    assert found.headers["x-request-id"] in said["instance"]


def test_a_mistake_has_its_place(client: httpx.Client) -> None:
    said = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p }"}).json()
    assert (said["line"], said["column"]) == (2, 10)


def test_no_connection_leaves(client: httpx.Client) -> None:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.5)
        at = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for text in (f"SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}", f"LOAD <{at}>", f"SELECT * FROM <{at}> {{}}"):
            assert client.get("/sparql", params={"query": text}).status_code == 400
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("bound", "problem"),
    [({"rows": 10}, {"problem": "rows", "limit": 10}), ({"size": 1_000_000}, {"problem": "size", "limit": 1})],
)
def test_too_large_an_answer_is_none(five: Path, bound: dict[str, int], problem: dict[str, object]) -> None:
    asked = Question("SELECT * { ?s ?p ?o }", "SELECT", "json", union=True, **bound)
    assert _answered(stores.engine(five), asked) == (problem, b"")


# ------------------------------------------------------------------------------------------------ the same rows


@pytest.mark.parametrize("name", ["documents", "most-cited-directives", "coverage", "deadlines"])
def test_the_command_gives_the_same_rows(client: httpx.Client, five: Path, name: str) -> None:
    command = [sys.executable, "-m", "policygraph.cli", "query", name, "--store", str(five), "--format", "csv"]
    printed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    served = answer(client, queries.get(name).text, "text/csv").text
    ours, theirs = (list(csv.reader(io.StringIO(text))) for text in (served, printed))
    assert len(ours) > 1
    assert Counter(map(tuple, ours)) == Counter(map(tuple, theirs))


def test_sparqlwrapper_gets_the_same_rows(address: str, client: httpx.Client) -> None:
    from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

    for method in ("GET", "POST"):
        wrapper = SPARQLWrapper(address + "/sparql")
        wrapper.setMethod(method)
        wrapper.setQuery("PREFIX pg: <https://w3id.org/policygraph/ontology#> " + ROWS)
        wrapper.setReturnFormat(JSON)
        rows = wrapper.queryAndConvert()["results"]["bindings"]  # type: ignore[index,call-overload]
        assert [row["number"]["value"] for row in rows] == NUMBERS
        wrapper.setReturnFormat(XML)
        assert wrapper.queryAndConvert().toxml().count("<binding") == len(NUMBERS)  # type: ignore[union-attr]
        wrapper.setReturnFormat(CSV)
        assert wrapper.queryAndConvert().decode().split() == ["number", *NUMBERS]  # type: ignore[union-attr]
        wrapper.setQuery("PREFIX pg: <https://w3id.org/policygraph/ontology#> " + GRAPH)
        wrapper.setReturnFormat(TURTLE)
        assert b"177/KH-UBND" in wrapper.queryAndConvert()  # type: ignore[operator]


# ------------------------------------------------------------------------------------------------ self-description


def test_service_description(client: httpx.Client, address: str) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = client.get("/sparql", headers={"accept": "text/turtle"})
    assert found.status_code == 200
    triples = [q.triple for q in ox.parse(found.content, format=ox.RdfFormat.TURTLE)]
    said = {(t.predicate.value, t.object.value) for t in triples}
    assert (sd + "endpoint", address + "/sparql") in said
    assert (sd + "supportedLanguage", sd + "SPARQL11Query") in said
    assert (sd + "name", "https://w3id.org/policygraph/graph/ontology") in said
    assert not {value for _, value in said if "Federated" in value or "Update" in value}


# ------------------------------------------------------------------------------------------------ killers

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DEEP = {
    "braces": "SELECT * " + "{" * 2250 + "}" * 2250,
    "parentheses": "SELECT * { FILTER(" + "(" * 7000 + "1" + ")" * 7000 + ") }",
    "not": "SELECT * { FILTER(" + "!" * 15_000 + "true) }",
    "minus": "SELECT (" + "-" * 15_000 + "1 AS ?x) {}",
    "plus": "SELECT (1" + "+1" * 7000 + " AS ?x) {}",
    "and": "SELECT * { FILTER(true" + "&&true" * 2300 + ") }",
    "union": "SELECT * { {}" + "UNION{}" * 2000 + " }",
    "path": "SELECT * { ?s a:b" + "/a:b" * 3500 + " ?o }",
    "inverse": "SELECT * { ?s " + "^" * 15_000 + "a:b ?o }",
    "optional": "SELECT * " + "{OPTIONAL" * 1600 + "{}" + "}" * 1600,
    "lists": "SELECT * { ?s ?p " + "(" * 7000 + ")" * 7000 + " }",
    "blanks": "SELECT * { ?s ?p " + "[a:b" * 3000 + "]" * 3000 + " }",
    "filters": "SELECT * { " + "FILTER(?x=(1*1))" * 1000 + " }",
    "binds": "SELECT * { " + "".join(f"BIND(1 AS ?v{n}) " for n in range(1300)) + " }",
    "selects": "SELECT*" + "{SELECT*" * 1800 + "{}" + "}" * 1800,
    "exists": "SELECT * {" + "FILTER EXISTS{" * 1000 + "}" * 1000 + "}",
    "megabyte": "SELECT * { ?s ?p '" + "x" * 1_000_000 + "' }",
    "megabyte-braces": "{" * 1_000_000,
    "megabyte-words": "SELECT " + "?x " * 350_000 + "{}",
    "quotes": "SELECT * { ?s ?p " + '"' * 15_001 + " }",
}
PREDICATES = ("pg:evidence", "pg:hasProvision", "pg:parent", "pg:text", "pg:quote", "pg:statedIn", "pg:order")
SLOW = {
    "cross": CROSS,
    "distinct": "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "rows": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "construct": "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
    "construct-distinct": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?g != ?a && ?i = 1) }",
    "ask": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) = -1) }",
    "group": "SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "concat": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "path-star": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?b (!<urn:x>)* ?c }",
    "path-plus": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)+ ?b . ?c (!<urn:x>)+ ?d }",
    "path-both": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>)|^(!<urn:x>))* ?b }",
    "regex": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f), 'i')) }",
    "not-exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?a ?x ?f . ?y ?z ?a } }",
    "minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?e ?c . ?g ?h ?i } }",
    "optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
    "union": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c } UNION { ?d ?e ?f } { ?g ?h ?i } UNION { ?j ?k ?l } ?m ?n2 ?o }",
    "values": "SELECT (COUNT(*) AS ?n) { VALUES ?x { 1 2 3 4 5 6 7 8 9 } ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sub-select": "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } } { SELECT * { ?g ?h ?i } } }",
    "hash": "SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "describe": "DESCRIBE ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f) }",
    "memory": "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(?c, ?f, ?c, ?f, ?c, ?f) AS ?x) }",
    "graphs": "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }",
    "bind": "SELECT (SUM(?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(STRLEN(CONCAT(STR(?c), STR(?f))) AS ?x) }",
    "avg": "SELECT (AVG(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "sample": "SELECT ?b (SAMPLE(?f) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?b",
    **{f"join-{p}": f"SELECT (COUNT(*) AS ?n) {{ ?a {p} ?b . ?c {p} ?d . ?e {p} ?f . ?g ?h ?i }}" for p in PREDICATES},
    **{f"far-{p}": f"SELECT * {{ ?a {p} ?b . ?c ?d ?e . ?f ?g ?h }} ORDER BY ?h" for p in PREDICATES},
}


def test_there_are_sixty() -> None:
    assert len(DEEP) + len(SLOW) >= 60


@pytest.mark.reliability("L1")
@pytest.mark.parametrize("name", [*DEEP, *SLOW])
def test_killers(running: tuple[subprocess.Popen[str], str], client: httpx.Client, name: str) -> None:
    """No query takes longer than the limit and half a second, nor the server with it; the next is answered at once."""
    server, _ = running
    seconds, slack, found = timed(client, server, DEEP.get(name) or SLOW[name])
    assert found.status_code in (400, 413, 503), found.text[:200]
    assert found.json()["status"] == found.status_code
    assert seconds < LIMIT + 0.5 + slack, (seconds, slack)
    assert server.poll() is None, "the server fell over"
    seconds, slack, following = timed(client, server, ASK)
    assert following.json()["boolean"] is True
    assert seconds < 0.2 + slack, (seconds, slack)


def timed(client: httpx.Client, server: subprocess.Popen[str], text: str) -> tuple[float, float, httpx.Response]:
    """Seconds until the answer, and how long of that the kernel let us, the server or its workers wait for a processor.

    On a machine with nothing else to do the latter is nothing; on one that is shared nobody can answer while others
    have the processors, and the kernel counts exactly how long that was.
    """
    # one worker answers; who else of them waits, waits for something else
    own, workers = [os.getpid(), server.pid], workers_of(server.pid)
    before, start = {process: waiting(process) for process in (*own, *workers)}, time.monotonic()
    found = client.post("/sparql", data={"query": text})
    seconds = time.monotonic() - start
    lost = {process: _longest(waiting(process), known) for process, known in before.items()}
    return seconds, sum(lost[process] for process in own) + max((lost[worker] for worker in workers), default=0), found


def waiting(process: int) -> dict[str, float]:
    """Seconds that each thread of a process was ready to run and did not; Linux tells, elsewhere there is no slack."""
    found, tasks = {}, []
    with contextlib.suppress(OSError):  # it ended meanwhile, as a worker does whose query took too long
        tasks = list(Path(f"/proc/{process}/task").iterdir())
    for task in tasks:
        with contextlib.suppress(OSError):
            found[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
    return found


def _longest(after: dict[str, float], before: dict[str, float]) -> float:
    return max((after[task] - before[task] for task in before.keys() & after.keys()), default=0.0)


def workers_of(server: int) -> list[int]:
    """The processes that the server has started."""
    tasks = Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
