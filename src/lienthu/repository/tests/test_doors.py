"""The gate on every surface: for each level, class, place and reader every address answers as the rule says."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.accounts.tokens import digest_of
from lienthu.kernel.ids import sealed
from lienthu.repository import gate, tile_door
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.gate import DEVICE_COOKIE
from lienthu.repository.images import store
from lienthu.repository.models import AccessRule, DigitalObject, ObjectFile, ReadingDevice
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.states import Act
from lienthu.repository.stores import MASTERS, PYRAMIDS
from lienthu.repository.tests.helpers import SYSTEM, library, pdf, published
from lienthu.repository.tests.test_access_rules import expected

pytestmark = pytest.mark.usefixtures("desk")
WORDS = "Voi rừng Đăk Nông"


@pytest.fixture
def found() -> DigitalObject:
    made = published({"1.pdf": pdf(WORDS)})
    master = made.files.get()
    ObjectFile.objects.create(
        object=made,
        role=ObjectFile.Role.READING,
        name="voi.pdf",
        sha256=master.sha256,
        size=master.size,
        mime=master.mime,
        position=1,
    )
    return made


@pytest.fixture
def clients(found: DigitalObject) -> dict[str, Client]:
    """As in the pure rule's test; `named` is the reader whom rules name."""
    people = get_user_model().objects
    named, other = (people.create_user(name, password="x" * 20) for name in ("named", "other"))
    for code, secret in (("TINH", "own"), ("GN", "network")):
        ReadingDevice.objects.create(library=library(code), name=secret, key_hash=digest_of(secret))
    who = {
        "stranger": (None, ""),
        "signed in": (other, ""),
        "named": (named, ""),
        "network device": (None, "network"),
        "own device": (None, "own"),
        "named on own device": (named, "own"),
        "named on network device": (named, "network"),
    }
    made: dict[str, Client] = {}
    for name, (user, secret) in who.items():
        made[name] = Client()
        if user:
            made[name].force_login(user)
        if secret:
            made[name].cookies[DEVICE_COOKIE] = gate.device_cookie(secret)
    return made


def surfaces(found: DigitalObject) -> dict[Surface, list[str]]:
    page = sealed(found.pages.get().pk)
    return {
        Surface.RECORD: [f"/vi/read/{found.public_id}"],
        Surface.THUMBNAIL: [
            f"/iiif/image/3/{page}/full/!200,200/0/default.jpg",
            f"/iiif/image/2/{page}/full/!90,90/0/default.jpg",
        ],
        Surface.IMAGE: [
            f"/iiif/image/3/{page}/info.json",
            f"/iiif/image/2/{page}/info.json",
            f"/iiif/image/3/{page}/0,0,512,512/512,512/0/default.jpg",
            f"/iiif/image/3/{page}/full/max/0/default.jpg",
            f"/iiif/image/3/{page}/0,0,20,20/max/0/gray.png",
            f"/iiif/presentation/3/{found.public_id}/manifest",
            f"/iiif/presentation/2/{found.public_id}/manifest",
        ],
        Surface.TEXT: [
            f"/iiif/search/2/{found.public_id}?q=voi",
            f"/iiif/search/1/{found.public_id}?q=voi",
            f"/iiif/search/1/{found.public_id}/2?q=voi",
            f"/vi/read/{found.public_id}/text/1.xml",
        ],
        Surface.DOWNLOAD: [
            f"/vi/read/{found.public_id}/file/1",
            f"/vi/read/{found.public_id}/page/1.jpg",
            f"/vi/read/{found.public_id}/take-away",
        ],
    }


def open_to(client: Client, found: DigitalObject) -> set[Surface]:
    """The surfaces that answer; one address that differs from the others of its surface is an error."""
    got = set()
    for surface, addresses in surfaces(found).items():
        answers = {client.get(address, headers={"accept": "application/json"}).status_code for address in addresses}
        assert answers == {200} or answers <= {401, 403, 404}, (surface, answers)
        if answers == {200}:
            got.add(surface)
    assert (through_the_short_way(client, found) == 200) == (Surface.IMAGE in got)
    assert (probed(client, found) == 200) == (Surface.IMAGE in got)
    return got


def through_the_short_way(client: Client, found: DigitalObject) -> int:
    """What the door for tiles says by itself; 0 where it leaves the answer to the long way."""
    image = sealed(found.pages.get().pk)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    path = f"/iiif/image/3/{image}/0,0,512,512/512,512/0/default.jpg"
    environ = client._base_environ(PATH_INFO=path, REQUEST_METHOD="GET", HTTP_HOST="testserver", HTTP_COOKIE=cookies)
    answer = tile_door._answer(environ)
    if answer is None:  # marked pages and keepers' own ways
        return client.get(path, headers={"accept": "application/json"}).status_code
    return int(answer[0][:3])


def probed(client: Client, found: DigitalObject) -> int:
    answer = client.get(f"/iiif/auth/2/probe/{sealed(found.pages.get().pk)}")
    assert answer.status_code == 200
    return int(answer.json()["status"])


def set_rule(found: DigitalObject, level: Level, restriction: Restriction, place: Place) -> None:
    named = get_user_model().objects.get(username="named").pk
    if restriction is Restriction.SECRET:  # nobody can set it, so it is put there as a mistake would
        found.rules.update(restriction="b")
        change_gate(found)
        return
    terms = Terms(level, restriction, place, readers={named: "Giấy giới thiệu 12"})
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Thử từng mức")


def change_gate(found: DigitalObject) -> None:
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.REOPEN, note="Nhầm lẫn")
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.PUBLISH)


def test_every_surface_for_every_level_class_place_and_reader(found: DigitalObject, clients: dict[str, Client]) -> None:
    leaks, refusals, tried = [], [], 0
    classes = [one for one in Restriction if one is not Restriction.SECRET]
    for level, restriction, place in itertools.product(Level, classes, Place):
        set_rule(found, level, restriction, place)
        for who, client in clients.items():
            got, want = open_to(client, found), expected(level, restriction, place, who)
            leaks += [(level, restriction, place, who, surface) for surface in got - want]
            refusals += [(level, restriction, place, who, surface) for surface in want - got]
            tried += len(Surface)
    assert (leaks, refusals, tried) == ([], [], 4 * 4 * 4 * 7 * 5)


def test_a_secret_answers_on_no_surface(found: DigitalObject, clients: dict[str, Client]) -> None:
    set_rule(found, Level.DOWNLOAD, Restriction.SECRET, Place.ANYWHERE)
    assert {who: open_to(client, found) for who, client in clients.items()} == {who: set() for who in clients}
    assert AccessRule.objects.filter(restriction="b").exists()


def test_pages_and_text_are_not_in_the_page_of_a_record_only(found: DigitalObject, clients: dict[str, Client]) -> None:
    set_rule(found, Level.RECORD, Restriction.NONE, Place.ANYWHERE)
    page = clients["stranger"].get(f"/vi/read/{found.public_id}?q=voi").content.decode()
    assert "/iiif/image" not in page
    assert "Voi" not in page
    assert "<h1>Lịch sử Đăk Nông" in page


def test_a_change_holds_for_the_next_request(found: DigitalObject, clients: dict[str, Client]) -> None:
    tile = surfaces(found)[Surface.IMAGE][2]
    before = clients["stranger"].get(tile)
    set_rule(found, Level.RECORD, Restriction.NONE, Place.ANYWHERE)
    after = clients["stranger"].get(tile, headers={"if-none-match": before["ETag"]})
    assert (before.status_code, after.status_code) == (200, 403)


def test_a_guessed_address_and_a_device_that_was_ended_open_nothing(
    found: DigitalObject, clients: dict[str, Client]
) -> None:
    set_rule(found, Level.READ, Restriction.NONE, Place.DEVICE)
    tile = surfaces(found)[Surface.IMAGE][2]
    assert clients["own device"].get(tile).status_code == 200
    ReadingDevice.objects.update(ended_at=found.created_at)
    assert clients["own device"].get(tile, headers={"accept": "application/json"}).status_code == 403
    assert clients["stranger"].get(f"/iiif/image/3/{sealed(10**6)}/info.json").status_code == 404
    assert clients["stranger"].get("/iiif/image/3/zzzzzzzzz/info.json").status_code == 404


def test_a_download_answers_ranges(found: DigitalObject, clients: dict[str, Client]) -> None:
    set_rule(found, Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
    address = surfaces(found)[Surface.DOWNLOAD][0]
    whole = b"".join(clients["stranger"].get(address).streaming_content)  # type: ignore[attr-defined]
    part = clients["stranger"].get(address, headers={"range": "bytes=5-14"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 5-14/{len(whole)}")
    assert b"".join(part.streaming_content) == whole[5:15]  # type: ignore[attr-defined]
    beyond = clients["stranger"].get(address, headers={"range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_a_rare_original_shows_who_reads_it(found: DigitalObject, clients: dict[str, Client]) -> None:
    tile = surfaces(found)[Surface.IMAGE][2]
    plain = clients["stranger"].get(tile)
    set_rule(found, Level.READ, Restriction.RARE, Place.ANYWHERE)
    marked = clients["stranger"].get(tile)
    assert (marked.status_code, marked["Cache-Control"]) == (200, "private, no-store")
    assert marked.content != plain.content


def test_an_address_that_cannot_be_read_tells_nothing_of_what_is_closed(
    found: DigitalObject, clients: dict[str, Client]
) -> None:
    page = sealed(found.pages.get().pk)
    addresses = [
        f"/iiif/image/3/{page}/99999999,0,9,9/max/0/default.jpg",
        f"/iiif/image/3/{page}/full/max/7/default.jpg",
    ]
    client = clients["stranger"]
    assert [client.get(address).status_code for address in addresses] == [400, 501]
    set_rule(found, Level.RECORD, Restriction.NONE, Place.ANYWHERE)
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    assert [client.get(address).status_code for address in addresses] == [410, 410]


def test_bytes_are_not_compressed_again(found: DigitalObject, clients: dict[str, Client]) -> None:
    set_rule(found, Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
    tile, download = surfaces(found)[Surface.IMAGE][2], surfaces(found)[Surface.DOWNLOAD][0]
    client = clients["stranger"]
    asked = {"accept-encoding": "gzip"}
    picture = client.get(tile, headers=asked)
    again = client.get(tile, headers=asked | {"if-none-match": picture["ETag"]})
    part = client.get(download, headers=asked | {"range": "bytes=0-999"})
    assert (picture.has_header("Content-Encoding"), again.status_code) == (False, 304)
    assert (part.status_code, part["Content-Length"], part.has_header("Content-Encoding")) == (206, "1000", False)
    manifest = client.get(f"/iiif/presentation/3/{found.public_id}/manifest", headers=asked)
    assert manifest["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("asked", [{"range": "bytes=9-3"}, {"range": "bytes=5-14", "if-range": '"another"'}])
def test_a_range_that_is_none_brings_the_whole(
    asked: dict[str, str], found: DigitalObject, clients: dict[str, Client]
) -> None:
    set_rule(found, Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
    assert clients["stranger"].get(surfaces(found)[Surface.DOWNLOAD][0], headers=asked).status_code == 200


def test_a_lost_file_is_said_and_no_fault_of_the_house(found: DigitalObject, clients: dict[str, Client]) -> None:
    set_rule(found, Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
    page = found.pages.get()
    PYRAMIDS.drop(page.pyramid)
    MASTERS.drop(page.master)
    store.opened.cache_clear()
    asked = surfaces(found)
    images = [address for address in asked[Surface.IMAGE] if "/image/" in address]
    addresses = [*asked[Surface.THUMBNAIL], *images, *asked[Surface.DOWNLOAD][:2]]
    assert {clients["stranger"].get(address).status_code for address in addresses} == {503}
