"""Rotation boxes: the list, one box with its way, filling, sending, receiving, minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.actions import fill_box, move_box, receive_box
from lienthu.catalogue.box_forms import BoxForm, ExtendForm, FillForm, ReceiveForm, RenameForm, SendForm
from lienthu.catalogue.handovers import minutes_pdf
from lienthu.catalogue.models import RotationBox
from lienthu.catalogue.policies import BOXES as POLICY
from lienthu.catalogue.rules.rotation import ALLOWED, BoxState, Finding, Verb
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.views import box_words, item_words
from lienthu.catalogue.views.act import refused, said
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence

BOXES = Permission.CATALOGUE_BOXES
PAGE = 100
LISTED = 200


def with_tabs(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"room_current": "catalogue:copies", "tabs": item_words.tabs(request, "catalogue:boxes")} | more


@requires(BOXES)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = BoxForm(request.POST or None, libraries=queries.boxing_libraries(actor))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = fill_box.make_box(actor=actor, library_id=form.chosen.pk, code=data["code"], name=data["name"])
            return redirect("catalogue:box", made.public_id)
        except (Invalid, Conflict) as error:
            refused(form, error)
    kind = request.GET.get("list", "open")
    kind = kind if kind in queries.LISTS else "open"
    shown = page(queries.boxes_listed(actor, kind), by=("-id",), after=request.GET.get("after"), size=30)
    context = with_tabs(
        request, form=form, page=shown, rows=box_words.rows(shown.items), lists=box_words.lists(kind), kind=kind
    )
    return render(request, "catalogue/boxes.html", context, status=422 if form.errors else 200)


@requires(BOXES)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    return show(request, queries.box_for(actor_of(request), public_id))


def show(request: HttpRequest, found: RotationBox, form: forms.Form | None = None) -> HttpResponse:
    may = _may(actor_of(request), found)
    shown = page(queries.copies_in(found), by=("id",), after=request.GET.get("after"), size=PAGE)
    send = (
        SendForm(owner_id=found.library_id, holder_id=found.holder_id, may_choose=may["own"]) if may["send"] else None
    )
    context = with_tabs(
        request,
        row=box_words.rows([found])[0],
        box=found,
        may=may,
        copies=box_words.copies(shown.items),
        page=shown,
        steps=box_words.timeline(found, list(found.legs.prefetch_related("extensions"))),
        fill=form if isinstance(form, FillForm) else FillForm(),
        send=form if isinstance(form, SendForm) else send,
        extend=form if isinstance(form, ExtendForm) else ExtendForm(),
        rename=form if isinstance(form, RenameForm) else RenameForm({"code": found.code, "name": found.name}),
        said_of=type(form).__name__,
    )
    return render(request, "catalogue/box.html", context, status=422 if form else 200)


def _may(actor: Actor, box: RotationBox) -> dict[str, bool]:
    """What this person may do with the box as it is now."""
    verbs = ALLOWED[BoxState(box.state)]
    own, keep = POLICY.allows(actor, box), POLICY.allows_library(actor, box.holder_id)
    return {
        "own": own,
        "fill": own and Verb.FILL in verbs,
        "send": (own or keep) and Verb.SEND in verbs,
        "call_back": (own or keep) and Verb.CALL_BACK in verbs,
        "receive": Verb.RECEIVE in verbs and POLICY.allows_library(actor, box.to_library_id),
        "recount": (own or keep) and box.state == BoxState.AT_HOST,
        "find": (own or keep) and Verb.RECOUNT in verbs,
        "extend": own and Verb.EXTEND in verbs,
        "rename": own and Verb.RENAME in verbs,
        "close": own and Verb.CLOSE in verbs,
    }


@requires(BOXES)
@require_POST
def fill(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    form = FillForm(request.POST)
    if not form.is_valid():
        return show(request, found, form)
    with said(request) as outcome:
        done = fill_box.fill_box(actor=actor, box=found, codes=codes_in(form.cleaned_data["codes"]))
        outcome.good, bad = box_words.filled(done)
        if bad:
            messages.warning(request, bad)
    return redirect("catalogue:box", public_id)


@requires(BOXES)
@require_POST
def fill_list(request: HttpRequest) -> HttpResponse:
    """A list of copies that was looked at elsewhere, with the box that it goes into."""
    return fill(request, request.POST.get("box", ""))


@requires(BOXES)
@require_POST
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    own = POLICY.allows(actor, found)
    form = SendForm(request.POST, owner_id=found.library_id, holder_id=found.holder_id, may_choose=own)
    if form.is_valid():
        try:
            leg = move_box.send_box(actor=actor, box=found, to_library_id=form.target.pk, sending=form.sending())
        except Invalid as error:
            refused(form, error)
        except Conflict as error:  # the box is not where this page showed it, or a copy is not
            messages.error(request, sentence(error.code, error.params))
            return redirect("catalogue:box", public_id)
        else:
            text = _("Sent. Print the handover minutes no. %(number)s and let them travel with the box.")
            messages.success(request, text % {"number": leg.number})
            return redirect("catalogue:box", public_id)
    return show(request, found, form)


@requires(BOXES)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    chosen = [int(each) for each in request.POST.getlist("copy") if each.isdecimal()][: fill_box.MOST_COPIES]
    with said(request) as outcome:
        match request.POST.get("act", ""):
            case "close":
                fill_box.close_box(actor=actor, box=found)
                outcome.good = _("The box is closed.")
            case "call_back":
                move_box.call_back(actor=actor, box=found)
                outcome.good = _("The box is again where it was.")
            case "take_out":
                count = fill_box.take_out(actor=actor, box=found, copy_ids=chosen)
                outcome.good = ngettext("%(n)s copy taken out.", "%(n)s copies taken out.", count) % {"n": count}
            case "missed" | "found" as what:
                items = found.copies.filter(id__in=chosen).select_related("item")
                count = receive_box.recount(
                    actor=actor,
                    box=found,
                    codes=[one.item.public_id for one in items],
                    are_here=what == "found",
                    note=request.POST.get("note", ""),
                )
                outcome.good = ngettext("Noted for %(n)s copy.", "Noted for %(n)s copies.", count) % {"n": count}
            case _:
                raise NotFound("kernel.not_found")
    return redirect("catalogue:box", public_id)


@requires(BOXES)
def receive(request: HttpRequest, public_id: str) -> HttpResponse:
    """The big input of the receiver. With htmx a scan answers the panel only; without it the page comes again."""
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    if found.state != BoxState.ON_THE_WAY or not POLICY.allows_library(actor, found.to_library_id):
        return redirect("catalogue:box", public_id)
    partial = bool(request.headers.get("HX-Request"))
    said_now: list[tuple[str, str, str, str]] = []
    problem = ""
    if request.method == "POST":
        try:
            finding = _finding(request.POST.get("finding", ""))
            done = receive_box.check_copies(
                actor=actor,
                box=found,
                codes=codes_in(request.POST.get("code", "")),
                finding=finding,
                note=request.POST.get("note", ""),
            )
            said_now = box_words.scanned(done, finding)
        except (Invalid, Conflict) as error:
            problem = sentence(error.code, error.params)
    return _receiving(request, found, said_now, problem, partial)


def _finding(text: str) -> Finding:
    """Present, damaged, or (`waiting`) a scan taken back."""
    if text == "waiting":
        return Finding.WAITING
    if text not in (Finding.PRESENT, Finding.DAMAGED):
        raise Invalid("catalogue.box_finding_unknown", finding=text[:20])
    return Finding(text)


def _receiving(
    request: HttpRequest, found: RotationBox, said_now: list[Any], problem: str, partial: bool
) -> HttpResponse:
    leg = found.legs.select_related("from_library").get(received_at=None, called_back_at=None)
    figures = queries.standing(leg)
    seen = figures["present"] + figures["damaged"]
    # What waits comes first: the empty finding sorts before the others.
    checks = queries.checks_of(leg).order_by("finding", "id")[:LISTED]
    context = with_tabs(
        request,
        row=box_words.rows([found])[0],
        box=found,
        leg=leg,
        source=box_words.names([leg.from_library_id]).get(leg.from_library_id, ""),
        figures=figures,
        seen=seen,
        percent=100 * seen // max(1, figures["all"]),
        checks=box_words.checks(checks),
        more=max(0, figures["all"] - LISTED),
        strays=[(one, box_words.stray(one)) for one in leg.strays.select_related("item__record", "item__library")],
        said=said_now,
        outcome="bad" if problem else said_now[-1][0] if said_now else "",
        problem=problem,
        form=ReceiveForm(),
    )
    return render(request, f"catalogue/{'_box_scanned.html' if partial else 'box_receive.html'}", context)


@requires(BOXES)
@require_POST
def received(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    post = request.POST
    with said(request) as outcome:
        done = receive_box.receive_box(
            actor=actor,
            box=found,
            receiver=post.get("receiver", ""),
            remark=post.get("remark", ""),
            rest_is_here=post.get("rest") == "here",
        )
        text = _("Received: %(here)s here, %(damaged)s of them damaged, %(missing)s missing.")
        outcome.good = text % {"here": done.here, "damaged": done.damaged, "missing": done.missing}
    return redirect("catalogue:box" if outcome.good else "catalogue:box_receive", public_id)


@requires(BOXES)
@require_POST
def drop_stray(request: HttpRequest, public_id: str, stray_id: int) -> HttpResponse:
    with said(request):
        receive_box.drop_stray(
            actor=actor_of(request), box=queries.box_for(actor_of(request), public_id), stray_id=stray_id
        )
    return redirect("catalogue:box_receive", public_id)


@requires(BOXES)
def minutes(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Biên bản bàn giao as PDF."""
    found = queries.box_for(actor_of(request), public_id)
    leg = queries.leg_of(found, number)
    response = HttpResponse(minutes_pdf(found, leg), content_type="application/pdf")
    name = f"bien-ban-ban-giao-{found.public_id}-{leg.number}.pdf"
    response["Content-Disposition"] = str(content_disposition_header(False, name))
    return response
