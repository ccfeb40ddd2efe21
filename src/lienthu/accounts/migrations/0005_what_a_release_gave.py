"""Tells built-in roles that nobody changed here from those that an administrator changed: the former follow each version.

An older installation has what the release gave that it began with, and what 0003 and 0004 added. Releases only ever
added rights, one after another, so a role is as it was given when it holds the first ones and no other.
"""

from django.db import migrations, models

#: code → (what every release gave, what later ones added, in their order)
RELEASES = {
    "network-admin": (
        {
            "registry.edit", "accounts.manage", "catalogue.view", "catalogue.edit", "catalogue.import",
            "catalogue.restriction_review", "catalogue.authorities", "union.review", "discovery.admin",
            "kernel.jobs_view", "kernel.audit_view",
        },
        [
            {"catalogue.items"}, {"catalogue.stocktake"}, {"union.admin"},
            {"catalogue.weeding", "catalogue.weeding_approve"},
        ],
    ),
    "director": (
        {
            "registry.edit", "catalogue.view", "catalogue.edit", "catalogue.import", "catalogue.restriction_review",
            "kernel.jobs_view",
        },
        [{"catalogue.items"}, {"catalogue.stocktake"}, {"catalogue.weeding"}],
    ),
    "cataloguer": (
        {"catalogue.view", "catalogue.edit", "catalogue.import", "catalogue.authorities", "kernel.jobs_view"},
        [{"catalogue.items"}, {"catalogue.stocktake"}, {"catalogue.weeding"}],
    ),
    "union-cataloguer": ({"union.review", "catalogue.authorities"}, []),
    "librarian": ({"catalogue.view"}, [{"catalogue.items"}, {"catalogue.stocktake"}]),
    "school-librarian": (
        {"catalogue.view", "catalogue.edit", "catalogue.import", "kernel.jobs_view"},
        [{"catalogue.items"}, {"catalogue.stocktake"}, {"catalogue.weeding"}],
    ),
    "reviewer": ({"catalogue.restriction_review", "catalogue.view"}, []),
    "digitisation": (set(), []),
    "depositor": (set(), []),
    "department-officer": ({"catalogue.view", "kernel.jobs_view"}, [{"catalogue.weeding_approve"}]),
    "inspector": ({"kernel.audit_view", "catalogue.view", "kernel.jobs_view"}, []),
    "reader": (set(), []),
}  # fmt: skip


def given_by_a_release(code, permissions):
    first, added = RELEASES[code]
    rights = set(first)
    for more in [set(), *added]:
        rights |= more
        if permissions == rights:
            return True
    return False


def mark(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=RELEASES):
        if given_by_a_release(role.code, set(role.permissions)):
            role.given = role.permissions
            role.save(update_fields=["given"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_right_to_authorities")]

    operations = [
        migrations.AddField(model_name="role", name="given", field=models.JSONField(null=True)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
