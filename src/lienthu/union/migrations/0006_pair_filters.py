from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("union", "0005_decisions_only_grow")]
    operations = [
        migrations.AddField("undecidedpair", "reason_class", models.CharField(blank=True, max_length=20)),
        migrations.AddField("undecidedpair", "format", models.CharField(blank=True, max_length=20)),
    ]
