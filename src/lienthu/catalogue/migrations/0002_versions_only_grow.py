from django.db import migrations

from lienthu.kernel import append_only


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [append_only.protect("catalogue_sourceversion")]
