"""A reviewer releases a restricted record or keeps it; either way with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.events import announce
from lienthu.catalogue.models import RestrictionCase, SourceRecord
from lienthu.catalogue.policies import RESTRICTIONS
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.text import clean

SHORTEST_REASON = 5


def release_record(*, actor: Actor, case: RestrictionCase, reason: str) -> None:
    """The record may be shown as long as its level does not rise."""
    _decide(actor, case, reason, RestrictionCase.State.RELEASED, "catalogue.restriction_released")


def keep_restricted(*, actor: Actor, case: RestrictionCase, reason: str) -> None:
    _decide(actor, case, reason, RestrictionCase.State.KEPT, "catalogue.restriction_kept")


def _decide(actor: Actor, case: RestrictionCase, reason: str, state: RestrictionCase.State, code: str) -> None:
    RESTRICTIONS.check(actor, case)
    reason = clean(reason)
    if len(reason) < SHORTEST_REASON:
        raise Invalid("catalogue.reason_needed")
    with transaction.atomic():
        # The record before its case, as an import takes them: the other way round they would wait for each other.
        SourceRecord.objects.select_for_update(no_key=True).get(id=case.record_id)
        case = RestrictionCase.objects.select_for_update(no_key=True).get(id=case.id)
        if case.state not in (RestrictionCase.State.OPEN, RestrictionCase.State.KEPT) or case.state == state:
            raise Conflict("catalogue.case_decided")
        case.state, case.reason, case.decided_by, case.decided_at = state, reason[:2000], actor.label, timezone.now()
        case.save()
        if state == RestrictionCase.State.RELEASED:
            SourceRecord.objects.filter(id=case.record_id, state=SourceRecord.State.RESTRICTED).update(
                state=SourceRecord.State.ACTIVE, changed_at=timezone.now()
            )
            announce([case.record_id])
        audit.record(
            actor=actor,
            code=code,
            subject=f"source_record:{case.record_id}",
            library_id=case.library_id,
            data={"level": case.level, "reason": case.reason},
        )
