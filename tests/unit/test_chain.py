"""Chains and names; SPARQL gives the same answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.queries.load import DOCUMENT, fill, load

from policygraph import audit, chain, queries
from policygraph import store as stores
from policygraph.build import build
from policygraph.chain import Fault
from policygraph.identity import ONTOLOGY
from policygraph.store import Store

AGENCY = "https://w3id.org/policygraph/id/agency/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def short(iri: str) -> str:
    return iri.removeprefix(DOCUMENT)


def links(steps: tuple[chain.Step, ...]) -> set[tuple[str, str, str]]:
    return {(short(step.lower), step.relation, short(step.upper)) for step in steps}


@pytest.fixture(scope="module")
def store() -> Store:
    return load()


@pytest.fixture(scope="module")
def graph(store: Store) -> chain.Graph:
    return chain.load(store)


def test_down_from_the_top_reaches_both_provinces_and_no_other(graph: chain.Graph) -> None:
    steps = chain.down(graph, DOCUMENT + "vn-69")
    assert links(steps) == {
        ("vn-709", "implements", "vn-69"),
        ("nb-183", "implements", "vn-69"),
        ("qb-156", "implements", "vn-69"),
        ("nb-177", "implements", "vn-709"),
        ("nb-177", "implements", "nb-183"),
        ("qb-plan", "implements", "vn-709"),
        ("qb-plan", "implements", "qb-156"),
    }
    assert all(step.proofs for step in steps)


def test_continues_is_a_link_and_says_so(graph: chain.Graph) -> None:
    first = chain.down(graph, DOCUMENT + "vn-20")[0]
    assert (short(first.lower), first.relation) == ("vn-69", "continues")


def test_a_mention_a_basis_and_a_tasks_order_are_no_links(graph: chain.Graph) -> None:
    for iri in ("vn-29", "vn-25"):
        assert chain.down(graph, DOCUMENT + iri) == ()
    assert links(chain.up(graph, DOCUMENT + "tv-24")) == {("tv-24", "implements", "tv-21")}
    orders = [edge for _, _, edge in graph.in_edges(DOCUMENT + "vn-25", data=True)]
    assert [edge["relation"] for edge in orders] == ["carriesOut"]


def test_a_second_way_is_shown_as_repeated(graph: chain.Graph) -> None:
    steps = chain.up(graph, DOCUMENT + "nb-177")
    assert [short(step.upper) for step in steps if step.repeated] == ["vn-69"]


def test_all_paths_are_found_shortest_first(graph: chain.Graph) -> None:
    ways = chain.all_paths(graph, DOCUMENT + "vn-69", DOCUMENT + "nb-177")
    assert [[short(step.lower) for step in way] for way in ways] == [["nb-183", "nb-177"], ["vn-709", "nb-177"]]
    assert chain.all_paths(graph, DOCUMENT + "nb-177", DOCUMENT + "vn-69") == []


def test_a_path_quotes_the_document_at_its_end(graph: chain.Graph) -> None:
    for bottom, file in (("nb-177", "nb.txt"), ("qb-plan", "qb.txt")):
        for way in chain.all_paths(graph, DOCUMENT + "vn-69", DOCUMENT + bottom):
            assert {step.proofs[0].file for step in way} == {file}


def test_the_trail_goes_from_the_politburo_to_a_department(graph: chain.Graph) -> None:
    found = chain.longest_trail(graph, "politburo")
    assert found is not None
    steps, lead = found
    assert short(steps[0].upper) == "vn-69"
    assert {step.relation for step in steps} == {"implements"}
    assert chain.label(graph, lead.agency or "") == "Sở Khoa học và Công nghệ tỉnh Ninh Bình"
    assert lead.proofs
    assert chain.task_proofs(graph, lead.task)


def test_assignments_of_an_agency_and_of_a_document(graph: chain.Graph) -> None:
    own = chain.assignments(graph, AGENCY + "skhcn-nb")
    assert [(item.role, item.task.path) for item in own] == [("lead", "II.1.a"), ("reportTo", "IV.1")]
    roles = [(item.role, item.as_written) for item in chain.assignments(graph, DOCUMENT + "nb-177")]
    assert roles[:2] == [("lead", "Sở Khoa học và Công nghệ"), ("coordinate", "Sở Tài chính")]
    assert ("lead", "Trung tâm ABC") in roles


def test_on_a_day_later_documents_and_their_tasks_are_gone(graph: chain.Graph) -> None:
    early = chain.on(graph, date(2024, 8, 1))
    assert links(chain.down(early, DOCUMENT + "vn-709")) == {("qb-plan", "implements", "vn-709")}
    assert not [node for node in early if node.endswith("nb-t1")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("69-KL/TW", "vn-69"),
        ("69/KL-TW", "vn-69"),
        ("  69 - kl/tw ", "vn-69"),
        ("183- KH/TU", "nb-183"),
        ("177/kh-ubnd", "nb-177"),
        ("Kết luận 69", "vn-69"),
        ("Kết luận số 69", "vn-69"),
        ("ket luan 69", "vn-69"),
        ("Kế hoạch số 183", "nb-183"),
        ("kế hoạch 177 Ninh Bình", "nb-177"),
        ("709/QD-TTG", "vn-709"),
        ("qb.txt", "qb-plan"),
        ("qb", "qb-plan"),
        (DOCUMENT + "vn-69", "vn-69"),
        (f"<{DOCUMENT}vn-69>", "vn-69"),
    ],
)
def test_documents_are_found_as_people_type_them(store: Store, said: str, meant: str) -> None:
    for text in (said, unicodedata.normalize("NFD", said)):
        assert short(chain.one(store, text).iri) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Sở Khoa học và Công nghệ tỉnh Ninh Bình",
        "so khoa hoc va cong nghe tinh ninh binh",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH NINH BÌNH",
        "Sở KH&CN tỉnh Ninh Bình",
        "Sở Khoa học và Công nghệ Ninh Bình",
    ],
)
def test_agencies_are_found_as_people_type_them(store: Store, said: str) -> None:
    assert chain.one(store, said).iri == AGENCY + "skhcn-nb"


@pytest.mark.parametrize(
    ("said", "count"),
    [("Sở Khoa học và Công nghệ", 2), ("kế hoạch Quảng Bình", 2), ("nghị quyết", 3), ("Ban Thường vụ", 2)],
)
def test_several_candidates_are_listed_and_none_is_chosen(store: Store, said: str, count: int) -> None:
    assert len(chain.find(store, said)) == count
    with pytest.raises(chain.NotFound) as caught:
        chain.one(store, said)
    assert len(caught.value.candidates) == count
    assert all(match.label in str(caught.value) for match in caught.value.candidates)


@pytest.mark.parametrize("said", ["96-KL/TW", "69-KL/TU", "170/KH-UBND", "", "   ", "11", "30/9", "Sở", "ninh", "%"])
def test_what_is_not_there_is_not_found(store: Store, said: str) -> None:
    found = {match.iri for match in chain.find(store, said)}
    assert not found or len(found) > 1
    with pytest.raises(chain.NotFound):
        chain.one(store, said)


def test_near_names_are_offered_but_not_taken(store: Store) -> None:
    with pytest.raises(chain.NotFound) as caught:
        chain.one(store, "96-KL/TW")
    assert DOCUMENT + "vn-69" in [match.iri for match in caught.value.near]


# ---------------------------------------------------------------------------------------------- random graphs

RELATIONS = ("implements", "continues", "basedOn", "mentions")
edges = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(RELATIONS), st.integers(0, 7)).filter(lambda e: e[0] != e[2]),
    max_size=16,
)


def world(
    links: list[tuple[int, str, int]], issued: Mapping[int, str] | None = None, held: Collection[int] = ()
) -> Store:
    """A store of eight documents with these relations; the first three are central, the others of three places."""
    graph = ox.NamedNode("urn:g")
    quads = []

    def add(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, graph))

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(ONTOLOGY + name)

    for number in range(8):
        iri = f"{DOCUMENT}d{number}"
        add(iri, _TYPE, node("Document"))
        place = "vn" if number < 3 else f"p{number % 3}"
        add(iri, ONTOLOGY + "jurisdiction", ox.NamedNode(f"https://w3id.org/policygraph/id/place/{place}"))
        add(iri, ONTOLOGY + "number", ox.Literal(f"{number}-KH/X"))
        if issued and number in issued:
            day = ox.Literal(issued[number], datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
            add(iri, ONTOLOGY + "issued", day)
        if number in held:
            add(iri, ONTOLOGY + "source", ox.NamedNode(f"urn:file{number}"))
            add(f"urn:file{number}", ONTOLOGY + "fileName", ox.Literal(f"{number}.txt"))
        if number < 3:
            add(iri, _TYPE, node("CentralDirective"))
    for place, (lower, relation, upper) in enumerate(links):
        citation, subject, value = f"urn:c{place}", f"{DOCUMENT}d{lower}", ox.NamedNode(f"{DOCUMENT}d{upper}")
        add(citation, _TYPE, node("Citation"))
        add(citation, ONTOLOGY + "citing", ox.NamedNode(subject))
        add(citation, ONTOLOGY + "cited", value)
        add(citation, ONTOLOGY + "relation", node(relation))
        add(citation, ONTOLOGY + "statedIn", ox.NamedNode(subject))
        add(subject, ONTOLOGY + relation, value)
    return fill(quads)


@settings(max_examples=200, deadline=None)
@given(edges)
def test_sparql_and_networkx_give_the_same_chains_and_coverage(links_made: list[tuple[int, str, int]]) -> None:
    with world(links_made) as store:
        graph = chain.load(store)
        for number in range(8):
            iri = f"{DOCUMENT}d{number}"
            for name, steps in (("chain-down", chain.down(graph, iri)), ("chain-up", chain.up(graph, iri))):
                asked = {
                    (str(row["lower"]), str(row["relation"]).rsplit("#", 1)[-1], str(row["upper"]))
                    for row in queries.records(store, name, document=iri)
                }
                assert asked == {(step.lower, step.relation, step.upper) for step in steps}
        asked_coverage = {
            (str(r["directive"]), str(r["document"]), r["direct"]) for r in queries.records(store, "coverage")
        }
        walked = {
            (directive.iri, item.document.iri, item.steps == 1)
            for directive in chain.documents_of(graph).values()
            if directive.central
            for item in audit.carried_out_by(graph, directive)
            if not item.document.central
        }
        assert asked_coverage == walked


@settings(max_examples=50, deadline=None)
@given(edges)
def test_turning_every_link_round_turns_the_chains_round(links_made: list[tuple[int, str, int]]) -> None:
    with world(links_made) as store, world([(c, b, a) for a, b, c in links_made]) as turned:
        there, back = chain.load(store), chain.load(turned)
        for number in range(8):
            iri = f"{DOCUMENT}d{number}"
            down = {(s.lower, s.relation, s.upper) for s in chain.down(there, iri)}
            up = {(s.upper, s.relation, s.lower) for s in chain.up(back, iri)}
            assert down == up


def test_a_circle_ends() -> None:
    with world([(3, "implements", 4), (4, "implements", 3)]) as store:
        graph = chain.load(store)
        steps = chain.down(graph, DOCUMENT + "d3")
        assert [(short(step.lower), step.repeated) for step in steps] == [("d4", False), ("d3", True)]


def test_a_long_chain_needs_no_deep_stack() -> None:
    quads = []
    graph = ox.NamedNode("urn:g")
    for number in range(3000):
        a, b = (ox.NamedNode(f"urn:d{n}") for n in (number, number + 1))
        c = ox.NamedNode(f"urn:c{number}")
        for name, value in (
            ("citing", a),
            ("cited", b),
            ("relation", ox.NamedNode(ONTOLOGY + "implements")),
            ("statedIn", a),
        ):
            quads.append(ox.Quad(c, ox.NamedNode(ONTOLOGY + name), value, graph))
        quads.append(ox.Quad(c, ox.NamedNode(_TYPE), ox.NamedNode(ONTOLOGY + "Citation"), graph))
    with fill(quads) as store:
        assert len(chain.up(chain.load(store), "urn:d0")) == 3000


def test_an_undated_document_is_no_older_than_what_it_names(store: Store) -> None:
    graph = chain.load(store)
    found = chain.documents_of(graph)
    naming_2024 = {
        citing
        for citing, cited in graph.edges()
        if citing in found and found[citing].issued is None
        if cited in found and str(found[cited].issued).startswith("2024")
    }
    assert naming_2024
    assert not naming_2024 & set(chain.on(graph, date(2022, 7, 1)))
    assert naming_2024 <= set(chain.on(graph, date(2024, 12, 31)))


def test_a_link_says_what_is_wrong_with_it() -> None:
    said = [
        (3, "implements", 0),  # a place's document, older than what it carries out, held
        (0, "implements", 4),  # a national document would carry out a place's, of which no text is held
        (4, "implements", 3),  # and back
    ]
    with world(said, {0: "2024-05-01", 3: "2024-01-01", 4: "2024-06-01"}, held={3}) as store:
        graph = chain.relations(store)
        steps = chain.up(graph, DOCUMENT + "d3")
        found = [(short(step.upper), step.repeated, *chain.faults(graph, step, up=True)) for step in steps]
        assert found == [
            ("d0", False, Fault.NOT_HELD, Fault.OLDER),
            ("d4", False, Fault.NOT_HELD, Fault.OLDER, Fault.DIRECTION),
            ("d3", True, Fault.CIRCLE),
        ]


def test_a_second_way_is_no_circle() -> None:
    with world([(5, "implements", 3), (5, "implements", 4), (3, "implements", 0), (4, "implements", 0)]) as store:
        steps = chain.up(chain.relations(store), DOCUMENT + "d5")
        assert [(short(s.upper), s.repeated, s.circle) for s in steps][-1] == ("d0", True, False)


def test_what_one_agency_is_given_is_read_alone_as_in_the_whole_graph(tmp_path: Path, documents: list[Path]) -> None:
    build(documents, tmp_path / "s")
    with stores.open(tmp_path / "s", read_only=True) as opened:
        whole = chain.load(opened)
        charged = {iri for iri in chain.agencies(opened) if chain.assignments(whole, iri)}
        assert len(charged) > 20
        for iri in sorted(charged):
            alone = chain.of_agency(opened, iri)
            given = chain.assignments(whole, iri)
            assert chain.assignments(alone, iri) == given
            for document in {item.task.document for item in given}:
                assert chain.up(alone, document) == chain.up(whole, document)
                assert chain.data(alone, document) == chain.data(whole, document)
