"""Health and the last-resort pages."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound, Unreadable
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
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return answer(request, Unreadable("kernel.too_large" if too_large else "kernel.unreadable"))


def failed(request: HttpRequest) -> HttpResponse:
    text = sentence("kernel.failed")
    if wants_json(request):
        return JsonResponse({"code": "kernel.failed", "message": text, "params": {}}, status=500)
    return render(request, "ui/error.html", {"status": 500, "message": text}, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = sentence("kernel.form_expired")
    return render(
        request,
        "ui/error.html",
        {"status": 403, "message": text, "title": gettext("Page expired")},
        status=403,
    )
