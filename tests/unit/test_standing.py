"""Where tasks stand: buckets that reconcile, shares with their parts, periods, conflicts, copies counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import audit, build, status, store
from policygraph.audit import GROUPS, AuditReport, Part, Reported, TaskRow, formula, periods, shares, standings
from policygraph.audit.conflicts import conflicts_of
from policygraph.audit.copies import counted_once
from policygraph.chain import Document, Proof
from policygraph.facts import Timing
from policygraph.progress import BUCKETS, Status

DAY = date(2022, 7, 1)
NINH_BINH = "https://w3id.org/policygraph/id/agency/tinh-ninh-binh/"
LEADS = (f"{NINH_BINH}so-y-te", f"{NINH_BINH}so-noi-vu", None)
numbers = count()


def task(
    text: str = "xây dựng đề án",
    leads: Iterable[str | None] = (),
    end: date | None = None,
    reports: Iterable[Reported] = (),
    timing: Timing = Timing.DAY,
    document: Document | None = None,
    file: str = "a.txt",
    path: str | None = None,
    recurrence: str | None = None,
    start: date | None = None,
    routine: bool | None = False,
) -> TaskRow:
    parts = tuple(Part("lead", lead.rsplit("/")[-1] if lead else "các đơn vị", lead, lead) for lead in leads)
    kind = timing if end or timing is not Timing.DAY else Timing.NONE
    return TaskRow(
        f"urn:task:{next(numbers)}", document or Document("urn:d", jurisdiction="urn:place"), path, text, parts, None,
        None, start, end, recurrence, kind, routine, Proof(file, 0, 1, text), tuple(reports),
    )  # fmt: skip


def report(state: Status, on: date = DAY, completed: date | None = None) -> Reported:
    return Reported(on, state, completed, None, "báo cáo", None, "a.xlsx", "t", 2)


days = st.dates(date(2022, 1, 1), date(2022, 12, 31))
states = st.sampled_from([status_ for status_ in Status if status_ is not Status.NO_INFORMATION])
reported = st.builds(report, states, days, st.none() | days)
tasks = st.builds(
    task,
    leads=st.lists(st.sampled_from(LEADS), max_size=3),
    end=st.none() | days,
    reports=st.lists(reported, max_size=2),
    timing=st.sampled_from([t for t in Timing if t is not Timing.NONE]),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(tasks, max_size=30), days)
def test_buckets_reconcile_per_agency_level_and_sector(rows: list[TaskRow], as_of: date) -> None:
    found = standings(rows, as_of)
    by_group = {group: [row for row in found if row.group == group] for group in GROUPS}
    assert sum(row.total for row in by_group["all"]) == len(rows)
    for row in found:
        assert [status_ for status_, _ in row.counts] == list(BUCKETS)
        assert row.total == sum(number for _, number in row.counts) > 0
    # counted another way: each task once for each of its leads, or once where it has none
    assert sum(row.total for row in by_group["agency"]) == sum(max(1, len(row.leads)) for row in rows)
    for bucket in BUCKETS:
        number = sum(row.bucket(as_of) is bucket for row in rows)
        assert sum(dict(row.counts)[bucket] for row in by_group["all"]) == number
        for group in ("level", "sector"):
            assert number <= sum(dict(row.counts)[bucket] for row in by_group[group])


def test_levels_and_sectors_are_those_of_the_tables() -> None:
    found = {(row.group, row.name) for row in standings([task(leads=LEADS[:1]), task()], DAY)}
    assert {
        ("level", "sở, ngành cấp tỉnh"),
        ("sector", "y tế"),
        ("sector", "Văn bản không nêu cơ quan chủ trì"),
    } <= found


def test_reports_of_one_day_that_disagree_tell_nothing() -> None:
    row = task(end=date(2022, 3, 31), reports=[report(Status.NOT_DONE), report(Status.DONE_ON_TIME)])
    assert row.bucket(DAY) is Status.NO_INFORMATION
    assert row.overdue(DAY)


def test_what_is_reported_done_is_not_overdue() -> None:
    row = task(end=date(2022, 3, 31), reports=[report(Status.DONE, completed=date(2022, 4, 2))])
    assert (row.passed(DAY), row.overdue(DAY), row.bucket(DAY)) == (True, False, Status.DONE_LATE)


@pytest.mark.parametrize("timing", [t for t in Timing if not t.due])
def test_only_a_day_or_a_period_that_falls_once_can_be_overdue(timing: Timing) -> None:
    assert not task(end=date(2000, 1, 1), timing=timing).overdue(date.max)


def test_the_figures_published_for_2017() -> None:
    found = {share.key: share for share in shares(zip(BUCKETS, (14_068, 1_983, 5_640, 223, 0), strict=True))}
    done, late = found["done-of-due"], found["overdue-of-due"]
    assert (found["done-of-all"].part, found["done-of-all"].whole) == (16_051, 21_914)
    assert (done.part, done.whole) == (16_051, 16_274)
    assert (late.part, late.whole) == (223, 16_274)
    # published as 98.62 % and 1.38 %: two figures that add up to a hundred, the one rounded down, the other up
    assert done.percent == pytest.approx(98.62, abs=0.011)
    assert late.percent == pytest.approx(1.38, abs=0.011)
    assert formula(done) == (
        "(hoàn thành đúng hạn + hoàn thành quá hạn) / "
        "(hoàn thành đúng hạn + hoàn thành quá hạn + chưa hoàn thành quá hạn)"
    )


# ---------------------------------------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("recurrence", "start", "until", "first", "number"),
    [
        ("P1Y", date(2022, 5, 18), date(2024, 2, 1), (date(2022, 1, 1), date(2022, 12, 31)), 3),
        ("P2Y", date(2022, 5, 18), date(2024, 2, 1), (date(2022, 1, 1), date(2023, 12, 31)), 2),
        ("P6M", date(2022, 8, 1), date(2022, 8, 1), (date(2022, 7, 1), date(2022, 12, 31)), 1),
        ("P3M", date(2022, 5, 18), date(2022, 10, 1), (date(2022, 4, 1), date(2022, 6, 30)), 3),
        ("P1M", date(2024, 2, 10), date(2024, 3, 1), (date(2024, 2, 1), date(2024, 2, 29)), 2),
        ("P1W", date(2022, 7, 6), date(2022, 7, 11), (date(2022, 7, 4), date(2022, 7, 10)), 2),
    ],
)
def test_one_instance_for_each_period(
    recurrence: str, start: date, until: date, first: tuple[date, date], number: int
) -> None:
    row = task(timing=Timing.RECURRING, recurrence=recurrence, start=start)
    found = periods(row, until)
    assert (found[0].first, found[0].last) == first
    assert len(found) == number
    assert found[-1].first <= until <= found[-1].last


@pytest.mark.parametrize("recurrence", ["continuous", "P1D", "P0Y", None])
def test_what_has_no_period_of_the_calendar(recurrence: str | None) -> None:
    assert periods(task(timing=Timing.RECURRING, recurrence=recurrence, start=date(2022, 1, 1)), DAY) == ()


def test_no_period_is_made_up() -> None:
    assert periods(task(timing=Timing.RECURRING, recurrence="P1Y"), DAY) == ()  # neither a start nor a date
    assert periods(task(timing=Timing.START_ONLY, start=date(2022, 1, 1)), DAY) == ()
    ended = task(timing=Timing.RECURRING, recurrence="P1Y", start=date(2020, 1, 1), end=date(2021, 6, 30))
    assert [p.last.year for p in periods(ended, DAY)] == [2020, 2021]
    assert len(periods(task(timing=Timing.RECURRING, recurrence="P1W", start=date(1990, 1, 1)), DAY)) == 400


# ---------------------------------------------------------------------------------------------- conflicts, copies

WORK = "chủ trì xây dựng đề án phát triển thị trường khoa học và công nghệ trên địa bàn tỉnh"


def test_the_same_work_for_other_leads_is_a_conflict() -> None:
    one, two = task(f"so-y-te {WORK}", LEADS[:1]), task(f"so-noi-vu {WORK.upper()}.", LEADS[1:2])
    (found,) = conflicts_of([one, two, task("tổ chức thực hiện", LEADS[:1])])
    assert found.tasks == (one, two)
    assert found.id == one.iri


@pytest.mark.parametrize(
    "other",
    [
        task(WORK, LEADS[:1]),  # the same lead
        task(WORK),  # no lead
        task(WORK, LEADS[1:2], routine=True),  # standing work is everybody's
        task(f"{WORK} giai đoạn hai", LEADS[1:2]),  # other work
        task(WORK, LEADS[1:2], document=Document("urn:e", jurisdiction="urn:elsewhere")),
    ],
)
def test_what_is_no_conflict(other: TaskRow) -> None:
    assert conflicts_of([task(WORK, LEADS[:1]), other]) == ()


def test_short_words_are_said_to_everybody() -> None:
    assert conflicts_of([task("báo cáo kết quả", LEADS[:1]), task("báo cáo kết quả", LEADS[1:2])]) == ()


def test_a_document_in_two_files_counts_its_tasks_once() -> None:
    full = [task(f"việc thứ {n}", file="b.txt", path=f"I.{n}") for n in range(4)]
    scan = [task("viêc thứ 0", file="a.txt", path="I.0"), task("VIỆC thứ 1.", file="a.txt", path="II.9")]
    lacking = task("việc chỉ bản này có", file="a.txt", path="III")
    other = task("việc thứ 0", file="a.txt", path="I.0", document=Document("urn:other"))
    assert counted_once([*scan, lacking, other, *full]) == (lacking, other, *full)


def test_two_tasks_at_one_item_of_one_file_stay_two() -> None:
    rows = [task("một việc", path="I.d"), task("việc khác", path="I.d")]
    assert counted_once(rows) == tuple(rows)


# ---------------------------------------------------------------------------------------------- the shipped documents


@pytest.fixture(scope="module")
def place(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped") / "store"
    build.build(documents, folder)
    return folder


@pytest.fixture(scope="module")
def shipped(place: Path) -> Iterator[AuditReport]:
    with store.open(place, read_only=True) as opened:
        yield audit.audit(opened, DAY)


def test_overdue_tasks_of_quang_ngai(shipped: AuditReport) -> None:
    late = [row for row in shipped.overdue if row.document.place == "tỉnh Quảng Ngãi"]
    assert [(row.path, row.due.isoformat()) for row in late if row.due] == [
        ("II.3.b", "2021-12-30"),
        ("II.1.-1.+1", "2022-03-31"),
        ("II.1.-1.+2", "2022-03-31"),
        ("II.2.c", "2022-03-31"),
        ("II.3.c", "2022-03-31"),
        ("II.4.đ", "2022-03-31"),
        ("II.2.d", "2022-06-30"),
    ]
    assert all(row.due and row.due < DAY and row.proof and row.schedule for row in late)
    # the impossible 31/6/2022 is a finding, not a date
    (invalid,) = [row for row in shipped.tasks if row.timing is Timing.INVALID]
    assert (invalid.schedule, invalid.start, invalid.end, invalid.overdue(date.max)) == (
        "Trước ngày 31/6/2022", None, None, False,
    )  # fmt: skip
    (finding,) = [f for f in shipped.findings if f.kind == "invalid-date"]
    assert finding.quote == "Trước ngày 31/6/2022"


def test_from_a_quarter_on_is_never_overdue(shipped: AuditReport) -> None:
    since = [row for row in shipped.tasks if row.schedule == "Từ quý I năm 2022"]
    assert len(since) > 10
    assert {row.timing for row in since} == {Timing.START_ONLY}
    assert not any(row.overdue(date.max) for row in since)


def test_due_soon(shipped: AuditReport) -> None:
    assert not shipped.due_within(0)
    soon = shipped.due_within(100)
    assert soon
    assert all(DAY <= row.due <= date(2022, 10, 9) for row in soon if row.due)
    assert not set(soon) & set(shipped.overdue)


def test_a_report_moves_a_task_to_another_bucket(place: Path, shipped: AuditReport, tmp_path: Path) -> None:
    late = shipped.overdue[0]
    sheet = openpyxl.Workbook()
    sheet.active.append(("id", "status", "completed on", "reported on"))
    sheet.active.append((late.iri, "done", date(2022, 6, 1), date(2022, 6, 15)))
    sheet.save(tmp_path / "t.xlsx")
    status.bring(tmp_path / "t.xlsx", place)
    with store.open(place, read_only=True) as opened:
        before, after = audit.audit(opened, date(2022, 6, 14)), audit.audit(opened, DAY)
    assert late.iri in {row.iri for row in before.overdue}  # the report was not there yet
    assert late.iri not in {row.iri for row in after.overdue}
    assert dict(after.standings[0].counts)[Status.DONE_LATE] == 1
    assert after.standings[0].total == len(after.tasks)
