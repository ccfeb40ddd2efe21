"""Who catalogues may edit records by hand: roles that may import and that an administrator has kept."""

from django.db import migrations

ROLES = ("network-admin", "director", "cataloguer", "school-librarian")
GIVEN, WHERE = "catalogue.edit", "catalogue.import"


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=ROLES):
        if WHERE in role.permissions and GIVEN not in role.permissions:
            role.permissions = sorted([*role.permissions, GIVEN])
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_username_without_case")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
