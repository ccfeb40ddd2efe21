"""Many documents published at once: those against which nothing stands, one transaction each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
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


def publishing_named(actor: Actor, public_id: str) -> Job:
    """For who began it, and for reviewers of its library."""
    found = Job.objects.filter(kind=PUBLISH_MANY, public_id=public_id).first()
    if found is None or (found.actor_id != actor.user_id and not REVIEWS.allows_library(actor, found.library_id)):
        raise NotFound("kernel.not_found")
    return found


@dataclass(frozen=True, slots=True)
class Left:
    """What was not published after all: somebody was faster, or it was returned meanwhile."""

    document: str
    title: str
    code: str
    params: dict[str, Any]


def left_behind(job: Job) -> list[Left]:
    rows = job.result.get("left", [])
    named = DigitalObject.objects.in_bulk([pk for pk, _code, _params in rows])
    return [
        Left(named[pk].public_id if pk in named else "", named[pk].title if pk in named else "", code, params)
        for pk, code, params in rows
    ]
