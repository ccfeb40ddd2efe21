"""A library writes the preferred heading into its own records: looked at first, then done, as versions with an author.

Nothing does this by itself: what records say stays as their library sent it until somebody with the right to edit
them asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.actions.store import Origin
from lienthu.catalogue.models import Authority, HeadingUse, SourceRecord
from lienthu.catalogue.policies import EDITS
from lienthu.catalogue.rules.heading_change import changed_record
from lienthu.catalogue.rules.headings import name_and_dates
from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor, Grant
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import from_compact

APPLY = "catalogue.apply_heading"
SLICE = 50
SHOWN = 20


@dataclass(frozen=True, slots=True)
class WouldChange:
    """`records`: how many of the library have the heading in another wording; `examples`: of the first ones, control
    number, what stands there and what would."""

    records: int
    examples: tuple[tuple[int, str, str, str], ...]


def preview_heading(*, actor: Actor, authority: Authority, library_id: int) -> WouldChange:
    EDITS.check_library(actor, library_id)
    found = _records(authority, library_id)
    examples = []
    for record in found.order_by("id")[:SHOWN]:
        wordings = _wordings(authority, record.pk)
        for before, after in changed_record(from_compact(record.marc), wordings, authority.heading)[1]:
            examples.append((record.pk, record.control_no, before, after))
    return WouldChange(found.count(), tuple(examples))


def apply_heading(*, actor: Actor, authority: Authority, library_id: int) -> Job:
    """Starts the job; two at once for one authority and library are one."""
    EDITS.check_library(actor, library_id)
    if authority.merged_into_id is not None:
        raise NotFound("catalogue.no_such_authority")
    return jobs.start(
        actor=actor,
        kind=APPLY,
        params={"authority": authority.pk, "heading": authority.heading},
        library_id=library_id,
        unique_key=f"{APPLY}:{authority.pk}:{library_id}",
    )


def _records(authority: Authority, library_id: int) -> QuerySet[SourceRecord]:
    uses = HeadingUse.objects.filter(heading__authority_id=authority.pk).exclude(heading__text__in=_written(authority))
    active = SourceRecord.objects.filter(library_id=library_id, state=SourceRecord.State.ACTIVE)
    return active.filter(pk__in=uses.values("record_id"))


def _written(authority: Authority) -> list[str]:
    """How records say the heading already: dates stand in a subfield of their own."""
    return [authority.heading, name_and_dates(authority.heading)[0]]


def _wordings(authority: Authority, record_id: int) -> set[tuple[str, str]]:
    uses = HeadingUse.objects.filter(heading__authority_id=authority.pk, record_id=record_id)
    return set(uses.exclude(heading__text__in=_written(authority)).values_list("heading__text", "heading__dates"))


def _standing(actor: Actor, library_id: int) -> Actor:
    """The person who started the job; the right was asked for then."""
    return replace(actor, grants=frozenset({Grant(Permission.CATALOGUE_EDIT, library_id)}))


def _apply(actor: Actor, authority: Authority, record: SourceRecord) -> bool:
    """A record that cannot be saved as it is stays as it is."""
    marc, changes = changed_record(from_compact(record.marc), _wordings(authority, record.pk), authority.heading)
    if not changes:
        return False
    try:
        with transaction.atomic():
            saved = save_record(
                actor=actor,
                library_id=record.library_id,
                marc=marc,
                record_id=record.pk,
                expected_version=record.version,
                origin=Origin.HEADING,
                note=authority.heading,
            )
    except (Conflict, Invalid, NotFound):
        return False
    return saved.changed


@jobs.register
class ApplyJob(jobs.JobKind):
    name = APPLY
    title = _("Write a heading into records")
    steering = Permission.CATALOGUE_EDIT

    def slice(self, run: jobs.Run) -> bool:
        authority = Authority.objects.get(pk=run.params["authority"])
        library_id = run.job.library_id
        if library_id is None or authority.heading != run.params["heading"]:
            raise Conflict("catalogue.authority_overtaken", person="")
        after, done = run.cursor.get("after", 0), run.job.done
        left = _records(authority, library_id).filter(pk__gt=after)
        records = list(left.order_by("pk")[:SLICE])
        total = run.job.total or left.count()
        cursor = {"after": records[-1].pk if records else after}
        actor = _standing(run.actor, library_id)
        with run.saving(cursor=cursor, done=done + len(records), total=total):
            changed = sum(_apply(actor, authority, record) for record in records)
            run.result = {"changed": run.result.get("changed", 0) + changed}
            if not records:
                data = {"heading": authority.heading, "records": run.result["changed"]}
                subject = f"authority:{authority.public_id}"
                audit.record(
                    actor=run.actor,
                    code="catalogue.headings_applied",
                    subject=subject,
                    library_id=library_id,
                    data=data,
                )
        return bool(records)
