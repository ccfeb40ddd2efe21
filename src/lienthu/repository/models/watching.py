"""Folders that are watched for an agency, and what was found in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Agency, Library
from lienthu.repository.models.deposits import Deposit


class WatchedFolder(models.Model):
    """`path`: below the root that the settings allow. A delivery is a folder in it that nobody has changed for
    `quiet_minutes`, or that is marked as ready. `clearance`: who answers for all that is put there."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    arrangement = models.CharField(max_length=10, choices=Deposit.Arrangement.choices, blank=True)
    quiet_minutes = models.PositiveSmallIntegerField(default=10)
    clearance = models.CharField(max_length=500)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path"], condition=Q(closed_at=None), name="repository_watched_once")
        ]


class Delivery(models.Model):
    """One folder that was put there. `seen`: a digest of its names, sizes and times; `since`: when it became so."""

    class State(models.TextChoices):
        COMING = "coming", _("Still coming in")
        SCREENING = "screening", _("Handed over, being screened")
        TAKEN = "taken", _("Taken in")
        FAULTY = "faulty", _("Set aside")
        GONE = "gone", _("Taken away again")

    folder = models.ForeignKey(WatchedFolder, models.CASCADE, related_name="deliveries")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=9, choices=State.choices, default=State.COMING)
    seen = models.CharField(max_length=64)
    since = models.DateTimeField()
    files = models.PositiveIntegerField(default=0)
    deposit = models.ForeignKey(Deposit, models.SET_NULL, null=True, blank=True, related_name="+")
    moved_to = models.CharField(max_length=300, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "name"],
                condition=Q(state__in=["coming", "screening"]),
                name="repository_delivery_once",
            )
        ]
        indexes = [models.Index(fields=["folder", "-id"], name="repository_delivery_by_folder")]
