"""Results of large imports as finished files: written once by the worker, handed out by the web, swept after a week.

A file's name is a digest of all that it depends on, so a stale one is never found.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from django.utils import translation

from lienthu.catalogue import report
from lienthu.catalogue.files import IMPORTS
from lienthu.catalogue.models import ImportBatch

#: Results of so many rows are written while the reader waits: about half a second for a workbook that is packed into
#: so many bytes, much less for text.
MOST_ROWS_AT_ONCE = 500
_MOST_PACKED_AT_ONCE = 48 * 1024
_MOST_BYTES_AT_ONCE = 1024**2
_MOST_CELLS_AT_ONCE = 10_000
_UNFINISHED = "making-"
_KEPT = 7 * 24 * 3600
_TELL_EVERY = 1.0  # seconds


def folder() -> Path:
    return IMPORTS.root / "results"


def is_small(batch: ImportBatch) -> bool:
    source = batch.same_as or batch
    rows = source.rows + sum(source.skipped.values())
    width = sum(len(one["columns"]) for one in source.layouts or [] if one)
    limit = _MOST_PACKED_AT_ONCE if source.format in ("xlsx", "ods") else _MOST_BYTES_AT_ONCE
    return rows <= MOST_ROWS_AT_ONCE and rows * width <= _MOST_CELLS_AT_ONCE and source.size <= limit


def path_of(batch: ImportBatch, *, sees_restricted: bool) -> Path:
    """Where the result in the active language is, or will be, for who sees restricted records or does not."""
    source = batch.same_as or batch
    hidden = sorted(report.restricted_rows(source))
    told = f"{source.public_id} {source.rows} {source.state} {translation.get_language()} {sees_restricted} {hidden}"
    return folder() / blake2b(told.encode(), digest_size=20).hexdigest()


def build(batch: ImportBatch, target: Path, *, sees_restricted: bool, tell: Callable[[int], None]) -> None:
    """The file appears under its name only when it is whole. `tell` hears now and then how many rows are written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            report.write(batch, cast(BinaryIO, out), sees_restricted=sees_restricted, tell=_now_and_then(tell))
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _now_and_then(tell: Callable[[int], None]) -> Callable[[int], None]:
    last = time.monotonic()

    def told(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TELL_EVERY:
            last = time.monotonic()
            tell(rows)

    return told


def _sweep(where: Path) -> None:
    for left in where.iterdir():
        with suppress(FileNotFoundError):
            age = time.time() - left.stat().st_mtime
            if age > (_KEPT if not left.name.startswith(_UNFINISHED) else 24 * 3600):
                left.unlink()
