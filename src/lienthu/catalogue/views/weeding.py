"""Weeding: the list, the steps, the papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.catalogue import weeding_queries as queries
from lienthu.catalogue.actions import weed
from lienthu.catalogue.item_forms import ProposalForm, WeedingForm, WeedingListForm
from lienthu.catalogue.models import WeedingCopy, WeedingRound, WeedingStep
from lienthu.catalogue.models.weeding import EXEMPTION_WORDS, REASON_WORDS, STEP_WORDS
from lienthu.catalogue.policies import WEEDING, WEEDING_APPROVAL
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.rules.weeding import BY_RULE, Reason, Step
from lienthu.catalogue.views import item_words
from lienthu.catalogue.views.act import Outcome, refused, said
from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import refusal
from lienthu.registry.queries import cards
from lienthu.ui.formats import vdatetime
from lienthu.ui.shapes import Event

_KIND = {"approved": "good", "executed": "good", "cancelled": "", "executing": "info"}
_SHOWN_EXEMPT = 10


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Those who weed and those who approve come in; who does neither is refused here."""
    actor = actor_of(request)
    if not (actor.may(Permission.CATALOGUE_WEEDING) or actor.may(Permission.WEEDING_APPROVE)):
        raise refusal(actor, Permission.CATALOGUE_WEEDING)
    return {"room_current": "catalogue:copies", "tabs": item_words.tabs(request, "catalogue:weedings")} | more


@requires(Access.SIGNED_IN)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    base = _page(request)
    stocktakes = list(queries.stocktakes_to_weed(actor)[:100]) if actor.may(Permission.CATALOGUE_WEEDING) else []
    form = WeedingForm(request.POST or None, stocktakes=stocktakes)
    if form.is_bound and form.is_valid():
        chosen = next(one for one in stocktakes if one.public_id == form.cleaned_data["stocktake"])
        try:
            made = weed.open_round(
                actor=actor, library_id=chosen.library_id, name=form.cleaned_data["name"], stocktake=chosen
            )
            return redirect("catalogue:weeding", made.public_id)
        except (Invalid, Conflict) as error:
            refused(form, error)
    shown = page(queries.rounds_for(actor), by=("-id",), after=request.GET.get("after"), size=30)
    rows = [(one, weed.limit_of(one), _KIND.get(one.step, "warn")) for one in shown.items]
    context = base | {"form": form if stocktakes else None, "page": shown, "rows": rows}
    context["may_weed"] = actor.may(Permission.CATALOGUE_WEEDING)
    return render(request, "catalogue/weedings.html", context, status=422 if form.errors else 200)


@requires(Access.SIGNED_IN)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    base = _page(request)
    return _show(request, queries.round_for(actor_of(request), public_id), base)


def _show(
    request: HttpRequest, found: WeedingRound, base: dict[str, Any], form: forms.Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    limit = weed.limit_of(found)
    shown = page(queries.list_of(found), by=("id",), after=request.GET.get("after"), size=50)
    context = base | {
        "round": found,
        "kind": _KIND.get(found.step, "warn"),
        "limit": limit,
        "share": f"{100 * limit.proposed / limit.holdings:.1f}".replace(".", ",") if limit.holdings else "0",
        "last_copies": queries.last_copies(found) if found.step != Step.EXECUTED else found.records_withdrawn,
        "years": queries.years_since_last(found, limit.holdings),
        "reasons": [(REASON_WORDS[Reason(code)], count) for code, count in queries.by_reason(found)],
        "page": shown,
        "rows": [(copy, item_words.title_of(copy.item), copy.item) for copy in shown.items],
        "steps": [_step(one) for one in found.steps.order_by("-id")],
        "may_weed": WEEDING.allows(actor, found),
        "may_approve": WEEDING_APPROVAL.allows(actor, found),
        "list_form": form if isinstance(form, WeedingListForm) else WeedingListForm(),
        "proposal": form if isinstance(form, ProposalForm) else ProposalForm(),
        "rules": [(each.value, REASON_WORDS[each]) for each in BY_RULE],
    }
    return render(request, "catalogue/weeding.html", context, status=422 if form else 200)


def _step(one: WeedingStep) -> Event:
    return Event(vdatetime(one.at), STEP_WORDS[Step(one.step)], " · ".join(filter(None, (one.text, one.by))))


@requires(Permission.CATALOGUE_WEEDING)
@require_POST
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """By rules (checked boxes) or by a scanned list with a reason."""
    actor = actor_of(request)
    found = queries.round_for(actor, public_id)
    form = WeedingListForm(request.POST)
    with said(request) as outcome:
        if "rule" in request.POST:
            chosen = {each for each in BY_RULE if each in request.POST.getlist("rule")}
            _tell(request, outcome, weed.add_by_rules(actor=actor, round=found, reasons=chosen))
        elif form.is_valid():
            data = form.cleaned_data
            added = weed.add_by_list(
                actor=actor,
                round=found,
                codes=codes_in(data["codes"]),
                reason=Reason(data["reason"]),
                note=data["note"],
            )
            _tell(request, outcome, added)
        else:
            return _show(request, found, _page(request), form)
    return redirect("catalogue:weeding", public_id)


def _tell(request: HttpRequest, outcome: Outcome, added: weed.Added) -> None:
    outcome.good = ngettext("%(n)s copy put on the list.", "%(n)s copies put on the list.", added.added) % {
        "n": added.added
    }
    if added.on_list:
        text = ngettext("%(n)s copy is on it already.", "%(n)s copies are on it already.", added.on_list)
        messages.info(request, text % {"n": added.on_list})
    if added.exempt:
        some = ", ".join(f"{number} ({EXEMPTION_WORDS[why]})" for number, why in added.exempt[:_SHOWN_EXEMPT])
        text = ngettext("%(n)s copy must stay: %(which)s", "%(n)s copies must stay: %(which)s", len(added.exempt))
        messages.warning(request, text % {"n": len(added.exempt), "which": some})
    if added.away:
        text = ngettext(
            "%(n)s copy is in a rotation box: %(which)s",
            "%(n)s copies are in a rotation box: %(which)s",
            len(added.away),
        )
        messages.warning(request, text % {"n": len(added.away), "which": ", ".join(added.away[:_SHOWN_EXEMPT])})
    if added.unknown:
        messages.warning(request, _("Not known here: %(which)s") % {"which": ", ".join(added.unknown[:20])})


@requires(Permission.CATALOGUE_WEEDING)
@require_POST
def change(request: HttpRequest, public_id: str, copy_id: int) -> HttpResponse:
    """Off the draft, or kept by the council."""
    actor = actor_of(request)
    found = queries.round_for(actor, public_id)
    with said(request) as outcome:
        if found.step == Step.DRAFT:
            weed.take_off(actor=actor, round=found, copy_id=copy_id)
            outcome.good = _("Taken off the list.")
        else:
            reason = request.POST.get("kept", "")
            weed.keep_copy(actor=actor, round=found, copy_id=copy_id, reason=reason)
            outcome.good = _("Kept.") if reason.strip() else _("It may go.")
    return redirect("catalogue:weeding", public_id)


@requires(Access.SIGNED_IN)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    base = _page(request)
    actor = actor_of(request)
    found = queries.round_for(actor, public_id)
    paper = request.POST.get("paper", "")
    with said(request) as outcome:
        match request.POST.get("act", ""):
            case "propose":
                form = ProposalForm(request.POST)
                if not form.is_valid():
                    return _show(request, found, base, form)
                weed.propose(actor=actor, round=found, paper=paper, council=form.cleaned_data["council"])
            case "review":
                weed.review(actor=actor, round=found, paper=paper)
            case "approve":
                weed.approve(actor=actor, round=found, paper=paper)
            case "back":
                weed.send_back(actor=actor, round=found, reason=paper)
            case "cancel":
                weed.give_up(actor=actor, round=found, reason=paper)
            case "execute":
                weed.execute(actor=actor, round=found)
            case _:
                raise NotFound("kernel.not_found")
        outcome.good = _("The round has moved on.")
    return redirect("catalogue:weeding", public_id)


@requires(Access.SIGNED_IN)
def minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    """The council's minutes and the list, for A4."""
    _page(request)
    found = queries.round_for(actor_of(request), public_id)
    card = cards([found.library_id]).get(found.library_id)
    copies: list[WeedingCopy] = []
    last = 0
    while some := list(queries.list_of(found).filter(id__gt=last)[:1000]):
        copies += some
        last = some[-1].pk
    context = {
        "round": found,
        "library": card.name if card else found.library.code,
        "limit": weed.limit_of(found),
        "members": found.council.splitlines(),
        "reasons": [(REASON_WORDS[Reason(code)], count) for code, count in queries.by_reason(found)],
        "going": [(copy, item_words.title_of(copy.item), copy.item) for copy in copies if not copy.kept],
        "kept": [(copy, item_words.title_of(copy.item), copy.item) for copy in copies if copy.kept],
    }
    return render(request, "catalogue/weeding_minutes.html", context)
