"""Collections and exhibitions: a draft nobody sees, versions that stay, pictures that pass the gate on every page."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lienthu.accounts.actors import person
from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.ids import sealed
from lienthu.kernel.models import AuditEntry
from lienthu.registry.models import Area, AreaVersion, LibraryVersion
from lienthu.repository.actions import curate
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.things import Said, add_thing
from lienthu.repository.models import DigitalObject, Story, StoryUse, StoryVersion, Thing
from lienthu.repository.rules import stories as rules
from lienthu.repository.rules.access import Level, Place
from lienthu.repository.rules.states import Act
from lienthu.repository.rules.stories import Content, Item, Moment, Picture, Section, Spot, Words
from lienthu.repository.tests.helpers import SYSTEM, jpeg, library, published

pytestmark = pytest.mark.usefixtures("desk")
KINDS = Story.Kind


@pytest.fixture
def named_library(db: None) -> None:
    """The library as the registry lists it, so that forms offer it."""
    area = Area.objects.create()
    AreaVersion.objects.create(
        area=area, code="68", name="Lâm Đồng", level="province", kind="tinh", valid_from=dt.date(2020, 1, 1)
    )
    LibraryVersion.objects.create(
        library=library(),
        name="Thư viện tỉnh",
        name_key="",
        name_fold="",
        kind="province",
        area=area,
        valid_from=dt.date(2020, 1, 1),
    )


def begun(kind: str = KINDS.EXHIBITION, title: str = "Đường lên núi lửa") -> Story:
    return curate.begin_story(actor=SYSTEM, library_id=library().pk, kind=kind, title=Words(title, "Up the volcano"))


def shown(found: Story, content: Content, note: str = "") -> Story:
    changed = curate.change_draft(actor=SYSTEM, story_id=found.pk, version=found.version, edit=lambda _: content)
    return curate.publish_story(actor=SYSTEM, story_id=found.pk, version=changed.version, note=note)


def told(found: DigitalObject) -> Content:
    picture = Picture(found.public_id, 1, (100, 50, 600, 400), Words("Miệng núi lửa", "The crater"))
    section = Section(
        "s1",
        Words("Ngọn lửa", "The fire"),
        Words("Đất đỏ.\n\nĐá đen."),
        pictures=(picture,),
        spot=Spot(12.5, 107.9, "Krông Nô"),
        moment=Moment(-8000, None, "thời đá mới"),
    )
    return Content(
        Words("Đường lên núi lửa", "Up the volcano"),
        Words("Một chuyến đi"),
        cover=Picture(found.public_id),
        sections=(section, replace(section, key="s2", heading=Words("Làng"), moment=Moment(1931))),
    )


@pytest.fixture
def document() -> DigitalObject:
    return published({"1.jpg": jpeg()})


@pytest.fixture
def exhibition(document: DigitalObject) -> Story:
    return shown(begun(), told(document))


def addresses(found: Story) -> list[str]:
    """Everything that tells of an exhibition and shows its pictures."""
    return [
        "/vi/read",
        "/vi/read/exhibitions",
        f"/vi/read/exhibitions/{found.public_id}",
        "/vi/read/stories.atom",
        "/api/v1/exhibitions",
        f"/api/v1/exhibitions/{found.public_id}",
    ]


def test_readers_see_pictures_words_place_and_time(exhibition: Story, document: DigitalObject, client: Client) -> None:
    page = client.get(f"/vi/read/exhibitions/{exhibition.public_id}").content.decode()
    image = sealed(document.pages.get().pk)
    assert f'src="/iiif/image/3/{image}/100,50,600,400/600,400/0/default.jpg"' in page
    assert f"/vi/read/{document.public_id}?page=1#xywh=100,50,600,400" in page
    for words in ("Miệng núi lửa", "<p>Đá đen.</p>", "thời đá mới", "Krông Nô", 'href="#s2"'):
        assert words in page
    assert client.get(f"/iiif/image/3/{image}/100,50,600,400/600,400/0/default.jpg").status_code == 200
    english = client.get(f"/en/read/exhibitions/{exhibition.public_id}").content.decode()
    assert '<h1 lang="en">Up the volcano</h1>' in english
    assert '<h2 id="s2-head" lang="vi">Làng</h2>' in english


def test_a_draft_is_seen_by_nobody_else(document: DigitalObject, client: Client, staff: Client) -> None:
    made = begun()
    curate.change_draft(actor=SYSTEM, story_id=made.pk, version=1, edit=lambda _: told(document))
    assert client.get(f"/vi/read/exhibitions/{made.public_id}").status_code == 404
    for address in addresses(made):
        assert "Đường lên" not in client.get(address).content.decode()
    assert "Miệng núi lửa" in staff.get(f"/vi/repository/stories/{made.public_id}/preview").content.decode()
    other = signed_in(library("GN"), "hoa")
    for way in ("", "/preview", "/sections/s1"):
        assert other.get(f"/vi/repository/stories/{made.public_id}{way}").status_code == 404


def test_work_on_the_draft_changes_nothing_for_readers_until_it_is_published(
    exhibition: Story, document: DigitalObject, client: Client
) -> None:
    address = f"/vi/read/exhibitions/{exhibition.public_id}"
    exhibition.refresh_from_db()
    changed = curate.change_draft(
        actor=SYSTEM,
        story_id=exhibition.pk,
        version=exhibition.version,
        edit=lambda draft: replace(rules.without(draft, "s2"), lead=Words("Lời mới")),
    )
    assert (changed.has_changes, "Lời mới" in client.get(address).content.decode()) == (True, False)
    curate.publish_story(actor=SYSTEM, story_id=changed.pk, version=changed.version, note="Ngắn hơn")
    page = client.get(address).content.decode()
    assert ("Lời mới" in page, "Làng" in page) == (True, False)
    assert list(StoryVersion.objects.values_list("number", "note")) == [(1, ""), (2, "Ngắn hơn")]
    put = curate.put_back(actor=SYSTEM, story_id=changed.pk, version=changed.version, number=1)
    assert rules.unpacked(put.draft) == told(document)
    assert "Làng" not in client.get(address).content.decode()


def test_two_who_work_on_one_draft_lose_nothing(exhibition: Story) -> None:
    with pytest.raises(Conflict, match="changed_meanwhile"):
        curate.change_draft(
            actor=SYSTEM, story_id=exhibition.pk, version=1, edit=lambda draft: rules.without(draft, "s1")
        )
    with pytest.raises(Conflict, match="changed_meanwhile"):
        curate.publish_story(actor=SYSTEM, story_id=exhibition.pk, version=1)
    exhibition.refresh_from_db()
    with pytest.raises(Conflict, match="story_as_published"):
        curate.publish_story(actor=SYSTEM, story_id=exhibition.pk, version=exhibition.version)


def test_a_closed_document_leaves_a_quiet_place(exhibition: Story, document: DigitalObject, client: Client) -> None:
    change_access(
        actor=SYSTEM, object_id=document.pk, terms=Terms(Level.READ, place=Place.DEVICE), reason="Chỉ đọc tại chỗ"
    )
    for address in addresses(exhibition):
        answer = client.get(address)
        assert (answer.status_code, "/iiif/image" in answer.content.decode()) == (200, False), address
    page = client.get(f"/vi/read/exhibitions/{exhibition.public_id}").content.decode()
    assert "told--closed" in page and document.title in page
    data = client.get(f"/api/v1/exhibitions/{exhibition.public_id}").json()
    picture = data["sections"][0]["pictures"][0]
    assert (picture["image"], picture["document"], bool(picture["why"])) == (None, document.public_id, True)
    assert (picture["caption"], "Ngọn lửa" in page) == ("", True)  # a caption tells of what is seen


def test_a_withdrawn_document_is_not_even_named(exhibition: Story, document: DigitalObject, client: Client) -> None:
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    words = f"/iiif/image|{document.title}|{document.public_id}|Miệng núi lửa|The crater|Ngọn lửa|The fire|Đất đỏ"
    for address in [*addresses(exhibition), f"/en/read/exhibitions/{exhibition.public_id}"]:
        said = client.get(address).content.decode()
        assert not re.search(words, said), address
        assert not re.search("Krông Nô|thời đá mới|1931", said), address


def test_a_section_with_something_else_to_show_is_told_without_what_was_withdrawn(
    document: DigitalObject, client: Client, staff: Client
) -> None:
    other = published({"2.jpg": jpeg(shade=90)})
    content = told(document)
    both = replace(content.sections[0], pictures=(*content.sections[0].pictures, Picture(other.public_id)))
    found = shown(begun(), replace(content, sections=(both, content.sections[1])))
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    page = client.get(f"/vi/read/exhibitions/{found.public_id}").content.decode()
    assert ("Ngọn lửa" in page, "Làng" in page, "Miệng núi lửa" in page) == (True, False, False)
    data = client.get(f"/api/v1/exhibitions/{found.public_id}").json()
    assert [(one["key"], [each["document"] for each in one["pictures"]]) for one in data["sections"]] == [
        ("s1", ["", other.public_id])
    ]
    desk = staff.get(f"/vi/repository/stories/{found.public_id}").content.decode()
    assert (desk.count("Bạn đọc không thấy phần này"), "Làng" in desk) == (1, True)


def test_nothing_of_a_document_removed_for_good_stays_in_a_story(exhibition: Story, document: DigitalObject) -> None:
    other = published({"2.jpg": jpeg(shade=90)})
    kept = Section("s3", Words("Rừng khộp"), pictures=(Picture(other.public_id, caption=Words("Mùa lá rụng")),))
    content = replace(told(document), sections=(*told(document).sections, kept))
    exhibition.refresh_from_db()
    shown(exhibition, content, "Thêm phần rừng")
    listed = shown(
        begun(KINDS.COLLECTION), Content(Words("Tủ"), items=(Item("i1", document.public_id, note=Words("Kín")),))
    )
    assert curate.forget_in_stories(document.public_id) == 2
    rows = [*Story.objects.values_list("draft", "shown"), *StoryVersion.objects.values_list("content")]
    text = json.dumps([list(row) for row in rows], ensure_ascii=False)
    assert not re.search(f"{document.public_id}|Miệng núi lửa|The crater|Ngọn lửa|Đất đỏ|Krông Nô|Kín", text)
    assert text.count("Mùa lá rụng") == 3  # draft, shown and the version that had it
    listed.refresh_from_db()
    assert (rules.unpacked(listed.shown).items, listed.has_changes) == ((), False)
    assert curate.forget_in_stories(document.public_id) == 0


def test_a_withdrawn_story_is_gone_and_leaves_no_way_to_it(
    exhibition: Story, document: DigitalObject, client: Client
) -> None:
    assert exhibition.public_id in client.get(f"/vi/read/{document.public_id}").content.decode()
    with pytest.raises(Invalid, match="reason_needed"):
        curate.withdraw_story(actor=SYSTEM, story_id=exhibition.pk, note="")
    curate.withdraw_story(actor=SYSTEM, story_id=exhibition.pk, note="Hết hạn mượn ảnh")
    assert client.get(f"/vi/read/exhibitions/{exhibition.public_id}").status_code == 410
    assert exhibition.public_id not in client.get(f"/vi/read/{document.public_id}").content.decode()
    assert not StoryUse.objects.exists()
    codes = AuditEntry.objects.filter(code__startswith="repository.story").values_list("code", flat=True)
    assert set(codes) == {f"repository.story_{act}" for act in ("begun", "changed", "published", "withdrawn")}


def test_a_cost_that_does_not_grow_with_the_pictures(document: DigitalObject, client: Client) -> None:
    content = told(document)
    few = shown(begun(), content)
    many = shown(
        begun(title="Nhiều ảnh"),
        replace(content, sections=tuple(replace(content.sections[0], key=f"s{n}") for n in range(30))),
    )
    counts = []
    for one in (few, many):
        client.get(f"/vi/read/exhibitions/{one.public_id}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/vi/read/exhibitions/{one.public_id}")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 20


def thing(document: DigitalObject | None = None, **more: object) -> Thing:
    said = Said(
        kind="museum",
        title="Đàn đá",
        source="Sổ đăng ký hiện vật 12",
        holder="Bảo tàng tỉnh",
        latitude=12.0,
        longitude=107.7,
        year=-1000,
        rights="CC-BY",
        picture=Picture(document.public_id, 1, (0, 0, 300, 300)) if document else None,
    )
    return add_thing(actor=SYSTEM, library_id=library().pk, said=replace(said, **more))  # type: ignore[arg-type]


def test_museum_objects_and_places_join_and_lead_back(document: DigitalObject, client: Client) -> None:
    stone = thing(document)
    content = told(document)
    first = replace(content.sections[0], things=(stone.public_id,))
    made = shown(begun(), replace(content, sections=(first,)))
    page = client.get(f"/vi/read/exhibitions/{made.public_id}").content.decode()
    assert f"/vi/read/things/{stone.public_id}" in page and "Đàn đá" in page
    own = client.get(f"/vi/read/things/{stone.public_id}").content.decode()
    for words in ("Bảo tàng tỉnh", "Sổ đăng ký hiện vật 12", "/0,0,300,300/", made.public_id, "CC BY 4.0"):
        assert words in own
    data = client.get(f"/api/v1/things/{stone.public_id}").json()
    assert (data["kind"], data["licence"]) == ("museum", "http://creativecommons.org/licenses/by/4.0/")
    Thing.objects.update(is_shown=False)
    assert client.get(f"/vi/read/things/{stone.public_id}").status_code == 404
    assert "Đàn đá" not in client.get(f"/vi/read/exhibitions/{made.public_id}").content.decode()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": " "}, "repository.source_needed"),
        ({"title": ""}, "repository.title_needed"),
        ({"longitude": None}, "repository.place_half"),
        ({"year": 5, "year_to": 1}, "repository.dates_turned"),
        ({"rights": "mine"}, "repository.no_such_rights"),
        ({"kind": "ufo"}, "repository.no_such_thing_kind"),
        ({"picture": Picture("zzzzzzzzz")}, "repository.no_such_document"),
    ],
)
def test_a_thing_that_says_too_little_is_not_taken(more: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        thing(**more)
    assert not Thing.objects.exists()


def test_collections_nest_and_lead_to_their_documents(document: DigitalObject, client: Client) -> None:
    stone = thing(document)
    items = (Item("a", document.public_id, note=Words("Bản đầu")), Item("b", thing=stone.public_id))
    outer = shown(begun(KINDS.COLLECTION, "Địa chí"), Content(Words("Địa chí")))
    inner = shown(begun(KINDS.COLLECTION, "Núi lửa"), Content(Words("Núi lửa"), items=items))
    curate.place_story(actor=SYSTEM, story_id=inner.pk, parent=outer.public_id, position=2)
    above = client.get(f"/vi/read/collections/{outer.public_id}").content.decode()
    own = client.get(f"/vi/read/collections/{inner.public_id}").content.decode()
    assert inner.public_id in above and outer.public_id in own
    assert "Bản đầu" in own and "Đàn đá" in own
    assert inner.public_id not in client.get("/vi/read/collections").content.decode()
    data = client.get(f"/api/v1/collections/{inner.public_id}").json()
    assert (data["within"], [one["document"] for one in data["items"]]) == (
        [outer.public_id],
        [document.public_id, ""],
    )
    iiif = client.get(f"/iiif/presentation/3/collection/{inner.public_id}").json()
    assert [one["type"] for one in iiif["items"]] == ["Manifest"]
    assert client.get(iiif["items"][0]["id"].replace("http://testserver", "")).status_code == 200
    with pytest.raises(Invalid, match="story_in_itself"):
        curate.place_story(actor=SYSTEM, story_id=outer.pk, parent=inner.public_id)
    change_access(actor=SYSTEM, object_id=document.pk, terms=Terms(Level.RECORD), reason="Chỉ biểu ghi")
    assert client.get(f"/iiif/presentation/3/collection/{inner.public_id}").json()["items"] == []
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    assert "Bản đầu" not in client.get(f"/vi/read/collections/{inner.public_id}").content.decode()
    assert [one["thing"] for one in client.get(f"/api/v1/collections/{inner.public_id}").json()["items"]] == [
        stone.public_id
    ]


def test_only_curators_of_the_library_may(document: DigitalObject, exhibition: Story) -> None:
    assert curate.put_back(actor=SYSTEM, story_id=exhibition.pk, version=exhibition.version, number=1)
    other = signed_in(library("GN"), "hoa")
    actor = person(other.user)
    with pytest.raises(Refused):
        curate.change_draft(actor=actor, story_id=exhibition.pk, version=1, edit=lambda draft: draft)
    with pytest.raises(Refused):
        curate.publish_story(actor=actor, story_id=exhibition.pk, version=1)
    with pytest.raises(Refused):
        curate.withdraw_story(actor=actor, story_id=exhibition.pk, note="Không thích")
    with pytest.raises(Refused):
        curate.begin_story(actor=actor, library_id=library().pk, kind="exhibition", title=Words("Một"))


@pytest.mark.usefixtures("named_library")
def test_the_way_of_a_curator(document: DigitalObject, staff: Client, client: Client) -> None:
    """By forms alone: begin, section, picture pasted from the reading room, publish."""
    begin = {"library": str(library().pk), "kind": "exhibition", "title": "Chuyện đất đỏ"}
    address = staff.post("/vi/repository/stories", begin)["Location"]
    made = Story.objects.get()
    new = {
        "version": "1",
        "heading": "Mở đầu",
        "text": "Ngày xưa",
        "layout": "wide",
        "year": "1931",
        "place": "Đắk Mil",
    }
    section = staff.post(f"{address}/sections/new", new)["Location"]
    picture = {"version": "2", "p-picture": f"/vi/read/{document.public_id}?page=1#xywh=1,2,30,40", "p-caption": "Ảnh"}
    assert staff.post(f"{section}/pictures", picture).status_code == 302
    bad = staff.post(f"{section}/pictures", picture | {"p-picture": "https://elsewhere.vn/a.jpg"})
    assert (bad.status_code, "không phải" in bad.content.decode()) == (422, True)
    late = staff.post(f"{section}/pictures", picture)
    assert late.status_code == 422
    for page in (address, section, f"{address}/preview", "/vi/repository/stories", f"{section}?q=lich+su"):
        assert staff.get(page).status_code == 200, page
    made.refresh_from_db()
    assert staff.post(f"{address}/act", {"act": "publish", "version": str(made.version)}).status_code == 302
    page = client.get(f"/vi/read/exhibitions/{made.public_id}").content.decode()
    assert "/1,2,30,40/" in page and "Ngày xưa" in page
    staff.post(f"{section}/pictures/1/remove", {"version": str(made.version)})
    made.refresh_from_db()
    assert rules.unpacked(made.draft).sections[0].pictures == ()
    staff.post(f"{address}/act", {"act": "withdraw", "note": "Hết mùa trưng bày"})
    assert client.get(f"/vi/read/exhibitions/{made.public_id}").status_code == 410


@pytest.mark.usefixtures("named_library")
def test_the_desk_of_a_collection_and_of_things(document: DigitalObject, staff: Client) -> None:
    begin = {"library": str(library().pk), "kind": "collection", "title": "Địa chí"}
    address = staff.post("/vi/repository/stories", begin)["Location"]
    staff.post(f"{address}/items", {"version": "1", "named": f"/vi/read/{document.public_id}", "note": "Quý"})
    fields = {
        "library": str(library().pk),
        "kind": "event",
        "title": "Lễ mừng lúa mới",
        "source": "Lời kể",
        "is_shown": "on",
    }
    there = staff.post("/vi/repository/things/new", fields)["Location"]
    made = Thing.objects.get()
    edit = {"version": "1", "kind": "event", "title": "Lễ mừng lúa", "source": "Lời kể", "is_shown": "on"}
    assert staff.post(there, edit).status_code == 302
    assert staff.post(there, edit).status_code == 422
    staff.post(f"{address}/items", {"version": "2", "named": made.public_id})
    unknown = staff.post(f"{address}/items", {"version": "3", "named": "zzzzzzzzz"})
    assert unknown.status_code == 422
    story = Story.objects.get()
    content = rules.unpacked(story.draft)
    assert [(one.object, one.thing) for one in content.items] == [(document.public_id, ""), ("", made.public_id)]
    staff.post(f"{address}/act", {"act": "up", "key": content.items[1].key, "version": str(story.version)})
    story.refresh_from_db()
    assert [one.thing for one in rules.unpacked(story.draft).items] == [made.public_id, ""]
    for page in (address, there, "/vi/repository/things", f"{address}/preview"):
        assert staff.get(page).status_code == 200, page


def test_machines_read_the_same(exhibition: Story, document: DigitalObject, client: Client) -> None:
    page = client.get(f"/vi/read/exhibitions/{exhibition.public_id}").content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page)[1])  # type: ignore[index]
    assert (said["@type"], said["hasPart"][0]["name"]) == ("CreativeWork", document.title)
    data = client.get(f"/api/v1/exhibitions/{exhibition.public_id}").json()
    assert data["title"] == {"vi": "Đường lên núi lửa", "en": "Up the volcano"}
    assert data["sections"][0]["place"] == {"name": "Krông Nô", "latitude": 12.5, "longitude": 107.9}
    feed = client.get("/vi/read/stories.atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert f"/vi/read/exhibitions/{exhibition.public_id}" in feed.content.decode()
