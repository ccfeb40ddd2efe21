"""One record gets the headings of authorities where each can mean one only: a version that the history takes back."""

from __future__ import annotations

from lienthu.catalogue.actions.save_record import Saved, save_record
from lienthu.catalogue.actions.store import Origin
from lienthu.catalogue.authority_fitting import fitted
from lienthu.catalogue.queries import record_to_edit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.marc.record import from_compact


def write_headings(*, actor: Actor, record_id: int, expected_version: int) -> Saved:
    """`expected_version`: the one that the person saw. Raises `Conflict` where nothing fits (any more)."""
    record = record_to_edit(actor, record_id)
    made, changes = fitted([from_compact(record.marc)], sure_only=False)[0]
    if not changes and record.version == expected_version:
        raise Conflict("catalogue.no_heading_fits")
    note = "; ".join(after for _before, after in changes)[:200]
    return save_record(
        actor=actor, library_id=record.library_id, marc=made, record_id=record_id,
        expected_version=expected_version, origin=Origin.HEADING, note=note,
    )  # fmt: skip
