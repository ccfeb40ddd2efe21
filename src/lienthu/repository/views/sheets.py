"""The sheet that describes a deposit's documents: put, looked at row by row, taken away; an empty one to fill in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries
from lienthu.repository.actions.put_sheet import drop_sheet, put_sheet
from lienthu.repository.models import Deposit
from lienthu.repository.sheets import template as sheet_template
from lienthu.repository.sheets.standing import standing
from lienthu.repository.sheets.words import column_words, said_words
from lienthu.repository.views.words import tabs

DEPOSIT = Permission.REPOSITORY_DEPOSIT
_CHUNK = 1024 * 1024
_SHOWN = 100


@requires(DEPOSIT)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.deposit_named(actor_of(request), public_id)
    if request.method != "POST":
        return _show(request, found)
    given = request.FILES.get("sheet")
    try:
        if given is None:
            raise Invalid("repository.file_needs_name")
        put_sheet(actor=actor_of(request), deposit=found, name=str(given.name), chunks=given.chunks(_CHUNK))
    except (Invalid, Conflict) as error:
        return _show(request, found, sentence(error.code, error.params))
    messages.success(request, _("The sheet was read."))
    return redirect("repository:sheet", public_id)


def _show(request: HttpRequest, found: Deposit, fault: str = "") -> HttpResponse:
    rows = found.sheet_rows.select_related("object").order_by("number")[:_SHOWN]
    context: dict[str, Any] = {
        "deposit": found,
        "fault": fault,
        "standing": standing(found) if found.sheet else None,
        "columns": column_words(found.sheet.get("columns", [])),
        "notes": [sentence(code, params) for code, params in found.sheet.get("notes", [])],
        "skipped": found.sheet.get("skipped", []),
        "rows": [(row, said_words(row)) for row in rows],
        "more": max(0, found.sheet_rows.count() - _SHOWN),
        "may_keep": actor_of(request).may(Permission.REPOSITORY_KEEP),
    }
    status = 422 if fault else 200
    return render(request, "repository/sheet.html", context | tabs(request, "repository:deposits"), status=status)


@requires(DEPOSIT)
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        drop_sheet(actor=actor, deposit=queries.deposit_named(actor, public_id))
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The sheet was taken away; the files stay."))
    return redirect("repository:sheet", public_id)


@requires(DEPOSIT)
@require_safe
def template(request: HttpRequest, public_id: str) -> HttpResponse:
    return sheet_template.response(queries.deposit_named(actor_of(request), public_id))
