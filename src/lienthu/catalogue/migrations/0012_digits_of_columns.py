from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_batch_edits")]

    operations = [
        migrations.AddField(model_name="columnmapping", name="digits", field=models.JSONField(default=list)),
    ]
