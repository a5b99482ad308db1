"""Every test of the W3C's SPARQL 1.1 Protocol and Service Description suites, by its name, written anew as a table.

The suite (https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/, W3C test suite licence and BSD 3-clause) names 34
tests of the protocol and three of the description. The tests of queries must pass as the suite expects them; the
endpoint reads only, so that each request of an update, good or bad, is answered with a 4xx and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest
from tests.web.conftest import LIMIT
from tools.server import serve

from policygraph import build
from policygraph import store as stores

#: The graphs that the suite's requests name; each says of itself that it is a document.
GRAPHS = [f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4)]
DOCUMENT = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SD = "http://www.w3.org/ns/sparql-service-description#"

_0, _1, _2, _3 = GRAPHS
_FORM = {"content-type": "application/x-www-form-urlencoded"}
_QUERY = {"content-type": "application/sparql-query"}
_UPDATE = {"content-type": "application/sparql-update"}
BOTH = f"ASK {{ <{_1}> a ?type . <{_2}> a ?type . }}"
NAMED = f"GRAPH ?g1 {{ <{_1}> a ?type }} GRAPH ?g2 {{ <{_2}> a ?type }}"

BOOLEAN = {"application/sparql-results+xml", "application/sparql-results+json"}
TABULAR = BOOLEAN | {"text/csv", "text/tab-separated-values"}
RDF = {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"}

Sent = dict[str, Any]


def get(*params: tuple[str, str]) -> Sent:
    return {"method": "GET", "params": list(params)}


def post(body: str | bytes, headers: dict[str, str], *params: tuple[str, str]) -> Sent:
    return {"method": "POST", "content": body, "headers": headers, "params": list(params)}


def default(*graphs: str) -> list[tuple[str, str]]:
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> list[tuple[str, str]]:
    return [("named-graph-uri", graph) for graph in graphs]


#: The suite's name of a test: what is sent, which media types may answer, and the truth that is expected (of an ASK).
ANSWERED: dict[str, tuple[Sent, set[str], bool | None]] = {
    "query_post_form": (post(urlencode({"query": "ASK {}"}), _FORM, *default(_0)), BOOLEAN, True),
    "query_dataset_default_graphs_get": (get(("query", BOTH), *default(_1, _2)), BOOLEAN, True),
    "query_dataset_default_graphs_post": (post(BOTH, _QUERY, *default(_1, _2)), BOOLEAN, True),
    "query_dataset_named_graphs_post": (post(f"ASK {{ {NAMED} }}", _QUERY, *named(_1, _2)), BOOLEAN, True),
    "query_dataset_named_graphs_get": (get(("query", f"ASK {{ {NAMED} }}"), *named(_1, _2)), BOOLEAN, True),
    "query_dataset_full": (
        post(f"ASK {{ <{_3}> a ?type . {NAMED} }}", _QUERY, *default(_3), *named(_1, _2)), BOOLEAN, True
    ),
    "query_multiple_dataset": (post(f"ASK FROM <{_3}> {{ {NAMED} }}", _QUERY, *named(_1, _2)), BOOLEAN, True),
    "query_get": (get(("query", "ASK {}"), *default(_0)), BOOLEAN, True),
    "query_content_type_select": (post("SELECT (1 AS ?value) {}", _QUERY, *default(_0)), TABULAR, None),
    "query_content_type_ask": (post("ASK {}", _QUERY, *default(_0)), BOOLEAN, None),
    "query_content_type_describe": (post("DESCRIBE <http://example.org/>", _QUERY, *default(_0)), RDF, None),
    "query_content_type_construct": (post("CONSTRUCT { <s> <p> 1 } WHERE {}", _QUERY, *default(_0)), RDF, None),
    "query_post_direct": (post("ASK {}", _QUERY), BOOLEAN, True),
}  # fmt: skip

INSERT = f"CLEAR ALL ; INSERT DATA {{ GRAPH <{_1}> {{ <{_1}> a <{DOCUMENT.value}> }} }}"
USING = [("using-graph-uri", _1), ("using-graph-uri", _2)]
USING_NAMED = [("using-named-graph-uri", _1), ("using-named-graph-uri", _2)]
BASE = f"INSERT DATA {{ GRAPH <{_1}> {{ <http://example.org/s> <http://example.org/p> <test> }} }}"

#: What must be refused: of the queries because the suite says so, of the updates because nothing is ever written here.
REFUSED: dict[str, Sent] = {
    "bad_query_method": {"method": "PUT", "params": [("query", "ASK {}"), *default(_0)], "headers": _FORM},
    "bad_multiple_queries": get(("query", "ASK {}"), ("query", "SELECT * {}")),
    "bad_query_wrong_media_type": post("ASK {}", {"content-type": "text/plain"}),
    "bad_query_missing_form_type": post(urlencode({"query": "ASK {}"}), {}),
    "bad_query_missing_direct_type": post("ASK {}", {}),
    "bad_query_non_utf8": post("ASK {}".encode("utf-16"), {"content-type": "application/sparql-query; charset=UTF-16"}),
    "bad_query_syntax": get(("query", "ASK {")),
    "update_dataset_default_graph": post(INSERT, _UPDATE, ("using-graph-uri", _1)),
    "update_dataset_default_graphs": post(INSERT, _UPDATE, *USING),
    "update_dataset_named_graphs": post(INSERT, _UPDATE, *USING_NAMED),
    "update_dataset_full": post(INSERT, _UPDATE, ("using-graph-uri", _3), *USING_NAMED),
    "update_post_form": post(urlencode({"update": "CLEAR ALL"}), _FORM),
    "update_post_direct": post("CLEAR ALL", _UPDATE),
    "update_base_uri": post(BASE, _UPDATE),
    "bad_update_get": get(("update", "CLEAR ALL")),
    "bad_multiple_updates": post("update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", _FORM),
    "bad_update_wrong_media_type": post("CLEAR NAMED", {"content-type": "text/plain"}),
    "bad_update_missing_form_type": post(urlencode({"update": "CLEAR NAMED"}), {}),
    "bad_update_non_utf8": post(
        "CLEAR NAMED".encode("utf-16"), {"content-type": "application/sparql-update; charset=UTF-16"}
    ),
    "bad_update_syntax": post(urlencode({"update": "CLEAR XYZ"}), _FORM),
    "bad_update_dataset_conflict": post(f"DELETE {{ ?s ?p ?o }} USING <{_1}> WHERE {{ ?s ?p ?o }}", _UPDATE, *USING),
}  # fmt: skip


@pytest.fixture(scope="module")
def w3c(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Iterator[httpx.Client]:
    """A server on a store that also holds the suite's graphs."""
    at = tmp_path_factory.mktemp("protocol") / "store"
    build.build(documents[:1], at)
    with stores.open(at) as opened:
        for name in GRAPHS:
            node = ox.NamedNode(name)
            opened.replace(name, [ox.Quad(node, A, DOCUMENT, node)])
    server, address = serve(at, "--time-limit", str(LIMIT * 5))
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client
    server.terminate()
    server.wait(10)


def test_the_table_is_the_whole_suite() -> None:
    assert len(ANSWERED) + len(REFUSED) == 34
    assert not set(ANSWERED) & set(REFUSED)


@pytest.mark.parametrize("name", ANSWERED)
def test_answered(w3c: httpx.Client, name: str) -> None:
    sent, media, truth = ANSWERED[name]
    found = w3c.request(url="/sparql", **sent)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].split(";")[0] in media
    if truth is not None:
        assert found.json()["boolean"] is truth


@pytest.mark.parametrize("name", REFUSED)
def test_refused(w3c: httpx.Client, name: str) -> None:
    everything = {"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    before = w3c.get("/sparql", params=everything).text
    sent = REFUSED[name]
    if sent["method"] == "POST" and "content-type" not in sent["headers"]:
        request = w3c.build_request(url="/sparql", **sent)
        assert "content-type" not in request.headers
    found = w3c.request(url="/sparql", **sent)
    assert 400 <= found.status_code < 500, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert w3c.get("/sparql", params=everything).text == before


def test_a_relative_iri_is_one_of_the_endpoint(w3c: httpx.Client) -> None:
    found = w3c.get("/sparql", params={"query": "CONSTRUCT { <s> <p> 1 } WHERE {}"}, headers={"accept": "text/turtle"})
    (triple,) = ox.parse(found.content, format=ox.RdfFormat.TURTLE)
    assert triple.subject == ox.NamedNode(str(w3c.base_url.join("/s")))


# ------------------------------------------------------------------------------------------- service description

#: The terms of the vocabulary (SPARQL 1.1 Service Description, W3C Recommendation, 3.): what a property links.
DOMAINS = {
    "endpoint": "Service", "feature": "Service", "defaultEntailmentRegime": "Service", "supportedLanguage": "Service",
    "supportedEntailmentProfile": "Service", "extensionFunction": "Service", "extensionAggregate": "Service",
    "languageExtension": "Service", "propertyFeature": "Service", "defaultDataset": "Service",
    "availableGraphs": "Service", "resultFormat": "Service", "inputFormat": "Service", "defaultGraph": "Dataset",
    "namedGraph": "Dataset", "name": "NamedGraph", "graph": "NamedGraph", "entailmentRegime": "NamedGraph",
}  # fmt: skip
RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
FEATURES = {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"}


def description(client: httpx.Client) -> list[ox.Triple]:
    found = client.get("/sparql", headers={"accept": "text/turtle, application/rdf+xml;q=0.9"})
    assert found.status_code == 200
    assert found.headers["content-type"].split(";")[0] in RDF
    return [quad.triple for quad in ox.parse(found.content, format=ox.RdfFormat.TURTLE)]


def test_description_returns_rdf(w3c: httpx.Client) -> None:
    assert description(w3c)


def test_description_has_endpoint_triple(w3c: httpx.Client) -> None:
    endpoint = ox.NamedNode(str(w3c.base_url.join("/sparql")))
    services = [t.subject for t in description(w3c) if t.predicate.value == SD + "endpoint" and t.object == endpoint]
    assert len(services) == 1


def test_description_conforms_to_schema(w3c: httpx.Client) -> None:
    said = description(w3c)
    types: dict[Any, set[str]] = {}
    for triple in said:
        if triple.predicate == A and triple.object.value.startswith(SD):
            types.setdefault(triple.subject, set()).add(triple.object.value.removeprefix(SD))
    used = [(t.subject, t.predicate.value.removeprefix(SD), t.object) for t in said if t.predicate.value.startswith(SD)]
    assert {name for _, name, _ in used} >= {"endpoint", "supportedLanguage", "resultFormat", "defaultDataset"}
    for subject, name, value in used:
        assert DOMAINS[name] in types[subject], (subject, name)
        assert isinstance(value, ox.NamedNode | ox.BlankNode), (name, value)
        if name in RANGES:
            assert RANGES[name] in types.get(value, {RANGES[name]}), (name, value)
    values = {kind: {v.value.removeprefix(SD) for _, name, v in used if name == kind}
              for kind in ("supportedLanguage", "feature")}  # fmt: skip
    assert values["supportedLanguage"] <= LANGUAGES
    assert values["feature"] <= FEATURES
