"""A record leaves the catalogue and comes back: a version with its record status (leader/05), for the history."""

from __future__ import annotations

from django.db import transaction

from lienthu.catalogue.actions.save_record import Code, Saved, refuse_overtaken, save_record
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import record_to_edit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.marc.record import from_compact
from lienthu.text import clean

SHORTEST_REASON = 5
_DELETED, _CORRECTED = "d", "c"


def withdraw_record(*, actor: Actor, record_id: int, expected_version: int, reason: str) -> Saved:
    return _mark(actor, record_id, expected_version, reason, _DELETED, "catalogue.record_withdrawn")


def return_record(*, actor: Actor, record_id: int, expected_version: int, reason: str) -> Saved:
    """Back into the catalogue, whoever withdrew it: the desk or a full file."""
    return _mark(actor, record_id, expected_version, reason, _CORRECTED, "catalogue.record_returned")


def _mark(actor: Actor, record_id: int, expected_version: int, reason: str, status: str, code: str) -> Saved:
    reason = clean(reason)[:500]
    if len(reason) < SHORTEST_REASON:
        raise Invalid("catalogue.reason_needed")
    with transaction.atomic():
        record = record_to_edit(actor, record_id)
        refuse_overtaken(record, expected_version)
        is_gone = record.state == SourceRecord.State.WITHDRAWN
        if is_gone and status == _DELETED:
            raise Conflict("catalogue.withdrawn_already")
        if not is_gone and status != _DELETED:
            raise Conflict("catalogue.not_withdrawn")
        marc = from_compact(record.marc)
        marc.leader = f"{marc.leader[:5]}{status}{marc.leader[6:]}"
        return save_record(
            actor=actor,
            library_id=record.library_id,
            record_id=record.id,
            marc=marc,
            expected_version=expected_version,
            note=reason,
            act=Code(code, reason),
        )
