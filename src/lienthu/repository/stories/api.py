"""REST: exhibitions, themed collections, things and relations, as this caller may have them."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.repository import gate, identifiers, rights
from lienthu.repository.models import DigitalObject, Story
from lienthu.repository.queries import object_named
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.stories import Words, unpacked
from lienthu.repository.stories import queries, relations, shown

Limit = Annotated[int, Field(ge=1, le=100)]


class TextOut(Schema):
    vi: str
    en: str


class PictureOut(Schema):
    """`image`: null where the caller may not see it; then `why` says so. Without `document` not even that is told."""

    document: str
    title: str
    page: int
    region: Annotated[list[int], Field(description="x, y, width, height in pixels of the page; empty: all of it")]
    caption: str
    image: str | None
    why: str


class ThingOut(Schema):
    id: str
    kind: str
    title: TextOut
    text: TextOut
    holder: str
    date: str
    year: int | None
    year_to: int | None
    latitude: float | None
    longitude: float | None
    picture: PictureOut | None
    licence: str
    source: str
    source_url: str


class PlaceOut(Schema):
    name: str
    latitude: float
    longitude: float


class DateOut(Schema):
    start: int
    end: int | None
    text: str


class SectionOut(Schema):
    key: str
    heading: TextOut
    text: TextOut
    pictures: list[PictureOut]
    things: list[ThingOut]
    place: PlaceOut | None
    date: DateOut | None


class StoryBrief(Schema):
    id: str
    kind: str
    title: TextOut
    lead: TextOut
    cover: PictureOut | None
    published_at: dt.datetime | None
    version: int
    page: str


class StoryList(Schema):
    items: list[StoryBrief]
    next: str | None


class ExhibitionOut(StoryBrief):
    text: TextOut
    credits: TextOut
    sections: list[SectionOut]


class ItemOut(Schema):
    document: str
    thing: str
    title: str
    note: TextOut
    picture: PictureOut


class CollectionOut(StoryBrief):
    text: TextOut
    items: list[ItemOut]
    collections: Annotated[list[str], Field(description="identifiers of the collections in it")]
    within: Annotated[list[str], Field(description="identifiers of those it stands in, the outermost first")]
    iiif: str


class RelationOut(Schema):
    number: int
    kind: str
    terms: Annotated[list[str], Field(description="the same in RiC-O, IFLA LRM, SKOS, Dublin Core or schema.org")]
    target_kind: str
    target: str
    url: str
    source: str


class RelationsOut(Schema):
    document: str
    ark: str
    relations: list[RelationOut]


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


def _picture(one: shown.Shown) -> dict[str, Any]:
    return {
        "document": one.document,
        "title": one.title,
        "page": one.page,
        "region": list(one.region or ()),
        "caption": one.caption.text,
        "image": one.image.src if one.image else None,
        "why": one.why,
    }


def _thing(one: shown.ShownThing) -> dict[str, Any]:
    found = one.thing
    plain = ("kind", "holder", "year", "year_to", "latitude", "longitude", "source", "source_url")
    return {name: getattr(found, name) for name in plain} | {
        "id": found.public_id,
        "title": {"vi": found.title, "en": found.title_en},
        "text": {"vi": found.text, "en": found.text_en},
        "date": found.date_text,
        "picture": _picture(one.picture) if one.picture else None,
        "licence": rights.uri_of(found.rights),
    }


def _brief(found: Story, cover: shown.Shown | None) -> dict[str, Any]:
    content = unpacked(found.shown)
    return {
        "id": found.public_id,
        "kind": found.kind,
        "title": _words(content.title),
        "lead": _words(content.lead),
        "cover": _picture(cover) if cover else None,
        "published_at": found.published_at,
        "version": found.shown_version,
        "page": shown.Card(found, shown.Said(), shown.Said(), None).url,
    }


def _list(request: HttpRequest, kind: str, after: str, limit: int) -> dict[str, Any]:
    listed = page(queries.published(kind), by=("-published_at", "-id"), after=after, size=limit)
    cards = shown.cards(gate.visitor_of(request), listed.items)
    return {"items": [_brief(card.story, card.cover) for card in cards], "next": listed.next}


@router.get("/exhibitions", response=StoryList, summary="Exhibitions, newest first")
@requires(Access.PUBLIC)
def list_exhibitions(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    return _list(request, queries.EXHIBITION, after, limit)


@router.get("/exhibitions/{public_id}", response=ExhibitionOut, summary="An exhibition", url_name="exhibition")
@requires(Access.PUBLIC)
def get_exhibition(request: HttpRequest, public_id: str) -> Any:
    found = queries.story_shown(queries.EXHIBITION, public_id)
    content = unpacked(found.shown)
    told = shown.tell(gate.visitor_of(request), content)
    written = {one.key: one for one in content.sections}
    sections = [
        {
            "key": one.key,
            "heading": _words(one.heading),
            "text": _words(one.text),
            "pictures": [_picture(picture) for picture in chapter.pictures],
            "things": [_thing(thing) for thing in chapter.things],
            "place": one.spot
            and {"name": one.spot.name, "latitude": one.spot.latitude, "longitude": one.spot.longitude},
            "date": one.moment and {"start": one.moment.start, "end": one.moment.end, "text": one.moment.text},
        }
        for chapter in told.chapters
        for one in (written[chapter.key],)
    ]
    more = {"text": _words(content.text), "credits": _words(content.credits), "sections": sections}
    return _brief(found, told.cover) | more


@router.get("/collections", response=StoryList, summary="Themed collections, newest first")
@requires(Access.PUBLIC)
def list_collections(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    return _list(request, queries.COLLECTION, after, limit)


@router.get("/collections/{public_id}", response=CollectionOut, summary="A themed collection", url_name="themed")
@requires(Access.PUBLIC)
def get_collection(request: HttpRequest, public_id: str) -> Any:
    found = queries.story_shown(queries.COLLECTION, public_id)
    content = unpacked(found.shown)
    told = shown.tell(gate.visitor_of(request), content)
    notes = {one.key: one.note for one in content.items}
    items = [
        {
            "document": one.object.public_id if one.object else "",
            "thing": one.thing.thing.public_id if one.thing else "",
            "title": one.object.title if one.object else str(one.thing.title if one.thing else ""),
            "note": _words(notes[one.key]),
            "picture": _picture(one.picture),
        }
        for one in told.items
    ]
    return _brief(found, told.cover) | {
        "text": _words(content.text),
        "items": items,
        "collections": [one.public_id for one in queries.below(found)],
        "within": [one.public_id for one in queries.above(found)],
        "iiif": f"/iiif/presentation/3/collection/{found.public_id}",
    }


@router.get("/things/{public_id}", response=ThingOut, summary="A museum object, heritage place, place or event")
@requires(Access.PUBLIC)
def get_thing(request: HttpRequest, public_id: str) -> Any:
    found = queries.thing_shown(public_id)
    return _thing(shown.show_things(gate.visitor_of(request), [found])[0])


@router.get("/objects/{public_id}/relations", response=RelationsOut, summary="What a document has to do with")
@requires(Access.PUBLIC)
def get_relations(request: HttpRequest, public_id: str) -> Any:
    found = object_named(public_id)
    if not gate.decision_for(gate.visitor_of(request), found).allows(Surface.RECORD):
        raise NotFound("kernel.not_found")
    return relations_of(request, found)


def relations_of(request: HttpRequest, found: DigitalObject) -> dict[str, Any]:
    rows = [
        {
            "number": one.id,
            "kind": one.way.value,
            "terms": list(one.terms),
            "target_kind": one.end,
            "target": one.name,
            "url": one.url,
            "source": one.source,
        }
        for one in relations.of_object(gate.visitor_of(request), found)
    ]
    return {"document": found.public_id, "ark": identifiers.ark_of(found), "relations": rows}
