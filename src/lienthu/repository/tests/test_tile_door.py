"""The short way for tiles answers as the long one does, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from lienthu.kernel.ids import sealed
from lienthu.repository import tile_door
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.repository.rules.states import Act
from lienthu.repository.stores import PYRAMIDS
from lienthu.repository.tests.helpers import SYSTEM, published

pytestmark = pytest.mark.usefixtures("desk")
TILES = ("0,0,512,512/512,512", "512,0,512,512/512,512", "1024,512,276,388/276,388", "full/325,225")


class Front:
    """Asks the door as a server would; `short` says which way the last answer took."""

    def __init__(self) -> None:
        self.long = WSGIHandler()
        self.short = True
        self.door = tile_door.TileDoor(self._long)

    def _long(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.short = False
        return self.long(environ, start_response)

    def ask(
        self, client: Client, path: str, *, django: bool = False, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        environ = client._base_environ(PATH_INFO=path, REQUEST_METHOD="GET", HTTP_HOST="testserver")
        environ |= {"HTTP_COOKIE": cookies, "HTTP_X_REQUEST_ID": "0123456789abcdef"} | headers
        said: list[Any] = []
        self.short = True
        parts = (self.long if django else self.door)(environ, lambda status, lines, *_: said.append((status, lines)))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        status, lines = said[0]
        return int(status[:3]), dict(lines), body


@pytest.fixture
def front() -> Iterator[Front]:
    """What closes connections between requests would end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Front()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def found() -> DigitalObject:
    return published()


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(
        get_user_model().objects.create_user("an", password="x" * 20),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def addresses(found: DigitalObject) -> Iterator[str]:
    image = sealed(found.pages.get().pk)
    for version in "32":
        for tile in TILES:
            yield f"/iiif/image/{version}/{image}/{tile}/0/default.jpg"


def set_rule(found: DigitalObject, *args: Any, **more: Any) -> None:
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(*args, **more), reason="Thử từng mức")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_NONE_MATCH": '"another"'},
        {"HTTP_COOKIE": "django_language=en"},
    ],
)
def test_both_ways_give_the_same_bytes_and_headers(
    front: Front, found: DigitalObject, headers: dict[str, str], settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_HSTS_SECONDS = ("HTTP_X_FORWARDED_PROTO", "https"), 600
    front.long = WSGIHandler()
    tile_door._headers.cache_clear()
    try:
        for address in addresses(found):
            quick = front.ask(Client(), address, **headers)
            assert front.short
            assert quick == front.ask(Client(), address, django=True, **headers)
    finally:
        tile_door._headers.cache_clear()


def test_a_tag_that_was_given_out_is_known_again(front: Front, found: DigitalObject, reader: Client) -> None:
    address = next(addresses(found))
    _status, headers, _body = front.ask(reader, address)
    asked = {"HTTP_IF_NONE_MATCH": f'"x", W/{headers["ETag"]}'}
    again = front.ask(reader, address, **asked)
    assert (again[0], again[2], front.short) == (304, b"", True)
    assert again == front.ask(reader, address, django=True, **asked)


@pytest.mark.parametrize(
    "headers",
    [
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": ""},
        {"HTTP_AUTHORIZATION": "Bearer nothing"},
        {"HTTP_COOKIE": "sessionid=unknown"},
    ],
)
def test_what_is_not_plain_takes_the_long_way(
    front: Front, found: DigitalObject, headers: dict[str, str], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    front.ask(Client(), next(addresses(found)), **headers)
    assert not front.short


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/vi/read",
        "/iiif/image/3/zzzzzzzzz/full/max/0/default.jpg",
        "/iiif/image/3/\xff/full/max/0/default.jpg",
    ],
)
def test_other_addresses_take_the_long_way(front: Front, found: DigitalObject, path: str) -> None:
    front.ask(Client(), path)
    assert not front.short


def test_what_is_no_stored_tile_or_wrong_takes_the_long_way(front: Front, found: DigitalObject) -> None:
    image = sealed(found.pages.get().pk)
    for tile, status in (("0,0,500,500/500,500", 200), ("9999,0,1,1/1,1", 400), ("full/^9999,9999", 400)):
        assert front.ask(Client(), f"/iiif/image/3/{image}/{tile}/0/default.jpg")[0] == status
        assert not front.short


def test_a_change_of_access_holds_for_the_next_tile(front: Front, found: DigitalObject, reader: Client) -> None:
    named = get_user_model().objects.get(username="an").pk
    address = next(addresses(found))
    set_rule(found, Level.READ, place=Place.NAMED, readers={named: "Giấy giới thiệu"})
    assert (front.ask(reader, address)[0], front.short) == (200, True)
    assert (front.ask(Client(), address)[0], front.short) == (302, False)  # to the page of sign-in
    set_rule(found, Level.READ, place=Place.NAMED)
    assert (front.ask(reader, address)[0], front.short) == (403, False)
    set_rule(found, Level.READ)
    assert (front.ask(Client(), address)[0], front.short) == (200, True)
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    assert (front.ask(Client(), address)[0], front.short) == (410, False)


def test_who_signed_out_has_nothing_from_the_next_tile_on(front: Front, found: DigitalObject, reader: Client) -> None:
    named = get_user_model().objects.get(username="an").pk
    address = next(addresses(found))
    set_rule(found, Level.READ, place=Place.NAMED, readers={named: "Giấy giới thiệu"})
    assert front.ask(reader, address)[0] == 200
    kept = reader.cookies["sessionid"].value
    reader.logout()
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert (front.ask(thief, address)[0], front.short) == (302, False)


@pytest.mark.parametrize("what", ["password", "closed", "ended", "garbled"])
def test_a_session_that_is_no_longer_good_opens_nothing(
    front: Front, found: DigitalObject, reader: Client, what: str
) -> None:
    user = get_user_model().objects.get(username="an")
    address = next(addresses(found))
    set_rule(found, Level.READ, place=Place.NAMED, readers={user.pk: "Giấy giới thiệu"})
    assert front.ask(reader, address)[0] == 200
    match what:
        case "password":
            user.set_password("y" * 20)
            user.save()
        case "closed":
            get_user_model().objects.update(is_active=False)
        case "ended":
            Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        case "garbled":
            Session.objects.update(session_data="garbled:x:y")
    assert (front.ask(reader, address)[0], front.short) == (302, False)


def test_marked_pages_are_made_and_never_copied(front: Front, found: DigitalObject) -> None:
    address = next(addresses(found))
    plain = front.ask(Client(), address)[2]
    set_rule(found, Level.READ, Restriction.RARE)
    status, headers, body = front.ask(Client(), address)
    assert (status, headers["Cache-Control"], front.short) == (200, "private, no-store", False)
    assert body != plain


def test_a_pyramid_that_is_lost_is_said_by_the_long_way(front: Front, found: DigitalObject) -> None:
    PYRAMIDS.drop(found.pages.get().pyramid)
    assert (front.ask(Client(), next(addresses(found)))[0], front.short) == (503, False)
