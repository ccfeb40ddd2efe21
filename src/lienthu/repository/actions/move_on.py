"""An object's way to its readers: handed on, submitted, returned, confirmed, published, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.actions.recognise import hasten
from lienthu.repository.actions.renew import take_place
from lienthu.repository.appraisal_queries import facts_of
from lienthu.repository.events import announce
from lienthu.repository.models import DigitalObject, Step, Tombstone
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.states import WITH_REASON, Act, Hand, fault, is_reviewers, leads_to
from lienthu.text import clean

SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Farewell:
    """What the public is told of a withdrawn document, and what takes its place."""

    ground: str = Tombstone.Ground.OTHER
    says: str = Tombstone.Says.FACT
    replaced_by: str = ""


def move_on(
    *,
    actor: Actor,
    object_id: int,
    act: Act,
    note: str = "",
    checks: Collection[str] = (),
    farewell: Farewell | None = None,
) -> DigitalObject:
    """Raises `Conflict` when something stands against the act; `rules.states` says what may."""
    note = clean(note)
    if act in WITH_REASON and len(note) < SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="note")
    with transaction.atomic():
        found = locked(object_id)
        (REVIEWS if is_reviewers(act, found.state) else KEEPS).check(actor, found)
        step(actor, found, act, note=note, checks=checks, farewell=farewell)
    return found


def locked(object_id: int) -> DigitalObject:
    found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def step(
    actor: Actor,
    found: DigitalObject,
    act: Act,
    *,
    note: str = "",
    checks: Collection[str] = (),
    farewell: Farewell | None = None,
) -> None:
    """The act on a locked object, inside a transaction, when the right to it has been asked for."""
    hand = hand_of(actor, checks)
    against = fault(act, facts_of([found])[found.pk], hand)
    if against:
        raise Conflict(against.code, **{"state": found.get_state_display(), **against.params})
    if act is Act.PUBLISH and found.current_id is not None:
        take_place(actor, found, note=note, checks=checks)
        return
    _bury(actor, found, act, note, farewell or Farewell())
    found.state, found.gate = leads_to(act, found.state, is_house=hand.is_house), new_gate()
    if act is Act.PUBLISH:
        found.published_at = found.published_at or timezone.now()
        hasten(found.pk)
    found.save(update_fields=["state", "gate", "published_at"])
    Step.objects.create(
        object=found, act=act, note=note, checks=sorted(checks), by=actor.label[:200], person_id=actor.user_id
    )
    data = {"object": found.public_id, "act": act.value}
    audit.record(
        actor=actor, code="repository.moved_on", subject=f"object:{found.pk}", library_id=found.library_id, data=data
    )
    announce([found.pk])


def hand_of(actor: Actor, checks: Collection[str] = ()) -> Hand:
    return Hand(actor.user_id, actor.kind is ActorKind.SYSTEM, checks)


def _bury(actor: Actor, found: DigitalObject, act: Act, note: str, farewell: Farewell) -> None:
    """A tombstone stands from the withdrawal until the document is published again."""
    if act is Act.PUBLISH:
        Tombstone.objects.filter(object=found).delete()
    if act is not Act.WITHDRAW:
        return
    if farewell.ground not in Tombstone.Ground.values or farewell.says not in Tombstone.Says.values:
        raise Invalid("repository.no_such_farewell", field="ground")
    replacement = farewell.replaced_by.strip()
    others = DigitalObject.objects.exclude(id=found.pk)
    if replacement and not others.filter(public_id=replacement, state=DigitalObject.State.PUBLISHED).exists():
        raise Invalid("repository.no_such_document", field="replaced_by", document=replacement[:20])
    Tombstone.objects.update_or_create(
        object=found,
        defaults={
            "ground": farewell.ground,
            "says": farewell.says,
            "reason": note[:500],
            "replaced_by": replacement,
            "withdrawn_at": timezone.now(),
            "withdrawn_by": actor.label[:200],
        },
    )
