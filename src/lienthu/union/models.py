"""The union catalogue's own tables. Source records belong to `catalogue` and are never touched here.

`Entry.data` is JSON (rules/entry.py says what is in it); `Member.features` and `Member.facts` are what matching and
entry building need of a record, so that neither reads MARC again.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import SourceRecord
from lienthu.kernel.ids import new_public_id


class Entry(models.Model):
    """One manifestation in the union catalogue. Never deleted: its public identifier resolves for ever."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in the union catalogue")
        REDIRECT = "redirect", _("merged into another entry")
        GONE = "gone", _("no library has it any more")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    work_key = models.BigIntegerField(db_index=True)
    # `size`: records shown here. `own`: records the matcher put here; people may have had them shown elsewhere.
    size = models.IntegerField(default=0)
    own = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    # The record whose leaving emptied the entry: if it comes back, so does the public identifier.
    last_record_id = models.BigIntegerField(null=True, blank=True)
    data = models.BinaryField(default=b"{}")

    class Meta:
        indexes = [
            models.Index(
                fields=["last_record_id"],
                name="union_gone_entries",
                condition=models.Q(last_record_id__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="redirect", merged_into__isnull=False)
                | (~models.Q(state="redirect") & models.Q(merged_into__isnull=True)),
                name="union_redirect_has_a_target",
            )
        ]

    @property
    def fields(self) -> dict[str, Any]:
        """`data` read: field → {"v": value, "s": source record(s), "o": what the others had}."""
        return dict(orjson.loads(bytes(self.data)))


class Member(models.Model):
    """A source record: the cluster the matcher put it in, and the entry it is shown in.

    They are one unless people joined entries. A merge moves `entry` and leaves `cluster` alone, so that without the
    merge everything is as if it had never been.
    """

    record = models.OneToOneField(SourceRecord, models.PROTECT, primary_key=True, related_name="union_member")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="members", db_index=False)
    cluster = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    library_id = models.BigIntegerField()
    # What its description is worth (rules/entry.py): an entry is built from its best members.
    merit = models.IntegerField()
    record_version = models.IntegerField()
    # New members are compared with representatives only: one for each description (rules/board.py).
    is_representative = models.BooleanField()
    features = models.BinaryField()
    facts = models.BinaryField()
    # [matched record, score, [reason codes]] of the automatic decision; empty for the first of an entry.
    evidence = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["entry", "-merit", "-record"], name="union_best_members"),
            models.Index(fields=["cluster", "is_representative"], name="union_members_of_cluster"),
        ]


class MatchKey(models.Model):
    """Blocking keys of the members of a cluster (named by its entry); clustered, so a look-up reads neighbours."""

    pk = models.CompositePrimaryKey("key", "entry_id")
    key = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")


class SplitBlock(models.Model):
    """A key whose block has grown too large; later entries stand under `keys.split_key` instead."""

    key = models.BigIntegerField(primary_key=True)


class Rivalry(models.Model):
    """Two clusters with records that would fit each other, had something not forbidden it: they are weighed together
    when one of them changes. Both directions are kept."""

    pk = models.CompositePrimaryKey("cluster_id", "other_id")
    cluster_id = models.BigIntegerField()
    other_id = models.BigIntegerField()


class Decision(models.Model):
    """What a person decided, for good: the table only grows (triggers). To take one back is another decision.

    `one` and `other` are the records of both sides at that time; `moved` is what the act did:
    [record, public identifier before, public identifier after].
    """

    class Kind(models.TextChoices):
        MERGED = "merged", _("entries joined")
        ALWAYS = "always", _("always together")
        TAKEN_OUT = "taken_out", _("taken out of the entry")
        NEVER = "never", _("never together")
        WORKS_LINKED = "works_linked", _("works linked")
        WORK_PARTED = "work_parted", _("taken out of the work")
        TAKEN_BACK = "taken_back", _("decision taken back")

    kind = models.CharField(max_length=12, choices=Kind)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    other_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    one = models.JSONField(default=list)
    other = models.JSONField(default=list)
    moved = models.JSONField(default=list)
    score = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(db_index=True)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")


class Bond(models.Model):
    """A record's part in a decision that stands; the rows go when it is taken back.

    `same`: tied together, shown at `keeper`; otherwise kept from the other side. `alone`: the record is weighed by
    itself, not with its equals.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="bonds", db_index=False)
    record = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    side = models.SmallIntegerField()
    same = models.BooleanField()
    alone = models.BooleanField()
    keeper = models.BigIntegerField(null=True)
    cluster_id = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "record"], name="union_one_part_per_record")]


class UndecidedPair(models.Model):
    """Two records that may be one manifestation: a person is asked. `left` < `right`; `answer` is the person's.

    `benefit`: how much an answer helps (copies and libraries on both sides); `claimed_until`: somebody looks at it.
    """

    left = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    arose_at = models.DateTimeField()
    benefit = models.IntegerField(default=0)
    # What the desk can be narrowed to: the class of the deciding reason, the kind of document.
    reason_class = models.CharField(max_length=20, blank=True)
    format = models.CharField(max_length=20, blank=True)
    answer = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    put_off_until = models.DateTimeField(null=True)
    claimed_by = models.BigIntegerField(null=True)
    claimed_label = models.CharField(max_length=200, blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="union_one_question_per_pair"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="union_pair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-benefit", "id"], name="union_pairs_to_look_at", condition=models.Q(answer__isnull=True)
            )
        ]


class Correction(models.Model):
    """A field of an entry as a person put it right, whatever the sources say. One stands per entry and field."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=30)
    value = models.JSONField()
    reason = models.CharField(max_length=500)
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "field"],
                name="union_one_correction_per_field",
                condition=models.Q(removed_at__isnull=True),
            )
        ]


class WorkTie(models.Model):
    """Both works of a decision that links them, by the keys the matcher gave; the row goes when it is taken back."""

    decision = models.OneToOneField(Decision, models.CASCADE, primary_key=True, related_name="+")
    one_key = models.BigIntegerField()
    other_key = models.BigIntegerField()


class WorkAlias(models.Model):
    """Follows from the decisions that stand (`rules/works.py`): entries whose computed work is `key` belong to
    `target`."""

    key = models.BigIntegerField(primary_key=True)
    target = models.BigIntegerField()


class OwnWork(models.Model):
    """Follows from them too: the work of an entry that people took out of its computed one."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="own_work")
    key = models.BigIntegerField()


class SourceRank(models.Model):
    """Whose description is taken first: the network's own order of kinds of library (`rules.entry.LIBRARY_RANK`)."""

    kind = models.CharField(max_length=40, primary_key=True)
    rank = models.SmallIntegerField()


class WeightSet(models.Model):
    """Weights that an administrator accepted, over those of `rules/weights.py`. The last one holds."""

    weights = models.JSONField()
    evidence = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField()


class MatchedWith(models.Model):
    """A model (`model.in_force`) that records in the union were matched with; only the one in force is left when
    everything was matched again."""

    model = models.CharField(max_length=40, primary_key=True)


class Quality(models.Model):
    """What is wanting in an active record: a mask of `rules/quality.py`, which the score follows from. `copies`: how
    many copies the record has, for the order of the fix-list."""

    record = models.OneToOneField(SourceRecord, models.CASCADE, primary_key=True, related_name="quality")
    library_id = models.BigIntegerField()
    record_version = models.IntegerField()
    reasons = models.BigIntegerField()
    copies = models.IntegerField()

    class Meta:
        # Everything a library's page counts is in the index.
        indexes = [models.Index(fields=["library_id", "reasons", "copies"], name="union_quality_of_library")]


class QualityDay(models.Model):
    """A library's records and the sum of their scores at the end of a day on which they changed."""

    pk = models.CompositePrimaryKey("library_id", "day")
    library_id = models.BigIntegerField()
    day = models.DateField()
    records = models.BigIntegerField()
    points = models.BigIntegerField()

    @property
    def score(self) -> float:
        return self.points / self.records if self.records else 0.0
