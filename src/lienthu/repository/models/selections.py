"""What is to be digitised: lists chosen from the catalogue, and the register of old, rare and special documents."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.kernel.models import Job
from lienthu.registry.models import Library
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.priority import Ground

GROUND_WORDS = {
    Ground.LOCAL_HISTORY: _("Local history"),
    Ground.ANCIENT: _("A hundred years old or more"),
    Ground.OLD: _("Printed before 1976"),
    Ground.RARE: _("Rare document"),
    Ground.ONLY: _("Only one library of the network has it"),
    Ground.FEW: _("Two or three libraries have it"),
    Ground.CONDITION: _("A copy is damaged"),
    Ground.MINORITY: _("In M'Nong, E De or Ma"),
    Ground.DEMAND: _("Wanted (each loan or trip in a box)"),
}
KIND_WORDS = {
    Kind.ANCIENT: _("Old document (Art. 5)"),
    Kind.RARE: _("Rare document (Art. 6)"),
    Kind.COLLECTION: _("Collection of special value (Art. 7)"),
}
CRITERION_WORDS = {
    Criterion.AGE: _("a hundred years old or more (Art. 5)"),
    Criterion.AUTOGRAPH: _("original, or in the hand of a national hero or great person (Art. 6.1)"),
    Criterion.EVENT: _("made at a turning point of history, or tells of one (Art. 6.2)"),
    Criterion.CARRIER: _("on a carrier typical of its time (Art. 6.2a)"),
    Criterion.UNIQUE: _("the only copy, or one of very few that cannot be replaced (Art. 6.2b)"),
    Criterion.FORM: _("unique in language, form or making (Art. 6.2c)"),
    Criterion.COLLECTION: _("a collection of special value (Art. 7)"),
}


class Selection(models.Model):
    """A list of titles for digitisation. `weights`: of each ground, as they were when the list was made. `version`
    counts changes of its order."""

    class State(models.TextChoices):
        MAKING = "making", _("being put together")
        OPEN = "open", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    weights = models.JSONField()
    most = models.PositiveIntegerField()
    with_digitised = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.MAKING)
    version = models.PositiveIntegerField(default=1)
    looked_at = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=200, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="repository_selection_of_lib")]

    def __str__(self) -> str:
        return self.name


class SelectionLine(models.Model):
    """A title of a list. `reasons`: `[[ground, points, count], …]`, and `score` their sum; `place`: the order that
    people gave it; `pages`: as the description tells. `entry`: of the union catalogue, empty for what is not in it."""

    class Choice(models.TextChoices):
        OPEN = "open", _("not decided")
        IN = "in", _("digitise")
        OUT = "out", _("leave out")

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="lines")
    entry = models.CharField(max_length=12, blank=True)
    record = models.BigIntegerField(null=True)
    title = models.CharField(max_length=500)
    creator = models.CharField(max_length=300, blank=True)
    year = models.SmallIntegerField(null=True)
    call_number = models.CharField(max_length=200, blank=True)
    store = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    libraries = models.PositiveIntegerField(default=0)
    score = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)
    choice = models.CharField(max_length=4, choices=Choice, default=Choice.OPEN)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "entry"], condition=~Q(entry=""), name="repository_selected_once"
            )
        ]
        indexes = [
            models.Index(fields=["selection", "place", "id"], name="repository_lines_in_order"),
            models.Index(fields=["selection", "-score", "id"], name="repository_lines_by_score"),
        ]


class RegisterEntry(models.Model):
    """A line of the register of old, rare and special documents (Decree 93/2020, Art. 8). Never deleted: it is struck
    out with a reason. `decision`: number of the paper that named it so."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=list(KIND_WORDS.items()))
    criteria = models.JSONField(default=list)
    title = models.CharField(max_length=500)
    creator = models.CharField(max_length=300, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    call_number = models.CharField(max_length=200, blank=True)
    entry = models.CharField(max_length=12, blank=True, db_index=True)
    condition = models.CharField(max_length=300, blank=True)
    kept_at = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=120)
    decided_on = models.DateField()
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=200)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=200, blank=True)
    struck_for = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "number"], name="repository_register_number"),
            models.UniqueConstraint(
                fields=["library", "entry"], condition=~Q(entry="") & Q(struck_at=None), name="repository_register_once"
            ),
        ]
