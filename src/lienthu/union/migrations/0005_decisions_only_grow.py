import django.db.models.deletion
from django.db import migrations, models

from lienthu.kernel import append_only


class Migration(migrations.Migration):
    dependencies = [("union", "0004_carry_over")]
    operations = [
        migrations.DeleteModel("OldDecision"),
        migrations.AlterField(
            "member",
            "cluster",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="union.entry"
            ),
        ),
        append_only.protect("union_decision"),
    ]
