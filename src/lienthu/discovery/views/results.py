"""Results, suggestions, and the reader's own library."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.discovery import labels, params
from lienthu.discovery.result_page import context
from lienthu.discovery.search import search
from lienthu.discovery.suggest import Suggestion, suggest
from lienthu.discovery.views.near import COOKIE, near_of
from lienthu.kernel.access import Access, requires

YEAR = 365 * 24 * 3600


@requires(Access.PUBLIC)
def results(request: HttpRequest) -> HttpResponse:
    found = search(params.read(dict(request.GET.lists()), near_of(request)))
    return render(request, "discovery/results.html", context(found))


@requires(Access.PUBLIC)
def suggestions(request: HttpRequest) -> HttpResponse:
    return JsonResponse([_shown(item) for item in suggest(request.GET.get("q", "").replace("\x00", ""))], safe=False)


@requires(Access.PUBLIC)
@require_POST
def choose_library(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    answer = HttpResponseRedirect(target if safe else reverse("discovery:home"))
    code = request.POST.get("near", "")
    chosen = code if code in labels.cards() else ""
    answer.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer


def _shown(item: Suggestion) -> dict[str, str]:
    if item.field == "title":
        return {"text": item.text, "hint": _("Title"), "url": reverse("discovery:record", args=[item.id])}
    hint = _("Author") if item.field == "creator" else _("Subject")
    url = f"{reverse('discovery:search')}?{urlencode({item.field: item.text})}"
    return {"text": item.text, "hint": f"{hint} · {item.count}", "url": url}
