"""Health and the last-resort pages."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from lienthu.kernel.access import Access, requires
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import NotFound, TooMany, Unreadable
from lienthu.kernel.middleware import answer, wants_json
from lienthu.kernel.sentences import sentence


@requires(Access.PUBLIC)
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@requires(Access.PUBLIC)
def ready(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, NotFound("kernel.not_found"))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooManyFilesSent):
        return answer(request, Unreadable("kernel.too_many_files", limit=settings.DATA_UPLOAD_MAX_NUMBER_FILES))
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return answer(request, Unreadable("kernel.too_large" if too_large else "kernel.unreadable"))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, TooMany("kernel.too_many"))


def failed(request: HttpRequest) -> HttpResponse:
    """Called while the error is in hand. A database that is away is a pause, not a fault of the page; and this page
    is made without it: neither session nor messages nor who is signed in."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    code, status = ("kernel.database_away", 503) if is_away else ("kernel.failed", 500)
    text = sentence(code)
    if wants_json(request):
        response: HttpResponse = JsonResponse({"code": code, "message": text, "params": {}}, status=status)
    else:
        page = {"status": status, "message": text, "request": _without_database(request)}
        response = HttpResponse(render_to_string("ui/error.html", page), status=status)
    if is_away:
        response["Retry-After"] = "30"
    return response


def _without_database(request: HttpRequest) -> HttpRequest:
    bare = HttpRequest()
    bare.path, bare.method, bare.COOKIES, bare.META = request.path, "GET", request.COOKIES, request.META
    bare.actor = ANONYMOUS  # type: ignore[attr-defined]
    return bare


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = sentence("kernel.form_expired")
    return render(
        request,
        "ui/error.html",
        {"status": 403, "message": text, "title": gettext("Page expired")},
        status=403,
    )
