"""Cataloguers, and who keeps the union, may keep authorities: roles as an administrator has kept them."""

from django.db import migrations

ROLES = {"network-admin": "catalogue.edit", "cataloguer": "catalogue.edit", "union-cataloguer": "union.review"}
GIVEN = "catalogue.authorities"


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=ROLES):
        if ROLES[role.code] in role.permissions and GIVEN not in role.permissions:
            role.permissions = sorted([*role.permissions, GIVEN])
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_right_to_edit")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
