"""Weeding rounds: the list, the steps with their documents, and what became of each copy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.items import Item
from lienthu.catalogue.models.stocktake import Stocktake
from lienthu.catalogue.rules.weeding import Exemption, Reason, Step
from lienthu.kernel.ids import new_public_id
from lienthu.kernel.models import Job
from lienthu.registry.models import Library

STEP_WORDS = {
    Step.DRAFT: _("list in preparation"),
    Step.PROPOSED: _("proposed, before the council"),
    Step.REVIEWED: _("reviewed by the council"),
    Step.APPROVED: _("approved"),
    Step.EXECUTING: _("being carried out"),
    Step.EXECUTED: _("carried out"),
    Step.CANCELLED: _("given up"),
}
REASON_WORDS = {
    Reason.DAMAGED: _("damaged, cannot be restored"),
    Reason.LOST: _("lost"),
    Reason.SURPLUS: _("more copies than needed"),
    Reason.OUTDATED: _("content out of date"),
    Reason.OLD_PRESS: _("popular press older than two years"),
    Reason.LANGUAGE: _("language that nobody here reads"),
    Reason.CONTENT: _("content does not fit the library"),
}
EXEMPTION_WORDS = {
    Exemption.LOCAL_HISTORY: _("local history"),
    Exemption.RARE: _("rare or ancient"),
    Exemption.LEGAL_DEPOSIT: _("legal deposit"),
}


class WeedingRound(models.Model):
    """`holdings`: copies held when the list was proposed, the denominator of the limit. Papers: number and date as they
    stand on them."""

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=list(STEP_WORDS.items()), default=Step.DRAFT)
    holdings = models.IntegerField(default=0)
    proposal = models.CharField(max_length=200, blank=True)
    council = models.TextField(blank=True)
    minutes = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    weeded = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    records_withdrawn = models.IntegerField(default=0)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    executed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library"],
                condition=~Q(step__in=["executed", "cancelled"]),
                name="catalogue_one_weeding_at_a_time",
            )
        ]


class WeedingCopy(models.Model):
    """A copy on the list. `kept`: why the council keeps it; `outcome`: what the execution did."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        WEEDED = "weeded", _("weeded")
        SKIPPED = "skipped", _("left alone: it was lent, away or gone")

    round = models.ForeignKey(WeedingRound, models.CASCADE, related_name="copies", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=list(REASON_WORDS.items()))
    note = models.CharField(max_length=200, blank=True)
    kept = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    added_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "item"], name="catalogue_one_weeding_entry")]
        indexes = [models.Index(fields=["round", "outcome", "id"], name="catalogue_weeding_work")]


class WeedingStep(models.Model):
    """Who took a round to which step, with what paper or reason."""

    round = models.ForeignKey(WeedingRound, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=list(STEP_WORDS.items()))
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
