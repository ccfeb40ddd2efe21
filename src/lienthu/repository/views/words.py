"""What the desk's pages say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.kernel.access import actor_of
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.repository import identifiers, queries
from lienthu.repository.models import Deposit, DigitalObject
from lienthu.repository.policies import DEPOSITS
from lienthu.ui import addresses
from lienthu.ui.formats import count, vdate
from lienthu.ui.shapes import Link

STATE_KIND = {
    "making": "info",
    "draft": "",
    "describing": "info",
    "review": "warn",
    "published": "good",
    "withdrawn": "bad",
    "earlier": "",
}


#: Tabs that are rooms of the rail too.
_ROOMS = ("repository:deposits", "repository:review")


def tabs(request: HttpRequest, current: str) -> dict[str, Any]:
    actor = actor_of(request)
    named = [
        ("repository:overview", _("Documents"), Permission.REPOSITORY_KEEP),
        ("repository:review", _("Appraisal"), Permission.REPOSITORY_REVIEW),
        ("repository:deposits", _("Deposits"), Permission.REPOSITORY_DEPOSIT),
        ("repository:stories", _("Exhibitions"), Permission.REPOSITORY_CURATE),
        ("repository:uses", _("Uses"), Permission.REPOSITORY_KEEP),
        ("repository:removals", _("Reported"), Permission.REPOSITORY_REVIEW),
        ("repository:fixity", _("Soundness of masters"), Permission.REPOSITORY_KEEP),
        ("repository:corrections", _("Corrections"), Permission.REPOSITORY_KEEP),
        ("repository:devices", _("Reading devices"), Permission.REPOSITORY_KEEP),
    ]
    links = [Link(label, addresses.of(url), url == current) for url, label, right in named if actor.may(right)]
    links = links if len(links) > 1 else []
    room = current if current in _ROOMS else "repository:overview"
    return {"tabs": links, "room_current": room}


def brief(actor: Actor, found: DigitalObject) -> list[tuple[Any, Any]]:
    """What its keeper wants to know at one glance."""
    rule = found.rules.filter(is_over=False).order_by("-id").first()
    first = found.deposited.select_related("deposit").order_by("id").first()
    return [
        (_("Kept by"), queries.library_name(found.library_id)),
        (_("Who may see it"), f"{rule.get_level_display()}, {rule.get_place_display()}" if rule else _("nobody yet")),
        (_("Pages"), count(found.page_count) if found.page_count else ""),
        (_("Deposit"), first and _deposit(actor, first.deposit)),
        (pgettext_lazy("a document's state", "Published"), found.published_at and vdate(found.published_at)),
        (_("Identifier"), identifiers.ark_of(found)),
    ]


def _deposit(actor: Actor, made: Deposit) -> str:
    """A way there for who may go."""
    if not DEPOSITS.allows(actor, made):
        return made.title
    return format_html('<a href="{}">{}</a>', reverse("repository:deposit", args=[made.public_id]), made.title)


def described(found: DigitalObject) -> dict[str, Any]:
    plain = ("title", "kind", "date_text", "year", "description", "source", "rights", "entry")
    return {name: getattr(found, name) for name in plain} | {
        "creators": "\n".join(found.creators),
        "subjects": "\n".join(found.subjects),
        "contents": "\n".join(f"{line['page']} {line['label']}" for line in found.contents),
    }


def named_readers(text: str) -> dict[int, str]:
    """Account → basis, from `name, basis` lines. An unknown name is refused."""
    lines = (line.partition(",") for line in text.splitlines())
    return queries.readers_named((name.strip(), basis.strip()) for name, _comma, basis in lines if name.strip())
