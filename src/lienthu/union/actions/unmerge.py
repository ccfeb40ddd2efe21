from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.decisions import Kind, Said, decide
from lienthu.union.models import Entry, Member
from lienthu.union.policies import REVIEW
from lienthu.union.queries import evidence_of, resolve


def unmerge(*, actor: Actor, public_id: str, record_id: int, note: str = "") -> Entry:
    """Takes one record out of an entry; never again with any of the others without a person's word. Returns the entry
    it is in now: its own, or another one that it fits."""
    with transaction.atomic():
        storage.lock_union()
        entry = resolve(public_id)
        leaving = Member.objects.filter(entry=entry, record_id=record_id).first()
        if leaving is None:
            raise NotFound("union.not_a_member", id=entry.public_id, record=record_id)
        REVIEW.check(actor, leaving)
        others = Member.objects.filter(entry=entry).exclude(record_id=record_id).order_by("record_id")
        staying = list(others.values_list("record_id", flat=True))
        if not staying:
            raise Conflict("union.only_member", id=entry.public_id)
        proof = evidence_of(leaving)
        decide(actor, Said(Kind.TAKEN_OUT, staying, [record_id], entry, None, note, proof.score, proof.reasons))
        own = Entry.objects.get(members__record=record_id)
        audit.record(
            actor=actor,
            code="union.unmerged",
            subject=f"entry:{entry.pk}",
            library_id=leaving.library_id,
            data={"id": entry.public_id, "other": own.public_id, "record": record_id, "note": clean(note)[:500]},
        )
        return own
