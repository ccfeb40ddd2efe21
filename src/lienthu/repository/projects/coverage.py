"""How much of the register is digitised: the measure that the plan sets for old, rare and special documents."""

from __future__ import annotations

from dataclasses import dataclass

from lienthu.kernel.actor import Actor
from lienthu.repository.models import DigitalObject, WorkJob
from lienthu.repository.projects.queries import register_of
from lienthu.repository.projects.rules.steps import DELIVERED

#: Decision 206/QĐ-TTg: of each hundred, so many are to be digitised.
WANTED = 70


@dataclass(frozen=True, slots=True)
class Coverage:
    """Documents of the register in force; `done`: with pages that can be read, or delivered by the workshop. What
    has no entry in the union catalogue cannot be known to be digitised."""

    documents: int
    done: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.documents if self.documents else 0

    @property
    def wanted(self) -> int:
        return WANTED


def coverage(actor: Actor) -> Coverage:
    kept = register_of(actor).filter(struck_at=None)
    entries = list(kept.exclude(entry="").values_list("entry", flat=True))
    shown = DigitalObject.objects.filter(entry__in=entries, page_count__gt=0).exclude(
        state=DigitalObject.State.WITHDRAWN
    )
    delivered = WorkJob.objects.filter(entry__in=entries, stage__in=DELIVERED)
    found = set(shown.values_list("entry", flat=True)) | set(delivered.values_list("entry", flat=True))
    return Coverage(kept.count(), sum(entry in found for entry in entries))
