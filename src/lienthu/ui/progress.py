"""What a job's row says to people: share, counts and an estimate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def state_of(job: Any, now: datetime | None = None) -> dict[str, Any]:
    total = job.total or 0
    return {
        "running": job.state in ("queued", "running"),
        "kind": {"done": "good", "failed": "bad", "running": "info"}.get(job.state, ""),
        "state_text": _state_text(job.state),
        "percent": min(100, job.done * 100 // total) if total else None,
        "estimate": _estimate(job, now or timezone.now()),
    }


def _state_text(state: str) -> str:
    return {
        "queued": _("Waiting"),
        "running": _("Running"),
        "done": _("Done"),
        "failed": _("Stopped by an error"),
        "cancelled": _("Cancelled"),
    }.get(state, state)


def _estimate(job: Any, now: datetime) -> str:
    started = getattr(job, "started_at", None)
    if job.state != "running" or not started or not job.total or job.done <= 0:
        return ""
    left = (now - started).total_seconds() * max(0, job.total - job.done) / job.done
    if left < 60:
        return _("less than a minute left")
    minutes = round(left / 60)
    if minutes < 90:
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("about %(count)s hour left", "about %(count)s hours left", hours) % {"count": hours}
