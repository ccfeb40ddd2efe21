"""Uses counted by COUNTER's rules: double clicks, visits, no robots, no staff, nobody's name, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import jobs, periodic
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.clock import today
from lienthu.kernel.models import Job
from lienthu.repository import use_jobs, use_queries, uses
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.models import DigitalObject, ObjectFile, UseHour, UseMonth
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.counter import Counts, Kind, Use, count
from lienthu.repository.tests.helpers import SYSTEM, jpeg, library, pdf, published

pytestmark = pytest.mark.usefixtures("desk")
PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/140 Mobile"
OTHER = "Mozilla/5.0 (X11; Linux) Firefox/140"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
START = 1_795_000_000.0  # a moment of November 2026


class Clock:
    now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(uses.time, "time", made)
    uses._salt.cache_clear()
    yield made
    uses._salt.cache_clear()


@pytest.fixture
def found() -> DigitalObject:
    made = published({"1.pdf": pdf("Một", "Hai", "Ba")}, Terms(Level.DOWNLOAD))
    master = made.files.get()
    ObjectFile.objects.create(
        object=made, role="reading", name="a.pdf", sha256=master.sha256, size=master.size, mime=master.mime, position=1
    )
    return made


def read(found: DigitalObject, rest: str = "", agent: str = PHONE, **headers: str) -> None:
    answer = Client(headers={"user-agent": agent} | headers).get(f"/vi/read/{found.public_id}{rest}")
    assert answer.status_code in (200, 206)


def counted(clock: Clock) -> list[int]:
    clock.now += 2 * 3600
    jobs.start(actor=SYSTEM, kind=use_jobs.COUNT_USES, params={})
    jobs.drain()
    row = UseMonth.objects.get()
    return [getattr(row, name) for name in use_queries.METRICS]


def test_looks_openings_visits_and_files(clock: Clock, found: DigitalObject) -> None:
    read(found, "?page=1")
    read(found, "?page=2")
    read(found, "?page=1", OTHER)
    read(found, "/file/1")
    assert counted(clock) == [4, 2, 4, 2, 1]
    assert UseMonth.objects.get().month == date(2026, 11, 1)


def test_a_closed_document_is_looked_at_and_not_opened(clock: Clock) -> None:
    read(published({"1.jpg": jpeg()}, Terms(Level.RECORD)))
    assert counted(clock) == [1, 1, 0, 0, 0]


def test_the_same_click_within_thirty_seconds_is_one(clock: Clock, found: DigitalObject) -> None:
    for seconds in (0, 10, 30, 31):
        clock.now += seconds
        read(found)
    assert counted(clock)[:2] == [2, 1]


def test_parts_of_one_download_are_one_use(clock: Clock, found: DigitalObject) -> None:
    read(found, "/file/1", range="bytes=0-99")
    clock.now += 60
    read(found, "/file/1", range="bytes=100-199")
    assert counted(clock)[4] == 1


@pytest.mark.parametrize("agent", [ROBOT, "curl/8.5.0", "python-requests/2.32", ""])
def test_robots_and_machines_are_left_out(clock: Clock, found: DigitalObject, agent: str) -> None:
    read(found)
    read(found, agent=agent)
    assert counted(clock)[0] == 1


def test_staff_and_pages_loaded_ahead_are_left_out(clock: Clock, found: DigitalObject) -> None:
    read(found)
    read(found, "?page=2", **{"sec-purpose": "prefetch"})
    signed_in(library()).get(f"/vi/read/{found.public_id}", headers={"user-agent": PHONE})
    assert counted(clock)[0] == 1


def test_nothing_of_the_reader_is_written_and_the_record_is_thrown_away(clock: Clock, found: DigitalObject) -> None:
    read(found)
    written = b"".join(one.read_bytes() for one in uses.folder().glob("*.log"))
    assert b"127.0.0.1" not in written
    assert b"Android" not in written
    assert len(list(uses.folder().iterdir())) == 2  # the lines and the salt of the hour
    counted(clock)
    assert list(uses.folder().iterdir()) == []


def test_a_visit_of_another_hour_cannot_be_told_to_be_the_same(clock: Clock, found: DigitalObject) -> None:
    read(found)
    clock.now += 3600
    read(found)
    visits = {use.visit for hour in uses.hours(clock.now + 7200) for use in uses.of_hour(hour)}
    assert len(visits) == 2


def test_an_hour_is_counted_once_even_when_its_file_is_left_behind(
    clock: Clock, found: DigitalObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(found)
    with monkeypatch.context() as patch:
        patch.setattr(uses, "forget", lambda hour: None)  # killed after the commit
        clock.now += 7200
        jobs.start(actor=SYSTEM, kind=use_jobs.COUNT_USES, params={})
        jobs.drain()
    assert counted(clock) == [1, 1, 1, 1, 0]
    assert UseHour.objects.count() == 1


def test_the_hour_that_runs_is_left_alone(clock: Clock, found: DigitalObject) -> None:
    read(found)
    jobs.start(actor=SYSTEM, kind=use_jobs.COUNT_USES, params={})
    jobs.drain()
    assert (UseMonth.objects.count(), len(list(uses.folder().glob("*.log")))) == (0, 1)


def test_a_line_that_was_cut_short_is_passed_over(clock: Clock, found: DigitalObject) -> None:
    read(found)
    (path,) = uses.folder().glob("*.log")
    path.write_bytes(path.read_bytes() + b"1795000001.0 abc\n\xff\xfe 1\n")
    assert counted(clock)[0] == 1


def test_reading_goes_on_when_nothing_can_be_written(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uses, "_append", full)
    read(found)
    assert not list(uses.folder().glob("*.log"))


def test_a_page_view_asks_the_database_nothing_more(found: DigitalObject) -> None:
    from django.db import connection  # noqa: PLC0415 - only here
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as asked:
        read(found)
    assert not [one for one in asked.captured_queries if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_it_comes_round_by_itself() -> None:
    periodic.start_due()
    assert use_jobs.COUNT_USES in {job.kind for job in Job.objects.all()}


@given(st.permutations([0.0, 5.0, 29.0, 60.0, 100.0, 131.0]))
def test_the_order_of_the_lines_does_not_matter(moments: list[float]) -> None:
    found = count(Use(at, "a", 1, Kind.OPEN) for at in moments)
    assert found == {1: Counts(4, 1, 4, 1, 0)}


def test_double_clicks_of_two_readers_or_two_pages_are_not_one() -> None:
    some = [Use(0, "a", 1, Kind.OPEN, 1), Use(1, "b", 1, Kind.OPEN, 1), Use(2, "a", 1, Kind.OPEN, 2)]
    assert count(some) == {1: Counts(3, 2, 3, 2, 0)}


def test_the_page_and_the_sheet_show_what_one_keeps(found: DigitalObject) -> None:
    UseMonth.objects.create(
        object=found,
        month=use_queries.last_months(today())[-1],
        investigations=41,
        unique_investigations=7,
        requests=5,
        unique_requests=3,
        downloads=2,
    )
    client = signed_in(library())
    for group in use_queries.GROUPS:
        page = client.get(f"/vi/repository/uses?by={group}")
        assert page.status_code == 200
        assert ">41<" in page.content.decode()
    sheet = b"".join(client.get("/vi/repository/uses.csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = sheet.splitlines()
    assert lines[0].startswith("Item,Item_ID,Library,Metric_Type,Reporting_Period_Total,")
    assert len(lines) == 6
    assert lines[1].split(",")[1:5] == [f"ark:/99999/{found.public_id}", "TINH", "Total_Item_Investigations", "41"]
    elsewhere = signed_in(library("GN"), "hoa").get("/vi/repository/uses.csv")
    assert len(b"".join(elsewhere.streaming_content).splitlines()) == 1  # type: ignore[arg-type]
    assert use_queries.grouped(ANONYMOUS, use_queries.last_months(date(2026, 11, 2)), "object") == []


def test_twelve_months_end_with_this_one() -> None:
    months = use_queries.last_months(date(2026, 2, 28), 3)
    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
