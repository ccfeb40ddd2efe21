"""Stock-taking: start, scan, lists, close, minutes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue import stocktake_queries as queries
from lienthu.catalogue.actions import take_stock
from lienthu.catalogue.actions.settle_stocktake import settle, waiting
from lienthu.catalogue.item_forms import StocktakeForm
from lienthu.catalogue.models import Stocktake, StocktakeScan
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.rules.stocktake import UNEXPECTED, Settled
from lienthu.catalogue.views import item_words, stocktake_words
from lienthu.catalogue.views.act import refused, said
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.ui.shapes import Link

STOCKTAKE = Permission.CATALOGUE_STOCKTAKE
MOST_BYTES = 2_000_000
#: More digits than a line's id can have.
_DIGITS = 19


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"room_current": "catalogue:copies", "tabs": item_words.tabs(request, "catalogue:stocktakes")} | more


@requires(STOCKTAKE)
def overview(request: HttpRequest) -> HttpResponse:
    shown = page(queries.stocktakes_for(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=30)
    rows = [(one, queries.standing(one), stocktake_words.state_kind(one)) for one in shown.items]
    return render(request, "catalogue/stocktakes.html", _page(request, page=shown, rows=rows))


@requires(STOCKTAKE)
def start(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = StocktakeForm(request.POST or None, libraries=queries.counting_libraries(actor))
    if form.is_bound and form.is_valid():
        try:
            made = take_stock.start_stocktake(actor=actor, library_id=form.chosen.pk, scope=form.scope())
            return redirect("catalogue:stocktake_scan", made.public_id)
        except (Invalid, Conflict) as error:
            refused(form, error, otherwise="store")
    return render(
        request, "catalogue/stocktake_start.html", _page(request, form=form), status=422 if form.errors else 200
    )


@requires(STOCKTAKE)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.stocktake_for(actor_of(request), public_id)
    kind = request.GET.get("list", "missing")
    kind = kind if kind in queries.LISTS else "missing"
    shown = page(queries.listed(found, kind), by=("id",), after=request.GET.get("after"), size=50)
    figures = queries.standing(found)
    context = _page(
        request,
        stocktake=found,
        figures=figures,
        state=stocktake_words.state_kind(found),
        percent=stocktake_words.percent(figures),
        facts=stocktake_words.facts(found),
        lists=_lists(found, figures, kind),
        kind=kind,
        rows=stocktake_words.rows(kind, shown.items),
        page=shown,
        verdicts=stocktake_words.verdicts(found, kind),
        waiting=waiting(found, kind).count(),
        acts=queries.acts_of(found),
    )
    return render(request, "catalogue/stocktake.html", context)


def _lists(found: Stocktake, figures: dict[str, Any], kind: str) -> list[Link]:
    here = reverse("catalogue:stocktake", args=[found.public_id])
    counts = {
        "missing": figures["missing"],
        "misplaced": figures["outcomes"]["misplaced"],
        "unexpected": sum(figures["outcomes"][str(each)] for each in UNEXPECTED),
    }
    return [
        Link(stocktake_words.LIST_WORDS[name], f"{here}?list={name}", name == kind, counts[name])
        for name in queries.LISTS
    ]


@requires(STOCKTAKE)
def scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """The big input. With htmx a scan answers the panel only; without it the page comes again."""
    actor = actor_of(request)
    found = queries.stocktake_for(actor, public_id)
    partial = bool(request.headers.get("HX-Request"))
    scans: list[StocktakeScan] = []
    problem = ""
    if request.method == "POST":
        try:
            scans = take_stock.record_scans(
                actor=actor,
                stocktake=found,
                codes=codes_in(request.POST.get("code", "")),
                store=request.POST.get("store", ""),
                token=request.POST.get("token", ""),
            )
        except (Invalid, Conflict) as error:
            problem = sentence(error.code, error.params)
    figures = queries.standing(found)
    context = _page(
        request,
        stocktake=found,
        figures=figures,
        percent=stocktake_words.percent(figures),
        latest=stocktake_words.scans(queries.latest_scans(found)),
        last=stocktake_words.scans(scans[-1:]),
        store=request.POST.get("store", ""),
        stores=[name for name, *_numbers in queries.stores_of(found) if name]
        if not request.headers.get("HX-Request")
        else [],
        token=uuid4().hex,
        problem=problem,
    )
    name = "_scanned.html" if partial else "stocktake_scan.html"
    return render(request, f"catalogue/{name}", context)


@requires(STOCKTAKE)
@require_POST
def take_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """A list that was scanned without the network: pasted, or a text file."""
    found = queries.stocktake_for(actor_of(request), public_id)
    text = request.POST.get("codes", "")
    file = request.FILES.get("file")
    if file is not None:
        text += "\n" + file.read(MOST_BYTES).decode("utf-8-sig", "replace")
    with said(request) as outcome:
        scans = take_stock.record_scans(
            actor=actor_of(request),
            stocktake=found,
            codes=codes_in(text),
            store=request.POST.get("store", ""),
            token=request.POST.get("token", ""),
        )
        outcome.good = stocktake_words.summary(scans)
    return redirect("catalogue:stocktake_scan", public_id)


@requires(STOCKTAKE)
@require_POST
def undo(request: HttpRequest, public_id: str, scan_id: int) -> HttpResponse:
    found = queries.scan_for(actor_of(request), public_id, scan_id)
    with said(request) as outcome:
        take_stock.undo_scan(actor=actor_of(request), scan=found)
        outcome.good = _("The scan %(code)s does not count any more.") % {"code": found.code}
    return redirect("catalogue:stocktake_scan", public_id)


@requires(STOCKTAKE)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Closes or gives up."""
    actor = actor_of(request)
    found = queries.stocktake_for(actor, public_id)
    reason = request.POST.get("reason", "")
    with said(request) as outcome:
        match request.POST.get("act", ""):
            case "close":
                take_stock.close_stocktake(actor=actor, stocktake=found)
                outcome.good = _("The stock-taking is closed.")
            case "cancel":
                take_stock.cancel_stocktake(actor=actor, stocktake=found, reason=reason)
                outcome.good = _("The stock-taking is given up.")
            case _:
                raise NotFound("kernel.not_found")
    return redirect("catalogue:stocktake", public_id)


@requires(STOCKTAKE)
@require_POST
def settle_lines(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Chosen lines of a list, or all that wait, with what is true of them."""
    found = queries.stocktake_for(actor_of(request), public_id)
    chosen = [int(each) for each in request.POST.getlist("line") if each.isdecimal() and len(each) < _DIGITS]
    what = request.POST.get("settled", "")
    if kind not in queries.LISTS or what not in set(Settled):
        raise NotFound("kernel.not_found")
    with said(request) as outcome:
        done = settle(
            actor=actor_of(request),
            stocktake=found,
            kind=kind,
            settled=Settled(what),
            ids=None if request.POST.get("all") else chosen,
            reason=request.POST.get("reason", ""),
        )
        outcome.good = stocktake_words.done(Settled(what), done)
    return redirect(f"{reverse('catalogue:stocktake', args=[public_id])}?list={kind}#lists")


@requires(STOCKTAKE)
def minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Biên bản kiểm kê: for printing on A4, with the lists as annexes."""
    found = queries.stocktake_for(actor_of(request), public_id)
    if found.state != Stocktake.State.CLOSED:
        messages.error(request, sentence("catalogue.stocktake_not_closed"))
        return redirect("catalogue:stocktake", public_id)
    card = cards([found.library_id]).get(found.library_id)
    context = {
        "stocktake": found,
        "library": card.name if card else found.library.code,
        "figures": found.result,
        "stores": queries.stores_of(found),
        "members": found.members.splitlines(),
        "annexes": [
            (stocktake_words.LIST_WORDS[kind], stocktake_words.rows(kind, queries.every(queries.listed(found, kind))))
            for kind in queries.LISTS
        ],
        "outcomes": stocktake_words.outcomes(found.result or {}),
    }
    return render(request, "catalogue/stocktake_minutes.html", context)
