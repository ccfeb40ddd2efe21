"""What open educational resources put into others' pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.kernel.access import actor_of
from lienthu.repository.learning import curriculum, linked, queries
from lienthu.repository.models import DigitalObject, Learning
from lienthu.ui import slots


@slots.panel("repository.object", order=5)
def for_school(request: HttpRequest, found: DigitalObject) -> SafeString:
    """For which subjects and grades, which schools use it, what it was made from and what was made from it."""
    one = Learning.objects.select_related("object", "parent__object").filter(object=found).first()
    if one is None:
        return SafeString("")
    used = queries.schools(one)
    mine = queries.libraries_of(actor_of(request)) if found.state == queries.PUBLISHED else []
    using = {school.card.id for school in used}
    context = {
        "one": one,
        "object": found,
        "subjects": [curriculum.subjects()[code] for code in one.subjects],
        "curriculum": curriculum.name(),
        "source": curriculum.source(),
        "schools": used,
        "family": queries.family(one),
        "mine": [(card, card.id in using) for card in mine[:50]],
        "outcomes": [line for line in one.outcomes.splitlines() if line.strip()],
        "json_ld": linked.json_ld(one, request.build_absolute_uri("/")[:-1], len(used)),
    }
    return render_to_string("repository/_learning.html", context, request)


@slots.panel("repository.object_desk", order=20)
def at_the_desk(request: HttpRequest, found: DigitalObject) -> SafeString:
    known = Learning.objects.filter(object=found).exists()
    return render_to_string("repository/_learning_desk.html", {"object": found, "known": known}, request)


@slots.panel("repository.collection", order=60)
def way_to_school(request: HttpRequest, _subject: object) -> SafeString:
    """A line on the reading room's first page."""
    total = queries.shown().count()
    return render_to_string("repository/_learning_way.html", {"total": total}, request) if total else SafeString("")
