"""Authorities: who and what headings stand for. No source record is touched: a heading is linked by its key.

A merge only sets `merged_into`; names and relations stay with the authority that brought them and are read at its
`root`. So taking a merge back leaves what there would be without it, whatever was done meanwhile.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models.records import SourceRecord
from lienthu.catalogue.rules.authority_data import FormRole, RelationKind
from lienthu.catalogue.rules.headings import LONGEST_HEADING, LONGEST_KEY, Kind
from lienthu.kernel.ids import new_public_id

KIND_WORDS = {
    Kind.PERSON: _("person"),
    Kind.BODY: _("corporate body"),
    Kind.PLACE: _("place"),
    Kind.SUBJECT: _("subject"),
    Kind.WORK: _("work"),
}
ROLE_WORDS = {
    FormRole.PREFERRED: _("preferred heading"),
    FormRole.ENGLISH: _("preferred in English"),
    FormRole.VARIANT: _("variant"),
    FormRole.PEN_NAME: _("pen name"),
    FormRole.FORMER: _("former name"),
    FormRole.ABBREVIATION: _("abbreviation"),
}
RELATION_WORDS = {
    RelationKind.BROADER: _("broader"),
    RelationKind.RELATED: _("see also"),
    RelationKind.EARLIER: _("earlier name"),
}
_KINDS = [(kind.value, word) for kind, word in KIND_WORDS.items()]


class Authority(models.Model):
    """One person, body, place, subject or work. `heading` is its preferred form, kept here for lists."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=_KINDS)
    heading = models.CharField(max_length=LONGEST_HEADING)
    #: `rules.headings.preferred_key`
    heading_key = models.CharField(max_length=LONGEST_KEY + 20)
    born = models.CharField(max_length=4, blank=True)
    died = models.CharField(max_length=4, blank=True)
    about = models.TextField(blank=True)
    sources = models.JSONField(default=list)
    identifiers = models.JSONField(default=dict)
    #: Its number where it came from, `(003)001`; a file that comes again finds it.
    source_key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 - most have none
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    #: The end of the chain of merges; empty where it is the authority itself.
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "heading_key"],
                condition=Q(merged_into=None),
                name="catalogue_one_authority_per_heading",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, root=None) | Q(merged_into__isnull=False, root__isnull=False),
                name="catalogue_merged_has_a_root",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")) & ~Q(root=F("id")), name="catalogue_not_merged_into_itself"
            ),
        ]
        indexes = [models.Index(fields=["kind", "heading_key"], name="catalogue_authorities_by_kind")]

    @property
    def life(self) -> str:
        """`1915-1951`, as headings are dated; empty where nothing is known."""
        return f"{self.born}-{self.died}" if self.born or self.died else ""

    @property
    def stands_for(self) -> int:
        """The id of the authority that this one is part of now, or its own."""
        return self.root_id or self.pk


class AuthorityForm(models.Model):
    """One name of an authority. `key` is what headings are linked by, `lookup` what suggestions are found by."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="forms")
    kind = models.CharField(max_length=8, choices=_KINDS)
    role = models.CharField(max_length=12, choices=[(role.value, word) for role, word in ROLE_WORDS.items()])
    text = models.CharField(max_length=LONGEST_HEADING)
    key = models.CharField(max_length=LONGEST_KEY)
    dates = models.CharField(max_length=9, blank=True)
    lookup = models.CharField(max_length=LONGEST_KEY, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "text"], name="catalogue_form_once"),
            models.UniqueConstraint(
                fields=["authority", "role"],
                condition=Q(role__in=[FormRole.PREFERRED.value, FormRole.ENGLISH.value]),
                name="catalogue_one_preferred_form",
            ),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="catalogue_forms_by_key")]


class AuthorityRelation(models.Model):
    """`source` has `target` as its broader concept, its earlier name, or beside it (`related`: source < target)."""

    source = models.ForeignKey(Authority, models.PROTECT, related_name="relations")
    target = models.ForeignKey(Authority, models.PROTECT, related_name="relations_in")
    kind = models.CharField(max_length=8, choices=[(kind.value, word) for kind, word in RELATION_WORDS.items()])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="catalogue_relation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="catalogue_not_related_to_itself"),
        ]


class AuthorityAct(models.Model):
    """What was done to an authority, by whom and why; only grows (triggers). `before` and `after` hold what changed,
    so every version can be read."""

    class Kind(models.TextChoices):
        CREATED = "created", _("entered")
        CHANGED = "changed", _("changed")
        RENAMED = "renamed", _("renamed")
        NAMED = "named", _("name added")
        UNNAMED = "unnamed", _("name removed")
        RELATED = "related", _("related")
        UNRELATED = "unrelated", _("relation removed")
        MERGED = "merged", _("merged")
        UNMERGED = "unmerged", _("merge taken back")

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="acts")
    other = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["other", "-id"], name="catalogue_acts_on_another")]


class RecordHeading(models.Model):
    """A heading as records have it, each wording once. `authority` follows from the forms under its key
    (`rules.headings.resolve`) and is computed anew whenever they change; `is_open`: it could be more than one."""

    kind = models.CharField(max_length=8, choices=_KINDS)
    text = models.CharField(max_length=LONGEST_HEADING)
    dates = models.CharField(max_length=9, blank=True)
    key = models.CharField(max_length=LONGEST_KEY)
    #: The key without marks: what may be the same thing stands together.
    folded = models.CharField(max_length=LONGEST_KEY)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="headings")
    is_open = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text", "dates"], name="catalogue_heading_once")]
        indexes = [
            models.Index(fields=["kind", "key"], name="catalogue_headings_by_key"),
            models.Index(fields=["kind", "folded", "id"], name="catalogue_headings_folded"),
        ]


class HeadingUse(models.Model):
    """A record has a heading, as creator (`c`), subject (`s`) or uniform title (`t`)."""

    pk = models.CompositePrimaryKey("heading_id", "record_id", "role")
    heading = models.ForeignKey(RecordHeading, models.PROTECT, related_name="uses", db_index=False)
    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="heading_uses")
    role = models.CharField(max_length=1)


class AuthorityProposal(models.Model):
    """Headings that look like one thing, for a person to look at. `records`: how many a decision would help."""

    class State(models.TextChoices):
        OPEN = "open", _("undecided")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")

    kind = models.CharField(max_length=8, choices=_KINDS)
    key = models.CharField(max_length=LONGEST_KEY)
    dates = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=LONGEST_HEADING)
    headings = models.ManyToManyField(RecordHeading, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    records = models.IntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "dates"], name="catalogue_proposal_once"),
        ]
        indexes = [models.Index(fields=["state", "-records", "-id"], name="catalogue_proposals_to_do")]
