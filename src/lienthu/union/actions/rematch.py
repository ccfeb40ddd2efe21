"""Everything is matched again after a change of the model; and the weights that an administrator accepts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid
from lienthu.kernel.models import Job
from lienthu.text import clean
from lienthu.union.model import REMATCH, accepted_weights, in_force, proposals
from lienthu.union.models import WeightSet
from lienthu.union.policies import ADMIN
from lienthu.union.rules.weights import is_tunable

_HEAVIEST = 10.0


def rematch(*, actor: Actor, dry: bool = False, weights: Mapping[str, float] | None = None) -> Job:
    """`dry`: only counts what would change, with these weights over the accepted ones. One at a time."""
    ADMIN.check_library(actor, None)
    checked = accepted_weights() | _checked(weights or {})
    with transaction.atomic():
        model = in_force().name
        params = {"dry": dry, "model": model, "weights": checked}
        job = jobs.start(actor=actor, kind=REMATCH, params=params, unique_key=REMATCH)
        data = {"dry": dry, "model": model}
        audit.record(actor=actor, code="union.rematch_started", subject=f"job:{job.id}", data=data)
        return job


def active_rematch() -> Job | None:
    return Job.objects.filter(kind=REMATCH, state__in=Job.ACTIVE).first()


def accept_weights(*, actor: Actor, weights: Mapping[str, float], note: str = "") -> WeightSet:
    """From now on records are matched with these; everything older is matched again in the background."""
    ADMIN.check_library(actor, None)
    checked = _checked(weights)
    if not checked:
        raise Invalid("union.no_weights")
    with transaction.atomic():
        evidence = [[one.code, one.now, one.proposed, one.same, one.different] for one in proposals()]
        made = WeightSet.objects.create(
            weights=accepted_weights() | checked,
            evidence=[row for row in evidence if row[0] in checked],
            note=clean(note)[:500],
            author_id=actor.user_id,
            author_label=actor.label[:200],
            accepted_at=timezone.now(),
        )
        data = {"weights": checked, "number": made.pk, "note": clean(note)[:500]}
        audit.record(actor=actor, code="union.weights_accepted", subject=f"weight_set:{made.pk}", data=data)
        rematch(actor=actor)
        return made


def refuse_weights(*, actor: Actor, codes: list[str], note: str = "") -> None:
    """Written down with its reason; the weights stay as they are."""
    ADMIN.check_library(actor, None)
    data = {"codes": [code for code in codes if is_tunable(code)], "note": clean(note)[:500]}
    with transaction.atomic():
        audit.record(actor=actor, code="union.weights_refused", subject="weight_set:", data=data)


def _checked(weights: Mapping[str, float]) -> dict[str, float]:
    for code, weight in weights.items():
        if not is_tunable(code):
            raise Invalid("union.weight_fixed", finding=code[:60])
        if not -_HEAVIEST <= weight <= _HEAVIEST:
            raise Invalid("union.weight_too_large", finding=code, most=_HEAVIEST)
    return {code: round(float(weight), 2) for code, weight in weights.items()}
