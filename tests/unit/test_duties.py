"""What one agency has to do: roles, receivers, times and the directives above; the same as the audit says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.queries.load import load

from policygraph import audit, build, store
from policygraph.store import Store

AGENCY = "https://w3id.org/policygraph/id/agency/"
NINH_BINH = f"{AGENCY}tinh-ninh-binh/so-khoa-hoc-va-cong-nghe"
DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def shipped(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("five") / "store"
    build.build(documents, folder)
    with store.open(folder, read_only=True) as opened:
        yield opened


def test_an_agency_has_what_the_audit_gives_it(shipped: Store) -> None:
    report = audit.audit(shipped, DAY)
    agencies = {
        part.agency for task in report.tasks for part in task.parts if part.agency and "/agency/" in part.agency
    }
    assert len(agencies) > 30
    for agency in sorted(agencies):
        direct = {(d.role, d.task.iri) for d in audit.duties_of(shipped, agency, DAY) if d.via is None}
        assert direct == {(part.role, t.iri) for t in report.tasks for part in t.parts if part.agency == agency}


def test_times_are_those_of_the_audit(shipped: Store) -> None:
    known = {task.iri: task for task in audit.audit(shipped, DAY).tasks}
    for duty in audit.duties_of(shipped, NINH_BINH, DAY):
        other = known[duty.task.iri]
        assert (duty.task.timing, duty.task.due, duty.task.output) == (other.timing, other.due, other.output)
        assert duty.task.document.number == other.document.number


def test_directives_and_receivers(shipped: Store) -> None:
    found = audit.duties_of(shipped, NINH_BINH, DAY)
    leads = [duty for duty in found if duty.role == "lead" and duty.via is None]
    assert len(leads) == 16
    assert all({"Kết luận 69-KL/TW", "Quyết định 709/QĐ-TTg"} <= set(duty.directives) for duty in leads)
    assert any("UBND tỉnh" in duty.receivers("reportTo") for duty in leads)
    assert all(duty.task.proof for duty in found)
    assert [duty.role for duty in found] == sorted(
        (d.role for d in found), key=["lead", "coordinate", "reportTo", "submitTo"].index
    )


def test_through_a_collective_and_up_to_a_day() -> None:
    with load() as small:
        finance = audit.duties_of(small, f"{AGENCY}stc-nb", DAY)
        assert {duty.via for duty in finance} >= {"các sở, ngành tỉnh Ninh Bình"}
        assert audit.duties_of(small, f"{AGENCY}stc-nb", date(2024, 9, 29)) == ()
        assert audit.duties_of(small, f"{AGENCY}none", DAY) == ()
