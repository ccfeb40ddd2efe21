"""Open educational resources by subject and grade, who uses them, and what was made from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.registry.queries import LibraryCard, cards
from lienthu.repository.learning import curriculum
from lienthu.repository.models import DigitalObject, Learning, LearningTopic, SchoolUse
from lienthu.repository.policies import TEACHES
from lienthu.repository.queries import with_words
from lienthu.repository.rules.open_licences import OPEN

PUBLISHED = DigitalObject.State.PUBLISHED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for; what cannot be is left out."""

    subject: str = ""
    grade: int | None = None
    kind: str = ""
    licence: str = ""
    words: str = ""


def wanted(subject: str, grade: str, kind: str, licence: str, words: str) -> Wanted:
    number = int(grade) if grade.isdecimal() and len(grade) < 3 else 0
    return Wanted(
        subject if subject in curriculum.subjects() else "",
        number if number in curriculum.GRADES else None,
        kind if kind in Learning.Kind.values else "",
        licence if licence in OPEN else "",
        words.replace("\0", "").strip()[:100],
    )


def shown() -> QuerySet[Learning]:
    return Learning.objects.filter(object__state=PUBLISHED)


def found(asked: Wanted) -> QuerySet[Learning]:
    rows = shown().select_related("object")
    if asked.subject or asked.grade:
        topics = LearningTopic.objects.all()
        if asked.subject:
            topics = topics.filter(subject=asked.subject)
        if asked.grade:
            topics = topics.filter(grade=asked.grade)
        rows = rows.filter(id__in=topics.values("learning"))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.licence:
        rows = rows.filter(object__rights=asked.licence)
    rows = with_words(rows, asked.words, "object__search_text")
    return rows.annotate(schools=Count("uses", filter=Q(uses__until=None)))


def counts() -> dict[tuple[str, int], int]:
    """(subject, grade) → how many there are."""
    rows = LearningTopic.objects.filter(learning__object__state=PUBLISHED).values_list("subject", "grade")
    return {(subject, grade): n for subject, grade, n in rows.annotate(n=Count("id")).order_by()}


def named(public_id: str) -> Learning:
    rows = shown().select_related("object", "parent__object")
    one = rows.filter(object__public_id=public_id).first() if is_public_id(public_id) else None
    if one is None:
        raise NotFound("kernel.not_found")
    return one


@dataclass(frozen=True, slots=True)
class School:
    card: LibraryCard
    since: object


def schools(learning: Learning) -> list[School]:
    rows = list(SchoolUse.objects.filter(learning=learning, until=None).order_by("since", "id")[:500])
    known = cards([row.library_id for row in rows])
    return [School(known[row.library_id], row.since) for row in rows if row.library_id in known]


def uses_by_school() -> list[tuple[LibraryCard, int]]:
    """How many resources each school uses now, most first."""
    rows = SchoolUse.objects.filter(until=None, learning__object__state=PUBLISHED).values_list("library_id")
    counted = dict(rows.annotate(n=Count("id")).order_by())
    known = cards(list(counted))
    listed = [(known[library_id], n) for library_id, n in counted.items() if library_id in known]
    return sorted(listed, key=lambda pair: (-pair[1], pair[0].name))


def most_used() -> list[tuple[Learning, int]]:
    """What most schools use now."""
    rows = SchoolUse.objects.filter(until=None, learning__object__state=PUBLISHED).values_list("learning_id")
    counted = dict(rows.annotate(n=Count("id")).order_by("-n", "learning_id")[:100])
    known = shown().select_related("object").in_bulk(list(counted))
    return [(known[pk], n) for pk, n in counted.items() if pk in known]


@dataclass(frozen=True, slots=True)
class Branch:
    """One resource of a family. `depth`: how many remixes from the first."""

    learning: Learning
    depth: int
    is_this: bool


def family(one: Learning) -> list[Branch]:
    """From the first resource down; only what is published, at most a hundred."""
    root = one
    for _step in range(40):
        if root.parent is None or root.parent.object.state != PUBLISHED:
            break
        root = root.parent
    listed: list[Branch] = []

    def walk(level: Sequence[Learning], depth: int) -> None:
        for each in level:
            if len(listed) >= 100:
                return
            listed.append(Branch(each, depth, each.pk == one.pk))
            walk(list(shown().filter(parent=each).select_related("object").order_by("id")), depth + 1)

    walk([root], 0)
    return listed if len(listed) > 1 else []


def libraries_of(actor: Actor) -> list[LibraryCard]:
    """Those for which this person may say what they use."""
    scope = actor.scope(TEACHES.permission)
    if scope.is_empty:
        return []
    known = cards(None if scope.everything else scope.library_ids).values()
    return sorted((card for card in known if card.is_open), key=lambda card: card.name)
