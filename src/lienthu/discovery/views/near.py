"""The reader's own library: a cookie with its code, nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from lienthu.discovery import labels
from lienthu.kernel.access import Access, requires
from lienthu.text import sort_key

COOKIE = "lt_near"
YEAR = 365 * 24 * 3600


def near_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:40]


@requires(Access.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_library(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _kept(request)
    names = sorted(labels.library_names().items(), key=lambda each: sort_key(each[1]))
    context = {"names": names, "near": near_of(request), "next": request.GET.get("next", "")}
    return render(request, "discovery/near.html", context)


def _kept(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    answer = HttpResponseRedirect(target if safe else reverse("discovery:home"))
    code = request.POST.get("near", "")
    chosen = code if code in labels.cards() else ""
    answer.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer
