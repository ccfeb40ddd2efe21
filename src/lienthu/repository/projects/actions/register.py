"""The register of old, rare and special documents: a document is entered under a decision, and struck out with one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.repository.models import RegisterEntry
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.rules.legal import Criterion, Kind, fault
from lienthu.repository.projects.trail import note
from lienthu.text import clean
from lienthu.union.queries import resolve


@dataclass(frozen=True, slots=True)
class Document:
    """`entry`: the union catalogue's identifier of it, or empty."""

    title: str
    kind: Kind
    criteria: Collection[Criterion]
    decision: str
    decided_on: dt.date
    creator: str = ""
    year: int | None = None
    call_number: str = ""
    entry: str = ""
    condition: str = ""
    kept_at: str = ""


def enter_document(*, actor: Actor, library_id: int, said: Document) -> RegisterEntry:
    KEEPS.check_library(actor, library_id)
    title, decision = clean(said.title), clean(said.decision)
    if not title:
        raise Invalid("repository.title_needed", field="title")
    if len(decision) < 3:
        raise Invalid("repository.register_needs_decision", field="decision")
    if said.decided_on > today():
        raise Invalid("repository.day_to_come", field="decided_on")
    if code := fault(said.kind, said.criteria, said.year, today().year):
        raise Invalid(code, field="criteria")
    entry = resolve(said.entry.strip().rpartition("/")[2].lower()).public_id if said.entry.strip() else ""
    try:
        with transaction.atomic():
            made = RegisterEntry.objects.create(
                library_id=library_id,
                number=_next(library_id),
                kind=said.kind,
                criteria=[one.value for one in Criterion if one in set(said.criteria)],
                title=title[:500],
                creator=clean(said.creator)[:300],
                year=said.year,
                call_number=clean(said.call_number)[:200],
                entry=entry,
                condition=clean(said.condition)[:300],
                kept_at=clean(said.kept_at)[:200],
                decision=decision[:120],
                decided_on=said.decided_on,
                entered_by=actor.label[:200],
            )
            data = {"number": made.number, "decision": made.decision}
            note(actor, "register_entered", f"register:{made.pk}", library_id, **data)
    except IntegrityError as error:
        raise Conflict("repository.register_already") from error
    return made


def strike_out(*, actor: Actor, document: RegisterEntry, reason: str) -> None:
    KEEPS.check(actor, document)
    reason = clean(reason)
    if len(reason) < 5:
        raise Invalid("repository.reason_needed", field="reason")
    with transaction.atomic():
        struck = RegisterEntry.objects.filter(id=document.pk, struck_at=None).update(
            struck_at=timezone.now(), struck_by=actor.label[:200], struck_for=reason[:300]
        )
        if not struck:
            raise Conflict("repository.register_struck_already")
        note(actor, "register_struck", f"register:{document.pk}", document.library_id, number=document.number)


def _next(library_id: int) -> int:
    # Two at once get the same number: the constraint lets one of them through.
    return (RegisterEntry.objects.filter(library_id=library_id).aggregate(n=Max("number"))["n"] or 0) + 1
