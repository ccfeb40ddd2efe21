"""The matcher's model in force: the weights of `rules/weights.py`, and over them those an administrator accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import OperationalError, ProgrammingError

from lienthu.kernel.models import Job
from lienthu.union.models import Decision, MatchedWith, UndecidedPair, WeightSet
from lienthu.union.rules.estimate import Proposal, estimate
from lienthu.union.rules.version import model_version
from lienthu.union.rules.weights import WEIGHTS, is_tunable

REMATCH = "union.rematch"
_MOST_ANSWERS = 5_000
_SAME = (Decision.Kind.MERGED, Decision.Kind.ALWAYS)


@dataclass(frozen=True, slots=True)
class InForce:
    """`name`: the version of the rules and that of the accepted weights."""

    name: str
    weights: Mapping[str, float]


def in_force() -> InForce:
    found = WeightSet.objects.order_by("-id").values_list("id", "weights").first()
    if found is None:
        return InForce(model_version(), WEIGHTS)
    return InForce(f"{model_version()}+{found[0]}", overlaid(found[1]))


def current_weights() -> Mapping[str, float]:
    accepted = WeightSet.objects.order_by("-id").values_list("weights", flat=True).first()
    return WEIGHTS if not accepted else overlaid(accepted)


def weights_of_this_union() -> Mapping[str, float]:
    """The weights in force; the table's where no union was set up yet."""
    try:
        return current_weights()
    except (OperationalError, ProgrammingError):
        return WEIGHTS


def overlaid(accepted: Mapping[str, float]) -> Mapping[str, float]:
    """What forbids or holds stays what it is, whatever was accepted once."""
    return WEIGHTS | {code: float(weight) for code, weight in accepted.items() if is_tunable(code)}


def accepted_weights() -> dict[str, float]:
    found = WeightSet.objects.order_by("-id").values_list("weights", flat=True).first()
    return dict(found or {})


def is_behind() -> bool:
    """Whether records are in the union that were matched with another model than that in force."""
    return MatchedWith.objects.exclude(model=in_force().name).exists()


def all_matched_with(model: str, accepted: Mapping[str, float]) -> None:
    """Everything was matched again with these; unless the rules or the weights changed meanwhile, nothing is behind."""
    if model == in_force().name and dict(accepted) == accepted_weights():
        MatchedWith.objects.exclude(model=model).delete()


def proposals() -> list[Proposal]:
    """What people's last answers say about the weights in force."""
    answered = UndecidedPair.objects.exclude(answer=None).order_by("-answer_id")
    rows = answered.values_list("answer__kind", "reasons")[:_MOST_ANSWERS]
    return estimate([(kind in _SAME, reasons) for kind, reasons in rows], current_weights())


def last_rematch(*, dry: bool) -> Job | None:
    return Job.objects.filter(kind=REMATCH, params__dry=dry).order_by("-id").first()
