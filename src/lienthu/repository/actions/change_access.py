"""Sets who may see an object: the rules that stood end, the new one begins, and every decision under the old gate with
them. The cost does not depend on the number of pages."""

from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.events import announce
from lienthu.repository.models import AccessRule, DigitalObject, NamedReader, Removal
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.access import Restriction, Terms
from lienthu.text import clean

__all__ = ["Terms", "change_access"]
_SHORTEST_REASON = 5


def change_access(*, actor: Actor, object_id: int, terms: Terms, reason: str, seen: int | None = None) -> AccessRule:
    """`seen`: the gate number of the rules that the person saw; raises `Conflict` when they are no longer those, so
    that nobody ends a rule he does not know of. What marks a state secret is ended by nobody here."""
    reason = clean(reason)
    if len(reason) < _SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="reason")
    if terms.starts and terms.ends and terms.starts > terms.ends:
        raise Invalid("repository.dates_turned", field="ends")
    if terms.lend_days and not terms.seats:
        raise Invalid("repository.lent_without_copies", field="seats")
    if terms.restriction is Restriction.SECRET:
        raise Refused("repository.secrets_not_taken")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        if found.state == DigitalObject.State.EARLIER:
            raise Conflict("repository.earlier_follows")
        if not REVIEWS.allows(actor, found):
            KEEPS.check(actor, found)
            if found.state in (DigitalObject.State.REVIEW, DigitalObject.State.PUBLISHED):
                REVIEWS.check(actor, found)  # what is voted on and what readers have is the reviewers' to change
        if Removal.objects.filter(object=found, state=Removal.State.REPORTED).exists():
            raise Conflict("repository.reported_already")
        if seen is not None and seen != found.gate:
            raise Conflict("repository.changed_meanwhile")
        found.rules.filter(is_over=False).exclude(restriction=Restriction.SECRET).update(is_over=True)
        made = _begun(actor, found, terms, reason)
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


def _begun(actor: Actor, found: DigitalObject, terms: Terms, reason: str) -> AccessRule:
    plain = ("level", "restriction", "place", "starts", "ends", "wall", "seats", "lend_days", "quota", "watermark")
    said = {name: getattr(terms, name) for name in plain}
    made = AccessRule.objects.create(object=found, reason=reason[:500], made_by=actor.label[:200], **said)
    NamedReader.objects.bulk_create(
        NamedReader(rule=made, user_id=user, basis=basis[:300]) for user, basis in terms.readers.items()
    )
    return made
