"""Fixity: every time masters were read again, and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.registry.models import Library
from lienthu.repository.models.objects import ObjectFile


class FixityRun(models.Model):
    """One passage over the masters that were due. `library`: only that one's; empty for all. `files` counts masters
    as they lie in the store: the same bytes in two objects are read once."""

    job = models.CharField(max_length=9, unique=True)
    library = models.ForeignKey(Library, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=200)
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)


class FixityFault(models.Model):
    """A master that is no longer what was handed in. It is settled when a later reading finds the right bytes."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("Bytes have changed")
        MISSING = "missing", _("File is missing")
        UNREADABLE = "unreadable", _("Cannot be read")

    file = models.ForeignKey(ObjectFile, models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    found = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(settled_at=None), name="repository_one_open_fault_per_file"
            )
        ]
