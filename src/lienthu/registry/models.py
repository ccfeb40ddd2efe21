"""Areas, agencies, libraries and services: a surrogate-keyed subject and its versions in time.

Versions are half-open, `valid_from <= day < valid_to`; `valid_to` empty means "until further notice". Versions of one
subject never overlap: a constraint on PostgreSQL, triggers on SQLite (migration 0002). Nothing is deleted.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from lienthu.kernel.ids import new_public_id
from lienthu.registry.kinds import (
    AREA_WORDS,
    AgencyKind,
    AreaKind,
    AreaLevel,
    EventKind,
    LibraryKind,
    ServiceKind,
)

V = TypeVar("V", bound="Version")


class VersionQuerySet(models.QuerySet[V], Generic[V]):
    def at(self, on: dt.date) -> VersionQuerySet[V]:
        """The versions in force on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class Version(models.Model):
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def covers(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def _timeline(subject: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=[subject, "valid_from"], name=f"registry_{subject}_one_start"),
        models.UniqueConstraint(fields=[subject], condition=Q(valid_to=None), name=f"registry_{subject}_one_open"),
        models.CheckConstraint(
            condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name=f"registry_{subject}_forward"
        ),
    ]


class Area(models.Model):
    """A unit with one extent. Another extent is another area, even under the same code or name."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)


class AreaVersion(Version):
    area = models.ForeignKey(Area, models.PROTECT, related_name="versions")
    code = models.CharField(max_length=10, db_index=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=AreaLevel.choices)
    kind = models.CharField(max_length=10, choices=AreaKind.choices)
    parent = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="child_versions")

    objects: VersionQuerySet[AreaVersion] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = _timeline("area")

    def __str__(self) -> str:
        return f"{AREA_WORDS[self.kind]} {self.name}"


class Agency(models.Model):
    """A body that libraries belong to, or that hands documents over."""

    code = models.CharField(max_length=30, unique=True)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)


class AgencyVersion(Version):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    parent = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="child_versions")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="agency_versions")

    objects: VersionQuerySet[AgencyVersion] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = _timeline("agency")

    def __str__(self) -> str:
        return self.name


class Library(models.Model):
    """A library or reading point for ever; what it is called and where it stands is in its versions."""

    code = models.CharField(max_length=30, unique=True)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    isil = models.CharField(max_length=16, unique=True, null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class LibraryVersion(Version):
    library = models.ForeignKey(Library, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=600, editable=False)
    name_fold = models.CharField(max_length=450, editable=False)
    kind = models.CharField(max_length=20, choices=LibraryKind.choices)
    is_public_funded = models.BooleanField(default=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="library_versions")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="library_versions")
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    web = models.URLField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    hours = models.JSONField(default=dict, blank=True)

    objects: VersionQuerySet[LibraryVersion] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            *_timeline("library"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="registry_library_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["name_key", "library"], name="registry_library_by_name")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class LibraryCode(models.Model):
    """A code or ISIL that a library used to have. It resolves for ever and is never given to another one."""

    library = models.ForeignKey(Library, models.PROTECT, related_name="former_codes")
    value = models.CharField(max_length=30, unique=True)


class Service(models.Model):
    """One thing that a library offers, through all its versions."""

    library = models.ForeignKey(Library, models.PROTECT, related_name="services")
    kind = models.CharField(max_length=20, choices=ServiceKind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "kind"], name="registry_service_once")]


class ServiceVersion(Version):
    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    note = models.CharField(max_length=200, blank=True)

    objects: VersionQuerySet[ServiceVersion] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = _timeline("service")


class SuccessorEvent(models.Model):
    """What became of whom, and by which paper. Its links say from which subject to which, and how much of it."""

    kind = models.CharField(max_length=20, choices=EventKind.choices)
    date = models.DateField()
    legal_basis = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)


class Link(models.Model):
    """`share` is the part of `before` that goes to `after`; empty when nobody knows it."""

    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    class Meta:
        abstract = True


def _link(subject: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(before__isnull=False) | Q(after__isnull=False), name=f"registry_{subject}_link_ends"
        ),
        models.CheckConstraint(
            condition=Q(share=None) | Q(share__gt=0, share__lte=1), name=f"registry_{subject}_link_share"
        ),
        models.UniqueConstraint(fields=["event", "before", "after"], name=f"registry_{subject}_link_once"),
    ]


def _end(subject: type[models.Model], name: str) -> Any:
    return models.ForeignKey(subject, models.PROTECT, null=True, blank=True, related_name=name)


class AreaLink(Link):
    event = models.ForeignKey(SuccessorEvent, models.PROTECT, related_name="area_links")
    before = _end(Area, "links_onward")
    after = _end(Area, "links_back")

    class Meta:
        constraints = _link("area")


class AgencyLink(Link):
    event = models.ForeignKey(SuccessorEvent, models.PROTECT, related_name="agency_links")
    before = _end(Agency, "links_onward")
    after = _end(Agency, "links_back")

    class Meta:
        constraints = _link("agency")


class LibraryLink(Link):
    event = models.ForeignKey(SuccessorEvent, models.PROTECT, related_name="library_links")
    before = _end(Library, "links_onward")
    after = _end(Library, "links_back")

    class Meta:
        constraints = _link("library")
