"""REST: the page desk: turned, cropped, divided, numbered, put in order, left out, taken back."""

# No postponed annotations here: ninja reads them from the guarded functions.
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.repository import queries
from lienthu.repository.actions import edit_pages
from lienthu.repository.models import DigitalObject, Page, PageEdit, PageLook
from lienthu.repository.pagedesk.jobs import look_at_pages
from lienthu.repository.pagedesk.queries import all_flags, sentence_of
from lienthu.repository.routing import router
from lienthu.repository.rules.page_recipe import MOST_STEPS, Recipe, crop, rotate, straighten

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=500)]
Position = Annotated[int, Field(ge=1, lt=2**31, description="From 1, as the pages stand now")]
_MOST = 5000
_WHERE = "/objects/{public_id}/pages"


class Turn(Schema):
    do: Literal["rotate"]
    by: Annotated[int, Field(description="90, 180 or 270 degrees clockwise")]


class Straighten(Schema):
    do: Literal["straighten"]
    angle: Annotated[float, Field(description="Degrees clockwise, at most 15")]


class Crop(Schema):
    do: Literal["crop"]
    box: Annotated[
        list[float], Field(min_length=4, max_length=4, description="Left, top, width, height in parts of the picture")
    ]


Step = Annotated[Turn | Straighten | Crop, Field(discriminator="do")]


class DeskPageOut(Schema):
    """`recipe`: how the picture is drawn from its master; `wanted`: how it will be. `proposed`, `split_at`: what the
    machine would do. `flags`: what seems wrong, in words."""

    position: int
    label: str
    name: str
    width: int
    height: int
    image: str
    recipe: list[dict[str, Any]]
    wanted: list[dict[str, Any]] | None
    proposed: list[dict[str, Any]]
    split_at: float | None
    flags: list[str]


class DeskPages(Schema):
    """`seen` names this order of pages: an edit says it."""

    document: str
    seen: int
    items: list[DeskPageOut]
    next: str | None


class PagesSeen(Schema):
    seen: Annotated[int, Field(ge=0, lt=2**31, description="`seen` of the pages that the edit was made for")]


class PagesIn(PagesSeen):
    pages: Annotated[list[Position], Field(min_length=1, max_length=_MOST)]


class DrawIn(PagesIn):
    """Without `steps`: those that were proposed."""

    steps: Annotated[list[Step], Field(max_length=MOST_STEPS)] = []


class SplitIn(PagesIn):
    """`at`: in parts of the width; left out, where it was proposed, else in the middle."""

    at: Annotated[float, Field(gt=0, lt=1)] | None = None
    right_first: bool = False


class PageLabelIn(Schema):
    page: Position
    label: Annotated[str, Field(max_length=40)]


class PageLabelsIn(PagesSeen):
    labels: Annotated[list[PageLabelIn], Field(min_length=1, max_length=_MOST)]


class PageEditOut(Schema):
    """`seen`: for the next edit. Pictures are drawn by a job."""

    what: str
    pages: int
    seen: int
    page_count: int


class LookedAt(Schema):
    """`unseen`: pages that were not looked at yet."""

    unseen: int


@router.get(_WHERE, response=DeskPages, summary="The pages of a document as the page desk has them")
@requires(KEEP)
def list_pages(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 100) -> Any:
    found = queries.kept_object(actor_of(request), public_id)
    shown = page(found.pages.all(), by=("position", "id"), after=after, size=limit)
    looks, flagged = _looks(shown.items), all_flags(found)
    rows = [_page(one, looks.get(one.pk)) for one in shown.items]
    for row, one in zip(rows, shown.items, strict=True):
        row["flags"] = [sentence_of(flag) for flag in flagged.get(one.pk, [])]
    return {"document": found.public_id, "seen": edit_pages.stamp(found.pk), "items": rows, "next": shown.next}


@router.post(f"{_WHERE}/draw", response=PageEditOut, summary="Turn, straighten or crop pages; masters stay as they are")
@requires(KEEP)
def post_draw(request: HttpRequest, public_id: str, given: DrawIn) -> Any:
    actor, found = _kept(request, public_id)
    chosen = _chosen(found, given.pages)
    steps = dict.fromkeys((one.pk for one in chosen), _recipe(given.steps)) if given.steps else _proposed(chosen)
    return _edited(found, edit_pages.draw(actor=actor, object_id=found.pk, steps=steps, seen=given.seen))


@router.post(f"{_WHERE}/reset", response=PageEditOut, summary="Draw pages as they came")
@requires(KEEP)
def post_reset(request: HttpRequest, public_id: str, given: PagesIn) -> Any:
    actor, found = _kept(request, public_id)
    steps: dict[int, Recipe] = {one.pk: [] for one in _chosen(found, given.pages)}
    what = PageEdit.What.RESET
    return _edited(found, edit_pages.draw(actor=actor, object_id=found.pk, steps=steps, seen=given.seen, what=what))


@router.post(f"{_WHERE}/split", response=PageEditOut, summary="Divide double pages in two")
@requires(KEEP)
def post_split(request: HttpRequest, public_id: str, given: SplitIn) -> Any:
    actor, found = _kept(request, public_id)
    chosen = _chosen(found, given.pages)
    looks = _looks(chosen)
    cuts = {one.pk: given.at or (looks[one.pk].split if one.pk in looks else 0) or 0.5 for one in chosen}
    edit = edit_pages.split(actor=actor, object_id=found.pk, cuts=cuts, seen=given.seen, right_first=given.right_first)
    return _edited(found, edit)


@router.post(f"{_WHERE}/leave-out", response=PageEditOut, summary="Leave pages out; the files that they came from stay")
@requires(KEEP)
def post_leave_out(request: HttpRequest, public_id: str, given: PagesIn) -> Any:
    actor, found = _kept(request, public_id)
    gone = [one.pk for one in _chosen(found, given.pages)]
    return _edited(found, edit_pages.leave_out(actor=actor, object_id=found.pk, pages=gone, seen=given.seen))


@router.put(f"{_WHERE}/labels", response=PageEditOut, summary="Number pages as they are numbered in the book")
@requires(KEEP)
def put_labels(request: HttpRequest, public_id: str, given: PageLabelsIn) -> Any:
    actor, found = _kept(request, public_id)
    said = {one.page: one.label for one in given.labels}
    labels = {one.pk: said[one.position] for one in _chosen(found, list(said))}
    return _edited(found, edit_pages.label(actor=actor, object_id=found.pk, labels=labels, seen=given.seen))


@router.put(
    f"{_WHERE}/order", response=PageEditOut, summary="Put pages in another order: all, by their present positions"
)
@requires(KEEP)
def put_order(request: HttpRequest, public_id: str, given: PagesIn) -> Any:
    actor, found = _kept(request, public_id)
    known = dict(found.pages.values_list("position", "id"))
    pages = [known.get(position, 0) for position in given.pages]
    return _edited(found, edit_pages.order(actor=actor, object_id=found.pk, pages=pages, seen=given.seen))


@router.post(f"{_WHERE}/undo", response=PageEditOut, summary="Take back the last edit that stands")
@requires(KEEP)
def post_undo(request: HttpRequest, public_id: str, given: PagesSeen) -> Any:
    actor, found = _kept(request, public_id)
    return _edited(found, edit_pages.undo(actor=actor, object_id=found.pk, seen=given.seen))


@router.post(f"{_WHERE}/look", response={202: LookedAt}, summary="Have the pages looked at: what is crooked or missing")
@requires(KEEP)
def post_look(request: HttpRequest, public_id: str) -> Any:
    actor, found = _kept(request, public_id)
    look_at_pages(actor, found)
    seen = PageLook.objects.filter(page__object=found).count()
    return 202, {"unseen": max(0, found.page_count - seen)}


def _kept(request: HttpRequest, public_id: str) -> tuple[Actor, DigitalObject]:
    actor = actor_of(request)
    return actor, queries.kept_object(actor, public_id)


def _chosen(found: DigitalObject, positions: Sequence[int]) -> list[Page]:
    """All of them, or what was seen is no longer so."""
    pages = list(found.pages.filter(position__in=positions).order_by("position"))
    if len(pages) != len(set(positions)):
        raise Conflict("repository.changed_meanwhile")
    return pages


def _recipe(steps: Sequence[Turn | Straighten | Crop]) -> Recipe:
    made: Recipe = []
    for step in steps:
        if isinstance(step, Turn):
            made.append(rotate(step.by))
        elif isinstance(step, Straighten):
            made.append(straighten(step.angle))
        else:
            left, top, width, height = step.box
            made.append(crop(left, top, width, height))
    return made


def _proposed(pages: Sequence[Page]) -> dict[int, Recipe]:
    steps = {pk: look.steps for pk, look in _looks(pages).items() if look.steps}
    if not steps:
        raise Invalid("repository.no_suggestion")
    return steps


def _looks(pages: Sequence[Page]) -> dict[int, PageLook]:
    """Of the pictures as they are now."""
    now = {one.pk: one.pyramid for one in pages if one.wanted is None}
    looks = PageLook.objects.filter(page__in=list(now))
    return {look.page_id: look for look in looks if look.pyramid == now[look.page_id]}


def _page(one: Page, look: PageLook | None) -> dict[str, Any]:
    plain = ("position", "label", "name", "width", "height", "recipe", "wanted")
    return {name: getattr(one, name) for name in plain} | {
        "image": f"/iiif/image/3/{queries.image_id(one.pk)}",
        "proposed": look.steps if look else [],
        "split_at": (look.split or None) if look else None,
    }


def _edited(found: DigitalObject, edit: PageEdit) -> dict[str, Any]:
    count = DigitalObject.objects.values_list("page_count", flat=True).get(id=found.pk)
    return {"what": edit.what, "pages": edit.count, "seen": edit_pages.stamp(found.pk), "page_count": count}
