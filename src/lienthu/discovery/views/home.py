"""The front page: one search box, what is here, what is new, who is near."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lienthu.discovery.front import front
from lienthu.discovery.views.near import near_of
from lienthu.kernel.access import Access, requires


@requires(Access.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "discovery/home.html", {"front": front(near_of(request))})
