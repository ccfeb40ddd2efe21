"""Councils and their sittings: set up, ended; opened, documents put before them, voted on, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.actions.move_on import SHORTEST_REASON, step
from lienthu.repository.appraisal_queries import rounds_of
from lienthu.repository.models import Case, Council, CouncilMember, DigitalObject, Sitting, Vote
from lienthu.repository.policies import REVIEWS
from lienthu.repository.rules.council import FEWEST_MEMBERS, Choice, Outcome, Seat, least_quorum, outcome
from lienthu.repository.rules.states import Act
from lienthu.text import clean

_OPEN = Outcome.OPEN
MOST_CASES = 200


@dataclass(frozen=True, slots=True)
class Member:
    user_id: int
    seat: Seat = Seat.MEMBER
    post: str = ""


def set_up_council(
    *, actor: Actor, library_id: int, name: str, decision: str, quorum: int, members: Sequence[Member]
) -> Council:
    """At least three members, one of them the chair; the quorum is more than half of them."""
    REVIEWS.check_library(actor, library_id)
    name, decision = clean(name), clean(decision)
    if not name:
        raise Invalid("repository.title_needed", field="name")
    if len(decision) < 3:
        raise Invalid("repository.council_needs_decision", field="decision")
    names = _names_of(members)
    least = least_quorum(len(members))
    if not least <= quorum <= len(members):
        raise Invalid("repository.council_quorum", field="quorum", least=least, most=len(members))
    with transaction.atomic():
        made = Council.objects.create(
            library_id=library_id, name=name[:200], decision=decision[:200], quorum=quorum, made_by=actor.label[:200]
        )
        CouncilMember.objects.bulk_create(
            CouncilMember(
                council=made, user_id=one.user_id, seat=one.seat, name=names[one.user_id], post=clean(one.post)[:200]
            )
            for one in members
        )
        data = {"council": made.public_id, "name": made.name, "decision": made.decision, "members": len(members)}
        _tell(actor, "council_set_up", made, data)
    return made


def _names_of(members: Sequence[Member]) -> dict[int, str]:
    if len(members) < FEWEST_MEMBERS:
        raise Invalid("repository.council_too_small", field="members", least=FEWEST_MEMBERS)
    if len({one.user_id for one in members}) < len(members):
        raise Invalid("repository.council_member_twice", field="members")
    if [one.seat for one in members].count(Seat.CHAIR) != 1:
        raise Invalid("repository.council_one_chair", field="members")
    users = get_user_model().objects.filter(id__in=[one.user_id for one in members])
    return {user.pk: str(user)[:200] for user in users}


def end_council(*, actor: Actor, council: Council) -> None:
    REVIEWS.check(actor, council)
    with transaction.atomic():
        if Sitting.objects.filter(council=council, closed_at=None).exists():
            raise Conflict("repository.council_sits")
        ended = Council.objects.filter(id=council.pk, ended_at=None).update(
            ended_at=timezone.now(), ended_by=actor.label[:200]
        )
        if not ended:
            raise Conflict("repository.council_ended")
        _tell(actor, "council_ended", council, {"council": council.public_id, "name": council.name})


def open_sitting(*, actor: Actor, council: Council, held_on: dt.date, place: str = "") -> Sitting:
    REVIEWS.check(actor, council)
    if abs((held_on - today()).days) > 366:
        raise Invalid("repository.sitting_day", field="held_on")
    with transaction.atomic():
        if Council.objects.select_for_update(no_key=True).get(id=council.pk).ended_at:
            raise Conflict("repository.council_ended")
        made = Sitting.objects.create(
            council=council, held_on=held_on, place=clean(place)[:200], opened_by=actor.label[:200]
        )
        data = {"sitting": made.public_id, "council": council.name, "day": held_on.isoformat()}
        _tell(actor, "sitting_opened", council, data)
    return made


def put_before(*, actor: Actor, sitting: Sitting, object_ids: Collection[int]) -> int:
    """Documents in review onto the list of a sitting; those that are on one already are left there. The number put."""
    REVIEWS.check(actor, sitting.council)
    with transaction.atomic():
        held = _open_sitting(sitting)
        objects = list(
            DigitalObject.objects.select_for_update(no_key=True)
            .filter(id__in=object_ids, library_id=held.council.library_id, state=DigitalObject.State.REVIEW)
            .order_by("id")
        )
        rounds = rounds_of([one.pk for one in objects])
        submissions = {pk: each.submission for pk, each in rounds.items() if each.submission is not None}
        decided = Case.objects.filter(submission__in=submissions.values())
        taken = set(
            decided.exclude(outcome__in=[Outcome.NO_QUORUM, Outcome.DROPPED]).values_list("object_id", flat=True)
        )
        taken |= set(held.cases.values_list("object_id", flat=True))
        fresh = [one for one in objects if one.pk in submissions and one.pk not in taken]
        if held.cases.count() + len(fresh) > MOST_CASES:
            raise Invalid("repository.sitting_full", most=MOST_CASES)
        Case.objects.bulk_create(
            Case(sitting=held, object=one, submission_id=submissions[one.pk], version=one.version, title=one.title)
            for one in fresh
        )
    return len(fresh)


def cast_vote(*, actor: Actor, case: Case, choice: Choice, reason: str = "") -> Vote:
    """A member's own vote, with a reason where it is no "publish". Raises `Refused` for who is no member or handed the
    document in."""
    council = case.sitting.council
    REVIEWS.check(actor, council)
    reason = clean(reason)
    if choice is Choice.RETURN and len(reason) < SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="reason")
    member = CouncilMember.objects.filter(council=council, user_id=actor.user_id or 0).first()
    if member is None:
        raise Refused("repository.not_a_member")
    with transaction.atomic():
        _open_sitting(case.sitting)
        now = rounds_of([case.object_id])[case.object_id]
        if now.submission != case.submission_id:
            raise Conflict("repository.case_is_over")
        if actor.user_id in now.submitters:
            raise Refused("repository.own_submission")
        try:
            with transaction.atomic():
                vote, _ = Vote.objects.update_or_create(
                    case=case, member=member, defaults={"choice": choice, "reason": reason[:500], "at": timezone.now()}
                )
        except IntegrityError as error:  # the same member in two windows
            raise Conflict("repository.changed_meanwhile") from error
        data = {"object": case.object.public_id, "sitting": case.sitting.public_id, "choice": choice.value}
        _tell(actor, "voted", council, data)
    return vote


def close_sitting(*, actor: Actor, sitting: Sitting, remarks: str = "") -> Sitting:
    """Counts the votes. What is approved may be published; what is not goes back with the reasons of the votes."""
    REVIEWS.check(actor, sitting.council)
    with transaction.atomic():
        held = _open_sitting(sitting)
        cases = list(held.cases.prefetch_related("votes__member").order_by("object_id"))
        if not cases:
            raise Invalid("repository.sitting_empty")
        chair = held.council.members.filter(seat=Seat.CHAIR).values_list("id", flat=True).first()
        ids = [case.object_id for case in cases]
        objects = {one.pk: one for one in DigitalObject.objects.select_for_update(no_key=True).filter(id__in=ids)}
        rounds = rounds_of(ids)
        for case in cases:
            found = objects[case.object_id]
            case.outcome = _decided(case, found, rounds[found.pk].submission, held.council.quorum, chair)
            case.save(update_fields=["outcome"])
            if case.outcome == Outcome.RETURNED:
                step(actor, found, Act.RETURN, note=_reasons(case))
        held.closed_at, held.closed_by, held.remarks = timezone.now(), actor.label[:200], remarks.strip()[:10_000]
        held.save(update_fields=["closed_at", "closed_by", "remarks"])
        approved = sum(case.outcome == Outcome.APPROVED for case in cases)
        data = {"sitting": held.public_id, "council": held.council.name, "approved": approved, "cases": len(cases)}
        _tell(actor, "sitting_closed", held.council, data)
    return held


def _decided(case: Case, found: DigitalObject, submission: int | None, quorum: int, chair: int | None) -> Outcome:
    if found.state != DigitalObject.State.REVIEW or submission != case.submission_id or found.version != case.version:
        return Outcome.DROPPED
    votes = {vote.member_id: Choice(vote.choice) for vote in case.votes.all()}
    return outcome(votes, quorum=quorum, chair=chair)


def _reasons(case: Case) -> str:
    said = [f"{vote.reason} ({vote.member.name})" for vote in case.votes.all() if vote.choice == Choice.RETURN]
    return "; ".join(said) or "—"


def _open_sitting(sitting: Sitting) -> Sitting:
    held = Sitting.objects.select_for_update(no_key=True, of=("self",)).select_related("council").get(id=sitting.pk)
    if held.closed_at:
        raise Conflict("repository.sitting_closed")
    return held


def case_in(sitting: Sitting, number: int) -> Case:
    found = sitting.cases.select_related("sitting__council").filter(id=number).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def _tell(actor: Actor, what: str, council: Council, data: Mapping[str, object]) -> None:
    audit.record(
        actor=actor,
        code=f"repository.{what}",
        subject=f"council:{council.pk}",
        library_id=council.library_id,
        data=data,
    )
