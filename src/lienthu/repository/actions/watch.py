"""Opens and closes a watched folder. Only who keeps the whole network's documents says which folder of the server is
whose: a delivery goes to the library that is named here."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.registry.models import Agency
from lienthu.repository.models import WatchedFolder
from lienthu.repository.policies import KEEPS
from lienthu.repository.watching import places
from lienthu.text import clean

MOST_QUIET = 1440


def watch_folder(
    *,
    actor: Actor,
    path: str,
    agency: Agency,
    library_id: int,
    clearance: str,
    quiet_minutes: int = 10,
    arrangement: str = "",
) -> WatchedFolder:
    """`clearance`: who answers that no state secret is put there and that all of it may be shared. Raises `Invalid` for
    a path that leads out of the allowed root, `Conflict` for a folder that is watched already, or lies in one."""
    KEEPS.check_library(actor, None)
    if not (clearance := clean(clearance)):
        raise Invalid("repository.clearance_needs_name", field="clearance")
    if not 1 <= quiet_minutes <= MOST_QUIET:
        raise Invalid("repository.quiet_minutes", field="quiet_minutes", most=MOST_QUIET)
    folder = places.inside(path)
    path = folder.relative_to(places.root()).as_posix()
    above = ["/".join(path.split("/")[:end]) for end in range(1, path.count("/") + 1)]
    try:
        with transaction.atomic():
            now = WatchedFolder.objects.filter(closed_at=None)
            if now.filter(Q(path__in=above) | Q(path__startswith=f"{path}/")).exists():
                raise Conflict("repository.watched_already", path=path)
            made = WatchedFolder.objects.create(
                path=path,
                agency=agency,
                library_id=library_id,
                arrangement=arrangement,
                quiet_minutes=quiet_minutes,
                clearance=clearance[:500],
                opened_by=actor.label[:200],
            )
            _note(actor, made, "repository.watch_opened")
    except IntegrityError as error:
        raise Conflict("repository.watched_already", path=path) from error
    return made


def unwatch_folder(*, actor: Actor, public_id: str) -> WatchedFolder:
    """What lies in it stays there, untouched; what was handed over is taken in to its end."""
    KEEPS.check_library(actor, None)
    with transaction.atomic():
        found = WatchedFolder.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        if found.closed_at is not None:
            raise Conflict("repository.not_watched")
        found.closed_at, found.closed_by = timezone.now(), actor.label[:200]
        found.save(update_fields=["closed_at", "closed_by"])
        _note(actor, found, "repository.watch_closed")
    return found


def _note(actor: Actor, folder: WatchedFolder, code: str) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"watched:{folder.pk}",
        library_id=folder.library_id,
        data={"path": folder.path, "agency": folder.agency.code},
    )
