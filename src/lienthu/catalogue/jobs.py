"""`catalogue.import`: reads a file in slices; each slice's records, outcomes, event and cursor are one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue import results
from lienthu.catalogue.actions import apply_heading, propose_authorities
from lienthu.catalogue.actions.link_headings import enter_records
from lienthu.catalogue.actions.store import store
from lienthu.catalogue.events import announce
from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers.source import Opened, Place, layout_from_json, open_source
from lienthu.catalogue.models import ImportBatch, SourceRecord
from lienthu.catalogue.rules.intake import Draft
from lienthu.catalogue.withdrawals import judged, missing
from lienthu.kernel import audit, jobs, outbox
from lienthu.kernel.errors import Unavailable
from lienthu.kernel.permissions import Permission

__all__ = ["apply_heading", "enter_headings", "propose_authorities"]

SLICE = 1_000
_SECONDS = 2.0
_HEAVY = 16 * 1024**2  # bytes as they came, in one transaction


def _bite(attempts: int) -> int:
    """Rows in one transaction. After an attempt that ended before it saved anything (a kill, too little memory) fewer
    are taken, down to one: a process that is killed again and again still gets on."""
    return max(1, SLICE >> 2 * max(0, attempts - 1))


def _taken(drafts: Iterator[tuple[Draft, Place]], size: int) -> tuple[list[tuple[Draft, Place]], bool]:
    """So many rows, fewer where they are large; and whether they were the last."""
    pairs: list[tuple[Draft, Place]] = []
    weight = 0
    for pair in drafts:
        pairs.append(pair)
        weight += len(pair[0].raw)
        if len(pairs) >= size or weight >= _HEAVY:
            return pairs, False
    return pairs, True


@jobs.register
class ImportJob(jobs.JobKind):
    name = "catalogue.import"
    title = _("Catalogue import")
    steering = Permission.CATALOGUE_IMPORT

    def __init__(self) -> None:
        # A file stays open between slices of one process; after a kill it is read again up to the cursor.
        self._opened: dict[str, Opened] = {}

    def slice(self, run: jobs.Run) -> bool:
        batch = ImportBatch.objects.select_related("library").get(id=run.params["batch"])
        if run.cursor.get("phase", run.params.get("phase")) == "withdraw":
            return self._withdraw(run, batch)
        opened = self._source(run, batch)
        size = _bite(run.job.attempts)
        until = time.monotonic() + _SECONDS
        try:
            while time.monotonic() < until:
                if not self._read_some(run, batch, opened, size):
                    return True
        except BaseException:
            self._opened.pop(run.job.public_id, None)
            raise
        return True

    def _source(self, run: jobs.Run, batch: ImportBatch) -> Opened:
        place = Place(run.cursor.get("number", 0), run.cursor.get("offset", 0))
        opened = self._opened.get(run.job.public_id)
        if opened is None or opened.place != place:
            layouts = [layout_from_json(one) for one in batch.layouts or []]
            path = stored_path(batch.sha256)
            if not path.is_file():
                raise Unavailable("catalogue.file_gone", file=batch.filename)
            opened = open_source(path, batch.format, encoding=batch.encoding, layouts=layouts, start=place)
            self._opened = {run.job.public_id: opened}
        return opened

    def _read_some(self, run: jobs.Run, batch: ImportBatch, opened: Opened, size: int) -> bool:
        """One transaction's worth. False when the file is at its end."""
        pairs, ended = _taken(opened.drafts, size)
        place = pairs[-1][1] if pairs else opened.place
        cursor = {"phase": "withdraw" if ended else "read", "number": place.number, "offset": place.offset}
        batch.state = ImportBatch.State.READING
        batch.skipped = dict(opened.skipped)
        rows = batch.rows + len(pairs)
        # Where the file can be entered in the middle, bytes tell how many rows are to come.
        total = max(rows, rows * batch.size // place.offset) if place.offset else None
        with run.saving(cursor=cursor, done=rows, total=rows if ended else total, note=batch.filename):
            if pairs:
                batch.dialect = batch.dialect or pairs[0][0].dialect
                store(batch=batch, drafts=[draft for draft, _place in pairs])
        opened.place = place
        if ended:
            self._opened.pop(run.job.public_id, None)
        return not ended

    def _withdraw(self, run: jobs.Run, batch: ImportBatch) -> bool:
        """After the last row of a full file: what is gone there goes here, if the file may be believed."""
        if batch.mode == ImportBatch.Mode.FULL and not batch.withdrawal and not batch.dry_run:
            batch.withdrawal = judged(batch)
        ids: list[int] = []
        if batch.withdrawal == ImportBatch.Withdrawal.DONE:
            ids = list(missing(batch).values_list("id", flat=True).order_by("id")[:SLICE])
        with run.saving(cursor={**run.cursor, "phase": "withdraw"}):
            if ids:
                self._withdraw_some(batch, ids)
            else:
                _finish(run, batch)
        return bool(ids)

    @staticmethod
    def _withdraw_some(batch: ImportBatch, ids: list[int]) -> None:
        SourceRecord.objects.filter(id__in=ids).update(state=SourceRecord.State.WITHDRAWN, changed_at=timezone.now())
        announce(ids, hidden=ids)
        batch.withdrawn += len(ids)
        batch.save(update_fields=["withdrawn", "withdrawal", "missing"])

    def ended(self, run: jobs.Run) -> None:
        self._opened.pop(run.job.public_id, None)
        ImportBatch.objects.filter(id=run.params["batch"]).update(state=ImportBatch.State.STOPPED)


@jobs.register
class ResultJob(jobs.JobKind):
    """Writes the result of a large import as a file. After a kill it is written anew: nothing of it was there."""

    name = "catalogue.result"
    title = _("Result of an import")
    steering = Permission.CATALOGUE_IMPORT

    def slice(self, run: jobs.Run) -> bool:
        batch = ImportBatch.objects.select_related("same_as").get(id=run.params["batch"])
        target = results.folder() / run.params["name"]

        def tell(rows: int) -> None:
            with run.saving(cursor={}, done=rows, total=max(rows, batch.rows), note=batch.filename):
                pass

        if not target.is_file():
            with translation.override(run.params["language"]):
                results.build(batch, target, sees_restricted=run.params["sees"], tell=tell)
        tell(batch.rows)
        return False


def _finish(run: jobs.Run, batch: ImportBatch) -> None:
    assert transaction.get_connection().in_atomic_block
    batch.state, batch.finished_at = ImportBatch.State.DONE, timezone.now()
    batch.save(update_fields=["state", "finished_at", "withdrawal", "missing"])
    run.result = {
        name: getattr(batch, name)
        for name in ("rows", "accepted", "repaired", "rejected", "unchanged", "restricted", "withdrawn", "missing")
    } | {"withdrawal": batch.withdrawal}
    audit.record(
        actor=run.actor,
        code="catalogue.import_finished",
        subject=f"import_batch:{batch.id}",
        library_id=batch.library_id,
        data={"file": batch.filename, "rows": batch.rows, "rejected": batch.rejected, "withdrawn": batch.withdrawn},
    )


@outbox.consumer("catalogue.headings", events=("catalogue.records_changed",), batch=4, patience=3600.0, rests=True)
def enter_headings(batch: outbox.Batch) -> None:
    """What new and changed records call people, bodies and subjects, for authorities; after a catalogue has come in."""
    record_ids = {record_id for event in batch.events for record_id in event.payload["records"]}
    enter_records(record_ids=sorted(record_ids), finish=batch.ack)
