from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lienthu.repository.rules.words import searchable

_SAID = ("title", "creators", "subjects", "date_text", "description")


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    objects = apps.get_model("repository", "DigitalObject").objects
    last = 0
    while found := list(objects.filter(id__gt=last).order_by("id").only("id", *_SAID)[:500]):
        for one in found:
            one.search_text = searchable({name: getattr(one, name) for name in _SAID})
        objects.bulk_update(found, ["search_text"])
        last = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("repository", "0019_transcripts_in_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="digitalobject",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
