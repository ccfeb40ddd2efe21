"""Counting failed sign-ins: five within a quarter of an hour lock the name for as long (TCVN 14423:2026)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lienthu.accounts.models import SignInFailure
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor

LOCK_AFTER = 5
LOCK_MINUTES = 15


def is_locked(key: str) -> bool:
    return _recent(key) >= LOCK_AFTER


def note_failure(key: str) -> None:
    with transaction.atomic():
        now = timezone.now()
        SignInFailure.objects.filter(at__lt=now - timedelta(days=1)).delete()
        SignInFailure.objects.create(key=key, at=now)
        failures = _recent(key)
        if failures == LOCK_AFTER:
            audit.record(
                actor=Actor.system("sign-in"),
                code="accounts.locked",
                subject=f"sign-in:{key[:16]}",
                data={"failures": failures},
            )


def _recent(key: str) -> int:
    since = timezone.now() - timedelta(minutes=LOCK_MINUTES)
    return SignInFailure.objects.filter(key=key, at__gt=since).count()
