"""An agency hands files over: a deposit is opened with its clearance, takes files one by one, and is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import Job
from lienthu.repository.models import Deposit, DepositFile
from lienthu.repository.policies import DEPOSITS
from lienthu.repository.rules.clearance import Clearance, refusal
from lienthu.repository.stores import QUARANTINE
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
            made_by=actor.label[:200],
        )
        data = {"deposit": made.public_id, "title": made.title, "clearance": made.clearance}
        audit.record(
            actor=actor,
            code="repository.deposit_opened",
            subject=f"deposit:{made.pk}",
            library_id=library_id,
            data=data,
        )
    return made


def add_file(*, actor: Actor, deposit: Deposit, name: str, chunks: Iterable[bytes]) -> DepositFile:
    """Into quarantine. The same name with the same bytes again changes nothing; with other bytes it is a conflict."""
    DEPOSITS.check(actor, deposit)
    name = clean(name.replace("\\", "/").rsplit("/", 1)[-1])[-255:]
    if not name:
        raise Invalid("repository.file_needs_name")
    if not Deposit.objects.filter(id=deposit.pk, state=Deposit.State.OPEN).exists():
        raise Conflict("repository.deposit_closed")
    stored = QUARANTINE.keep(
        chunks, limit=settings.DEPOSIT_MAX_BYTES, too_large="repository.file_too_large", empty="repository.file_empty"
    )
    try:
        with transaction.atomic():
            found = Deposit.objects.select_for_update(no_key=True).get(id=deposit.pk)
            if found.state != Deposit.State.OPEN:
                raise Conflict("repository.deposit_closed")
            known = DepositFile.objects.filter(deposit=found, name=name).first()
            if known and known.sha256 == stored.sha256:
                return known
            return DepositFile.objects.create(deposit=found, name=name, size=stored.size, sha256=stored.sha256)
    except IntegrityError as error:
        raise Conflict("repository.file_there_already", name=name) from error


def close_deposit(*, actor: Actor, deposit: Deposit) -> Job:
    """No more files; what is there is screened and becomes pages."""
    DEPOSITS.check(actor, deposit)
    with transaction.atomic():
        if not DepositFile.objects.filter(deposit=deposit).exists():
            raise Invalid("repository.deposit_empty")
        closed = Deposit.objects.filter(id=deposit.pk, state=Deposit.State.OPEN).update(
            state=Deposit.State.SCREENING, closed_at=timezone.now()
        )
        if not closed:
            raise Conflict("repository.deposit_closed")
        return jobs.start(
            actor=actor,
            kind=TAKE_IN,
            params={"deposit": deposit.pk},
            library_id=deposit.library_id,
            unique_key=f"{TAKE_IN}:{deposit.pk}",
        )
