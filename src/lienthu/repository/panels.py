"""What this room adds to others' pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.catalogue.models import Authority
from lienthu.kernel.access import actor_of
from lienthu.repository import gate, queries, transcripts, version_list, versions
from lienthu.repository.models import DigitalObject, Relation, Story
from lienthu.repository.policies import REVIEWS
from lienthu.repository.rules.access import Surface
from lienthu.repository.stories import relations, shown
from lienthu.repository.stories.queries import telling_of
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


@slots.panel("discovery.record", order=20)
def documents_about(request: HttpRequest, entry: Entry) -> SafeString:
    """Digital documents that are about what an entry describes, mention it or belong to it."""
    return _leading_here(request, relations.to_entry([entry.public_id]))


@slots.panel("discovery.authority_side", order=20)
def documents_of(request: HttpRequest, authority: Authority) -> SafeString:
    """Digital documents that show a person, body, place or subject, are about it or mention it."""
    return _leading_here(request, relations.to_authority(authority))


def _leading_here(request: HttpRequest, rows: Iterable[Relation]) -> SafeString:
    back = relations.back(gate.visitor_of(request), rows)
    return render_to_string("repository/_leading_here.html", {"rows": back}, request) if back else SafeString("")


@slots.panel("repository.object_head", order=10)
def which_version(request: HttpRequest, found: DigitalObject) -> SafeString:
    """On the page of an earlier version: that it is one, and where the newest is."""
    if not gate.is_earlier(found):
        return SafeString("")
    return render_to_string("repository/_earlier.html", {"object": found, "main": gate.governing(found)}, request)


@slots.panel("repository.object", order=10)
def other_versions(request: HttpRequest, found: DigitalObject) -> SafeString:
    """The versions of the masters, where there are several, as far as this reader may have them."""
    rows = version_list.told(gate.visitor_of(request), found)
    if len(rows) < 2:
        return SafeString("")
    return render_to_string("repository/_versions.html", {"rows": rows, "object": found}, request)


@slots.panel("repository.object_desk", order=10)
def versions_at_the_desk(request: HttpRequest, found: DigitalObject) -> SafeString:
    """For those who look after it: the versions, closing earlier ones, and the way to hand in new masters."""
    context = {
        "rows": version_list.told(gate.visitor_of(request), found),
        "object": found,
        "waiting": versions.on_its_way(found),
        "renews": found.current if found.current_id else None,
        "may_close": REVIEWS.allows(actor_of(request), found),
    }
    return render_to_string("repository/_versions_desk.html", context, request)


@slots.panel("repository.object", order=20)
def told_with(request: HttpRequest, found: DigitalObject) -> SafeString:
    """What a document has to do with, what leads to it, and the stories that show it."""
    visitor = gate.visitor_of(request)
    context = {
        "related": relations.of_object(visitor, found),
        "back": relations.back(visitor, relations.to_object(found.pk)),
        "stories": shown.cards(visitor, telling_of(objects=[found.pk])),
    }
    return render_to_string("repository/_related.html", context, request)


@slots.panel("repository.collection", order=80)
def newest_stories(request: HttpRequest, _subject: object) -> SafeString:
    """The newest exhibitions and collections on the reading room's first page."""
    newest = Story.objects.filter(state=Story.State.PUBLISHED, parent=None).order_by("-kind", "-published_at")[:3]
    told = shown.cards(gate.visitor_of(request), list(newest))
    return render_to_string("repository/_newest_stories.html", {"cards": told}, request) if told else SafeString("")


@slots.panel("repository.object_desk", order=10)
def transcripts_at_the_desk(request: HttpRequest, found: DigitalObject) -> SafeString:
    """What is said in each recording, to be corrected."""
    rows = transcripts.listed(found)
    context = {"object": found, "rows": rows}
    return render_to_string("repository/_transcripts_desk.html", context, request) if rows else SafeString("")
