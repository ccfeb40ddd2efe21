"""Versions of one subject never overlap: exclusion constraints on PostgreSQL, triggers on SQLite.

A later migration that alters a version table on SQLite rebuilds it without its triggers and must run
`forwards` again; `test_models.py` notices.
"""

from django.db import migrations

TABLES = {
    "registry_areaversion": "area_id",
    "registry_agencyversion": "agency_id",
    "registry_libraryversion": "library_id",
    "registry_serviceversion": "service_id",
}
# A range of one number stands in for "=": it needs no btree_gist extension.
POSTGRESQL = """
ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap
EXCLUDE USING gist (int8range({subject}, {subject}, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&)
"""
SQLITE = """
CREATE TRIGGER {table}_no_overlap_{verb} BEFORE {event} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} other
    WHERE other.{subject} = NEW.{subject} AND other.id IS NOT NEW.id
    AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
    AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
)
BEGIN SELECT RAISE(ABORT, 'versions in {table} overlap'); END
"""


def forwards(apps, editor):
    for table, subject in TABLES.items():
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRESQL.format(table=table, subject=subject))
            continue
        events = (("insert", "INSERT"), ("update", f"UPDATE OF {subject}, valid_from, valid_to"))
        for verb, event in events:
            editor.execute(SQLITE.format(table=table, subject=subject, verb=verb, event=event))


def backwards(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap")
            continue
        for verb in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_overlap_{verb}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
