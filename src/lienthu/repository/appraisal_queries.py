"""Typed reads of appraisal, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from lienthu.accounts.models import Membership, Role
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.registry import queries as registry
from lienthu.registry.kinds import AgencyKind, LibraryKind
from lienthu.registry.models import AgencyVersion
from lienthu.repository.models import AccessRule, Case, Council, DepositFile, DigitalObject, Sitting, Step
from lienthu.repository.policies import REVIEWS
from lienthu.repository.rules.council import Outcome
from lienthu.repository.rules.states import Act, Facts


@dataclass(slots=True)
class _Round:
    """Who had it in hand since it was begun (anew); `submission`: the step that brought it before the council last."""

    submitters: set[int] = field(default_factory=set)
    confirmed_by: set[int] = field(default_factory=set)
    submission: int | None = None

    def add(self, step_id: int, act: str, person: int | None) -> None:
        if act == Act.REOPEN:
            self.submitters, self.confirmed_by, self.submission = set(), set(), None
        elif act in (Act.HAND_ON, Act.SUBMIT):
            self.submitters |= {person} if person is not None else set()
            if act == Act.SUBMIT:
                self.confirmed_by, self.submission = set(), step_id
        elif act == Act.CONFIRM and person is not None:
            self.confirmed_by.add(person)


def rounds_of(object_ids: Sequence[int]) -> dict[int, _Round]:
    found = {pk: _Round() for pk in object_ids}
    steps = Step.objects.filter(object_id__in=object_ids, act__in=list(Act)).order_by("id")
    for step_id, object_id, act, person in steps.values_list("id", "object_id", "act", "person_id"):
        found[object_id].add(step_id, act, person)
    return found


def facts_of(objects: Sequence[DigitalObject]) -> dict[int, Facts]:
    """Six queries, however many objects."""
    ids = [one.pk for one in objects]
    rounds, armed = rounds_of(ids), of_the_armed_forces(objects)
    with_access = set(AccessRule.objects.filter(object__in=ids, is_over=False).values_list("object_id", flat=True))
    approved = set(
        Case.objects.filter(object__in=ids, outcome=Outcome.APPROVED).values_list("submission_id", "version")
    )
    return {
        one.pk: Facts(
            state=one.state,
            has_access=one.pk in with_access,
            approved=(rounds[one.pk].submission, one.version) in approved,
            needs_two=one.pk in armed,
            submitters=frozenset(rounds[one.pk].submitters),
            confirmed_by=frozenset(rounds[one.pk].confirmed_by),
        )
        for one in objects
    }


def of_the_armed_forces(objects: Sequence[DigitalObject]) -> set[int]:
    """Objects that an armed-forces agency handed over, or that one of its libraries keeps."""
    kinds = registry.kinds({one.library_id for one in objects})
    found = {one.pk for one in objects if kinds.get(one.library_id) == LibraryKind.ARMED_FORCES}
    givers = DepositFile.objects.filter(object__in=[one.pk for one in objects], deposit__agency__isnull=False)
    pairs = set(givers.values_list("object_id", "deposit__agency_id"))
    armed = AgencyVersion.objects.filter(agency__in={agency for _, agency in pairs}, kind=AgencyKind.ARMED_FORCES)
    agencies = set(armed.values_list("agency_id", flat=True))
    return found | {object_id for object_id, agency in pairs if agency in agencies and object_id is not None}


def in_review(actor: Actor) -> QuerySet[DigitalObject]:
    return REVIEWS.filter(actor, DigitalObject.objects.filter(state=DigitalObject.State.REVIEW))


def reviewed_objects(actor: Actor, public_ids: Iterable[str]) -> list[DigitalObject]:
    """Those of them that this person may decide about, in the order of their identifiers in the table."""
    return list(REVIEWS.filter(actor, DigitalObject.objects.filter(public_id__in=list(public_ids))).order_by("id"))


def all_reviewed_objects(actor: Actor, public_ids: Collection[str]) -> list[DigitalObject]:
    """All of them, or `Invalid` with those that this person may not decide about or that are not there."""
    found = reviewed_objects(actor, public_ids)
    known = {one.public_id for one in found}
    if missing := [name[:12] for name in dict.fromkeys(public_ids) if name not in known]:
        raise Invalid("repository.not_reviewed", field="documents", names=", ".join(missing[:20]))
    return found


def councils(actor: Actor) -> QuerySet[Council]:
    return REVIEWS.filter(actor, Council.objects.all())


def council_named(actor: Actor, public_id: str) -> Council:
    found = councils(actor).filter(public_id=public_id).select_related("library").first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def sitting_named(actor: Actor, public_id: str) -> Sitting:
    found = Sitting.objects.filter(public_id=public_id).select_related("council__library").first()
    if found is None or not REVIEWS.allows(actor, found.council):
        raise NotFound("kernel.not_found")
    return found


def cases_of(sitting: Sitting) -> list[Case]:
    """With their objects, votes and who cast them."""
    rows = sitting.cases.select_related("object").prefetch_related("votes__member").order_by("id")
    return list(rows)


def newest_cases(objects: Sequence[DigitalObject]) -> dict[int, Case]:
    cases = Case.objects.filter(object__in=[one.pk for one in objects]).select_related("sitting__council")
    return {case.object_id: case for case in cases.prefetch_related("votes__member").order_by("id")}


def candidates(library_ids: set[int]) -> list[tuple[int, str]]:
    """Who may review in one of these libraries today: (user id, name)."""
    roles = [role.pk for role in Role.objects.all() if Permission.REPOSITORY_REVIEW in role.held]
    held = Membership.objects.at(today()).filter(role__in=roles).select_related("user")
    held = held.filter(Q(library=None) | Q(library__in=library_ids))
    people = {one.user_id: str(one.user) for one in held if one.user.is_active}
    return sorted(people.items(), key=lambda pair: pair[1])


def reviewers_named(library_id: int, names: Sequence[str]) -> dict[str, int]:
    """Account → user, of those who may review in a library today. Raises `Invalid` for anybody else."""
    known = dict(get_user_model().objects.filter(username__in=names).values_list("username", "id"))
    may = {user_id for user_id, _name in candidates({library_id})}
    for name in names:
        if known.get(name) not in may:
            raise Invalid("repository.not_a_candidate", field="members", name=name[:60])
    return known


def case_now(found: DigitalObject) -> Case | None:
    """The newest case of an object, with its sitting."""
    cases = Case.objects.filter(object=found).select_related("sitting__council").prefetch_related("votes__member")
    return cases.order_by("-id").first()
