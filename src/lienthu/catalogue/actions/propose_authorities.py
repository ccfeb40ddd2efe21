"""Headings that look like one thing are gathered for a person, who accepts them as an authority, or dismisses them.

The job walks the headings by their folded form; a group that was decided stays decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.authorities import writing
from lienthu.catalogue.actions.keep_authority import NewAuthority, add_name, create_authority
from lienthu.catalogue.authority_queries import use_counts
from lienthu.catalogue.models import Authority, AuthorityProposal, RecordHeading
from lienthu.catalogue.policies import check_authorities
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.authority_proposals import Counted, Gathered, best_name, gather
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission

PROPOSE = "catalogue.propose_authorities"
SLICE = 2_000
State = AuthorityProposal.State


def start_proposing(*, actor: Actor) -> Job:
    check_authorities(actor)
    return jobs.start(actor=actor, kind=PROPOSE, params={}, unique_key=PROPOSE)


@jobs.register
class ProposeJob(jobs.JobKind):
    name = PROPOSE
    title = _("Gather headings that look alike")
    steering = Permission.CATALOGUE_AUTHORITIES

    def slice(self, run: jobs.Run) -> bool:
        kind, folded = run.cursor.get("kind", ""), run.cursor.get("folded", "")
        headings = RecordHeading.objects.order_by("kind", "folded", "id")
        rest = headings.filter(kind=kind, folded__gt=folded)
        rows = list(rest[:SLICE]) or list(headings.filter(kind__gt=kind)[:SLICE])
        if not rows:
            with run.saving(cursor=run.cursor):
                AuthorityProposal.objects.filter(state=State.OPEN).exclude(records__gt=0).delete()
            return False
        last = rows[-1]
        if len(rows) == SLICE:  # the last group may go on behind the slice
            rows = [row for row in rows if (row.kind, row.folded) != (last.kind, last.folded)]
            rows += headings.filter(kind=last.kind, folded=last.folded)[:SLICE]
        done = run.cursor.get("done", 0) + len(rows)
        cursor = {"kind": last.kind, "folded": last.folded, "done": done}
        with run.saving(cursor=cursor, done=done, total=max(RecordHeading.objects.count(), done)):
            for (group_kind, _folded), members in groupby(rows, key=lambda row: (row.kind, row.folded)):
                _propose(group_kind, list(members))
            run.result = {"proposals": AuthorityProposal.objects.filter(state=State.OPEN).count()}
        return True


def _propose(kind: str, members: list[RecordHeading]) -> None:
    if len(members) < 2:
        return
    counts = use_counts([row.pk for row in members])
    counted = [
        Counted(row.pk, row.text, row.key, row.dates, counts.get(row.pk, 0), row.authority_id)
        for row in members
        if counts.get(row.pk)
    ]
    found = gather(counted)
    kept = {(group.key, group.dates) for group in found}
    stale = AuthorityProposal.objects.filter(kind=kind, key__in={row.key for row in members}, state=State.OPEN)
    for old in stale:
        if (old.key, old.dates) not in kept:
            old.delete()
    for group in found:
        _keep(kind, group)


def _keep(kind: str, group: Gathered) -> None:
    known = AuthorityProposal.objects.filter(kind=kind, key=group.key, dates=group.dates).first()
    if known is not None and known.state == State.DISMISSED:
        return
    proposal = known or AuthorityProposal(kind=kind, key=group.key, dates=group.dates)
    proposal.name, proposal.records, proposal.state = best_name(group), group.records, State.OPEN
    proposal.authority_id = group.authority
    proposal.save()
    proposal.headings.set([form.id for form in group.forms])


def accept_proposal(
    *, actor: Actor, proposal_id: int, heading: str, heading_ids: Iterable[int], reason: str = ""
) -> Authority:
    """The chosen headings become names of one authority: a new one called `heading`, or the one that some of them stand
    for already."""
    with writing(actor):
        proposal = _undecided(proposal_id)
        chosen = list(proposal.headings.filter(pk__in=list(heading_ids)))
        names = list(dict.fromkeys(_dated(row) for row in chosen))
        authority = proposal.authority.root or proposal.authority if proposal.authority else None
        if authority is None:
            data = NewAuthority(Kind(proposal.kind), heading, tuple((FormRole.VARIANT, name) for name in names))
            authority = create_authority(actor=actor, data=data, reason=reason)
        else:
            known = set(authority.forms.values_list("text", flat=True))
            for name in names:
                if name not in known:
                    add_name(actor=actor, authority_id=authority.pk, text=name, role=FormRole.VARIANT)
        _decide(actor, proposal, State.ACCEPTED)
    return authority


def _dated(heading: RecordHeading) -> str:
    """With its dates, so that namesakes without them are not taken in."""
    if not heading.dates or any(char.isdigit() for char in heading.text):
        return heading.text
    return f"{heading.text}, {heading.dates}"


def dismiss_proposal(*, actor: Actor, proposal_id: int) -> None:
    with writing(actor):
        _decide(actor, _undecided(proposal_id), State.DISMISSED)


def _undecided(proposal_id: int) -> AuthorityProposal:
    found = AuthorityProposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id, state=State.OPEN).first()
    if found is None:
        raise Conflict("catalogue.proposal_decided")
    return found


def _decide(actor: Actor, proposal: AuthorityProposal, state: AuthorityProposal.State) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.label[:200], timezone.now()
    proposal.save()
