"""Source records as the libraries handed them in, and the batches that brought them.

A version is immutable (triggers on both engines). `SourceRecord.marc` is the compact form of the current version;
`digest` is the digest of that form, by which an unchanged record is known. The form of a version that another has
replaced moves to `PastMarc`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id
from lienthu.kernel.models import Job
from lienthu.registry.models import Library


class ImportBatch(models.Model):
    """One file handed in by one library. `path` is relative to the imports folder: the file's SHA-256."""

    class Mode(models.TextChoices):
        ADD = "add", _("add and change")
        FULL = "full", _("the whole catalogue")

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to be checked")
        WAITING = "waiting", _("waiting")
        READING = "reading", _("reading")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    class Withdrawal(models.TextChoices):
        NONE = "", _("nothing to withdraw")
        FAULTS = "faults", _("not done: some rows could not be read")
        MANY = "many", _("not done: too many records would go")
        DONE = "done", _("done")

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    format = models.CharField(max_length=20)
    encoding = models.CharField(max_length=40, blank=True)
    dialect = models.CharField(max_length=40, blank=True)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.ADD)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    dry_run = models.BooleanField(default=False)
    withdrawal = models.CharField(max_length=10, choices=Withdrawal, default=Withdrawal.NONE, blank=True)
    withdraw_confirmed = models.BooleanField(default=False)
    layouts = models.JSONField(null=True)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    repaired = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    restricted = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    skipped = models.JSONField(default=dict)
    intake_version = models.SmallIntegerField()
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["library", "-id"], name="catalogue_batches_of_library")]

    @property
    def is_active(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)


class SourceRecord(models.Model):
    """One record of one library; two libraries may use the same control number."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in the catalogue")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTRICTED = "restricted", _("waiting for restriction review")

    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    control_no = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    version = models.IntegerField(default=1)
    digest = models.BinaryField(max_length=16)
    #: What the library last sent in a file, where the desk has acted since; empty: no file ever sent it;
    #: null: the current version is what was sent (ADR 0009).
    sent_digest = models.BinaryField(max_length=16, null=True)
    marc = models.BinaryField()
    #: Title, first name and ISBN without accents: by these the desk finds a record of its library.
    search_text = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "control_no"], name="catalogue_one_record_per_number")
        ]
        indexes = [models.Index(fields=["library", "state"], name="catalogue_not_active", condition=~Q(state="active"))]


class SourceVersion(models.Model):
    """What was handed in, byte by byte, and what was done to read it; by whom, and through which door."""

    class Origin(models.TextChoices):
        IMPORT = "import", _("file")
        DESK = "desk", _("desk")
        BATCH = "batch", _("batch edit")
        HEADING = "heading", _("heading renamed")
        RESTORE = "restore", _("earlier version restored")

    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    raw = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.BigIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.IMPORT)
    author_label = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    dialect = models.CharField(max_length=40)
    encoding = models.CharField(max_length=40)
    repairs = models.TextField(blank=True)
    findings = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="catalogue_one_version_per_number")]


class PastMarc(models.Model):
    """The compact form of a version that another has replaced."""

    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    marc = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="catalogue_one_form_per_version")]


class ControlNumberSeries(models.Model):
    """The last number that the desk of a library gave to a new record."""

    library = models.OneToOneField(Library, models.PROTECT, primary_key=True, related_name="+")
    last = models.BigIntegerField(default=0)


class EditLock(models.Model):
    """Somebody has the record open. Advisory: it warns the next one and runs out by itself (`rules.locks`)."""

    record = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()
    person = models.CharField(max_length=200)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person_id"], name="catalogue_one_lock_per_person")]


class ImportRow(models.Model):
    """What became of one row or record of a file."""

    class Outcome(models.IntegerChoices):
        ACCEPTED = 1, _("accepted")
        REPAIRED = 2, _("repaired")
        REJECTED = 3, _("rejected")
        UNCHANGED = 4, _("unchanged")

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="+", db_index=False)
    number = models.BigIntegerField()
    outcome = models.SmallIntegerField(choices=Outcome)
    reasons = models.TextField(blank=True)
    record = models.ForeignKey(SourceRecord, models.PROTECT, null=True, related_name="+")
    raw = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="catalogue_one_outcome_per_row")]
        indexes = [
            models.Index(
                fields=["batch", "outcome", "number"],
                name="catalogue_rows_to_look_at",
                condition=Q(outcome__in=[2, 3]),
            )
        ]


class ColumnMapping(models.Model):
    """How a library's sheets with these headers are read, as a person confirmed it."""

    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=24)
    name = models.CharField(max_length=80, blank=True)
    headers = models.JSONField()
    targets = models.JSONField()
    #: Of each column how many digits its numbers have, as `targets`; 0: as they stand.
    digits = models.JSONField(default=list)
    confirmed_by = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "signature"], name="catalogue_one_mapping_per_signature"),
            models.UniqueConstraint(
                fields=["library", "name"], condition=~Q(name=""), name="catalogue_one_mapping_per_name"
            ),
        ]


class RestrictionCase(models.Model):
    """A record whose field 926 is above 0 (or cannot be read): a reviewer says whether it may be shown."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        RELEASED = "released", _("released")
        KEPT = "kept", _("kept restricted")
        LIFTED = "lifted", _("lifted by the library")

    record = models.OneToOneField(SourceRecord, models.CASCADE, related_name="restriction")
    library = models.ForeignKey(Library, models.PROTECT, related_name="+")
    level = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="catalogue_open_restrictions")]
