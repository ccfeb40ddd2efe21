"""Handing files over: the clearance question first, then files, then what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.files import screening
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, Refused, Unavailable
from lienthu.kernel.models import Job
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import queries
from lienthu.repository.actions.deposit import TAKE_IN, add_file, close_deposit, open_deposit
from lienthu.repository.actions.take_up import take_up
from lienthu.repository.forms import CLEARANCE_FIELDS, DepositForm
from lienthu.repository.models import Deposit, DepositFile, DigitalObject, Upload
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.sheets.standing import standing
from lienthu.repository.views.words import tabs

DEPOSIT = Permission.REPOSITORY_DEPOSIT
_CHUNK = 1024 * 1024
_MOST_REFUSED = 50
STATE_KIND = {"open": "", "screening": "info", "done": "good", "failed": "bad", "cancelled": ""}
FILE_KIND = {"waiting": "info", "taken": "good", "refused": "bad"}


@requires(DEPOSIT)
def overview(request: HttpRequest) -> HttpResponse:
    shown = page(queries.deposits_of(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=30)
    context = {
        "page": shown,
        "rows": [(one, STATE_KIND[one.state]) for one in shown.items],
        "may_keep": actor_of(request).may(Permission.REPOSITORY_KEEP),
    }
    return render(request, "repository/deposits.html", context | tabs(request, "repository:deposits"))


def _libraries(request: HttpRequest) -> list[tuple[str, str]]:
    scope = actor_of(request).scope(DEPOSIT)
    found = cards(None if scope.everything else scope.library_ids).values()
    return sorted(((card.code, card.name) for card in found), key=lambda pair: pair[1])


@requires(DEPOSIT)
def open_new(request: HttpRequest) -> HttpResponse:
    form = DepositForm(request.POST or None, libraries=_libraries(request), agencies=queries.agencies_today())
    if form.is_bound and form.is_valid():
        try:
            return redirect("repository:deposit", _opened(request, form).public_id)
        except (Invalid, Refused) as error:
            named = error.params.get("field") or CLEARANCE_FIELDS.get(error.code)
            form.add_error(named, sentence(error.code, error.params))
    status = 422 if form.errors else 200
    context = {"form": form} | tabs(request, "repository:deposits")
    return render(request, "repository/open_deposit.html", context, status=status)


def _opened(request: HttpRequest, form: DepositForm) -> Deposit:
    data = form.cleaned_data
    library = next(card for card in cards().values() if card.code == data["library"])
    return open_deposit(
        actor=actor_of(request),
        library_id=library.id,
        title=data["title"],
        clearance=Clearance(data["secrets"] == "yes", data["may_share"] == "yes", data["answers"]),
        arrangement=data["arrangement"],
        details={"kind": data["kind"]},
        agency_id=queries.agency_id(data["agency"]),
    )


@requires(DEPOSIT)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.deposit_named(actor_of(request), public_id)
    files = page(
        found.files.select_related("object").order_by("id"), by=("id",), after=request.GET.get("after"), size=100
    )
    context = {
        "deposit": found,
        "page": files,
        "rows": [(file, FILE_KIND[file.state], _fault(file)) for file in files.items],
        "job": Job.objects.filter(kind=TAKE_IN, unique_key=f"{TAKE_IN}:{found.pk}").order_by("-id").first(),
        "objects": DigitalObject.objects.filter(deposited__deposit=found).distinct().order_by("id")[:100],
        "may_keep": actor_of(request).may(Permission.REPOSITORY_KEEP),
        "refused": [(file, _fault(file)) for file in queries.refused_of(found)[:_MOST_REFUSED]],
        "uploads": found.uploads.exclude(state=Upload.State.SETTLED).order_by("id")[:200],
        "totals": queries.totals_of(found),
        "agency": queries.agency_name(found),
        "signatures": _signatures(),
        "fault": sentence(found.fault, found.fault_params) if found.fault else "",
        "most_bytes": settings.DEPOSIT_MAX_BYTES,
        "standing": standing(found) if found.sheet else None,
    }
    return render(request, "repository/deposit.html", context | tabs(request, "repository:deposits"))


@dataclass(frozen=True, slots=True)
class Signatures:
    """What the desk says of the malware scanner. `is_old`: a week or more."""

    is_there: bool
    dated: datetime | None = None

    @property
    def is_old(self) -> bool:
        return self.dated is not None and timezone.now() - self.dated > timedelta(days=7)


def _signatures() -> Signatures:
    try:
        return Signatures(True, screening.signatures()[1])
    except Unavailable:
        return Signatures(False)


def _fault(file: DepositFile) -> str:
    return sentence(file.fault, file.fault_params) if file.fault else ""


@requires(DEPOSIT)
@require_POST
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Each file by itself: one that is refused does not stop the others."""
    actor = actor_of(request)
    found = queries.deposit_named(actor, public_id)
    taken = 0
    for upload in request.FILES.getlist("files"):
        try:
            add_file(actor=actor, deposit=found, name=str(upload.name), chunks=upload.chunks(_CHUNK))
            taken += 1
        except LienThuError as error:
            messages.error(request, f"{upload.name}: {sentence(error.code, error.params)}")
    messages.success(request, ngettext("%(n)s file received.", "%(n)s files received.", taken) % {"n": taken})
    return redirect("repository:deposit", public_id)


@requires(DEPOSIT)
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        close_deposit(actor=actor, deposit=queries.deposit_named(actor, public_id))
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Thank you. The files are being screened."))
    return redirect("repository:deposit", public_id)


@requires(DEPOSIT)
@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        take_up(actor=actor, deposit=queries.deposit_named(actor, public_id))
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("It goes on where it stopped."))
    return redirect("repository:deposit", public_id)
