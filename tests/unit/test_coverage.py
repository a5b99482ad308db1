"""The states of coverage, one small collection each: late, link missing, superseded, merged provinces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.queries.load import DOCUMENT, fill

from policygraph import audit, queries
from policygraph import store as stores
from policygraph.audit import Merging, Rules, State
from policygraph.build import build
from policygraph.identity import ONTOLOGY
from policygraph.store import Store

PLACE = "https://w3id.org/policygraph/id/place/"
NB, QB, QT = "tinh-ninh-binh", "tinh-quang-binh", "tinh-quang-tri"
HEIR = "tinh-quang-tri-2025"  # of QB and QT
TODAY = date(2026, 1, 1)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def document(
    name: str, issued: str | None = None, place: str | None = None, number: str = "", held: bool = True
) -> list[ox.Quad]:
    """A document: of a place and loaded, or national and only cited."""
    said: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []
    iri = DOCUMENT + name
    said.append((iri, _TYPE, ox.NamedNode(ONTOLOGY + "Document")))
    said.append((iri, ONTOLOGY + "number", ox.Literal(number or f"{name}/KH-UBND")))
    if issued:
        day = ox.Literal(issued, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
        said.append((iri, ONTOLOGY + "issued", day))
    if place:
        said.append((iri, ONTOLOGY + "jurisdiction", ox.NamedNode(PLACE + place)))
    else:
        said.append((iri, _TYPE, ox.NamedNode(ONTOLOGY + "CentralDirective")))
    if place and held:
        said.append((iri, ONTOLOGY + "source", ox.NamedNode(f"urn:{name}")))
        said.append((f"urn:{name}", ONTOLOGY + "fileName", ox.Literal(f"{name}.txt")))
    return [ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, ox.NamedNode("urn:g")) for s, p, o in said]


def says(lower: str, relation: str, upper: str, speaker: str | None = None) -> list[ox.Quad]:
    """A statement: of the lower document itself, unless another speaks."""
    citation, graph = ox.NamedNode(f"urn:{lower}-{relation}-{upper}"), ox.NamedNode("urn:g")
    ends = {"citing": lower, "cited": upper, "statedIn": speaker or lower}
    made = [ox.Quad(citation, ox.NamedNode(ONTOLOGY + n), ox.NamedNode(DOCUMENT + d), graph) for n, d in ends.items()]
    made.append(ox.Quad(citation, ox.NamedNode(_TYPE), ox.NamedNode(ONTOLOGY + "Citation"), graph))
    made.append(ox.Quad(citation, ox.NamedNode(ONTOLOGY + "relation"), ox.NamedNode(ONTOLOGY + relation), graph))
    words, file = ox.NamedNode(f"{citation.value}-words"), ox.NamedNode(f"urn:{speaker or lower}")
    made.append(ox.Quad(citation, ox.NamedNode(ONTOLOGY + "evidence"), words, graph))
    made.append(ox.Quad(words, ox.NamedNode(ONTOLOGY + "inSource"), file, graph))
    made.append(ox.Quad(words, ox.NamedNode(ONTOLOGY + "quote"), ox.Literal(f"{lower} {relation} {upper}"), graph))
    made += [ox.Quad(words, ox.NamedNode(ONTOLOGY + n), ox.Literal(1), graph) for n in ("startOffset", "endOffset")]
    made.append(ox.Quad(file, ox.NamedNode(ONTOLOGY + "fileName"), ox.Literal(f"{speaker or lower}.txt"), graph))
    pair = ox.NamedNode(DOCUMENT + lower), ox.NamedNode(DOCUMENT + upper)
    return [*made, ox.Quad(pair[0], ox.NamedNode(ONTOLOGY + relation), pair[1], graph)]


def state(quads: list[ox.Quad], place: str, directive: str = "top", **rules: object) -> State:
    """The state of one cell."""
    with fill(quads) as store:
        return _cells(store, **rules)[directive, place]


def _cells(store: Store, **rules: object) -> dict[tuple[str, str], State]:
    cells = audit.matrix(store, Rules(TODAY, **rules))  # type: ignore[arg-type]
    return {(c.directive.iri.removeprefix(DOCUMENT), c.place.iri.removeprefix(PLACE)): c.state for c in cells}


TOP = document("top", "2024-01-01", number="10/CT-TTg")
PARTY_TOP = document("top", "2024-01-01", number="10-CT/TW")


def test_late_by_days() -> None:
    plan = [*TOP, *document("p", "2024-04-10", NB), *says("p", "implements", "top")]
    assert state(plan, NB) is State.IMPLEMENTED
    assert state(plan, NB, late_after=100) is State.IMPLEMENTED  # 100 days on the day
    assert state(plan, NB, late_after=99) is State.IMPLEMENTED_LATE
    earlier = [*plan, *document("q", "2024-01-20", NB), *says("q", "implements", "top")]
    assert state(earlier, NB, late_after=99) is State.IMPLEMENTED
    undated = [*plan, *document("q", None, NB), *says("q", "implements", "top")]
    assert state(undated, NB, late_after=99) is State.IMPLEMENTED  # it may have come in time


def test_a_link_that_is_not_held_is_missing_only_where_no_text_tells_it() -> None:
    between = document("m", "2024-02-01", NB, "5-KH/TU", held=False)
    plan = [*PARTY_TOP, *between, *document("p", "2024-03-01", NB), *says("p", "implements", "m")]
    named = [*plan, *says("p", "mentions", "top")]
    assert state(named, NB) is State.INTERMEDIATE_MISSING
    assert state([*plan, *says("p", "basedOn", "top")], NB) is State.CITED_ONLY
    assert state([*named, *says("m", "implements", "top", "p")], NB) is State.IMPLEMENTED
    older = document("m", "2023-02-01", NB, "5-KH/TU", held=False)
    assert state([*PARTY_TOP, *older, *plan[len(PARTY_TOP) + len(between) :], *says("p", "mentions", "top")], NB) is (
        State.CITED_ONLY
    )
    elsewhere = document("m", "2024-02-01", QB, "5-KH/TU", held=False)
    rest = [*document("p", "2024-03-01", NB), *says("p", "implements", "m"), *says("p", "mentions", "top")]
    assert state([*PARTY_TOP, *elsewhere, *rest], NB) is State.CITED_ONLY


GOING_ON = """ỦY BAN NHÂN DÂN TỈNH NINH BÌNH
Số: 12/KH-UBND
Ninh Bình, ngày 5 tháng 2 năm 2024
KẾ HOẠCH
Bảo đảm trật tự, an toàn giao thông năm 2024

Tiếp tục thực hiện Chỉ thị số 23-CT/TW ngày 25/5/2023 của Ban Bí thư, thực hiện Kết luận số 17-KL/TW ngày 2/1/2024 của \
Ban Bí thư về tiếp tục thực hiện Chỉ thị số 15-CT/TW ngày 3/3/2012 của Ban Bí thư, Ủy ban nhân dân tỉnh ban hành Kế \
hoạch như sau:

I. NHIỆM VỤ
1. Công an tỉnh chủ trì tuần tra.
"""


def test_a_plan_that_goes_on_with_a_directive_carries_it_out(tmp_path: Path) -> None:
    """The citation keeps the word of the text, and the plan counts; that a national document goes on does not."""
    (tmp_path / "plan.txt").write_text(GOING_ON, "utf-8")
    build([tmp_path / "plan.txt"], tmp_path / "store")
    with stores.open(tmp_path / "store", read_only=True) as store:
        said = {(str(row["citing"]).split("/")[-2], str(row["relation"]).rpartition("#")[2],
                 str(row["cited"]).split("/")[-2]) for row in queries.records(store, "relations")}  # fmt: skip
        matrix = audit.matrix(store, Rules(date(2024, 12, 31)))
        cells = {cell.directive.number: cell for cell in matrix if cell.place.iri == PLACE + NB}
        asked = {str(row["directiveNumber"]) for row in queries.records(store, "coverage")}
    assert said == {
        ("12-kh-ubnd", "continues", "23-ct-tw"), ("12-kh-ubnd", "implements", "17-kl-tw"),
        ("17-kl-tw", "continues", "15-ct-tw"),
    }  # fmt: skip
    assert cells["23-CT/TW"].state is State.STATE_ONLY
    assert [len(carrying.statements) for carrying in cells["23-CT/TW"].carrying] == [1]
    assert not cells["15-CT/TW"].state.found
    assert asked == {"23-CT/TW", "17-KL/TW"}


def test_superseded_is_said_by_a_national_document_of_the_day() -> None:
    newer = [*document("new", "2025-01-01", number="9/CT-TTg"), *says("new", "replaces", "top", "p")]
    named = [*TOP, *document("p", "2025-02-01", NB), *says("p", "mentions", "top")]
    assert state([*named, *newer], NB) is State.SUPERSEDED
    carried = [*named, *newer, *says("p", "implements", "top")]
    assert state(carried, NB) is State.IMPLEMENTED  # what was carried out stays so
    assert state([*named, *newer], "tinh-ha-tinh") is State.NOT_DECIDABLE
    continued = [*document("new", "2025-01-01", number="9/CT-TTg"), *says("new", "continues", "top", "p")]
    assert state([*named, *continued], NB) is State.CITED_ONLY
    local = [*document("old", "2025-01-01", QB), *says("old", "repeals", "top")]
    assert state([*named, *local], NB) is State.CITED_ONLY
    later = [*document("new", "2026-06-01", number="9/CT-TTg"), *says("new", "replaces", "top", "p")]
    assert state([*named, *later], NB) is State.CITED_ONLY


def test_what_others_say_of_a_place_of_which_nothing_is_held_decides_nothing() -> None:
    heard = document("p", "2024-02-01", QB, held=False)
    quads = [*TOP, *heard, *document("n", "2024-03-01", NB), *says("p", "implements", "top", "n")]
    assert state(quads, QB) is State.NOT_DECIDABLE


@pytest.mark.parametrize(
    ("carrying", "merging", "expected"),
    [
        ({QB}, Merging.ANY, State.IMPLEMENTED),
        ({QB}, Merging.ALL, State.CITED_ONLY),
        ({QB}, Merging.REISSUED, State.NOT_DECIDABLE),
        ({QB, QT}, Merging.ALL, State.IMPLEMENTED),
        ({HEIR}, Merging.ALL, State.IMPLEMENTED),
        ({HEIR}, Merging.REISSUED, State.IMPLEMENTED),
        (set(), Merging.ANY, State.CITED_ONLY),
    ],
)
def test_merged_provinces(carrying: set[str], merging: Merging, expected: State) -> None:
    quads = [*TOP]
    for place in (QB, QT):
        quads += [*document(place, "2024-05-01", place)]
        quads += says(place, "implements" if place in carrying else "mentions", "top")
    if HEIR in carrying:
        quads += [*document(HEIR, "2025-09-01", HEIR), *says(HEIR, "implements", "top")]
    assert state(quads, HEIR, merging=merging) is expected


def test_a_predecessor_of_which_nothing_is_held_leaves_all_undecided() -> None:
    quads = [*TOP, *document("p", "2024-05-01", QB), *says("p", "implements", "top")]
    assert state(quads, HEIR, merging=Merging.ALL) is State.NOT_DECIDABLE
    assert state(quads, HEIR, merging=Merging.ANY) is State.IMPLEMENTED


def test_a_directive_younger_than_the_merger_asks_only_the_new_province() -> None:
    new = document("top", "2025-08-01", number="10/CT-TTg")
    quads = [*new, *document("p", "2025-09-01", HEIR), *says("p", "implements", "top")]
    assert state([*quads, *document("q", "2024-05-01", QB)], HEIR, merging=Merging.ALL) is State.IMPLEMENTED


def test_another_date_of_the_same_number_says_nothing_of_a_place_that_names_it() -> None:
    misprint = document("top", "2023-12-22", number="31/CT-TTg")
    right = document("right", "2023-12-21", number="31/CT-TTg")
    plans = [quad for n in range(5) for quad in document(f"p{n}", "2024-03-01", NB)]
    quads = [*misprint, *right, *plans]
    assert state(quads, NB) is State.NOT_FOUND
    assert state([*quads, *says("p0", "mentions", "right")], NB) is State.NOT_DECIDABLE


def test_the_report_counts_what_is_held_of_predecessors() -> None:
    quads = [*TOP, *document("p", "2024-05-01", QB), *says("p", "implements", "top")]
    with fill(quads) as store:
        report = audit.audit(store, TODAY, merging=Merging.ANY)
    heir = next(place for place in report.known_places if place.iri == PLACE + HEIR)
    assert heir.held == 1
    assert PLACE + QB not in {place.iri for place in report.places}
    assert {cell.place for cell in report.cells} == set(report.places)
