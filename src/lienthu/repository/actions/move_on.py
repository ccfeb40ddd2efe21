"""An object's way to its readers: submitted, returned, published, withdrawn."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.events import announce
from lienthu.repository.models import DigitalObject, Step
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.states import WAYS, WITH_REASON, Act
from lienthu.text import clean

_SHORTEST_REASON = 5
_REVIEWERS = frozenset({Act.RETURN, Act.PUBLISH, Act.WITHDRAW})


def move_on(*, actor: Actor, object_id: int, act: Act, note: str = "") -> DigitalObject:
    """Raises `Conflict` when the object is not where the act begins, or has nothing to publish."""
    note = clean(note)
    if act in WITH_REASON and len(note) < _SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="note")
    starts, leads = WAYS[act]
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        (REVIEWS if act in _REVIEWERS else KEEPS).check(actor, found)
        if found.state not in starts:
            raise Conflict("repository.not_in_this_state", state=found.get_state_display())
        if act is Act.PUBLISH and not found.rules.filter(is_over=False).exists():
            raise Conflict("repository.access_not_set")
        found.state, found.gate = leads, new_gate()
        if act is Act.PUBLISH:
            found.published_at = found.published_at or timezone.now()
        found.save(update_fields=["state", "gate", "published_at"])
        Step.objects.create(object=found, act=act, note=note, by=actor.label[:200], person_id=actor.user_id)
        data = {"object": found.public_id, "title": found.title, "act": act.value, "note": note}
        audit.record(
            actor=actor,
            code="repository.moved_on",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data=data,
        )
        announce([found.pk])
    return found
