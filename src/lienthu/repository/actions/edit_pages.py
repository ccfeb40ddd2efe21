"""Changes the pages of an object: how they are drawn, their order, numbers, double pages divided, some left out.

Masters are never touched, every act is kept with what takes it back, and who may see the pages stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.forms.models import model_to_dict
from django.utils import timezone

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.events import announce, announce_texts
from lienthu.repository.models import DigitalObject, Page, PageEdit, PageText
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules.page_recipe import MOST_STEPS, Recipe, added, halves, is_good
from lienthu.text import clean

DRAW: Final = "repository.draw_pages"
_APART: Final = 10_000_000  # no object has so many pages
_BATCH: Final = 500
_TEXT: Final = ("text", "lines", "origin", "confidence", "engine", "recipe", "version", "fault")
What = PageEdit.What


def draw(*, actor: Actor, object_id: int, steps: Mapping[int, Recipe], seen: int, what: What = What.DRAWN) -> PageEdit:
    """Page → steps to add; for `RESET` they are left out and the page is drawn as it came. `seen`: the stamp that
    the person saw; raises `Conflict` when there is a newer one. The pictures are made by a job."""
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        pages = _some(found, steps)
        before = {str(page.pk): _target(page) for page in pages}
        for page in pages:
            given = list(steps[page.pk])
            if not all(map(is_good, given)):
                raise Invalid("repository.no_such_edit")
            target = [] if what is What.RESET else added(_target(page), *given)
            if len(target) > MOST_STEPS:
                raise Invalid("repository.too_many_edits", limit=MOST_STEPS)
            page.wanted = target
        Page.objects.bulk_update(pages, ["wanted"], _BATCH)
        return _noted(actor, found, what, len(pages), {"before": before}, redraw=True)


def order(*, actor: Actor, object_id: int, pages: Sequence[int], seen: int) -> PageEdit:
    """`pages`: all of the object, in their new order. What the contents name goes along."""
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        before = _ids(found)
        if sorted(before) != sorted(pages):
            raise Conflict("repository.changed_meanwhile")
        moved = sum(one != other for one, other in zip(before, pages, strict=True))
        if not moved:
            raise Invalid("repository.nothing_changed")
        _put_in_order(found, before, pages)
        return _noted(actor, found, What.ORDER, moved, {"before": before})


def label(*, actor: Actor, object_id: int, labels: Mapping[int, str], seen: int) -> PageEdit:
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        pages = _some(found, labels)
        before = {str(page.pk): page.label for page in pages}
        for page in pages:
            page.label = clean(labels[page.pk])[:40]
        Page.objects.bulk_update(pages, ["label"], _BATCH)
        return _noted(actor, found, What.LABELS, len(pages), {"before": before})


def split(*, actor: Actor, object_id: int, cuts: Mapping[int, float], seen: int, right_first: bool = False) -> PageEdit:
    """Page → where it is cut, in parts of its width. The second half comes right behind the first."""
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        pages = _some(found, cuts)
        before = {str(page.pk): _target(page) for page in pages}
        ids = _ids(found)
        made: list[int] = []
        behind: dict[int, int] = {}
        for number, page in enumerate(pages):
            first, second = halves(cuts[page.pk])[:: -1 if right_first else 1]
            if not is_good(first) or not is_good(second):
                raise Invalid("repository.no_such_edit")
            other = _copy(page, _APART + len(ids) + number)
            other.wanted, page.wanted = added(_target(page), second), added(_target(page), first)
            other.save()
            _copy_text(page, other)
            made.append(other.pk)
            behind[page.pk] = other.pk
        Page.objects.bulk_update(pages, ["wanted"], _BATCH)
        after = [one for pk in ids for one in (pk, behind.get(pk)) if one is not None]
        _put_in_order(found, ids, after)
        data = {"before": before, "made": made, "order": ids, "contents": found.contents}
        return _noted(actor, found, What.SPLIT, len(pages), data, redraw=True)


def leave_out(*, actor: Actor, object_id: int, pages: Iterable[int], seen: int) -> PageEdit:
    """They are pages no longer; the file they came from stays. Raises `Conflict` for what readers have corrected."""
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        gone = _some(found, dict.fromkeys(pages))
        if any(page.corrections.exists() for page in gone):
            raise Conflict("repository.page_has_corrections")
        ids = _ids(found)
        if len(gone) == len(ids):
            raise Invalid("repository.no_page_left")
        contents = found.contents
        kept = [_kept(page) for page in gone]
        after = [pk for pk in ids if pk not in {page.pk for page in gone}]
        _put_in_order(found, ids, after)
        announce_texts([page.pk for page in gone])
        Page.objects.filter(id__in=[page.pk for page in gone]).delete()
        DigitalObject.objects.filter(id=found.pk).update(page_count=len(after))
        data = {"pages": kept, "order": ids, "contents": contents}
        return _noted(actor, found, What.LEFT_OUT, len(gone), data)


def undo(*, actor: Actor, object_id: int, seen: int) -> PageEdit:
    """The last act that stands."""
    with transaction.atomic():
        found = _locked(actor, object_id, seen)
        last = last_edit(found.pk)
        if last is None:
            raise Invalid("repository.nothing_to_undo")
        _UNDOING[What(last.what)](found, last.data)
        last.undone_at, last.undone_by = timezone.now(), actor.label[:200]
        last.save(update_fields=["undone_at", "undone_by"])
        _announced(actor, found, "repository.pages_undone", last.count)
        if last.what in (What.DRAWN, What.RESET, What.SPLIT):
            _redraw(actor, found, last)
        return last


def last_edit(object_id: int) -> PageEdit | None:
    return PageEdit.objects.filter(object_id=object_id, undone_at=None).order_by("-id").first()


def stamp(object_id: int) -> int:
    """Another one after every act and every undoing."""
    known = list(PageEdit.objects.filter(object_id=object_id).values_list("id", "undone_at"))
    return 2 * len(known) + sum(undone is not None for _, undone in known)


def _locked(actor: Actor, object_id: int, seen: int) -> DigitalObject:
    found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    KEEPS.check(actor, found)
    if found.state == DigitalObject.State.MAKING:
        raise Conflict("repository.still_being_made")
    if found.state == DigitalObject.State.REVIEW:
        raise Conflict("repository.before_the_council")
    if found.state == DigitalObject.State.EARLIER:
        raise Conflict("repository.earlier_follows")
    if seen != stamp(found.pk):
        raise Conflict("repository.changed_meanwhile")
    return found


def _some(found: DigitalObject, wanted: Mapping[int, Any]) -> list[Page]:
    pages = list(found.pages.filter(id__in=list(wanted)).order_by("position"))
    if not pages:
        raise Invalid("repository.no_page_chosen")
    if len(pages) != len(wanted):
        raise Conflict("repository.changed_meanwhile")
    return pages


def _target(page: Page) -> Recipe:
    return list(page.recipe if page.wanted is None else page.wanted)


def _ids(found: DigitalObject) -> list[int]:
    return list(found.pages.order_by("position").values_list("id", flat=True))


def _put_in_order(found: DigitalObject, before: Sequence[int], after: Sequence[int]) -> None:
    """Positions are moved out of the way first: they are unique, row by row."""
    found.pages.filter(position__lt=_APART).update(position=F("position") + 2 * _APART)
    place = {pk: number for number, pk in enumerate(after, 1)}
    rows = [Page(id=pk, position=number) for pk, number in place.items()]
    Page.objects.bulk_update(rows, ["position"], _BATCH)
    found.page_count = len(after)
    found.contents = _contents(found.contents, before, place)
    found.version += 1
    found.save(update_fields=["page_count", "contents", "version"])


def _contents(lines: list[dict[str, Any]], before: Sequence[int], place: Mapping[int, int]) -> list[dict[str, Any]]:
    """What stood at a page that is left out stands at the next one that is there."""
    moved = []
    for line in lines:
        following = [place[pk] for pk in before[max(0, int(line["page"]) - 1) :] if pk in place]
        moved.append(line | {"page": following[0] if following else len(place)})
    return sorted(moved, key=lambda line: int(line["page"]))


def _copy(page: Page, position: int) -> Page:
    plain = ("object_id", "master", "name", "number", "pyramid", "width", "height", "fault", "recipe")
    return Page(position=position, label="", **{name: getattr(page, name) for name in plain})


def _copy_text(page: Page, other: Page) -> None:
    text = PageText.objects.filter(page=page).first()
    if text is not None:
        PageText.objects.create(page=other, made_at=text.made_at, **{name: getattr(text, name) for name in _TEXT})


def _kept(page: Page) -> dict[str, Any]:
    text = PageText.objects.filter(page=page).first()
    said = {name: getattr(text, name) for name in _TEXT} | {"made_at": text.made_at.isoformat()} if text else None
    return {"page": model_to_dict(page, exclude=["id", "object"]), "id": page.pk, "text": said}


def _undo_drawn(found: DigitalObject, data: dict[str, Any]) -> None:
    pages = list(found.pages.filter(id__in=[int(pk) for pk in data["before"]]))
    for page in pages:
        page.wanted = data["before"][str(page.pk)]
    Page.objects.bulk_update(pages, ["wanted"], _BATCH)


def _undo_order(found: DigitalObject, data: dict[str, Any]) -> None:
    _put_in_order(found, _ids(found), data["before"])


def _undo_labels(found: DigitalObject, data: dict[str, Any]) -> None:
    pages = list(found.pages.filter(id__in=[int(pk) for pk in data["before"]]))
    for page in pages:
        page.label = data["before"][str(page.pk)]
    Page.objects.bulk_update(pages, ["label"], _BATCH)


def _undo_split(found: DigitalObject, data: dict[str, Any]) -> None:
    if found.corrections.filter(page__in=data["made"]).exists():
        raise Conflict("repository.page_has_corrections")
    _put_in_order(found, _ids(found), data["order"])
    announce_texts(data["made"])
    found.pages.filter(id__in=data["made"]).delete()
    DigitalObject.objects.filter(id=found.pk).update(contents=data["contents"], page_count=len(data["order"]))
    _undo_drawn(found, data)


def _undo_left_out(found: DigitalObject, data: dict[str, Any]) -> None:
    before = _ids(found)
    for number, one in enumerate(data["pages"]):
        page = Page.objects.create(id=one["id"], object=found, **one["page"] | {"position": _APART + number})
        if one["text"]:
            PageText.objects.create(page=page, **one["text"])
    _put_in_order(found, before, data["order"])
    DigitalObject.objects.filter(id=found.pk).update(contents=data["contents"])
    announce_texts([one["id"] for one in data["pages"]])


_UNDOING = {
    What.DRAWN: _undo_drawn,
    What.RESET: _undo_drawn,
    What.ORDER: _undo_order,
    What.LABELS: _undo_labels,
    What.SPLIT: _undo_split,
    What.LEFT_OUT: _undo_left_out,
}


def _noted(
    actor: Actor, found: DigitalObject, what: What, count: int, data: dict[str, Any], *, redraw: bool = False
) -> PageEdit:
    made = PageEdit.objects.create(
        object=found, what=what, count=count, data=data, by=actor.label[:200], person_id=actor.user_id
    )
    _announced(actor, found, "repository.pages_edited", count)
    if redraw:
        _redraw(actor, found, made)
    return made


def _announced(actor: Actor, found: DigitalObject, code: str, count: int) -> None:
    """What was put together of the pages as they were is given to nobody any more."""
    DigitalObject.objects.filter(id=found.pk).update(gate=new_gate())
    audit.record(
        actor=actor,
        code=code,
        subject=f"object:{found.pk}",
        library_id=found.library_id,
        data={"object": found.public_id, "pages": count},
    )
    announce([found.pk])


def _redraw(actor: Actor, found: DigitalObject, edit: PageEdit) -> None:
    """A job for each act: one that is at its end already would miss what comes now."""
    jobs.start(
        actor=actor,
        kind=DRAW,
        params={"object": found.pk},
        library_id=found.library_id,
        unique_key=f"{DRAW}:{found.pk}:{edit.pk}:{edit.undone_at is not None}",
    )
