"""What should never have come in: reported by anybody who is signed in, closed at once on every surface, and removed
for good when a second person says so. What stays is a record without a word of it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lienthu.files.storage import Folder
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotSignedIn, Refused, TooMany
from lienthu.kernel.models import Job
from lienthu.repository.actions.curate import forget_in_stories
from lienthu.repository.actions.deposit import TAKE_IN
from lienthu.repository.events import announce
from lienthu.repository.models import (
    AccessRule,
    Deposit,
    DepositFile,
    DigitalObject,
    ObjectFile,
    Package,
    Page,
    PageText,
    Removal,
    SheetRow,
)
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import REVIEWS
from lienthu.repository.projects.actions.deliveries import forget as forget_work
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.stores import MASTERS, PACKAGES, PYRAMIDS, QUARANTINE

#: Documents that one person may keep closed at a time, so that nobody closes a whole collection.
MOST_OPEN: Final = 5
#: Documents that one person may close within `SPAN`, also when they were opened again meanwhile.
MOST_A_DAY: Final = 10
SPAN: Final = timedelta(hours=24)


def report_mistake(*, actor: Actor, found: DigitalObject) -> Removal:
    """Closes it, and every other document that holds the same bytes. Raises `Conflict` when it is closed already,
    `TooMany` when this person closed too many."""
    if actor.user_id is None:
        raise NotSignedIn("kernel.not_signed_in")
    masters = ObjectFile.objects.filter(object=found, role=ObjectFile.Role.MASTER).values("sha256")
    same = DigitalObject.objects.filter(files__sha256__in=masters).exclude(id=found.pk).distinct()
    try:
        with transaction.atomic():
            if not REVIEWS.allows(actor, found):
                _within_limits(actor.user_id)
            made = _closed(actor, found)
            for other in same.exclude(removals__state=Removal.State.REPORTED):
                _closed(actor, other)
    except IntegrityError as error:
        raise Conflict("repository.reported_already") from error
    return made


def _within_limits(user_id: int) -> None:
    """One after the other, so that reports sent at the same moment are counted too."""
    get_user_model().objects.select_for_update(no_key=True).get(id=user_id)
    mine = Removal.objects.filter(reporter_id=user_id)
    if mine.filter(state=Removal.State.REPORTED).count() >= MOST_OPEN:
        raise TooMany("repository.too_many_reports", limit=MOST_OPEN)
    if mine.filter(reported_at__gt=timezone.now() - SPAN).count() >= MOST_A_DAY:
        raise TooMany("repository.too_many_reports_today", limit=MOST_A_DAY)


def _closed(actor: Actor, found: DigitalObject) -> Removal:
    AccessRule.objects.create(
        object=found, level=Level.RECORD, restriction=Restriction.SECRET, reason="", made_by=actor.label[:200]
    )
    DigitalObject.objects.filter(id=found.pk).update(gate=new_gate())
    first = found.deposited.order_by("id").values_list("deposit__made_at", flat=True).first()
    made = Removal.objects.create(
        object=found,
        object_public_id=found.public_id,
        library_id=found.library_id,
        reported_by=actor.label[:200],
        reporter_id=actor.user_id,
        since=first or found.created_at,
    )
    _note(actor, made, "repository.mistake_reported")
    announce([found.pk])
    return made


def dismiss_report(*, actor: Actor, removal: Removal) -> None:
    """It was none: the terms that stood before hold again."""
    with transaction.atomic():
        locked = _to_decide(actor, removal)
        rules = AccessRule.objects.filter(object_id=locked.object_id, restriction=Restriction.SECRET, is_over=False)
        rules.update(is_over=True)
        DigitalObject.objects.filter(id=locked.object_id or 0).update(gate=new_gate())
        _decided(actor, locked, Removal.State.DISMISSED)
        _note(actor, locked, "repository.report_dismissed")
        announce([locked.object_id or 0])


def remove_for_good(*, actor: Actor, removal: Removal) -> Removal:
    """Rows first, then bytes: a process that is killed between them leaves bytes that `sweep_removed` finishes."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # what was in a row is overwritten, not only forgotten
        locked = _to_decide(actor, removal)
        found = DigitalObject.objects.get(id=locked.object_id or 0)
        locked.removed = [one for version in (*_versions(found), found) for one in _bytes_of(version)]
        locked.rows = _delete_rows(found)
        _decided(actor, locked, Removal.State.REMOVED)
        _note(actor, locked, "repository.removed_for_good", files=len(locked.removed))
    sweep_removed(locked)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return locked


def sweep_removed(removal: Removal) -> None:
    """Drops what no other document holds and notes which bytes are gone. May be done again."""
    stores: dict[str, Folder] = {store.name: store for store in (MASTERS, QUARANTINE, PYRAMIDS, PACKAGES)}
    for one in removal.removed:
        if not _held(one["sha256"]):
            stores[one["store"]].drop(one["sha256"])
            one["gone"] = True
    Removal.objects.filter(id=removal.pk).update(removed=removal.removed)


def _held(sha256: str) -> bool:
    return (
        ObjectFile.objects.filter(sha256=sha256).exists()
        or Page.objects.filter(pyramid=sha256).exists()
        or Package.objects.filter(sha256=sha256).exists()
        or DepositFile.objects.filter(sha256=sha256, state=DepositFile.State.WAITING).exists()
    )


def _bytes_of(found: DigitalObject) -> list[dict[str, Any]]:
    masters = dict(found.files.values_list("sha256", "size"))
    masters |= {sha: masters.get(sha, 0) for sha in found.pages.values_list("master", flat=True)}
    listed = [_entry(store, sha, size) for sha, size in masters.items() for store in (MASTERS, QUARANTINE)]
    listed += [_entry(PYRAMIDS, sha, 0) for sha in found.pages.values_list("pyramid", flat=True).distinct()]
    ready = found.packages.exclude(sha256="").values_list("sha256", "size").distinct()
    listed += [_entry(PACKAGES, sha, size) for sha, size in ready]
    return [one for one in listed if one is not None]


def _entry(store: Folder, sha256: str, size: int) -> dict[str, Any] | None:
    if not store.holds(sha256):
        return None
    return {"store": store.name, "sha256": sha256, "size": size or store.path(sha256).stat().st_size, "gone": False}


def _versions(found: DigitalObject) -> list[DigitalObject]:
    """Earlier versions, and new masters on their way: they hold the same document."""
    return list(DigitalObject.objects.filter(current=found))


def _delete_rows(found: DigitalObject) -> dict[str, int]:
    for version in _versions(found):
        _delete_rows(version)
    deposits = list(Deposit.objects.filter(files__object=found).distinct())
    counts = {
        "pages": found.pages.count(),
        "texts": PageText.objects.filter(page__object=found).count(),
        "files": found.files.count(),
        "deposit_files": DepositFile.objects.filter(object=found).count(),
    }
    DepositFile.objects.filter(object=found).delete()
    SheetRow.objects.filter(object=found).delete()
    for package in found.packages.values_list("public_id", flat=True):
        shutil.rmtree(PACKAGES.root / "making" / package, ignore_errors=True)
    forget_work(found)
    counts["stories"] = forget_in_stories(found.public_id)
    pk = found.pk
    found.delete()
    announce([pk])
    for deposit in deposits:
        _clear_deposit(deposit)
    return counts


def _clear_deposit(deposit: Deposit) -> None:
    """Its title may tell what it held."""
    Deposit.objects.filter(id=deposit.pk).update(title="—", details={}, fingerprint="", sheet={})
    deposit.sheet_rows.filter(object=None).delete()
    deposit.uploads.all().delete()
    Job.objects.filter(kind=TAKE_IN, unique_key=f"{TAKE_IN}:{deposit.pk}").update(note="", result={})


def _to_decide(actor: Actor, removal: Removal) -> Removal:
    locked = Removal.objects.select_for_update(no_key=True).get(id=removal.pk)
    REVIEWS.check(actor, locked)
    if locked.state != Removal.State.REPORTED:
        raise Conflict("repository.report_decided")
    if actor.user_id is None or actor.user_id == locked.reporter_id:
        raise Refused("repository.two_persons")
    return locked


def _decided(actor: Actor, removal: Removal, state: str) -> None:
    removal.state, removal.decided_at, removal.decided_by = state, timezone.now(), actor.label[:200]
    removal.save(update_fields=["state", "decided_at", "decided_by", "removed", "rows"])


def _note(actor: Actor, removal: Removal, code: str, **data: Any) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"removal:{removal.pk}",
        library_id=removal.library_id,
        data={"removal": removal.public_id, "object": removal.object_public_id} | data,
    )
