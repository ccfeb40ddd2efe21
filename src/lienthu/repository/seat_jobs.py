"""Ends seats and turns whose time is over, so that the next in the queue is told on time."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.borrow import SETTLE, settle, terms_today
from lienthu.repository.models import DigitalObject


@jobs.register
class SettleSeats(jobs.JobKind):
    name = SETTLE
    title = gettext_noop("Reading by turns: the next reader's turn")
    steering = Permission.REPOSITORY_KEEP

    def slice(self, run: jobs.Run) -> bool:
        with transaction.atomic():
            found = DigitalObject.objects.select_for_update(no_key=True).filter(id=run.params["object"]).first()
            if found is not None:
                settle(found.pk, terms_today(found), timezone.now())
        return False
