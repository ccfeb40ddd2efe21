"""How documents are used, by month (COUNTER Code of Practice 5): numbers only, nobody's name."""

from __future__ import annotations

from django.db import models

from lienthu.repository.models.objects import DigitalObject


class UseHour(models.Model):
    """An hour whose record was counted, so that it is never counted twice."""

    hour = models.CharField(max_length=13, unique=True)
    counted_at = models.DateTimeField(auto_now_add=True)


class UseMonth(models.Model):
    """`investigations`: looked at in any way. `requests`: content was opened. `unique_…`: once for a visit of an hour.
    `downloads`: the requests that took a file away."""

    object = models.ForeignKey(DigitalObject, models.CASCADE, related_name="uses")
    month = models.DateField(help_text="its first day")
    investigations = models.PositiveIntegerField(default=0)
    unique_investigations = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    unique_requests = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "month"], name="repository_use_once_a_month")]
        indexes = [models.Index(fields=["month"], name="repository_use_by_month")]
