"""`repository.take_up`: deposits that were stopped by what passes by itself (the scanner was away, the disk was full)
go on when it has passed, and so does what the house does with their pages, so that nobody has to watch for it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy

from lienthu.files import screening
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Unavailable
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.edit_pages import DRAW
from lienthu.repository.actions.recognise import RECOGNISE
from lienthu.repository.actions.take_up import take_up
from lienthu.repository.models import Deposit
from lienthu.repository.projects.actions.deliveries import CHECK

_SCANNER = "files.screening_unavailable"
_DISK = "kernel.disk_full"
#: Less than this is no room to go on with.
_ROOM = 1024**3
_MOST = 100
#: Nobody waits at them and sees that they stopped.
_BY_ITSELF = (RECOGNISE, DRAW, CHECK)


@jobs.register
class TakeUp(jobs.JobKind):
    name = "repository.take_up"
    title = gettext_lazy("Going on with stopped deposits")
    steering = Permission.REPOSITORY_KEEP
    every = timedelta(minutes=5)

    def slice(self, run: jobs.Run) -> bool:
        actor = Actor.system(self.name)
        passed = [code for code, is_over in ((_SCANNER, _scanner_answers), (_DISK, _there_is_room)) if is_over()]
        for deposit in Deposit.objects.filter(state=Deposit.State.FAILED, fault__in=passed).order_by("id")[:_MOST]:
            with suppress(Conflict):  # somebody was faster
                take_up(actor=actor, deposit=deposit)
        stopped = Job.objects.filter(state=Job.State.FAILED, error_code__in=passed, kind__in=_BY_ITSELF)
        for job in stopped.order_by("id")[:_MOST]:
            with suppress(Conflict):  # begun anew meanwhile
                jobs.resume(actor=actor, job=job)
        return False


def _scanner_answers() -> bool:
    try:
        screening.signatures()
    except Unavailable:
        return False
    return True


def _there_is_room() -> bool:
    return shutil.disk_usage(settings.DATA).free > _ROOM
