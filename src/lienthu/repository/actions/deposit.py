"""An agency hands files over: a deposit is opened with its clearance, takes files one by one, and is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import Job
from lienthu.repository.models import Deposit, DepositFile, Upload
from lienthu.repository.policies import DEPOSITS
from lienthu.repository.rules.clearance import Clearance, refusal
from lienthu.repository.rules.names import parted
from lienthu.repository.stores import QUARANTINE, UPLOADS
from lienthu.text import clean

TAKE_IN = "repository.take_in"


def open_deposit(
    *,
    actor: Actor,
    library_id: int,
    title: str,
    clearance: Clearance,
    arrangement: str = Deposit.Arrangement.PAGES,
    details: Mapping[str, Any] | None = None,
    agency_id: int | None = None,
    own: bool = False,
    fingerprint: str = "",
) -> Deposit:
    """Raises `Refused` when the clearance is not given: then nothing is stored, not even the title. `own`: files that
    the house makes itself; nobody else may say so."""
    DEPOSITS.check_library(actor, library_id)
    if own and actor.kind is not ActorKind.SYSTEM:
        raise Refused("kernel.not_allowed")
    if why := refusal(clearance):
        raise Refused(why)
    title = clean(title)
    if not title:
        raise Invalid("repository.title_needed", field="title")
    with transaction.atomic():
        made = Deposit.objects.create(
            library_id=library_id,
            agency_id=agency_id,
            title=title[:500],
            details=dict(details or {}),
            arrangement=arrangement,
            clearance=clean(clearance.name)[:500],
            is_own=own,
            fingerprint=fingerprint,
            made_by=actor.label[:200],
            person_id=actor.user_id,
        )
        audit_deposit(actor, made, "repository.deposit_opened", clearance=made.clearance)
    return made


def add_file(*, actor: Actor, deposit: Deposit, name: str, chunks: Iterable[bytes]) -> DepositFile:
    """Into quarantine. `name` may say the folders too. The same name with the same bytes again changes nothing; with
    other bytes it is a conflict."""
    DEPOSITS.check(actor, deposit)
    folder, name = parted(name)
    if not name:
        raise Invalid("repository.file_needs_name")
    if not Deposit.objects.filter(id=deposit.pk, state=Deposit.State.OPEN).exists():
        raise Conflict("repository.deposit_closed")
    stored = QUARANTINE.keep(
        chunks, limit=settings.DEPOSIT_MAX_BYTES, too_large="repository.file_too_large", empty="repository.file_empty"
    )
    with transaction.atomic():
        found = Deposit.objects.select_for_update(no_key=True).get(id=deposit.pk)
        if found.state != Deposit.State.OPEN:
            raise Conflict("repository.deposit_closed")
        return store_row(found, folder, name, stored.sha256, stored.size)


def store_row(deposit: Deposit, folder: str, name: str, sha256: str, size: int) -> DepositFile:
    known = DepositFile.objects.filter(deposit=deposit, folder=folder, name=name).first()
    if known and known.sha256 == sha256:
        return known
    try:
        with transaction.atomic():
            return DepositFile.objects.create(deposit=deposit, folder=folder, name=name, size=size, sha256=sha256)
    except IntegrityError as error:
        raise Conflict("repository.file_there_already", name=name) from error


def close_deposit(*, actor: Actor, deposit: Deposit) -> Job:
    """No more files; what is there is screened and becomes pages."""
    DEPOSITS.check(actor, deposit)
    with transaction.atomic():
        deposit.uploads.filter(state=Upload.State.RECEIVING, offset=F("size")).update(state=Upload.State.WHOLE)
        under_way = list(deposit.uploads.filter(state__in=("receiving", "whole")).values_list("state", flat=True))
        if Upload.State.RECEIVING in under_way:
            raise Conflict("repository.files_on_their_way", count=under_way.count(Upload.State.RECEIVING))
        if not under_way and not DepositFile.objects.filter(deposit=deposit).exists():
            raise Invalid("repository.deposit_empty")
        closed = Deposit.objects.filter(id=deposit.pk, state=Deposit.State.OPEN).update(
            state=Deposit.State.SCREENING, closed_at=timezone.now()
        )
        if not closed:
            raise Conflict("repository.deposit_closed")
        audit_deposit(actor, deposit, "repository.deposit_closed_by", files=deposit.files.count() + len(under_way))
        return jobs.start(
            actor=actor,
            kind=TAKE_IN,
            params={"deposit": deposit.pk},
            library_id=deposit.library_id,
            unique_key=f"{TAKE_IN}:{deposit.pk}",
        )


def cancel_deposit(*, actor: Actor, deposit: Deposit) -> None:
    """Given up before it was closed: what was handed over is deleted."""
    DEPOSITS.check(actor, deposit)
    with transaction.atomic():
        given_up = Deposit.objects.filter(id=deposit.pk, state=Deposit.State.OPEN)
        if not given_up.update(state=Deposit.State.CANCELLED, closed_at=timezone.now()):
            raise Conflict("repository.deposit_closed")
        held = set(deposit.files.values_list("sha256", flat=True))
        sent = list(deposit.uploads.values_list("public_id", flat=True))
        audit_deposit(actor, deposit, "repository.deposit_cancelled", files=len(held))
        deposit.files.all().delete()
        deposit.uploads.all().delete()
    for key in sent:
        UPLOADS.drop(key)
    clear_quarantine(held)


def clear_quarantine(digests: set[str]) -> None:
    """What nobody waits for any more."""
    waiting = DepositFile.objects.filter(sha256__in=digests, state=DepositFile.State.WAITING)
    for sha256 in digests - set(waiting.values_list("sha256", flat=True)):
        QUARANTINE.drop(sha256)


def audit_deposit(actor: Actor, deposit: Deposit, code: str, **data: Any) -> None:
    """Identifiers and figures only: what a title says may turn out to be a secret, and this trail is for ever."""
    audit.record(
        actor=actor,
        code=code,
        subject=f"deposit:{deposit.pk}",
        library_id=deposit.library_id,
        data={"deposit": deposit.public_id} | data,
    )
