"""Registers a browser as a reading device of a library, and ends one."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lienthu.accounts.tokens import digest_of
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.models import ReadingDevice
from lienthu.repository.policies import KEEPS
from lienthu.text import clean

MOST_DAYS = 730


def register_device(*, actor: Actor, library_id: int, name: str, days: int) -> tuple[ReadingDevice, str]:
    """The device and its secret, which is shown to nobody again: it goes into the browser's cookie."""
    KEEPS.check_library(actor, library_id)
    name = clean(name)
    if not name:
        raise Invalid("repository.device_needs_name", field="name")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("repository.device_days", field="days", most=MOST_DAYS)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ReadingDevice.objects.create(
            library_id=library_id,
            name=name[:100],
            key_hash=digest_of(secret),
            registered_by=actor.label[:200],
            expires_at=timezone.now() + timedelta(days=days),
        )
        _note(actor, made, "repository.device_registered")
    return made, secret


def end_device(*, actor: Actor, public_id: str) -> ReadingDevice:
    """What it opened is closed from the next request on."""
    with transaction.atomic():
        found = KEEPS.filter(actor, ReadingDevice.objects.all()).filter(public_id=public_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        ended = ReadingDevice.objects.filter(id=found.pk, ended_at=None)
        if not ended.update(ended_at=timezone.now(), ended_by=actor.label[:200]):
            raise Conflict("repository.device_ended_already")
        _note(actor, found, "repository.device_ended")
    return found


def _note(actor: Actor, device: ReadingDevice, code: str) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"device:{device.pk}",
        library_id=device.library_id,
        data={"device": device.public_id, "name": device.name},
    )
