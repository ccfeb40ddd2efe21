"""The record of uses: one line in a file of the hour for each page view, so that no reader waits for the database.

Who read is never kept. A visit is a hash under a salt that is drawn for the hour and thrown away with the hour's file
as soon as it is counted (`use_jobs`); what stays is numbers by month.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

import counter_robots
from django.conf import settings
from django.http import HttpRequest

from lienthu.kernel.access import actor_of
from lienthu.kernel.actor import ActorKind
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.counter import Kind, Use

log = logging.getLogger(__name__)
_HOUR: Final = "%Y-%m-%dT%H"


def folder() -> Path:
    return Path(settings.DATA) / "uses"


def record(request: HttpRequest, found: DigitalObject, kind: Kind, part: int = 0) -> None:
    """Readers only: staff, machines and pages loaded ahead are left out. Never in a reader's way: what cannot be
    written is not counted."""
    if request.method != "GET" or not _is_reader(request):
        return
    now = time.time()
    try:
        line = f"{now:.1f} {_visit(request, now)} {found.pk} {kind} {part}\n".encode()
        _append(folder() / f"{_hour(now)}.log", line)
    except OSError as error:
        log.warning("a use was not recorded: %s", error)


def hours(before: float) -> list[str]:
    """The hours on record that had ended at the moment `before`."""
    end = _hour(before)
    return sorted(one.stem for one in folder().glob("*.log") if one.stem < end)


def of_hour(hour: str) -> Iterator[Use]:
    """A line that a full disk cut short is passed over."""
    with suppress(FileNotFoundError), (folder() / f"{hour}.log").open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            parts = line.split()
            with suppress(ValueError, IndexError):
                yield Use(float(parts[0]), parts[1], int(parts[2]), Kind(parts[3]), int(parts[4]))


def forget(hour: str) -> None:
    """The hour's lines and the salt of its visits."""
    for ending in (".log", ".salt"):
        (folder() / f"{hour}{ending}").unlink(missing_ok=True)


def _is_reader(request: HttpRequest) -> bool:
    actor = actor_of(request)
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_staff = actor.kind in (ActorKind.SYSTEM, ActorKind.TOKEN) or actor.grants or actor.withheld
    return bool(agent) and not ahead and not is_staff and not counter_robots.is_robot_or_machine(agent)


def _visit(request: HttpRequest, now: float) -> str:
    said = (str(actor_of(request).user_id or ""), _address(request), request.headers.get("User-Agent", ""))
    return hashlib.blake2b("\n".join(said).encode(), key=_salt(_hour(now), str(folder())), digest_size=8).hexdigest()


def _address(request: HttpRequest) -> str:
    """Behind a proxy (`LIENTHU_HTTPS`) the last one that it names."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_COOKIES else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


@lru_cache(maxsize=2)
def _salt(hour: str, where: str) -> bytes:
    """The same for all processes: whoever comes first draws it."""
    path = Path(where) / f"{hour}.salt"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".salt-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(temporary, path)
        return path.read_bytes()
    finally:
        Path(temporary).unlink(missing_ok=True)


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def _hour(moment: float) -> str:
    return time.strftime(_HOUR, time.gmtime(moment))
