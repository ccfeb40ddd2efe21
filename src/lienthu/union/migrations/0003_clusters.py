"""Clusters of the matcher are told from the entries they are shown in; decisions become a log."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_versions_only_grow"),
        ("union", "0002_clustered_keys"),
    ]

    operations = [
        migrations.RenameModel("Decision", "OldDecision"),
        migrations.AddField("entry", "own", models.IntegerField(default=0)),
        migrations.AddField("member", "merit", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "member",
            "cluster",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="union.entry",
            ),
        ),
        migrations.RemoveIndex("member", "union_members_of_entry"),
        migrations.RemoveConstraint("olddecision", "union_pair_in_order"),
        migrations.CreateModel(
            name="Rivalry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cluster_id", "other_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cluster_id", models.BigIntegerField()),
                ("other_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SourceRank",
            fields=[
                ("kind", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("rank", models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="WeightSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weights", models.JSONField()),
                ("evidence", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_label", models.CharField(blank=True, max_length=200)),
                ("accepted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merged", "entries joined"),
                            ("always", "always together"),
                            ("taken_out", "taken out of the entry"),
                            ("never", "never together"),
                            ("works_linked", "works linked"),
                            ("work_parted", "taken out of the work"),
                            ("taken_back", "decision taken back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("one", models.JSONField(default=list)),
                ("other", models.JSONField(default=list)),
                ("moved", models.JSONField(default=list)),
                ("score", models.FloatField(null=True)),
                ("reasons", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_label", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(db_index=True)),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="union.decision",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.entry"
                    ),
                ),
                (
                    "other_entry",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=30)),
                ("value", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_label", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_label", models.CharField(blank=True, max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="union.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UndecidedPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("arose_at", models.DateTimeField()),
                ("benefit", models.IntegerField(default=0)),
                ("put_off_until", models.DateTimeField(null=True)),
                ("claimed_by", models.BigIntegerField(null=True)),
                ("claimed_label", models.CharField(blank=True, max_length=200)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.decision"
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.sourcerecord",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.sourcerecord"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkAlias",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("target", models.BigIntegerField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.decision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bond",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.SmallIntegerField()),
                ("same", models.BooleanField()),
                ("alone", models.BooleanField()),
                ("keeper", models.BigIntegerField(null=True)),
                ("cluster_id", models.BigIntegerField(db_index=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.sourcerecord"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bonds",
                        to="union.decision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "record"), name="union_one_part_per_record")
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnWork",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="own_work",
                        serialize=False,
                        to="union.entry",
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.decision"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("entry", "field"),
                name="union_one_correction_per_field",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["entry", "-merit", "-record"], name="union_best_members"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["cluster", "is_representative"], name="union_members_of_cluster"),
        ),
        migrations.AddIndex(
            model_name="undecidedpair",
            index=models.Index(
                condition=models.Q(("answer__isnull", True)), fields=["-benefit", "id"], name="union_pairs_to_look_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="undecidedpair",
            constraint=models.UniqueConstraint(fields=("left", "right"), name="union_one_question_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="undecidedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("left__lt", models.F("right"))), name="union_pair_in_order"
            ),
        ),
    ]
