"""Rotation boxes: who may do what, what a handover makes of each copy, what the rest of the house says meanwhile."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.actions import weed
from lienthu.catalogue.actions.change_items import Change, change_items, undo_act
from lienthu.catalogue.actions.fill_box import close_box, fill_box, make_box, take_out
from lienthu.catalogue.actions.move_box import Sending, call_back, send_box
from lienthu.catalogue.actions.receive_box import check_copies, receive_box, recount
from lienthu.catalogue.actions.settle_stocktake import settle
from lienthu.catalogue.actions.take_stock import (
    Scope,
    close_stocktake,
    figures,
    record_scans,
    start_stocktake,
)
from lienthu.catalogue.exporting import write
from lienthu.catalogue.models import Item, ItemEvent, RotationBox, RotationCopy, RotationLeg, SourceRecord
from lienthu.catalogue.rotation_queries import boxes_for, boxes_listed, standing
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import (
    ALLOWED,
    Bar,
    BoxState,
    CopyFact,
    CopyState,
    Finding,
    Verb,
    bar_of,
    due_fault,
    latest_due,
    received,
)
from lienthu.catalogue.rules.stocktake import Settled
from lienthu.catalogue.rules.weeding import Reason
from lienthu.catalogue.stocktake_queries import listed
from lienthu.catalogue.tests.box_helpers import again, at_host, box, fill, item, receive, send, stock, where
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry, Event
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field, Record

D = dt.date
HOME, LENT = ("available", "", False), ("on_rotation", "", True)
AT_XDS = ("on_rotation", "XDS", True)


@pytest.fixture
def books(db: None) -> None:
    stock()


# Rules


def test_what_follows_what() -> None:
    assert {state: sorted(verbs) for state, verbs in ALLOWED.items()} == {
        BoxState.HOME: ["close", "fill", "recount", "rename", "send"],
        BoxState.ON_THE_WAY: ["call_back", "receive", "rename"],
        BoxState.AT_HOST: ["extend", "recount", "rename", "send"],
        BoxState.CLOSED: [],
    }


@pytest.mark.parametrize(
    ("copy", "bar"),
    [
        (CopyFact("available"), None),
        (CopyFact("not_for_loan"), None),
        (CopyFact("on_loan"), Bar.STATUS),
        (CopyFact("damaged"), Bar.STATUS),
        (CopyFact("available", has_left=True), Bar.LEFT),
        (CopyFact("available", is_restricted=True), Bar.RESTRICTED),
        (CopyFact("available", is_rare=True), Bar.RARE),
        (CopyFact("available", in_other_box=True), Bar.OTHER_BOX),
        (CopyFact("available", is_weeded=True), Bar.WEEDING),
        (CopyFact("on_rotation", is_away=True), None),
        (CopyFact("damaged", is_away=True), None),
        (CopyFact("available", is_away=True), Bar.STATUS),
        (CopyFact("on_rotation", is_restricted=True, is_away=True), Bar.RESTRICTED),
    ],
)
def test_what_may_go(copy: CopyFact, bar: Bar | None) -> None:
    assert bar_of(copy) == bar


@pytest.mark.parametrize(
    ("sent", "latest"),
    [
        (D(2026, 1, 15), D(2026, 7, 15)),
        (D(2026, 8, 31), D(2027, 2, 28)),
        (D(2027, 8, 31), D(2028, 2, 29)),
        (D(2026, 12, 1), D(2027, 6, 1)),
    ],
)
def test_six_months(sent: dt.date, latest: dt.date) -> None:
    assert latest_due(sent) == latest
    assert due_fault(sent, latest) == ""
    assert due_fault(sent, latest + dt.timedelta(days=1)) == "long"
    assert due_fault(sent, sent) == "past"
    assert due_fault(sent, None) == "missing"


@given(st.sampled_from(Finding), st.sampled_from(["on_rotation", "damaged", "missing"]), st.booleans())
def test_a_receipt_never_leaves_a_copy_between(finding: Finding, status: str, at_home: bool) -> None:
    said = received(finding, status, "not_for_loan", at_home=at_home)
    assert (said.state == CopyState.MISSING) == (finding in (Finding.WAITING, Finding.MISSING))
    assert (said.status == ItemStatus.MISSING) == (said.state == CopyState.MISSING)
    if finding is Finding.PRESENT and status != "damaged":
        assert said.status == (ItemStatus.NOT_FOR_LOAN if at_home else ItemStatus.ON_ROTATION)


# The way of a box


def test_out_and_home_again(books: None) -> None:
    Item.objects.filter(accession_no="HK002", library=library("TINH")).update(status="not_for_loan")
    made = box("hk001", "HK 002", "HK003")
    assert where("HK001") == HOME
    leg = send(made)
    assert (leg.number, leg.checks.count(), again(made).state) == (1, 3, "on_the_way")
    assert [where(number) for number in ("HK001", "HK002", "HK004")] == [LENT, LENT, HOME]
    done = receive(again(made), "HK001", "HK002", "HK003")
    assert (done.here, done.missing, again(made).holder.code) == (3, 0, "XDS")
    assert where("HK002") == AT_XDS
    send(again(made), "XNX")
    assert where("HK002") == LENT
    receive(again(made), all_here=True)
    assert where("HK002") == ("on_rotation", "XNX", True)
    send(again(made), "TINH")
    receive(again(made), "HK001", "HK002", "HK003")
    assert [where(number) for number in ("HK001", "HK002")] == [HOME, ("not_for_loan", "", False)]
    closed = close_box(actor=SYSTEM, box=again(made))
    assert (closed.state, closed.holder.code, closed.due_on) == ("closed", "TINH", None)
    assert set(RotationCopy.objects.values_list("state", flat=True)) == {"out"}
    history = ItemEvent.objects.filter(item=item("HK001")).exclude(kind__in=["added"]).order_by("id")
    assert list(history.values_list("kind", "before", "after")) == [
        ("status", "available", "on_rotation"),
        ("sent", "Thư viện tỉnh", "Thư viện xã Đắk Sôr"),
        ("received", "Thư viện tỉnh", "Thư viện xã Đắk Sôr"),
        ("sent", "Thư viện xã Đắk Sôr", "Thư viện xã Nam Xuân"),
        ("received", "Thư viện xã Đắk Sôr", "Thư viện xã Nam Xuân"),
        ("sent", "Thư viện xã Nam Xuân", "Thư viện tỉnh"),
        ("received", "Thư viện xã Nam Xuân", "Thư viện tỉnh"),
        ("status", "on_rotation", "available"),
    ]
    codes = AuditEntry.objects.filter(code__startswith="catalogue.box_").order_by("number")
    assert [one.code.rpartition("_")[2] for one in codes] == [
        "made", "filled", "sent", "received", "sent", "received", "sent", "received", "closed",
    ]  # fmt: skip
    assert codes[2].data == {"box": "HLC-01 Sách thiếu nhi", "count": 3, "where": "Thư viện xã Đắk Sôr"}


def test_missing_damaged_and_strange_copies(books: None) -> None:
    made = box("HK001", "HK002", "HK003", "HK004")
    leg = send(made)
    here = again(made)
    said = check_copies(actor=SYSTEM, box=here, codes=["HK001", "HK001", "HK005", "ZZ9"])
    assert (said.seen, said.twice, said.strays) == (["HK001"], ["HK001"], ["HK005", "ZZ9"])
    said = check_copies(actor=SYSTEM, box=here, codes=["HK002"], finding=Finding.DAMAGED, note="rách bìa")
    assert said.seen == ["HK002"]
    assert check_copies(actor=SYSTEM, box=here, codes=["HK003"]).seen == ["HK003"]
    assert check_copies(actor=SYSTEM, box=here, codes=["HK003"], finding=Finding.WAITING).changed == ["HK003"]
    assert check_copies(actor=SYSTEM, box=here, codes=["HK005"]).strays == ["HK005"]
    assert standing(leg) == {"waiting": 2, "present": 1, "damaged": 1, "missing": 0, "all": 4, "strays": 2}
    assert where("HK002") == LENT
    done = receive_box(actor=SYSTEM, box=here)
    assert (done.here, done.damaged, done.missing) == (2, 1, 2)
    assert where("HK001") == AT_XDS
    assert where("HK002") == ("damaged", "XDS", True)
    assert where("HK003") == where("HK004") == ("missing", "", True)
    assert where("HK005") == HOME
    # One turns up at the host, one is never found; the damaged one comes home damaged.
    assert recount(actor=SYSTEM, box=again(made), codes=["HK003"], are_here=True) == 1
    assert where("HK003") == AT_XDS
    send(again(made), "TINH")
    assert receive(again(made), "HK001", "HK002", "HK003").missing == 0
    assert where("HK002") == ("damaged", "", False)
    close_box(actor=SYSTEM, box=again(made))
    assert where("HK004") == ("lost", "", False)
    assert RotationCopy.objects.get(item=item("HK004")).state == "lost"
    kinds = ItemEvent.objects.filter(item=item("HK004")).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["missed", "status", "status"]


def test_a_missing_copy_scanned_on_a_later_way_is_found(books: None) -> None:
    made = box("HK001", "HK002")
    send(made)
    receive(again(made), "HK001")
    leg = send(again(made), "XNX")
    assert leg.checks.count() == 1
    assert receive(again(made), "HK001", "HK002").here == 2
    assert where("HK002") == ("on_rotation", "XNX", True)
    assert ItemEvent.objects.filter(item=item("HK002"), kind="found").count() == 1


def test_missed_between_two_handovers(books: None) -> None:
    made = at_host("HK001", "HK002")
    assert recount(actor=SYSTEM, box=made, codes=["HK002", "HK005"], are_here=False, note="bạn đọc làm mất") == 1
    assert where("HK002") == ("missing", "", True)
    with pytest.raises(Conflict, match="box_not_in_it"):
        recount(actor=SYSTEM, box=made, codes=["HK002"], are_here=False)
    leg = send(again(made), "TINH")
    assert leg.checks.count() == 1


def test_called_back_before_it_is_received(books: None) -> None:
    made = box("HK001")
    send(made)
    call_back(actor=SYSTEM, box=again(made))
    assert (again(made).state, where("HK001"), again(made).due_on) == ("home", HOME, None)
    send(again(made), "XNX")
    check_copies(actor=SYSTEM, box=again(made), codes=["HK001"])
    with pytest.raises(Conflict, match="box_being_received"):
        call_back(actor=SYSTEM, box=again(made))
    receive(again(made))
    due = again(made).due_on
    send(again(made), "XDS", days=90)
    call_back(actor=SYSTEM, box=again(made))
    assert (again(made).state, again(made).holder.code, again(made).due_on) == ("at_host", "XNX", due)
    assert where("HK001") == ("on_rotation", "XNX", True)


# What is refused changes nothing


def test_what_may_not_go_in(books: None) -> None:
    hand_in(marc_file(book("S1", "Mật", copies="HK050", secrecy="2")))
    rare = Record("00000nam a2200000 a 4500", [*book("R1", "Hán Nôm").fields])
    rare.fields.append(Field("852", "", "  ", [("b", "Kho Hán Nôm"), ("j", "HN001")]))
    hand_in(marc_file(rare))
    Item.objects.filter(accession_no="HK002", library=library("TINH")).update(status="on_loan")
    other = box("HK003", code="HLC-02")
    made = box()
    filled = fill(made, "HK001", "HK001", "HK002", "HK003", "HK050", "HN001", "HK999")
    assert (filled.added, filled.unknown) == (1, ["HK999"])
    assert filled.barred == [
        ("HK002", Bar.STATUS),
        ("HK003", Bar.OTHER_BOX),
        ("HK050", Bar.RESTRICTED),
        ("HN001", Bar.RARE),
    ]
    assert (fill(made, "HK001").in_box, other.copies.count()) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RotationCopy.objects.create(box=other, item=item("HK001"), added_at=other.created_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(accession_no="HK006").update(at_library=library("XDS"))


def test_a_copy_lent_meanwhile_keeps_the_box_at_home(books: None) -> None:
    made = box("HK001", "HK002")
    Item.objects.filter(accession_no="HK002", library=library("TINH")).update(status="on_loan")
    with pytest.raises(Conflict, match="box_copy_cannot_go") as refused:
        send(made)
    assert refused.value.params == {"number": "HK002", "count": 1}
    assert (where("HK001"), RotationLeg.objects.count(), again(made).state) == (HOME, 0, "home")
    copy = made.copies.get(item=item("HK002"))
    assert take_out(actor=SYSTEM, box=made, copy_ids=[copy.pk]) == 1
    assert send(made).checks.count() == 1


def test_clear_refusals(books: None) -> None:
    made = box()
    with pytest.raises(Invalid, match="box_empty"):
        send(made)
    fill(made, "HK001")
    tinh, xds = library("TINH").pk, library("XDS").pk
    for due, code in ((None, "missing"), (today(), "past"), (today() + dt.timedelta(days=200), "long")):
        with pytest.raises(Invalid, match=f"box_due_{code}"):
            send_box(actor=SYSTEM, box=made, to_library_id=xds, sending=Sending(due))
    with pytest.raises(Invalid, match="box_there_already"):
        send_box(actor=SYSTEM, box=made, to_library_id=tinh, sending=Sending())
    shut = library("SHUT").pk
    with pytest.raises(Invalid, match="box_destination"):
        send_box(actor=SYSTEM, box=made, to_library_id=shut, sending=Sending(today() + dt.timedelta(days=9)))
    with pytest.raises(Conflict, match="box_at_home"):
        receive_box(actor=SYSTEM, box=made)
    with pytest.raises(Conflict, match="box_code_taken"):
        make_box(actor=SYSTEM, library_id=tinh, code="HLC-01", name="Khác")
    send(made)
    for refused in (
        lambda: fill(made, "HK002"),
        lambda: send(again(made), "XNX"),
        lambda: close_box(actor=SYSTEM, box=made),
        lambda: recount(actor=SYSTEM, box=made, codes=["HK001"], are_here=False),
    ):
        with pytest.raises(Conflict, match="box_on_the_way"):
            refused()
    with pytest.raises(Invalid, match="box_nothing_seen"):
        receive_box(actor=SYSTEM, box=again(made))
    assert (again(made).state, where("HK001")) == ("on_the_way", LENT)


def test_only_the_receiver_receives_and_only_the_owner_fills_sends_and_closes(books: None) -> None:
    right = Permission.CATALOGUE_BOXES
    owner, host, other = (librarian(library(code), permission=right) for code in ("TINH", "XDS", "XNX"))
    made = box("HK001")
    due = Sending(today() + dt.timedelta(days=30))
    for one in (host, other):
        with pytest.raises(Refused):
            fill_box(actor=one, box=made, codes=["HK002"])
        with pytest.raises(Refused):
            send_box(actor=one, box=made, to_library_id=library("XDS").pk, sending=due)
        with pytest.raises(Refused):
            close_box(actor=one, box=made)
    assert [list(boxes_for(one)) for one in (owner, host, other)] == [[made], [], []]
    send_box(actor=owner, box=made, to_library_id=library("XDS").pk, sending=due)
    assert [boxes_for(one).count() for one in (owner, host, other)] == [1, 1, 0]
    assert [boxes_listed(one, "coming").count() for one in (owner, host)] == [0, 1]
    for one in (owner, other):
        with pytest.raises(Refused):
            check_copies(actor=one, box=again(made), codes=["HK001"])
        with pytest.raises(Refused):
            receive_box(actor=one, box=again(made), rest_is_here=True)
    receive_box(actor=host, box=again(made), rest_is_here=True)
    with pytest.raises(Refused):
        send_box(actor=host, box=again(made), to_library_id=library("XNX").pk, sending=due)
    with pytest.raises(Refused):
        send_box(actor=other, box=again(made), to_library_id=library("TINH").pk, sending=Sending())
    send_box(actor=host, box=again(made), to_library_id=library("TINH").pk, sending=Sending())
    with pytest.raises(Refused):
        receive_box(actor=host, box=again(made), rest_is_here=True)
    receive_box(actor=owner, box=again(made), rest_is_here=True)
    assert where("HK001") == HOME


@pytest.mark.django_db(transaction=True)
def test_two_send_the_same_box() -> None:
    stock()
    made = box("HK001")
    start, said = threading.Barrier(2), []

    def go(code: str) -> None:
        start.wait()
        try:
            send(RotationBox.objects.get(pk=made.pk), code)
            said.append("sent")
        except Conflict as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(code,)) for code in ("XDS", "XNX")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["catalogue.box_on_the_way", "sent"]
    assert RotationLeg.objects.count() == 1


# What the rest of the house says meanwhile


def test_every_move_is_announced(books: None) -> None:
    made = box("HK001", "HK004")
    records = sorted({item("HK001").record_id, item("HK004").record_id})

    def told() -> list[list[int]]:
        found = [one.payload["records"] for one in Event.objects.filter(kind="catalogue.copies_changed")]
        Event.objects.all().delete()
        return found

    told()
    send(made)
    assert told() == [records]
    receive(again(made), "HK001")
    assert told() == [records]


def test_no_hand_changes_a_copy_that_is_away(books: None) -> None:
    tinh = library("TINH").pk
    repaired = change_items(
        actor=SYSTEM, library_id=tinh, item_ids=[item("HK001").pk], change=Change(ItemStatus.NOT_FOR_LOAN), reason="sửa"
    )
    made = at_host("HK001")
    act = change_items(
        actor=SYSTEM, library_id=tinh, item_ids=[item("HK001").pk], change=Change(ItemStatus.LOST), reason="báo mất"
    )
    assert (act.done, act.told) == (0, [["HK001", "on_rotation"]])
    assert undo_act(actor=SYSTEM, act=repaired).undone == 0
    assert where("HK001") == AT_XDS
    send(made, "TINH")
    receive(again(made), "HK001")
    assert where("HK001") == ("not_for_loan", "", False)


def test_a_file_of_the_owner_leaves_copies_alone_that_are_away(books: None) -> None:
    at_host("HK001", "HK002")
    changed = book("A1", "Dế Mèn phiêu lưu ký", copies="HK002-3")
    hand_in(marc_file(changed))
    assert where("HK001") == where("HK002") == AT_XDS
    assert item("HK001").left_at is None
    assert SourceRecord.objects.get(control_no="A1").version == 2


def test_stock_is_taken_without_what_is_away_and_with_the_guests(books: None) -> None:
    made = at_host("HK001", "HK002")
    own = start_stocktake(actor=SYSTEM, library_id=library("TINH").pk, scope=Scope("Chủ"))
    host = start_stocktake(actor=SYSTEM, library_id=library("XDS").pk, scope=Scope("Khách"))
    narrow = start_stocktake(actor=SYSTEM, library_id=library("XDS").pk, scope=Scope("Hẹp", store="Kho mượn"))
    assert [one.expected for one in (own, host, narrow)] == [4, 3, 1]
    scans = record_scans(actor=SYSTEM, stocktake=own, codes=["HK001", "HK003"], token="a")
    assert [one.outcome for one in scans] == ["back", "found"]
    # XDS has a copy of its own with the number of a guest: the identifier tells them apart.
    guest = item("HK001").public_id
    scans = record_scans(
        actor=SYSTEM, stocktake=host, codes=[guest, "HK001", guest, "HK004"], store="Kho mượn", token="b"
    )
    assert [one.outcome for one in scans] == ["found", "found", "twice", "other_library"]
    scans = record_scans(actor=SYSTEM, stocktake=narrow, codes=["HK002"], token="c")
    assert [one.outcome for one in scans] == ["guest"]
    assert [row.item.accession_no for row in listed(host, "missing")] == ["HK002"]
    assert (figures(host)["missing"], figures(host)["excused"]) == (1, 0)
    send(made, "XNX")
    assert (figures(host)["missing"], figures(host)["excused"]) == (0, 1)
    for one in (own, host):
        close_stocktake(actor=SYSTEM, stocktake=one)
    done = settle(actor=SYSTEM, stocktake=own, kind="unexpected", settled=Settled.BACK, reason="thấy trên giá")
    assert (done.count, done.stayed, done.acts[0].told) == (0, 1, [["HK001", "on_rotation"]])
    with pytest.raises(Conflict, match="nothing_to_confirm"):
        settle(actor=SYSTEM, stocktake=host, kind="missing", settled=Settled.MISSING, reason="không thấy")
    assert where("HK002") == LENT


def test_a_missing_guest_is_told_to_its_box(books: None) -> None:
    made = at_host("HK001", "HK002")
    taking = start_stocktake(actor=SYSTEM, library_id=library("XDS").pk, scope=Scope("Khách"))
    record_scans(actor=SYSTEM, stocktake=taking, codes=["HK002"], token="a")
    taking = close_stocktake(actor=SYSTEM, stocktake=taking)
    only_stock = librarian(library("XDS"), permission=Permission.CATALOGUE_STOCKTAKE)
    with pytest.raises(Refused):
        settle(actor=only_stock, stocktake=taking, kind="missing", settled=Settled.MISSING, reason="không thấy")
    done = settle(actor=SYSTEM, stocktake=taking, kind="missing", settled=Settled.MISSING, reason="không thấy")
    assert (done.count, len(done.acts)) == (2, 1)
    assert where("HK001") == ("missing", "", True)
    assert made.copies.get(item=item("HK001")).condition == "không thấy"
    assert Item.objects.get(library=library("XDS")).status == "missing"


def test_weeding_leaves_boxes_alone(books: None) -> None:
    made = at_host("HK001")
    taking = start_stocktake(actor=SYSTEM, library_id=library("TINH").pk, scope=Scope("Trước"))
    taking = close_stocktake(actor=SYSTEM, stocktake=taking)
    round = weed.open_round(actor=SYSTEM, library_id=library("TINH").pk, name="2026", stocktake=taking)
    added = weed.add_by_list(actor=SYSTEM, round=round, codes=["HK001", "HK006"], reason=Reason.OUTDATED)
    assert (added.added, added.away) == (1, ["HK001"])
    send(made, "TINH")
    receive(again(made), "HK001")
    assert fill(again(made), "HK006").barred == [("HK006", Bar.WEEDING)]


def test_the_export_stays_the_owners(books: None) -> None:
    from lienthu.catalogue.queries import export_records  # noqa: PLC0415

    def exported() -> bytes:
        from io import BytesIO  # noqa: PLC0415

        out = BytesIO()
        write(export_records([library("TINH").pk]), "marc21", out)
        return out.getvalue()

    before = exported()
    at_host("HK001", "HK002")
    assert exported() == before and b"HK001" in before


def test_verbs_are_all_used() -> None:
    assert set(Verb) == set().union(*ALLOWED.values())
