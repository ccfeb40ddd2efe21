"""Reading by turns: seats, who waits for one, and which pages were opened today where pages are counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from lienthu.repository.models.access import ReadingDevice
from lienthu.repository.models.objects import DigitalObject, Page

_HELD = Q(ended_at=None)


class Seat(models.Model):
    """One of the copies that a library owns, read by one person until `ends_at`. `number`: which, from 1; no two
    people sit on one."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "number"], condition=_HELD, name="repository_seat_one_each"),
            models.UniqueConstraint(fields=["object", "user"], condition=_HELD, name="repository_seat_once"),
        ]


class Waiting(models.Model):
    """A place in the queue for a seat. `held_until`: it is this reader's turn so long."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="waiting")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "user"], condition=_HELD, name="repository_waiting_once")
        ]


class PageOpened(models.Model):
    """A page that a reader, or a device that nobody signed in on, opened today; gone the next day."""

    day = models.DateField()
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey(ReadingDevice, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "day"], condition=Q(device=None), name="repository_opened_by_reader"
            ),
            models.UniqueConstraint(
                fields=["device", "page", "day"], condition=Q(user=None), name="repository_opened_on_device"
            ),
        ]
        indexes = [models.Index(fields=["object", "day"], name="repository_opened_today")]
