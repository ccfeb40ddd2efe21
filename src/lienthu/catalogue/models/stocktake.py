"""Stock-taking: a frozen expectation, what was scanned, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.items import Item, ItemAct
from lienthu.catalogue.rules.stocktake import Outcome, Settled
from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library

OUTCOME_WORDS = {
    Outcome.FOUND: _("found in its place"),
    Outcome.MISPLACED: _("in the wrong place"),
    Outcome.TWICE: _("scanned before"),
    Outcome.BACK: _("here although it should not be"),
    Outcome.OTHER_LIBRARY: _("of another library"),
    Outcome.GUEST: _("a guest in a rotation box"),
    Outcome.LEFT: _("had left the collection"),
    Outcome.AMBIGUOUS: _("one number on several copies"),
    Outcome.UNKNOWN: _("not known"),
}


SETTLED_WORDS = {
    Settled.FOUND: _("found after all"),
    Settled.MISSING: _("confirmed as missing"),
    Settled.RESHELVED: _("put back in its place"),
    Settled.MOVED: _("its store changed to where it was seen"),
    Settled.BACK: _("put back on the shelf"),
    Settled.NOTED: _("dealt with"),
}


class Stocktake(models.Model):
    """`store` and the call numbers `call_from` to `call_to` say what is counted; empty ones do not narrow.

    `result`: the figures as they were at the close.
    """

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("given up")

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    store = models.CharField(max_length=200, blank=True)
    call_from = models.CharField(max_length=80, blank=True)
    call_to = models.CharField(max_length=80, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    members = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    expected = models.IntegerField(default=0)
    result = models.JSONField(null=True)
    started_by = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="catalogue_stocktakes")]


class Line(models.Model):
    """What a person said of a line (`settled`), and the change of copies that it made: void once that is taken back."""

    settled = models.CharField(max_length=10, choices=list(SETTLED_WORDS.items()), blank=True, db_default="")
    act = models.ForeignKey(ItemAct, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def said(self) -> str:
        return "" if self.act is not None and self.act.undone_at is not None else self.settled


class StocktakeCopy(Line):
    """A copy that should be there, and where. `outcome`: found or misplaced, empty while it is missing."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="copies", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    store = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stocktake", "item"], name="catalogue_one_expectation")]
        indexes = [
            models.Index(fields=["stocktake", "id"], name="catalogue_not_seen", condition=Q(outcome="")),
        ]


class StocktakeScan(Line):
    """One scan. `token` and `line` are the sender's: the same ones again are the same scan."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="scans", db_index=False)
    token = models.CharField(max_length=36)
    line = models.IntegerField(default=0)
    code = models.CharField(max_length=100)
    store = models.CharField(max_length=200, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=list(OUTCOME_WORDS.items()))
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stocktake", "token", "line"], name="catalogue_one_scan")]
        indexes = [
            models.Index(
                fields=["stocktake", "outcome", "id"], name="catalogue_scans_that_count", condition=Q(undone_at=None)
            ),
            models.Index(fields=["stocktake", "item"], name="catalogue_scans_of_copy"),
        ]
