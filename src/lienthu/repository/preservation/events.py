"""What happened to an object and its files, in the words of PREMIS (event types of the Library of Congress)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lienthu.repository.models import DepositFile, DigitalObject, ObjectFile, PageText, Step

AGENT: Final = "Liên Thư"
_STEPS = {"publish": "dissemination", "withdraw": "deaccession", "renewed": "replacement"}


@dataclass(frozen=True, slots=True)
class Event:
    """`files`: SHA-256 of those that it was about; none: about the object."""

    kind: str
    at: datetime
    detail: str = ""
    outcome: str = ""
    files: tuple[str, ...] = ()


def of(found: DigitalObject, *, files: bool = True, readings: bool = True) -> list[Event]:
    """In order of time. `readings`: also the last time each file was read again."""
    happened = [*_steps(found)]
    if files:
        happened += [*_taken_in(found), *_texts(found), *_spoken(found)]
        if readings:
            happened += _readings(found)
    return sorted(happened, key=lambda event: (event.at, event.kind, event.files))


def _taken_in(found: DigitalObject) -> Iterator[Event]:
    for file in DepositFile.objects.filter(object=found).select_related("deposit").order_by("id"):
        deposit = file.deposit
        yield Event("ingestion", deposit.made_at, f"deposit {deposit.public_id}", "success", (file.sha256,))
        if file.screened_at is None:
            continue
        if not deposit.is_own:
            yield Event("virus check", file.screened_at, "ClamAV", "success", (file.sha256,))
        yield Event("format identification", file.screened_at, file.mime, "success", (file.sha256,))
        yield Event("message digest calculation", file.screened_at, "SHA-256", "success", (file.sha256,))
    masters = sorted(set(found.pages.values_list("master", flat=True)))
    if masters:
        yield Event("creation", _made_at(found), "page pyramids (tiled TIFF)", "success", tuple(masters))


def _texts(found: DigitalObject) -> Iterator[Event]:
    first = PageText.objects.filter(page__object=found, origin=PageText.Origin.OCR).order_by("made_at").first()
    if first is not None:
        yield Event("transcription", first.made_at, "text recognition (OCR)", "success")


def _spoken(found: DigitalObject) -> Iterator[Event]:
    for file in ObjectFile.objects.filter(object=found, role=ObjectFile.Role.TRANSCRIPT).exclude(made_at=None):
        if file.made_at is not None:
            yield Event("transcription", file.made_at, "transcript corrected by people", "success", (file.sha256,))


def _readings(found: DigitalObject) -> Iterator[Event]:
    for file in ObjectFile.objects.filter(object=found, role__in=ObjectFile.LASTING).exclude(checked_at=None):
        if file.checked_at is not None:
            yield Event("fixity check", file.checked_at, "SHA-256", "pass" if file.is_sound else "fail", (file.sha256,))


def _made_at(found: DigitalObject) -> datetime:
    """Pages change hands when masters are renewed, and were made when their own masters were screened."""
    if found.edition == 1 and found.state != DigitalObject.State.EARLIER:
        return found.created_at
    screened = DepositFile.objects.filter(object=found).exclude(screened_at=None).order_by("-screened_at").first()
    return screened.screened_at if screened and screened.screened_at else found.created_at


def _steps(found: DigitalObject) -> Iterator[Event]:
    """Of an earlier version when it was the newest; of the document all that readers saw of it, version by version."""
    if found.state == DigitalObject.State.EARLIER:
        yield from _of_earlier(found)
        return
    number = 1
    for step in Step.objects.filter(object=found, act__in=_STEPS).order_by("id"):
        number += step.act == "renewed"
        detail = version_said(number) if found.edition > 1 and step.act != "withdraw" else ""
        yield Event(_STEPS[step.act], step.at, detail, "success")


def _of_earlier(found: DigitalObject) -> Iterator[Event]:
    if found.published_at:
        yield Event("dissemination", found.published_at, version_said(found.edition), "success")
    if found.replaced_at:
        yield Event("replacement", found.replaced_at, f"by {version_said(found.edition + 1)}", "success")


def version_said(number: int) -> str:
    return f"version {number} of the masters"
