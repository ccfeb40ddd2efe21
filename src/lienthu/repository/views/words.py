"""What the desk's pages say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.access import actor_of
from lienthu.kernel.permissions import Permission
from lienthu.repository import queries
from lienthu.repository.models import DigitalObject
from lienthu.ui import addresses
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
    room = current if current in _ROOMS else "repository:overview"
    return {"tabs": links, "room_current": room}


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
