"""Rotation boxes: what becomes restricted on its way, longer stays, names, scans by number, figures of a period."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.actions.fill_box import take_out
from lienthu.catalogue.actions.keep_box import extend_box, rename_box
from lienthu.catalogue.actions.move_box import Sending, call_back, send_box
from lienthu.catalogue.actions.receive_box import check_copies
from lienthu.catalogue.actions.review_restriction import release_record
from lienthu.catalogue.box_commands import COMMANDS
from lienthu.catalogue.box_statistics import Row, statistics, total, written
from lienthu.catalogue.models import (
    Item,
    RestrictionCase,
    RotationBox,
    RotationExtension,
    RotationLeg,
    SourceRecord,
)
from lienthu.catalogue.rotation_queries import meant_in
from lienthu.catalogue.rules.rotation import Finding, extension_fault, latest_due, latest_extension
from lienthu.catalogue.tests.box_helpers import again, at_host, box, fill, item, receive, send, stock, where
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file, signed_in
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission

PAGES = "/vi/cataloguing/boxes"
DAY = dt.timedelta(days=1)
AT_XDS = ("on_rotation", "XDS", True)


@pytest.fixture
def books(db: None) -> None:
    stock()


def restricted() -> None:
    """The record of HK001 to HK003 comes in again, and may be shown no more."""
    hand_in(marc_file(book("A1", "Dế Mèn", copies="HK001-3", secrecy="2")))
    assert SourceRecord.objects.get(control_no="A1").state == SourceRecord.State.RESTRICTED


# What becomes restricted while it is away


def test_what_became_restricted_goes_home_and_nowhere_else(books: None) -> None:
    made = at_host("HK001", "HK004")
    restricted()
    with pytest.raises(Conflict, match="box_copy_must_go_home") as refused:
        send(made, "XNX")
    assert refused.value.params == {"number": "HK001", "count": 1}
    assert (again(made).state, RotationLeg.objects.count(), where("HK004")) == ("at_host", 1, AT_XDS)
    send(made, "TINH")
    receive(again(made), "HK001", "HK004")
    assert where("HK001") == where("HK004") == ("available", "", False)
    with pytest.raises(Conflict, match="box_copy_cannot_go"):
        send(again(made), "XNX")
    take_out(actor=SYSTEM, box=made, copy_ids=[made.copies.get(item=item("HK001")).pk])
    assert send(again(made), "XNX").checks.count() == 1


def test_what_was_released_goes_on(books: None) -> None:
    made = at_host("HK001")
    restricted()
    release_record(actor=SYSTEM, case=RestrictionCase.objects.get(), reason="đã công bố")
    send(made, "XNX")
    assert where("HK001") == ("on_rotation", "", True)


def test_a_damaged_copy_travels_on_and_a_withdrawn_one_does_not(books: None) -> None:
    made = box("HK001", "HK004")
    send(made)
    check_copies(actor=SYSTEM, box=again(made), codes=["HK004"])
    receive(again(made), "HK001")
    Item.objects.filter(pk=item("HK004").pk).update(status="damaged")
    send(again(made), "XNX")
    receive(again(made), all_here=True)
    SourceRecord.objects.filter(control_no="A1").update(state=SourceRecord.State.WITHDRAWN)
    with pytest.raises(Conflict, match="box_copy_must_go_home"):
        send(again(made), "XDS")
    assert where("HK001") == ("on_rotation", "XNX", True)


# A longer stay


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 180), st.integers(0, 400), st.booleans())
def test_no_stay_is_extended_by_more_than_six_months(sent: dt.date, stays: int, later: int, is_remote: bool) -> None:
    now, due = sent + later * DAY, sent + stays * DAY
    latest = latest_extension(sent, now, is_remote=is_remote)
    assert latest == latest_due(now if is_remote else sent)
    assert extension_fault(sent, due, now, max(due, now), is_remote=is_remote) == "past"
    assert extension_fault(sent, due, now, max(due, now, latest) + DAY, is_remote=is_remote) == "long"
    if latest > max(due, now):
        assert extension_fault(sent, due, now, latest, is_remote=is_remote) == ""


def test_a_stay_is_extended_with_a_reason(books: None) -> None:
    made = at_host("HK001")
    before = again(made).due_on
    assert before is not None
    until, latest = today() + 90 * DAY, latest_due(today())
    done = extend_box(actor=SYSTEM, box=made, due_on=until, reason=" trường nghỉ  hè ")
    assert (done.before, done.due_on, done.reason) == (before, until, "trường nghỉ hè")
    assert (again(made).due_on, made.legs.get().due_on) == (until, before)
    entry = AuditEntry.objects.get(code="catalogue.box_extended")
    assert entry.data == {
        "box": "HLC-01 Sách thiếu nhi",
        "where": "Thư viện xã Đắk Sôr",
        "before": before.isoformat(),
        "until": until.isoformat(),
        "reason": "trường nghỉ hè",
    }
    for day, reason, code in (
        (until, "đường bị ngập", "past"),
        (today(), "đường bị ngập", "past"),
        (latest + DAY, "đường bị ngập", "long"),
        (latest, "vì", "reason"),
    ):
        with pytest.raises(Invalid, match=f"box_extension_{code}"):
            extend_box(actor=SYSTEM, box=made, due_on=day, reason=reason)
    assert (again(made).due_on, RotationExtension.objects.count()) == (until, 1)


def test_only_a_remote_place_keeps_a_box_beyond_six_months(books: None) -> None:
    made = box("HK001")
    with pytest.raises(Invalid, match="box_due_long"):
        far = Sending(today() + 300 * DAY, is_remote=True)
        send_box(actor=SYSTEM, box=made, to_library_id=library("XDS").pk, sending=far)
    near = Sending(today() + 30 * DAY, is_remote=True)
    send_box(actor=SYSTEM, box=made, to_library_id=library("XDS").pk, sending=near)
    receive(again(made), "HK001")
    RotationLeg.objects.update(sent_at=timezone.now() - 150 * DAY)
    extend_box(actor=SYSTEM, box=made, due_on=latest_due(today()), reason="đường bị ngập")
    RotationBox.objects.update(due_on=today())
    RotationLeg.objects.update(is_remote=False)
    with pytest.raises(Invalid, match="box_extension_long"):
        extend_box(actor=SYSTEM, box=made, due_on=today() + 60 * DAY, reason="đường bị ngập")


def test_the_owner_extends_what_is_at_a_host_and_a_call_back_keeps_it(books: None) -> None:
    made = box("HK001")
    until = today() + 90 * DAY
    for step in (lambda: None, lambda: send(made)):
        step()
        with pytest.raises(Conflict, match=r"box_at_home|box_on_the_way"):
            extend_box(actor=SYSTEM, box=made, due_on=until, reason="đường bị ngập")
    receive(again(made), "HK001")
    host = librarian(library("XDS"), permission=Permission.CATALOGUE_BOXES)
    for refused in (
        lambda: extend_box(actor=host, box=made, due_on=until, reason="đường bị ngập"),
        lambda: rename_box(actor=host, box=made, code="X", name="Y"),
    ):
        with pytest.raises(Refused):
            refused()
    extend_box(actor=SYSTEM, box=made, due_on=until, reason="đường bị ngập")
    send(again(made), "XNX")
    call_back(actor=SYSTEM, box=again(made))
    assert (again(made).state, again(made).due_on) == ("at_host", until)


# Another name


def test_a_box_is_renamed(books: None) -> None:
    made, other = at_host("HK001"), box(code="HLC-02")
    rename_box(actor=SYSTEM, box=made, code=" HLC-10 ", name="Sách  thiếu niên")
    assert (again(made).code, again(made).name) == ("HLC-10", "Sách thiếu niên")
    entry = AuditEntry.objects.get(code="catalogue.box_renamed")
    assert entry.data == {"box": "HLC-10 Sách thiếu niên", "before": "HLC-01 Sách thiếu nhi"}
    rename_box(actor=SYSTEM, box=made, code="HLC-10", name="Sách thiếu niên")
    assert AuditEntry.objects.filter(code="catalogue.box_renamed").count() == 1
    with pytest.raises(Conflict, match="box_code_taken"):
        rename_box(actor=SYSTEM, box=made, code=other.code, name="Khác")
    with pytest.raises(Invalid, match="box_needs_code_and_name"):
        rename_box(actor=SYSTEM, box=made, code=" ", name="Khác")
    assert again(made).code == "HLC-10"


# A scan is looked up by its number


def test_a_scan_reads_what_it_names_and_not_the_box(books: None) -> None:
    made = box("HK001", "HK002", "HK004", "HK006")
    one, six = item("HK001"), item("HK006")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = meant_in(made, ["hk 001", six.public_id, "HK005", "ZZ"])
    names = {code: [copy.item_id for copy in copies] for code, copies in found.items()}
    assert names == {"hk 001": [one.pk], six.public_id: [six.pk], "HK005": [], "ZZ": []}
    assert len(asked) == 2
    assert f'{"catalogue_rotationcopy"}"."box_id" =' not in asked[1]["sql"]


def test_copies_of_other_boxes_are_strays(books: None) -> None:
    made, other = box("HK001"), box("HK002", code="HLC-02")
    send(made)
    said = check_copies(actor=SYSTEM, box=again(made), codes=["HK001", "HK002"])
    assert (said.seen, said.strays) == (["HK001"], ["HK002"])
    assert meant_in(other, ["HK001"]) == {"HK001": []}


# Figures of a period


def test_what_was_sent_and_received_in_a_period(books: None) -> None:
    made = box("HK001", "HK002", "HK003")
    send(made)
    check_copies(actor=SYSTEM, box=again(made), codes=["HK001"])
    check_copies(actor=SYSTEM, box=again(made), codes=["HK002"], finding=Finding.DAMAGED)
    receive(again(made), "HK001")
    send(again(made), "XNX")
    call_back(actor=SYSTEM, box=again(made))
    send(again(made), "TINH")
    other = box("HK004", code="HLC-02")
    send(other, "XNX")
    with CaptureQueriesContext(connection) as asked:
        rows = statistics(SYSTEM, today(), today())
    assert len(asked) <= 6
    assert rows == [
        Row("TINH", "Thư viện tỉnh", 2, 4, 0, 0, 0, 0),
        Row("XDS", "Thư viện xã Đắk Sôr", 1, 2, 1, 2, 1, 1),
    ]
    assert total(rows) == Row("", "", 3, 6, 1, 2, 1, 1)
    assert statistics(SYSTEM, today() - 9 * DAY, today() - DAY) == []
    assert total([]) == Row("", "")
    host = librarian(library("XDS"), permission=Permission.CATALOGUE_BOXES)
    assert [row.code for row in statistics(host, today(), today())] == ["XDS"]
    for since, until in ((today(), today() - DAY), (dt.date(1, 1, 1), today()), (today(), dt.date(9999, 12, 31))):
        with pytest.raises(Invalid, match="box_period"):
            statistics(SYSTEM, since, until)


def test_a_name_that_is_a_formula_stays_text() -> None:
    lines = list(csv.reader(io.StringIO(written([Row("=1+1", "A")]).decode("utf-8-sig"))))
    assert lines[1][:2] == ["'=1+1", "A"]


# Pages, REST, command


def test_pages(books: None) -> None:
    owner, made = signed_in(), at_host("HK001")
    desk = f"{PAGES}/{made.public_id}"
    assert f"{desk}/extend" in owner.get(desk).content.decode()
    until = today() + 100 * DAY
    bad = owner.post(f"{desk}/extend", {"due_on": "9999-01-01", "reason": "đường bị ngập"})
    assert bad.status_code == 422 and "chỉ gia hạn được đến hết ngày" in bad.content.decode()
    page = owner.post(f"{desk}/extend", {"due_on": until, "reason": "đường bị ngập"}, follow=True).content.decode()
    assert f"ở lại đến hết ngày {until:%d/%m/%Y}" in page and "đường bị ngập" in page
    taken = box(code="HLC-02")
    bad = owner.post(f"{desk}/rename", {"code": taken.code, "name": "Khác"})
    assert bad.status_code == 422 and "mang mã HLC-02" in bad.content.decode()
    page = owner.post(f"{desk}/rename", {"code": "HLC-09", "name": "Sách mới"}, follow=True).content.decode()
    assert "HLC-09" in page and "Sách mới" in page
    send(again(made), "TINH")
    page = owner.post(f"{desk}/extend", {"due_on": until + DAY, "reason": "đường bị ngập"}, follow=True)
    assert "đang trên đường tới" in page.content.decode()
    page = owner.get(f"{PAGES}/statistics").content.decode()
    assert "Thư viện tỉnh" in page and "Hộp đã gửi" in page
    bad = owner.get(f"{PAGES}/statistics.csv?since=2026-02-01&until=2026-01-01")
    assert bad.status_code == 422 and "kết thúc trước khi bắt đầu" in bad.content.decode()
    file = owner.get(f"{PAGES}/statistics.csv")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["Mã", "Thư viện", "Hộp đã gửi", "Bản đã gửi"]
    assert lines[1] == ["TINH", "Thư viện tỉnh", "1", "1", "0", "0", "0", "0"]


def test_rest(books: None) -> None:
    owner, made = signed_in(), at_host("HK001")
    door, until = f"/api/v1/boxes/{made.public_id}", (today() + 100 * DAY).isoformat()

    def post(what: str, **body: Any) -> Any:
        return owner.post(f"{door}/{what}", json.dumps(body), content_type="application/json").json()

    said = post("extend", due_on=until, reason="đường bị ngập")
    assert said["due_on"] == until and said["legs"][0]["extensions"][0]["reason"] == "đường bị ngập"
    assert post("extend", due_on=until, reason="đường bị ngập")["code"] == "catalogue.box_extension_past"
    assert post("rename", code="HLC-09", name="Sách mới")["name"] == "Sách mới"
    figures = owner.get(f"/api/v1/box-statistics?since={today()}&until={today()}").json()
    assert [(row["code"], row["boxes_sent"], row["copies_sent"]) for row in figures] == [("TINH", 1, 1)]
    assert owner.get("/api/v1/box-statistics?since=x&until=y").status_code == 422


def test_commands(books: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = at_host("HK001")
    commands = {one.name: one() for one in COMMANDS}

    def run(name: str, **said: Any) -> str:
        assert commands[name].run(argparse.Namespace(json=False, box=made.public_id, **said)) == 0
        return capsys.readouterr().out

    until = today() + 100 * DAY
    assert until.isoformat() in run("box extend", until=until, reason="đường bị ngập")
    assert "HLC-01  Sách mới" in run("box rename", code=None, title="Sách mới")
    assert run("box statistics", since=today(), until=today(), output=None).splitlines() == [
        "TINH  Thư viện tỉnh  1  1  0  0  0  0",
        "XDS  Thư viện xã Đắk Sôr  0  0  1  1  0  0",
    ]
    assert run("box statistics", since=today(), until=today(), output=tmp_path / "a.csv") == ""
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert fill(box(code="HLC-03"), "HK002").added == 1
