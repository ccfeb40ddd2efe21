"""Versions by hand: no batch, an author, the door they came through; the text of replaced versions stays readable."""

import django.db.models.deletion
from django.db import migrations, models

from lienthu.kernel import append_only

VERSIONS = "catalogue_sourceversion"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_versions_only_grow"), ("registry", "0002_no_overlaps")]

    operations = [
        # SQLite makes an altered table anew: its guard goes with the old one.
        append_only.unprotect(VERSIONS),
        migrations.CreateModel(
            name="ControlNumberSeries",
            fields=[
                (
                    "library",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="registry.library",
                    ),
                ),
                ("last", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField("sourcerecord", "sent_digest", models.BinaryField(max_length=16, null=True)),
        migrations.AddField("sourceversion", "author_label", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("sourceversion", "note", models.CharField(blank=True, default="", max_length=500)),
        migrations.AddField(
            "sourceversion",
            "origin",
            models.CharField(
                choices=[
                    ("import", "file"),
                    ("desk", "desk"),
                    ("batch", "batch edit"),
                    ("heading", "heading renamed"),
                    ("restore", "earlier version restored"),
                ],
                default="import",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "sourceversion",
            "batch",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.importbatch",
            ),
        ),
        migrations.AlterField("sourceversion", "row", models.BigIntegerField(default=0)),
        migrations.CreateModel(
            name="PastMarc",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("marc", models.BinaryField()),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.sourcerecord",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="catalogue_one_form_per_version")
                ],
            },
        ),
        append_only.protect(VERSIONS),
        append_only.protect("catalogue_pastmarc"),
    ]
