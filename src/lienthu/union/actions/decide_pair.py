from __future__ import annotations

from django.db import transaction

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.union.actions.decisions import keep_apart
from lienthu.union.actions.merge import merge
from lienthu.union.models import Decision, Member


def decide_pair(*, actor: Actor, decision_id: int, same: bool, note: str = "") -> None:
    """A person's answer to an undecided pair."""
    with transaction.atomic():
        pair = Decision.objects.filter(pk=decision_id, verdict=Decision.Verdict.REVIEW).first()
        if pair is None:
            raise NotFound("union.no_such_pair")
        if not same:
            keep_apart(actor=actor, one=pair.left_id, other=pair.right_id, note=note)
            return
        members = Member.objects.filter(record_id__in=[pair.left_id, pair.right_id]).select_related("entry")
        entries = {row.record_id: row.entry for row in members}
        if len(entries) < 2:
            raise NotFound("union.no_such_pair")
        # The larger entry keeps its address; of two equal ones the older.
        ordered = sorted(entries.values(), key=lambda entry: (-entry.size, entry.pk))
        merge(actor=actor, public_id=ordered[0].public_id, other=ordered[1].public_id, note=note)
