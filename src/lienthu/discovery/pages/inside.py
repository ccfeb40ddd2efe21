"""The index of page texts answers the reading room's search inside one document."""

from __future__ import annotations

from typing import Final

from lienthu.discovery import engines
from lienthu.discovery.engines.pages import PageQuery
from lienthu.discovery.pages.events import texts_wait
from lienthu.discovery.query import Phrase
from lienthu.kernel.errors import Unavailable
from lienthu.repository import search_inside
from lienthu.repository.models import DigitalObject

MOST_PAGES: Final = 50_000


def pages_with(found: DigitalObject, asked: search_inside.Asked) -> list[int] | None:
    """None where the object does not stand in the index as it is now: its texts answer then."""
    try:
        if engines.pages().gate_of(found.pk) != found.gate or texts_wait():
            return None
        query = PageQuery(Phrase(asked.terms), asked.exactly, within=found.pk)
        return engines.pages().pages(query, most=MOST_PAGES)
    except Unavailable:
        return None


search_inside.use(pages_with)
