"""What a story tells of beside documents: objects of museums, heritage places, places and events."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.catalogue.models import Authority
from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject
from lienthu.repository.rules.relations import Relation as Way


class Thing(models.Model):
    """Its picture is a page of a digital object, so that it is screened, described and let through the gate like any
    other. `region`: x, y, width, height of the part that shows it; empty for the whole page. `source`: where what is
    said of it is known from."""

    class Kind(models.TextChoices):
        MUSEUM = "museum", _("Museum object")
        HERITAGE = "heritage", _("Heritage place")
        PLACE = "place", pgettext_lazy("on the map", "Place")
        EVENT = "event", _("Event")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    holder = models.CharField(max_length=300, blank=True)
    date_text = models.CharField(max_length=60, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    year_to = models.SmallIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="+")
    page = models.PositiveIntegerField(default=1)
    region = models.JSONField(default=list, blank=True)
    rights = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=500, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    is_shown = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="repository_thing_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year_to=None) | Q(year__lte=F("year_to")), name="repository_thing_years"
            ),
        ]

    def __str__(self) -> str:
        return self.title


WAY_WORDS = {
    Way.DEPICTS: _("Shows"),
    Way.ABOUT: _("Is about"),
    Way.MENTIONS: _("Mentions"),
    Way.CREATED_BY: _("Made by"),
    Way.MADE_AT: _("Made at"),
    Way.FROM_EVENT: _("Came out of"),
    Way.COPY_OF: _("Reproduces"),
    Way.PART_OF: _("Belongs to"),
    Way.SEE_ALSO: _("See also"),
}


class Relation(models.Model):
    """What a digital object has to do with something else: exactly one of the four. `entry`: public identifier of a
    union entry. `source`: where that is known from."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12, choices=[(one.value, word) for one, word in WAY_WORDS.items()])
    entry = models.CharField(max_length=12, blank=True, db_index=True)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="+")
    thing = models.ForeignKey(Thing, models.CASCADE, null=True, blank=True, related_name="relations")
    other = models.ForeignKey(DigitalObject, models.CASCADE, null=True, blank=True, related_name="relations_in")
    source = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    (~Q(entry="") & Q(authority=None, thing=None, other=None))
                    | Q(entry="", authority__isnull=False, thing=None, other=None)
                    | Q(entry="", authority=None, thing__isnull=False, other=None)
                    | Q(entry="", authority=None, thing=None, other__isnull=False)
                ),
                name="repository_relation_has_one_end",
            ),
            models.CheckConstraint(condition=~Q(object=F("other")), name="repository_not_related_to_itself"),
            models.UniqueConstraint(
                fields=["object", "kind", "entry"], condition=~Q(entry=""), name="repository_related_entry_once"
            ),
            models.UniqueConstraint(
                fields=["object", "kind", "authority"],
                condition=Q(authority__isnull=False),
                name="repository_related_authority_once",
            ),
            models.UniqueConstraint(
                fields=["object", "kind", "thing"],
                condition=Q(thing__isnull=False),
                name="repository_related_thing_once",
            ),
            models.UniqueConstraint(
                fields=["object", "kind", "other"],
                condition=Q(other__isnull=False),
                name="repository_related_object_once",
            ),
        ]
