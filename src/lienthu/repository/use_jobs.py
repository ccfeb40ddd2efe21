"""`repository.count_uses`: every hour that has ended becomes numbers by month; then its lines are thrown away."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.repository import uses
from lienthu.repository.models import DigitalObject, UseHour, UseMonth
from lienthu.repository.rules.counter import Counts, count

COUNT_USES: Final = "repository.count_uses"
_LATE = 300.0  # seconds in which a slow process may still write into the hour before
_FIELDS = ("investigations", "unique_investigations", "requests", "unique_requests", "downloads")


@jobs.register
class CountUses(jobs.JobKind):
    name = COUNT_USES
    title = gettext_lazy("Counting uses")
    steering = Permission.REPOSITORY_KEEP
    every = timedelta(hours=1)

    def slice(self, run: jobs.Run) -> bool:
        hours = uses.hours(time.time() - _LATE)
        if not hours:
            return False
        hour = hours[0]
        with run.saving(cursor={"hour": hour}, done=run.job.done + 1):
            _, is_new = UseHour.objects.get_or_create(hour=hour)
            if is_new:
                _add(_month_of(hour), count(uses.of_hour(hour)))
        uses.forget(hour)  # after the commit; one that is left behind by a kill is known by its row
        return len(hours) > 1


def _add(month: date, counted: dict[int, Counts]) -> None:
    known = set(DigitalObject.objects.filter(id__in=counted).values_list("id", flat=True))
    UseMonth.objects.bulk_create(
        [UseMonth(object_id=one, month=month) for one in sorted(known)], ignore_conflicts=True, batch_size=500
    )
    for one in sorted(known):
        changes = {name: F(name) + getattr(counted[one], name) for name in _FIELDS}
        UseMonth.objects.filter(object_id=one, month=month).update(**changes)


def _month_of(hour: str) -> date:
    """The hour is UTC; the month is the province's."""
    moment = datetime.strptime(hour, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    return timezone.localtime(moment).date().replace(day=1)
