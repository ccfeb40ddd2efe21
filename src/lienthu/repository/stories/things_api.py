"""REST: museum objects, heritage places, places and events as their curators have them; relations of documents."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.queries import library_by_code
from lienthu.repository.actions import relate as acts
from lienthu.repository.actions.things import Said, add_thing, change_thing
from lienthu.repository.models import Thing
from lienthu.repository.queries import kept_object
from lienthu.repository.routing import router
from lienthu.repository.rules.relations import Relation as Way
from lienthu.repository.stories import queries
from lienthu.repository.stories.api import RelationsOut, relations_of
from lienthu.repository.stories.curating_api import StoryPicture
from lienthu.repository.stories.shown import picture_of

CURATE = Permission.REPOSITORY_CURATE
KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=200)]
Year = Annotated[int, Field(ge=-32_000, le=2200)]
Text = Annotated[str, Field(max_length=20_000)]
Title = Annotated[str, Field(max_length=300)]
_PLAIN = (
    "kind", "title", "title_en", "text", "text_en", "holder", "date_text", "year", "year_to", "latitude", "longitude",
    "rights", "source", "source_url", "is_shown",
)  # fmt: skip


class ThingSaid(Schema):
    """`source`: where it is known from; without it nothing is taken."""

    kind: Annotated[Thing.Kind, one_of(Thing.Kind)]
    title: Title
    title_en: Title = ""
    text: Text = ""
    text_en: Text = ""
    holder: Title = ""
    date_text: Annotated[str, Field(max_length=60)] = ""
    year: Year | None = None
    year_to: Year | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    picture: StoryPicture | None = None
    rights: Annotated[str, Field(max_length=20)] = ""
    source: Annotated[str, Field(max_length=500)]
    source_url: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] = ""
    is_shown: bool = True

    def said(self) -> Said:
        return Said(**self.dict(include=set(_PLAIN)), picture=self.picture.said() if self.picture else None)


class ThingIn(ThingSaid):
    library: Annotated[str, Field(max_length=40, description="code of the library that enters it")]


class ThingChange(ThingSaid):
    """All of it: what is left out goes."""

    version: Annotated[int, Field(ge=1, lt=2**31, description="The one that was seen")]


class ThingPicture(Schema):
    document: str
    page: int
    region: list[int]


class ThingKept(Schema):
    id: str
    library: str
    version: int
    kind: str
    title: str
    title_en: str
    text: str
    text_en: str
    holder: str
    date_text: str
    year: int | None
    year_to: int | None
    latitude: float | None
    longitude: float | None
    picture: ThingPicture | None
    rights: str
    source: str
    source_url: str
    is_shown: bool


class ThingList(Schema):
    items: list[ThingKept]
    next: str | None


class DocumentRelationIn(Schema):
    """`named`: address or identifier; of an authority also its heading."""

    kind: Annotated[Way, one_of(Way)]
    target: Annotated[str, Field(max_length=10, examples=["entry"], description="entry, authority, thing or object")]
    named: Annotated[str, Field(max_length=300)]
    source: Annotated[str, Field(max_length=500, examples=["Trang bìa"])]


@router.get("/things", response=ThingList, summary="What my libraries entered, newest first")
@requires(CURATE)
def list_things(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = queries.things_kept_by(actor_of(request)).select_related("library", "object")
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_kept(one) for one in shown.items], "next": shown.next}


@router.post("/things", response={201: ThingKept}, summary="Enter a museum object, heritage place, place or event")
@requires(CURATE)
def post_thing(request: HttpRequest, given: ThingIn) -> Any:
    library = library_by_code(given.library).pk
    return Status(201, _kept(add_thing(actor=actor_of(request), library_id=library, said=given.said())))


@router.put("/things/{public_id}", response=ThingKept, summary="Change a museum object, heritage place, place or event")
@requires(CURATE)
def put_thing(request: HttpRequest, public_id: str, given: ThingChange) -> Any:
    actor = actor_of(request)
    found = queries.thing_named(actor, public_id)
    change_thing(actor=actor, thing_id=found.pk, version=given.version, said=given.said())
    return _kept(queries.thing_named(actor, public_id))


@router.post(
    "/objects/{public_id}/relations", response={201: RelationsOut}, summary="Say what a document has to do with"
)
@requires(KEEP)
def post_relation(request: HttpRequest, public_id: str, given: DocumentRelationIn) -> Any:
    actor = actor_of(request)
    found = kept_object(actor, public_id)
    acts.relate(actor=actor, object_id=found.pk, **given.dict())
    return Status(201, relations_of(request, found))


@router.delete("/objects/{public_id}/relations/{number}", response=RelationsOut, summary="Take a relation back")
@requires(KEEP)
def delete_relation(request: HttpRequest, public_id: str, number: int) -> Any:
    actor = actor_of(request)
    found = kept_object(actor, public_id)
    acts.unrelate(actor=actor, object_id=found.pk, relation_id=number)
    return relations_of(request, found)


def _kept(one: Thing) -> dict[str, Any]:
    picture = picture_of(one)
    told = {"document": picture.object, "page": picture.page, "region": list(picture.region or ())} if picture else None
    plain = {name: getattr(one, name) for name in (*_PLAIN, "version")}
    return plain | {"id": one.public_id, "library": one.library.code, "picture": told}
