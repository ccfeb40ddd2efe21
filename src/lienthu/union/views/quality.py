"""Record quality for the staff of a library: score, course, fix-list, and the records behind each reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.write_headings import write_headings
from lienthu.catalogue.policies import EDITS
from lienthu.catalogue.views.act import said
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.models import Library
from lienthu.registry.queries import cards
from lienthu.ui.shapes import Link
from lienthu.union import quality
from lienthu.union.actions.score_anew import score_anew
from lienthu.union.quality_words import WORDS

VIEW = Permission.CATALOGUE_VIEW
#: Reason → the safe fix that may mend it.
SAFE_FIXES = {"bad_language": "language_codes", "languages_disagree": "language_codes", "no_language": "fixed_language",
              "bad_country": "country_code", "names_unlinked": "headings", "subjects_unlinked": "headings",
              "no_heading": "keywords"}  # fmt: skip


@requires(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    libraries, chosen = _chosen(request, request.GET.get("library", ""))
    ids = [one.id for one in chosen]
    sheet, job = quality.sheet(ids), quality.scoring_job(ids)
    only = chosen[0].id if len(chosen) == 1 else None
    context = _frame(request, libraries, chosen) | {
        "sheet": sheet,
        "fixes": [(fix, WORDS[fix.code]) for fix in sheet.fixes],
        "trend": [score for _day, score in sheet.course] if len(sheet.course) > 1 else [],
        "highest": max((bar.count for bar in sheet.bands), default=0) or 1,
        "standings": quality.standings(chosen) if len(chosen) > 1 else [],
        "job": job,
        "may_score": quality.may_score(actor_of(request), only),
    }
    return render(request, "union/quality.html", context)


@requires(VIEW)
def records(request: HttpRequest, code: str) -> HttpResponse:
    libraries, chosen = _chosen(request, request.GET.get("library", ""))
    found, shown = quality.records_with([one.id for one in chosen], code, after=request.GET.get("after"))
    actor = actor_of(request)
    offers = quality.offers(found) if code in quality.BY_AUTHORITY else {}
    context = _frame(request, libraries, chosen) | {
        "words": WORDS[code],
        "code": code,
        "records": [
            (one, EDITS.allows_library(actor, one.record.library_id), offers.get(one.record.pk)) for one in found
        ],
        "page": shown,
        "may_edit": bool(chosen) and any(EDITS.allows_library(actor, one.id) for one in chosen),
        "fix": SAFE_FIXES.get(code, ""),
        "first": chosen[0].code,
        "crumbs": [Link(_("Record quality"), _address(chosen, libraries)), Link(WORDS[code].name)],
    }
    return render(request, "union/quality_records.html", context)


@requires(Permission.CATALOGUE_EDIT)
@require_POST
def fix(request: HttpRequest, code: str) -> HttpResponse:
    """One record of the list gets the authority's heading where one only can be meant."""
    number, version = (request.POST.get(name, "") for name in ("record", "version"))
    if not (number.isdecimal() and version.isdecimal() and len(number) < 19 and len(version) < 10):
        raise NotFound("kernel.not_found")
    with said(request) as outcome:
        saved = write_headings(actor=actor_of(request), record_id=int(number), expected_version=int(version))
        outcome.good = _("Record %(number)s has the heading of the authority file, as version %(version)s; its history "
                         "takes it back.") % {"number": saved.control_no, "version": saved.version}  # fmt: skip
    library = request.POST.get("library", "")
    query = f"?{urlencode({'library': library})}" if library else ""
    return redirect(reverse("union:quality_records", args=[code]) + query)


@requires(Permission.CATALOGUE_EDIT)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    libraries, chosen = _chosen(request, request.POST.get("library", ""))
    try:
        score_anew(actor=actor_of(request), library_id=chosen[0].id if len(chosen) == 1 else None)
    except Conflict as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The records are being judged anew; the figures here follow."))
    return redirect(_address(chosen, libraries))


def _chosen(request: HttpRequest, code: str) -> tuple[list[Library], list[Library]]:
    """All libraries of the actor, and those of them that are looked at."""
    libraries = quality.scored_libraries(actor_of(request))
    chosen = [one for one in libraries if one.code == code] if code else libraries
    if not chosen:
        raise NotFound("kernel.not_found")
    return libraries, chosen


def _frame(request: HttpRequest, libraries: list[Library], chosen: list[Library]) -> dict[str, Any]:
    names = cards([one.id for one in libraries])
    named = [(one.code, names[one.id].name if one.id in names else one.code) for one in libraries]
    code = chosen[0].code if len(chosen) == 1 else ""
    return {
        "libraries": named,
        "chosen": code,
        "library_name": dict(named).get(code, ""),
        "query": "?" + urlencode({"library": code}) if code and len(libraries) > 1 else "",
        "room_current": "union:quality",
    }


def _address(chosen: list[Library], libraries: list[Library]) -> str:
    address = reverse("union:quality")
    return f"{address}?{urlencode({'library': chosen[0].code})}" if len(chosen) == 1 < len(libraries) else address
