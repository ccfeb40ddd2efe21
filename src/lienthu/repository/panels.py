"""What this room adds to others' pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.repository import gate, queries
from lienthu.repository.rules.access import Surface
from lienthu.ui import slots
from lienthu.union.models import Entry


@slots.panel("discovery.record_side", order=10)
def read_online(request: HttpRequest, entry: Entry) -> SafeString:
    """The digitised copies of what an entry describes, and whether this reader may open them."""
    found = list(queries.published().filter(entry=entry.public_id).order_by("id")[:20])
    decisions = gate.decisions_for(gate.visitor_of(request), found)
    rows = [(one, decisions[one.pk].allows(Surface.IMAGE)) for one in found if decisions[one.pk].allows(Surface.RECORD)]
    if not rows:
        return SafeString("")
    return render_to_string("repository/_read_online.html", {"rows": rows}, request)
