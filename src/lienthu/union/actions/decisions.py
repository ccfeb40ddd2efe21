"""What a person says about two records: written down with author and time, respected by automatic runs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.text import clean
from lienthu.union.models import Decision, Member
from lienthu.union.policies import check_all


def decide(actor: Actor, one: int, other: int, verdict: Decision.Verdict, note: str = "") -> None:
    """Records the decision inside the caller's transaction; evidence of an earlier automatic one is kept."""
    left, right = sorted((one, other))
    Decision.objects.update_or_create(
        left_id=left,
        right_id=right,
        defaults={
            "verdict": verdict,
            "automatic": False,
            "note": clean(note)[:500],
            "author_id": actor.user_id,
            "author_label": actor.label,
            "decided_at": timezone.now(),
        },
    )


def keep_apart(*, actor: Actor, one: int, other: int, note: str = "") -> None:
    """Two records in different entries are never to be put together."""
    with transaction.atomic():
        libraries = dict(Member.objects.filter(record_id__in=[one, other]).values_list("record_id", "library_id"))
        if len(libraries) < 2:
            raise NotFound("union.no_such_pair")
        check_all(actor, libraries.values())
        decide(actor, one, other, Decision.Verdict.DIFFERENT, note)
        audit.record(
            actor=actor, code="union.kept_apart", subject=f"source_record:{one}", data={"one": one, "other": other}
        )
