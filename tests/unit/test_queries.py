"""Named questions: headers, parameters as terms, values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.queries.load import DOCUMENT, load

from policygraph import queries
from policygraph.errors import QueryError

GOOD = "# title-vi: a\n# title-en: b\n# columns: x\nSELECT ?x WHERE { ?x ?y ?z }\n"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (GOOD.replace("# title-en: b\n", ""), "q.rq:1", "title-en"),
        (GOOD.replace("# columns: x\n", ""), "q.rq:1", "columns"),
        ("# param x\n" + GOOD, "q.rq:1", "NAME TYPE DEFAULT"),
        (GOOD.replace("SELECT", "# param x colour none: c\nSELECT"), "q.rq:4", "colour"),
        (GOOD.replace("SELECT", "# param x date soon: c\nSELECT"), "date", "soon"),
        ("# param x iri none: c\n# param x iri none: c\n" + GOOD, "q.rq:1", "twice"),
        ("# title-vi: a\n" + GOOD, "q.rq:2", "title-vi"),
    ],
)
def test_a_broken_header_names_file_line_and_fault(tmp_path: Path, text: str, where: str, what: str) -> None:
    path = tmp_path / "q.rq"
    path.write_text(text, "utf-8")
    with pytest.raises(QueryError) as caught:
        queries.parse(path)
    assert where in str(caught.value)
    assert what in str(caught.value)


def test_a_default_is_used_and_can_be_overridden(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(GOOD.replace("SELECT", "# param y integer 3: c\nSELECT"), "utf-8")
    query = queries.parse(path)
    assert str(queries.bindings(query, {})["y"].value) == "3"  # type: ignore[union-attr]
    assert str(queries.bindings(query, {"y": 5})["y"].value) == "5"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "params", "what"),
    [
        ("chain-down", {}, "document=..."),
        ("chain-down", {"document": DOCUMENT + "vn-69", "colour": "red"}, "colour"),
        ("overdue-tasks", {"asOf": "31/6/2022"}, "31/6/2022"),
        ("chain-down", {"document": "69-KL/TW> } #"}, "69-KL/TW> } #"),
        ("chain-upp", {}, "chain-up"),
    ],
)
def test_a_wrong_call_is_a_query_error(name: str, params: dict[str, str], what: str) -> None:
    with load() as store, pytest.raises(QueryError) as caught:
        queries.run(store, name, **params)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    "evil", ['lead" } #', '" . ?a ?b ?c . FILTER("', "lead\\", "lead\n}", "'''", "?x", "} UNION {"]
)
def test_a_parameter_is_only_ever_a_value(evil: str) -> None:
    with load() as store:
        assert queries.records(store, "responsibilities", role=evil) == []
        assert len(queries.records(store, "responsibilities", role="lead")) == 4


def test_a_date_can_be_given_as_a_date() -> None:
    with load() as store:
        assert [row["end"] for row in queries.records(store, "overdue-tasks", asOf=date(2025, 4, 1))] == [
            date(2025, 3, 31)
        ]
        assert queries.records(store, "overdue-tasks", asOf=date(2025, 3, 31)) == []


def test_ask_takes_every_form_of_question() -> None:
    with load() as store:
        assert queries.ask(store, "# SELECT\nPREFIX a: <urn:ASK#>\nASK { ?s ?p ?o }").values() == [("true",)]
        assert len(queries.ask(store, "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 3")) > 0
        assert queries.ask(store, f"DESCRIBE <{DOCUMENT}vn-69>").columns == ("subject", "predicate", "object")
        assert queries.ask(store, "BASE <urn:x> select (count(*) as ?n) {?s ?p ?o}").values()[0][0] not in (None, "0")


@pytest.mark.parametrize("text", ["", "   ", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "SELECT ?x", "DROP ALL", "xyz"])
def test_ask_refuses_what_is_no_question(text: str) -> None:
    with load() as store, pytest.raises(QueryError):
        queries.ask(store, text)


def test_prefixes_need_no_declaration() -> None:
    assert queries.declared("PREFIX pg: <urn:x#> ASK { ?d a pg:Document }").count("PREFIX") == 1
    assert "rdfs" in queries.declared("SELECT * { ?s rdfs:label ?l }")
    assert queries.declared("ASK { <urn:pg:x> ?p ?o }") == "ASK { <urn:pg:x> ?p ?o }"
