"""The matcher's model in force: the weights of `rules/weights.py`, and over them those an administrator accepted."""

from __future__ import annotations

from collections.abc import Mapping

from lienthu.union.models import WeightSet
from lienthu.union.rules.weights import WEIGHTS, is_tunable


def current_weights() -> Mapping[str, float]:
    accepted = WeightSet.objects.order_by("-id").values_list("weights", flat=True).first()
    return WEIGHTS if not accepted else overlaid(accepted)


def overlaid(accepted: Mapping[str, float]) -> Mapping[str, float]:
    """What forbids or holds stays what it is, whatever was accepted once."""
    return WEIGHTS | {code: float(weight) for code, weight in accepted.items() if is_tunable(code)}
