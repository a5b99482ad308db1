"""What the guard lets pass, and what it refuses, before any engine sees a query."""

from __future__ import annotations

import pytest

from policygraph import queries
from policygraph.store import PREFIXES
from policygraph.web.guard import MAX_BYTES, MAX_NESTING, Refused, check


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        check(text, PREFIXES)
    return refused.value.kind


@pytest.mark.parametrize("query", queries.catalogue(), ids=lambda query: query.name)
def test_every_question_passes(query: queries.Query) -> None:
    assert check(query.text, {}).form == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x> { }' }",
        'SELECT * { ?s ?p """a " SERVICE { """ } # SERVICE',
        "PREFIX service: <http://x/SERVICE#> SELECT ?service { ?s service:service :service }",
        "SELECT * { ?s ?p 'insert'@service } ORDER BY ?from",
        "SELECT * { ?s ?p 'a\\'SERVICE' FILTER(?s<?p&&?o>2) }",
        "base <http://x/> prefix a: <b> ask{}",
        "SELECT * { ?s <http://x/a#SERVICE> _:service.x }",
    ],
)
def test_words_that_are_no_keywords_pass(text: str) -> None:
    assert check(text, PREFIXES)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
        "SELECT * { sErViCe silent ?x { } }",
        "SELECT * { ?s ?p '#' SERVICE<http://x>{ } }",
        "SELECT * { ?s ?p '''a''b''' SERVICE<http://x>{} }",
        "SELECT * { FILTER(?a<?b)SERVICE?x{} FILTER(?c>1) }",
        "SELECT * { {} #\nSERVICE<http://x>{} }",
        "SELECT * { ?s ?p 12.SERVICE<http://x>{} }",
        "SELECT * { ?s ?p trueSERVICE<http://x>{} }",
        "SELECT * { SERVICESILENT<http://x>{} }",
        "SELECT * { ?s ?p ?o.SERVICE<http://x>{} }",
        "SELECT * { ?s ?p 1eSERVICE<http://x>{} }",
        "ASK { ?s ?p <http://x/#>\rSERVICE <http://y> {} }",
    ],
)
def test_no_way_of_writing_hides_a_service(text: str) -> None:
    assert refusal(text) == "service"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "update"),
        ("prefix a: <b> # x\nDELETE WHERE { ?s ?p ?o }", "update"),
        ("LOAD <http://127.0.0.1/>", "update"),
        ("CLEAR ALL", "update"),
        ("", "form"),
        ("hello", "form"),
        ("{ ?s ?p ?o }", "form"),
        ("SELECT * { ?s ?p 'open }", "unclosed"),
        ("\\u0053ELECT * {}", "unclosed"),
        ("SELECT * FROM nowhere:x {}", "graph"),
        ("SELECT * FROMNAMED<http://x>{}", "graph"),
        ("SELECT * { " + "{" * MAX_NESTING + "}" * MAX_NESTING + " }", "deep"),
        ("SELECT * { FILTER(" + "!" * (MAX_NESTING + 1) + "true) }", "deep"),
        ("SELECT * { {}" + " UNION {}" * 51 + " }", "many"),
        ("SELECT * { ?s " + "/".join(["<a:b>"] * 300) + " ?o }", "many"),
        ("SELECT * { } #" + "x" * MAX_BYTES, "long"),
    ],
)
def test_refusals_say_why(text: str, kind: str) -> None:
    assert refusal(text) == kind


def test_graphs_of_the_query() -> None:
    asked = check("PREFIX g: <http://g/> SELECT * FROM g:a FROM NAMED <http://b> FROM pgg:ontology {}", PREFIXES)
    assert asked.default_graphs == ("http://g/a", PREFIXES["pgg"] + "ontology")
    assert asked.named_graphs == ("http://b",)
