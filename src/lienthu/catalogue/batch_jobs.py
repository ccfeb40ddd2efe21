"""The three steps of a batch edit as jobs: slices with their cursor, so that a killed worker goes on and does nothing
twice; cancelled, what was done stays and is named."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.edit_batch import COUNT, RUN, UNDO, State
from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.actions.store import Origin
from lienthu.catalogue.authority_fitting import change_for
from lienthu.catalogue.models import BatchEdit, BatchEditRecord, SourceRecord
from lienthu.catalogue.queries import marc_of_version
from lienthu.catalogue.rules.batch_edit import Operation, chosen
from lienthu.catalogue.rules.desk import same_text
from lienthu.catalogue.selections import records_of, where_of
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc.record import Record, from_compact

COUNTED_AT_ONCE = 1_000
SAVED_AT_ONCE = 100
Outcome = BatchEditRecord.Outcome


def _edit(run: jobs.Run) -> BatchEdit:
    return BatchEdit.objects.get(pk=run.params["edit"])


def _end(edit: BatchEdit, state: str) -> None:
    edit.state, edit.finished_at = state, timezone.now()
    edit.save(update_fields=["state", "finished_at"])


@jobs.register
class CountJob(jobs.JobKind):
    name = COUNT
    title = _("Count a batch edit")
    steering = Permission.CATALOGUE_EDIT

    def slice(self, run: jobs.Run) -> bool:
        edit = _edit(run)
        operation, where = Operation(**edit.operation), where_of(edit.selection)
        records = records_of(edit.library_id, edit.selection).order_by("id")
        total = run.job.total if run.job.total is not None else records.count()
        after = run.cursor.get("after", 0)
        some = list(records.filter(id__gt=after).values_list("id", "version", "marc")[:COUNTED_AT_ONCE])
        found = []
        looked_at = 0
        texts = [from_compact(stored) for _id, _version, stored in some]
        change = change_for(operation, texts)
        for (record_id, version, _stored), marc in zip(some, texts, strict=True):
            if chosen(where, marc):
                looked_at += 1
                if not same_text(change(marc), marc):
                    found.append(BatchEditRecord(edit=edit, record_id=record_id, before=version))
        last = some[-1][0] if some else after
        with run.saving(cursor={"after": last}, done=run.job.done + len(some), total=total):
            BatchEditRecord.objects.bulk_create(found)
            edit.looked_at += looked_at
            edit.save(update_fields=["looked_at"])
            if not some:
                _end(edit, State.READY)
        return bool(some)

    def ended(self, run: jobs.Run) -> None:
        _end(_edit(run), State.STOPPED)


class _OneByOne(jobs.JobKind):
    """Lines of one outcome, a hundred in a transaction."""

    steering = Permission.CATALOGUE_EDIT
    takes: ClassVar[str]
    leaves: ClassVar[str]

    def slice(self, run: jobs.Run) -> bool:
        edit = _edit(run)
        lines = edit.records.filter(outcome=self.takes)
        total = run.job.total if run.job.total is not None else lines.count()
        actor = _as(run, edit)
        some = list(lines.order_by("id").select_related("record")[:SAVED_AT_ONCE])
        with run.saving(cursor={}, done=run.job.done + len(some), total=total):
            for line in some:
                self.one(actor, edit, line)
            BatchEditRecord.objects.bulk_update(some, ["outcome", "after", "note"])
            if not some:
                _end(edit, self.leaves)
        return bool(some)

    @abstractmethod
    def one(self, actor: Actor, edit: BatchEdit, line: BatchEditRecord) -> None:
        """Does what the job is for to one line, and sets its outcome."""

    def ended(self, run: jobs.Run) -> None:
        _end(_edit(run), State.STOPPED)


@jobs.register
class RunJob(_OneByOne):
    name = RUN
    title: ClassVar[str | Promise] = _("Batch edit")
    takes, leaves = Outcome.WAITING, State.DONE

    def one(self, actor: Actor, edit: BatchEdit, line: BatchEditRecord) -> None:
        if line.record.version != line.before:
            line.outcome = Outcome.OVERTAKEN
            return
        marc = from_compact(line.record.marc)
        changed = change_for(Operation(**edit.operation), [marc])(marc)
        _save(actor, edit, line, changed, (Outcome.CHANGED, Outcome.OVERTAKEN))
        line.after = line.record.version + 1 if line.outcome == Outcome.CHANGED else None


@jobs.register
class UndoJob(_OneByOne):
    name = UNDO
    title: ClassVar[str | Promise] = _("Take a batch edit back")
    takes, leaves = Outcome.CHANGED, State.UNDONE

    def one(self, actor: Actor, edit: BatchEdit, line: BatchEditRecord) -> None:
        if line.record.version != line.after:
            line.outcome = Outcome.KEPT
            return
        _save(actor, edit, line, marc_of_version(line.record, line.before), (Outcome.UNDONE, Outcome.KEPT))


def _save(actor: Actor, edit: BatchEdit, line: BatchEditRecord, marc: Record, ends: tuple[str, str]) -> None:
    """`ends`: the outcome of a record that was saved, and of one that somebody else changed."""
    record: SourceRecord = line.record
    try:
        with transaction.atomic():
            saved = save_record(
                actor=actor, library_id=edit.library_id, marc=marc, record_id=record.pk,
                expected_version=record.version, origin=Origin.BATCH, note=edit.public_id,
            )  # fmt: skip
        line.outcome = ends[0] if saved.changed else Outcome.SAME
    except (Conflict, NotFound):
        line.outcome = ends[1]
    except Invalid as error:
        line.outcome, line.note = Outcome.REFUSED, sentence(error.code, error.params)[:500]


def _as(run: jobs.Run, edit: BatchEdit) -> Actor:
    """Who asked for it, with the one right that was asked about then."""
    if run.actor.kind is ActorKind.SYSTEM:
        return run.actor
    grants = frozenset({Grant(Permission.CATALOGUE_EDIT, edit.library_id)})
    return Actor(run.actor.kind, run.actor.label, run.actor.user_id, grants)
