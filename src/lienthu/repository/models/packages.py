"""What is put together for a reader to take away: all pages as pictures or as one PDF, for a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.repository.models.objects import DigitalObject


class Package(models.Model):
    """`gate`: the object's number of access under which it was asked for; under another one it is given to nobody.
    `user`: whose name and time stand across its pages; empty for pages without marks, which all readers share."""

    class Kind(models.TextChoices):
        ZIP = "zip", _("Pictures in a ZIP file")
        PDF = "pdf", _("PDF of the pictures")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="packages")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    gate = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["object", "kind", "-id"], name="repository_package_by_obj")]

    @property
    def is_ready(self) -> bool:
        return bool(self.sha256)
