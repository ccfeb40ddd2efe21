"""The records of one entry, and what people do to it: take one out, put a field right, link works, take acts back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.ui.shapes import Link
from lienthu.union import queries
from lienthu.union.actions.correct import correct, remove_correction
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.actions.works import link_works, part_work


def _done(request: HttpRequest, public_id: str, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except (Conflict, Invalid) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, said)
    return redirect(f"/{request.LANGUAGE_CODE}/record/{public_id}#why")


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "")


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not said.isdecimal() or len(said) > 18:
        raise NotFound("union.no_such_decision", id=said[:40])
    return int(said)


@requires(Access.PUBLIC)
@require_safe
def members(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every record of an entry with why it is there, however many there are."""
    entry, shown, page, records = queries.members_of(public_id, request.GET.get("after", ""))
    title = str(queries.public_fields([entry])[entry.pk].get("title", {}).get("v") or "—")
    crumbs = [Link(title, f"/{request.LANGUAGE_CODE}/record/{entry.public_id}"), Link(_("Records"))]
    context = {"entry": entry, "members": shown, "page": page, "records": records, "title": title, "crumbs": crumbs}
    return render(request, "union/members.html", context)


@requires(Permission.UNION_REVIEW)
@require_POST
def take_apart(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    record_id = queries.find_source(queries.resolve(public_id), request.POST.get("record", ""))
    return _done(
        request,
        public_id,
        lambda: unmerge(actor=actor, public_id=public_id, record_id=record_id, note=_note(request)),
        _("The record has an entry of its own now."),
    )


@requires(Permission.UNION_REVIEW)
@require_POST
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another entry, named by its identifier or address, joins this one or becomes an edition of its work."""
    actor, other = actor_of(request), request.POST.get("other", "").strip().rstrip("/").rpartition("/")[2][:12]
    act = link_works if request.POST.get("as") == "edition" else merge

    def joined() -> None:
        try:
            act(actor=actor, public_id=public_id, other=other, note=_note(request))
        except NotFound as error:
            queries.resolve(public_id)
            raise Invalid(error.code, **error.params) from error  # mistyped; this entry is still the page

    return _done(request, public_id, joined, _("Both are linked now."))


@requires(Permission.UNION_REVIEW)
@require_POST
def part(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    return _done(
        request,
        public_id,
        lambda: part_work(actor=actor, public_id=public_id, note=_note(request)),
        _("The entry is a work of its own now."),
    )


@requires(Permission.UNION_REVIEW)
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, number = actor_of(request), _number(request, "decision")
    return _done(
        request,
        public_id,
        lambda: take_back(actor=actor, decision_id=number, note=_note(request)),
        _("Taken back; all is as it was before."),
    )


@requires(Permission.UNION_REVIEW)
@require_POST
def put_right(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, said = actor_of(request), request.POST
    return _done(
        request,
        public_id,
        lambda: correct(
            actor=actor,
            public_id=public_id,
            field=said.get("field", ""),
            value=said.get("value", ""),
            reason=said.get("reason", ""),
        ),
        _("Corrected; the records of the libraries were not touched."),
    )


@requires(Permission.UNION_REVIEW)
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, number = actor_of(request), _number(request, "correction")
    return _done(
        request,
        public_id,
        lambda: remove_correction(actor=actor, correction_id=number),
        _("The correction is gone; the sources speak again."),
    )
