"""What was changed in the rows that were repaired, for the result page and REST."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers import changes
from lienthu.catalogue.importers.changes import Change
from lienthu.catalogue.importers.learning import Learnt
from lienthu.catalogue.importers.source import SHEETS, layout_from_json, learnt
from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord, SourceVersion
from lienthu.catalogue.queries import versions_of
from lienthu.catalogue.rules.intake import INTAKE_VERSION


def changes_of(batch: ImportBatch, rows: Sequence[ImportRow], *, sees_restricted: bool) -> dict[int, list[Change]]:
    """Row number → its changes. Nothing for a file that was read by other code than today's: what that did is not
    known text by text."""
    source = batch.same_as or batch
    if source.intake_version != INTAKE_VERSION:
        return {}
    shown = [
        row
        for row in rows
        if row.outcome == ImportRow.Outcome.REPAIRED
        and row.record is not None
        and (sees_restricted or row.record.state != SourceRecord.State.RESTRICTED)
    ]
    return {number: _changes(source, version) for number, version in versions_of(shown).items()}


def _changes(batch: ImportBatch, version: SourceVersion) -> list[Change]:
    if batch.format not in SHEETS:
        codes = _learnt(stored_path(batch.sha256), batch.format, batch.encoding)
        return changes.of_record(bytes(version.raw), batch.format, codes)
    layouts = [one for one in batch.layouts or [] if one is not None and one["offset"] < version.row]
    layout = layout_from_json(layouts[-1]) if layouts else None
    return changes.of_row(bytes(version.raw), layout) if layout is not None else []


@lru_cache(maxsize=64)
def _learnt(path: Path, format: str, encoding: str) -> Learnt:
    return learnt(path, format, encoding) if path.is_file() else Learnt()
