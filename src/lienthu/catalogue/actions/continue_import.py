"""After a stop or a question: go on from the saved place, or withdraw what a full file no longer names."""

from __future__ import annotations

from django.db import transaction

from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.policies import IMPORTS
from lienthu.catalogue.withdrawals import is_held_back, is_overtaken, missing
from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict


def resume_import(*, actor: Actor, batch: ImportBatch) -> None:
    IMPORTS.check(actor, batch)
    if batch.state != ImportBatch.State.STOPPED or batch.job is None:
        raise Conflict("catalogue.not_stopped")
    with transaction.atomic():
        jobs.resume(actor=actor, job=batch.job)
        ImportBatch.objects.filter(id=batch.id).update(state=ImportBatch.State.WAITING)


def stop_import(*, actor: Actor, batch: ImportBatch) -> None:
    IMPORTS.check(actor, batch)
    if not batch.is_active or batch.job is None:
        raise Conflict("catalogue.not_running")
    jobs.cancel(actor=actor, job=batch.job)


def confirm_withdrawal(*, actor: Actor, batch: ImportBatch, expected: int | None) -> None:
    """The full file really lacks these records, though rows of it were faulty or very many would go: a person has seen
    them and says so. `expected` is how many there were then; another number now is a `Conflict`."""
    IMPORTS.check(actor, batch)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(id=batch.id)
        if batch.state != ImportBatch.State.DONE or not is_held_back(batch):
            raise Conflict("catalogue.nothing_to_withdraw")
        if is_overtaken(batch):
            raise Conflict("catalogue.newer_import")
        batch.missing = missing(batch).count()
        if batch.missing != expected:
            raise Conflict("catalogue.withdrawal_changed", missing=batch.missing)
        batch.withdraw_confirmed, batch.withdrawal = True, ImportBatch.Withdrawal.NONE
        batch.state = ImportBatch.State.READING
        batch.job = jobs.start(
            actor=actor,
            kind="catalogue.import",
            params={"batch": batch.id, "phase": "withdraw"},
            library_id=batch.library_id,
            unique_key=f"catalogue.import:{batch.library_id}:{batch.sha256}",
        )
        batch.save()
        audit.record(
            actor=actor,
            code="catalogue.withdrawal_confirmed",
            subject=f"import_batch:{batch.id}",
            library_id=batch.library_id,
            data={"file": batch.filename, "missing": batch.missing},
        )
