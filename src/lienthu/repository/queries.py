"""Typed reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.kernel.ids import is_public_id, sealed, unsealed
from lienthu.repository.models import Deposit, DigitalObject, ObjectFile, Page
from lienthu.repository.policies import DEPOSITS, KEEPS


def object_named(public_id: str) -> DigitalObject:
    """Whoever asks: what may be shown of it is the gate's to say."""
    found = DigitalObject.objects.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def image_id(page_id: int) -> str:
    return sealed(page_id)


def page_named(image: str) -> Page:
    """The page of an image identifier, with its object."""
    number = unsealed(image)
    found = Page.objects.select_related("object").filter(id=number).first() if number is not None else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


@dataclass(frozen=True, slots=True)
class PageBrief:
    id: int
    position: int
    label: str
    width: int
    height: int

    @property
    def image(self) -> str:
        return sealed(self.id)


def briefs(object_id: int, start: int = 1, end: int | None = None) -> list[PageBrief]:
    """Pages start..end (both included) in order."""
    wanted = Page.objects.filter(object_id=object_id, position__gte=start)
    if end is not None:
        wanted = wanted.filter(position__lte=end)
    return [
        PageBrief(*row) for row in wanted.order_by("position").values_list("id", "position", "label", "width", "height")
    ]


def page_at(found: DigitalObject, position: int) -> Page:
    page = Page.objects.filter(object=found, position=position).select_related("transcript").first()
    if page is None:
        raise NotFound("kernel.not_found")
    return page


def published() -> QuerySet[DigitalObject]:
    return DigitalObject.objects.filter(state=DigitalObject.State.PUBLISHED)


def objects_kept_by(actor: Actor) -> QuerySet[DigitalObject]:
    return KEEPS.filter(actor, DigitalObject.objects.all())


def deposits_of(actor: Actor) -> QuerySet[Deposit]:
    return DEPOSITS.filter(actor, Deposit.objects.all())


def deposit_named(actor: Actor, public_id: str) -> Deposit:
    found = deposits_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def kept_object(actor: Actor, public_id: str) -> DigitalObject:
    found = objects_kept_by(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def files_of(found: DigitalObject, role: str) -> list[ObjectFile]:
    return list(ObjectFile.objects.filter(object=found, role=role).order_by("position"))
