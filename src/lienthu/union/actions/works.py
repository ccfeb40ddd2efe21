"""Editions of one work are linked and never merged. The matcher links by title and creator (`keys.work_key`); people
link what is written otherwise, and take out what is another work."""

from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.decisions import Kind, by
from lienthu.union.actions.work_keys import follow_decisions, matcher_key
from lienthu.union.models import Decision, Entry, Member, WorkTie
from lienthu.union.policies import check_all
from lienthu.union.queries import resolve


def link_works(*, actor: Actor, public_id: str, other: str, note: str = "") -> Decision:
    """All editions of the second entry's work belong to the first one's, also those still to come."""
    with transaction.atomic():
        storage.lock_union()
        one, two = _entries(actor, public_id, other)
        if one.work_key == two.work_key:
            raise Conflict("union.one_work", id=one.public_id, other=two.public_id)
        made = Decision.objects.create(kind=Kind.WORKS_LINKED, entry=one, other_entry=two, **by(actor, note))
        WorkTie.objects.create(decision=made, one_key=matcher_key(one.pk), other_key=matcher_key(two.pk))
        follow_decisions()
        _audit(actor, "union.works_linked", one, two, note)
        return made


def part_work(*, actor: Actor, public_id: str, note: str = "") -> Decision:
    """The entry is a work of its own from now on."""
    with transaction.atomic():
        storage.lock_union()
        (entry,) = _entries(actor, public_id)
        if not Entry.objects.filter(work_key=entry.work_key, state=Entry.State.ACTIVE).exclude(pk=entry.pk).exists():
            raise Conflict("union.only_edition", id=entry.public_id)
        made = Decision.objects.create(kind=Kind.WORK_PARTED, entry=entry, **by(actor, note))
        follow_decisions()
        _audit(actor, "union.work_parted", entry, None, note)
        return made


def _entries(actor: Actor, *public_ids: str) -> list[Entry]:
    found = [resolve(public_id) for public_id in public_ids]
    for entry in found:
        if entry.state != Entry.State.ACTIVE:
            raise Conflict("union.entry_gone", id=entry.public_id)
    check_all(actor, Member.objects.filter(entry__in=found).values_list("library_id", flat=True))
    return found


def _audit(actor: Actor, code: str, one: Entry, two: Entry | None, note: str) -> None:
    data = {"id": one.public_id, "note": clean(note)[:500]} | ({"other": two.public_id} if two else {})
    audit.record(actor=actor, code=code, subject=f"entry:{one.pk}", data=data)
