"""What pages show of copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Item, ItemEvent, SourceRecord
from lienthu.catalogue.models.items import STATUS_WORDS
from lienthu.catalogue.rotation_queries import whereabouts
from lienthu.catalogue.rules.item_status import LEFT, ItemStatus
from lienthu.kernel.access import actor_of
from lienthu.kernel.permissions import Permission
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact
from lienthu.registry.queries import cards
from lienthu.ui.formats import vdatetime, vnd
from lienthu.ui.shapes import Event, Link

_KIND = {
    ItemStatus.AVAILABLE: "good",
    ItemStatus.NOT_FOR_LOAN: "info",
    ItemStatus.ON_ORDER: "info",
    ItemStatus.IN_PROCESSING: "info",
    ItemStatus.ON_LOAN: "info",
    ItemStatus.ON_ROTATION: "info",
    ItemStatus.IN_REPAIR: "warn",
    ItemStatus.DAMAGED: "warn",
    ItemStatus.MISSING: "bad",
    ItemStatus.LOST: "bad",
}

#: Pages about copies, with the right that opens each.
TABS = (
    ("catalogue:copies", Permission.CATALOGUE_ITEMS),
    ("catalogue:stocktakes", Permission.CATALOGUE_STOCKTAKE),
    ("catalogue:boxes", Permission.CATALOGUE_BOXES),
    ("catalogue:weedings", Permission.CATALOGUE_WEEDING),
    ("catalogue:weedings", Permission.WEEDING_APPROVE),
    ("catalogue:numbers", Permission.CATALOGUE_ITEMS),
)


@dataclass(frozen=True, slots=True)
class CopyRow:
    item: Item
    number: str
    title: str
    status: Any
    kind: str


def title_of(item: Item) -> str:
    """A dash for a restricted record: its copies are counted, its title is its reviewers' to see."""
    if item.record.state == SourceRecord.State.RESTRICTED:
        return "—"
    return Bib(from_compact(item.record.marc)).full_title


def status_word(code: str) -> str:
    return str(STATUS_WORDS.get(ItemStatus(code), code)) if code in set(ItemStatus) else code


def status_kind(code: str) -> str:
    return _KIND.get(ItemStatus(code), "") if code in set(ItemStatus) else ""


def rows(items: Iterable[Item]) -> list[CopyRow]:
    listed = list(items)
    # A record of 10,000 copies is read once, not for each of them.
    titles = {one.record_id: title_of(one) for one in {item.record_id: item for item in listed}.values()}
    return [
        CopyRow(
            item,
            item.accession_no or item.public_id,
            titles[item.record_id],
            status_word(item.status),
            status_kind(item.status),
        )
        for item in listed
    ]


def facts(item: Item) -> list[tuple[Any, Any]]:
    found = whereabouts([item]).get(item.pk)
    names = cards([each for each in (item.library_id, *(astuple(found) if found else ())) if each is not None])
    away = names.get(found.at_library_id or 0) if found else None
    target = names.get(found.to_library_id or 0) if found else None
    return [
        (_("Library"), names[item.library_id].name if item.library_id in names else item.library.code),
        (_("In a rotation box at"), away.name if away else ""),
        (_("In a rotation box on its way to"), target.name if target and item.status != ItemStatus.MISSING else ""),
        (_("Store"), item.place),
        (_("Store in the library’s file"), item.location if item.store else ""),
        (_("Shelf"), item.shelf),
        (_("Call number"), item.call_number),
        (_("Price"), vnd(item.price) if item.price is not None else ""),
        (_("Status in the library’s file"), item.source_status),
        (_("Identifier"), item.public_id),
    ]


def history(events: Iterable[ItemEvent]) -> list[Event]:
    return [Event(vdatetime(one.at), one.get_kind_display(), _detail(one)) for one in events]


def _detail(one: ItemEvent) -> str:
    words = status_word if one.kind in _STATUS_KINDS else str
    change = " → ".join(words(text) or "—" for text in (one.before, one.after) if text or one.before or one.after)
    return " · ".join(part for part in (change, one.reason, one.actor_label) if part)


_STATUS_KINDS = {
    ItemEvent.Kind.STATUS,
    ItemEvent.Kind.SOURCE,
    ItemEvent.Kind.GONE,
    ItemEvent.Kind.BACK,
    ItemEvent.Kind.WEEDED,
}


def has_left(item: Item) -> bool:
    return item.left_at is not None or item.status in LEFT


def tabs(request: HttpRequest, current: str) -> list[Link]:
    actor = actor_of(request)
    labels = {
        "catalogue:copies": _("Copies"),
        "catalogue:stocktakes": _("Stock-taking"),
        "catalogue:boxes": _("Rotation boxes"),
        "catalogue:weedings": _("Weeding"),
        "catalogue:numbers": _("Accession numbers"),
    }
    open_ones = dict.fromkeys(name for name, right in TABS if actor.may(right))
    return [Link(labels[name], reverse(name), name == current) for name in open_ones]
