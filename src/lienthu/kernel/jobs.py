"""Long work that survives: slices, a cursor saved with the writes, a lease, retry with backoff, progress, cancel.

A kind of job does one slice at a time. Writes and cursor are one transaction, fenced by the lease's token: a worker
that was killed leaves nothing half done, and one that was only slow cannot write after another took over.
"""

from __future__ import annotations

import logging
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from lienthu.kernel import audit, heartbeat, outbox
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, LienThuError, Refused, is_disk_full
from lienthu.kernel.leases import LeaseLost
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

log = logging.getLogger(__name__)

audit.register(
    "kernel.job_stopped_by_hand", gettext_noop("The work %(kind)s (%(job)s) was told to stop"), ("kind", "job")
)
audit.register("kernel.job_resumed_by_hand", gettext_noop("The work %(kind)s (%(job)s) was resumed"), ("kind", "job"))


class JobKind(ABC):
    """One kind of long work. `lease` seconds must outlast a slice; aim at slices of five seconds or less. `every`: it
    also starts by itself, so long after its last start (`periodic`)."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    lease: ClassVar[int] = 45
    max_attempts: ClassVar[int] = 6
    every: ClassVar[timedelta | None] = None
    #: The right, over the job's library, to stop and resume it by hand; to watch it is another one.
    steering: ClassVar[Permission]

    @abstractmethod
    def slice(self, run: Run) -> bool:
        """Does a little, saves it with `run.saving`, and says whether there is more."""

    def ended(self, run: Run) -> None:  # noqa: B027 - most kinds have nothing to tidy
        """Called once in the transaction that ends the job as failed or cancelled."""


_LOOK_AGAIN = 0.2  # seconds, while a worker elsewhere has a job in hand
_KINDS: dict[str, JobKind] = {}


def register(kind: type[JobKind]) -> type[JobKind]:
    _KINDS[kind.name] = kind()
    return kind


def kinds() -> dict[str, JobKind]:
    return _KINDS


class Run:
    """A slice's view of its job. `rest`: seconds to leave to others before the next slice."""

    rest: float = 0.0

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.cursor: dict[str, Any] = job.cursor
        self.result: dict[str, Any] = job.result
        self.actor = Actor(ActorKind(job.actor_kind), job.actor_label, job.actor_id)

    @contextmanager
    def saving(
        self,
        *,
        cursor: dict[str, Any],
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
    ) -> Iterator[None]:
        """One transaction for the slice's writes, its cursor and its progress."""
        kind = _KINDS[self.job.kind]
        with transaction.atomic():
            values: dict[str, Any] = {
                "cursor": cursor,
                "attempts": 0,
                "lease_until": timezone.now() + timedelta(seconds=kind.lease),
            }
            values |= {
                name: value for name, value in (("done", done), ("total", total), ("note", note)) if value is not None
            }
            self._fenced_update(**values)
            yield
            self._fenced_update(result=self.result)
        self.cursor = cursor
        for name, value in values.items():
            setattr(self.job, name, value)

    def _fenced_update(self, **values: Any) -> None:
        mine = Job.objects.filter(id=self.job.id, lease_token=self.job.lease_token, state=Job.State.RUNNING)
        if not mine.update(**values):
            raise LeaseLost(self.job.public_id)


def start(
    *,
    actor: Actor,
    kind: str,
    params: dict[str, Any],
    library_id: int | None = None,
    unique_key: str | None = None,
    run_after: datetime | None = None,
    priority: int = 0,
) -> Job:
    """Queues a job, for now or a later time. With `unique_key`, a second one while the first is active raises
    `Conflict`. Of the jobs that are due, the higher `priority` goes first; equals take turns."""
    if kind not in _KINDS:
        raise KeyError(kind)
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                params=params,
                library_id=library_id,
                unique_key=unique_key,
                actor_kind=actor.kind.value,
                actor_id=actor.user_id,
                actor_label=actor.label,
                run_after=run_after or timezone.now(),
                priority=priority,
            )
    except IntegrityError as error:
        raise Conflict("kernel.job_exists") from error


def cancel(*, actor: Actor, job: Job) -> None:
    """Asks for the end; a running slice is finished first."""
    _may_steer(actor, job)
    with transaction.atomic():
        if not Job.objects.filter(id=job.id, state__in=Job.ACTIVE).update(cancel_requested=True):
            raise Conflict("kernel.job_finished")
        _note(actor, job, "kernel.job_stopped_by_hand")


def resume(*, actor: Actor, job: Job) -> None:
    """Queues a failed job again, from its cursor."""
    _may_steer(actor, job)
    stopped = Job.objects.filter(id=job.id, state__in=(Job.State.FAILED, Job.State.CANCELLED))
    try:
        with transaction.atomic():
            if not stopped.update(
                state=Job.State.QUEUED,
                attempts=0,
                run_after=timezone.now(),
                finished_at=None,
                error_code="",
                error_params={},
                cancel_requested=False,
            ):
                raise Conflict("kernel.job_running")
            _note(actor, job, "kernel.job_resumed_by_hand")
    except IntegrityError as error:  # the same work was started anew meanwhile
        raise Conflict("kernel.job_exists") from error


def may_steer(actor: Actor, job: Job) -> bool:
    return job.kind in _KINDS and Policy(_KINDS[job.kind].steering).allows(actor, job)


def _may_steer(actor: Actor, job: Job) -> None:
    if not may_steer(actor, job):
        raise Refused("kernel.not_allowed")


def _note(actor: Actor, job: Job, code: str) -> None:
    data = {"kind": job.kind, "job": job.public_id}
    audit.record(actor=actor, code=code, subject=f"job:{job.id}", library_id=job.library_id, data=data)


def run_once(*, only: int | None = None) -> bool:
    """Claims one due job and does one slice of it. True when there was one."""
    job = _claim(only)
    if job is None:
        return False
    _run_slice(job)
    return True


def drain(*, only: Job | None = None) -> None:
    """Runs everything that is due, events included, until nothing is left (commands and tests)."""
    while True:
        worked = run_once(only=only.id if only else None)
        if only is None:
            worked = outbox.deliver_once() or worked
        if not worked:
            return


def follow(job: Job, report: Callable[[Job], None] = lambda job: None) -> Job:
    """Works on a job, or waits for the worker that does, until it has ended; gives back its row as it is then."""
    while True:
        worked = run_once(only=job.pk)
        job.refresh_from_db()
        report(job)
        if not job.is_active:
            return job
        if not worked:
            time.sleep(_LOOK_AGAIN)
            close_old_connections()


def _claim(only: int | None) -> Job | None:
    now = timezone.now()
    due = Job.objects.filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lte=now), run_after__lte=now
    )
    if only is not None:
        due = due.filter(id=only)
    for job in due.order_by("-priority", "run_after", "id")[:8]:
        token = secrets.token_hex(16)
        lease = _KINDS[job.kind].lease if job.kind in _KINDS else 60
        taken = Job.objects.filter(id=job.id, state=job.state, lease_token=job.lease_token).update(
            state=Job.State.RUNNING,
            lease_token=token,
            lease_until=now + timedelta(seconds=lease),
            attempts=F("attempts") + 1,
            started_at=job.started_at or now,
        )
        if taken:
            return Job.objects.get(id=job.id)
    return None


def _run_slice(job: Job) -> None:
    kind = _KINDS.get(job.kind)
    run = Run(job)
    if kind is None:
        _finish(run, Job.State.FAILED, "kernel.job_unknown", {"kind": job.kind})
    elif job.cancel_requested:
        _finish(run, Job.State.CANCELLED)
    elif job.attempts > kind.max_attempts:
        _finish(run, Job.State.FAILED, "kernel.job_stopped", {"attempts": job.attempts - 1})
    else:
        _guarded_slice(kind, run)


def _guarded_slice(kind: JobKind, run: Run) -> None:
    try:
        with heartbeat.holding(lambda: _mine(run).update(lease_until=timezone.now() + timedelta(seconds=kind.lease))):
            more = kind.slice(run)
    except LeaseLost:
        log.warning("job %s lost its lease", run.job.public_id)
    except LienThuError as error:
        _finish(run, Job.State.FAILED, error.code, error.params)
    except Exception as error:
        if is_disk_full(error):
            _finish(run, Job.State.FAILED, "kernel.disk_full")
        else:
            _retry_later(run, error)
    else:
        if more:
            _give_back(run)
        else:
            _finish(run, Job.State.DONE)


def _give_back(run: Run) -> None:
    # Queued again at the end of the line, so that two jobs advance in turns.
    after = timezone.now() + timedelta(seconds=run.rest)
    _mine(run).update(state=Job.State.QUEUED, run_after=after, attempts=0)


def _retry_later(run: Run, error: Exception) -> None:
    log.exception("job %s (%s) failed, attempt %d", run.job.public_id, run.job.kind, run.job.attempts)
    delay = timedelta(seconds=min(2**run.job.attempts, 300))
    _mine(run).update(
        state=Job.State.QUEUED,
        run_after=timezone.now() + delay,
        note=f"{type(error).__name__}: {error}"[:300],
    )


def _finish(run: Run, state: Job.State, code: str = "", params: dict[str, Any] | None = None) -> None:
    with transaction.atomic():
        ended = _mine(run).update(
            state=state,
            finished_at=timezone.now(),
            error_code=code,
            error_params=params or {},
            lease_token="",
            result=run.result,
        )
        if ended and state is not Job.State.DONE and run.job.kind in _KINDS:
            run.job.state, run.job.error_code, run.job.error_params = state, code, params or {}
            _KINDS[run.job.kind].ended(run)


def _mine(run: Run) -> Any:
    return Job.objects.filter(id=run.job.id, lease_token=run.job.lease_token, state=Job.State.RUNNING)
