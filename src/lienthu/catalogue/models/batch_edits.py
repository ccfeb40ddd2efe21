"""Changes of many records at once: looked at, counted, done, and taken back as a whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.records import SourceRecord
from lienthu.kernel.ids import new_public_id
from lienthu.kernel.models import Job
from lienthu.registry.models import Library


class BatchEdit(models.Model):
    """`selection` and `operation`: `rules.batch_edit` as JSON. `job`: the work under way or done last."""

    class State(models.TextChoices):
        COUNTING = "counting", _("being counted")
        READY = "ready", _("ready: nothing is changed yet")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    selection = models.JSONField()
    operation = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.COUNTING)
    looked_at = models.BigIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="catalogue_batch_edits")]


class BatchEditRecord(models.Model):
    """A record that the edit changes. `before`: its version when it was counted, by which it is known to be the same
    when its turn comes; `after`: the version that the edit made."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHANGED = "changed", _("changed")
        OVERTAKEN = "overtaken", _("skipped: changed by somebody meanwhile")
        REFUSED = "refused", _("skipped: it would have become faulty")
        SAME = "same", _("nothing to change any more")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("not taken back: changed by somebody since")

    edit = models.ForeignKey(BatchEdit, models.CASCADE, related_name="records", db_index=False)
    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    before = models.IntegerField()
    after = models.IntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edit", "record"], name="catalogue_one_line_per_record")]
        indexes = [models.Index(fields=["edit", "outcome", "id"], name="catalogue_batch_edit_lines")]
