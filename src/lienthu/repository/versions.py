"""The versions of a document's masters: the newest is the object itself, the earlier ones are kept behind it."""

from __future__ import annotations

from typing import Final

from lienthu.kernel.errors import Invalid, NotFound
from lienthu.repository.models import DigitalObject

EARLIER = DigitalObject.State.EARLIER
ALL: Final = "all"
_DIGITS: Final = 6


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


def chosen(found: DigitalObject, said: str) -> list[DigitalObject]:
    """Of a document those that are asked for, the oldest first: the newest where nothing is said, the one with a
    number, or `all`. Raises `Invalid` for anything else and `NotFound` for a number that it does not have."""
    main = found.current if found.state == EARLIER and found.current else found
    if said == ALL:
        return [*earlier(main), main]
    if not said:
        return [found]
    if not said.isascii() or not said.isdecimal() or len(said) > _DIGITS:
        raise Invalid("repository.which_version", said=said[:20])
    for one in (main, *earlier(main)):
        if one.edition == int(said):
            return [one]
    raise NotFound("repository.no_such_version", version=int(said))


def on_its_way(found: DigitalObject) -> DigitalObject | None:
    """New masters that are not published yet."""
    waiting = DigitalObject.objects.filter(current=found)
    return waiting.exclude(state__in=[EARLIER, DigitalObject.State.WITHDRAWN]).first()
