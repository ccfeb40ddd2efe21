"""The union catalogue's own tables. Source records belong to `catalogue` and are never touched here.

`Entry.data` is JSON (rules/entry.py says what is in it); `Member.features` and `Member.facts` are what matching and
entry building need of a record, so that neither reads MARC again.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
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
    size = models.IntegerField(default=0)
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
    """A source record in its entry, with the reason it is there."""

    record = models.OneToOneField(SourceRecord, models.PROTECT, primary_key=True, related_name="union_member")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="members", db_index=False)
    library_id = models.BigIntegerField()
    record_version = models.IntegerField()
    # New members are compared with representatives only: one for each different set of features, at most twenty.
    is_representative = models.BooleanField()
    features = models.BinaryField()
    facts = models.BinaryField()
    # [matched record, score, [reason codes]] of the automatic decision; empty for the first of an entry.
    evidence = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["entry", "is_representative"], name="union_members_of_entry")]


class MatchKey(models.Model):
    """Blocking keys of the members of an entry; clustered, so a look-up reads neighbours."""

    pk = models.CompositePrimaryKey("key", "entry_id")
    key = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")


class SplitBlock(models.Model):
    """A key whose block has grown too large; later entries stand under `keys.split_key` instead."""

    key = models.BigIntegerField(primary_key=True)


class Decision(models.Model):
    """What is known about two records beyond the automatic score: undecided pairs, and people's decisions.

    `left` < `right`. A person's decision stands until a person takes it back; automatic runs respect it.
    """

    class Verdict(models.TextChoices):
        REVIEW = "review", _("undecided")
        SAME = "same", _("always together")
        DIFFERENT = "different", _("never together")

    left = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict)
    automatic = models.BooleanField()
    score = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="union_one_decision_per_pair"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="union_pair_in_order"),
        ]
        indexes = [models.Index(fields=["verdict", "-score", "id"], name="union_decisions_to_look_at")]
