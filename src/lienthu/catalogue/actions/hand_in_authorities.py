"""A file of authorities is handed in: kept, read by a job, looked at; then taken in by another one, or left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from lienthu.catalogue import files
from lienthu.catalogue.actions.take_in_authorities import PEN_NAMES
from lienthu.catalogue.authority_files import format_in
from lienthu.catalogue.importers.limits import safe_name
from lienthu.catalogue.models import AuthorityIntake
from lienthu.catalogue.policies import check_authorities
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict

READ: Final = "catalogue.read_authorities"
TAKE: Final = "catalogue.take_authorities"
#: The list that comes along, instead of a file.
PEN_NAMES_FORMAT: Final = "pen-names"
State = AuthorityIntake.State


def hand_in_authorities(
    *, actor: Actor, filename: str, chunks: Iterable[bytes], kind: Kind | None = None
) -> AuthorityIntake:
    """Starts reading; no authority changes. Raises `Invalid` for what holds none."""
    check_authorities(actor)
    kept = files.keep(chunks)
    format = format_in(kept.path)
    return _started(actor, safe_name(filename), kept.sha256, format, kind)


def hand_in_pen_names(*, actor: Actor) -> AuthorityIntake:
    check_authorities(actor)
    return _started(actor, PEN_NAMES.name, "", PEN_NAMES_FORMAT, None)


def _started(actor: Actor, name: str, sha256: str, format: str, kind: Kind | None) -> AuthorityIntake:
    with transaction.atomic():
        intake = AuthorityIntake.objects.create(
            filename=name, sha256=sha256, format=format, kind=kind.value if kind else "", actor_label=actor.label[:200]
        )
        _start(actor, intake, READ)
    return intake


def take_intake(*, actor: Actor, intake: AuthorityIntake) -> None:
    """What the look showed as new or to be added is entered. Raises `Conflict` where it is not the time."""
    check_authorities(actor)
    with transaction.atomic():
        if not AuthorityIntake.objects.filter(pk=intake.pk, state=State.READY).update(state=State.TAKING):
            raise Conflict("catalogue.intake_not_now")
        intake.refresh_from_db()
        _start(actor, intake, TAKE)


def _start(actor: Actor, intake: AuthorityIntake, kind: str) -> None:
    intake.job = jobs.start(actor=actor, kind=kind, params={"intake": intake.pk}, unique_key=f"{kind}:{intake.pk}")
    intake.save(update_fields=["job"])
