"""The living style page and the reader's display settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lienthu.kernel.access import Access, requires
from lienthu.ui import display, samples

YEAR = 365 * 24 * 3600


@requires(Access.PUBLIC)
def style_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/style.html", samples.context())


@requires(Access.PUBLIC)
def style_staff(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/style_staff.html", samples.staff_context())


# Without a token, so that a public page sets no cookie of its own: a forged request could only turn the lights off.
@csrf_exempt
@requires(Access.PUBLIC)
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    answer = redirect(target if safe else "/")
    for cookie, allowed in ((display.THEME_COOKIE, display.THEMES), (display.TYPE_COOKIE, display.SIZES)):
        if request.POST.get(cookie) in allowed:
            value = request.POST[cookie]
            answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer
