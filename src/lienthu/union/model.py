"""The matcher's model in force: the weights of `rules/weights.py`, and over them those an administrator accepted."""

from __future__ import annotations

from collections.abc import Mapping

from lienthu.kernel.models import Job
from lienthu.union.models import Decision, UndecidedPair, WeightSet
from lienthu.union.rules.estimate import Proposal, estimate
from lienthu.union.rules.weights import MODEL, WEIGHTS, is_tunable

REMATCH = "union.rematch"
_MOST_ANSWERS = 5_000
_SAME = (Decision.Kind.MERGED, Decision.Kind.ALWAYS)


def current_weights() -> Mapping[str, float]:
    accepted = WeightSet.objects.order_by("-id").values_list("weights", flat=True).first()
    return WEIGHTS if not accepted else overlaid(accepted)


def overlaid(accepted: Mapping[str, float]) -> Mapping[str, float]:
    """What forbids or holds stays what it is, whatever was accepted once."""
    return WEIGHTS | {code: float(weight) for code, weight in accepted.items() if is_tunable(code)}


def accepted_weights() -> dict[str, float]:
    found = WeightSet.objects.order_by("-id").values_list("weights", flat=True).first()
    return dict(found or {})


def name() -> str:
    """The rules' version and that of the accepted weights."""
    number = WeightSet.objects.order_by("-id").values_list("id", flat=True).first()
    return f"{MODEL}+{number}" if number else MODEL


def proposals() -> list[Proposal]:
    """What people's last answers say about the weights in force."""
    answered = UndecidedPair.objects.exclude(answer=None).order_by("-answer_id")
    rows = answered.values_list("answer__kind", "reasons")[:_MOST_ANSWERS]
    return estimate([(kind in _SAME, reasons) for kind, reasons in rows], current_weights())


def last_rematch(*, dry: bool) -> Job | None:
    return Job.objects.filter(kind=REMATCH, params__dry=dry).order_by("-id").first()
