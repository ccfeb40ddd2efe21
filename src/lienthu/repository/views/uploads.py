"""Files on their way, and the receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries, receipts
from lienthu.repository.actions.deposit import cancel_deposit
from lienthu.repository.actions.upload import give_up
from lienthu.repository.views.words import tabs

DEPOSIT = Permission.REPOSITORY_DEPOSIT


@requires(DEPOSIT)
@require_POST
def remove(request: HttpRequest, public_id: str, upload: str) -> HttpResponse:
    actor = actor_of(request)
    give_up(actor=actor, upload=queries.upload_named(actor, upload))
    messages.success(request, _("Removed."))
    return redirect("repository:deposit", public_id)


@requires(DEPOSIT)
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        cancel_deposit(actor=actor, deposit=queries.deposit_named(actor, public_id))
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The deposit was given up; its files were deleted."))
    return redirect("repository:deposit", public_id)


@requires(DEPOSIT)
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """For paper and for the eye; the files beside it are for machines."""
    found = queries.deposit_named(actor_of(request), public_id)
    context = {
        "deposit": found,
        "agency": queries.agency_name(found),
        "library": queries.library_name(found.library_id),
        "files": found.files.order_by("folder", "id")[:5000],
        "refused": [(file, sentence(file.fault, file.fault_params)) for file in queries.refused_of(found)],
        "totals": queries.totals_of(found),
    }
    return render(request, "repository/receipt.html", context | tabs(request, "repository:deposits"))


@requires(DEPOSIT)
def receipt_file(request: HttpRequest, public_id: str, format: str) -> StreamingHttpResponse:
    return receipts.response(queries.deposit_named(actor_of(request), public_id), format)
