"""Stock-taking: the frozen expectation, every kind of scan, the close, what is confirmed, and clumsy hands."""

from __future__ import annotations

import threading
from itertools import count
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lienthu.catalogue.actions.change_items import Change, change_items, undo_act
from lienthu.catalogue.actions.settle_stocktake import Done, settle
from lienthu.catalogue.actions.take_stock import (
    Scope,
    cancel_stocktake,
    close_stocktake,
    figures,
    record_scans,
    start_stocktake,
    undo_scan,
)
from lienthu.catalogue.models import Item, ItemAct, Stocktake, StocktakeCopy, StocktakeScan
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.stocktake import Settled
from lienthu.catalogue.stocktake_queries import listed, stores_of
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, book, hand_in, librarian, library, marc_file, signed_in
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission

NEVER = "zz-nobody"


def settled(taking: Stocktake, kind: str, what: Settled, *ids: int, reason: str = "") -> Done:
    return settle(actor=SYSTEM, stocktake=taking, kind=kind, settled=what, ids=ids or None, reason=reason)


@pytest.fixture
def shelves(db: None) -> None:
    stock()


def stock() -> None:
    """Five copies in Kho mượn, one of them lent and one lost; one in Kho đọc; one elsewhere; one that left."""
    hand_in(
        marc_file(
            book("A1", "Một", copies="HK001-5"), book("A2", "Hai", copies="HK006"), book("A3", "Ba", copies="HK009")
        )
    )
    hand_in(marc_file(book("A3", "Ba (sửa)")))
    hand_in(marc_file(book("B1", "Của nơi khác", copies="GN001")), library("GN"))
    Item.objects.filter(accession_no="HK004").update(status="on_loan")
    Item.objects.filter(accession_no="HK005").update(status="lost")
    Item.objects.filter(accession_no="HK006").update(store="Kho đọc")


def start(**scope: str) -> Stocktake:
    return start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("Kiểm kê 2026", **scope))


def scan(stocktake: Stocktake, *codes: str, store: str = "", token: str = "") -> list[str]:
    scans = record_scans(actor=SYSTEM, stocktake=stocktake, codes=codes, store=store, token=token or uuid4().hex)
    return [one.outcome for one in scans]


def status(number: str) -> str:
    return Item.objects.get(accession_no=number).status


def test_what_should_be_there_is_frozen(shelves: None) -> None:
    taking = start()
    expected = StocktakeCopy.objects.filter(stocktake=taking).order_by("item__accession_no")
    assert list(expected.values_list("item__accession_no", "store")) == [
        ("HK001", "Kho mượn"),
        ("HK002", "Kho mượn"),
        ("HK003", "Kho mượn"),
        ("HK006", "Kho đọc"),
    ]
    assert taking.expected == 4
    entry = AuditEntry.objects.get(code="catalogue.stocktake_started")
    assert entry.data == {"name": "Kiểm kê 2026", "count": 4}
    hand_in(marc_file(book("A4", "Bốn", copies="HK010")))
    assert figures(taking)["expected"] == 4


def test_the_scope_narrows(shelves: None) -> None:
    assert start(store="Kho đọc").expected == 1
    Item.objects.filter(accession_no="HK001").update(call_number="895.9 T")
    Item.objects.filter(accession_no="HK002").update(call_number="915.97")
    assert start(call_from="895", call_to="895").expected == 1
    assert start(call_from="895", call_to="9").expected == 2
    with pytest.raises(Invalid, match="stocktake_empty"):
        start(store="Kho không có")
    with pytest.raises(Invalid, match="stocktake_name"):
        start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("  "))
    assert Stocktake.objects.count() == 3


def test_every_kind_of_scan(shelves: None) -> None:
    taking = start()
    codes = ["hk001", "HK001", "HK 002", "HK006", "HK004", "HK005", "HK009", "GN001", "HK999"]
    assert scan(taking, *codes, store="Kho mượn") == [
        "found", "twice", "found", "misplaced", "back", "back", "left", "other_library", "unknown",
    ]  # fmt: skip
    assert scan(taking, Item.objects.get(accession_no="HK003").public_id.upper(), "HK005", "HK009") == [
        "found",
        "twice",
        "left",
    ]
    said = figures(taking)
    assert (said["expected"], said["found"], said["missing"], said["excused"]) == (4, 4, 0, 0)
    assert {name: n for name, n in said["outcomes"].items() if n} == {
        "found": 3, "twice": 2, "misplaced": 1, "back": 2, "left": 2, "other_library": 1, "unknown": 1,
    }  # fmt: skip


def test_a_copy_of_a_store_that_is_not_counted_is_in_the_wrong_place(shelves: None) -> None:
    taking = start(store="Kho đọc")
    assert scan(taking, "HK001", "HK006") == ["misplaced", "found"]
    assert figures(taking)["found"] == 1


def test_a_number_on_two_copies_means_the_one_not_seen_yet(shelves: None) -> None:
    hand_in(marc_file(book("A5", "Trùng số", copies="HK001")))
    taking = start()
    assert scan(taking, "HK001") == ["ambiguous"]
    one = Item.objects.filter(accession_no="HK001").order_by("id").first()
    assert one is not None
    assert scan(taking, one.public_id, "HK001", "HK001") == ["found", "found", "ambiguous"]


def test_the_same_request_twice_counts_once(shelves: None) -> None:
    taking = start()
    assert scan(taking, "HK001", "HK002", token="t1") == ["found", "found"]
    assert scan(taking, "HK001", "HK002", token="t1") == ["found", "found"]
    assert StocktakeScan.objects.count() == 2


def test_an_undone_scan_counts_no_more_and_its_double_takes_over(shelves: None) -> None:
    taking = start()
    scan(taking, "HK001", "HK001")
    first, second = StocktakeScan.objects.order_by("id")
    undo_scan(actor=SYSTEM, scan=first)
    second.refresh_from_db()
    assert (second.outcome, figures(taking)["found"]) == ("found", 1)
    undo_scan(actor=SYSTEM, scan=second)
    assert figures(taking)["found"] == 0
    with pytest.raises(Conflict, match="scan_undone"):
        undo_scan(actor=SYSTEM, scan=second)
    assert scan(taking, "HK001") == ["found"]


def test_the_close_is_the_end(shelves: None) -> None:
    taking = start()
    scan(taking, "HK001", "HK005")
    closed = close_stocktake(actor=SYSTEM, stocktake=taking)
    assert (closed.state, closed.result["missing"], closed.result["found"]) == ("closed", 3, 1)
    for again in (
        lambda: close_stocktake(actor=SYSTEM, stocktake=taking),
        lambda: cancel_stocktake(actor=SYSTEM, stocktake=taking, reason="nhầm"),
        lambda: scan(taking, "HK002"),
        lambda: undo_scan(actor=SYSTEM, scan=StocktakeScan.objects.order_by("id")[0]),
    ):
        with pytest.raises(Conflict, match="stocktake_ended"):
            again()
    assert [status(number) for number in ("HK001", "HK002", "HK003", "HK005")] == ["available"] * 3 + ["lost"]
    assert stores_of(closed) == [("Kho mượn", 3, 1, 2), ("Kho đọc", 1, 0, 1)]


def test_statuses_change_only_when_a_person_confirms_it(shelves: None) -> None:
    taking = start()
    scan(taking, "HK001", "HK004", "HK005")
    with pytest.raises(Conflict, match="stocktake_not_closed"):
        settled(taking, "missing", Settled.MISSING)
    change_items(
        actor=SYSTEM,
        library_id=library().pk,
        item_ids=[Item.objects.get(accession_no="HK003").pk],
        change=Change(ItemStatus.IN_REPAIR),
        reason="đóng lại",
    )
    close_stocktake(actor=SYSTEM, stocktake=taking)
    missing = settled(taking, "missing", Settled.MISSING, reason="Biên bản số 1")
    back = settled(taking, "unexpected", Settled.BACK)
    assert (missing.count, missing.stayed, back.count) == (2, 0, 2)
    assert {number: status(number) for number in ("HK001", "HK002", "HK003", "HK004", "HK005", "HK006")} == {
        "HK001": "available", "HK002": "missing", "HK003": "in_repair",
        "HK004": "available", "HK005": "available", "HK006": "missing",
    }  # fmt: skip
    with pytest.raises(Conflict, match="nothing_to_confirm"):
        settled(taking, "missing", Settled.MISSING)
    # What was confirmed stays on the list, and on the minutes.
    assert [one.item.accession_no for one in listed(taking, "missing")] == ["HK002", "HK006"]
    undo_act(actor=SYSTEM, act=ItemAct.objects.get(pk=missing.acts[0].pk))
    assert status("HK002") == "available"
    assert [one.said for one in listed(taking, "missing")] == ["", ""]
    assert settled(taking, "missing", Settled.MISSING, reason="làm lại").count == 2


def test_lines_are_settled_one_by_one(shelves: None) -> None:
    taking = start()
    scan(taking, "HK001", "HK004", "HK005", "GN001")
    scan(taking, "HK002", store="Kho đọc")
    missing = {one.item.accession_no: one.pk for one in listed(taking, "missing")}
    assert sorted(missing) == ["HK003", "HK006"]
    for kind, what in (("missing", Settled.MISSING), ("misplaced", Settled.MOVED), ("unexpected", Settled.BACK)):
        with pytest.raises(Conflict, match="stocktake_not_closed"):
            settled(taking, kind, what)
    with pytest.raises(Conflict, match="stocktake_verdict"):
        settled(taking, "missing", Settled.NOTED)
    assert settled(taking, "missing", Settled.FOUND, missing["HK006"]).count == 1
    assert (figures(taking)["found"], figures(taking)["missing"]) == (3, 1)
    foreign = next(one.pk for one in listed(taking, "unexpected") if one.outcome == "other_library")
    assert settled(taking, "unexpected", Settled.NOTED, foreign).count == 1
    taking = close_stocktake(actor=SYSTEM, stocktake=taking)
    assert settled(taking, "misplaced", Settled.MOVED).count == 1
    assert Item.objects.get(accession_no="HK002").place == "Kho đọc"
    lent = next(one.pk for one in listed(taking, "unexpected") if one.code == "HK004")
    assert settled(taking, "unexpected", Settled.BACK, lent, foreign).count == 1
    assert (status("HK004"), status("HK005")) == ("available", "lost")
    assert settled(taking, "missing", Settled.FOUND).count == 1
    assert status("HK003") == "available"
    assert [one.said for one in listed(taking, "missing")] == ["found"]
    cancelled = start(store="Kho đọc")
    cancelled = cancel_stocktake(actor=SYSTEM, stocktake=cancelled, reason="nhầm kho")
    with pytest.raises(Conflict, match="stocktake_ended"):
        settled(cancelled, "missing", Settled.FOUND)


def test_another_library_neither_sees_nor_counts(shelves: None) -> None:
    taking = start()
    stranger = librarian(library("GN"), permission=Permission.CATALOGUE_STOCKTAKE)
    for refused in (
        lambda: record_scans(actor=stranger, stocktake=taking, codes=["HK001"], token="x"),
        lambda: close_stocktake(actor=stranger, stocktake=taking),
        lambda: cancel_stocktake(actor=stranger, stocktake=taking, reason="phá"),
        lambda: start_stocktake(actor=stranger, library_id=library().pk, scope=Scope("X")),
    ):
        with pytest.raises(Refused):
            refused()
    assert (StocktakeScan.objects.count(), Stocktake.objects.get().state) == (0, "open")


def test_counting_many_costs_hardly_more_queries_than_one(shelves: None) -> None:
    hand_in(marc_file(*(book(f"Q{n}", f"Sách {n}", copies=f"Q{n:04}") for n in range(300))))
    taking = start()

    def queries(codes: list[str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            record_scans(actor=SYSTEM, stocktake=taking, codes=codes, token=uuid4().hex)
        return len(seen)

    assert queries([f"Q{n:04}" for n in range(2, 250)]) <= queries(["Q0001"]) + 3


@pytest.mark.django_db(transaction=True)
def test_several_people_and_a_close_at_once() -> None:
    """Each copy is found once, and a scan either counts or is refused."""
    stock()
    hand_in(marc_file(*(book(f"Q{n}", f"Sách {n}", copies=f"Q{n:04}") for n in range(30))))
    taking = start()
    outcomes: list[str] = []
    faults: list[BaseException] = []
    gate = threading.Barrier(7)

    def count_all(person: int) -> None:
        try:
            gate.wait(timeout=30)
            for n in range(30):
                outcomes.extend(scan(taking, f"Q{(n * 7 + person) % 30:04}"))
        except Conflict:
            pass
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    def close() -> None:
        try:
            gate.wait(timeout=30)
            close_stocktake(actor=SYSTEM, stocktake=taking)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=count_all, args=(person,)) for person in range(6)]
    threads.append(threading.Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert faults == []
    taking.refresh_from_db()
    found = StocktakeScan.objects.filter(outcome="found")
    assert found.count() == found.values("item").distinct().count() == taking.result["found"] == outcomes.count("found")
    assert StocktakeScan.objects.count() == len(outcomes)


class StocktakeMachine(RuleBasedStateMachine):
    """Scans, undoing and changes of copies in any order: the figures are those of a model that only has sets."""

    codes = st.sampled_from(["HK001", "HK002", "HK003", "HK004", "HK006", "GN001", NEVER])

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        stock()
        self.taking = start()
        self.tokens = count()
        self.expected = set(StocktakeCopy.objects.values_list("item__accession_no", flat=True))
        self.alive: list[tuple[int, str]] = []

    @rule(code=codes)
    def scans(self, code: str) -> None:
        before = {said for _pk, said in self.alive}
        made = record_scans(actor=SYSTEM, stocktake=self.taking, codes=[code], token=str(next(self.tokens)))
        assert (made[0].outcome == "twice") == (code in before and code not in ("GN001", NEVER))
        self.alive.append((made[0].pk, code))

    @rule(data=st.data())
    def undoes(self, data: st.DataObject) -> None:
        if self.alive:
            one = data.draw(st.sampled_from(self.alive))
            undo_scan(actor=SYSTEM, scan=StocktakeScan.objects.get(pk=one[0]))
            self.alive.remove(one)

    @rule(code=st.sampled_from(["HK001", "HK002"]), wanted=st.sampled_from(["in_repair", "available"]))
    def goes_to_repair_and_back(self, code: str, wanted: str) -> None:
        Item.objects.filter(accession_no=code).update(status=wanted)

    @invariant()
    def the_figures_are_right(self) -> None:
        if not hasattr(self, "taking"):
            return
        seen = {code for _pk, code in self.alive} & self.expected
        away = {code for code in self.expected - seen if status(code) == "in_repair"}
        said = figures(self.taking)
        assert (said["found"], said["excused"]) == (len(seen), len(away))
        assert said["missing"] == len(self.expected - seen - away)
        assert sum(said["outcomes"].values()) == len(self.alive)


@pytest.mark.django_db
def test_any_order_of_scans() -> None:
    run_state_machine_as_test(
        StocktakeMachine,
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.fixture
def client(shelves: None) -> Staff:
    return signed_in()


def test_the_pages_from_start_to_minutes(client: Staff) -> None:
    form = {
        "library": "TINH",
        "name": "Kiểm kê Kho mượn",
        "store": "Kho mượn",
        "members": "Nguyễn Thị Lan, Thủ thư\nY Phôn",
    }
    answer = client.post("/vi/cataloguing/stocktakes/new", form)
    taking = Stocktake.objects.get()
    desk = f"/vi/cataloguing/stocktakes/{taking.public_id}"
    assert answer["Location"] == f"{desk}/scan"
    page = client.post(f"{desk}/scan", {"code": "hk001", "token": "a"}).content.decode()
    assert "scan-result--good" in page and "<form" in page and "đúng chỗ" in page
    panel = client.post(
        f"{desk}/scan", {"code": "GN001", "token": "b"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert panel.startswith('<div id="scanned" data-outcome="bad">') and "của thư viện khác" in panel
    assert "<html" not in panel
    file = SimpleUploadedFile("quet.txt", "\ufeffHK002\r\nHK002\r\nHK777\r\n".encode())
    page = client.post(f"{desk}/list", {"codes": "", "file": file, "token": "c"}, follow=True).content.decode()
    assert "đúng chỗ: 1; đã quét rồi: 1; không có trong sổ: 1" in page
    undo = StocktakeScan.objects.get(code="HK777")
    page = client.post(f"{desk}/scans/{undo.pk}/undo", follow=True).content.decode()
    assert "Lượt quét HK777 không còn được tính." in page
    assert "HK003" in client.get(desk).content.decode()
    assert client.get(f"{desk}/minutes", follow=True).redirect_chain[0][0] == desk
    page = client.post(f"{desk}/act", {"act": "close"}, follow=True).content.decode()
    assert "Đã kết thúc kiểm kê." in page and "Xác nhận không thấy" in page
    page = client.get(f"{desk}/minutes").content.decode()
    for part in ("Độc lập - Tự do - Hạnh phúc", "Biên bản kiểm kê", "Y Phôn", "HK003", "Phụ lục 1", "GN001"):
        assert part in page
    assert "Của nơi khác" in page
    line = StocktakeCopy.objects.get(item__accession_no="HK003")
    said = {"settled": "missing", "line": str(line.pk), "reason": "Biên bản số 1"}
    page = client.post(f"{desk}/lists/missing", said, follow=True).content.decode()
    assert "1 dòng: xác nhận không thấy." in page and ItemAct.objects.get().public_id in page
    assert status("HK003") == "missing"
    assert "HK003" in client.get(f"{desk}/minutes").content.decode()
    again = client.post(f"{desk}/lists/missing", said | {"all": "1"}, follow=True).content.decode()
    assert "Không có gì để xác nhận" in again
    assert client.post(f"{desk}/lists/missing", {"settled": "zz"}).status_code == 404
    assert client.post(f"{desk}/lists/zz", {"settled": "missing"}).status_code == 404
    page = client.post(f"{desk}/act", {"act": "close"}, follow=True).content.decode()
    assert "Đợt kiểm kê đã kết thúc" in page
    assert client.post(f"{desk}/act", {"act": "zz"}).status_code == 404


def test_a_restricted_title_is_told_to_nobody_who_scans(client: Staff) -> None:
    hand_in(marc_file(book("S1", "Tài liệu mật", copies="HK050", secrecy="2")))
    hand_in(marc_file(book("S2", "Tài liệu mật nơi khác", copies="GN050", secrecy="2")), library("GN"))
    taking = start()
    scanned = {"code": "HK050\nGN050", "token": "a"}
    page = client.post(f"/vi/cataloguing/stocktakes/{taking.public_id}/scan", scanned).content.decode()
    assert "HK050" in page and "GN050" in page and "Tài liệu mật" not in page


def test_the_pages_of_a_stocktake_are_its_librarys(client: Staff) -> None:
    taking = start()
    stranger = signed_in(library("GN"), "ba")
    desk = f"/vi/cataloguing/stocktakes/{taking.public_id}"
    assert {stranger.get(f"{desk}{part}").status_code for part in ("", "/scan", "/minutes")} == {404}
    assert stranger.post(f"{desk}/scan", {"code": "HK001", "token": "a"}).status_code == 404
    assert taking.public_id not in stranger.get("/vi/cataloguing/stocktakes").content.decode()
    assert not StocktakeScan.objects.exists()


def test_rest_counts(client: Staff) -> None:
    key = client.key()

    def post(path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = key.post(f"/api/v1/stocktakes{path}", body, content_type="application/json")
        return answer.status_code, answer.json() if answer.content else {}

    code, made = post("", {"library": "TINH", "name": "REST"})
    assert (code, made["expected"], made["state"]) == (201, 4, "open")
    code, said = post(f"/{made['id']}/scans", {"codes": ["HK001", "GN001"], "token": "a"})
    assert code == 201
    assert [(one["outcome"], one["item"] is None) for one in said["items"]] == [
        ("found", False),
        ("other_library", True),
    ]  # type: ignore[attr-defined, index]
    code, _nothing = post(f"/{made['id']}/scans/{said['items'][0]['id']}/undo", {})  # type: ignore[index]
    assert code == 204
    assert post(f"/{made['id']}/close", {})[1]["missing"] == 4
    assert post(f"/{made['id']}/close", {})[0] == 409
    assert post(f"/{made['id']}/scans", {"codes": ["HK001"], "token": "b"})[1]["code"] == "catalogue.stocktake_ended"
    listed = key.get(f"/api/v1/stocktakes/{made['id']}/lists/missing").json()
    assert [row["number"] for row in listed["items"]] == ["HK001", "HK002", "HK003", "HK006"]
    code, done = post(
        f"/{made['id']}/lists/missing/settle", {"settled": "missing", "lines": [listed["items"][0]["line"]]}
    )
    assert (code, done["count"], len(done["changes"])) == (200, 1, 1)  # type: ignore[arg-type]
    listed = key.get(f"/api/v1/stocktakes/{made['id']}/lists/missing").json()
    assert [row["settled"] for row in listed["items"]] == ["missing", "", "", ""]
