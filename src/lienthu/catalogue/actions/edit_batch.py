"""A change of many records: counted first, then done, then perhaps taken back; each step is a job in slices.

Every record goes through `save_record` with the version that was counted: who changed it meanwhile keeps the change.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django.db import transaction

from lienthu.catalogue.models import BatchEdit, BatchEditRecord
from lienthu.catalogue.policies import EDITS
from lienthu.catalogue.rules.batch_edit import Operation, fault_of
from lienthu.catalogue.selections import records_of, where_of
from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid

COUNT: Final = "catalogue.batch_count"
RUN: Final = "catalogue.batch_edit"
UNDO: Final = "catalogue.batch_undo"
State = BatchEdit.State
MAY_UNDO = (State.DONE, State.STOPPED)


def propose(*, actor: Actor, library_id: int, selection: dict[str, Any], operation: Operation) -> BatchEdit:
    """Starts counting; nothing is changed. Raises `Invalid` for what cannot be done to any record."""
    EDITS.check_library(actor, library_id)
    fault = fault_of(operation)
    if fault is not None:
        raise Invalid(fault[0], **fault[1])
    where_of(selection)
    records_of(library_id, selection)
    with transaction.atomic():
        edit = BatchEdit.objects.create(
            library_id=library_id, selection=selection, operation=asdict(operation), actor_label=actor.label[:200]
        )
        _start(actor, edit, COUNT)
    return edit


def run(*, actor: Actor, edit: BatchEdit) -> None:
    _go_on(actor, edit, (State.READY,), State.RUNNING, RUN, "catalogue.batch_edit_started")


def undo(*, actor: Actor, edit: BatchEdit) -> None:
    """Every record that is still as the edit left it becomes what it was; the others are named."""
    _go_on(actor, edit, MAY_UNDO, State.UNDOING, UNDO, "catalogue.batch_edit_undone")


def step(*, actor: Actor, edit: BatchEdit, name: str) -> None:
    """`run`, `undo` or `stop`; anything else, or at the wrong time, is a `Conflict`."""
    if name == "run":
        run(actor=actor, edit=edit)
    elif name == "undo":
        undo(actor=actor, edit=edit)
    elif name == "stop" and edit.job is not None:
        jobs.cancel(actor=actor, job=edit.job)
    else:
        raise Conflict("catalogue.batch_not_now")


def _go_on(actor: Actor, edit: BatchEdit, states: tuple[str, ...], to: str, kind: str, code: str) -> None:
    EDITS.check(actor, edit)
    with transaction.atomic():
        if not BatchEdit.objects.filter(pk=edit.pk, state__in=states).update(state=to, finished_at=None):
            raise Conflict("catalogue.batch_not_now")
        edit.refresh_from_db()
        waits = BatchEditRecord.Outcome.WAITING if kind == RUN else BatchEditRecord.Outcome.CHANGED
        data = {"id": edit.public_id, "records": edit.records.filter(outcome=waits).count()}
        audit.record(actor=actor, code=code, subject=f"batch_edit:{edit.pk}", library_id=edit.library_id, data=data)
        _start(actor, edit, kind)


def _start(actor: Actor, edit: BatchEdit, kind: str) -> None:
    edit.job = jobs.start(
        actor=actor, kind=kind, params={"edit": edit.pk}, library_id=edit.library_id, unique_key=f"{kind}:{edit.pk}"
    )
    edit.save(update_fields=["job"])
