"""Who may see what: rules with dates and reasons, the readers they name, the devices that count as "in the library"."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject
from lienthu.repository.rules.access import Level, Place, Restriction

LEVEL_WORDS = {
    Level.RECORD: _("Record only"),
    Level.READ: _("Read online"),
    Level.DOWNLOAD: _("Read and download"),
    Level.PAID: _("For a fee"),
}
RESTRICTION_WORDS = {
    Restriction.NONE: _("Not restricted"),
    Restriction.CONTENT: _("Class a: content"),
    Restriction.SECRET: _("Class b: state secret"),
    Restriction.RARE: _("Class c: rare original"),
    Restriction.DAMAGED: _("Class d: damaged original"),
}
PLACE_WORDS = {
    Place.ANYWHERE: _("Anywhere"),
    Place.NETWORK: _("In any library of the network"),
    Place.DEVICE: _("On a reading device of this library"),
    Place.NAMED: _("Only named readers"),
}


def in_a_year() -> datetime:
    return timezone.now() + timedelta(days=365)


class AccessRule(models.Model):
    """Never changed: it ends, and another one begins."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="rules")
    level = models.CharField(max_length=8, choices=LEVEL_WORDS.items())
    restriction = models.CharField(max_length=4, choices=RESTRICTION_WORDS.items(), default=Restriction.NONE)
    place = models.CharField(max_length=8, choices=PLACE_WORDS.items(), default=Place.ANYWHERE)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    wall = models.PositiveSmallIntegerField(default=0)
    seats = models.PositiveSmallIntegerField(default=0)
    lend_days = models.PositiveSmallIntegerField(default=0)
    quota = models.PositiveIntegerField(default=0)
    watermark = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    is_over = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["object"], condition=Q(is_over=False), name="repository_rule_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(starts__lte=F("ends")), name="repository_rule_dates"
            )
        ]


class NamedReader(models.Model):
    """A reader whom a rule admits: with permission, or having paid."""

    rule = models.ForeignKey(AccessRule, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="repository_reader_once")]


class ReadingDevice(models.Model):
    """A computer in a reading room. `key_hash` is the SHA-256 of the secret in the device's own cookie."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField(default=in_a_year)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
