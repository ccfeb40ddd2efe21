"""Makes a digital object an open educational resource, and says which schools use it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.learning import curriculum
from lienthu.repository.models import DigitalObject, Learning, LearningTopic, SchoolUse
from lienthu.repository.policies import KEEPS, TEACHES
from lienthu.repository.rules.open_licences import fault
from lienthu.text import clean

_MOST_FROM = 40


@dataclass(frozen=True, slots=True)
class Said:
    """`parent`: the public identifier of the resource that it was made from; `changes`: what was changed."""

    kind: str
    subjects: tuple[str, ...]
    grades: tuple[int, ...]
    audience: str = Learning.Audience.BOTH
    outcomes: str = ""
    minutes: int | None = None
    parent: str = ""
    changes: str = ""


def describe_learning(*, actor: Actor, object_id: int, said: Said, version: int = 0) -> Learning:
    """`version`: the one that the person saw, 0 for a new one. Raises `Invalid` for a licence that is not open or
    contradicts that of what it was made from."""
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.state == DigitalObject.State.EARLIER:
            raise Conflict("repository.earlier_follows")
        known = Learning.objects.filter(object=found).first()
        if version != (known.version if known else 0):
            raise Conflict("repository.changed_meanwhile")
        topics = _topics(said)
        parent = _parent(known, found, said.parent.strip())
        # The licence that it was remixed under stays, whatever its parent says later: such licences are for ever.
        same = known is not None and parent is not None and known.parent_id == parent.pk
        licence = known.parent_licence if known and same else parent.object.rights if parent else ""
        if code := fault(found.rights, licence):
            raise Invalid(code, field="parent" if "parent" in code else None, parent=licence, licence=found.rights)
        made = known or Learning(object=found, made_by=actor.label[:200], version=0)
        made.kind, made.audience = _of(said.kind, Learning.Kind.values), _of(said.audience, Learning.Audience.values)
        made.subjects, made.grades = list(said.subjects), sorted(set(said.grades))
        made.outcomes, made.minutes = said.outcomes.strip(), said.minutes
        made.parent, made.parent_licence, made.changes = parent, licence, clean(said.changes)[:500]
        made.version += 1
        made.save()
        made.topics.all().delete()
        LearningTopic.objects.bulk_create(
            LearningTopic(learning=made, subject=subject, grade=grade) for subject, grade in topics
        )
        _note(actor, found, "repository.learning_described")
    return made


def _of(value: str, values: list[str]) -> str:
    if value not in values:
        raise Invalid("repository.no_such_learning_kind", field="kind")
    return value


def _topics(said: Said) -> list[tuple[str, int]]:
    if not said.subjects or set(said.subjects) - curriculum.subjects().keys():
        raise Invalid("repository.no_such_subject", field="subjects")
    if not said.grades or set(said.grades) - set(curriculum.GRADES):
        raise Invalid("repository.no_such_grade", field="grades")
    topics = curriculum.taught(list(said.subjects), sorted(set(said.grades)))
    if {subject for subject, _grade in topics} != set(said.subjects):
        raise Invalid("repository.not_taught_then", field="grades")
    return topics


def _parent(known: Learning | None, found: DigitalObject, named: str) -> Learning | None:
    if not named:
        return None
    parents = Learning.objects.select_related("object").filter(object__public_id=named)
    parent = parents.filter(object__state=DigitalObject.State.PUBLISHED).first()
    if parent is None:
        raise Invalid("repository.no_such_learning", field="parent")
    walked: Learning | None = parent
    for _step in range(_MOST_FROM):
        if walked is None:
            return parent
        if walked.object_id == found.pk or (known and walked.pk == known.pk):
            raise Invalid("repository.remix_of_itself", field="parent")
        walked = walked.parent
    raise Invalid("repository.remix_of_itself", field="parent")


def check_licence(found: DigitalObject, licence: str) -> None:
    """Before a description changes the licence of a document that is an open educational resource."""
    known = Learning.objects.filter(object=found).first()
    if known and (code := fault(licence, known.parent_licence)):
        raise Invalid(code, field="rights", parent=known.parent_licence, licence=licence)


def start_using(*, actor: Actor, learning_id: int, library_id: int) -> SchoolUse:
    """The school or library says: we use this."""
    TEACHES.check_library(actor, library_id)
    with transaction.atomic():
        found = Learning.objects.select_related("object").filter(id=learning_id).first()
        if found is None or found.object.state != DigitalObject.State.PUBLISHED:
            raise NotFound("kernel.not_found")
        try:
            with transaction.atomic():
                made = SchoolUse.objects.create(learning=found, library_id=library_id, since=today())
        except IntegrityError as error:
            raise Conflict("repository.used_already") from error
        _note(actor, found.object, "repository.learning_used", library_id)
    return made


def stop_using(*, actor: Actor, learning_id: int, library_id: int) -> None:
    TEACHES.check_library(actor, library_id)
    with transaction.atomic():
        ended = SchoolUse.objects.filter(learning_id=learning_id, library_id=library_id, until=None)
        if not ended.update(until=today()):
            raise Conflict("repository.not_used")
        found = DigitalObject.objects.get(learning=learning_id)
        _note(actor, found, "repository.learning_used_no_more", library_id)


def _note(actor: Actor, found: DigitalObject, code: str, library_id: int | None = None) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"object:{found.pk}",
        library_id=library_id or found.library_id,
        data={"object": found.public_id},
    )
