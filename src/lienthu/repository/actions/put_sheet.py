"""A sheet that describes the documents of an open deposit: read whole, row by row; the last one counts."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.repository.actions.deposit import audit_deposit
from lienthu.repository.models import Deposit, SheetRow
from lienthu.repository.policies import DEPOSITS
from lienthu.repository.sheets import reading
from lienthu.text import clean
from lienthu.union.models import Entry

MOST_BYTES: Final = 50 * 1024**2
_BATCH: Final = 500


def put_sheet(*, actor: Actor, deposit: Deposit, name: str, chunks: Iterable[bytes]) -> None:
    """Instead of the one that was there. Raises `Invalid` for what is no table or names no files; single cells and rows
    that are not understood are told in the rows."""
    DEPOSITS.check(actor, deposit)
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.DATA, prefix="sheet-") as out:
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Invalid("repository.file_too_large", limit=MOST_BYTES // 1024**2)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        if not size:
            raise Invalid("repository.file_empty")
        put_read(actor, deposit, name, digest.hexdigest(), read_for(deposit, Path(out.name)))


def read_for(deposit: Deposit | None, path: Path, names: Iterable[str] = ()) -> reading.Described:
    """`names`: of files that are not here yet."""
    known = set(names)
    if deposit is not None:
        for folder, name in deposit.files.values_list("folder", "name"):
            known |= {name, Path(name).stem, folder, f"{folder}/{name}"}
    return reading.read(path, known - {""})


def put_read(actor: Actor, deposit: Deposit, name: str, sha256: str, described: reading.Described) -> None:
    _check_entries(described)
    with transaction.atomic():
        found = Deposit.objects.select_for_update(no_key=True).get(id=deposit.pk)
        if found.state != Deposit.State.OPEN:
            raise Conflict("repository.deposit_closed")
        found.sheet_rows.all().delete()
        SheetRow.objects.bulk_create((_row(found, line) for line in described.lines), _BATCH)
        found.sheet = {
            "name": clean(name)[-255:],
            "sha256": sha256,
            "sheet": described.name,
            "columns": [
                {"letter": one.letter, "header": one.header[:100], "field": one.field or ""}
                for one in described.columns
            ],
            "notes": described.notes,
            "skipped": described.skipped,
        }
        found.save(update_fields=["sheet"])
        audit_deposit(actor, found, "repository.sheet_put", rows=len(described.lines))
    deposit.refresh_from_db()


def drop_sheet(*, actor: Actor, deposit: Deposit) -> None:
    DEPOSITS.check(actor, deposit)
    with transaction.atomic():
        found = Deposit.objects.select_for_update(no_key=True).get(id=deposit.pk)
        if found.state != Deposit.State.OPEN:
            raise Conflict("repository.deposit_closed")
        found.sheet_rows.all().delete()
        found.sheet = {}
        found.save(update_fields=["sheet"])
        audit_deposit(actor, found, "repository.sheet_dropped")


def _row(deposit: Deposit, line: reading.Line) -> SheetRow:
    return SheetRow(
        deposit=deposit,
        number=line.number,
        file=line.said.file,
        folder=line.said.folder,
        said=line.said.values,
        extra=line.said.extra,
        notes=[list(note) for note in line.said.notes],
        fault=line.fault,
        fault_params=line.params,
    )


def _check_entries(described: reading.Described) -> None:
    named = {line.said.values["entry"] for line in described.lines if "entry" in line.said.values}
    known = set(Entry.objects.filter(public_id__in=named).values_list("public_id", flat=True))
    for line in described.lines:
        entry = line.said.values.get("entry")
        if entry and entry not in known:
            del line.said.values["entry"]
            line.said.notes.append(("repository.no_such_entry", {"entry": entry}))
