"""Deposits: what an agency hands over, file by file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Agency, Library
from lienthu.repository.models.objects import DigitalObject


class Deposit(models.Model):
    """Files handed over together. `clearance`: who answered, before anything was stored, that it may be here.
    `is_own`: the house made the files itself, so there is nothing from outside to look for."""

    class State(models.TextChoices):
        OPEN = "open", _("Files are being handed over")
        SCREENING = "screening", _("Being screened")
        DONE = "done", _("Taken in")
        CANCELLED = "cancelled", _("Given up")

    class Arrangement(models.TextChoices):
        PAGES = "pages", _("The files are the pages of one document")
        DOCUMENTS = "documents", _("Each file is a document of its own")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=500)
    details = models.JSONField(default=dict, blank=True)
    arrangement = models.CharField(max_length=10, choices=Arrangement.choices, default=Arrangement.PAGES)
    clearance = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    is_own = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="repository_deposit_by_lib")]


class DepositFile(models.Model):
    """One file of a deposit. `fault`: the code of what is wrong with it, with its parameters."""

    class State(models.TextChoices):
        WAITING = "waiting", _("In quarantine")
        TAKEN = "taken", _("Taken in")
        REFUSED = "refused", _("Refused")

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="deposited")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deposit", "name"], name="repository_deposit_file_once")]
