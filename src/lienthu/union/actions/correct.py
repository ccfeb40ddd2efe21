"""Puts a field of an entry right without touching any source; a correction outlives rebuilds, merges and un-merges."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.match_records import rebuild
from lienthu.union.models import Correction, Entry, Member
from lienthu.union.policies import check_all
from lienthu.union.queries import resolve
from lienthu.union.rules.corrections import corrected_value


def correct(*, actor: Actor, public_id: str, field: str, value: Any, reason: str) -> Correction:
    """Replaces an earlier correction of the field."""
    right = corrected_value(field, value)
    why = clean(reason).strip()[:500]
    if not why:
        raise Invalid("union.reason_needed")
    with transaction.atomic():
        storage.lock_union()
        entry = _entry(actor, public_id)
        standing = Correction.objects.filter(entry=entry, field=field, removed_at=None)
        standing.update(removed_at=timezone.now(), removed_label=actor.label[:200])
        try:
            with transaction.atomic():
                made = Correction.objects.create(
                    entry=entry,
                    field=field,
                    value=right,
                    reason=why,
                    author_id=actor.user_id,
                    author_label=actor.label[:200],
                    made_at=timezone.now(),
                )
        except IntegrityError as error:
            raise Conflict("union.corrected_meanwhile", field=field) from error
        rebuild([entry.pk])
        _audit(actor, "union.corrected", made, entry)
        return made


def remove_correction(*, actor: Actor, correction_id: int) -> Correction:
    """The field is again what the sources say."""
    with transaction.atomic():
        storage.lock_union()
        found = Correction.objects.select_related("entry").filter(pk=correction_id).first()
        if found is None:
            raise NotFound("union.no_such_correction", id=correction_id)
        _entry(actor, found.entry.public_id)
        now = timezone.now()
        standing = Correction.objects.filter(pk=found.pk, removed_at=None)
        if not standing.update(removed_at=now, removed_label=actor.label[:200]):
            raise Conflict("union.correction_gone", id=found.pk)
        rebuild([found.entry_id])
        _audit(actor, "union.correction_removed", found, found.entry)
        return found


def _entry(actor: Actor, public_id: str) -> Entry:
    entry = resolve(public_id)
    if entry.state != Entry.State.ACTIVE:
        raise Conflict("union.entry_gone", id=entry.public_id)
    check_all(actor, Member.objects.filter(entry=entry).values_list("library_id", flat=True))
    return entry


def _audit(actor: Actor, code: str, one: Correction, entry: Entry) -> None:
    data = {"id": entry.public_id, "field": one.field, "value": one.value, "reason": one.reason}
    audit.record(actor=actor, code=code, subject=f"entry:{entry.pk}", data=data)
