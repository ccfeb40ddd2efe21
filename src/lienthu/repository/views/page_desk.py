"""The page desk: the pages of a document side by side, what seems wrong with them, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries
from lienthu.repository.actions import edit_pages
from lienthu.repository.models import DigitalObject, PageEdit, PageLook
from lienthu.repository.pagedesk import queries as desk
from lienthu.repository.pagedesk.flags import roman
from lienthu.repository.pagedesk.jobs import look_at_pages, look_key
from lienthu.repository.rules.page_recipe import Recipe, crop, rotate, straighten
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP
_HISTORY = 12


@requires(KEEP)
@require_safe
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.kept_object(actor_of(request), public_id)
    flagged = desk.all_flags(found)
    only = request.GET.get("only") == "flagged"
    pages = found.pages.filter(id__in=flagged) if only else found.pages.all()
    start = _number(request.GET.get("from")) or 1
    shown = list(pages.filter(position__gte=start).order_by("position")[: desk.WINDOW + 1])
    behind = shown[desk.WINDOW].position if len(shown) > desk.WINDOW else 0
    lower = pages.filter(position__lt=start).order_by("-position").values_list("position", flat=True)
    ahead = list(lower[: desk.WINDOW])
    unseen = found.page_count - PageLook.objects.filter(page__object=found).count()
    context: dict[str, Any] = {
        "object": found,
        "cards": desk.cards(shown[: desk.WINDOW], flagged),
        "flagged": len(flagged),
        "only": only,
        "start": start,
        "before": ahead[-1] if ahead else 0,
        "after": behind,
        "stamp": edit_pages.stamp(found.pk),
        "history": found.page_edits.order_by("-id")[:_HISTORY],
        "last": edit_pages.last_edit(found.pk),
        "unseen": max(0, unseen),
        "job": _job(found),
        "waiting": found.pages.filter(wanted__isnull=False).count(),
        "held": found.state == DigitalObject.State.REVIEW,
    }
    return render(request, "repository/page_desk.html", context | tabs(request, "repository:overview"))


def _job(found: DigitalObject) -> Job | None:
    active = Job.objects.filter(state__in=Job.ACTIVE)
    draws = active.filter(kind=edit_pages.DRAW, unique_key__startswith=f"{edit_pages.DRAW}:{found.pk}:")
    return draws.order_by("-id").first() or active.filter(unique_key=look_key(found.pk)).first()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _decimal(text: str | None) -> float:
    try:
        return float((text or "").strip().replace(",", ".") or 0)
    except ValueError as error:
        raise Invalid("repository.no_such_edit") from error


@requires(KEEP)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """`do` says what; `page` names the chosen ones."""
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    deed = _DEEDS.get(request.POST.get("do", ""))
    chosen = [number for text in request.POST.getlist("page")[:5000] if (number := _number(text))]
    try:
        if deed is None:
            raise Invalid("repository.no_such_edit")
        edit = deed(actor, found, chosen, request)
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        if edit is not None:
            said = ngettext("%(what)s: %(n)s page.", "%(what)s: %(n)s pages.", edit.count)
            messages.success(request, said % {"what": edit.get_what_display(), "n": edit.count})
    single = _number(request.POST.get("single"))
    if single and found.pages.filter(position=single).exists():
        return redirect("repository:page_desk_page", public_id, single)
    back = _number(request.POST.get("from"))
    only = "&only=flagged" if request.POST.get("only") == "flagged" else ""
    return redirect(f"{reverse('repository:page_desk', args=[public_id])}?from={back or 1}{only}")


def _seen(request: HttpRequest) -> int:
    return _number(request.POST.get("stamp"))


Deed = Callable[[Actor, DigitalObject, list[int], HttpRequest], PageEdit | None]


def _turn(by: int) -> Deed:
    def turned(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
        steps = {pk: [rotate(by)] for pk in chosen}
        return edit_pages.draw(actor=actor, object_id=found.pk, steps=steps, seen=_seen(request))

    return turned


def _suggested(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    steps = {look.page_id: look.steps for look in _looks(found, chosen) if look.steps}
    if not steps:
        raise Invalid("repository.no_suggestion")
    return edit_pages.draw(actor=actor, object_id=found.pk, steps=steps, seen=_seen(request))


def _looks(found: DigitalObject, chosen: list[int]) -> list[PageLook]:
    looks = PageLook.objects.filter(page__object=found, page__in=chosen, page__wanted__isnull=True).select_related(
        "page"
    )
    return [look for look in looks if look.pyramid == look.page.pyramid]


def _by_hand(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    given = request.POST
    steps: Recipe = []
    if turn := _number(given.get("turn")):
        steps.append(rotate(turn))
    if angle := _decimal(given.get("angle")):
        steps.append(straighten(angle))
    left, top, right, bottom = (_decimal(given.get(name)) / 100 for name in ("left", "top", "right", "bottom"))
    if any((left, top, right, bottom)):
        steps.append(crop(left, top, 1 - left - right, 1 - top - bottom))
    if not steps:
        raise Invalid("repository.nothing_changed")
    return edit_pages.draw(actor=actor, object_id=found.pk, steps=dict.fromkeys(chosen, steps), seen=_seen(request))


def _split(*, right_first: bool) -> Deed:
    def divided(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
        given = _decimal(request.POST.get("at")) / 100
        at = {look.page_id: look.split for look in _looks(found, chosen) if look.split}
        cuts = {pk: given or at.get(pk, 0.5) for pk in chosen}
        return edit_pages.split(
            actor=actor, object_id=found.pk, cuts=cuts, seen=_seen(request), right_first=right_first
        )

    return divided


def _leave_out(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    return edit_pages.leave_out(actor=actor, object_id=found.pk, pages=chosen, seen=_seen(request))


def _reset(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    return edit_pages.draw(
        actor=actor,
        object_id=found.pk,
        steps={pk: [] for pk in chosen},
        seen=_seen(request),
        what=PageEdit.What.RESET,
    )


def _label(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    first, style = _number(request.POST.get("first")) or 1, request.POST.get("style", "")
    ordered = found.pages.filter(id__in=chosen).order_by("position").values_list("id", flat=True)
    text = request.POST.get("text", "")
    labels = {pk: _numbered(style, number, text) for number, pk in enumerate(ordered, first)}
    return edit_pages.label(actor=actor, object_id=found.pk, labels=labels, seen=_seen(request))


def _numbered(style: str, number: int, text: str) -> str:
    if style == "arabic":
        return str(number)
    return roman(number) if style == "roman" else text


def _order(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> PageEdit:
    """Numbers typed or dragged. A page with another number than its own goes there, the others make room."""
    keyed = []
    for pk, position in found.pages.order_by("position").values_list("id", "position"):
        wanted = _number(request.POST.get(f"place-{pk}")) or position
        keyed.append((wanted, (wanted > position) - (wanted < position), position, pk))
    return edit_pages.order(
        actor=actor, object_id=found.pk, pages=[key[3] for key in sorted(keyed)], seen=_seen(request)
    )


def _undo(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> None:
    edit = edit_pages.undo(actor=actor, object_id=found.pk, seen=_seen(request))
    messages.success(request, _("Taken back: %(what)s.") % {"what": edit.get_what_display()})


def _look(actor: Actor, found: DigitalObject, chosen: list[int], request: HttpRequest) -> None:
    look_at_pages(actor, found)
    messages.success(request, _("The pages are being looked at."))


_DEEDS: dict[str, Deed] = {
    "left": _turn(270),
    "right": _turn(90),
    "over": _turn(180),
    "suggested": _suggested,
    "hand": _by_hand,
    "split": _split(right_first=False),
    "split_right": _split(right_first=True),
    "leave_out": _leave_out,
    "reset": _reset,
    "label": _label,
    "order": _order,
    "undo": _undo,
    "look": _look,
}


@requires(KEEP)
@require_safe
def one(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One page large, with the suggestion drawn on it, and all that can be set by hand."""
    found = queries.kept_object(actor_of(request), public_id)
    page = queries.page_at(found, number)
    flagged = desk.all_flags(found)
    look = PageLook.objects.filter(page=page, pyramid=page.pyramid).first()
    context = {
        "object": found,
        "page": page,
        "card": desk.cards([page], flagged)[0],
        "steps": [_step_words(step) for step in page.recipe],
        "split_at": round(100 * look.split, 1) if look and look.split else 50,
        "stamp": edit_pages.stamp(found.pk),
        "before": number - 1 if number > 1 else 0,
        "after": number + 1 if number < found.page_count else 0,
        "job": _job(found),
        "held": found.state == DigitalObject.State.REVIEW,
    }
    return render(request, "repository/page_desk_page.html", context | tabs(request, "repository:overview"))


def _step_words(step: dict[str, Any]) -> str:
    if step["do"] == "rotate":
        return _("turned by %(by)s°") % {"by": step["by"]}
    if step["do"] == "straighten":
        return _("straightened by %(angle)s°") % {"angle": step["angle"]}
    width, height = (round(100 * part) for part in step["box"][2:])
    return _("cropped to %(width)s × %(height)s %%") % {"width": width, "height": height}
