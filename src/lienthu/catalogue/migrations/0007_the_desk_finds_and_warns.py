"""What the desk finds records by, also for those that are there already; and who has a record open."""

import json
import re
import unicodedata

import django.db.models.deletion
from django.db import migrations, models

_SLICE = 500


def _fold(text):
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def _search_text(marc):
    _leader, *rows = json.loads(bytes(marc))
    texts, names, numbers = [], [], []
    for row in rows:
        pairs = list(zip(row[2::2], row[3::2], strict=False))
        if row[0] == "245" and not texts:
            texts = [
                next((text for code, text in pairs if code in wanted and text), "") for wanted in ("abk", "n", "p")
            ]
        elif row[0] == "100" and not names:
            names = [text for code, text in pairs if code == "a"][:1]
        elif row[0] == "020":
            numbers += [re.sub(r"[^0-9Xx]|\(.*", "", text)[:13] for code, text in pairs if code == "a"][:1]
    return " ".join(" ".join(_fold(text).split()) for text in [*texts, *names, *numbers[:2]] if text)[:300]


def fill(apps, schema_editor):
    records = apps.get_model("catalogue", "SourceRecord").objects
    last = 0
    while page := list(records.filter(id__gt=last).order_by("id").only("id", "marc")[:_SLICE]):
        for record in page:
            record.search_text = _search_text(record.marc)
        records.bulk_update(page, ["search_text"])
        last = page[-1].id


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_title_codes")]

    operations = [
        migrations.AddField("sourcerecord", "search_text", models.CharField(blank=True, default="", max_length=300)),
        migrations.CreateModel(
            name="EditLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("person", models.CharField(max_length=200)),
                ("since", models.DateTimeField()),
                ("seen", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.sourcerecord"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "person_id"), name="catalogue_one_lock_per_person")
                ]
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
