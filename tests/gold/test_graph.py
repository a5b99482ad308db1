"""What the graph of the five documents must hold, whatever else changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from policygraph import sources, store
from policygraph.build import BuildReport, build
from policygraph.identity import ID, ONTOLOGY

PREFIX = f"PREFIX pg: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> tuple[Path, BuildReport]:
    at = tmp_path_factory.mktemp("five") / "store"
    return at, build(documents, at)


@pytest.fixture(scope="module")
def graph(built: tuple[Path, BuildReport]) -> Iterator[store.Store]:
    with store.open(built[0], read_only=True) as kept:
        yield kept


def rows(graph: store.Store, where: str, *names: str) -> list[tuple[str | None, ...]]:
    columns = " ".join("?" + name for name in names)
    return graph.select(f"{PREFIX} SELECT DISTINCT {columns} {{ {where} }} ORDER BY {columns}").values()


@pytest.mark.parametrize(
    ("citing", "relation", "cited"),
    [
        ("177/KH-UBND", "implements", "183-KH/TU"),
        ("177/KH-UBND", "implements", "709/QĐ-TTg"),
        ("183-KH/TU", "implements", "69-KL/TW"),
        ("709/QĐ-TTg", "implements", "69-KL/TW"),
        ("69-KL/TW", "continues", "20-NQ/TW"),
        ("167/KH-UBND", "implements", "93-KL/TW"),
        ("167/KH-UBND", "implements", "186-CV/TU"),
        ("93-KL/TW", "continues", "42-CT/TW"),
        ("24/KH-UBND", "implements", "21-NQ/TU"),
        ("156-KH/TU", "implements", "69-KL/TW"),
    ],
)
def test_named_citations_with_evidence(graph: store.Store, citing: str, relation: str, cited: str) -> None:
    found = rows(
        graph,
        f"?c a pg:Citation ; pg:citing ?a ; pg:relation pg:{relation} ; pg:cited ?b ; pg:evidence/pg:quote ?quote ."
        f" ?a pg:number '{citing}' ; pg:{relation} ?b . ?b pg:number '{cited}'",
        "quote",
    )
    assert found, f"{citing} {relation} {cited}"
    number = cited.split("/")[0].split("-")[0]
    assert any(number in str(quote) for (quote,) in found)


def test_two_provinces_meet_in_one_decision_and_one_conclusion(graph: store.Store) -> None:
    for number in ("709/QĐ-TTg", "69-KL/TW"):
        assert len(rows(graph, f"?d pg:number '{number}'", "d")) == 1
    found = rows(
        graph,
        "?d pg:number '709/QĐ-TTg' . ?plan pg:implements ?d ; pg:jurisdiction/rdfs:label ?place ; pg:source ?s",
        "place",
    )
    assert found == [("tỉnh Ninh Bình",), ("tỉnh Quảng Bình",)]


def test_plans_without_a_central_directive_are_known(graph: store.Store) -> None:
    found = rows(
        graph,
        "?d pg:source/pg:fileName ?file MINUS { ?d pg:implementsTransitively/a pg:CentralDirective }",
        "file",
    )
    assert [str(file)[:3] for (file,) in found] == ["001", "002"]


def test_bodies_of_two_provinces_are_not_one(graph: store.Store) -> None:
    found = rows(
        graph,
        "?r pg:asWritten 'Sở Khoa học và Công nghệ' ; pg:agency/rdfs:label ?label",
        "label",
    )
    assert [str(label).rsplit("tỉnh ", 1)[1] for (label,) in found] == sorted(
        ["Ninh Bình", "Ninh Thuận", "Quảng Bình", "Quảng Ngãi", "Trà Vinh"]
    )


def test_every_quote_equals_its_place_in_the_file(graph: store.Store, documents: list[Path]) -> None:
    texts = {path.name: sources.read(path).text for path in documents}
    found = rows(
        graph, "?e pg:startOffset ?a ; pg:endOffset ?b ; pg:quote ?q ; pg:inSource/pg:fileName ?f", "f", "a", "b", "q"
    )
    assert len(found) > 1000
    assert {file for file, *_ in found} == set(texts)
    for file, start, end, quote in found:
        assert texts[str(file)][int(str(start)) : int(str(end))] == quote
        assert quote


@pytest.mark.parametrize(
    "kind", ["Citation", "Task", "Responsibility", "Schedule", "Target", "Provision", "Document", "Person"]
)
def test_whatever_is_stated_has_evidence_and_certainty(graph: store.Store, kind: str) -> None:
    assert rows(graph, f"?x a pg:{kind} FILTER NOT EXISTS {{ ?x pg:evidence ?e ; pg:certainty ?c }}", "x") == []


def test_no_blank_nodes(graph: store.Store) -> None:
    assert not graph.ask("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")


def test_known_faults_are_findings(graph: store.Store) -> None:
    quotes = rows(graph, "?f a pg:Finding ; pg:evidence/pg:quote ?q", "q")
    said = " ".join(str(quote) for (quote,) in quotes)
    assert "31/6/2022" in said
    assert "69/KL-TW" in said
    kinds = [kind for (kind,) in rows(graph, "?f a pg:Finding ; pg:findingKind ?k", "k")]
    for kind in ("missing-number", "missing-date", "repeated-label", "invalid-date", "mixed-unicode-forms"):
        assert kind in kinds


def test_findings_speak_of_the_narrowest_thing(graph: store.Store) -> None:
    of = "?f pg:findingKind '{}' ; pg:focus ?x . ?x {} ?what"
    dates = rows(graph, of.format("invalid-date", "a pg:Task ; pg:schedule/pg:asWritten"), "what")
    assert len(dates) == 1
    assert "31/6/2022" in str(dates[0][0])
    numbers = [number for (number,) in rows(graph, of.format("misprinted-number", "pg:number"), "what")]
    assert "69-KL/TW" in numbers
    assert rows(graph, "?f a pg:Finding FILTER NOT EXISTS { ?f pg:focus/a ?class }", "f") == []


def test_ids_are_readable_and_safe(graph: store.Store) -> None:
    odd = rows(graph, f"?s ?p ?o FILTER(STRSTARTS(STR(?s), '{ID}') && REGEX(STR(?s), '[^!-~]'))", "s")
    assert odd == []
    assert rows(graph, f"<{ID}document/tinh-ninh-binh/177-kh-ubnd/2024-09-30> pg:number ?n", "n") == [("177/KH-UBND",)]


def test_nothing_fails(built: tuple[Path, BuildReport]) -> None:
    report = built[1]
    assert report.failures == ()
    assert report.documents == 5
    assert report.tasks > 100


def test_a_copy_with_number_and_date_is_the_same_document(tmp_path: Path, documents: list[Path]) -> None:
    """The plan that came without letterhead, loaded once more with one: one document, two sources."""
    bare = next(path for path in documents if path.name.startswith("004"))
    whole = tmp_path / "whole.txt"
    head = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG BÌNH\n-------\nSố: 1672/KH-UBND\nQuảng Bình, ngày 20 tháng 9 năm 2024\n"
    whole.write_text(head + bare.read_text("utf-8").lstrip(), "utf-8")
    build([bare, whole], tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as kept:
        query = f"PREFIX pg: <{ONTOLOGY}> SELECT DISTINCT ?d ?f {{ ?d a pg:Document ; pg:source/pg:fileName ?f }}"
        found = kept.select(query).values()
    assert {file for _, file in found} == {bare.name, "whole.txt"}
    assert len({document for document, _ in found}) == 1
