"""Many documents published at once: those against which nothing stands, one transaction each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Job
from lienthu.repository.actions.move_on import hand_of
from lienthu.repository.appraisal_queries import facts_of
from lienthu.repository.models import DigitalObject
from lienthu.repository.policies import REVIEWS
from lienthu.repository.rules.states import CHECKS, Act, Fault, fault

PUBLISH_MANY = "repository.publish_many"
MOST = 1000


def faults_of(actor: Actor, objects: Sequence[DigitalObject]) -> dict[int, Fault | None]:
    """What stands against publishing each, its checklist taken as answered."""
    facts, hand = facts_of(objects), hand_of(actor, CHECKS[Act.PUBLISH])
    return {one.pk: fault(Act.PUBLISH, facts[one.pk], hand) for one in objects}


def publish_many(*, actor: Actor, objects: Sequence[DigitalObject], checks: Collection[str]) -> Job:
    """The job that publishes those that can be. Raises `Invalid` when none can."""
    for one in objects:
        REVIEWS.check(actor, one)
    if missing := [check for check in CHECKS[Act.PUBLISH] if check not in checks]:
        raise Conflict("repository.checks_open", count=len(missing))
    against = faults_of(actor, objects)
    ready = [one for one in objects if against[one.pk] is None][:MOST]
    if not ready:
        raise Invalid("repository.none_can_be_published")
    libraries = {one.library_id for one in ready}
    return jobs.start(
        actor=actor,
        kind=PUBLISH_MANY,
        params={"objects": [one.pk for one in ready], "checks": sorted(checks)},
        library_id=libraries.pop() if len(libraries) == 1 else None,
    )
