"""How many pages of an object a reader may open a day, where its rule says so: as picture or as text it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lienthu.kernel.clock import today
from lienthu.kernel.errors import Refused
from lienthu.repository.models import DigitalObject, Page, PageOpened

if TYPE_CHECKING:
    from lienthu.repository.gate import Visitor


def count_page(visitor: Visitor, page: Page, object_id: int, quota: int) -> None:
    """A page once opened stays open for the day. `object_id`: whose rule it is; the pages of earlier versions count
    with those of the current one. Raises `Refused` when the day's pages are used up."""
    day = today()
    who: dict[str, Any] = {"user_id": visitor.actor.user_id, "device_id": None}
    if visitor.actor.user_id is None:
        who["device_id"] = visitor.device_id
    opened = PageOpened.objects.filter(object_id=object_id, day=day, **who)
    if opened.filter(page=page).exists():
        return
    with transaction.atomic():
        # One after the other, so that pages opened at the same moment are counted too.
        DigitalObject.objects.select_for_update(no_key=True).get(id=object_id)
        if opened.count() >= quota:
            raise Refused("repository.quota_reached", pages=quota)
        _made, is_first = PageOpened.objects.get_or_create(page=page, object_id=object_id, day=day, **who)
        if is_first:
            PageOpened.objects.filter(object_id=object_id, day__lt=day).delete()
