"""Appraisal: councils, their sittings and votes; tombstones of what was withdrawn; earlier descriptions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Library
from lienthu.repository.models.objects import DigitalObject, Step
from lienthu.repository.rules.council import Choice, Outcome, Seat

SEAT_WORDS = {Seat.CHAIR: _("chair"), Seat.SECRETARY: _("secretary"), Seat.MEMBER: _("member")}
CHOICE_WORDS = {
    Choice.PUBLISH: _("publish"),
    Choice.RETURN: _("return to the cataloguer"),
    Choice.ABSTAIN: _("abstain"),
}
OUTCOME_WORDS = {
    Outcome.OPEN: _("to be voted on"),
    Outcome.APPROVED: _("approved"),
    Outcome.RETURNED: _("returned"),
    Outcome.NO_QUORUM: _("not decided: too few voted"),
    Outcome.DROPPED: _("taken off: no longer before the council"),
}


class Council(models.Model):
    """`decision`: number and date of the paper that set it up. It ends, and another one is set up."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    decision = models.CharField(max_length=200)
    quorum = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class CouncilMember(models.Model):
    """`name` and `post` as they stand on the minutes."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seat = models.CharField(max_length=10, choices=list(SEAT_WORDS.items()), default=Seat.MEMBER)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="repository_member_once"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(seat=Seat.CHAIR), name="repository_one_chair_per_council"
            ),
        ]


class Sitting(models.Model):
    """A meeting of a council. Closed, it says what became of each document and changes no more."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    council = models.ForeignKey(Council, models.PROTECT, related_name="sittings")
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)


class Case(models.Model):
    """A document before a sitting. `submission`: the step that brought it there; `version`: the description that is
    voted on."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="cases")
    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="cases")
    submission = models.ForeignKey(Step, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    outcome = models.CharField(max_length=10, choices=list(OUTCOME_WORDS.items()), blank=True, default=Outcome.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "object"], name="repository_case_once"),
            models.UniqueConstraint(
                fields=["submission"],
                condition=~Q(outcome__in=[Outcome.NO_QUORUM, Outcome.DROPPED]),
                name="repository_one_decision_per_submission",
            ),
        ]


class Vote(models.Model):
    """A member may vote again until the sitting is closed; the last one counts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="votes")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=8, choices=list(CHOICE_WORDS.items()))
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="repository_one_vote_per_member")]


class Tombstone(models.Model):
    """What stands where a withdrawn document was. `says`: how much of it the public is told."""

    class Ground(models.TextChoices):
        RIGHTS = "rights", _("The holder of the rights asked for it")
        ERROR = "error", _("It was published by mistake or with faults")
        REPLACED = "replaced", _("A better copy takes its place")
        PRIVACY = "privacy", _("It touches the privacy of people")
        ORDER = "order", _("An authority ordered it")
        OTHER = "other", _("Another reason")

    class Says(models.TextChoices):
        ALL = "all", _("Title, ground, reason and day")
        FACT = "fact", _("Only that something was here, and the day")
        NOTHING = "nothing", _("Nothing: as if it had never been here")

    object = models.OneToOneField(DigitalObject, models.CASCADE, related_name="tombstone")
    ground = models.CharField(max_length=10, choices=Ground.choices, default=Ground.OTHER)
    says = models.CharField(max_length=8, choices=Says.choices, default=Says.FACT)
    reason = models.CharField(max_length=500)
    replaced_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=200)


class DescriptionVersion(models.Model):
    """What a description said before it was changed, and who changed it, why; only added to."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="descriptions")
    version = models.PositiveIntegerField()
    values = models.JSONField()
    changed = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "version"], name="repository_description_once")]
