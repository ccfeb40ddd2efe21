"""REST: exhibitions and themed collections as their curators have them: drafts, publication, earlier versions."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.queries import library_by_code
from lienthu.repository.actions import curate
from lienthu.repository.models import Story
from lienthu.repository.routing import router
from lienthu.repository.rules import stories as rules
from lienthu.repository.rules.stories import unpacked
from lienthu.repository.stories import queries

CURATE = Permission.REPOSITORY_CURATE
Limit = Annotated[int, Field(ge=1, le=200)]
Name = Annotated[str, Field(max_length=12)]
Year = Annotated[int, Field(ge=-100_000, le=2200)]
Pixel = Annotated[int, Field(ge=0, lt=10_000_000)]
Version = Annotated[int, Field(ge=1, lt=2**31, description="Of the draft that was seen")]
_VERSIONS = 100


class WordsIn(Schema):
    vi: Annotated[str, Field(max_length=20_000)] = ""
    en: Annotated[str, Field(max_length=20_000)] = ""

    def said(self, most: int = 20_000) -> rules.Words:
        return rules.Words(self.vi.strip()[:most], self.en.strip()[:most])


class StoryPicture(Schema):
    """A page of a document, or the part of it inside `region`: x, y, width, height in its pixels."""

    document: Name
    page: Annotated[int, Field(ge=0, lt=10_000_000)] = 1
    region: Annotated[list[Pixel], Field(max_length=4)] = []
    caption: WordsIn = WordsIn()

    def said(self) -> rules.Picture:
        x, y, width, height = (*self.region, 0, 0, 0, 0)[:4]
        region = (x, y, width, height) if width and height else None
        return rules.Picture(self.document.strip(), self.page, region, self.caption.said(500))


class StoryPlace(Schema):
    name: Annotated[str, Field(max_length=120)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class StoryDate(Schema):
    """`text`: as people say it. Years before the common era with a minus."""

    start: Year
    end: Year | None = None
    text: Annotated[str, Field(max_length=60)] = ""


class StorySection(Schema):
    """`key`: empty for a new one."""

    key: Annotated[str, Field(max_length=12, pattern=r"^[0-9A-Za-z_-]*$")] = ""
    heading: WordsIn = WordsIn()
    text: WordsIn = WordsIn()
    layout: Annotated[rules.Layout, one_of(rules.Layout)] = rules.Layout.SIDE
    pictures: Annotated[list[StoryPicture], Field(max_length=rules.MOST_PICTURES)] = []
    things: list[Name] = []
    place: StoryPlace | None = None
    date: StoryDate | None = None

    def said(self, key: str) -> rules.Section:
        place, date = self.place, self.date
        return rules.Section(
            key,
            self.heading.said(300),
            self.text.said(),
            self.layout,
            tuple(one.said() for one in self.pictures),
            tuple(dict.fromkeys(self.things)),
            rules.Spot(place.latitude, place.longitude, place.name.strip()) if place else None,
            rules.Moment(date.start, date.end, date.text.strip()) if date else None,
        )


class StoryItem(Schema):
    """A document, or a thing. `key`: empty for a new one."""

    key: Annotated[str, Field(max_length=12, pattern=r"^[0-9A-Za-z_-]*$")] = ""
    document: Name = ""
    thing: Name = ""
    note: WordsIn = WordsIn()

    def said(self, key: str) -> rules.Item:
        return rules.Item(key, self.document.strip(), self.thing.strip(), self.note.said(500))


class StoryContent(Schema):
    """`sections`: of an exhibition. `items`: of a collection."""

    title: WordsIn
    lead: WordsIn = WordsIn()
    text: WordsIn = WordsIn()
    credits: WordsIn = WordsIn()
    cover: StoryPicture | None = None
    sections: Annotated[list[StorySection], Field(max_length=rules.MOST_SECTIONS)] = []
    items: Annotated[list[StoryItem], Field(max_length=rules.MOST_ITEMS)] = []

    def said(self) -> rules.Content:
        keys = rules.keys_for([*(one.key for one in self.sections), *(one.key for one in self.items)])
        return rules.Content(
            self.title.said(300),
            self.lead.said(),
            self.text.said(),
            self.credits.said(),
            self.cover.said() if self.cover else None,
            tuple(one.said(keys.pop(0)) for one in self.sections),
            tuple(one.said(keys.pop(0)) for one in self.items),
        )


class StoryIn(Schema):
    library: Annotated[str, Field(max_length=40)]
    kind: Annotated[Story.Kind, one_of(Story.Kind)]
    title: WordsIn


class DraftIn(Schema):
    """The whole draft: what is left out goes."""

    version: Version
    content: StoryContent


class PublishStoryIn(Schema):
    version: Version
    note: Annotated[str, Field(max_length=500)] = ""


class WithdrawStoryIn(Schema):
    note: Annotated[str, Field(max_length=500)]


class PutBackIn(Schema):
    """`number`: of the published version that the draft is to say again."""

    version: Version
    number: Annotated[int, Field(ge=1, lt=2**31)]


class PlaceIn(Schema):
    """`parent`: the collection that it stands in, empty for none; the smaller `position` stands first."""

    parent: Name = ""
    position: Annotated[int, Field(ge=0, le=9999)] = 0


class StoryKept(Schema):
    id: str
    library: str
    kind: str
    title: str
    state: str
    version: int
    shown_version: int
    has_changes: bool


class StoryKeptList(Schema):
    items: list[StoryKept]
    next: str | None


class StoryVersionOut(Schema):
    """`is_withdrawal`: from then on readers had nothing."""

    number: int
    note: str
    by: str
    at: dt.datetime
    is_withdrawal: bool


class StoryDraft(StoryKept):
    """`version`: to be sent along with a change. `shown_version`: what readers have."""

    parent: str
    position: int
    content: StoryContent
    versions: Annotated[list[StoryVersionOut], Field(description=f"The last {_VERSIONS}, newest first")]


@router.get("/stories", response=StoryKeptList, summary="Exhibitions and collections of my libraries, newest first")
@requires(CURATE)
def list_stories(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = queries.stories_kept_by(actor_of(request)).select_related("library")
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_kept(one) for one in shown.items], "next": shown.next}


@router.post("/stories", response={201: StoryDraft}, summary="Begin an exhibition or a collection")
@requires(CURATE)
def post_story(request: HttpRequest, given: StoryIn) -> Any:
    library = library_by_code(given.library).pk
    made = curate.begin_story(actor=actor_of(request), library_id=library, kind=given.kind, title=given.title.said())
    return Status(201, _draft(request, made.public_id))


@router.get("/stories/{public_id}", response=StoryDraft, summary="The draft of an exhibition or a collection")
@requires(CURATE)
def get_story(request: HttpRequest, public_id: str) -> Any:
    return _draft(request, public_id)


@router.put("/stories/{public_id}", response=StoryDraft, summary="Change a draft; readers keep what they have")
@requires(CURATE)
def put_story(request: HttpRequest, public_id: str, given: DraftIn) -> Any:
    actor, content = actor_of(request), given.content.said()
    found = queries.story_named(actor, public_id)
    curate.change_draft(actor=actor, story_id=found.pk, version=given.version, edit=lambda _: content)
    return _draft(request, public_id)


@router.post("/stories/{public_id}/publish", response=StoryDraft, summary="Give readers the draft")
@requires(CURATE)
def post_publish(request: HttpRequest, public_id: str, given: PublishStoryIn) -> Any:
    actor = actor_of(request)
    found = queries.story_named(actor, public_id)
    curate.publish_story(actor=actor, story_id=found.pk, version=given.version, note=given.note)
    return _draft(request, public_id)


@router.post("/stories/{public_id}/withdraw", response=StoryDraft, summary="Take it from readers")
@requires(CURATE)
def post_withdraw(request: HttpRequest, public_id: str, given: WithdrawStoryIn) -> Any:
    actor = actor_of(request)
    curate.withdraw_story(actor=actor, story_id=queries.story_named(actor, public_id).pk, note=given.note)
    return _draft(request, public_id)


@router.post("/stories/{public_id}/put-back", response=StoryDraft, summary="Let the draft say again what it once said")
@requires(CURATE)
def post_put_back(request: HttpRequest, public_id: str, given: PutBackIn) -> Any:
    actor = actor_of(request)
    found = queries.story_named(actor, public_id)
    curate.put_back(actor=actor, story_id=found.pk, version=given.version, number=given.number)
    return _draft(request, public_id)


@router.put("/stories/{public_id}/place", response=StoryDraft, summary="Put it into a collection, or out of all")
@requires(CURATE)
def put_place(request: HttpRequest, public_id: str, given: PlaceIn) -> Any:
    actor = actor_of(request)
    found = queries.story_named(actor, public_id)
    curate.place_story(actor=actor, story_id=found.pk, parent=given.parent, position=given.position)
    return _draft(request, public_id)


def _kept(one: Story) -> dict[str, Any]:
    plain = ("kind", "title", "state", "version", "shown_version", "has_changes")
    return {name: getattr(one, name) for name in plain} | {"id": one.public_id, "library": one.library.code}


def _draft(request: HttpRequest, public_id: str) -> dict[str, Any]:
    found = queries.story_named(actor_of(request), public_id)
    versions = [
        {"number": one.number, "note": one.note, "by": one.by, "at": one.at, "is_withdrawal": not one.content}
        for one in found.versions.order_by("-number")[:_VERSIONS]
    ]
    more = {"parent": found.parent.public_id if found.parent else "", "position": found.position}
    return _kept(found) | more | {"content": _named(rules.packed(unpacked(found.draft))), "versions": versions}


def _named(packed: dict[str, Any]) -> dict[str, Any]:
    """As it is packed, with the name that documents have in this interface."""
    rows = [packed.get("cover"), *packed.get("items", ())]
    rows += [picture for one in packed.get("sections", ()) for picture in one.get("pictures", ())]
    for row in rows:
        if row and "object" in row:
            row["document"] = row.pop("object")
    return {"title": {}} | packed
