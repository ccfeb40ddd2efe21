"""Which stories there are: those that readers have, those that somebody works on, and where a document is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Gone, NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.registry.models import LibraryVersion
from lienthu.repository import queries as documents
from lienthu.repository.models import DigitalObject, Story, Thing
from lienthu.repository.policies import CURATES

COLLECTION, EXHIBITION = Story.Kind.COLLECTION, Story.Kind.EXHIBITION
MOST_FOUND = 12


def published(kind: str) -> QuerySet[Story]:
    return Story.objects.filter(kind=kind, state=Story.State.PUBLISHED)


def top_collections() -> QuerySet[Story]:
    """Those that stand in no other that readers have."""
    return published(COLLECTION).exclude(parent__state=Story.State.PUBLISHED)


def story_shown(kind: str, public_id: str) -> Story:
    """What readers have under this address. Raises `Gone` for what was withdrawn."""
    found = Story.objects.filter(kind=kind, public_id=public_id).first() if is_public_id(public_id) else None
    if found is None or found.state == Story.State.DRAFT:
        raise NotFound("kernel.not_found")
    if found.state == Story.State.WITHDRAWN:
        raise Gone("repository.story_gone")
    return found


def above(found: Story) -> list[Story]:
    """The collections that it stands in and that readers have, the outermost first."""
    path: list[Story] = []
    walked = found.parent
    while walked is not None and walked.state == Story.State.PUBLISHED and len(path) < 8:
        path.insert(0, walked)
        walked = walked.parent
    return path


def below(found: Story) -> list[Story]:
    children = Story.objects.filter(parent=found, state=Story.State.PUBLISHED)
    return list(children.order_by("position", "id")[:200])


def stories_kept_by(actor: Actor) -> QuerySet[Story]:
    return CURATES.filter(actor, Story.objects.all())


def story_named(actor: Actor, public_id: str) -> Story:
    found = stories_kept_by(actor).filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def things_kept_by(actor: Actor) -> QuerySet[Thing]:
    return CURATES.filter(actor, Thing.objects.all())


def thing_named(actor: Actor, public_id: str) -> Thing:
    found = things_kept_by(actor).filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def thing_shown(public_id: str) -> Thing:
    found = Thing.objects.filter(public_id=public_id, is_shown=True).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def telling_of(*, objects: Collection[int] = (), things: Collection[int] = ()) -> list[Story]:
    """The stories that show one of these, exhibitions first."""
    shown = Story.objects.filter(state=Story.State.PUBLISHED)
    wanted = shown.filter(uses__object__in=objects) if objects else shown.filter(uses__thing__in=things)
    return list(wanted.distinct().order_by("-kind", "-published_at")[:20])


def ground() -> list[tuple[float, float]]:
    """Where the province is: the places of its libraries, as the shape below a map."""
    open_today = LibraryVersion.objects.at(today()).exclude(latitude=None).exclude(longitude=None)
    places = open_today.values_list("latitude", "longitude")
    return [(one, other) for one, other in places if one is not None and other is not None]


def documents_called(words: str) -> Sequence[DigitalObject]:
    """Published documents that say these words of themselves, newest first; all for no words."""
    found = documents.with_words(documents.published().filter(page_count__gt=0), words)
    return list(found.order_by("-published_at", "-id")[:MOST_FOUND])
