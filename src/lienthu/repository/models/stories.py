"""Themed collections and exhibitions: a draft that people work on, and the versions that readers saw."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject
from lienthu.repository.models.things import Thing


class Story(models.Model):
    """`draft` and `shown`: `rules.stories.packed`; `shown` is what readers have, as published last. `version` counts
    the changes of the draft. `title` is the draft's, for lists of the desk;
    `published_at`: for the first time, `shown_at`: as it is now."""

    class Kind(models.TextChoices):
        COLLECTION = "collection", _("Themed collection")
        EXHIBITION = "exhibition", _("Exhibition")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("a document's state", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("a document's state", "Withdrawn")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    draft: Any = models.JSONField(default=dict)
    shown: Any = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    shown_version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "stories"
        indexes = [models.Index(fields=["kind", "state", "-published_at", "-id"], name="repository_stories_shown")]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="repository_story_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_changes(self) -> bool:
        """Whether readers would see something else after publishing now."""
        return bool(self.draft != self.shown)


class StoryVersion(models.Model):
    """What was published, and when, by whom and why; only added to. Withdrawals are lines without content."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content: Any = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="repository_story_version_once")]


class StoryUse(models.Model):
    """What the published version of a story shows, for the way back from it."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="uses")
    object = models.ForeignKey(DigitalObject, models.CASCADE, null=True, related_name="stories")
    thing = models.ForeignKey(Thing, models.CASCADE, null=True, related_name="stories")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(object=None, thing__isnull=False) | Q(object__isnull=False, thing=None),
                name="repository_story_uses_one",
            ),
            models.UniqueConstraint(
                fields=["story", "object"], condition=Q(object__isnull=False), name="repository_story_object_once"
            ),
            models.UniqueConstraint(
                fields=["story", "thing"], condition=Q(thing__isnull=False), name="repository_story_thing_once"
            ),
        ]
