"""What `lienthu import` promises: a trial changes nothing, a wrong name is one sentence, choices are followed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.db import connection

from lienthu.catalogue.models import ColumnMapping, ImportBatch, SourceRecord
from lienthu.catalogue.tests.helpers import book, library, marc_file
from lienthu.catalogue.tests.test_doors import command
from lienthu.kernel.errors import NotFound
from lienthu.kernel.sentences import sentence
from lienthu.marc.record import from_compact

pytestmark = pytest.mark.django_db


def contents() -> dict[str, str]:
    """A digest of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path) -> None:
    library()
    command(tmp_path, marc_file(book("A1", "Một", copies="K1")))
    before = contents()
    code, told = command(tmp_path, marc_file(book("A1", "Khác"), book("A2", "Hai"), book("A3", "")), "--dry-run")
    assert (code, [told[0][name] for name in ("rows", "accepted", "rejected")]) == (1, [3, 2, 1])
    # The trial itself, its job and its trace in the audit; no record, version, copy, event or case.
    changed = {table for table, digest in contents().items() if before[table] != digest}
    assert {table for table in changed if not table.startswith("kernel_audit")} == {
        "catalogue_importbatch", "catalogue_importrow", "kernel_job",
    }  # fmt: skip


def test_an_unknown_library_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        command(tmp_path, marc_file(book("A1", "Một")), "--library", "KHONGCO")
    told = sentence(refusal.value.code, refusal.value.params)
    assert "KHONGCO" in told and "\n" not in told
    assert ImportBatch.objects.count() == 0


def test_saved_columns_are_used_by_their_name(tmp_path: Path) -> None:
    ColumnMapping.objects.create(
        library=library(), signature="x", name="Sổ cũ", headers=["Tác giả", "Ghi chú"], targets=["author", "title"]
    )
    data = "Ghi chú,Tác giả\r\nRừng xanh,Nam Cao\r\n".encode()
    assert command(tmp_path, data, "--mapping", "Sổ cũ", "--format", "csv")[0] == 0
    record = from_compact(bytes(SourceRecord.objects.get().marc))
    assert (record.first("245", "a"), record.first("100", "a")) == ("Rừng xanh", "Nam Cao")


def test_a_named_encoding_is_believed(tmp_path: Path) -> None:
    library()
    data = marc_file(book("B1", "Психология")).decode().encode("cp1251", "replace")
    assert command(tmp_path, data, "--encoding", "cp1251")[0] == 0
    assert from_compact(bytes(SourceRecord.objects.get().marc)).first("245", "a") == "Психология"
