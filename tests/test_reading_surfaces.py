"""Every address that could tell of a document of the reading room, for every level, class, place and reader.

An address is either closed with its surface, or open to all and silent about what is closed: a mark stands for what it
may then not say. The table names every public route of the room and every page of other rooms that tells of documents;
a route that nobody has put into it fails the first test.
"""

from __future__ import annotations

import inspect
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver

from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.models import Authority
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import book, hand_in, library, marc_file
from lienthu.config.api import api, operations
from lienthu.kernel import jobs
from lienthu.kernel.access import Access, access_of
from lienthu.kernel.ids import sealed
from lienthu.repository import identifiers
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.relate import relate
from lienthu.repository.actions.teach import Said, describe_learning
from lienthu.repository.models import DigitalObject, ObjectFile, Story
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.states import Act
from lienthu.repository.rules.stories import Content, Item, Picture, Section, Words
from lienthu.repository.tests import readers
from lienthu.repository.tests.conftest import desk  # noqa: F401 - a fixture
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg, pdf, published
from lienthu.repository.tests.test_access_rules import expected
from lienthu.repository.tests.test_doors import change_gate
from lienthu.repository.tests.test_media import MP3, epub
from lienthu.repository.tests.test_stories import begun, shown, thing
from lienthu.repository.tests.test_versions import renewed
from lienthu.union.models import Entry

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]

TITLE, PAGE, SPOKEN, CHAPTER = "Nhật ký Nâm Nung", "Trâu trắng đêm mưa", "Tiếng chiêng xa", "Voi về làng"
CAPTION, NOTE = "Người giữ lửa", "Bản chép tay duy nhất"
#: Whatever an address is for, it says none of these without the right to the surface.
NEVER_WITHOUT = {TITLE: Surface.RECORD, NOTE: Surface.RECORD, CAPTION: Surface.IMAGE}
NEVER_WITHOUT |= dict.fromkeys((PAGE, SPOKEN, CHAPTER), Surface.TEXT)
#: Routes that neither show nor send anything of a document: they act, or speak of the reader's own things.
SILENT = {
    "repository:seat": "takes and gives back a seat; `test_seats`",
    "repository:my_seats": "the reader's own seats; `test_seats`",
    "repository:report_mistake": "closes a document; `test_removal`",
    "repository:ask_package": "asks for a package; `test_take_away`",
    "repository:package": "a signed link that ends; `test_take_away`",
    "GET /objects/{public_id}/seat": "the reader's own seat; `test_keeping_rest`",
    "POST /objects/{public_id}/seat": "takes and gives back a seat; `test_keeping_rest`",
    "GET /my-seats": "the reader's own seats; `test_keeping_rest`",
    "POST /objects/{public_id}/report": "closes a document; `test_keeping_rest`",
    "POST /objects/{public_id}/pages/{number}/corrections": "hands lines to its keepers; `test_pages_rest`",
    "iiif-image": "leads to info.json without a look at the table",
    "iiif-access": "the window of the sign-in; `test_iiif`",
    "iiif-token": "a token of who is signed in; `test_iiif`",
}
#: Pages of other rooms that tell of documents.
ELSEWHERE = {"discovery:record", "discovery:authority", "discovery:pages", "GET /pages"}
_PART = 6


@dataclass(frozen=True, slots=True)
class Address:
    """`closed_with`: answers 200 only to those who have the surface. `marks`: what an open answer may say to whom."""

    route: str
    path: str
    closed_with: tuple[Surface, ...] = ()
    marks: Mapping[str, Surface] = field(default_factory=dict)
    signed_in: bool = False


@dataclass(frozen=True, slots=True)
class House:
    documents: list[DigitalObject]
    addresses: list[Address]


def _document(files: dict[str, bytes], **more: Any) -> DigitalObject:
    """Titles and files are put there as they are, since every surface reads them from the row."""
    found = published(files)
    DigitalObject.objects.filter(pk=found.pk).update(title=TITLE, rights="CC-BY", **more)
    found.refresh_from_db()
    return found


def _recording() -> DigitalObject:
    spoken = f"WEBVTT\n\n00:01.000 --> 00:04.000\n{SPOKEN}\n"
    deposit = handed_over({"ke.mp3": MP3, "ke.vtt": spoken.encode(), "khac.mp3": MP3 + b"x"}, arrangement="documents")
    made = DigitalObject.objects.get(deposited__deposit=deposit, deposited__name="ke.mp3")
    DigitalObject.objects.filter(pk=made.pk).update(title=TITLE)
    change_access(actor=SYSTEM, object_id=made.pk, terms=Terms(Level.READ), reason="Người kể cho phép")
    for act in (Act.SUBMIT, Act.PUBLISH):
        move_on(actor=SYSTEM, object_id=made.pk, act=act)
    made.refresh_from_db()
    return made


def _told(found: DigitalObject) -> tuple[Story, Story, str, Authority]:
    """An exhibition, a collection, a thing and a place that lead to the document."""
    picture = Picture(found.public_id, 1, None, Words(CAPTION))
    section = Section("s1", Words("Ngọn lửa"), Words("Đất đỏ."), pictures=(picture,))
    exhibition = shown(begun(), Content(Words("Đường lên"), cover=Picture(found.public_id), sections=(section,)))
    items = (Item("a", found.public_id, note=Words(NOTE)),)
    collection = shown(begun(Story.Kind.COLLECTION, "Địa chí"), Content(Words("Địa chí"), items=items))
    stone = thing(found)
    lord = create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "N'Trang Lơng"))
    for kind, target, named in (("depicts", "thing", stone.public_id), ("about", "authority", "N'Trang Lơng")):
        relate(actor=SYSTEM, object_id=found.pk, kind=kind, target=target, named=named, source="Trang bìa")
    return exhibition, collection, stone.public_id, lord


@pytest.fixture
def house(desk: None) -> House:  # noqa: F811
    hand_in(marc_file(book("A1", "Đất rừng")), library())
    jobs.drain()
    paper = _document({"1.pdf": pdf(PAGE)}, entry=Entry.objects.get().public_id)
    master = paper.files.get()
    reading = {"role": ObjectFile.Role.READING, "name": "nhat-ky.pdf", "position": 1}
    ObjectFile.objects.create(object=paper, sha256=master.sha256, size=master.size, mime=master.mime, **reading)
    describe_learning(actor=SYSTEM, object_id=paper.pk, said=Said("exercise", ("ls-dl",), (6,)))
    picture = _document({"1.jpg": jpeg(shade=33)})
    earlier = renewed(picture, jpeg(shade=44))
    novel, recording = _document({"san-voi.epub": epub()}), _recording()
    stories = _told(paper)
    documents = [paper, picture, novel, recording]
    return House(documents, [*_of_paper(paper), *_of_others(novel, recording, earlier), *_leading_to(paper, *stories)])


def _of_paper(found: DigitalObject) -> Iterator[Address]:
    page, read = sealed(found.pages.get().pk), f"/vi/read/{found.public_id}"
    image, text, record = (Surface.IMAGE,), (Surface.TEXT,), (Surface.RECORD,)
    marks = {f"/iiif/image/3/{page}": Surface.IMAGE, PAGE: Surface.TEXT, "/take-away": Surface.DOWNLOAD}
    yield Address("repository:read", f"{read}?q=trau", record, marks)
    yield Address("repository:download", f"{read}/file/1", (Surface.DOWNLOAD,))
    yield Address("repository:page_picture", f"{read}/page/1.jpg", (Surface.DOWNLOAD,))
    yield Address("repository:packages", f"{read}/take-away", (Surface.DOWNLOAD,))
    described = {found.files.all()[0].sha256: Surface.IMAGE}
    yield Address("repository:mets", f"{read}/mets.xml", record, described)
    yield Address("GET /objects/{public_id}/mets", f"/api/v1/objects/{found.public_id}/mets", record, described)
    yield Address("repository:alto", f"{read}/text/1.xml", text)
    yield Address("repository:correct", f"{read}/text/1/correct", (Surface.TEXT, Surface.IMAGE), signed_in=True)
    for version in "23":
        base = f"/iiif/image/{version}/{page}"
        yield Address("iiif-info", f"{base}/info.json", image)
        yield Address("iiif-picture", f"{base}/0,0,99,99/max/0/default.jpg", image)
        yield Address("iiif-picture", f"{base}/full/!90,90/0/default.jpg", (Surface.THUMBNAIL,))
    yield Address("iiif-probe", f"/iiif/auth/2/probe/{page}", (), {'"status": 200': Surface.IMAGE})
    told = {TITLE: Surface.IMAGE}
    yield Address("iiif-manifest", f"/iiif/presentation/3/{found.public_id}/manifest", image, told)
    yield Address("iiif-manifest-2", f"/iiif/presentation/2/{found.public_id}/manifest", image, told)
    yield Address("iiif-search", f"/iiif/search/2/{found.public_id}?q=trau", text)
    yield Address("iiif-search-1", f"/iiif/search/1/{found.public_id}?q=trau", text)
    yield Address("iiif-search-1-of-2", f"/iiif/search/1/{found.public_id}/2?q=trau", text)
    erc = f"/{identifiers.ark_of(found)}?info"
    yield Address("ark", erc, record, {TITLE: Surface.RECORD})
    yield Address("GET /objects/{public_id}/relations", f"/api/v1/objects/{found.public_id}/relations", record)
    yield Address("GET /learning/{public_id}", f"/api/v1/learning/{found.public_id}", record)
    inside = f"/api/v1/objects/{found.public_id}/search?q=trau"
    lines = f"/api/v1/objects/{found.public_id}/pages/1/text"
    yield Address("GET /objects/{public_id}/pages/{number}/text", lines, text, {PAGE: Surface.TEXT})
    yield Address("GET /objects/{public_id}/search", inside, text, {"Trâu": Surface.TEXT})


def _of_others(novel: DigitalObject, recording: DigitalObject, earlier: DigitalObject) -> Iterator[Address]:
    record = (Surface.RECORD,)
    yield Address("repository:read", f"/vi/read/{novel.public_id}", record, {CHAPTER: Surface.TEXT})
    yield Address("repository:book_picture", f"/vi/read/{novel.public_id}/book/1/OEBPS/img/voi.png", (Surface.IMAGE,))
    read = f"/vi/read/{recording.public_id}"
    yield Address("repository:read", f"{read}?q=chieng", record, {"<audio": Surface.IMAGE, "xa</mark>": Surface.TEXT})
    yield Address("repository:media", f"{read}/media/1", (Surface.IMAGE,))
    yield Address("repository:transcript", f"{read}/media/2/transcript", (Surface.TEXT,))
    probe = f"/iiif/auth/2/probe/{recording.public_id}/media/1"
    yield Address("iiif-probe-media", probe, (), {'"status": 200': Surface.IMAGE})
    rest = f"/api/v1/objects/{recording.public_id}"
    told = {SPOKEN: Surface.TEXT}
    yield Address("GET /objects/{public_id}/transcripts/{number}", f"{rest}/transcripts/1", (Surface.TEXT,), told)
    for found, query, lead in ((recording, "tieng+chieng", f"{read}?media="), (novel, "voi+ve", "?chapter=2")):
        inside = f"/api/v1/objects/{found.public_id}/search?q={query}"
        yield Address("GET /objects/{public_id}/search", inside, (Surface.TEXT,), {lead: Surface.TEXT})
        for route, path in (("discovery:pages", "/vi/search/pages"), ("GET /pages", "/api/v1/pages")):
            yield Address(route, f"{path}?q=%22{query}%22", (), {lead: Surface.TEXT})
    page = sealed(earlier.pages.get().pk)
    marks = {f"/iiif/image/3/{page}": Surface.IMAGE}
    yield Address("repository:read", f"/vi/read/{earlier.public_id}", record, marks)
    yield Address("iiif-picture", f"/iiif/image/3/{page}/full/!90,90/0/default.jpg", (Surface.THUMBNAIL,))
    yield Address("iiif-manifest", f"/iiif/presentation/3/{earlier.public_id}/manifest", (Surface.IMAGE,))
    first = {earlier.files.get().sha256: Surface.IMAGE}
    yield Address("repository:mets", f"/vi/read/{earlier.public_id}/mets.xml?version=1", record, first)
    yield Address("repository:mets", f"/vi/read/{earlier.public_id}/mets.xml?version=all", record)
    versions = f"/api/v1/objects/{earlier.public_id}/versions"
    yield Address("GET /objects/{public_id}/versions", versions, record, {'"open": true': Surface.IMAGE})


def _leading_to(
    found: DigitalObject, exhibition: Story, collection: Story, stone: str, lord: Authority
) -> Iterator[Address]:
    image = f"/iiif/image/3/{sealed(found.pages.get().pk)}"
    listed = {TITLE: Surface.RECORD, image: Surface.THUMBNAIL}
    cover, noted = {image: Surface.THUMBNAIL}, {NOTE: Surface.RECORD}
    told = cover | {CAPTION: Surface.IMAGE}
    yield Address("repository:collection", "/vi/read", (), listed)
    yield Address("repository:learning", "/vi/read/learning", (), listed)
    yield Address("repository:exhibitions", "/vi/read/exhibitions", (), cover)
    yield Address("repository:exhibition", f"/vi/read/exhibitions/{exhibition.public_id}", (), told)
    yield Address("repository:themed_all", "/vi/read/collections")
    yield Address("repository:themed", f"/vi/read/collections/{collection.public_id}", (), listed | noted)
    yield Address("repository:thing", f"/vi/read/things/{stone}", (), listed)
    yield Address("repository:stories_feed", "/vi/read/stories.atom")
    manifest = {f"/iiif/presentation/3/{found.public_id}/manifest": Surface.IMAGE}
    yield Address("iiif-collection", f"/iiif/presentation/3/collection/{collection.public_id}", (), manifest)
    yield Address("discovery:authority", f"/vi/authority/{lord.public_id}", (), {TITLE: Surface.RECORD})
    yield Address("discovery:record", f"/vi/record/{found.entry}", (), {f"/vi/read/{found.public_id}": Surface.RECORD})
    yield Address("GET /exhibitions", "/api/v1/exhibitions", (), cover)
    yield Address("GET /exhibitions/{public_id}", f"/api/v1/exhibitions/{exhibition.public_id}", (), told)
    yield Address("GET /collections", "/api/v1/collections")
    yield Address("GET /collections/{public_id}", f"/api/v1/collections/{collection.public_id}", (), listed | noted)
    yield Address("GET /things/{public_id}", f"/api/v1/things/{stone}", (), {image: Surface.THUMBNAIL})
    yield Address("GET /learning", "/api/v1/learning", (), {TITLE: Surface.RECORD})
    hits = {PAGE.split()[0]: Surface.TEXT}
    yield Address("discovery:pages", "/vi/search/pages?q=%22dem+mua%22", (), hits)
    yield Address("GET /pages", "/api/v1/pages?q=%22dem+mua%22", (), hits)


def _routes() -> Iterator[str]:
    """Public and signed-in routes of the reading room."""
    wanted = {str(Access.PUBLIC), str(Access.SIGNED_IN)}
    for name, view in itertools.chain(_named(get_resolver().url_patterns, ""), _operations()):
        room = inspect.unwrap(view).__module__
        if room.startswith("lienthu.repository.") and str(access_of(view)) in wanted:
            yield name


def _named(patterns: list[Any], space: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if not hasattr(pattern, "url_patterns"):
            yield f"{space}{pattern.name}", pattern.callback
        elif not str(pattern.pattern).startswith("api/v1"):
            yield from _named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


def _operations() -> Iterator[tuple[str, Any]]:
    for path, operation in operations(api):
        for method in operation.methods:
            yield f"{method} {path}", operation.view_func


def test_every_route_of_the_room_is_in_the_table(house: House) -> None:
    known = {one.route for one in house.addresses} | set(SILENT)
    assert known ^ set(_routes()) == ELSEWHERE


def _faults(address: Address, client: Client, allowed: set[Surface], signed_in: bool) -> Iterator[tuple[str, str]]:
    """What one answer says too much (`leak`) or too little (`refusal`)."""
    answer = client.get(address.path, headers={"accept": "application/json"} if address.closed_with else {})
    want = set(address.closed_with) <= allowed and (signed_in or not address.signed_in)
    if (answer.status_code == 200) != want:
        yield ("refusal" if want else "leak"), f"{address.path} {answer.status_code}"
    text = _words(answer)
    for mark, surface in address.marks.items():
        if want and surface in allowed and mark not in text:
            yield "refusal", f"{address.path} {mark}"
    for mark, surface in (NEVER_WITHOUT | dict(address.marks)).items():
        if surface not in allowed and mark in text:
            yield "leak", f"{address.path} {mark}"


def _words(answer: Any) -> str:
    """JSON writes letters as numbers where it may."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_json = "json" in answer.get("Content-Type", "")
    return json.dumps(json.loads(body), ensure_ascii=False) if is_json else body.decode(errors="replace")


def _set(house: House, terms: Terms) -> None:
    for found in house.documents:
        change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Thử từng mức")
    jobs.drain()  # the index of pages learns of it


@pytest.mark.slow
def test_no_address_says_more_or_less_than_the_rule(house: House) -> None:
    """Every combination asks every sixth address, another sixth each time; the product over the room's own surfaces is
    `test_doors`."""
    clients = readers.clients()
    named = get_user_model().objects.get(username="named").pk
    faults, tried = Counter[tuple[str, str]](), Counter[str]()
    classes = [one for one in Restriction if one is not Restriction.SECRET]
    for turn, (level, restriction, place) in enumerate(itertools.product(Level, classes, Place)):
        _set(house, Terms(level, restriction, place, readers={named: "Giấy giới thiệu 12"}))
        for number, (who, client) in enumerate(clients.items()):
            allowed = expected(level, restriction, place, who)
            for address in house.addresses[(turn + number) % _PART :: _PART]:
                faults.update(_faults(address, client, allowed, "signed in" in who or "named" in who))
                tried[address.path] += 1
    assert faults == {}
    assert (len(tried), min(tried.values()) >= 64) == (len({one.path for one in house.addresses}), True)


@pytest.mark.parametrize("case", ["withdrawn", "secret"])
def test_what_may_not_be_known_is_known_nowhere(house: House, case: str) -> None:
    for found in house.documents:
        if case == "secret":  # nobody can set it, so it is put there as a mistake would
            found.rules.update(restriction="b")
            change_gate(found)
        else:
            move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    for who, client in readers.clients().items():
        for address in house.addresses:
            assert list(_faults(address, client, set(), "signed in" in who or "named" in who)) == [], who
