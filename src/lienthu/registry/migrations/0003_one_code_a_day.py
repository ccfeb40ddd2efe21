"""A code means one area a day: an exclusion constraint on PostgreSQL, triggers on SQLite.

A later migration that alters the table on SQLite must run `forwards` of this and of 0002 again.
"""

from django.db import migrations

# The hash stands in for the text: "=" on text in GiST would need the btree_gist extension.
POSTGRESQL = """
ALTER TABLE registry_areaversion ADD CONSTRAINT registry_areaversion_one_code
EXCLUDE USING gist (
    int8range(hashtextextended(code, 0), hashtextextended(code, 0), '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&
)
"""
SQLITE = """
CREATE TRIGGER registry_areaversion_one_code_{verb} BEFORE {event} ON registry_areaversion
WHEN EXISTS (
    SELECT 1 FROM registry_areaversion other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id
    AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
    AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
)
BEGIN SELECT RAISE(ABORT, 'two areas have one code on one day'); END
"""
EVENTS = (("insert", "INSERT"), ("update", "UPDATE OF code, valid_from, valid_to"))


def forwards(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        return
    for verb, event in EVENTS:
        editor.execute(SQLITE.format(verb=verb, event=event))


def backwards(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE registry_areaversion DROP CONSTRAINT registry_areaversion_one_code")
        return
    for verb, _ in EVENTS:
        editor.execute(f"DROP TRIGGER IF EXISTS registry_areaversion_one_code_{verb}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_no_overlaps")]
    operations = [migrations.RunPython(forwards, backwards)]
