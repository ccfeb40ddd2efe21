"""New masters for a published document. They come in as a deposit like any other, go the same way to the council, and
take the place of the old ones when they are published; the old ones stay as an earlier version under their own address.

The document keeps its identifier, its terms, its place in the catalogue and its figures; pages and files change hands,
so that the addresses of old page images still lead to the old images.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository import versions
from lienthu.repository.actions.deposit import open_deposit
from lienthu.repository.actions.recognise import recognise_new
from lienthu.repository.events import announce
from lienthu.repository.models import (
    AccessRule,
    Correction,
    Deposit,
    DepositFile,
    DescriptionVersion,
    DigitalObject,
    NamedReader,
    ObjectFile,
    Page,
    PageEdit,
    Step,
)
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.rules.states import Act
from lienthu.text import clean

RENEWED: Final = "renewed"
#: Above every position of a page or file.
_AWAY: Final = 1_000_000_000
_DESCRIBED: Final = (
    "kind",
    "title",
    "creators",
    "date_text",
    "year",
    "language",
    "description",
    "subjects",
    "source",
    "rights",
    "entry",
)
_TERMS: Final = ("level", "restriction", "place", "starts", "ends", "wall", "seats", "lend_days", "quota", "watermark")


def open_renewal(*, actor: Actor, object_id: int, clearance: Clearance, reason: str) -> Deposit:
    """A deposit whose files become the next version. Raises `Conflict` while another is on its way."""
    reason = clean(reason)[:500]
    if len(reason) < 5:
        raise Invalid("repository.reason_needed", field="reason")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.state != DigitalObject.State.PUBLISHED:
            raise Conflict("repository.renewed_not_published")
        under_way = Deposit.objects.filter(renews=found, state__in=["open", "screening"]).exists()
        if under_way or versions.on_its_way(found):
            raise Conflict("repository.renewal_under_way")
        made = open_deposit(
            actor=actor,
            library_id=found.library_id,
            title=found.title,
            clearance=clearance,
            details={name: getattr(found, name) for name in _DESCRIBED if name != "title" and getattr(found, name)},
        )
        Deposit.objects.filter(id=made.pk).update(renews=found, renewal_reason=reason)
    return made


def begin_renewal(deposit: Deposit, made: DigitalObject) -> None:
    """What a deposit of new masters made is described and opened as the document is."""
    main = deposit.renews
    if main is None or main.state != DigitalObject.State.PUBLISHED or versions.on_its_way(main):
        return
    made.current, made.renewal_reason, made.entry = main, deposit.renewal_reason, main.entry
    made.contents = main.contents
    made.save(update_fields=["current", "renewal_reason", "entry", "contents"])
    for rule in main.rules.filter(is_over=False).order_by("id"):
        readers = list(rule.readers.all())
        copied = AccessRule.objects.create(
            object=made,
            reason=rule.reason,
            made_by=rule.made_by,
            **{name: getattr(rule, name) for name in _TERMS},
        )
        NamedReader.objects.bulk_create(NamedReader(rule=copied, user=one.user, basis=one.basis) for one in readers)


def take_place(actor: Actor, candidate: DigitalObject, *, note: str, checks: Collection[str]) -> None:
    """The candidate, locked and allowed to be published, becomes the document, and what that was becomes an earlier
    version. Inside a transaction."""
    main = DigitalObject.objects.select_for_update(no_key=True).get(id=candidate.current_id or 0)
    if main.state != DigitalObject.State.PUBLISHED:
        raise Conflict("repository.renewed_not_published")
    _swap_pages_and_files(main, candidate)
    changed = _described_anew(actor, main, candidate)
    now = timezone.now()
    candidate.state, candidate.edition, candidate.replaced_at = DigitalObject.State.EARLIER, main.edition, now
    candidate.published_at, main.renewal_reason, candidate.renewal_reason = (
        main.published_at if main.edition == 1 else _since(main),
        candidate.renewal_reason,
        main.renewal_reason,
    )
    main.edition += 1
    main.page_count, candidate.page_count = candidate.page_count, main.page_count
    main.gate, candidate.gate = new_gate(), new_gate()
    candidate.save()
    main.save()
    candidate.rules.filter(is_over=False).exclude(restriction="b").update(is_over=True)
    said = {"by": actor.label[:200], "person_id": actor.user_id}
    Step.objects.create(object=main, act=RENEWED, note=note or main.renewal_reason, checks=changed, **said)
    Step.objects.create(object=candidate, act=Act.PUBLISH, note=note, checks=sorted(checks), **said)
    audit.record(
        actor=actor,
        code="repository.renewed",
        subject=f"object:{main.pk}",
        library_id=main.library_id,
        data={"object": main.public_id, "version": main.edition},
    )
    announce([main.pk, candidate.pk])
    recognise_new(actor, main)


def part_ways(*, actor: Actor, object_id: int) -> None:
    """What came in as new masters is a document of its own after all; others may be handed in."""
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.current_id is None or found.state not in (DigitalObject.State.DRAFT, DigitalObject.State.DESCRIBING):
            raise Conflict("repository.not_in_this_state", state=found.get_state_display())
        found.current = None
        found.save(update_fields=["current"])
        audit.record(
            actor=actor,
            code="repository.renewal_given_up",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data={"object": found.public_id},
        )


def _since(main: DigitalObject) -> datetime | None:
    """When the version that is the newest now was published."""
    return main.steps.filter(act=RENEWED).order_by("-id").values_list("at", flat=True).first()


def _swap_pages_and_files(main: DigitalObject, candidate: DigitalObject) -> None:
    """Through positions that nothing has, so that no two of one object ever share one."""
    for rows in (Page.objects, ObjectFile.objects):
        rows.filter(object=main).update(object=candidate, position=F("position") + _AWAY)
        rows.filter(object=candidate, position__lt=_AWAY).update(object=main)
        rows.filter(object=candidate).update(position=F("position") - _AWAY)
    Correction.objects.filter(page__object=candidate).update(object=candidate)
    for kept in (DepositFile.objects, PageEdit.objects):
        old = list(kept.filter(object=main).values_list("id", flat=True))
        kept.filter(object=candidate).update(object=main)
        kept.filter(id__in=old).update(object=candidate)


def _described_anew(actor: Actor, main: DigitalObject, candidate: DigitalObject) -> list[str]:
    """What was changed in the candidate's description is the document's now; its contents lead to the new pages. The
    earlier version keeps the description that it had."""
    touched = {name for one in candidate.descriptions.all() for name in one.changed}
    names = [*_DESCRIBED, "contents"]
    before = {name: getattr(main, name) for name in names}
    after = {name: getattr(candidate, name) if name in touched else before[name] for name in names}
    changed = sorted(name for name in names if after[name] != before[name])
    for name in names:
        setattr(candidate, name, before[name])
        setattr(main, name, after[name])
    if changed:
        main.version += 1
        DescriptionVersion.objects.create(
            object=main,
            version=main.version - 1,
            values={name: before[name] for name in names},
            changed=changed,
            reason=candidate.renewal_reason,
            by=actor.label[:200],
        )
    return changed


def keep_back(*, actor: Actor, object_id: int, back: bool) -> None:
    """An earlier version is closed to readers, or follows the document again. Reviewers decide."""
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None or found.state != DigitalObject.State.EARLIER:
            raise NotFound("kernel.not_found")
        REVIEWS.check(actor, found)
        found.is_kept_back, found.gate = back, new_gate()
        found.save(update_fields=["is_kept_back", "gate"])
        audit.record(
            actor=actor,
            code="repository.version_kept_back" if back else "repository.version_shown",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data={"object": found.public_id, "version": found.edition},
        )
        announce([found.pk])
