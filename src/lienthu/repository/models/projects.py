"""Digitisation projects: lots, jobs and what was done to each, machines, deliveries, inspections of lots."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.kernel.ids import new_public_id
from lienthu.registry.models import Agency, Library
from lienthu.repository.models.objects import DigitalObject, Page
from lienthu.repository.models.selections import SelectionLine
from lienthu.repository.projects.rules.capture import Spec
from lienthu.repository.projects.rules.machines import Shift
from lienthu.repository.projects.rules.sampling import USUAL_AQL, Plan
from lienthu.repository.projects.rules.steps import Act, Lot, Stage

STAGE_WORDS = {
    Stage.PREPARE: pgettext_lazy("a step of the workshop", "Prepare"),
    Stage.SCAN: pgettext_lazy("a step of the workshop", "Scan"),
    Stage.PROCESS: pgettext_lazy("a step of the workshop", "Process"),
    Stage.CHECK: pgettext_lazy("a step of the workshop", "Check"),
    Stage.DELIVER: pgettext_lazy("a step of the workshop", "Deliver"),
    Stage.SHELVE: pgettext_lazy("a step of the workshop", "Bring back"),
    Stage.DONE: pgettext_lazy("a step of the workshop", "Finished"),
}
ACT_WORDS = {
    Act.START: _("begun"),
    Act.FINISH: _("done"),
    Act.PUT_DOWN: _("put down"),
    Act.BACK: _("sent back"),
}
LOT_WORDS = {
    Lot.OPEN: _("at work"),
    Lot.INSPECTED: _("being inspected"),
    Lot.ACCEPTED: _("accepted"),
    Lot.RETURNED: _("returned"),
}
SHIFT_WORDS = {Shift.MORNING: _("morning"), Shift.AFTERNOON: _("afternoon")}
SPACE_WORDS = {"any": _("any"), "srgb": "sRGB", "adobe": "Adobe RGB (1998)", "grey": _("grey is enough")}


class Project(models.Model):
    """The plan: pages, money and days; what pictures must be; how strictly lots are inspected. Money in dong."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("a project", "running")
        CLOSED = "closed", pgettext_lazy("a project", "closed")

    code = models.CharField(max_length=12, unique=True)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    decision = models.CharField(max_length=200, blank=True)
    funding = models.CharField(max_length=200, blank=True)
    planned_pages = models.PositiveIntegerField()
    planned_cost = models.PositiveBigIntegerField(default=0)
    hour_cost = models.PositiveIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField()
    dpi = models.PositiveSmallIntegerField(default=300)
    bits = models.PositiveSmallIntegerField(default=8)
    space = models.CharField(max_length=8, choices=list(SPACE_WORDS.items()), default="srgb")
    formats = models.JSONField(default=list)
    target = models.BooleanField(default=False)
    aql = models.CharField(max_length=5, default=USUAL_AQL)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    last_job = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["library", "state", "-id"], name="repository_projects_of_lib")]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="repository_project_days")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def spec(self) -> Spec:
        return Spec(self.dpi, self.bits, self.space, tuple(self.formats), self.target)


class WorkLot(models.Model):
    """Jobs that are delivered and accepted together. `contractor`: empty when the house does the work itself;
    `page_price`: agreed with the contractor. `round`: how often it was inspected."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    contractor = models.CharField(max_length=200, blank=True)
    contract = models.CharField(max_length=200, blank=True)
    page_price = models.PositiveIntegerField(default=0)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(LOT_WORDS.items()), default=Lot.OPEN)
    round = models.PositiveSmallIntegerField(default=0)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="repository_lot_number")]

    def __str__(self) -> str:
        return f"{self.project.code}/{self.number}"


class WorkJob(models.Model):
    """One document on its way through the workshop. `code` stands on its paper as a barcode and names its folder.
    `holder`: who has it in hand; `version`: counts what happened to it, so that of two at once one wins. `object`: what
    was delivered last; `has_files`: since it was scanned last. `passed`: why deviating files were let through.
    `search_text`: code, title and creator without accents."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="jobs")
    lot = models.ForeignKey(WorkLot, models.PROTECT, null=True, blank=True, related_name="jobs")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=20, unique=True)
    line = models.OneToOneField(SelectionLine, models.SET_NULL, null=True, blank=True, related_name="work")
    title = models.CharField(max_length=500)
    creator = models.CharField(max_length=300, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    entry = models.CharField(max_length=12, blank=True)
    call_number = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    stage = models.CharField(max_length=8, choices=list(STAGE_WORDS.items()), default=Stage.PREPARE)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    holder_name = models.CharField(max_length=200, blank=True)
    machine = models.ForeignKey("Machine", models.PROTECT, null=True, blank=True, related_name="+")
    held_since = models.DateTimeField(null=True)
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, blank=True, related_name="work_jobs")
    has_files = models.BooleanField(default=False)
    passed = models.CharField(max_length=300, blank=True)
    search_text = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="repository_job_number")]
        indexes = [models.Index(fields=["project", "stage", "moved_at"], name="repository_jobs_on_board")]

    def __str__(self) -> str:
        return self.code


class WorkStep(models.Model):
    """What was done to a job, by whom, with which machine, for how long; only added to. `pages`: what was got done, 0
    for all but finished stages."""

    job = models.ForeignKey(WorkJob, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=8, choices=list(STAGE_WORDS.items()))
    act = models.CharField(max_length=8, choices=list(ACT_WORDS.items()))
    at = models.DateTimeField()
    day = models.DateField()
    by = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    machine = models.ForeignKey("Machine", models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "id"], name="repository_steps_of_job")]


class JobDelivery(models.Model):
    """Files that came in under a job's code. `deviations`: `[[file, code, parameters], …]` from the specification, None
    until they were looked at; `count`: all of them, even where only the first are kept."""

    job = models.ForeignKey(WorkJob, models.CASCADE, related_name="deliveries")
    object = models.ForeignKey(DigitalObject, models.SET_NULL, null=True, related_name="+")
    deposit = models.CharField(max_length=12)
    at = models.DateTimeField()
    files = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    deviations = models.JSONField(null=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "object"], name="repository_delivered_once")]


class Machine(models.Model):
    """A scanner, camera or computer that calibration matters to. `hour_cost`: wear and power, in dong an hour."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    maker = models.CharField(max_length=120, blank=True)
    serial_no = models.CharField(max_length=80, blank=True)
    bought_on = models.DateField(null=True, blank=True)
    hour_cost = models.PositiveIntegerField(default=0)
    calibrated_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "name"], name="repository_machine_once")]

    def __str__(self) -> str:
        return self.name


class Calibration(models.Model):
    """That a machine was calibrated, and until when it holds; only added to."""

    machine = models.ForeignKey(Machine, models.CASCADE, related_name="calibrations")
    on = models.DateField()
    until = models.DateField()
    by = models.CharField(max_length=200)
    result = models.CharField(max_length=300, blank=True)
    noted_by = models.CharField(max_length=200)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("on")), name="repository_calibration_days")]


class Booking(models.Model):
    """A machine for half a day. Two bookings of one shift cannot be."""

    machine = models.ForeignKey(Machine, models.CASCADE, related_name="bookings")
    day = models.DateField()
    shift = models.CharField(max_length=9, choices=list(SHIFT_WORDS.items()))
    project = models.ForeignKey(Project, models.CASCADE, related_name="bookings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["machine", "day", "shift"], name="repository_booked_once")]


class Inspection(models.Model):
    """A lot looked at by sample. `size` pages of `pages` are drawn with `seed`; more than `accept` bad ones, or a
    critical one, return the lot."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    lot = models.ForeignKey(WorkLot, models.CASCADE, related_name="inspections")
    round = models.PositiveSmallIntegerField()
    pages = models.PositiveIntegerField()
    letter = models.CharField(max_length=1)
    size = models.PositiveIntegerField()
    accept = models.PositiveSmallIntegerField()
    aql = models.CharField(max_length=5)
    seed = models.BigIntegerField()
    drawn_by = models.CharField(max_length=200)
    drawn_at = models.DateTimeField(auto_now_add=True)
    is_accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(decided_at=None), name="repository_one_inspection_at_once"
            )
        ]

    @property
    def plan(self) -> Plan:
        return Plan(self.letter, self.size, self.accept)


class SampledPage(models.Model):
    """A page of a sample and what was found. `faults`: of `FAULT_WORDS`, empty for a good one once `judged_at` is
    set."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="sample")
    number = models.PositiveIntegerField()
    job = models.ForeignKey(WorkJob, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255, blank=True)
    is_bad = models.BooleanField(null=True)
    is_critical = models.BooleanField(default=False)
    faults = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    judged_by = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="repository_sampled_once")]


#: What can be wrong with a page; those of `CRITICAL` return the lot by themselves.
FAULT_WORDS = {
    "unreadable": _("cannot be read"),
    "cut": _("text is cut off"),
    "missing": _("a page is missing before it"),
    "blurred": _("blurred"),
    "skewed": _("skewed"),
    "exposure": _("too dark or too bright"),
    "colour": _("wrong colours"),
    "dirt": _("dirt, fingers or stripes"),
    "double": _("the same page twice"),
    "order": _("in the wrong place"),
    "other": _("something else"),
}
CRITICAL = frozenset({"unreadable", "cut", "missing"})
