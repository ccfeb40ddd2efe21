"""The text of a page: as ALTO, corrected by readers line by line, read by machine on request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from lienthu.kernel.paging import page as page_of
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, queries
from lienthu.repository.actions.correct import decide as decide_correction
from lienthu.repository.actions.correct import propose
from lienthu.repository.actions.make_pdf import make_pdf
from lienthu.repository.actions.recognise import recognise as recognise_object
from lienthu.repository.alto import alto as as_alto
from lienthu.repository.models import Correction, DigitalObject, Page, PageText
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.corrections import text_of
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP
#: Lines on one screen; a page of a newspaper has hundreds.
_LINES = 40
_AROUND = 12  # pixels of the page shown around a line


def passed_text(
    request: HttpRequest, public_id: str, number: int, *surfaces: Surface
) -> tuple[DigitalObject, Page, PageText]:
    """The text of a page, for a reader who may have it."""
    found, visitor = queries.object_named(public_id), gate.visitor_of(request)
    for surface in surfaces:
        gate.passed(visitor, found, surface)
    here = queries.page_at(found, number)
    text = PageText.objects.filter(page=here).first()
    if text is None:
        raise NotFound("repository.no_text_yet")
    gate.passed_page(visitor, here, surfaces[0])
    return found, here, text


@requires(Access.PUBLIC)
@require_safe
def alto(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    _found, here, text = passed_text(request, public_id, number, Surface.TEXT)
    response = HttpResponse(as_alto(here, text), content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@requires(Access.SIGNED_IN)
def correct(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found, here, text = passed_text(request, public_id, number, Surface.TEXT, Surface.IMAGE)
    start = _start(request.GET.get("from", ""), len(text.lines))
    given, fault = {}, ""
    if request.method == "POST":
        given = _lines(request, start)
        try:
            return _proposed(request, here, given)
        except (Invalid, Conflict, TooMany) as error:
            fault = sentence(error.code, error.params)
    context = _form(request, found, here, text, start, given)
    status = 422 if fault else 200
    response = render(request, "repository/correct.html", context | {"fault": fault}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _start(asked: str, count: int) -> int:
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    return min(number, max(0, count - 1)) // _LINES * _LINES


def _lines(request: HttpRequest, start: int) -> dict[int, str]:
    said = ((number, request.POST.get(f"line-{number}")) for number in range(start, start + _LINES))
    return {number: text for number, text in said if text is not None}


def _proposed(request: HttpRequest, here: Page, given: dict[int, str]) -> HttpResponse:
    version = request.POST.get("version", "")
    taken = propose(
        visitor=gate.visitor_of(request),
        page=here,
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        lines=given,
        credit=request.POST.get("credit", ""),
    )
    if taken:
        thanks = ngettext(
            "Thank you: %(n)s line goes to the keeper of this document.",
            "Thank you: %(n)s lines go to the keeper of this document.",
            taken,
        )
        messages.success(request, thanks % {"n": taken})
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(request.get_full_path())


def _form(
    request: HttpRequest, found: DigitalObject, here: Page, text: PageText, start: int, given: dict[int, str]
) -> dict[str, Any]:
    mine = dict(
        here.corrections.filter(person_id=actor_of(request).user_id, state=Correction.State.PROPOSED).values_list(
            "line", "after"
        )
    )
    rows = [
        {
            "number": number,
            "picture": strip(here, line[:4]),
            "text": given.get(number, mine.get(number, text_of(line))),
            "unsure": min((word[5] for word in line[4]), default=100) < 70,
            "waits": number in mine,
        }
        for number, line in enumerate(text.lines[start : start + _LINES], start)
    ]
    return {
        "object": found,
        "at": here,
        "rows": rows,
        "version": text.version,
        "earlier": start - _LINES if start else None,
        "later": start + _LINES if start + _LINES < len(text.lines) else None,
        "credit": request.POST.get("credit", _last_credit(request)),
        "helpers": queries.helpers_of(here),
    }


def _last_credit(request: HttpRequest) -> str:
    last = (
        Correction.objects.filter(person_id=actor_of(request).user_id).order_by("-id").values_list("credit", flat=True)
    )
    return str(last.first() or "")


def strip(here: Page, box: list[int]) -> dict[str, Any]:
    """The part of the page image that shows a line: its address and its size."""
    x, y = max(0, box[0] - _AROUND), max(0, box[1] - _AROUND)
    width = min(here.width - x, box[2] + 2 * _AROUND)
    height = min(here.height - y, box[3] + 2 * _AROUND)
    shown = min(width, 1000)
    return {
        "src": f"/iiif/image/3/{queries.image_id(here.pk)}/{x},{y},{width},{height}/{shown},/0/default.jpg",
        "width": shown,
        "height": max(1, round(height * shown / width)),
    }


@requires(KEEP)
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    waiting = queries.corrections_for(actor_of(request))
    shown = page_of(waiting, by=("id",), after=request.GET.get("after"), size=25)
    rows = [(one, strip(one.page, one.box)) for one in shown.items]
    context = {"rows": rows, "page": shown}
    return render(request, "repository/corrections.html", context | tabs(request, "repository:corrections"))


@requires(KEEP)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    accept = request.POST.get("decision") == "accept"
    try:
        decide_correction(
            actor=actor_of(request), correction_id=number, accept=accept, note=request.POST.get("note", "")
        )
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The line is in the text.") if accept else _("The proposal was turned down."))
    return redirect("repository:corrections")


@requires(KEEP)
@require_POST
def recognise(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    try:
        recognise_object(actor=actor, object_id=found.pk, again=request.POST.get("again") == "1")
    except (Conflict, Unavailable) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The pages are being read."))
    return redirect(f"{reverse('repository:object', args=[public_id])}#text")


@requires(KEEP)
@require_POST
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    try:
        make_pdf(actor=actor, object_id=found.pk)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The reading copy is being made."))
    return redirect(f"{reverse('repository:object', args=[public_id])}#text")
