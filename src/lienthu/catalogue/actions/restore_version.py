"""An earlier text of a record becomes its newest version. The copies stay as they are now."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from lienthu.catalogue.actions.save_record import Saved, save_record
from lienthu.catalogue.actions.store import Origin
from lienthu.catalogue.queries import marc_of_version, record_to_edit
from lienthu.catalogue.rules.desk import described_as
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.marc.record import from_compact


def restore_version(*, actor: Actor, record_id: int, number: int, expected_version: int) -> Saved:
    """Raises `NotFound` for a version whose text is not kept, `Conflict` when it is the one that stands."""
    with transaction.atomic():
        record = record_to_edit(actor, record_id)
        now = from_compact(record.marc)
        saved = save_record(
            actor=actor,
            library_id=record.library_id,
            record_id=record.id,
            marc=described_as(marc_of_version(record, number), now),
            expected_version=expected_version,
            origin=Origin.RESTORE,
            note=gettext("version %(number)s") % {"number": number},
        )
        if not saved.changed:
            raise Conflict("catalogue.nothing_changed")
    return saved
