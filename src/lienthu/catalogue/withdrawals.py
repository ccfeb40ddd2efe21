"""What a file said to be the whole catalogue no longer names: found, judged, told and shown before it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypedDict

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord
from lienthu.catalogue.policies import RESTRICTIONS
from lienthu.kernel.actor import Actor
from lienthu.kernel.sentences import sentence
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact

HELD_BACK = {
    ImportBatch.Withdrawal.FAULTS: "catalogue.withdrawal_faults",
    ImportBatch.Withdrawal.MANY: "catalogue.withdrawal_many",
}
#: In the last row: the file goes no further, though the catalogue may.
_CUT_OFF = tuple(f'"marc.{code}"' for code in ("truncated", "no_terminator", "xml_cut_off", "master_cut_off"))


class Going(TypedDict):
    id: int
    control_no: str
    title: str
    restricted: bool


def missing(batch: ImportBatch) -> QuerySet[SourceRecord]:
    """Records of the library that the batch did not name. Those that were made here and that no file ever sent
    (`sent_digest` empty) are in no file: they stay."""
    named = ImportRow.objects.filter(batch=batch, record_id=OuterRef("id"))
    return SourceRecord.objects.filter(
        ~Exists(named),
        Q(sent_digest=None) | ~Q(sent_digest=b""),
        library_id=batch.library_id,
        state__in=(SourceRecord.State.ACTIVE, SourceRecord.State.RESTRICTED),
    )


def judged(batch: ImportBatch) -> ImportBatch.Withdrawal:
    """Sets `batch.missing`. A row that could not be read may be one of the missing ones; a file that ends inside a
    record or lacks most of them is cut off. A person who has looked at what goes has the last word."""
    batch.missing = missing(batch).count()
    if not batch.missing:
        return ImportBatch.Withdrawal.NONE
    if batch.withdraw_confirmed:
        return ImportBatch.Withdrawal.DONE
    if batch.rejected or _is_cut_off(batch):
        return ImportBatch.Withdrawal.FAULTS
    held = SourceRecord.objects.filter(library_id=batch.library_id).exclude(state=SourceRecord.State.WITHDRAWN)
    if batch.missing > settings.IMPORT_WITHDRAW_SHARE * held.count():
        return ImportBatch.Withdrawal.MANY
    return ImportBatch.Withdrawal.DONE


def is_held_back(batch: ImportBatch) -> bool:
    return batch.withdrawal in HELD_BACK


def is_overtaken(batch: ImportBatch) -> bool:
    """A later file was read since: what this one lacks says nothing any more."""
    later = ImportBatch.objects.filter(library_id=batch.library_id, id__gt=batch.id, dry_run=False, same_as=None)
    return later.exists()


def held_back(batch: ImportBatch) -> str:
    """Why nothing was withdrawn, with the number; nothing where there is nothing to say."""
    if not is_held_back(batch):
        return ""
    share = round(100 * settings.IMPORT_WITHDRAW_SHARE)
    return sentence(HELD_BACK[ImportBatch.Withdrawal(batch.withdrawal)], {"missing": batch.missing, "share": share})


def shown(actor: Actor, records: Iterable[SourceRecord]) -> Iterator[Going]:
    """Restricted records by their number alone for who does not review them."""
    for one in records:
        yield {
            "id": one.pk,
            "control_no": one.control_no,
            "title": Bib(from_compact(one.marc)).full_title if _sees(actor, one) else "",
            "restricted": one.state == SourceRecord.State.RESTRICTED,
        }


def _sees(actor: Actor, one: SourceRecord) -> bool:
    return one.state != SourceRecord.State.RESTRICTED or RESTRICTIONS.allows(actor, one)


def _is_cut_off(batch: ImportBatch) -> bool:
    last = ImportRow.objects.filter(batch=batch).order_by("-number").values_list("reasons", flat=True).first() or ""
    return any(code in last for code in _CUT_OFF)
