"""The versions of a record: who changed what, the way back, and out of the catalogue and in again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.restore_version import restore_version
from lienthu.catalogue.actions.withdraw_record import return_record, withdraw_record
from lienthu.catalogue.queries import marc_of_version, record_to_edit
from lienthu.catalogue.views import desk
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc.changes import changes

EDIT = Permission.CATALOGUE_EDIT
_ACTS = {"withdraw": withdraw_record, "return": return_record}


@requires(EDIT)
def overview(request: HttpRequest, record_id: int) -> HttpResponse:
    record = record_to_edit(actor_of(request), record_id)
    found = record.versions.select_related("batch")
    shown = page(found, by=("-number",), after=request.GET.get("after"), size=50)
    context = {
        "record": record,
        "page": shown,
        "versions": desk.versions(record, shown.items),
        "crumbs": desk.crumbs(record, _("History")),
        "room_current": "catalogue:records",
    }
    return render(request, "catalogue/record_history.html", context)


@requires(EDIT)
def version(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """What this version changed, and what differs from it today."""
    record = record_to_edit(actor_of(request), record_id)
    entry = record.versions.filter(number=number).select_related("batch").first()
    if entry is None:
        raise NotFound("catalogue.version_unknown", number=number)
    marc = marc_of_version(record, number)
    before = marc_of_version(record, number - 1) if number > 1 else None
    context = {
        "record": record,
        "entry": desk.versions(record, [entry])[0],
        "number": number,
        "made": desk.differences(changes(before, marc)) if before is not None else [],
        "is_first": before is None,
        "since": desk.differences(changes(marc, marc_of_version(record, record.version))),
        "crumbs": desk.crumbs(record, _("Version %(number)s") % {"number": number}),
        "room_current": "catalogue:records",
    }
    return render(request, "catalogue/record_version.html", context)


@requires(EDIT)
@require_POST
def restore(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    expected = _version(request)
    try:
        restore_version(actor=actor_of(request), record_id=record_id, number=number, expected_version=expected)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect("catalogue:history", record_id)
    messages.success(request, _("Version %(number)s stands again; the copies are those of today.") % {"number": number})
    return redirect("catalogue:record", record_id)


@requires(EDIT)
@require_POST
def standing(request: HttpRequest, record_id: int) -> HttpResponse:
    """Withdraws the record or takes it back."""
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("kernel.not_found")
    reason = request.POST.get("reason", "")
    try:
        saved = act(actor=actor_of(request), record_id=record_id, expected_version=_version(request), reason=reason)
        text = _("Withdrawn: %(number)s.") if act is withdraw_record else _("Back in the catalogue: %(number)s.")
        messages.success(request, text % {"number": saved.control_no})
    except (Conflict, Invalid) as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("catalogue:history", record_id)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isdecimal() and len(text) < 10):
        raise Invalid("catalogue.version_needed")
    return int(text)
