"""Results and suggestions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lienthu.discovery import params
from lienthu.discovery.result_page import context
from lienthu.discovery.search import search
from lienthu.discovery.suggest import Suggestion, suggest
from lienthu.discovery.views.near import near_of
from lienthu.kernel.access import Access, requires


@requires(Access.PUBLIC)
def results(request: HttpRequest) -> HttpResponse:
    found = search(params.read(dict(request.GET.lists()), near_of(request)))
    return render(request, "discovery/results.html", context(found))


@requires(Access.PUBLIC)
def suggestions(request: HttpRequest) -> HttpResponse:
    return JsonResponse([_shown(item) for item in suggest(request.GET.get("q", "").replace("\x00", ""))], safe=False)


def _shown(item: Suggestion) -> dict[str, str]:
    if item.field == "title":
        return {"text": item.text, "hint": _("Title"), "url": reverse("discovery:record", args=[item.id])}
    hint = _("Author") if item.field == "creator" else _("Subject")
    url = f"{reverse('discovery:search')}?{urlencode({item.field: item.text})}"
    return {"text": item.text, "hint": f"{hint} · {item.count}", "url": url}
