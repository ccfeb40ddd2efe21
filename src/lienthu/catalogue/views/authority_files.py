"""Files of authorities: handed in, looked at row by row, taken in; and all of them out."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.hand_in_authorities import hand_in_authorities, hand_in_pen_names, take_intake
from lienthu.catalogue.authority_export import FORMATS, as_file
from lienthu.catalogue.authority_queries import intake_counts, intake_for, intake_rows, intakes
from lienthu.catalogue.files import chunks_of_upload
from lienthu.catalogue.models import AuthorityIntake, AuthorityIntakeRow
from lienthu.catalogue.models.authorities import KIND_WORDS
from lienthu.catalogue.views.act import said
from lienthu.catalogue.views.authorities import KEEP, ROOM, kind_named
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.sentences import sentence
from lienthu.ui.shapes import Link

ACCEPT = ".mrc, .xml, .json, .jsonld, .rdf, .ttl, .xlsx, .xls, .ods, .csv, .tsv"
_KINDS = {kind.value: word for kind, word in KIND_WORDS.items()}
_STATE_KIND = {"ready": "warn", "done": "good", "stopped": "bad"}
_OUTCOME_KIND = {"new": "good", "added": "good", "conflict": "warn", "rejected": "bad"}
_UNDER_WAY = (AuthorityIntake.State.READING, AuthorityIntake.State.TAKING)


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    message = ""
    if request.method == "POST":
        try:
            return redirect("catalogue:authority_intake", _handed_in(request).public_id)
        except Invalid as error:
            message = sentence(error.code, error.params)
    shown = page(intakes(), by=("-id",), after=request.GET.get("after"), size=20)
    context = {
        "page": shown,
        "intakes": [(one, _STATE_KIND.get(one.state, "info")) for one in shown.items],
        "errors": [message] if message else [],
        "accept": ACCEPT,
        "kinds": list(_KINDS.items()),
        "formats": [("jsonld", "SKOS (JSON-LD)"), ("marc21", "MARC 21"), ("marcxml", "MARCXML")],
        "crumbs": _crumbs(_("Files")),
    }
    return render(request, "catalogue/authority_files.html", context | ROOM, status=422 if message else 200)


def _handed_in(request: HttpRequest) -> AuthorityIntake:
    actor = actor_of(request)
    if request.POST.get("act") == "pen-names":
        return hand_in_pen_names(actor=actor)
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        raise Invalid("catalogue.upload_needed")
    kind = kind_named(request.POST.get("kind", ""))
    return hand_in_authorities(actor=actor, filename=upload.name or "", chunks=chunks_of_upload(upload), kind=kind)


def _crumbs(last: str) -> list[Link]:
    links = [
        Link(_("Authorities"), reverse("catalogue:authorities")),
        Link(_("Files"), reverse("catalogue:authority_files")),
    ]
    return [*links[: 1 if last == links[1].label else 2], Link(last)]


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    intake = intake_for(public_id)
    counts = intake_counts(intake)
    chosen = request.GET.get("outcome", "")
    shown = page(intake_rows(intake, chosen), by=("number",), after=request.GET.get("after"), size=50)
    context = {
        "intake": intake,
        "kind": _STATE_KIND.get(intake.state, "info"),
        "under_way": intake.state in _UNDER_WAY,
        "waits": intake.state == AuthorityIntake.State.READY,
        "counts": [(name, counts[code]) for code, name in AuthorityIntakeRow.Outcome.choices if code in counts],
        "to_take": counts.get("new", 0) + counts.get("added", 0),
        "tabs": _tabs(counts, chosen),
        "rows": [_row(each) for each in shown.items],
        "page": shown,
        "crumbs": _crumbs(intake.filename),
    }
    return render(request, "catalogue/authority_intake.html", context | ROOM)


def _tabs(counts: dict[str, int], chosen: str) -> list[Link]:
    choices = [("", _("All"))] + [(code, name) for code, name in AuthorityIntakeRow.Outcome.choices if code in counts]
    return [Link(str(name).capitalize(), f"?outcome={code}", active=code == chosen) for code, name in choices]


def _row(row: AuthorityIntakeRow) -> dict[str, Any]:
    return {
        "row": row,
        "kind": _KINDS.get(row.kind, ""),
        "outcome_kind": _OUTCOME_KIND.get(row.outcome, ""),
        "why": sentence(row.code, row.params) if row.code else "",
        "names": [text for _role, text in row.data.get("names", ())][:8],
    }


@requires(KEEP)
@require_POST
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    intake = intake_for(public_id)
    with said(request) as outcome:
        take_intake(actor=actor_of(request), intake=intake)
        outcome.good = _("The authorities are being taken in.")
    return redirect("catalogue:authority_intake", public_id)


@requires(KEEP)
def export(request: HttpRequest) -> HttpResponseBase:
    format = request.GET.get("format", "")
    if format not in FORMATS:
        raise NotFound("kernel.not_found")
    base = request.build_absolute_uri("/authority/")
    out, name, media = as_file(format, kind_named(request.GET.get("kind", "")), base)
    return FileResponse(out, as_attachment=True, filename=name, content_type=media)
