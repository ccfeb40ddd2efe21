"""What an address answers where nothing may be shown: 410 with its tombstone if a document was withdrawn and the public
may know, else 404."""

from __future__ import annotations

from lienthu.kernel.errors import Gone, LienThuError, NotFound
from lienthu.repository.models import AccessRule, DigitalObject, Tombstone
from lienthu.repository.rules.access import Restriction


def public_stone(found: DigitalObject) -> Tombstone | None:
    """It stands until the document is published again. Of a state secret the house says nothing."""
    if found.state == DigitalObject.State.PUBLISHED:
        return None
    stone = Tombstone.objects.filter(object=found).exclude(says=Tombstone.Says.NOTHING).first()
    if stone and AccessRule.objects.filter(object=found, is_over=False, restriction=Restriction.SECRET).exists():
        return None
    return stone


def absent(found: DigitalObject) -> LienThuError:
    return Gone("repository.withdrawn") if public_stone(found) else NotFound("kernel.not_found")
