"""A deposit whose taking in was stopped goes on where it was."""

from __future__ import annotations

from django.db import transaction

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.repository.actions.deposit import TAKE_IN
from lienthu.repository.models import Deposit
from lienthu.repository.policies import DEPOSITS


def take_up(*, actor: Actor, deposit: Deposit) -> Job:
    """Raises `Conflict` when it is not stopped."""
    DEPOSITS.check(actor, deposit)
    with transaction.atomic():
        stopped = Deposit.objects.filter(id=deposit.pk, state=Deposit.State.FAILED)
        if not stopped.update(state=Deposit.State.SCREENING, fault="", fault_params={}):
            raise Conflict("repository.deposit_not_stopped")
        job = Job.objects.filter(kind=TAKE_IN, unique_key=f"{TAKE_IN}:{deposit.pk}").latest("id")
        jobs.resume(actor=actor, job=job)
    return job
