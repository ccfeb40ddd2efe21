"""What the registry does by itself: on the day on which something comes into force it is announced again."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.registry.events import DAY_OF_CHANGE, announce_libraries
from lienthu.registry.models import AreaVersion, LibraryVersion
from lienthu.registry.queries import libraries_within


@jobs.register
class DayOfChangeJob(jobs.JobKind):
    name = DAY_OF_CHANGE
    title = _("A change of the network comes into force")
    steering = Permission.REGISTRY_EDIT

    def slice(self, run: jobs.Run) -> bool:
        day = dt.date.fromisoformat(run.params["day"])
        turned = Q(valid_from=day) | Q(valid_to=day)
        areas = set(AreaVersion.objects.filter(turned).values_list("area_id", flat=True))
        own = set(LibraryVersion.objects.filter(turned).values_list("library_id", flat=True))
        found = own | libraries_within(areas, day)
        run.result = {"libraries": len(found)}
        with run.saving(cursor={}, done=len(found), total=len(found)):
            announce_libraries(found)
        return False
