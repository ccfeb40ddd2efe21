"""A file comes in: checked, kept, recognised, and queued for reading. The one door for command, page and REST."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from lienthu.catalogue import files
from lienthu.catalogue.importers import limits, sheet
from lienthu.catalogue.importers.columns import Layout, apply, header_key
from lienthu.catalogue.importers.formats import FORMATS, format_of
from lienthu.catalogue.importers.isis_table import are_headers
from lienthu.catalogue.importers.source import ISIS, MAPPED, SHEETS, has_records, layout_to_json, recognised
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.models import ColumnMapping, ImportBatch
from lienthu.catalogue.policies import IMPORTS
from lienthu.catalogue.rules.intake import INTAKE_VERSION
from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.models import Library

_NOT_FOR_FILES = frozenset({"idna", "punycode", "unicode_escape", "raw-unicode-escape", "unicode-escape", "undefined"})


@dataclass(frozen=True, slots=True)
class Options:
    mode: str = ImportBatch.Mode.ADD
    format: str = "auto"
    encoding: str = "auto"
    mapping: str = ""
    dry_run: bool = False
    #: Sheets and CDS/ISIS bases wait for a person to check the columns, unless the library confirmed such before.
    preview: bool = False


def start_import(
    *, actor: Actor, library: Library, filename: str, chunks: Iterable[bytes], options: Options | None = None
) -> ImportBatch:
    options = options or Options()
    IMPORTS.check_library(actor, library.id)
    if options.mode not in ImportBatch.Mode.values:
        raise Invalid("catalogue.mode_unknown", mode=options.mode[:40])
    if options.format not in FORMATS:
        raise Invalid("catalogue.format_not_known", format=options.format[:40])
    _check_encoding(options.encoding)
    kept = files.keep(chunks)
    format = format_of(kept.path, options.format)
    layouts, sure = None, True
    if format in MAPPED:
        layouts, sure = _layouts(library, kept.path, format, options)
    elif not has_records(kept.path, format):
        raise Invalid("catalogue.no_records")
    batch = ImportBatch(
        library=library,
        filename=limits.safe_name(filename),
        sha256=kept.sha256,
        size=kept.size,
        format=format,
        encoding="" if options.encoding == "auto" else options.encoding,
        mode=options.mode,
        dry_run=options.dry_run,
        layouts=[layout_to_json(layout) for layout in layouts] if layouts is not None else None,
        intake_version=INTAKE_VERSION,
        actor_label=actor.label,
    )
    if format in SHEETS and format != "csv" and limits.has_macros(kept.path):
        batch.reasons["catalogue.macros_ignored"] = [1, []]
    with transaction.atomic():
        earlier = _same_before(batch)
        if earlier is not None:
            return _unchanged(actor, batch, earlier)
        if options.preview and not sure:
            batch.state = ImportBatch.State.MAPPING
            batch.save()
            return batch
        if layouts is not None and not any(layout and layout.has_title for layout in layouts):
            prose = format == "csv" and not any(map(_says_something, layouts))
            raise Invalid("catalogue.no_list" if prose else "catalogue.no_title_column")
        batch.save()
        queue(actor=actor, batch=batch)
    return batch


def _says_something(layout: Layout | None) -> bool:
    """It has a head, or a column that is known by its contents."""
    if layout is None:
        return False
    return layout.header_start < layout.header_end or any(target is not Target.IGNORE for target in layout.targets)


def _check_encoding(encoding: str) -> None:
    if encoding == "auto" or encoding in sheet.LEGACY:
        return
    try:
        b"a".decode(encoding, "replace")  # nothing at all is decoded by every codec, text or not
        # Some names hide a program (unicode_escape) or cost quadratic time (idna); and any number of dashes is one.
        known = len(encoding) <= 40 and codecs.lookup(encoding).name not in _NOT_FOR_FILES
    except (LookupError, ValueError):
        known = False
    if not known:
        raise Invalid("catalogue.encoding_unknown", encoding=encoding[:40])


def queue(*, actor: Actor, batch: ImportBatch) -> None:
    """Starts the job of a saved batch, inside the caller's transaction."""
    try:
        batch.job = jobs.start(
            actor=actor,
            kind="catalogue.import",
            params={"batch": batch.id},
            library_id=batch.library_id,
            unique_key=f"catalogue.import:{batch.library_id}:{batch.sha256}",
        )
    except Conflict as error:
        raise Conflict("catalogue.import_running", file=batch.filename) from error
    batch.state = ImportBatch.State.WAITING
    batch.save(update_fields=["job", "state", "layouts"])
    _note_start(actor, batch)


def _note_start(actor: Actor, batch: ImportBatch) -> None:
    audit.record(
        actor=actor,
        code="catalogue.import_started",
        subject=f"import_batch:{batch.id}",
        library_id=batch.library_id,
        data={"file": batch.filename, "mode": batch.mode},
    )


def _layouts(library: Library, path: Path, format: str, options: Options) -> tuple[list[Layout | None] | None, bool]:
    """The layout of each table, and whether a person confirmed all of them before."""
    layouts = recognised(path, format, "" if options.encoding == "auto" else options.encoding)
    if layouts is None:
        return None, True
    if not any(layouts):
        raise Invalid("catalogue.sheet_empty" if format in SHEETS else "catalogue.no_records")
    known = list(ColumnMapping.objects.filter(library=library).order_by("confirmed_at"))
    named = next((one for one in known if options.mapping and one.name == options.mapping), None)
    if options.mapping and named is None:
        raise Invalid("catalogue.mapping_unknown", name=options.mapping[:80])
    sure = True
    for layout in layouts:
        if layout is None:
            continue
        mapping = named or _remembered(known, layout, format)
        if mapping is not None:
            apply(layout, _targets_of(mapping, layout), _digits_of(mapping, layout))
        elif layout.has_title or len(layouts) == 1:
            sure = False
    return layouts, sure


def _remembered(known: list[ColumnMapping], layout: Layout, format: str) -> ColumnMapping | None:
    """Confirmed for the same headers. A CDS/ISIS base may name a rare tag in one file and not in another: there it
    is enough that every tag with a meaning was confirmed."""
    same = next((one for one in known if one.signature == layout.signature), None)
    if same is not None or format not in ISIS:
        return same
    meant = {column.header for column in layout.columns if column.target is not Target.IGNORE}
    bases = [one for one in known if are_headers(one.headers) and meant <= set(one.headers)]
    return bases[-1] if bases else None


def _targets_of(mapping: ColumnMapping, layout: Layout) -> dict[int, Target]:
    """By position when the headers are the same, by header otherwise."""
    if mapping.signature == layout.signature:
        return {column.index: Target(t) for column, t in zip(layout.columns, mapping.targets, strict=False)}
    by_header = {header_key(header): Target(t) for header, t in zip(mapping.headers, mapping.targets, strict=False)}
    return {
        column.index: by_header[header_key(column.header)]
        for column in layout.columns
        if column.header and header_key(column.header) in by_header
    }


def _digits_of(mapping: ColumnMapping, layout: Layout) -> dict[int, int]:
    if mapping.signature == layout.signature:
        return {column.index: width for column, width in zip(layout.columns, mapping.digits, strict=False)}
    by_header = {header_key(header): width for header, width in zip(mapping.headers, mapping.digits, strict=False)}
    return {column.index: by_header.get(header_key(column.header), 0) for column in layout.columns if column.header}


def _same_before(batch: ImportBatch) -> ImportBatch | None:
    """The batch that read the same bytes the same way, if nothing touched the library's records since."""
    if batch.dry_run:
        return None
    mine = ImportBatch.objects.filter(library=batch.library, dry_run=False)
    earlier = mine.filter(
        sha256=batch.sha256,
        state=ImportBatch.State.DONE,
        mode=batch.mode,
        format=batch.format,
        encoding=batch.encoding,
        intake_version=INTAKE_VERSION,
        same_as=None,
    ).last()
    if earlier is None or _shape(earlier.layouts) != _shape(batch.layouts) or earlier.withdrawal in ("faults", "many"):
        return None
    later = mine.filter(id__gt=earlier.id, same_as=None)
    return (
        None if later.exclude(accepted=0, repaired=0, withdrawn=0, state=ImportBatch.State.DONE).exists() else earlier
    )


def _shape(layouts: list[dict[str, Any] | None] | None) -> list[Any]:
    return [
        one and [one["header_end"], [[column[2], *column[6:]] for column in one["columns"]]] for one in layouts or []
    ]


def _unchanged(actor: Actor, batch: ImportBatch, earlier: ImportBatch) -> ImportBatch:
    batch.same_as, batch.state = earlier, ImportBatch.State.DONE
    batch.dialect, batch.encoding = earlier.dialect, earlier.encoding
    batch.rows, batch.rejected = earlier.rows, earlier.rejected
    batch.unchanged = earlier.rows - earlier.rejected
    batch.save()
    ImportBatch.objects.filter(id=batch.id).update(finished_at=batch.created_at)
    _note_start(actor, batch)
    return batch
