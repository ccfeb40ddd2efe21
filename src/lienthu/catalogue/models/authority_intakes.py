"""Files of authorities that were handed in, with what became of every row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.authorities import Authority
from lienthu.catalogue.rules.headings import LONGEST_HEADING
from lienthu.kernel.ids import new_public_id
from lienthu.kernel.models import Job


class AuthorityIntake(models.Model):
    """Read first and looked at, then taken in. `kind`: what a sheet holds that does not say it."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("waits to be looked at")
        TAKING = "taking", _("being taken in")
        DONE = "done", _("taken in")
        STOPPED = "stopped", _("stopped")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    #: Relations that were entered.
    relations = models.IntegerField(default=0)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)


class AuthorityIntakeRow(models.Model):
    """One authority of the file (`data`: `authority_rows.packed`), what would become of it, and when `is_taken` what
    became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("accepted: new")
        ADDED = "added", _("accepted: names or dates added")
        UNCHANGED = "unchanged", _("unchanged")
        CONFLICT = "conflict", _("conflict")
        REJECTED = "rejected", _("rejected")

    intake = models.ForeignKey(AuthorityIntake, models.CASCADE, related_name="rows")
    number = models.IntegerField()
    heading = models.CharField(max_length=LONGEST_HEADING, blank=True)
    kind = models.CharField(max_length=8, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    data: Any = models.JSONField(default=dict)
    outcome = models.CharField(max_length=9, choices=Outcome)
    code = models.CharField(max_length=60, blank=True)
    params: Any = models.JSONField(default=dict)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    is_taken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="catalogue_intake_row_once")]
        indexes = [
            models.Index(fields=["intake", "outcome", "number"], name="catalogue_intake_outcomes"),
            models.Index(fields=["intake", "source_key"], name="catalogue_intake_sources"),
        ]
