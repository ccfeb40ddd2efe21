"""Reading by turns, counted pages, walls and reading devices: what opens, for whom, and how it ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actors import person
from lienthu.accounts.models import User
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.ids import sealed
from lienthu.kernel.models import AuditEntry, Job
from lienthu.repository import gate
from lienthu.repository.actions.borrow import borrow, give_back, leave_queue, queue_up
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.devices import end_device, register_device
from lienthu.repository.gate import DEVICE_COOKIE, Visitor
from lienthu.repository.models import DigitalObject, Page, PageOpened, ReadingDevice, Seat, Waiting
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.repository.tests.helpers import SYSTEM, library, published
from lienthu.repository.views import devices

pytestmark = pytest.mark.usefixtures("desk")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def found() -> DigitalObject:
    return published(terms=Terms(Level.READ, seats=1, lend_days=14))


@pytest.fixture
def people(db: None) -> list[Any]:
    return [get_user_model().objects.create_user(name, password="x" * 20) for name in ("an", "binh", "chi")]


def visitor(user: Any) -> Visitor:
    return Visitor(person(User.objects.get(pk=user.pk)))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def status(client: Client, found: DigitalObject, position: int = 1) -> int:
    image = sealed(found.pages.get(position=position).pk)
    tile = f"/iiif/image/3/{image}/0,0,512,512/512,512/0/default.jpg"
    return client.get(tile, headers={"accept": "application/json"}).status_code


def later(monkeypatch: pytest.MonkeyPatch, **delta: int) -> None:
    now = timezone.now() + timedelta(**delta)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_who_borrowed_reads_and_nobody_else(found: DigitalObject, people: list[Any]) -> None:
    first, second = (client_of(user) for user in people[:2])
    assert (status(Client(), found), status(first, found)) == (401, 403)
    borrow(visitor=visitor(people[0]), found=found)
    assert (status(first, found), status(second, found), status(Client(), found)) == (200, 403, 401)
    with pytest.raises(Conflict, match=r"repository\.no_seat"):
        borrow(visitor=visitor(people[1]), found=found)
    with pytest.raises(Conflict, match="seat_held_already"):
        borrow(visitor=visitor(people[0]), found=found)
    give_back(visitor=visitor(people[0]), found=found)
    assert status(first, found) == 403
    with pytest.raises(Conflict, match="seat_not_held"):
        give_back(visitor=visitor(people[0]), found=found)


def test_the_queue_is_served_in_order_and_a_turn_is_kept(found: DigitalObject, people: list[Any]) -> None:
    an, binh, chi = (visitor(user) for user in people)
    borrow(visitor=an, found=found)
    queue_up(visitor=binh, found=found)
    queue_up(visitor=chi, found=found)
    with pytest.raises(Conflict, match="waiting_already"):
        queue_up(visitor=binh, found=found)
    give_back(visitor=an, found=found)
    turn = Waiting.objects.get(user=people[1])
    assert turn.held_until is not None
    with pytest.raises(Conflict, match=r"repository\.no_seat"):
        borrow(visitor=chi, found=found)
    assert status(client_of(people[1]), found) == 403  # a turn is not yet a seat
    borrow(visitor=binh, found=found)
    assert status(client_of(people[1]), found) == 200
    leave_queue(visitor=chi, found=found)
    assert not Waiting.objects.filter(ended_at=None).exists()


def test_time_ends_a_seat_and_offers_it_to_the_next(
    found: DigitalObject, people: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    borrow(visitor=visitor(people[0]), found=found)
    queue_up(visitor=visitor(people[1]), found=found)
    reader = client_of(people[0])
    assert status(reader, found) == 200
    later(monkeypatch, days=14, seconds=1)
    assert not gate.is_seated(found.pk, people[0].pk)  # without anything having run
    jobs.drain()
    assert Waiting.objects.get(user=people[1]).held_until is not None
    assert Seat.objects.get(user=people[0]).ended_at is not None


def test_a_turn_that_is_not_taken_goes_to_the_next(
    found: DigitalObject, people: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in people[1:]:
        borrow(visitor=visitor(people[0]), found=found) if user is people[1] else None
        queue_up(visitor=visitor(user), found=found)
    give_back(visitor=visitor(people[0]), found=found)
    later(monkeypatch, days=2, seconds=1)
    jobs.drain()
    assert Waiting.objects.get(user=people[1]).ended_at is not None
    assert Waiting.objects.get(user=people[2]).held_until is not None


def test_a_seat_does_not_open_what_other_terms_close(found: DigitalObject, people: list[Any]) -> None:
    named = Terms(Level.READ, place=Place.NAMED, seats=1, readers={people[0].pk: "Giấy giới thiệu"})
    change_access(actor=SYSTEM, object_id=found.pk, terms=named, reason="Thử từng mức")
    with pytest.raises(Refused, match="named_readers"):
        borrow(visitor=visitor(people[1]), found=found)
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="Thử từng mức")
    with pytest.raises(Conflict, match="not_by_turns"):
        borrow(visitor=visitor(people[1]), found=found)
    assert not Seat.objects.exists()


def test_what_is_lent_is_not_taken_away(people: list[Any]) -> None:
    found = published(terms=Terms(Level.DOWNLOAD, seats=1))
    borrow(visitor=visitor(people[0]), found=found)
    asked = client_of(people[0]).get(f"/vi/read/{found.public_id}/file/1", headers={"accept": "application/json"})
    assert asked.status_code == 403


def test_the_page_borrows_waits_and_gives_back(found: DigitalObject, people: list[Any]) -> None:
    first, second = client_of(people[0]), client_of(people[1])
    here, seat = f"/vi/read/{found.public_id}", f"/vi/read/{found.public_id}/seat"
    assert 'value="borrow"' in first.get(here).content.decode()
    assert first.post(seat, {"act": "borrow"}).status_code == 302
    assert 'value="return"' in first.get(here).content.decode()
    assert 'value="wait"' in second.get(here).content.decode()
    second.post(seat, {"act": "wait"})
    assert 'value="leave"' in second.get(here).content.decode()
    first.post(seat, {"act": "return"})
    assert 'value="borrow"' in second.get(here).content.decode()
    assert found.title in second.get("/vi/read/my-seats").content.decode()
    assert Client().post(seat, {"act": "borrow"}).status_code in (302, 401)
    assert first.post(seat, {"act": "steal"}).status_code == 302
    assert Seat.objects.filter(ended_at=None).count() == 0


def test_so_many_pages_a_day_and_no_more(people: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = published(terms=Terms(Level.DOWNLOAD, quota=2))
    first = Page.objects.get()
    Page.objects.bulk_create(
        Page(object=found, position=n, master=first.master, pyramid=first.pyramid, width=1300, height=900)
        for n in (2, 3)
    )
    DigitalObject.objects.update(page_count=3)
    reader = client_of(people[0])
    assert [status(reader, found, n) for n in (1, 2, 3, 1, 2)] == [200, 200, 403, 200, 200]
    assert [status(client_of(people[1]), found, n) for n in (3, 1, 2)] == [200, 200, 403]
    shown = reader.get(f"/vi/read/{found.public_id}?page=3").content.decode()
    assert "/full/" not in shown.split("reading__strip")[0]
    assert PageOpened.objects.count() == 4
    later(monkeypatch, days=1)
    assert status(client_of(people[2]), found, 3) == 200
    assert PageOpened.objects.count() == 1


def test_a_wall_moves_with_the_year_of_the_document() -> None:
    found = published(terms=Terms(Level.READ, wall=25))
    assert status(Client(), found) == 403
    for year, code in ((2015, 403), (1990, 200)):
        found.refresh_from_db()
        said = {"title": found.title, "kind": "book", "year": year}
        describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Sửa năm")
        assert status(Client(), found) == code


def test_a_rule_that_was_not_seen_is_not_ended(found: DigitalObject) -> None:
    found.refresh_from_db()
    seen = found.gate
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Gia đình yêu cầu", seen=seen)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="Mở rộng rãi", seen=seen)
    assert found.rules.get(is_over=False).level == Level.RECORD


def test_the_mark_of_a_secret_is_ended_by_nobody(found: DigitalObject) -> None:
    found.rules.update(restriction=Restriction.SECRET)
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="Mở rộng rãi")
    assert status(Client(), found) == 404
    assert found.rules.filter(restriction=Restriction.SECRET, is_over=False).exists()


def test_a_device_opens_what_is_read_on_site_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    found = published(terms=Terms(Level.READ, place=Place.DEVICE))
    device, secret = register_device(actor=SYSTEM, library_id=library().pk, name="Phòng đọc 2", days=30)
    client = Client()
    client.cookies[DEVICE_COOKIE] = gate.device_cookie(secret)
    assert status(client, found) == 200
    for cookie in (
        secret,
        gate.device_cookie(device.key_hash),
        gate.device_cookie("guessed"),
        gate.device_cookie(secret)[:-1] + "A",
    ):
        forged = Client()
        forged.cookies[DEVICE_COOKIE] = cookie
        assert status(forged, found) == 403
    with monkeypatch.context() as patched:
        later(patched, days=30, seconds=1)
        assert status(client, found) == 403
    end_device(actor=SYSTEM, public_id=device.public_id)
    assert status(client, found) == 403
    with pytest.raises(Conflict, match="ended_already"):
        end_device(actor=SYSTEM, public_id=device.public_id)
    codes = AuditEntry.objects.filter(code__startswith="repository.device").values_list("code", flat=True)
    assert sorted(codes) == ["repository.device_ended", "repository.device_registered"]


def test_the_browser_that_was_registered_is_the_device(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_libraries", lambda request: [(str(library().pk), "Thư viện tỉnh")])
    found = published(terms=Terms(Level.READ, place=Place.DEVICE))
    said = {"library": str(library().pk), "name": "Phòng đọc 3", "days": "30"}
    assert staff.post("/vi/repository/devices", said).status_code == 302
    browser = Client()
    browser.cookies[DEVICE_COOKIE] = staff.cookies[DEVICE_COOKIE].value
    assert status(browser, found) == 200
    assert status(Client(), found) == 403


@pytest.mark.parametrize(("name", "days"), [("", 3), ("Máy 1", 0), ("Máy 1", 731)])
def test_a_device_needs_a_name_and_an_end(db: None, name: str, days: int) -> None:
    with pytest.raises(Invalid):
        register_device(actor=SYSTEM, library_id=library().pk, name=name, days=days)
    assert not ReadingDevice.objects.exists()


def test_nobody_registers_or_ends_devices_of_another_library(people: list[Any]) -> None:
    device, _secret = register_device(actor=SYSTEM, library_id=library().pk, name="Máy 1", days=3)
    nobody = person(User.objects.get(pk=people[0].pk))
    with pytest.raises(Refused):
        register_device(actor=nobody, library_id=library().pk, name="Máy 2", days=3)
    with pytest.raises(NotFound):
        end_device(actor=nobody, public_id=device.public_id)
    assert ReadingDevice.objects.filter(ended_at=None).count() == 1


def test_the_next_look_is_queued_with_the_seat(found: DigitalObject, people: list[Any]) -> None:
    made = borrow(visitor=visitor(people[0]), found=found)
    assert Job.objects.get(kind="repository.settle_seats").run_after == made.ends_at
