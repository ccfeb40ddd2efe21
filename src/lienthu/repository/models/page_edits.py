"""What was done to the pages of an object, so that it can be undone; and what the machine saw on each page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.repository.models.objects import DigitalObject, Page


class PageEdit(models.Model):
    """One act on some pages of an object. `data`: what takes it back. Only the last one that stands is undone."""

    class What(models.TextChoices):
        DRAWN = "drawn", _("Turned, straightened or cropped")
        RESET = "reset", _("Drawn as they came")
        ORDER = "order", _("Put in another order")
        LABELS = "labels", _("Numbered")
        SPLIT = "split", _("Divided in two")
        LEFT_OUT = "left_out", _("Left out")

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="page_edits")
    what = models.CharField(max_length=8, choices=What.choices)
    count = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["object", "-id"], name="repository_page_edit_by_obj")]


class PageLook(models.Model):
    """What was seen on the picture `pyramid` of a page; of another one it says nothing. `steps`: proposed."""

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="look")
    pyramid = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    is_blank = models.BooleanField(default=False)
    steps = models.JSONField(default=list)
    split = models.FloatField(default=0)
