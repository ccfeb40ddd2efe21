"""Tables of the kernel: the audit chain, the outbox and the jobs. Written only by `audit`, `outbox` and `jobs`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.ids import new_public_id


class AuditEntry(models.Model):
    """One privileged act. Append-only by triggers; each entry holds the hash of the one before."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    code = models.CharField(max_length=80, db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    request_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=120, db_index=True)
    library_id = models.BigIntegerField(null=True, db_index=True)
    data = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]


class AuditHead(models.Model):
    """The end of the chain; its row is the lock that keeps the chain one chain."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="kernel_one_audit_head")]


class Event(models.Model):
    """Something that happened in a room, for the rooms above."""

    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    at = models.DateTimeField(db_index=True)


class Delivery(models.Model):
    """An event that a consumer has not dealt with yet."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=80)
    attempts = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField()
    parked = models.BooleanField(default=False)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["consumer", "parked", "id"], name="kernel_delivery_queue")]


class Lease(models.Model):
    """A name that one process holds for a while."""

    name = models.CharField(max_length=100, primary_key=True)
    token = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField()


class Job(models.Model):
    """Long work in small slices: what to do, how far it is, who is at it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    ACTIVE = (State.QUEUED, State.RUNNING)

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id)
    kind = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    params = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    library_id = models.BigIntegerField(null=True, db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    unique_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL keeps out of the constraint
    error_code = models.CharField(max_length=80, blank=True)
    error_params = models.JSONField(default=dict)
    attempts = models.SmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["queued", "running"]),
                name="kernel_one_active_job_per_key",
            )
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="kernel_job_queue")]

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE
