"""Tells the others who has a record open, and since when; and that it is closed again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.models import EditLock
from lienthu.catalogue.queries import record_to_edit
from lienthu.catalogue.rules.locks import PATIENCE
from lienthu.kernel.actor import Actor


def hold_record(*, actor: Actor, record_id: int) -> list[EditLock]:
    """Opens or keeps the actor's own lock. Returns the others who have the record open."""
    record = record_to_edit(actor, record_id)
    now = timezone.now()
    with transaction.atomic():
        locks = EditLock.objects.filter(record=record)
        locks.filter(seen__lt=now - PATIENCE).delete()
        person = actor.user_id or 0
        if person:
            EditLock.objects.update_or_create(
                record=record,
                person_id=person,
                defaults={"seen": now, "person": actor.label[:200]},
                create_defaults={"seen": now, "since": now, "person": actor.label[:200]},
            )
        return list(locks.exclude(person_id=person).order_by("since"))


def leave_record(*, actor: Actor, record_id: int) -> None:
    EditLock.objects.filter(record_id=record_id, person_id=actor.user_id or 0).delete()
