"""Codes to words for facets and hits. Library cards are kept for half a minute: every result page needs them all."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienthu.registry import queries as registry
from lienthu.registry.kinds import Boundaries, LibraryKind
from lienthu.registry.queries import LibraryCard
from lienthu.union.words import FORMATS, language_name

CARDS_SECONDS = 30

AVAILABILITY = {"available": _("On the shelf now"), "not_now": _("Not on the shelf now")}
KINDS = {kind.value: kind.label for kind in LibraryKind}
_WORDS: Mapping[str, Mapping[str, object]] = {"format": FORMATS, "availability": AVAILABILITY, "kind": KINDS}


class _Cards:
    """The cards of this process, read again when they are older than half a minute."""

    def __init__(self) -> None:
        self.until = 0.0
        self.by_code: dict[str, LibraryCard] = {}
        self.names: dict[bool, dict[str, str]] = {}
        self.areas: dict[str, str] = {}
        self.areas_old: dict[str, str] = {}

    def fresh(self) -> dict[str, LibraryCard]:
        if time.monotonic() >= self.until:
            self.areas_old = registry.area_labels(Boundaries.OLD)
            self.keep({card.code: card for card in registry.cards(None).values()})
        return self.by_code

    def keep(self, by_code: dict[str, LibraryCard], seconds: float = CARDS_SECONDS) -> None:
        english = {code: card.name_en or card.name for code, card in by_code.items()}
        self.names = {True: english, False: {code: card.name for code, card in by_code.items()}}
        self.areas = {card.area_code: card.area_name for card in by_code.values()}
        self.by_code, self.until = by_code, time.monotonic() + seconds


_cards: Final = _Cards()
keep_cards = _cards.keep
cards = _cards.fresh


def forget_cards() -> None:
    _cards.until = 0.0


def library_names() -> dict[str, str]:
    """Code → name in the language of this request."""
    _cards.fresh()
    return _cards.names[get_language() == "en"]


def library_name(code: str) -> str:
    return library_names().get(code, code)


def facet_labels(facet: str, values: Iterable[str]) -> dict[str, str]:
    """The words for a facet's values, all at once."""
    if facet == "library":
        names = library_names()
        return {value: names.get(value, value) for value in values}
    if facet in ("area", "area_old"):
        _cards.fresh()
        names = _cards.areas if facet == "area" else _cards.areas_old
        return {value: names.get(value, value) for value in values}
    if facet == "language":
        return {value: language_name(value) for value in values}
    known = _WORDS.get(facet, {})
    return {value: _capital(str(known.get(value, value))) if known else value for value in values}


def kind_name(code: str) -> str:
    return _capital(str(LibraryKind(code).label)) if code in LibraryKind else code


def distance(one: LibraryCard | None, other: LibraryCard | None) -> float:
    """Roughly, in kilometres; far away when a place is not known."""
    if one is None or other is None or None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return 1e6
    north = ((one.latitude or 0) - (other.latitude or 0)) * 111.0
    east = ((one.longitude or 0) - (other.longitude or 0)) * 111.0 * math.cos(math.radians(one.latitude or 0))
    return math.hypot(north, east)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
