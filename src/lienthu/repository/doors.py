"""The doors of an object and the keys of a visitor (`rules.doors`), from the tables."""

from __future__ import annotations

from datetime import date

from lienthu.kernel.permissions import Permission
from lienthu.repository.gate import Visitor, rules_of
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules import access, doors


def doors_of(found: DigitalObject, day: date) -> tuple[frozenset[str], date | None]:
    """The doors, and the first later day on which they may be others. Only what is published has any."""
    if found.state != DigitalObject.State.PUBLISHED:
        return frozenset(), None
    rules = rules_of(found.pk, found.gate)
    behind = doors.doors(rules, owner=found.library_id, day=day, year=found.year, paged=bool(found.page_count))
    return behind, access.next_change(rules, day, found.year)


def keys_of(visitor: Visitor) -> frozenset[str]:
    scope = visitor.actor.scope(Permission.REPOSITORY_KEEP)
    keeps = scope.library_ids
    if scope.everything:
        keeps = frozenset(DigitalObject.objects.order_by().values_list("library_id", flat=True).distinct())
    return doors.keys(user_id=visitor.actor.user_id, device_library=visitor.device_library, keeps=keeps)
