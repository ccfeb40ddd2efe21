"""Search keeps nothing of its own but a note of what changed while a new index is being built."""

from django.db import models


class ChangedEntry(models.Model):
    """An entry that changed after a rebuild began; the new index reads it again before it goes live."""

    entry_id = models.BigIntegerField(unique=True)


class ChangedObject(models.Model):
    """The same for a digital object and the index of page texts."""

    object_id = models.BigIntegerField(unique=True)
