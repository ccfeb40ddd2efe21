"""Atom (RFC 4287): what was published last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from lienthu.repository.stories.shown import Card
from lienthu.ui.addresses import in_language

_ATOM = "http://www.w3.org/2005/Atom"


def atom(cards: Sequence[Card], address: str, base: str) -> bytes:
    """`base`: scheme and host. An entry's identifier never changes; what it says does, and then its time."""
    newest = max((card.story.shown_at or card.story.changed_at for card in cards), default=timezone.now())
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    _add(feed, "title", _("Exhibitions and themed collections"))
    _add(feed, "id", address)
    _add(feed, "updated", _time(newest))
    _add(feed, "link", rel="self", href=address)
    _add(_add(feed, "author"), "name", "Liên Thư")
    for card in cards:
        _entry(feed, card, base)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(feed: Any, card: Card, base: str) -> None:
    story = card.story
    entry = _add(feed, "entry")
    _add(entry, "title", card.title.text)
    _add(entry, "id", base + in_language(card.url, "vi"))
    _add(entry, "link", rel="alternate", href=base + card.url)
    _add(entry, "published", _time(story.published_at or story.changed_at))
    _add(entry, "updated", _time(story.shown_at or story.changed_at))
    _add(entry, "category", term=story.kind)
    _add(entry, "summary", card.lead.text)


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
