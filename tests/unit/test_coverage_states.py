"""The question ``coverage-states`` and the coverage of the audit, worked out with NetworkX, agree on random graphs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.queries.load import DOCUMENT, fill

from policygraph import audit, queries
from policygraph.audit import Rules, State
from policygraph.identity import ID, ONTOLOGY, SCHEME
from policygraph.store import PREFIXES, Store

LATE = date(2026, 1, 1)  # after every document below
CENTRAL, LOCAL = range(4), range(4, 10)
RELATIONS = ("implements", "continues", "basedOn", "mentions", "replaces", "repeals")


@dataclass(frozen=True)
class Drawn:
    """A document: the first ones are central, the others of a place."""

    number: str | None
    issued: str | None
    tier: str | None
    place: str = ""
    held: bool = False


days = st.sampled_from([None, "2023-01-01", "2023-05-01", "2024-02-01"])
central = st.builds(
    Drawn, st.sampled_from(["1-CT/TW", "1/CT-TTg"]), days, st.sampled_from([None, "politburo", "government", "other"])
)
local = st.builds(
    Drawn,
    st.sampled_from([None, "5-KH/TU", "6/KH-UBND"]),
    days,
    st.sampled_from([None, "provincial_party", "provincial_people_committee", "mass_organisation", "school"]),
    st.sampled_from(["p0", "p1", "p2"]),
    st.booleans(),
)
documents = st.tuples(*[central for _ in CENTRAL], *[local for _ in LOCAL])
node = st.integers(0, len(CENTRAL) + len(LOCAL) - 1)
anything = st.tuples(node, st.sampled_from(RELATIONS), node, node)
# what decides most states: a place's document names a directive, and carries out another of its place
naming = st.builds(lambda d, r, c: (d, r, c, d), st.sampled_from(LOCAL), st.sampled_from(("mentions", "basedOn")),
                   st.sampled_from(CENTRAL))  # fmt: skip
passing = st.builds(lambda d, r, u: (d, r, u, d), st.sampled_from(LOCAL), st.sampled_from(("implements", "continues")),
                    st.sampled_from(LOCAL))  # fmt: skip
links = st.lists(st.one_of(anything, naming, passing).filter(lambda link: link[0] != link[2]), max_size=20)
orders = st.lists(st.tuples(st.sampled_from(LOCAL), st.sampled_from(CENTRAL)), max_size=4)


def world(drawn: tuple[Drawn, ...], said: list[tuple[int, str, int, int]], told: list[tuple[int, int]]) -> Store:
    """A store of these documents; a link is lower, relation, upper, who says so; an order a document and what for."""
    quads: set[ox.Quad] = set()

    def add(subject: str, name: str, value: ox.NamedNode | ox.Literal) -> None:
        predicate = PREFIXES["rdf"] + "type" if name == "a" else ONTOLOGY + name
        quads.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.NamedNode("urn:g")))

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(ONTOLOGY + name)

    def document(number: int) -> ox.NamedNode:
        return ox.NamedNode(f"{DOCUMENT}d{number}")

    for place, item in enumerate(drawn):
        iri = document(place).value
        add(iri, "a", term("Document"))
        if item.number:
            add(iri, "number", ox.Literal(item.number))
        if item.issued:
            add(iri, "issued", ox.Literal(item.issued, datatype=ox.NamedNode(PREFIXES["xsd"] + "date")))
        if item.tier:
            add(iri, "issuer", ox.NamedNode(f"urn:{item.tier}"))
            add(f"urn:{item.tier}", "tier", ox.NamedNode(f"{SCHEME}tier/{item.tier}"))
            label = ox.NamedNode(PREFIXES["rdfs"] + "label")
            issuer, words = ox.NamedNode(f"urn:{item.tier}"), ox.Literal(item.tier, language="vi")
            quads.add(ox.Quad(issuer, label, words, ox.NamedNode("urn:g")))
        if item.place:
            add(iri, "jurisdiction", ox.NamedNode(f"{ID}place/{item.place}"))
        else:
            add(iri, "a", term("CentralDirective"))
        if item.held:
            add(iri, "source", ox.NamedNode(f"urn:file{place}"))
            add(f"urn:file{place}", "fileName", ox.Literal(f"{place}.txt"))
    for place, (lower, relation, upper, speaker) in enumerate(said):
        add(f"urn:c{place}", "a", term("Citation"))
        for name, value in (("citing", lower), ("cited", upper), ("statedIn", speaker)):
            add(f"urn:c{place}", name, document(value))
        add(f"urn:c{place}", "relation", term(relation))
        add(document(lower).value, relation, document(upper))
    for place, (speaker, directive) in enumerate(told):
        add(f"urn:t{place}", "a", term("Task"))
        add(f"urn:t{place}", "statedIn", document(speaker))
        add(f"urn:t{place}", "carriesOut", document(directive))
    return fill(quads)


@settings(max_examples=200, deadline=None)
@given(documents, links, orders, st.integers(1, 3))
def test_sparql_and_networkx_say_the_same_of_every_directive_and_place(
    drawn: tuple[Drawn, ...], said: list[tuple[int, str, int, int]], told: list[tuple[int, int]], enough: int
) -> None:
    with world(drawn, said, told) as store:
        rows = queries.records(store, "coverage-states", enough=enough)
        cells = {(c.directive.iri, c.place.iri): c for c in audit.matrix(store, Rules(LATE, enough))}
    asked = {(str(row["directive"]), str(row["place"])): row for row in rows}
    assert len(asked) == len(rows), "a row a directive and place"
    for pair, row in asked.items():
        cell = cells[pair]
        assert row["state"] == cell.state, (pair, row)
        assert row["carrying"] == len(cell.carrying)
        assert row["naming"] == len(cell.naming)
        assert row["held"] == cell.held_since
    assert {cell.state for pair, cell in cells.items() if pair not in asked} <= {State.NOT_DECIDABLE}


def test_the_random_graphs_have_every_state() -> None:
    """What the test above compares: each state but lateness, which the question does not speak of."""
    plan = Drawn("6/KH-UBND", "2024-02-01", None, "p0", True)
    party, state = Drawn("5-KH/TU", "2023-05-01", None, "p0"), Drawn("1-CT/TW", "2023-01-01", None)
    cases = {
        State.IMPLEMENTED: ([(4, "implements", 0, 4), (5, "implements", 0, 4)], [state] * 4 + [plan, party]),
        State.STATE_ONLY: ([(4, "implements", 0, 4)], [state] * 4 + [plan]),
        State.PARTY_ONLY: ([(5, "implements", 0, 4)], [state] * 4 + [plan, party]),
        State.CITED_ONLY: ([(4, "mentions", 0, 4)], [state] * 4 + [plan]),
        State.INTERMEDIATE_MISSING: (
            [(4, "mentions", 0, 4), (4, "implements", 5, 4)], [state] * 4 + [plan, party],
        ),
        State.SUPERSEDED: ([(4, "mentions", 0, 4), (1, "replaces", 0, 4)], [state] * 4 + [plan]),
        State.NOT_FOUND: ([], [state] * 4 + [plan]),
        State.NOT_DECIDABLE: ([], [state] * 4 + [Drawn("6/KH-UBND", "2024-02-01", None, "p0")]),
    }  # fmt: skip
    for expected, (said, drawn) in cases.items():
        with world(tuple(drawn), said, []) as store:
            rows = queries.records(store, "coverage-states", enough=1, only=f"{DOCUMENT}d0")
            assert [row["state"] for row in rows] == [expected]
            cell = audit.coverage(store, Rules(LATE, 1)).by_pair[f"{DOCUMENT}d0", f"{ID}place/p0"]
            assert cell.state is expected
