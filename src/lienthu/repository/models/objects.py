"""Digital objects: what was digitised or born digital, its pages and files, and the steps that led to publication."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.rules.words import SAID, searchable


def new_gate() -> int:
    """Never the same again, even after a transaction that was rolled back."""
    return secrets.randbits(62)


class DigitalObject(models.Model):
    """Pages or media with one title. `edition`: the version of its masters, from 1. `current`: for an earlier
    version what it was a version of; for new masters on their way what they are for. `gate` is drawn anew with every
    change of who may see it: what was decided under another one is no longer true. `entry`: the public identifier of
    the union entry that describes the original. `search_text`: `rules/words`."""

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        DRAFT = "draft", _("Draft")
        DESCRIBING = "describing", _("With the cataloguer")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", pgettext_lazy("a document's state", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("a document's state", "Withdrawn")
        EARLIER = "earlier", _("Earlier version")

    class Kind(models.TextChoices):
        BOOK = "book", _("Book")
        NEWSPAPER = "newspaper", _("Newspaper or magazine")
        MANUSCRIPT = "manuscript", _("Manuscript or Han-Nom text")
        MAP = "map", _("Map")
        PHOTOGRAPH = "photograph", _("Photograph or picture")
        DOCUMENT = "document", _("Official document")
        AUDIO = "audio", _("Sound recording")
        VIDEO = "video", _("Film or video")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.BOOK)
    title = models.CharField(max_length=500)
    creators = models.JSONField(default=list, blank=True)
    date_text = models.CharField(max_length=60, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=3, default="vie")
    description = models.TextField(blank=True)
    subjects = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)
    rights = models.CharField(max_length=20, blank=True)
    contents = models.JSONField(default=list, blank=True)
    entry = models.CharField(max_length=12, blank=True, db_index=True)
    search_text = models.TextField(blank=True, default="", editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    gate = models.BigIntegerField(default=new_gate, editable=False)
    version = models.PositiveIntegerField(default=1)
    edition = models.PositiveIntegerField(default=1)
    current = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="renewals")
    renewal_reason = models.CharField(max_length=500, blank=True)
    is_kept_back = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["library", "state", "-id"], name="repository_object_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["current"],
                condition=Q(current__isnull=False) & ~Q(state__in=["earlier", "withdrawn"]),
                name="repository_one_renewal_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["current", "edition"], condition=Q(state="earlier"), name="repository_earlier_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="earlier") | Q(current__isnull=False), name="repository_earlier_of_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Where rows are updated without it, `search_text` is written along."""
        self.search_text = searchable({name: getattr(self, name) for name in SAID})
        super().save(*args, update_fields=update_fields, **kwargs)


class Page(models.Model):
    """One page image. `master` is kept as it came; `pyramid` is a tiled TIFF of JPEG, made from it again at will.
    `recipe`: how it was drawn from the master (`rules/page_recipe`); `wanted`: how it is to be drawn now, or null."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="pages")
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    master = models.CharField(max_length=64)
    name = models.CharField(max_length=255, blank=True)
    number = models.PositiveIntegerField(default=0, help_text="page inside the master, for PDF and TIFF")
    pyramid = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fault = models.CharField(max_length=60, blank=True)
    recipe = models.JSONField(default=list, blank=True)
    wanted = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "position"], name="repository_page_once"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="repository_page_has_size"),
        ]


class PageText(models.Model):
    """What stands on a page. `lines`: `[[x, y, w, h, [[word, x, y, w, h, confidence 0-100], …]], …]` in pixels.
    `engine` read it by `recipe`; `version` counts its changes; `fault`: why nothing could be read."""

    class Origin(models.TextChoices):
        PDF = "pdf", _("The file's own text")
        OCR = "ocr", _("Recognised by machine")
        PERSON = "person", _("Corrected by people")

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="transcript")
    text = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    confidence = models.FloatField(null=True, blank=True)
    engine = models.CharField(max_length=60, blank=True)
    recipe = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    fault = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()


class ObjectFile(models.Model):
    """A file of an object: a master as it was handed in, what readers take away, or a transcript that people corrected
    (`made_at`), whose position says of which master and for which time (`media_files`)."""

    class Role(models.TextChoices):
        MASTER = "master", _("Master")
        READING = "reading", _("Reading copy")
        TRANSCRIPT = "said", _("Corrected transcript")

    #: What no program can make again: read over for fixity, and part of every package.
    LASTING = (Role.MASTER, Role.TRANSCRIPT)

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="files")
    role = models.CharField(max_length=8, choices=Role.choices)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_sound = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "role", "position"], name="repository_file_once"),
        ]
        indexes = [models.Index(fields=["role", "checked_at"], name="repository_file_by_reading")]


class Step(models.Model):
    """Every act on the way from deposit to publication, dated; only added to."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="steps")
    at = models.DateTimeField(auto_now_add=True)
    act = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    checks = models.JSONField(default=list, blank=True)
    by = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
