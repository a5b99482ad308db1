"""What the graph says of how agencies and places changed, and of who belongs to a collective."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from tests.samples import NINH_BINH, Sample

from policygraph import link, rdf, store, vocab
from policygraph.validate import validate

NINH_THUAN = "58@63"
PREFIX = "PREFIX pg: <https://w3id.org/policygraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
AGENCY = "https://w3id.org/policygraph/id/agency/"


@pytest.fixture(scope="module")
def graph() -> store.Store:
    """A plan of Ninh Thuận of 2022, one of Ninh Bình of 2024 and one of 2026."""
    south = Sample("a.txt").head("1/KH-UBND", date(2022, 3, 1), NINH_THUAN, "Ủy ban nhân dân tỉnh Ninh Thuận")
    south.gives("1", "a", ["Sở Kế hoạch và Đầu tư", "Sở Ngoại vụ", "Sở Lao động - Thương binh và Xã hội"])
    south.gives("2", "b", ["UBND các huyện, thành phố", "UBND huyện Ninh Hải"])
    north = Sample("b.txt").head("2/KH-UBND", date(2024, 9, 30), NINH_BINH, "Ủy ban nhân dân tỉnh Ninh Bình")
    north.gives(
        "1",
        "a",
        [
            "Trường Đại học Hoa Lư",
            "Trường Đại học Ninh Bình",
            "Sở Du lịch",
            "Tỉnh đoàn",
            "các cấp ủy đảng",
            "các sở, ngành, địa phương",
        ],
    )
    later = Sample("c.txt").head("3/KH-UBND", date(2026, 2, 1), "37@34", "Ủy ban nhân dân tỉnh Ninh Bình")
    later.gives("1", "a", ["các sở, ngành, địa phương", "Các tổ chức chính trị - xã hội"])
    linked = link.link([sample.facts() for sample in (south, north, later)], vocab.load())
    kept = store.memory()
    for name, quads in rdf.graphs(linked, vocab.load()).items():
        kept.replace(name, quads)
    kept.replace("https://w3id.org/policygraph/graph/ontology", rdf.ontology_quads())
    return kept


def rows(graph: store.Store, where: str, *names: str) -> list[tuple[str | None, ...]]:
    columns = " ".join(f"?{name}" for name in names)
    return sorted(graph.select(f"{PREFIX} SELECT DISTINCT {columns} {{ {where} }}").values(), key=str)


def test_the_way_from_2022_to_2026_is_in_the_graph(graph: store.Store) -> None:
    start = f"<{AGENCY}tinh-ninh-thuan/so-ke-hoach-va-dau-tu>"
    found = rows(graph, f"{start} pg:succeededBy+ ?b . ?b rdfs:label ?l", "l")
    assert found == [("Sở Tài chính tỉnh Khánh Hòa",), ("Sở Tài chính tỉnh Ninh Thuận",)]
    events = rows(
        graph,
        f"{start} pg:succeededBy* ?o . ?e a pg:ChangeEvent ; pg:original ?o ; pg:resulting/rdfs:label ?l ;"
        " pg:changeKind ?k ; pg:changeDate ?d ; pg:instrumentAsWritten ?i OPTIONAL { ?e pg:certainty ?c }",
        "d", "k", "l", "i", "c",
    )  # fmt: skip
    ninh_thuan, khanh_hoa = events
    assert ninh_thuan[:3] == ("2025-03-01", "merged", "Sở Tài chính tỉnh Ninh Thuận")
    assert str(ninh_thuan[3]).startswith("Nghị định 45/2025/NĐ-CP")
    # the resolution merges the provinces; that the departments follow is an inference and says so
    assert khanh_hoa == (
        "2025-07-01", "merged", "Sở Tài chính tỉnh Khánh Hòa", "Nghị quyết 202/2025/QH15", "inferred",
    )  # fmt: skip


def test_a_split_is_one_event_a_share(graph: store.Store) -> None:
    found = rows(
        graph,
        f"?e pg:original <{AGENCY}tinh-ninh-thuan/so-lao-dong-thuong-binh-va-xa-hoi> ; pg:changedPart ?p ;"
        " pg:resulting/rdfs:label ?l",
        "p", "l",
    )  # fmt: skip
    assert len(found) == 5
    assert ("poverty reduction", "Sở Nông nghiệp và Môi trường tỉnh Ninh Thuận") in found


def test_what_the_tables_do_not_settle_is_not_said(graph: store.Store) -> None:
    # no table says which provinces kept their departments of foreign affairs, or of tourism
    for name in ("tinh-ninh-thuan/so-ngoai-vu", "tinh-ninh-binh/so-du-lich"):
        assert graph.ask(f"{PREFIX} ASK {{ <{AGENCY}{name}> a pg:Agency }}")
        assert rows(graph, f"?e pg:original <{AGENCY}{name}>", "e") == []
        assert rows(graph, f"<{AGENCY}{name}> pg:succeededBy ?b", "b") == []


def test_a_body_with_a_life_of_its_own_does_not_end_with_its_province(graph: store.Store) -> None:
    school = f"<{AGENCY}tinh-ninh-binh/truong-dai-hoc>"
    assert rows(graph, f"{school} rdfs:label ?l", "l") == [("Trường Đại học Ninh Bình",)]
    assert rows(graph, f"{school} pg:validTo|pg:succeededBy|^pg:original ?x", "x") == []


def test_districts_end_and_affiliation_ends_nothing(graph: store.Store) -> None:
    district = f"?e pg:original <{AGENCY}tinh-ninh-thuan/huyen-ninh-hai/uy-ban-nhan-dan> ; pg:changeKind ?k"
    assert rows(graph, f"{district} OPTIONAL {{ ?e pg:resulting ?r }}", "k", "r") == [("abolished", None)]
    union = f"<{AGENCY}tinh-ninh-binh/tinh-doan>"
    heirs = rows(graph, f"{union} pg:succeededBy/rdfs:label ?l", "l")
    assert heirs == [("Tỉnh đoàn Ninh Bình",)]
    assert ("affiliated",) in rows(graph, f"?e pg:original {union} ; pg:changeKind ?k", "k")


def test_bodies_and_places_say_from_when_to_when(graph: store.Store) -> None:
    office = f"<{AGENCY}tinh-ninh-thuan/so-ke-hoach-va-dau-tu> pg:validTo ?to ; pg:jurisdiction/pg:validTo ?place"
    assert rows(graph, office, "to", "place") == [("2025-02-28", "2025-06-30")]
    assert rows(graph, f"<{AGENCY}tinh-khanh-hoa-2025/so-tai-chinh> pg:validFrom ?from", "from") == [("2025-07-01",)]


def test_members_stand_where_the_list_is_closed_and_are_inferred(graph: store.Store) -> None:
    found = rows(
        graph,
        "?c a pg:CollectiveAgency ; rdfs:label ?l ; pg:jurisdiction/pg:validFrom ?from"
        " OPTIONAL { ?c pg:certainty ?said } OPTIONAL { ?c pg:member ?m }",
        "l", "from", "said", "m",
    )  # fmt: skip
    members: dict[tuple[str | None, ...], int] = {}
    for label, since, said, member in found:
        members[label, since, said] = members.get((label, since, said), 0) + (member is not None)
    assert members == {
        ("UBND các huyện, thành phố", "1992", "inferred"): 7,
        ("các sở, ngành, địa phương", "1992", "inferred"): 25,
        # communes have no table: neither list is complete
        ("các cấp ủy đảng", "1992", None): 0,
        ("các sở, ngành, địa phương", "2025-07-01", None): 0,
        ("các tổ chức chính trị - xã hội", "2025-07-01", "inferred"): 5,
    }


def test_the_shapes_hold(graph: store.Store) -> None:
    violations = [result for result in validate(graph).results if str(result.severity) == "violation"]
    assert [(result.shape, result.focus) for result in violations] == []


def test_no_event_stands_for_two_changes(graph: store.Store) -> None:
    several = graph.select(
        f"{PREFIX} SELECT ?e {{ ?e a pg:ChangeEvent ; pg:original ?o }} GROUP BY ?e HAVING (COUNT(DISTINCT ?o) > 1)"
    )
    assert len(several) == 0
    assert isinstance(graph.select(f"{PREFIX} SELECT ?e {{ ?e a pg:ChangeEvent }}").rows[0][0], ox.NamedNode)
