"""A file of authorities read and taken in by jobs: slices with their cursor, so that a killed worker goes on and does
nothing twice. What has been read stands in rows, so taking in never opens the file again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue import files
from lienthu.catalogue.actions.hand_in_authorities import PEN_NAMES_FORMAT, READ, TAKE
from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.actions.take_in_authorities import note_taken_in, outlook, pen_names, point, slices, taken
from lienthu.catalogue.authority_files import Read, read
from lienthu.catalogue.authority_marc import Incoming, Pointer
from lienthu.catalogue.models import AuthorityIntake, AuthorityIntakeRow
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import LONGEST_HEADING, Kind
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, Grant
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission

SLICE_SECONDS: Final = 4.0
TAKEN_AT_ONCE: Final = 50
Outcome = AuthorityIntakeRow.Outcome
State = AuthorityIntake.State
_OUTCOMES: Final = {"created": Outcome.NEW, "changed": Outcome.ADDED, "unchanged": Outcome.UNCHANGED}
_WAITS: Final = (Outcome.NEW, Outcome.ADDED)


def packed(one: Incoming) -> dict[str, Any]:
    data = one.data
    return {
        "names": [[role.value, text] for role, text in data.names],
        "details": asdict(data.details),
        "pointers": [
            [each.relation.value, each.turned, each.kind.value, each.text, each.address] for each in one.pointers
        ],
    }


def unpacked(row: AuthorityIntakeRow) -> Incoming:
    told = row.data
    details = Details(**{**told["details"], "sources": tuple(told["details"]["sources"])})
    names = tuple((FormRole(role), text) for role, text in told["names"])
    data = NewAuthority(Kind(row.kind), row.heading, names, details, row.source_key or None)
    return Incoming(
        data, tuple(Pointer(RelationKind(r), turned, Kind(k), *to) for r, turned, k, *to in told["pointers"])
    )


class _IntakeJob(jobs.JobKind):
    steering = Permission.CATALOGUE_AUTHORITIES
    lease = 300

    def ended(self, run: jobs.Run) -> None:
        AuthorityIntake.objects.filter(pk=run.params["intake"]).update(state=State.STOPPED, finished_at=timezone.now())


@jobs.register
class ReadJob(_IntakeJob):
    name = READ
    title = _("Read a file of authorities")

    def slice(self, run: jobs.Run) -> bool:
        intake = AuthorityIntake.objects.get(pk=run.params["intake"])
        at = run.cursor.get("at", 0)
        until = time.monotonic() + SLICE_SECONDS
        for chunk in slices(islice(_given(intake), at, None)):
            at += len(chunk)
            rows = [_row(intake, number, given) for number, given in chunk]
            with run.saving(cursor={"at": at}, done=at):
                AuthorityIntakeRow.objects.bulk_create(rows)
            if time.monotonic() > until:
                return True
        with run.saving(cursor={"at": at}, done=at, total=at):
            AuthorityIntake.objects.filter(pk=intake.pk).update(state=State.READY)
        return False


def _given(intake: AuthorityIntake) -> Read:
    if intake.format == PEN_NAMES_FORMAT:
        return enumerate(pen_names(), start=1)
    kind = Kind(intake.kind) if intake.kind else None
    return read(files.stored_path(intake.sha256), intake.format, kind)


def _row(
    intake: AuthorityIntake, number: int, given: Incoming | tuple[str, Mapping[str, object]]
) -> AuthorityIntakeRow:
    row = AuthorityIntakeRow(intake=intake, number=number)
    if not isinstance(given, Incoming):
        row.outcome, (row.code, row.params) = Outcome.REJECTED, given
        return row
    row.heading, row.kind = given.data.heading[:LONGEST_HEADING], given.data.kind.value
    try:
        known, would = outlook(given.data)
    except (Invalid, Conflict) as error:
        return _refused(row, error)
    row.source_key, row.data = given.data.source_key or "", packed(given)
    row.authority, row.outcome = known, _OUTCOMES[would]
    return row


def _refused(row: AuthorityIntakeRow, error: Invalid | Conflict) -> AuthorityIntakeRow:
    row.outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.REJECTED
    row.code, row.params = error.code, {name: str(value)[:200] for name, value in error.params.items()}
    return row


@jobs.register
class TakeJob(_IntakeJob):
    """Rows first, then the relations between them: an end of one may stand further down in the file."""

    name = TAKE
    title = _("Take authorities in")

    def slice(self, run: jobs.Run) -> bool:
        intake = AuthorityIntake.objects.get(pk=run.params["intake"])
        actor = _as(run)
        if not run.cursor.get("relating"):
            return self._take(run, intake, actor)
        return self._relate(run, intake, actor)

    @staticmethod
    def _take(run: jobs.Run, intake: AuthorityIntake, actor: Actor) -> bool:
        waiting = intake.rows.filter(outcome__in=_WAITS, is_taken=False).order_by("number")
        total = run.job.total if run.job.total is not None else waiting.count()
        some = list(waiting[:TAKEN_AT_ONCE])
        with run.saving(cursor={"relating": not some, "after": 0}, done=run.job.done + len(some), total=total):
            for row in some:
                _taken(actor, row)
            AuthorityIntakeRow.objects.bulk_update(some, ["outcome", "code", "params", "authority", "is_taken"])
        return True

    @staticmethod
    def _relate(run: jobs.Run, intake: AuthorityIntake, actor: Actor) -> bool:
        rows = intake.rows.exclude(authority=None).filter(number__gt=run.cursor["after"]).order_by("number")
        some = list(rows[:TAKEN_AT_ONCE])
        pointers = [
            (row.authority_id, one) for row in some if row.authority_id is not None for one in unpacked(row).pointers
        ]
        wanted = {one.address for _, one in pointers if one.address}
        ends = intake.rows.filter(source_key__in=wanted).values_list("source_key", "authority_id")
        by_address = {address: pk for address, pk in ends if pk is not None}
        with run.saving(cursor={"relating": True, "after": some[-1].number if some else 0}, done=run.job.done):
            for authority_id, pointer in pointers:
                intake.relations += point(
                    actor=actor, authority_id=authority_id, pointer=pointer, by_address=by_address
                )
            if not some:
                intake.state, intake.finished_at = State.DONE, timezone.now()
                note_taken_in(actor=actor, name=intake.filename, counts=_counts(intake))
            intake.save(update_fields=["state", "finished_at", "relations"])
        return bool(some)


def _taken(actor: Actor, row: AuthorityIntakeRow) -> None:
    row.is_taken = True
    try:
        with transaction.atomic():
            row.authority, outcome = taken(actor=actor, data=unpacked(row).data)
    except (Invalid, Conflict) as error:
        _refused(row, error)
    else:
        row.outcome = _OUTCOMES[outcome]


def _counts(intake: AuthorityIntake) -> dict[str, int]:
    names = {outcome.value: told for told, outcome in _OUTCOMES.items()}
    found = intake.rows.order_by().values_list("outcome").annotate(n=Count("id"))
    return {names.get(outcome, outcome): n for outcome, n in found} | {"relations": intake.relations}


def _as(run: jobs.Run) -> Actor:
    """Who asked for it, with the right that was asked about then."""
    return replace(run.actor, grants=frozenset({Grant(Permission.CATALOGUE_AUTHORITIES, None)}))
