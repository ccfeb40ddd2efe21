"""Deposits: what an agency hands over, file by file, and the uploads under way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Agency, Library
from lienthu.repository.models.objects import DigitalObject


class Deposit(models.Model):
    """Files handed over together. `clearance`: who answered, before anything was stored, that it may be here.
    `is_own`: the house made the files itself, so there is nothing from outside to look for. `fingerprint`: the SHA-256
    of what a folder or bag held, so that the same one is taken once. `fault`: the code of what stopped it. `sheet`: how
    the sheet that describes its documents was read (`actions/put_sheet`). `renews`: the document that these are new
    masters of, for `renewal_reason`."""

    class State(models.TextChoices):
        OPEN = "open", _("Files are being handed over")
        SCREENING = "screening", _("Being screened")
        FAILED = "failed", _("Stopped")
        DONE = "done", _("Taken in")
        CANCELLED = "cancelled", _("Given up")

    class Arrangement(models.TextChoices):
        PAGES = "pages", _("The files are the pages of one document")
        FOLDERS = "folders", _("Each folder is a document, its files are the pages")
        DOCUMENTS = "documents", _("Each file is a document of its own")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=500)
    details = models.JSONField(default=dict, blank=True)
    arrangement = models.CharField(max_length=10, choices=Arrangement.choices, default=Arrangement.PAGES)
    clearance = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    is_own = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, blank=True)
    renews = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="+")
    renewal_reason = models.CharField(max_length=500, blank=True)
    sheet = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="repository_deposit_by_lib")]
        constraints = [
            models.UniqueConstraint(
                fields=["library", "fingerprint"],
                condition=~Q(fingerprint="") & ~Q(state="cancelled"),
                name="repository_deposit_once",
            )
        ]


class DepositFile(models.Model):
    """One file of a deposit. `folder`: the folders it lay in, with slashes. `fault`: the code of what is wrong with it,
    with its parameters."""

    class State(models.TextChoices):
        WAITING = "waiting", _("In quarantine")
        TAKEN = "taken", _("Taken in")
        REFUSED = "refused", _("Refused")

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="files")
    folder = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="deposited")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deposit", "folder", "name"], name="repository_deposit_file_once")
        ]

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


class Upload(models.Model):
    """A file on its way (tus 1.0). What lies in `stores.UPLOADS` beyond `offset` does not count. `writer`: drawn by the
    request that writes now; one that finds another there stops. `promised`: the SHA-256 that the sender says."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("On its way")
        WHOLE = "whole", _("Received whole")
        SETTLED = "settled", _("Received")
        REFUSED = "refused", _("Refused")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="uploads")
    folder = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    promised = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    writer = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RECEIVING)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="repository_upload_within"),
            models.UniqueConstraint(
                fields=["deposit", "folder", "name"],
                condition=Q(state__in=["receiving", "whole"]),
                name="repository_upload_once",
            ),
        ]

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size if self.size else 100


class SheetRow(models.Model):
    """One row of the sheet that describes a deposit's documents. `said`: fields of `DigitalObject`, and `level` and
    `restriction` as a proposal. `extra`: head → cell of the columns that mean nothing here. `notes`: cells that were
    not understood, as `[code, parameters]`. `fault`: why the row describes nothing."""

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="sheet_rows")
    number = models.PositiveIntegerField(help_text="the row's number in its sheet")
    file = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=500, blank=True)
    said = models.JSONField(default=dict)
    extra = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict, blank=True)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="sheet_rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deposit", "number"], name="repository_sheet_row_once")]
