"""Sets who may see an object: the rules that stood end, the new one begins, and every decision under the old gate with
them. The cost does not depend on the number of pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.events import announce
from lienthu.repository.models import AccessRule, DigitalObject, NamedReader, Removal
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.text import clean

_SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """`readers`: user → on what basis (letter, payment)."""

    level: Level
    restriction: Restriction = Restriction.NONE
    place: Place = Place.ANYWHERE
    starts: date | None = None
    ends: date | None = None
    seats: int = 0
    quota: int = 0
    watermark: bool = False
    readers: Mapping[int, str] = field(default_factory=dict)


def change_access(
    *, actor: Actor, object_id: int, terms: Terms, reason: str, keeping: Collection[int] = ()
) -> AccessRule:
    """`keeping`: ids of rules that go on beside the new one (an embargo and what follows it)."""
    reason = clean(reason)
    if len(reason) < _SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="reason")
    if terms.starts and terms.ends and terms.starts > terms.ends:
        raise Invalid("repository.dates_turned", field="ends")
    if terms.restriction is Restriction.SECRET:
        raise Refused("repository.secrets_not_taken")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        if not REVIEWS.allows(actor, found):
            KEEPS.check(actor, found)
            if found.state in (DigitalObject.State.REVIEW, DigitalObject.State.PUBLISHED):
                REVIEWS.check(actor, found)  # what is voted on and what readers have is the reviewers' to change
        if Removal.objects.filter(object=found, state=Removal.State.REPORTED).exists():
            raise Conflict("repository.reported_already")
        found.rules.filter(is_over=False).exclude(id__in=keeping).update(is_over=True)
        made = AccessRule.objects.create(
            object=found,
            level=terms.level,
            restriction=terms.restriction,
            place=terms.place,
            starts=terms.starts,
            ends=terms.ends,
            seats=terms.seats,
            quota=terms.quota,
            watermark=terms.watermark,
            reason=reason[:500],
            made_by=actor.label[:200],
        )
        NamedReader.objects.bulk_create(
            NamedReader(rule=made, user_id=user, basis=basis[:300]) for user, basis in terms.readers.items()
        )
        DigitalObject.objects.filter(id=found.pk).update(gate=new_gate())
        data = {"object": found.public_id, "level": made.level, "place": made.place, "reason": made.reason}
        audit.record(
            actor=actor,
            code="repository.access_changed",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data=data,
        )
        announce([found.pk])
    return made
