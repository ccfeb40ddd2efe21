"""What the desk's pages say."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.access import actor_of
from lienthu.kernel.errors import Invalid
from lienthu.kernel.permissions import Permission
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
    found: dict[int, str] = {}
    for line in text.splitlines():
        name, _comma, basis = (part.strip() for part in line.partition(","))
        if not name:
            continue
        user = get_user_model().objects.filter(username=name).values_list("id", flat=True).first()
        if user is None:
            raise Invalid("repository.no_such_reader", field="readers", name=name[:60])
        found[user] = basis
    return found
