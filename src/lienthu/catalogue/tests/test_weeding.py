"""Weeding as the law has it: what may go, how much, in which steps, and what the last copy takes with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.actions import weed
from lienthu.catalogue.actions.take_stock import Scope, close_stocktake, start_stocktake
from lienthu.catalogue.models import Item, ItemEvent, SourceRecord, WeedingCopy, WeedingRound
from lienthu.catalogue.print_queries import register_rows
from lienthu.catalogue.rules.weeding import (
    FOLLOWING,
    CopyFact,
    Exemption,
    Limit,
    Reason,
    Step,
    exemption,
    interval,
    surplus,
)
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, book, hand_in, librarian, library, marc_file, signed_in
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field

COUNCIL = "Bà Lan, Phó Giám đốc\nÔng Y Phôn, Thủ kho\nBà H'Linh, Kế toán"


@pytest.mark.parametrize(
    ("proposed", "holdings", "most", "kept"),
    [
        (10, 100, 10, True),
        (11, 100, 10, False),
        (1, 10, 1, True),
        (1, 9, 0, False),
        (10, 109, 10, True),
        (0, 0, 0, True),
    ],
)
def test_at_most_a_tenth(proposed: int, holdings: int, most: int, kept: bool) -> None:
    limit = Limit(proposed, holdings)
    assert (limit.most, limit.is_kept) == (most, kept)


def test_the_years_between_two_rounds() -> None:
    assert (interval(300_000), interval(300_001)) == (3, 5)


@pytest.mark.parametrize(
    ("store", "subjects", "stays"),
    [
        ("Kho địa chí", [], Exemption.LOCAL_HISTORY),
        ("ĐỊA CHÍ", [], Exemption.LOCAL_HISTORY),
        ("Kho mượn", ["Địa chí Đắk Nông"], Exemption.LOCAL_HISTORY),
        ("Sách quý hiếm", [], Exemption.RARE),
        ("Kho lưu chiểu", ["Địa chí"], Exemption.LEGAL_DEPOSIT),
        ("Kho mượn", ["Địa lý", "Chí Phèo"], None),
        ("", [], None),
    ],
)
def test_what_must_stay(store: str, subjects: list[str], stays: Exemption | None) -> None:
    assert exemption(store, subjects) is stays


def test_what_is_more_than_needed() -> None:
    copies = [CopyFact(1, "available"), CopyFact(2, "damaged"), *(CopyFact(n, "available") for n in range(3, 8))]
    assert surplus(copies, is_serial=False, is_school=False) == [2, 7, 6]
    assert surplus(copies, is_serial=True, is_school=False) == [2, 7, 6, 5, 4]
    assert surplus(copies, is_serial=False, is_school=True) == []
    assert surplus(copies[:4], is_serial=False, is_school=False) == []


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_limit_is_never_more_than_a_tenth(proposed: int, holdings: int) -> None:
    limit = Limit(proposed, holdings)
    assert limit.is_kept == (proposed <= limit.most)


def test_nothing_follows_an_end_and_only_approval_leads_to_execution() -> None:
    assert set(FOLLOWING) == set(Step)
    assert {step for step, following in FOLLOWING.items() if Step.EXECUTING in following} == {Step.APPROVED}
    assert FOLLOWING[Step.EXECUTED] == FOLLOWING[Step.CANCELLED] == frozenset()


@pytest.fixture
def stock(db: None) -> None:
    """40 copies: a single damaged one, a lost one of two, six of one title, a local-history one that is damaged too."""
    local = book("L1", "Địa chí Đắk Nông", copies="DC001")
    local.fields.append(Field("650", "", " 4", [("a", "Địa chí")]))
    hand_in(
        marc_file(
            book("A1", "Rách nát", copies="HK001"),
            book("A2", "Một mất một còn", copies="HK002-3"),
            book("A3", "Nhiều bản", copies="HK011-16"),
            local,
            *(book(f"B{n}", f"Sách {n}", copies=f"KM{n:03}") for n in range(30)),
        )
    )
    Item.objects.filter(accession_no__in=["HK001", "DC001"]).update(status="damaged")
    Item.objects.filter(accession_no="HK002").update(status="lost")


def begin() -> WeedingRound:
    taking = start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("Kiểm kê"))
    close_stocktake(actor=SYSTEM, stocktake=taking)
    taking.refresh_from_db()
    return weed.open_round(actor=SYSTEM, library_id=library().pk, name="Đợt 1", stocktake=taking)


def listed(round: WeedingRound) -> list[tuple[str, str]]:
    return sorted(WeedingCopy.objects.filter(round=round).values_list("item__accession_no", "reason"))


def walk(round: WeedingRound) -> None:
    """From the draft to the approval."""
    weed.propose(actor=SYSTEM, round=round, paper="TTr 01 ngày 01/10/2026", council=COUNCIL)
    weed.review(actor=SYSTEM, round=round, paper="BB 02 ngày 10/10/2026")
    weed.approve(actor=SYSTEM, round=round, paper="QĐ 15/QĐ-SVHTTDL")


def test_a_round_begins_after_the_stock_was_taken(stock: None) -> None:
    taking = start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("Kiểm kê"))
    with pytest.raises(Invalid, match="weeding_stocktake"):
        weed.open_round(actor=SYSTEM, library_id=library().pk, name="Đợt 1", stocktake=taking)
    close_stocktake(actor=SYSTEM, stocktake=taking)
    taking.refresh_from_db()
    with pytest.raises(Invalid, match="weeding_stocktake"):
        weed.open_round(actor=SYSTEM, library_id=library("GN").pk, name="Đợt 1", stocktake=taking)
    weed.open_round(actor=SYSTEM, library_id=library().pk, name="Đợt 1", stocktake=taking)
    with pytest.raises(Conflict, match="weeding_open"):
        weed.open_round(actor=SYSTEM, library_id=library().pk, name="Đợt 2", stocktake=taking)
    assert WeedingRound.objects.count() == 1


def test_the_list_by_rules_and_by_hand(stock: None) -> None:
    round = begin()
    added = weed.add_by_rules(actor=SYSTEM, round=round, reasons=set(Reason))
    assert (added.added, added.exempt) == (4, [("DC001", Exemption.LOCAL_HISTORY)])
    assert listed(round) == [
        ("HK001", "damaged"), ("HK002", "lost"), ("HK015", "surplus"), ("HK016", "surplus"),
    ]  # fmt: skip
    added = weed.add_by_list(
        actor=SYSTEM, round=round, codes=["km001", "DC001", "HK001", "X9"], reason=Reason.OUTDATED, note="in trước 1980"
    )
    assert (added.added, added.on_list, added.unknown) == (1, 1, ["X9"])
    assert added.exempt == [("DC001", Exemption.LOCAL_HISTORY)]
    entry = WeedingCopy.objects.get(item__accession_no="KM001")
    assert (entry.reason, entry.note) == ("outdated", "in trước 1980")
    weed.take_off(actor=SYSTEM, round=round, copy_id=entry.pk)
    with pytest.raises(Conflict, match="not_on_list"):
        weed.take_off(actor=SYSTEM, round=round, copy_id=entry.pk)
    assert Item.objects.held().count() == 40


def test_more_than_a_tenth_is_refused_with_the_figures(stock: None) -> None:
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=set(Reason))
    weed.add_by_list(actor=SYSTEM, round=round, codes=["KM001"], reason=Reason.OUTDATED)
    with pytest.raises(Invalid) as refusal:
        weed.propose(actor=SYSTEM, round=round, paper="TTr 01", council=COUNCIL)
    assert (refusal.value.code, refusal.value.params) == (
        "catalogue.weeding_over_limit",
        {"proposed": 5, "holdings": 40, "most": 4},
    )
    weed.take_off(actor=SYSTEM, round=round, copy_id=WeedingCopy.objects.get(item__accession_no="KM001").pk)
    weed.propose(actor=SYSTEM, round=round, paper="TTr 01", council=COUNCIL)
    round.refresh_from_db()
    assert (round.step, round.holdings) == ("proposed", 40)


def test_the_council_keeps_a_copy_and_the_rest_goes(stock: None) -> None:
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=set(Reason))
    weed.propose(actor=SYSTEM, round=round, paper="TTr 01", council=COUNCIL)
    kept = WeedingCopy.objects.get(item__accession_no="HK016")
    weed.keep_copy(actor=SYSTEM, round=round, copy_id=kept.pk, reason="còn nhiều người mượn")
    weed.review(actor=SYSTEM, round=round, paper="BB 02")
    weed.approve(actor=SYSTEM, round=round, paper="QĐ 15/QĐ-SVHTTDL")
    Item.objects.filter(accession_no="HK015").update(status="on_loan")
    round.refresh_from_db()
    weed.execute(actor=SYSTEM, round=round)
    jobs.drain()
    round.refresh_from_db()
    assert (round.step, round.weeded, round.skipped, round.records_withdrawn) == ("executed", 2, 1, 1)
    statuses = dict(Item.objects.filter(accession_no__startswith="HK").values_list("accession_no", "status"))
    assert {number: statuses[number] for number in ("HK001", "HK002", "HK003", "HK015", "HK016")} == {
        "HK001": "withdrawn", "HK002": "withdrawn", "HK003": "available", "HK015": "on_loan", "HK016": "available",
    }  # fmt: skip
    event = ItemEvent.objects.get(item__accession_no="HK001")
    mark = "Đã thanh lọc, quyết định QĐ 15/QĐ-SVHTTDL"
    assert (event.kind, event.before, event.reason) == ("weeded", "damaged", mark)
    assert [row[-1] for row in register_rows([event.item])] == [mark]
    states = dict(SourceRecord.objects.filter(control_no__startswith="A").values_list("control_no", "state"))
    assert states == {"A1": "withdrawn", "A2": "active", "A3": "active"}
    assert AuditEntry.objects.filter(code="catalogue.record_withdrawn").count() == 1


def test_a_file_does_not_bring_back_what_was_weeded(stock: None) -> None:
    round = begin()
    weed.add_by_list(actor=SYSTEM, round=round, codes=["HK003"], reason=Reason.CONTENT)
    walk(round)
    round.refresh_from_db()
    weed.execute(actor=SYSTEM, round=round)
    jobs.drain()
    hand_in(marc_file(book("A2", "Một mất một còn (sửa)", copies="HK002-3")))
    assert Item.objects.get(accession_no="HK003").status == "withdrawn"


def test_every_step_can_be_taken_back_before_it_is_done(stock: None) -> None:
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=set(Reason))
    walk(round)
    round.refresh_from_db()
    weed.send_back(actor=SYSTEM, round=round, reason="Danh mục thiếu giá tiền")
    round.refresh_from_db()
    assert (round.step, round.decision, round.proposal, round.published_on) == ("draft", "", "", None)
    assert len(listed(round)) == 4
    walk(round)
    round.refresh_from_db()
    weed.give_up(actor=SYSTEM, round=round, reason="Hoãn sang năm sau")
    assert Item.objects.held().count() == 40
    with pytest.raises(Conflict, match="weeding_step"):
        weed.execute(actor=SYSTEM, round=round)
    assert begin().step == "draft"


def test_steps_come_in_their_order(stock: None) -> None:
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=[Reason.DAMAGED])
    early: list[Callable[[], object]] = [
        lambda: weed.review(actor=SYSTEM, round=round, paper="BB 02"),
        lambda: weed.approve(actor=SYSTEM, round=round, paper="QĐ 1"),
        lambda: weed.execute(actor=SYSTEM, round=round),
        lambda: weed.keep_copy(actor=SYSTEM, round=round, copy_id=1, reason="x"),
        lambda: weed.propose(actor=SYSTEM, round=round, paper="", council=COUNCIL),
        lambda: weed.propose(actor=SYSTEM, round=round, paper="TTr 1", council="Một người"),
    ]
    for step in early:
        with pytest.raises(LienThuError):
            step()
    round.refresh_from_db()
    assert (round.step, Item.objects.held().count()) == ("draft", 40)


def test_who_proposes_does_not_approve(stock: None) -> None:
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=[Reason.DAMAGED])
    weeds = librarian(library(), permission=Permission.CATALOGUE_WEEDING)
    approves = librarian(library(), permission=Permission.WEEDING_APPROVE)
    stranger = librarian(library("GN"), permission=Permission.CATALOGUE_WEEDING)
    for actor in (approves, stranger):
        with pytest.raises(Refused):
            weed.propose(actor=actor, round=round, paper="TTr 1", council=COUNCIL)
    weed.propose(actor=weeds, round=round, paper="TTr 1", council=COUNCIL)
    weed.review(actor=weeds, round=round, paper="BB 1")
    with pytest.raises(Refused):
        weed.approve(actor=weeds, round=round, paper="QĐ 1")
    weed.approve(actor=approves, round=round, paper="QĐ 1")
    with pytest.raises(Refused):
        weed.execute(actor=approves, round=round)
    with pytest.raises(Refused):
        weed.send_back(actor=stranger, round=round, reason="phá")
    round.refresh_from_db()
    assert round.step == "approved"


def test_a_killed_worker_weeds_nothing_twice(stock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from lienthu.catalogue import weeding_job  # noqa: PLC0415

    monkeypatch.setattr(weeding_job, "SLICE", 2)
    round = begin()
    weed.add_by_rules(actor=SYSTEM, round=round, reasons=set(Reason))
    walk(round)
    round.refresh_from_db()
    weed.execute(actor=SYSTEM, round=round)
    real, calls = weeding_job.save_items, []

    class Killed(BaseException):
        pass

    def save(*args: object) -> None:
        calls.append(1)
        real(*args)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise Killed

    monkeypatch.setattr(weeding_job, "save_items", save)
    with pytest.raises(Killed):
        jobs.drain()
    assert Item.objects.filter(status="withdrawn").count() == 2
    from lienthu.kernel.models import Job  # noqa: PLC0415

    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    jobs.drain()
    round.refresh_from_db()
    assert (round.step, round.weeded) == ("executed", 4)
    assert ItemEvent.objects.filter(kind="weeded").count() == 4


def test_the_pages_from_the_list_to_the_end(stock: None) -> None:
    client: Staff = signed_in()
    taking = start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("Kiểm kê"))
    close_stocktake(actor=SYSTEM, stocktake=taking)
    answer = client.post("/vi/cataloguing/weeding", {"name": "Đợt 1", "stocktake": taking.public_id})
    round = WeedingRound.objects.get()
    page = f"/vi/cataloguing/weeding/{round.public_id}"
    assert answer["Location"] == page
    shown = client.post(f"{page}/add", {"rule": ["damaged", "lost", "surplus"]}, follow=True).content.decode()
    assert "Đã đưa 4 bản vào danh mục." in shown and "DC001 (địa chí)" in shown
    form = {"codes": "KM001\nX9", "reason": "outdated", "note": ""}
    shown = client.post(f"{page}/add", form, follow=True).content.decode()
    assert "Đã đưa 1 bản vào danh mục." in shown and "Thư viện không có: X9" in shown
    assert client.post(f"{page}/add", {"codes": "", "reason": "outdated"}).status_code == 422
    propose = {"act": "propose", "paper": "TTr 01", "council": COUNCIL}
    shown = client.post(f"{page}/act", propose, follow=True).content.decode()
    assert "Danh mục có 5 trên 40 bản" in shown
    entry = WeedingCopy.objects.get(item__accession_no="KM001")
    client.post(f"{page}/copies/{entry.pk}")
    for act in (propose, {"act": "review", "paper": "BB 02"}, {"act": "approve", "paper": "QĐ 15"}, {"act": "execute"}):
        assert "Đợt thanh lọc đã sang bước mới." in client.post(f"{page}/act", act, follow=True).content.decode()
    jobs.drain()
    shown = client.get(page).content.decode()
    assert "Đã thanh lọc 4 bản, giữ lại 0 bản, 1 biểu ghi ra khỏi mục lục." in shown
    shown = client.get(f"{page}/minutes").content.decode()
    for part in ("Biên bản họp hội đồng thanh lọc", "Danh mục tài liệu thanh lọc", "HK001", "QĐ 15", "H&#x27;Linh"):
        assert part in shown
    stranger = signed_in(library("GN"), "ba")
    assert {stranger.get(f"{page}{part}").status_code for part in ("", "/minutes")} == {404}
    assert stranger.post(f"{page}/act", {"act": "cancel", "paper": "phá"}).status_code == 404


def test_rest_goes_the_same_way(stock: None) -> None:
    key = signed_in().key()
    taking = start_stocktake(actor=SYSTEM, library_id=library().pk, scope=Scope("Kiểm kê"))

    def post(path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = key.post(f"/api/v1/weedings{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    assert post("", {"name": "Đợt 1", "stocktake": taking.public_id})[1]["code"] == "catalogue.weeding_stocktake"
    close_stocktake(actor=SYSTEM, stocktake=taking)
    code, made = post("", {"name": "Đợt 1", "stocktake": taking.public_id})
    assert (code, made["step"]) == (201, "draft")
    here = f"/{made['id']}"
    assert post(f"{here}/copies", {"rules": ["damaged"]})[1] == {
        "added": 1, "on_list": 0, "exempt": [["DC001", "local_history"]], "away": [], "unknown": [],
    }  # fmt: skip
    assert post(f"{here}/copies", {"codes": ["HK003", "X9"], "reason": "content"})[1]["unknown"] == ["X9"]
    assert post(f"{here}/approve", {"paper": "QĐ 1"})[1]["code"] == "catalogue.weeding_step"
    assert post(f"{here}/propose", {"paper": "TTr 1", "council": COUNCIL})[1]["proposed"] == 2
    assert post(f"{here}/send-back", {"paper": "Thiếu giá"})[1]["step"] == "draft"
    assert post(f"{here}/propose", {"paper": "TTr 2", "council": COUNCIL})[1]["step"] == "proposed"
    assert post(f"{here}/review", {"paper": "BB 1"})[1]["step"] == "reviewed"
    assert post(f"{here}/approve", {"paper": "QĐ 1"})[1]["step"] == "approved"
    assert post(f"{here}/execute", {})[1]["step"] == "executing"
    jobs.drain()
    assert key.get(f"/api/v1/weedings{here}").json()["weeded"] == 2
