"""Coverage, gaps and dates: what the report says, and what it must never say."""

from __future__ import annotations

import dataclasses
from datetime import date

import pyoxigraph as ox
import pytest
from tests.queries.load import COLLECTION, DOCUMENT, fill, load

from policygraph import audit, queries
from policygraph.audit import AuditReport, Cell, State, Timing
from policygraph.audit.states import found_state
from policygraph.chain import Document
from policygraph.identity import GRAPH, ONTOLOGY
from policygraph.store import Store

PLACE = "https://w3id.org/policygraph/id/place/"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def store() -> Store:
    return load()


@pytest.fixture(scope="module")
def report(store: Store) -> AuditReport:
    return audit.audit(store, TODAY)


def cell(report: AuditReport, directive: str, place: str) -> Cell:
    return report.by_pair[DOCUMENT + directive, PLACE + place]


@pytest.mark.parametrize(
    ("directive", "place", "state"),
    [
        ("vn-69", "tinh-ninh-binh", State.IMPLEMENTED),
        ("vn-69", "tinh-quang-binh", State.IMPLEMENTED),
        ("vn-69", "tinh-tra-vinh", State.NOT_DECIDABLE),
        ("vn-69", "tinh-ha-tinh", State.NOT_DECIDABLE),
        ("vn-69", "tinh-ninh-binh-2025", State.NOT_DECIDABLE),
        ("vn-709", "tinh-ninh-binh", State.IMPLEMENTED),  # a State directive asks nothing of the Party's side
        ("vn-709", "tinh-tra-vinh", State.CITED_ONLY),  # a legal basis
        ("vn-29", "tinh-ninh-binh", State.CITED_ONLY),  # a mention
        ("vn-25", "tinh-ninh-binh", State.CITED_ONLY),  # the order of one task
        ("vn-20", "tinh-ninh-binh", State.CITED_ONLY),  # only continued
    ],
)
def test_state(report: AuditReport, directive: str, place: str, state: State) -> None:
    assert cell(report, directive, place).state is state


def test_lag_and_steps_of_a_plan(report: AuditReport) -> None:
    found = {c.document.number: (c.lag, c.steps, c.side) for c in cell(report, "vn-69", "tinh-ninh-binh").carrying}
    assert found == {"177/KH-UBND": (263, 2, "state"), "183-KH/TU": (67, 1, "party")}
    undated = [c for c in cell(report, "vn-69", "tinh-quang-binh").carrying if c.document.number is None]
    assert [c.lag for c in undated] == [None]


def test_a_document_counts_once_however_often_it_is_told(report: AuditReport) -> None:
    for item in report.cells:
        iris = [c.document.iri for c in item.carrying]
        assert len(iris) == len(set(iris))


def test_every_cell_with_documents_has_its_sentence(report: AuditReport) -> None:
    for item in report.cells:
        assert all(c.proofs for c in item.carrying)
        assert item.cited or item.state is not State.CITED_ONLY


def test_one_side_alone_is_said() -> None:
    central = Document("urn:d", number="1-KL/TW", tier="politburo", central=True)
    of_state = dataclasses.replace(central, tier="government")
    for directive, sides, late, state in (
        (central, {"party"}, False, State.PARTY_ONLY),
        (central, {"state"}, True, State.STATE_ONLY),
        (central, {"state", "party"}, False, State.IMPLEMENTED),
        (central, {"state", "party"}, True, State.IMPLEMENTED_LATE),
        (of_state, {"state"}, False, State.IMPLEMENTED),
        (of_state, {"party"}, False, State.PARTY_ONLY),
    ):
        assert found_state(directive, sides, late=late) is state


def test_without_a_provinces_documents_its_cells_are_not_decidable(report: AuditReport) -> None:
    places = {"nb": "tinh-ninh-binh", "qb": "tinh-quang-binh", "tv": "tinh-tra-vinh"}
    for key, place in places.items():
        with load() as smaller:
            smaller.remove(f"{GRAPH}source/{key}")
            left = audit.audit(smaller, TODAY)
        mine = [item for item in left.cells if item.place.iri == PLACE + place]
        assert {item.state for item in mine} <= {State.NOT_DECIDABLE}
        for item in left.cells:
            if item.place.iri != PLACE + place:
                before = report.by_pair[item.directive.iri, item.place.iri]
                assert before.state is item.state


def crowded(count: int, day: str) -> Store:
    """The collection with more loaded plans of Trà Vinh that say nothing of any directive."""
    quads = list(ox.parse(path=str(COLLECTION), format=ox.RdfFormat.TRIG))
    graph = ox.NamedNode(f"{GRAPH}source/more")
    for number in range(count):
        plan = ox.NamedNode(f"{DOCUMENT}tv-more-{number}")
        source = ox.NamedNode(f"urn:source:{number}")
        for predicate, value in (
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ox.NamedNode(ONTOLOGY + "Document")),
            (ONTOLOGY + "jurisdiction", ox.NamedNode(PLACE + "tinh-tra-vinh")),
            (ONTOLOGY + "issued", ox.Literal(day, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
            (ONTOLOGY + "source", source),
        ):
            quads.append(ox.Quad(plan, ox.NamedNode(predicate), value, graph))
        quads.append(ox.Quad(source, ox.NamedNode(ONTOLOGY + "fileName"), ox.Literal(f"{number}.txt"), graph))
    return fill(quads)


def test_not_found_is_said_only_where_enough_is_held_since_the_directive() -> None:
    with crowded(4, "2025-01-01") as store:
        found = audit.audit(store, TODAY)
        assert cell(found, "vn-69", "tinh-tra-vinh").held_since == 5
        assert cell(found, "vn-69", "tinh-tra-vinh").state is State.NOT_FOUND
        assert cell(audit.audit(store, TODAY, enough=6), "vn-69", "tinh-tra-vinh").state is State.NOT_DECIDABLE
    with crowded(9, "2023-12-31") as store:  # all of them older than the directive: they could not have known it
        found = audit.audit(store, TODAY)
        assert cell(found, "vn-69", "tinh-tra-vinh").state is State.NOT_DECIDABLE
        assert cell(found, "vn-20", "tinh-tra-vinh").state is State.NOT_FOUND


def test_later_documents_do_not_count(store: Store) -> None:
    early = audit.audit(store, date(2024, 5, 1))
    assert {c.document.number for c in cell(early, "vn-69", "tinh-ninh-binh").carrying} == {"183-KH/TU"}
    assert cell(early, "vn-69", "tinh-ninh-binh").state is State.PARTY_ONLY
    assert (DOCUMENT + "vn-709", PLACE + "tinh-ninh-binh") not in early.by_pair
    assert not early.tasks  # the plan without a date carries out a decision of July: it cannot be older
    assert {task.document.file for task in audit.audit(store, date(2024, 8, 1)).tasks} == {"qb.txt"}


def test_provinces_are_those_of_the_day(store: Store) -> None:
    before = {p.name for p in audit.audit(store, date(2025, 6, 30)).places if p.current}
    after = [p for p in audit.audit(store, date(2025, 7, 1)).places if p.current]
    assert len(before) == 63
    assert len(after) == 34
    gone = next(p for p in audit.audit(store, TODAY).places if p.iri == PLACE + "tinh-tra-vinh")
    assert gone.label == "tỉnh Trà Vinh (đến 30/06/2025)"


def test_plans_without_central_directive(report: AuditReport, store: Store) -> None:
    assert [item.document.number for item in report.loose] == ["24/KH-UBND"]
    assert report.loose[0].proofs
    asked = [row["document"] for row in queries.records(store, "chains-without-central-directive")]
    assert asked == [item.document.iri for item in report.loose]


def test_tasks_agree_with_the_questions(report: AuditReport, store: Store) -> None:
    for name, tasks in (("unassigned-tasks", report.unassigned), ("undated-tasks", report.undated)):
        assert {row["task"] for row in queries.records(store, name)} == {task.iri for task in tasks}
    for day in (date(2024, 1, 1), date(2025, 3, 31), date(2025, 4, 1), TODAY):
        asked = {row["task"] for row in queries.records(store, "overdue-tasks", asOf=day)}
        assert asked == {task.iri for task in report.tasks if task.overdue(day)}


def test_what_is_never_overdue(report: AuditReport) -> None:
    timing = {task.path: task.timing for task in report.tasks if task.document.file == "nb.txt"}
    assert timing == {
        "II.1.a": Timing.DAY,
        "II.1.b": Timing.START_ONLY,
        "IV.1": Timing.RECURRING,
        "IV.2": Timing.INVALID,
    }
    late = [task.path for task in report.tasks if task.overdue(date.max)]
    assert late == ["II.1.a"]
    assert [f.quote for f in report.findings if f.kind == "invalid-date"] == ["Trước ngày 31/6/2022"]


def test_every_row_has_its_sentence_and_file(report: AuditReport) -> None:
    assert all(task.proof and task.proof.file for task in report.tasks)
    assert all(item.proofs for _, item, _ in report.assignments)


def test_figures_add_up(report: AuditReport) -> None:
    figures = {key: (part, whole) for key, part, whole in report.figures()}
    assert figures["overdue"] == (1, 5)
    assert figures["unassigned"] == (1, 5)
    assert figures["loaded"] == (3, 11)
    assert figures["cells"][1] == len(report.directives) * len(report.places) == len(report.cells)
    assert sum(1 for c in report.cells if c.state.found) == figures["cells"][0]


def test_the_same_store_and_day_give_the_same_report(store: Store, report: AuditReport) -> None:
    assert audit.audit(store, TODAY) == report


def test_the_empty_store_has_an_empty_report() -> None:
    with fill([]) as empty:
        found = audit.audit(empty, TODAY)
    assert found.cells == found.tasks == found.loose == found.findings == ()


def test_enough_must_be_positive(store: Store) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        audit.audit(store, TODAY, enough=0)
