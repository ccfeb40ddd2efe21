from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.decisions import decide
from lienthu.union.actions.regroup import regroup
from lienthu.union.models import Decision, Entry, Member
from lienthu.union.policies import REVIEW
from lienthu.union.queries import resolve


def unmerge(*, actor: Actor, public_id: str, record_id: int, note: str = "") -> Entry:
    """Takes one record out of an entry into an entry of its own; never again together without a person's word."""
    with transaction.atomic():
        storage.lock_union()
        entry = resolve(public_id)
        leaving = Member.objects.filter(entry=entry, record_id=record_id).first()
        if leaving is None:
            raise NotFound("union.not_a_member", id=entry.public_id, record=record_id)
        REVIEW.check(actor, leaving)
        staying = list(
            Member.objects.filter(entry=entry).exclude(record_id=record_id).order_by("-is_representative", "record_id")
        )
        if not staying:
            raise Conflict("union.only_member", id=entry.public_id)
        own = Entry.objects.create(work_key=entry.work_key)
        _separate(actor, record_id, staying, note)
        regroup([entry.pk, own.pk], {record_id: own.pk})
        audit.record(
            actor=actor,
            code="union.unmerged",
            subject=f"entry:{entry.pk}",
            library_id=leaving.library_id,
            data={"id": entry.public_id, "other": own.public_id, "record": record_id, "note": clean(note)[:500]},
        )
        own.refresh_from_db()
        return own


def _separate(actor: Actor, record_id: int, staying: list[Member], note: str) -> None:
    """Never together with any representative, nor with a record that a person had put beside it."""
    representatives = [row.record_id for row in staying if row.is_representative] or [staying[0].record_id]
    others = [row.record_id for row in staying]
    bound = Decision.objects.filter(left_id__in=[record_id, *others], right_id__in=[record_id, *others])
    partners = [
        pair.right_id if pair.left_id == record_id else pair.left_id
        for pair in bound.filter(automatic=False)
        if record_id in (pair.left_id, pair.right_id)
    ]
    for other in dict.fromkeys([*representatives, *partners]):
        decide(actor, record_id, other, Decision.Verdict.DIFFERENT, note)
