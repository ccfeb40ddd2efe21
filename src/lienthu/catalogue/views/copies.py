"""Copies: found by their number, changed one by one or by a scanned list, and what was done taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.add_copy import AUTO, add_copies
from lienthu.catalogue.actions.change_items import change_items, undo_act
from lienthu.catalogue.item_forms import ChangeForm, NewCopyForm, ScanForm
from lienthu.catalogue.item_queries import (
    act_for,
    acts_for,
    copies_of,
    history_of,
    item_for,
    keeping_libraries,
    look_up,
)
from lienthu.catalogue.models import Item
from lienthu.catalogue.policies import ITEMS as POLICY
from lienthu.catalogue.rotation_queries import fillable_boxes
from lienthu.catalogue.rules.item_status import BY_HAND, ItemStatus, choices_from
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.views import item_words
from lienthu.catalogue.views.act import refused, said
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact

ITEMS = Permission.CATALOGUE_ITEMS
SHOWN = 200
EVERY_STATUS = [each for each in ItemStatus if each in BY_HAND]


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"room_current": "catalogue:copies", "tabs": item_words.tabs(request, "catalogue:copies")} | more


@requires(ITEMS)
def overview(request: HttpRequest) -> HttpResponse:
    """One number leads to its copy; a list is sent to `listed`."""
    actor = actor_of(request)
    form = ScanForm(request.GET if "codes" in request.GET else None, libraries=keeping_libraries(actor))
    if form.is_bound and form.is_valid():
        return _listed(request, form)
    acts = page(acts_for(actor), by=("-id",), after=request.GET.get("after"), size=20)
    context = _page(request, form=form, acts=acts, chosen=request.GET.get("library", ""))
    return render(request, "catalogue/copies.html", context, status=422 if form.errors else 200)


@requires(ITEMS)
@require_POST
def listed(request: HttpRequest) -> HttpResponse:
    form = ScanForm(request.POST, libraries=keeping_libraries(actor_of(request)))
    if not form.is_valid():
        acts = page(acts_for(actor_of(request)), by=("-id",), size=20)
        return render(request, "catalogue/copies.html", _page(request, form=form, acts=acts), status=422)
    return _listed(request, form)


def _listed(request: HttpRequest, form: ScanForm, change: ChangeForm | None = None) -> HttpResponse:
    found = look_up(actor_of(request), form.chosen.pk, codes_in(form.cleaned_data["codes"]))
    if len(found.items) == 1 and not (found.unknown or found.ambiguous or change):
        return redirect("catalogue:copy", found.items[0].public_id)
    context = _page(
        request,
        form=form,
        found=found,
        rows=item_words.rows(found.items[:SHOWN]),
        more=max(0, len(found.items) - SHOWN),
        change=change or ChangeForm(statuses=EVERY_STATUS),
        boxes=fillable_boxes(actor_of(request), form.chosen.pk),
    )
    return render(request, "catalogue/copies_listed.html", context, status=422 if change else 200)


@requires(ITEMS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = ScanForm(request.POST, libraries=keeping_libraries(actor))
    change = ChangeForm(request.POST, statuses=EVERY_STATUS)
    if not form.is_valid():
        return listed(request)
    if change.is_valid():
        ids = [item.pk for item in look_up(actor, form.chosen.pk, codes_in(form.cleaned_data["codes"])).items]
        try:
            reason = change.cleaned_data["reason"]
            made = change_items(
                actor=actor, library_id=form.chosen.pk, item_ids=ids, change=change.change(), reason=reason
            )
            return redirect("catalogue:copies_act", made.public_id)
        except (Invalid, Conflict) as error:
            refused(change, error)
    return _listed(request, form, change)


@requires(ITEMS)
def one_act(request: HttpRequest, public_id: str) -> HttpResponse:
    made = act_for(actor_of(request), public_id)
    told = [(number, item_words.status_word(why) if why != "left" else _("has left")) for number, why in made.told]
    items = Item.objects.filter(events__act=made).prefetch_related("record").distinct().order_by("id")[:SHOWN]
    context = _page(request, act=made, told=told, rows=item_words.rows(items))
    return render(request, "catalogue/copies_act.html", context)


@requires(ITEMS)
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    with said(request) as outcome:
        made = undo_act(actor=actor_of(request), act=act_for(actor_of(request), public_id))
        outcome.good = _("Taken back for %(count)s of %(done)s copies.") % {"count": made.undone, "done": made.done}
    return redirect("catalogue:copies_act", public_id)


@requires(ITEMS)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    item = item_for(actor_of(request), public_id)
    return render(request, "catalogue/copy.html", _item_page(request, item))


def _item_page(request: HttpRequest, item: Item, form: ChangeForm | None = None) -> dict[str, Any]:
    events = page(history_of(item), by=("-id",), after=request.GET.get("after"), size=50)
    return _page(
        request,
        item=item,
        number=item.accession_no or item.public_id,
        title=item_words.title_of(item),
        status=item_words.status_word(item.status),
        kind=item_words.status_kind(item.status),
        facts=item_words.facts(item),
        history=item_words.history(events.items),
        next=events.next,
        form=form or ChangeForm(statuses=choices_from(ItemStatus(item.status))),
        left=item_words.has_left(item),
    )


@requires(ITEMS)
@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    item = item_for(actor_of(request), public_id)
    form = ChangeForm(request.POST, statuses=choices_from(ItemStatus(item.status)))
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = change_items(
                actor=actor_of(request),
                library_id=item.library_id,
                item_ids=[item.pk],
                change=form.change(),
                reason=data["reason"],
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            if made.refused:
                messages.error(request, _("The copy stayed as it was: it has changed meanwhile."))
            else:
                messages.success(request, _("Saved."))
            return redirect("catalogue:copy", public_id)
    return render(request, "catalogue/copy.html", _item_page(request, item, form), status=422)


@requires(ITEMS)
def of_record(request: HttpRequest, record_id: int) -> HttpResponse:
    actor = actor_of(request)
    record, items = copies_of(actor, record_id)
    form = NewCopyForm(request.POST or None, initial={"count": 1})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = add_copies(
                actor=actor,
                record_id=record_id,
                copy=form.copy(),
                count=said["count"],
                accession=said["accession"] or AUTO,
            )
        except (Invalid, Conflict) as error:
            refused(form, error, otherwise="accession")
        else:
            numbers = ", ".join(item.accession_no for item in made[:5]) + (" …" if len(made) > 5 else "")
            text = ngettext("%(count)s copy added: %(numbers)s", "%(count)s copies added: %(numbers)s", len(made))
            messages.success(request, text % {"count": len(made), "numbers": numbers})
            return redirect(reverse("catalogue:copies_of", args=[record_id]))
    shown = page(items.prefetch_related("record"), by=("id",), after=request.GET.get("after"), size=100)
    context = _page(
        request,
        record=record,
        title=Bib(from_compact(record.marc)).full_title,
        page=shown,
        rows=item_words.rows(shown.items),
        form=form,
        may_add=POLICY.allows(actor, record),
    )
    return render(request, "catalogue/copies_of.html", context, status=422 if form.errors else 200)
