"""What readers correct in the text of a page, line by line."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.repository.models.objects import DigitalObject, Page


class Correction(models.Model):
    """One line as it was and as somebody reads it. Those that were accepted are the history of the text. `box`: x, y,
    width, height on the page image. `credit`: the name that may be shown beside it, empty for none."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="corrections")
    page = models.ForeignKey(Page, models.CASCADE, related_name="corrections")
    line = models.PositiveIntegerField()
    before = models.TextField()
    after = models.TextField(blank=True)
    box = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    credit = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object", "id"], condition=Q(state="proposed"), name="repository_corrections_wait"),
            models.Index(fields=["page", "state"], name="repository_correction_of_page"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "line", "person"], condition=Q(state="proposed"), name="repository_one_proposal"
            )
        ]
