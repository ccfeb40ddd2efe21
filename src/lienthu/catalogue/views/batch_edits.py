"""Batch edits: proposed and counted, looked at, done, taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue import batch_words
from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.batch_forms import BatchForm
from lienthu.catalogue.batch_queries import counts_of, edit_for, edits_for, lines_of, previews
from lienthu.catalogue.models import BatchEdit, BatchEditRecord
from lienthu.catalogue.queries import editing_libraries
from lienthu.catalogue.views.act import refused, said
from lienthu.catalogue.views.desk import differences
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.marc.help import help_for
from lienthu.registry.models import Library
from lienthu.registry.queries import cards
from lienthu.ui.shapes import Link

EDIT = Permission.CATALOGUE_EDIT
ROOM = {"room_current": "catalogue:batch_edits"}
_UNDER_WAY = (BatchEdit.State.COUNTING, BatchEdit.State.RUNNING, BatchEdit.State.UNDOING)


@requires(EDIT)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            edit = edit_batch.propose(
                actor=actor, library_id=form.chosen.pk, selection=form.selection(), operation=form.operation()
            )
            return redirect("catalogue:batch_edit", edit.public_id)
        except Invalid as error:
            refused(form, error)
    shown = page(edits_for(actor), by=("-id",), after=request.GET.get("after"), size=20)
    edits = [(one, batch_words.said(one), batch_words.STATE_KIND.get(one.state, "info")) for one in shown.items]
    context = {"form": form, "edits": edits, "page": shown, "tags": batch_words.tags(_language())} | ROOM
    context["where"], context["done"] = (
        _meaning("where", form["where_tag"].value()),
        _meaning("done", form["tag"].value()),
    )
    return render(request, "catalogue/batch_edits.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest) -> BatchForm:
    libraries: list[Library] = list(editing_libraries(actor_of(request)))
    names = cards([one.pk for one in libraries])
    named = [(one, names[one.pk].name if one.pk in names else one.code) for one in libraries]
    if request.method == "POST":
        return BatchForm(request.POST, libraries=named)
    asked = {name: request.GET[name] for name in ("library", "by", "value", "kind", "fix") if name in request.GET}
    return BatchForm(initial=asked, libraries=named)


@requires(EDIT)
def field(request: HttpRequest, part: str) -> HttpResponse:
    """What the field that is being typed means, and its subfields to choose from."""
    tag = request.GET.get("where_tag" if part == "where" else "tag", "")
    return render(
        request, "catalogue/_batch_field.html", {"means": _meaning("where" if part == "where" else "done", tag)}
    )


def _meaning(part: str, tag: str | None) -> dict[str, Any]:
    found = help_for(tag or "")
    subfields = found.subfields.items() if found else ()
    return {
        "part": part,
        "name": f"{found.tag} {found.name.in_language(_language())}" if found else "",
        "codes": [(code, words.in_language(_language())) for code, words in subfields],
    }


def _language() -> str:
    return get_language() or "vi"


@requires(EDIT)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    edit = edit_for(actor_of(request), public_id)
    counts = counts_of(edit)
    is_ready = edit.state == BatchEdit.State.READY
    shown = page(lines_of(edit, request.GET.get("outcome", "")), by=("id",), after=request.GET.get("after"), size=50)
    context = {
        "edit": edit,
        "said": batch_words.said(edit),
        "kind": batch_words.STATE_KIND.get(edit.state, "info"),
        "under_way": edit.state in _UNDER_WAY,
        "counts": [(code, name, counts[code]) for code, name in BatchEditRecord.Outcome.choices if code in counts],
        "waiting": counts.get(BatchEditRecord.Outcome.WAITING, 0),
        "may_undo": counts.get(BatchEditRecord.Outcome.CHANGED, 0) and edit.state in edit_batch.MAY_UNDO,
        "previews": [(each, differences(each.changes)) for each in previews(edit)] if is_ready else [],
        "page": shown,
        "crumbs": [Link(_("Batch edits"), reverse("catalogue:batch_edits")), Link(edit.public_id)],
    }
    return render(request, "catalogue/batch_edit.html", context | ROOM)


@requires(EDIT)
@require_POST
def go(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, edit = actor_of(request), edit_for(actor_of(request), public_id)
    with said(request):
        edit_batch.step(actor=actor, edit=edit, name=request.POST.get("act", ""))
    return redirect("catalogue:batch_edit", public_id)
