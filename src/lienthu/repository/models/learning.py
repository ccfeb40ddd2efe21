"""Open educational resources: what a digital object is for in school, what it was made from, which schools use it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject


class Learning(models.Model):
    """What makes a digital object teaching material. Its licence is the object's `rights`; `parent_licence`: that of
    what it was made from, on the day it was."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson plan")
        SLIDES = "slides", _("Slides")
        EXERCISE = "exercise", _("Worksheet or exercise")
        TEST = "test", _("Test")
        READING = "reading", _("Reading")
        PICTURE = "picture", _("Picture or map for teaching")
        RECORDING = "recording", _("Film or recording for teaching")
        PROJECT = "project", _("Project or experiment")

    class Audience(models.TextChoices):
        TEACHERS = "teachers", _("Teachers")
        PUPILS = "pupils", _("Pupils")
        BOTH = "both", _("Teachers and pupils")

    object = models.OneToOneField(DigitalObject, models.CASCADE, related_name="learning")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.BOTH)
    subjects = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    outcomes = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="remixes")
    parent_licence = models.CharField(max_length=20, blank=True)
    changes = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="repository_not_a_remix_of_itself"),
        ]


class LearningTopic(models.Model):
    """A subject in a grade that a resource is for (`learning/curriculum`), so that it is found by them."""

    learning = models.ForeignKey(Learning, models.CASCADE, related_name="topics")
    subject = models.CharField(max_length=20)
    grade = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learning", "subject", "grade"], name="repository_topic_once"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=12), name="repository_grade_of_school"),
        ]
        indexes = [models.Index(fields=["subject", "grade"], name="repository_topics")]


class SchoolUse(models.Model):
    """A school uses a resource, since when and until when. Schools, never people."""

    learning = models.ForeignKey(Learning, models.CASCADE, related_name="uses")
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learning", "library"], condition=Q(until=None), name="repository_school_uses_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="repository_school_use_dates"
            ),
        ]
