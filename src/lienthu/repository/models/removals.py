"""Mistakes that were reported, and what was removed for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject


class Removal(models.Model):
    """A document said to hold a state secret. It holds no word of it: identifiers, digests, people and times only.
    `removed`: `[{store, sha256, size, gone}]`; `since`: from when backups may hold it."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Closed, waits for the second person")
        REMOVED = "removed", _("Removed")
        DISMISSED = "dismissed", _("Not a mistake: opened again")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, related_name="removals")
    object_public_id = models.CharField(max_length=12)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.CharField(max_length=200)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    removed = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object"], condition=Q(state="reported"), name="repository_one_report")
        ]
