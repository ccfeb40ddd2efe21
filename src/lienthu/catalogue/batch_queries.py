"""Reads of batch edits: the list, counts by outcome, the first differences, the records with their outcome."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lienthu.catalogue.authority_fitting import change_for
from lienthu.catalogue.models import BatchEdit, BatchEditRecord
from lienthu.catalogue.policies import EDITS
from lienthu.catalogue.rules.batch_edit import Operation
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.marc.changes import FieldChange, changes
from lienthu.marc.record import from_compact

PREVIEWED = 20


@dataclass(frozen=True, slots=True)
class Preview:
    record_id: int
    control_no: str
    changes: list[FieldChange]


def edits_for(actor: Actor) -> QuerySet[BatchEdit]:
    return EDITS.filter(actor, BatchEdit.objects.select_related("library", "job")).order_by("-id")


def edit_for(actor: Actor, public_id: str) -> BatchEdit:
    """Raises `NotFound` for one that is not there and for one that is not for this actor."""
    found = edits_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def counts_of(edit: BatchEdit) -> dict[str, int]:
    """Outcome → number of records; outcomes that do not occur are left out."""
    return dict(edit.records.order_by().values_list("outcome").annotate(n=Count("id")))


def previews(edit: BatchEdit) -> list[Preview]:
    """What the first records would become, computed from the records as they are now."""
    operation = Operation(**edit.operation)
    lines = edit.records.filter(outcome=BatchEditRecord.Outcome.WAITING).select_related("record").order_by("id")
    found = []
    for line in lines[:PREVIEWED]:
        marc = from_compact(line.record.marc)
        found.append(
            Preview(line.record.pk, line.record.control_no, changes(marc, change_for(operation, [marc])(marc)))
        )
    return found


def lines_of(edit: BatchEdit, outcome: str = "") -> QuerySet[BatchEditRecord]:
    lines = edit.records.select_related("record").order_by("id")
    return lines.filter(outcome=outcome) if outcome in BatchEditRecord.Outcome.values else lines
