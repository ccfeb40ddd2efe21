"""Themed collections and exhibitions: begun, worked on as a draft, published, put back to an earlier version,
withdrawn. Readers have what was published last, whatever is done to the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.repository.models import DigitalObject, Story, StoryUse, StoryVersion, Thing
from lienthu.repository.policies import CURATES
from lienthu.repository.rules import stories as rules
from lienthu.repository.rules.stories import Content, Words
from lienthu.text import clean

MOST_NESTED = 4
Edit = Callable[[Content], Content]


def begin_story(*, actor: Actor, library_id: int, kind: str, title: Words) -> Story:
    CURATES.check_library(actor, library_id)
    if kind not in Story.Kind.values:
        raise Invalid("repository.no_such_story_kind", field="kind")
    title = Words(clean(title.vi)[:300], clean(title.en)[:300])
    if not title.vi:
        raise Invalid("repository.title_needed", field="title")
    with transaction.atomic():
        made = Story.objects.create(
            library_id=library_id,
            kind=kind,
            title=title.vi,
            draft=rules.packed(Content(title=title)),
            changed_by=actor.label[:200],
        )
        _note(actor, made, "repository.story_begun")
    return made


def change_draft(*, actor: Actor, story_id: int, version: int, edit: Edit) -> Story:
    """`version`: the one that the person saw; raises `Conflict` when the draft is another by now."""
    with transaction.atomic():
        found = _locked(actor, story_id)
        before = rules.unpacked(found.draft)
        after = edit(before)
        _check(before, after, is_exhibition=found.kind == Story.Kind.EXHIBITION)
        packed = rules.packed(after)
        if packed == found.draft:
            return found
        changed = Story.objects.filter(id=found.pk, version=version).update(
            draft=packed,
            title=after.title.vi[:300],
            version=F("version") + 1,
            changed_at=timezone.now(),
            changed_by=actor.label[:200],
        )
        if not changed:
            raise Conflict("repository.changed_meanwhile")
        _note(actor, found, "repository.story_changed")
    found.refresh_from_db()
    return found


def _check(before: Content, after: Content, *, is_exhibition: bool) -> None:
    """What a draft may not be, even for a moment."""
    if not after.title.vi:
        raise Invalid("repository.title_needed", field="title")
    if after.items if is_exhibition else after.sections:
        raise Invalid("repository.story_of_other_kind", field="items" if is_exhibition else "sections")
    if any(bool(one.object) == bool(one.thing) for one in after.items):
        raise Invalid("repository.story_item_names_one", field="items")
    if any(one.moment and one.moment.is_turned for one in after.sections):
        raise Invalid("repository.dates_turned", field="sections")
    if len(after.sections) > rules.MOST_SECTIONS or len(after.items) > rules.MOST_ITEMS:
        raise Invalid("repository.story_too_long", limit=rules.MOST_SECTIONS if after.sections else rules.MOST_ITEMS)
    if any(len(one.pictures) > rules.MOST_PICTURES for one in after.sections):
        raise Invalid("repository.section_full", limit=rules.MOST_PICTURES)
    new = set(after.objects) - set(before.objects)
    if unknown := new - _objects(new).keys():
        raise Invalid("repository.no_such_document", document=min(unknown)[:20])
    new = set(after.things) - set(before.things)
    if unknown := new - _things(new).keys():
        raise Invalid("repository.no_such_thing", thing=min(unknown)[:20])


def publish_story(*, actor: Actor, story_id: int, version: int, note: str = "") -> Story:
    """The draft as the person saw it becomes what readers have."""
    with transaction.atomic():
        found = _locked(actor, story_id)
        if found.version != version:
            raise Conflict("repository.changed_meanwhile")
        if found.state == Story.State.PUBLISHED and not found.has_changes:
            raise Conflict("repository.story_as_published")
        content = rules.unpacked(found.draft)
        objects, things = _objects(content.objects), _things(content.things)
        against = rules.fault(content, is_exhibition=found.kind == Story.Kind.EXHIBITION, known=objects, things=things)
        if against:
            raise Invalid(against)
        number = _next_number(found)
        StoryVersion.objects.create(
            story=found, number=number, content=found.draft, note=clean(note)[:500], by=actor.label[:200]
        )
        found.shown, found.shown_version, found.state = found.draft, number, Story.State.PUBLISHED
        found.shown_at = timezone.now()
        found.published_at = found.published_at or found.shown_at
        found.save(update_fields=["shown", "shown_version", "state", "published_at", "shown_at"])
        found.uses.all().delete()
        StoryUse.objects.bulk_create(StoryUse(story=found, object_id=pk) for pk in objects.values())
        StoryUse.objects.bulk_create(StoryUse(story=found, thing_id=pk) for pk in things.values())
        _note(actor, found, "repository.story_published", number=number)
    return found


def forget_in_stories(public_id: str) -> int:
    """Nothing of the document stays in any story, nor in what readers once saw of it: neither captions nor the words
    told with it. How many stories that were; inside the transaction that removes it."""
    touched = set()
    for one in StoryVersion.objects.select_for_update():
        if (content := _forgotten(one.content, public_id)) is not None:
            StoryVersion.objects.filter(id=one.pk).update(content=content)
            touched.add(one.story_id)
    for story in Story.objects.select_for_update():
        draft, shown = _forgotten(story.draft, public_id), _forgotten(story.shown, public_id)
        if draft is None and shown is None:
            continue
        kept = {"draft": story.draft if draft is None else draft, "shown": story.shown if shown is None else shown}
        Story.objects.filter(id=story.pk).update(version=F("version") + 1, **kept)
        touched.add(story.pk)
    return len(touched)


def _forgotten(packed: dict[str, Any], public_id: str) -> dict[str, Any] | None:
    """None where it is not named."""
    content = rules.unpacked(packed)
    return rules.packed(rules.without_documents(content, {public_id})) if public_id in content.objects else None


def withdraw_story(*, actor: Actor, story_id: int, note: str) -> Story:
    with transaction.atomic():
        found = _locked(actor, story_id)
        if found.state != Story.State.PUBLISHED:
            raise Conflict("repository.story_not_shown")
        if len(clean(note)) < 5:
            raise Invalid("repository.reason_needed", field="note")
        number = _next_number(found)
        StoryVersion.objects.create(story=found, number=number, note=clean(note)[:500], by=actor.label[:200])
        found.state = Story.State.WITHDRAWN
        found.save(update_fields=["state"])
        found.uses.all().delete()
        _note(actor, found, "repository.story_withdrawn", number=number)
    return found


def put_back(*, actor: Actor, story_id: int, version: int, number: int) -> Story:
    """The draft says again what it said in a published version."""
    wanted = StoryVersion.objects.filter(story_id=story_id, number=number).exclude(content={}).first()
    if wanted is None:
        raise NotFound("kernel.not_found")
    content = rules.unpacked(wanted.content)
    return change_draft(actor=actor, story_id=story_id, version=version, edit=lambda _: content)


def place_story(*, actor: Actor, story_id: int, parent: str, position: int = 0) -> Story:
    """Into another collection, or out of all; the smaller `position` stands first."""
    with transaction.atomic():
        found = _locked(actor, story_id)
        above = _parent(actor, found, parent.strip())
        found.parent, found.position = above, min(max(0, position), 9999)
        found.save(update_fields=["parent", "position"])
        _note(actor, found, "repository.story_changed")
    return found


def _parent(actor: Actor, found: Story, named: str) -> Story | None:
    if not named:
        return None
    above = Story.objects.filter(public_id=named, kind=Story.Kind.COLLECTION).first() if is_public_id(named) else None
    if above is None or not CURATES.allows(actor, above):
        raise Invalid("repository.no_such_story", field="parent")
    walked: Story | None = above
    for _level in range(MOST_NESTED):
        if walked is None:
            return above
        if walked.pk == found.pk:
            raise Invalid("repository.story_in_itself", field="parent")
        walked = walked.parent
    raise Invalid("repository.story_too_deep", field="parent", limit=MOST_NESTED)


def add_pictures(content: Content, key: str, pictures: tuple[rules.Picture, ...]) -> Content:
    """To a section of the draft; those that stand there already stay as they are."""
    section = next((one for one in content.sections if one.key == key), None)
    if section is None:
        raise NotFound("kernel.not_found")
    return rules.with_section(content, replace(section, pictures=(*section.pictures, *pictures)))


def _next_number(found: Story) -> int:
    last = found.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _objects(named: list[str] | set[str]) -> dict[str, int]:
    return dict(DigitalObject.objects.filter(public_id__in=named).values_list("public_id", "id"))


def _things(named: list[str] | set[str]) -> dict[str, int]:
    return dict(Thing.objects.filter(public_id__in=named).values_list("public_id", "id"))


def _locked(actor: Actor, story_id: int) -> Story:
    found = Story.objects.select_for_update(no_key=True).filter(id=story_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    CURATES.check(actor, found)
    return found


def _note(actor: Actor, found: Story, code: str, **data: int) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"story:{found.pk}",
        library_id=found.library_id,
        data={"story": found.public_id} | data,
    )
