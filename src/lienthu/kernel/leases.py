"""Names held for a while, by a conditional update that works on both databases."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from lienthu.kernel.models import Lease


class LeaseLost(Exception):
    """Somebody else works on this now; whatever the transaction did must not be kept."""


def take(name: str, seconds: float) -> str | None:
    """A token when the name was free, else None."""
    now = timezone.now()
    lease, _ = Lease.objects.get_or_create(name=name, defaults={"until": now})
    if lease.token and lease.until > now:
        return None  # told by reading alone: a write would wait for the holder's transaction
    token = secrets.token_hex(16)
    free = Lease.objects.filter(Q(until__lte=now) | Q(token=""), name=name)
    return token if free.update(token=token, until=now + timedelta(seconds=seconds)) else None


def keep(name: str, token: str, seconds: float) -> None:
    """Extends the lease and, inside a transaction, locks it; raises `LeaseLost` when it is another's."""
    until = timezone.now() + timedelta(seconds=seconds)
    if not Lease.objects.filter(name=name, token=token).update(until=until):
        raise LeaseLost(name)


def release(name: str, token: str) -> None:
    Lease.objects.filter(name=name, token=token).update(token="")
