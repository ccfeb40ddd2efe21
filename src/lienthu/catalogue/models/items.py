"""Copies: lasting things with a number, a place, a status and a history; and each library's own series of numbers.

What the source says of a copy (`location`, `call_number`, `source_status`, `price`, `raw`) follows the source;
`status`, `store`, `shelf`, `at_library` and `box` are what is known here. Copies are never deleted:
one that left has `left_at`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.records import SourceRecord
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.kernel.ids import new_public_id, sealed, unsealed
from lienthu.registry.models import Library

STATUS_WORDS = {
    ItemStatus.ON_ORDER: _("on order"),
    ItemStatus.IN_PROCESSING: _("in processing"),
    ItemStatus.AVAILABLE: _("on the shelf"),
    ItemStatus.NOT_FOR_LOAN: _("read on site"),
    ItemStatus.ON_LOAN: _("on loan"),
    ItemStatus.ON_ROTATION: _("in a rotation box"),
    ItemStatus.MISSING: _("missing"),
    ItemStatus.LOST: _("lost"),
    ItemStatus.DAMAGED: _("damaged"),
    ItemStatus.IN_REPAIR: _("being repaired"),
    ItemStatus.WITHDRAWN: _("weeded"),
    ItemStatus.TRANSFERRED: _("handed over"),
    ItemStatus.GONE: _("no longer in its library’s file"),
}


class ItemQuerySet(models.QuerySet["Item"]):
    def held(self) -> ItemQuerySet:
        """Copies that belong to the collection today: not weeded, not handed over, still named by their source."""
        return self.filter(left_at=None)

    def called(self, public_id: str) -> ItemQuerySet:
        number = unsealed(public_id)
        return self.none() if number is None else self.filter(id=number)


class Item(models.Model):
    """A copy of a record; without a number perhaps only a place where one is. Rows are written by plain SQL on import:
    what has a database default there is left out."""

    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="items")
    library = models.ForeignKey(Library, models.PROTECT, related_name="+", db_index=False)
    location = models.CharField(max_length=200, blank=True)
    call_number = models.CharField(max_length=200, blank=True)
    accession_no = models.CharField(max_length=100, blank=True)
    #: `accession_no` as numbers are compared: `rules.accession.key_of`.
    accession_key = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(
        max_length=40, choices=list(STATUS_WORDS.items()), default=ItemStatus.AVAILABLE, db_default="available"
    )
    source_status = models.CharField(max_length=40, blank=True, db_default="")
    price = models.BigIntegerField(null=True)
    raw = models.CharField(max_length=400, blank=True)
    #: Entered here, not by a file: no file makes it go.
    is_own = models.BooleanField(default=False, db_default=False)
    store = models.CharField(max_length=200, blank=True, db_default="")
    shelf = models.CharField(max_length=80, blank=True, db_default="")
    #: The rotation box in which the copy is away, and the library that has it: none while it is on its way or missing.
    box = models.ForeignKey("catalogue.RotationBox", models.PROTECT, null=True, related_name="+", db_index=False)
    at_library = models.ForeignKey(Library, models.PROTECT, null=True, related_name="+", db_index=False)
    left_at = models.DateTimeField(null=True)

    objects: ItemQuerySet = ItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # Two old copies may share a number, as files have them; what is numbered here has its number alone.
            models.UniqueConstraint(
                fields=["library", "accession_key"],
                condition=Q(is_own=True) & ~Q(accession_key=""),
                name="catalogue_one_number_per_copy",
            ),
            models.CheckConstraint(
                condition=Q(at_library=None) | Q(box__isnull=False), name="catalogue_away_only_in_a_box"
            ),
        ]
        indexes = [
            models.Index(fields=["library", "accession_key"], name="catalogue_item_by_accession"),
            models.Index(fields=["at_library"], name="catalogue_item_away", condition=Q(at_library__isnull=False)),
            models.Index(fields=["box"], name="catalogue_item_in_box", condition=Q(box__isnull=False)),
        ]

    @property
    def public_id(self) -> str:
        return sealed(self.pk)

    @property
    def place(self) -> str:
        """The store where the copy stands now."""
        return self.store or self.location


class ItemAct(models.Model):
    """One change of one or many copies by a person, to be taken back as a whole. `to_store` and
    `to_shelf` say whether the place was changed. `told`: the numbers of copies that stayed as they were, and why."""

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    status = models.CharField(max_length=40, choices=list(STATUS_WORDS.items()), blank=True)
    to_store = models.BooleanField(default=False)
    store = models.CharField(max_length=200, blank=True)
    to_shelf = models.BooleanField(default=False)
    shelf = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    done = models.IntegerField()
    same = models.IntegerField()
    refused = models.IntegerField()
    told = models.JSONField(default=list)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undone = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="catalogue_acts_of_library")]


class ItemEvent(models.Model):
    """What happened to a copy; append-only by triggers. `data`: what the kind's sentence needs."""

    class Kind(models.TextChoices):
        ADDED = "added", _("entered in the register")
        STATUS = "status", _("status changed")
        MOVED = "moved", _("moved")
        SHELVED = "shelved", _("put on another shelf")
        NUMBERED = "numbered", _("given a number")
        SOURCE = "source", _("changed by its library's file")
        GONE = "gone", _("no longer in its library's file")
        BACK = "back", _("in its library's file again")
        WEEDED = "weeded", _("weeded")
        SENT = "sent", _("sent in a rotation box")
        RECEIVED = "received", _("received from a rotation box")
        MISSED = "missed", _("not found in its rotation box")
        FOUND = "found", _("found again in its rotation box")

    item = models.ForeignKey(Item, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    act = models.ForeignKey(ItemAct, models.PROTECT, null=True, related_name="events")
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    actor_label = models.CharField(max_length=200)


class AccessionSeries(models.Model):
    """A run of accession numbers of one library in its own pattern. `store` and `kind` say what it is for; empty ones
    are for everything."""

    library = models.ForeignKey(Library, models.PROTECT, related_name="accession_series")
    name = models.CharField(max_length=80)
    pattern = models.CharField(max_length=60)
    #: The pattern without its fields: two series with the same form would give the same numbers.
    form = models.CharField(max_length=60)
    store = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    first = models.PositiveIntegerField(default=1)
    is_closed = models.BooleanField(default=False)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "name"], name="catalogue_one_series_per_name"),
            models.UniqueConstraint(
                fields=["library", "form"], condition=Q(is_closed=False), name="catalogue_one_series_per_form"
            ),
            models.UniqueConstraint(
                fields=["library", "store", "kind"],
                condition=Q(is_closed=False),
                name="catalogue_one_series_per_purpose",
            ),
        ]


class AccessionCounter(models.Model):
    """The last number given out in a year; year 0 where the pattern has none."""

    series = models.ForeignKey(AccessionSeries, models.CASCADE, related_name="counters")
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="catalogue_one_counter_per_year")]


class AccessionRange(models.Model):
    """Numbers kept for labels printed beforehand: no copy gets one of them unless it is named."""

    series = models.ForeignKey(AccessionSeries, models.CASCADE, related_name="ranges")
    year = models.PositiveSmallIntegerField(default=0)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    reserved_by = models.CharField(max_length=200)
    reserved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="catalogue_range_forward"),
        ]
        indexes = [models.Index(fields=["series", "year", "first"], name="catalogue_ranges_of_series")]
