"""Quads: what each source says in its own graph, with evidence; no blank nodes; the same bytes each time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
from tests.samples import NINH_BINH, Sample, ninh_binh, quang_binh

from policygraph import identity, link, rdf, store
from policygraph.facts import AgencyAlias, DocumentFacts, Relation
from policygraph.rdf import terms
from policygraph.vocab import load

PREFIX = f"PREFIX pg: <{identity.ONTOLOGY}> PREFIX skos: <{rdf.SKOS}> PREFIX rdfs: <{rdf.RDFS}>\n"


def quads(*facts: DocumentFacts) -> dict[str, list[ox.Quad]]:
    return rdf.graphs(link.link(list(facts), load()), load())


@pytest.fixture(scope="module")
def graph() -> store.Store:
    kept = store.memory()
    made = quads(ninh_binh().facts(), quang_binh().facts())
    made[identity.ONTOLOGY_GRAPH] = rdf.ontology_quads()
    for name, content in made.items():
        kept.replace(name, content)
    return kept


def rows(graph: store.Store, where: str, *names: str) -> list[tuple[str | None, ...]]:
    columns = " ".join("?" + name for name in names)
    order = f"ORDER BY {columns}" if names else ""
    return graph.select(f"{PREFIX} SELECT DISTINCT {columns} {{ {where} }} {order}").values()


def test_no_blank_nodes_and_everything_is_of_some_class(graph: store.Store) -> None:
    assert not graph.ask("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")
    untyped = "GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s a ?class }"
    assert rows(graph, untyped, "s") == []


def test_the_document_itself(graph: store.Store) -> None:
    found = rows(
        graph,
        "?d pg:source/pg:fileName 'ninh-binh.txt' ; a pg:ImplementingPlan ; pg:number ?number ; pg:issued ?issued ;"
        " pg:issuer/rdfs:label ?issuer ; pg:jurisdiction/rdfs:label ?place ; pg:documentType ?type ; pg:title ?title ;"
        " pg:signedBy/rdfs:label ?signer . ?type skos:prefLabel ?kind ; skos:notation ?code",
        "number", "issued", "issuer", "place", "kind", "code", "title", "signer",
    )  # fmt: skip
    assert found == [
        ("177/KH-UBND", "2024-09-30", "Ủy ban nhân dân tỉnh Ninh Bình", "tỉnh Ninh Bình", "Kế hoạch", "KH",
         "Thực hiện Kế hoạch", "Tống Quang Thìn")
    ]  # fmt: skip


def test_classes_of_the_chain(graph: store.Store) -> None:
    assert rows(graph, "?d a pg:CentralDirective ; pg:number ?n", "n") == [("69-KL/TW",)]
    assert rows(graph, "?d a pg:Directive ; pg:number ?n", "n") == [("504/QĐ-UBND",), ("69-KL/TW",)]
    plans = rows(graph, "?d a pg:ImplementingPlan OPTIONAL { ?d pg:number ?n }", "n")
    assert plans == [(None,), ("177/KH-UBND",), ("183-KH/TU",)]


def test_citations_carry_evidence_and_the_direct_triple(graph: store.Store) -> None:
    found = rows(
        graph,
        "?c a pg:Citation ; pg:statedIn/pg:number '177/KH-UBND' ; pg:citing/pg:number ?a ; pg:relation ?r ;"
        " pg:cited/pg:number ?b ; pg:certainty 'stated' ; pg:evidence/pg:quote ?quote ; pg:citing ?x ; pg:cited ?y ."
        " ?x ?r ?y",
        "a", "r", "b", "quote",
    )  # fmt: skip
    short = [(a, str(r).removeprefix(identity.ONTOLOGY), b, quote) for a, r, b, quote in found]
    assert short == [
        ("177/KH-UBND", "implements", "183-KH/TU", "SELF implements 183-KH/TU"),
        ("177/KH-UBND", "mentions", "504/QĐ-UBND", "SELF mentions 504/QĐ-UBND"),
        ("183-KH/TU", "implements", "69-KL/TW", "183-KH/TU implements 69-KL/TW"),
    ]


def test_direct_relations_never_stand_alone(graph: store.Store) -> None:
    relations = " ".join(f"pg:{relation}" for relation in Relation)
    alone = (
        f"VALUES ?r {{ {relations} }} ?a ?r ?b"
        " FILTER NOT EXISTS { ?c pg:citing ?a ; pg:relation ?r ; pg:cited ?b ; pg:evidence ?e }"
    )
    assert rows(graph, alone, "a") == []


def test_the_closure_is_inferred_and_apart(graph: store.Store) -> None:
    found = rows(graph, f"GRAPH <{identity.INFERRED_GRAPH}> {{ ?a ?p ?b }} ?a pg:number ?x . ?b pg:number ?y", "x", "y")
    assert found == [("177/KH-UBND", "183-KH/TU"), ("177/KH-UBND", "69-KL/TW"), ("183-KH/TU", "69-KL/TW")]
    assert not graph.ask(f"ASK {{ GRAPH <{identity.INFERRED_GRAPH}> {{ ?a <{identity.ONTOLOGY}implements> ?b }} }}")


def test_tasks(graph: store.Store) -> None:
    found = rows(
        graph,
        "?t a pg:Task ; pg:path 'II.1.a' ; pg:lead/rdfs:label ?lead ; pg:schedule/pg:endDate ?end ;"
        " pg:carriesOut/pg:number ?out ; pg:provision/pg:path ?path ; pg:responsibility ?r ."
        " ?r pg:task ?t ; pg:role/skos:notation ?role ; pg:asWritten ?name ; pg:inherited false ; pg:agency ?agency",
        "lead", "end", "out", "path", "role", "name",
    )  # fmt: skip
    lead = ("Sở Khoa học và Công nghệ tỉnh Ninh Bình", "2025-12-31", "504/QĐ-UBND", "II.1.a")
    assert found == [
        (*lead, "coordinate", "Hội ABC tỉnh"),
        (*lead, "coordinate", "UBND các huyện, thành phố"),
        (*lead, "lead", "Sở KH&CN"),
    ]


def test_values_of_targets_are_decimals(graph: store.Store) -> None:
    (value,) = graph.select(f"{PREFIX} SELECT ?v {{ ?t a pg:Target ; pg:value ?v }}").rows[0]
    assert value == ox.Literal("2000", datatype=ox.NamedNode(rdf.XSD + "decimal"))


def test_bodies_known_only_from_texts_say_so(graph: store.Store) -> None:
    found = rows(graph, "?a pg:certainty 'inferred' ; a pg:Agency ; rdfs:label ?l ; rdfs:comment ?c", "l", "c")
    assert [label for label, _ in found] == ["Hội ABC tỉnh Ninh Bình"] * 2


def test_places_and_agencies_bring_what_became_of_them(graph: store.Store) -> None:
    found = rows(
        graph,
        "?e a pg:ChangeEvent ; pg:original/rdfs:label 'tỉnh Ninh Bình'@vi ; pg:resulting ?p ; pg:changeDate ?day ;"
        " pg:instrumentAsWritten ?i . ?p rdfs:label ?l",
        "l", "day", "i",
    )  # fmt: skip
    assert found == [("tỉnh Ninh Bình", "2025-07-01", "Nghị quyết 202/2025/QH15")]


def test_every_evidence_quotes_its_source(graph: store.Store) -> None:
    texts = {sample.name: sample.facts().source.text for sample in (ninh_binh(), quang_binh())}
    found = rows(
        graph, "?e pg:startOffset ?a ; pg:endOffset ?b ; pg:quote ?q ; pg:inSource/pg:fileName ?f", "f", "a", "b", "q"
    )
    assert len(found) > 20
    for name, start, end, quote in found:
        assert texts[str(name)][int(str(start)) : int(str(end))] == quote


def test_an_inferred_join_says_from_what() -> None:
    undated = Sample("u.txt").head("9/KH-UBND", None, NINH_BINH, "Ủy ban nhân dân tỉnh Ninh Bình")
    undated.names("69-KL/TW").cites(Relation.IMPLEMENTS, "69-KL/TW")
    with store.memory() as kept:
        for name, content in quads(undated.facts(), ninh_binh().facts()).items():
            kept.replace(name, content)
        found = rows(kept, "?c pg:statedIn/pg:number '9/KH-UBND' ; pg:certainty ?k ; rdfs:comment ?why", "k", "why")
        assert [kind for kind, _ in found] == ["inferred", "inferred"]
        assert "the only document" in str(found[0][1])


def test_two_items_of_one_label_stay_two() -> None:
    sample = ninh_binh().gives("II.4.d", "một", ["Sở Tài chính"]).gives("II.4.d", "hai", ["Sở Y tế"])
    with store.memory() as kept:
        for name, content in quads(sample.facts()).items():
            kept.replace(name, content)
        assert len(rows(kept, "?t a pg:Task ; pg:path 'II.4.d'", "t")) == 2
        assert len(rows(kept, "?t a pg:Provision ; pg:path 'II.4.d'", "t")) == 2


def test_quads_do_not_depend_on_order() -> None:
    facts = [ninh_binh().facts(), quang_binh().facts(), Sample("c.txt").head("1/KH-UBND", None, NINH_BINH).facts()]
    expected = quads(*facts)
    random.Random(1).shuffle(facts)
    assert quads(*facts) == expected
    marks = {name: rdf.fingerprint(rdf.lines(content)) for name, content in expected.items()}
    assert marks == {name: rdf.fingerprint(rdf.lines(content[::-1])) for name, content in expected.items()}


def test_time_of_loading_only_where_given() -> None:
    facts = ninh_binh().facts()
    linked = link.link([facts], load())
    name = identity.source_graph(facts.source.sha256)
    loaded = ox.NamedNode(identity.ONTOLOGY + "loadedAt")
    assert not [q for q in rdf.graphs(linked, load())[name] if q.predicate == loaded]
    timed = rdf.graphs(linked, load(), {facts.source.key: "2026-01-02T03:04:05Z"})[name]
    assert [q.object.value for q in timed if q.predicate == loaded] == ["2026-01-02T03:04:05Z"]


def test_lines_are_what_the_engine_writes_of_the_same_terms() -> None:
    """Each letter below U+0300, and of every plane, in words, in words of a language and in a typed literal."""
    name = ox.NamedNode("urn:g")
    made, expected = terms.Graph("urn:g"), []
    for code in (*range(0x300), 0x1EBF, 0x2028, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF):
        subject, text = f"urn:s{code % 7}", f"{code:x} {chr(code)}{chr(code)}\\"
        several: list[terms.Value] = [terms.typed(text, "dateTime"), code, code / 8, code > 9]
        made.add(subject, p=text, q=terms.words(text, "vi"), r=several)
        made.put(subject, terms.LABEL, date(2000, 1, 1 + code % 28))
        kind = [ox.NamedNode(rdf.XSD + one) for one in ("dateTime", "integer", "decimal", "boolean", "date")]
        number = f"{code / 8:.3f}".rstrip("0").rstrip(".")
        objects = [
            ("p", ox.Literal(text)), ("q", ox.Literal(text, language="vi")), ("r", ox.Literal(text, datatype=kind[0])),
            ("r", ox.Literal(str(code), datatype=kind[1])), ("r", ox.Literal(number, datatype=kind[2])),
            ("r", ox.Literal("true" if code > 9 else "false", datatype=kind[3])),
        ]  # fmt: skip
        said = [(ox.NamedNode(identity.ONTOLOGY + predicate), value) for predicate, value in objects]
        said.append((ox.NamedNode(rdf.RDFS + "label"), ox.Literal(f"2000-01-{1 + code % 28:02}", datatype=kind[4])))
        expected += [ox.Quad(ox.NamedNode(subject), *one, name) for one in said]
    assert made.lines() == rdf.lines(expected)


@pytest.mark.parametrize("iri", ["urn:a b", "urn:a>", "urn:a\n", 'urn:"', "no scheme"])
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match=r"IRI|scheme"):
        terms.Graph("urn:g").add(iri, number="1")


def test_a_place_that_is_completed_is_inferred_and_says_so() -> None:
    sample = Sample("p.txt").head("5/KH-UBND", date(2023, 1, 2), NINH_BINH, title="Kế hoạch")
    sample.names("8/QĐ-UBND", date(2022, 5, 30), place=NINH_BINH, place_inferred=True)
    with store.memory() as made:
        for name, content in quads(sample.facts()).items():
            made.replace(name, content)
        found = rows(made, "?d pg:number '8/QĐ-UBND' ; pg:certainty ?c ; rdfs:comment ?w", "c", "w")
    assert {certainty for certainty, _ in found} == {"inferred"}
    assert any("của địa phương đã viện dẫn" in str(words) for _, words in found)


def test_a_body_known_by_the_text_s_own_short_name_is_inferred_with_the_reason() -> None:
    sample = Sample("a.txt").head("1/KH-UBND", date(2024, 5, 1), NINH_BINH, "Ủy ban nhân dân tỉnh Ninh Bình")
    sample.gives("1", "a", ["SYT", "Sở Tài chính"])
    alias = AgencyAlias("SYT", ("Sở Y tế",), sample.say("Sở Y tế (SYT)"))
    kept = store.memory()
    for name, content in quads(replace(sample.facts(), aliases=(alias,))).items():
        kept.replace(name, content)
    found = rows(
        kept,
        "?r a pg:Responsibility ; pg:asWritten ?name ; pg:certainty ?certainty ; pg:agency/rdfs:label ?label ."
        " OPTIONAL { ?r rdfs:comment ?why FILTER(lang(?why) = 'vi') }",
        "name", "certainty", "label", "why",
    )  # fmt: skip
    assert found == [
        ("SYT", "inferred", "Sở Y tế tỉnh Ninh Bình", "tên gọi tắt do chính văn bản đặt cho «Sở Y tế»"),
        ("Sở Tài chính", "stated", "Sở Tài chính tỉnh Ninh Bình", None),
    ]
