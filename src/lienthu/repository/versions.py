"""The versions of a document's masters: the newest is the object itself, the earlier ones are kept behind it."""

from __future__ import annotations

from lienthu.kernel.errors import NotFound
from lienthu.repository.models import DigitalObject

EARLIER = DigitalObject.State.EARLIER


def earlier(found: DigitalObject) -> list[DigitalObject]:
    """Oldest first."""
    old = DigitalObject.objects.filter(current=found, state=EARLIER)
    return list(old.select_related("library", "current").order_by("edition"))


def of(found: DigitalObject, version: int | None) -> DigitalObject:
    """The version that is asked for; the object itself where none is said. Raises `NotFound`."""
    if version is None:
        return found
    main = found.current if found.state == EARLIER and found.current else found
    if main.edition == version:
        return main
    wanted = DigitalObject.objects.filter(current=main, state=EARLIER, edition=version).first()
    if wanted is None:
        raise NotFound("kernel.not_found")
    return wanted


def on_its_way(found: DigitalObject) -> DigitalObject | None:
    """New masters that are not published yet."""
    waiting = DigitalObject.objects.filter(current=found)
    return waiting.exclude(state__in=[EARLIER, DigitalObject.State.WITHDRAWN]).first()
