"""How documents are used: by month, and the most used; as a table for people and a sheet for COUNTER."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.permissions import Permission
from lienthu.repository import use_queries
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP
_SHOWN = 100
GROUP_WORDS = {
    "object": _("Document"),
    "library": _("Library"),
    "agency": _("Agency that handed it over"),
    "area": _("Area of the library"),
}


@requires(KEEP)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    actor, months = actor_of(request), use_queries.last_months(today())
    group = request.GET.get("by", "")
    group = group if group in use_queries.GROUPS else "object"
    by_month = use_queries.by_month(actor, months)
    rows = use_queries.grouped(actor, months, group)
    context = {
        "months": [(month, [sums[name] for name in use_queries.METRICS]) for month, sums in by_month],
        "bars": {name: [sums[name] for _month, sums in by_month] for name in use_queries.METRICS},
        "totals": {name: sum(sums[name] for _month, sums in by_month) for name in use_queries.METRICS},
        "rows": rows[:_SHOWN],
        "more": max(0, len(rows) - _SHOWN),
        "group": group,
        "group_word": GROUP_WORDS[group],
        "groups": list(GROUP_WORDS.items()),
    }
    return render(request, "repository/uses.html", context | tabs(request, "repository:uses"))


@requires(KEEP)
@require_safe
def sheet(request: HttpRequest) -> StreamingHttpResponse:
    months = use_queries.last_months(today())
    lines = use_queries.as_csv(actor_of(request), months)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="uses-{months[0]:%Y-%m}-{months[-1]:%Y-%m}.csv"'
    return response
