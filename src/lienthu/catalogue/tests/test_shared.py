"""Every MARC set of the shared data comes in, and every record of it is accounted for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lienthu.catalogue.models import ImportRow, SourceRecord
from lienthu.catalogue.report import reason_text
from lienthu.catalogue.tests.helpers import hand_in, library
from lienthu.kernel.errors import Invalid

SHARED = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).resolve().parents[5] / "shared"))
MARC = SHARED / "data" / "marc"
ENDINGS = {".mrc", ".marc", ".xml", ".marcxml", ".usmarc", ".json", ".mrk", ".mrk8", ".lif", ".iso", ".dat"}

pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.django_db]


def sets() -> list[str]:
    return sorted(path.name for path in MARC.iterdir() if path.is_dir()) if MARC.is_dir() else []


def test_the_shared_data_is_there() -> None:
    assert sets(), f"no MARC sets under {MARC}: set LIENTHU_SHARED"


@pytest.mark.parametrize("name", sets())
def test_nothing_is_dropped_silently(name: str) -> None:
    where = library(name[:30].upper())
    for path in sorted((MARC / name).rglob("*")):
        if not path.is_file() or path.suffix.lower() not in ENDINGS:
            continue
        try:
            batch = hand_in(path.read_bytes(), where, name=path.name)
        except Invalid as refusal:
            assert refusal.code.startswith("catalogue."), path
            continue
        assert batch.state == "done", path
        rows = ImportRow.objects.filter(batch=batch)
        assert rows.count() == batch.rows == batch.accepted + batch.repaired + batch.rejected + batch.unchanged, path
        assert sorted(rows.values_list("number", flat=True)) == list(range(1, batch.rows + 1)), path
        for row in rows.filter(outcome=ImportRow.Outcome.REJECTED):
            assert reason_text(row.reasons), path
            assert row.raw is not None, path
        kept = rows.exclude(outcome=ImportRow.Outcome.REJECTED)
        assert not kept.filter(record=None).exists(), path
    assert SourceRecord.objects.filter(library=where).exists()
