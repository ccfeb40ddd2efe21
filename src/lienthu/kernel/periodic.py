"""Work that comes round by itself: a kind of job with `every` is started again when its last start is that long ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from django.utils import timezone

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job

_LOOKS_EVERY = 60.0  # seconds


def start_due() -> None:
    """One of a kind at a time: the key of an active job is unique, so two workers start one."""
    now = timezone.now()
    for kind in jobs.kinds().values():
        if kind.every is None:
            continue
        key = f"every:{kind.name}"
        last = Job.objects.filter(unique_key=key).order_by("-id").first()
        if last is not None and (last.is_active or last.created_at > now - kind.every):
            continue
        with suppress(Conflict):
            jobs.start(actor=Actor.system(kind.name), kind=kind.name, params={}, unique_key=key)


def step() -> Callable[[], bool]:
    """A worker's step: starts what is due once a minute, then does one slice."""
    looked = -_LOOKS_EVERY

    def one() -> bool:
        nonlocal looked
        if time.monotonic() - looked >= _LOOKS_EVERY:
            looked = time.monotonic()
            start_due()
        return jobs.run_once()

    return one
