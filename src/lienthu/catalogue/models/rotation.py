"""Rotation boxes: the box, its copies, each handover and what its receiver said of each copy."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.items import Item
from lienthu.catalogue.rules.rotation import ENDED, Bar, BoxState, CopyState, Finding
from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library

STATE_WORDS = {
    BoxState.HOME: _("at home"),
    BoxState.ON_THE_WAY: _("on its way"),
    BoxState.AT_HOST: _("at a library"),
    BoxState.CLOSED: _("closed"),
}
COPY_WORDS = {
    CopyState.IN: _("in the box"),
    CopyState.MISSING: _("missing"),
    CopyState.OUT: _("back on its shelf"),
    CopyState.LOST: _("lost"),
}
FINDING_WORDS = {
    Finding.WAITING: _("not seen yet"),
    Finding.PRESENT: _("there"),
    Finding.DAMAGED: _("damaged"),
    Finding.MISSING: _("missing"),
}
BAR_WORDS = {
    Bar.STATUS: _("not on the shelf"),
    Bar.LEFT: _("has left the collection"),
    Bar.RESTRICTED: _("restricted"),
    Bar.RARE: _("rare, ancient or legal deposit"),
    Bar.OTHER_BOX: _("in another box"),
    Bar.WEEDING: _("on a weeding list"),
}


class RotationBox(models.Model):
    """`library` owns it; `holder` has or had it last; `to_library` while it is on its way."""

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=list(STATE_WORDS.items()), default=BoxState.HOME)
    holder = models.ForeignKey(Library, models.PROTECT, related_name="+")
    to_library = models.ForeignKey(Library, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "code"], condition=~Q(state=BoxState.CLOSED), name="catalogue_one_open_box_per_code"
            ),
            models.CheckConstraint(
                condition=Q(state=BoxState.ON_THE_WAY, to_library__isnull=False)
                | (~Q(state=BoxState.ON_THE_WAY) & Q(to_library__isnull=True)),
                name="catalogue_box_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BoxState.HOME, BoxState.CLOSED]) | Q(holder=F("library")),
                name="catalogue_box_home_at_its_owner",
            ),
        ]


class RotationCopy(models.Model):
    """A copy's time in a box. `status_before`: what it was on its shelf; `condition`: the last remark on it."""

    box = models.ForeignKey(RotationBox, models.PROTECT, related_name="copies", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="rotations")
    state = models.CharField(max_length=10, choices=list(COPY_WORDS.items()), default=CopyState.IN)
    status_before = models.CharField(max_length=40, blank=True)
    condition = models.CharField(max_length=200, blank=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="catalogue_in_one_box"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                name="catalogue_box_copy_ends_once",
            ),
        ]
        indexes = [models.Index(fields=["box", "state", "id"], name="catalogue_copies_of_box")]


class RotationLeg(models.Model):
    """One handover from a library to the next: sent, then received or called back. `due_on` is empty on the way home;
    it is the day that was agreed at the handover, `RotationBox.due_on` that of today."""

    box = models.ForeignKey(RotationBox, models.PROTECT, related_name="legs")
    number = models.IntegerField()
    from_library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    to_library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    is_remote = models.BooleanField(default=False)
    giver = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    sent_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    receiver = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    received_by = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    called_back_by = models.CharField(max_length=200, blank=True)
    called_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "number"], name="catalogue_one_leg_per_number"),
            models.UniqueConstraint(
                fields=["box"],
                condition=Q(received_at=None, called_back_at=None),
                name="catalogue_box_on_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(from_library=F("to_library")) & (Q(received_at=None) | Q(called_back_at=None)),
                name="catalogue_leg_ends_once",
            ),
        ]


class RotationExtension(models.Model):
    """A stay that the owner made longer: the day before it and after it, and why."""

    leg = models.ForeignKey(RotationLeg, models.PROTECT, related_name="extensions")
    before = models.DateField()
    due_on = models.DateField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("before")), name="catalogue_extension_is_longer"),
            models.UniqueConstraint(fields=["leg", "before"], name="catalogue_one_extension_per_day"),
        ]


class RotationCheck(models.Model):
    """A copy that was handed over, and what the receiver says of it."""

    leg = models.ForeignKey(RotationLeg, models.PROTECT, related_name="checks", db_index=False)
    copy = models.ForeignKey(RotationCopy, models.PROTECT, related_name="checks")
    finding = models.CharField(max_length=10, choices=list(FINDING_WORDS.items()), blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "copy"], name="catalogue_one_check_per_copy")]
        indexes = [models.Index(fields=["leg", "finding", "id"], name="catalogue_checks_of_leg")]


class RotationStray(models.Model):
    """What was scanned at a receipt and is not of the box; `item`: the copy that the number means, if
    known."""

    leg = models.ForeignKey(RotationLeg, models.PROTECT, related_name="strays", db_index=False)
    code = models.CharField(max_length=100)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leg", "code"], name="catalogue_one_stray_per_code")]
