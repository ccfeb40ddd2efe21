"""Jobs: what was saved stays, what was not is done again, and two workers never both write."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, Invalid, Refused, Unavailable
from lienthu.kernel.leases import LeaseLost
from lienthu.kernel.models import AuditEntry, Delivery, Event, Job, Lease
from lienthu.kernel.permissions import Permission

ACTOR = Actor.system("test")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_KINDS", {"test.count": Counting(), "test.bad": Bad()})
    monkeypatch.setattr(outbox, "_CONSUMERS", {})


class Counting(jobs.JobKind):
    """Writes the numbers 0…total-1 as leases, two a slice; may be told to break."""

    name = "test.count"
    title = "Counting"
    steering = Permission.CATALOGUE_IMPORT
    break_before: int | None = None
    break_inside: int | None = None

    def slice(self, run: jobs.Run) -> bool:
        at, total = run.cursor.get("at", 0), run.params["total"]
        if self.break_before == at:
            raise RuntimeError("killed")
        with run.saving(cursor={"at": at + 2}, done=min(at + 2, total), total=total):
            for number in range(at, min(at + 2, total)):
                Lease.objects.create(name=f"number {number}", until=timezone.now())
                if self.break_inside == number:
                    raise RuntimeError("killed")
        return at + 2 < total


class Bad(jobs.JobKind):
    name = "test.bad"
    title = "Bad"
    steering = Permission.CATALOGUE_IMPORT

    def slice(self, run: jobs.Run) -> bool:
        raise Invalid("kernel.bad_request", detail="row 7")


def numbers() -> list[str]:
    return sorted(Lease.objects.values_list("name", flat=True))


def start(total: int = 5, **more: Any) -> Job:
    return jobs.start(actor=ACTOR, kind="test.count", params={"total": total}, **more)


def test_slices_run_to_the_end() -> None:
    job = start()
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert numbers() == [f"number {number}" for number in range(5)]


@pytest.mark.parametrize("place", ["break_before", "break_inside"])
def test_a_broken_slice_is_done_again_and_nothing_doubles(place: str) -> None:
    job = start(6)
    kind = jobs.kinds()["test.count"]
    setattr(kind, place, 2 if place == "break_before" else 3)
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, job.cursor, numbers()) == ("queued", {"at": 2}, ["number 0", "number 1"])
    assert job.run_after > timezone.now()
    setattr(kind, place, None)
    Job.objects.update(run_after=timezone.now())
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, len(numbers())) == ("done", 6)


def test_attempts_end(monkeypatch: pytest.MonkeyPatch) -> None:
    job = start()
    monkeypatch.setattr(jobs.kinds()["test.count"], "break_before", 0)
    for _ in range(8):
        Job.objects.filter(state="queued").update(run_after=timezone.now())
        jobs.drain()
    job.refresh_from_db()
    assert (job.state, job.error_code, numbers()) == ("failed", "kernel.job_stopped", [])


def test_a_killed_worker_is_replaced_after_its_lease() -> None:
    job = start()
    claimed = jobs._claim(None)
    assert claimed is not None
    assert jobs.run_once() is False
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, len(numbers())) == ("done", 5)


def test_a_slow_worker_cannot_write_after_another_took_over() -> None:
    start()
    slow = jobs._claim(None)
    assert slow is not None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs._claim(None) is not None
    run = jobs.Run(slow)
    with pytest.raises(LeaseLost), run.saving(cursor={"at": 9}):
        Lease.objects.create(name="must not stay", until=timezone.now())
    assert numbers() == []


def test_a_refusal_fails_with_its_sentence() -> None:
    job = jobs.start(actor=ACTOR, kind="test.bad", params={})
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_params) == ("failed", "kernel.bad_request", {"detail": "row 7"})


def test_one_active_job_per_key_and_cancel_and_resume() -> None:
    job = start(unique_key="TINH")
    with pytest.raises(Conflict):
        start(unique_key="TINH")
    assert Job.objects.count() == 1
    jobs.run_once()
    job.refresh_from_db()
    jobs.cancel(actor=ACTOR, job=job)
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, len(numbers())) == ("cancelled", 2)
    with pytest.raises(Conflict):
        jobs.cancel(actor=ACTOR, job=job)
    jobs.resume(actor=ACTOR, job=job)
    jobs.drain()
    job.refresh_from_db()
    assert (job.state, len(numbers())) == ("done", 5)


class TestOutbox:
    def test_delivery_once_and_retry_alone(self) -> None:
        seen: list[int] = []

        @outbox.consumer("test.sum", events=("test.number",), batch=10)
        def handle(batch: outbox.Batch) -> None:
            values = [event.payload["value"] for event in batch.events]
            if 13 in values:
                raise RuntimeError("unlucky")
            with jobs.transaction.atomic():
                seen.extend(values)
                batch.ack()

        with jobs.transaction.atomic():
            for value in (1, 13, 2):
                outbox.publish("test.number", {"value": value})
            outbox.publish("test.other", {})
        assert Event.objects.count() == 3
        for _ in range(40):
            Delivery.objects.update(not_before=timezone.now())
            outbox.deliver_once()
        assert seen == [1, 2]
        parked = Delivery.objects.get()
        assert (parked.parked, parked.event.payload, parked.last_error) == (
            True,
            {"value": 13},
            "RuntimeError: unlucky",
        )
        assert outbox.pending() == 0

    @pytest.mark.parametrize(
        "trouble",
        [
            OSError(errno.ENOSPC, "No space left on device"),
            OperationalError("database or disk is full"),
            Unavailable("discovery.unavailable"),
        ],
        ids=["disk", "database", "index"],
    )
    def test_however_long_the_disk_is_full_it_is_handed_on_when_there_is_room(self, trouble: Exception) -> None:
        seen: list[int] = []
        full = True

        @outbox.consumer("test.sum", events=("test.number",))
        def handle(batch: outbox.Batch) -> None:
            if full:
                raise trouble
            with jobs.transaction.atomic():
                seen.extend(event.payload["value"] for event in batch.events)
                batch.ack()

        with jobs.transaction.atomic():
            outbox.publish("test.number", {"value": 1})
        for _ in range(4 * outbox.MAX_ATTEMPTS):
            Delivery.objects.update(not_before=timezone.now())
            outbox.deliver_once()
        assert Delivery.objects.values_list("parked", "attempts").get() == (False, 4 * outbox.MAX_ATTEMPTS)
        full = False
        Delivery.objects.update(not_before=timezone.now())
        outbox.deliver_once()
        assert (seen, Delivery.objects.count()) == ([1], 0)

    def test_a_patient_consumer_waits_for_more_while_others_work(self) -> None:
        batches: list[list[int]] = []

        @outbox.consumer("test.busy", events=("test.number",), batch=1)
        def busy(batch: outbox.Batch) -> None:
            with jobs.transaction.atomic():
                batch.ack()

        @outbox.consumer("test.patient", events=("test.number",), batch=3, patience=60)
        def patient(batch: outbox.Batch) -> None:
            with jobs.transaction.atomic():
                batches.append([event.payload["value"] for event in batch.events])
                batch.ack()

        def publish(*values: int) -> None:
            with jobs.transaction.atomic():
                for value in values:
                    outbox.publish("test.number", {"value": value})

        publish(1, 2)
        outbox.deliver_once()
        assert (batches, outbox.pending("test.busy")) == ([], 1)
        outbox.deliver_once()
        assert (batches, outbox.pending()) == ([[1, 2]], 0)
        publish(3, 4, 5, 6)
        outbox.deliver_once()
        assert batches == [[1, 2], [3, 4, 5]]
        Delivery.objects.filter(consumer="test.patient").update(not_before=timezone.now() - timedelta(minutes=2))
        outbox.deliver_once()
        assert (batches[-1], outbox.pending("test.busy")) == ([6], 2)

    def test_patient_consumers_do_not_wait_for_each_other(self) -> None:
        done: list[str] = []

        def note(name: str) -> outbox.Handler:
            def handle(batch: outbox.Batch) -> None:
                with jobs.transaction.atomic():
                    done.append(name)
                    batch.ack()

            return handle

        for name in ("test.one", "test.other"):
            outbox.consumer(name, events=("test.number",), batch=3, patience=60)(note(name))
        with jobs.transaction.atomic():
            outbox.publish("test.number", {"value": 1})
        assert outbox.deliver_once()
        assert (done, outbox.pending()) == (["test.one", "test.other"], 0)

    def test_the_processes_of_a_worker_share_the_consumers(self) -> None:
        seen: list[str] = []

        def ack(name: str) -> outbox.Handler:
            def handle(batch: outbox.Batch) -> None:
                with jobs.transaction.atomic():
                    seen.append(name)
                    batch.ack()

            return handle

        names = [f"test.share{number}" for number in range(3)]
        for lane, name in enumerate(names):
            outbox.consumer(name, events=("test.shared",), lane=min(lane, 1))(ack(name))
        with jobs.transaction.atomic():
            outbox.publish("test.shared", {})
        outbox.deliver_once(0, 2)
        first = list(seen)
        outbox.deliver_once(1, 2)
        assert first == names[:1]
        assert seen == names

    def test_what_rests_waits_for_jobs_under_way(self) -> None:
        @outbox.consumer("test.resting", events=("test.rest",), batch=1, patience=60, rests=True)
        def handle(batch: outbox.Batch) -> None:
            with jobs.transaction.atomic():
                batch.ack()

        job = jobs.start(actor=ACTOR, kind="test.count", params={"total": 1})
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
        with jobs.transaction.atomic():
            outbox.publish("test.rest", {})
        outbox.deliver_once(1, 2)
        assert outbox.pending("test.resting") == 1
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)  # between two slices
        outbox.deliver_once(1, 2)
        assert outbox.pending("test.resting") == 1
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now() + timedelta(days=3))  # planned, not under way
        outbox.deliver_once(1, 2)
        assert outbox.pending("test.resting") == 0

    def test_what_rests_waits_for_what_does_not(self) -> None:
        @outbox.consumer("test.resting", events=("test.rest",), batch=1, patience=60, rests=True)
        @outbox.consumer("test.patient", events=("test.rest",), batch=9, patience=60, lane=0)
        def handle(batch: outbox.Batch) -> None:
            with jobs.transaction.atomic():
                batch.ack()

        with jobs.transaction.atomic():
            outbox.publish("test.rest", {})
        outbox.deliver_once(1, 2)
        assert (outbox.pending("test.resting"), outbox.pending("test.patient")) == (1, 1)
        outbox.deliver_once(0, 2)
        outbox.deliver_once(1, 2)
        assert (outbox.pending("test.resting"), outbox.pending("test.patient")) == (0, 0)

    def test_a_consumer_that_lost_its_lease_writes_nothing(self) -> None:
        @outbox.consumer("test.slow", events=("test.number",))
        def handle(batch: outbox.Batch) -> None:
            Lease.objects.filter(name="consumer:test.slow").update(token="another")
            with jobs.transaction.atomic():
                Lease.objects.create(name="must not stay", until=timezone.now())
                batch.ack()

        with jobs.transaction.atomic():
            outbox.publish("test.number", {"value": 1})
        outbox.deliver_once()
        assert not Lease.objects.filter(name="must not stay").exists()
        assert outbox.pending() == 1

    def test_publishing_outside_a_transaction_is_refused(self) -> None:
        with pytest.raises(RuntimeError):
            outbox.publish("test.number", {})


def test_a_job_does_not_resume_beside_its_successor() -> None:
    job = start(unique_key="TINH")
    jobs.cancel(actor=ACTOR, job=job)
    jobs.drain()
    start(unique_key="TINH")
    with pytest.raises(Conflict):
        jobs.resume(actor=ACTOR, job=job)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_who_only_watches_jobs_does_not_steer_them() -> None:
    job = start(library_id=7)
    watcher = Actor(ActorKind.PERSON, "Thanh tra", 1, frozenset({Grant(Permission.JOBS_VIEW)}))
    elsewhere = Actor(ActorKind.PERSON, "Lan", 2, frozenset({Grant(Permission.CATALOGUE_IMPORT, 8)}))
    here = Actor(ActorKind.PERSON, "Hoa", 3, frozenset({Grant(Permission.CATALOGUE_IMPORT, 7)}))
    for stranger in (watcher, elsewhere):
        with pytest.raises(Refused):
            jobs.cancel(actor=stranger, job=job)
    job.refresh_from_db()
    assert (job.cancel_requested, AuditEntry.objects.count()) == (False, 0)
    jobs.cancel(actor=here, job=job)
    assert AuditEntry.objects.get().code == "kernel.job_stopped_by_hand"


def test_who_follows_a_job_does_it_or_waits_for_the_worker_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    mine = jobs.start(actor=ACTOR, kind="test.count", params={"total": 4})
    assert jobs.follow(mine, lambda job: seen.append(job.done)).state == Job.State.DONE
    assert seen[-1] == 4

    theirs = jobs.start(actor=ACTOR, kind="test.count", params={"total": 2})
    looks: list[float] = []

    def elsewhere(pause: float) -> None:
        looks.append(pause)
        if len(looks) == 2:
            Job.objects.filter(pk=theirs.pk).update(state=Job.State.DONE)

    monkeypatch.setattr(jobs, "run_once", lambda only=None: False)
    monkeypatch.setattr("time.sleep", elsewhere)
    assert jobs.follow(theirs).state == Job.State.DONE
    assert len(looks) == 2
