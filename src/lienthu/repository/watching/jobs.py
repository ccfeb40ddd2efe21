"""`repository.watch`: looks into the watched folders, hands over what is complete, and sets it aside when it is in.

Every step may be done again: the digest of a delivery makes the same one the same deposit, a move is one rename, and a
row says what was done last. A worker that is killed between two steps leaves the delivery where it was.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import bags, receipts
from lienthu.repository.actions.deposit import cancel_deposit
from lienthu.repository.actions.hand_in import HandedIn, hand_in
from lienthu.repository.models import Delivery, Deposit, WatchedFolder
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.watching import places

WATCH = "repository.watch"
_CHANGED = "repository.changed_on_the_way"
_LANGUAGES = ("vi", "en")


@jobs.register
class Watch(jobs.JobKind):
    name = WATCH
    title = gettext_lazy("Looking into the watched folders")
    steering = Permission.REPOSITORY_KEEP
    lease = 300

    @property
    def every(self) -> timedelta | None:  # type: ignore[override]
        return timedelta(minutes=2) if settings.WATCH_ROOT else None

    def slice(self, run: jobs.Run) -> bool:
        """One watched folder."""
        after = run.cursor.get("after", 0)
        folder = (
            WatchedFolder.objects.select_related("agency").filter(closed_at=None, id__gt=after).order_by("id").first()
        )
        if folder is None:
            return False
        step(folder)
        with run.saving(cursor={"after": folder.pk}, note=folder.path):
            pass
        return True


def step(folder: WatchedFolder) -> None:
    """Looks, hands over what is complete, settles what was handed over. A fault of the folder itself is told in it."""
    fault: tuple[str, dict[str, object]] = ("", {})
    try:
        here = places.inside(folder.path)
        _look(folder, here)
        for delivery in folder.deliveries.filter(state=Delivery.State.COMING).order_by("id"):
            _hand_over(folder, here, delivery)
        for delivery in folder.deliveries.filter(state=Delivery.State.SCREENING).select_related("deposit"):
            _settle(here, delivery)
    except LienThuError as error:
        fault = (error.code, error.params)
    except OSError as error:  # a share that went away, a right that is missing
        fault = ("repository.watched_unreadable", {"said": str(error.strerror or error)[:100]})
    WatchedFolder.objects.filter(id=folder.pk).update(
        looked_at=timezone.now(), fault=fault[0], fault_params={name: str(value) for name, value in fault[1].items()}
    )


def _look(folder: WatchedFolder, here: Path) -> None:
    now = timezone.now()
    found = {one.name: one for one in places.look(here)}
    for delivery in folder.deliveries.filter(state=Delivery.State.COMING):
        one = found.pop(delivery.name, None)
        if one is None:
            delivery.state, delivery.settled_at = Delivery.State.GONE, now
        elif one.digest != delivery.seen:
            delivery.seen, delivery.since, delivery.files = one.digest, now, one.files
        else:
            continue
        delivery.save()
    busy = set(folder.deliveries.filter(state=Delivery.State.SCREENING).values_list("name", flat=True))
    Delivery.objects.bulk_create(
        Delivery(folder=folder, name=one.name, seen=one.digest, since=now, files=one.files)
        for one in found.values()
        if one.name not in busy
    )


def _hand_over(folder: WatchedFolder, here: Path, delivery: Delivery) -> None:
    before = places.seen(here, delivery.name)
    if before is None or before.digest != delivery.seen or not before.files:
        return
    quiet = timezone.now() - delivery.since >= timedelta(minutes=folder.quiet_minutes)
    if not quiet and not before.is_marked:
        return
    try:
        package = bags.read(here / delivery.name)
        after = places.seen(here, delivery.name)
        if after is None or after.digest != before.digest:
            return  # somebody writes to it: the next look sees that
        result = _handed(folder, package)
    except LienThuError as error:
        _set_aside(here, delivery, error)
        return
    if result is None:
        Delivery.objects.filter(id=delivery.pk).update(since=timezone.now())
        return
    Delivery.objects.filter(id=delivery.pk).update(
        state=Delivery.State.SCREENING, deposit=result.deposit, files=len(package.files)
    )


def _handed(folder: WatchedFolder, package: bags.Package) -> HandedIn | None:
    """None when a file changed while it was read: nothing of that deposit is kept, and the delivery waits."""
    actor = Actor.system(WATCH)
    try:
        result = hand_in(
            actor=actor,
            package=package,
            library_id=folder.library_id,
            agency=folder.agency,
            clearance=Clearance(holds_secrets=False, may_share=True, name=folder.clearance),
            arrangement=folder.arrangement,
            whole=True,
        )
    except Conflict as error:
        if error.code == _CHANGED:
            return None
        raise
    if result.deposit.state == Deposit.State.OPEN and not result.deposit.files.exists():
        cancel_deposit(actor=actor, deposit=result.deposit)
        code, params = next(iter(result.faults.values()), ("repository.folder_empty", {}))
        raise Invalid(code, **params)
    return result


def _set_aside(here: Path, delivery: Delivery, error: LienThuError) -> None:
    """With a note beside it that says why, in both languages; nothing of it is lost."""
    said = []
    for language in _LANGUAGES:
        with translation.override(language):
            said.append(sentence(error.code, error.params))
    places.leave_note(here, places.FAULTY, f"{delivery.name}.txt", "\n\n".join(dict.fromkeys(said)) + "\n")
    moved = places.set_down(here, delivery.name, places.FAULTY)
    _settled(delivery, Delivery.State.FAULTY, moved, error.code, error.params)


def _settle(here: Path, delivery: Delivery) -> None:
    deposit = delivery.deposit
    if deposit is None or deposit.state == Deposit.State.CANCELLED:
        _settled(delivery, Delivery.State.GONE, "")
    elif deposit.state == Deposit.State.DONE:
        name = f"{delivery.name}-{deposit.public_id}"
        with translation.override(_LANGUAGES[0]):
            places.leave_note(here, places.RECEIPTS, f"{name}.csv", "".join(receipts.csv_lines(deposit)))
        places.leave_note(here, places.RECEIPTS, f"{name}.sha256", "".join(receipts.sum_lines(deposit)))
        moved = places.set_down(here, delivery.name, places.TAKEN)
        _settled(delivery, Delivery.State.TAKEN, moved)


def _settled(
    delivery: Delivery, state: str, moved: str, fault: str = "", params: dict[str, object] | None = None
) -> None:
    told = {name: str(value)[:300] for name, value in (params or {}).items()}
    Delivery.objects.filter(id=delivery.pk).update(
        state=state, moved_to=moved, fault=fault, fault_params=told, settled_at=timezone.now()
    )
