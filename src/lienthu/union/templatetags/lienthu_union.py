"""Small words for the union's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.defaultfilters import floatformat

from lienthu.kernel.access import actor_of
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import registered
from lienthu.union import present, words
from lienthu.union.model import current_weights
from lienthu.union.policies import REVIEW
from lienthu.union.present import label
from lienthu.union.quality_words import WORDS as QUALITY_WORDS
from lienthu.union.queries import EntryPage
from lienthu.union.rules.corrections import CORRECTABLE
from lienthu.union.rules.weights import HOLD, VETO
from lienthu.union.sentences import reason

register = template.Library()
register.filter("field_label", label)


@register.filter
def quality_name(code: str) -> str:
    return str(QUALITY_WORDS[code].name)


@register.filter
def reason_text(code: str) -> str:
    return reason(code) if f"union.reason.{code}" in registered() else code


@register.simple_tag
def weights_in_force() -> Mapping[str, float]:
    return current_weights()


@register.filter
def reason_weight(code: str, weights: Mapping[str, float]) -> str:
    """`+3,0`, or nothing for what only holds or forbids."""
    return points(weights.get(code, 0.0))


@register.filter
def shown(value: Any, field: str = "") -> str:
    return words.shown(field, value)


@register.simple_tag(takes_context=True)
def may_take_apart(context: dict[str, Any], records: int, library_id: int) -> bool:
    return records > 1 and REVIEW.allows_library(actor_of(context["request"]), library_id)


@register.simple_tag
def correctable() -> list[tuple[str, str]]:
    """(name, label) of the fields that a person may put right."""
    return [(name, label(name)) for name in CORRECTABLE]


@register.filter
def correction_of(page: EntryPage, number: int | None) -> Any:
    return page.corrections.get(number or 0)


@register.simple_tag
def source_name(page: EntryPage, record_id: int) -> str:
    """The library a record came from."""
    home = page.homes.get(record_id)
    return home.name if home else str(record_id)


@register.filter
def points(weight: float) -> str:
    """`+3,0`; what only holds has none."""
    if weight in (VETO, HOLD, 0.0):
        return ""
    return ("+" if weight > 0 else "−") + str(floatformat(abs(weight), 1))


@register.filter
def most_first(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


@register.filter
def is_running(job: Job | None) -> bool:
    return job is not None and job.state in Job.ACTIVE


@register.filter
def reason_class(name: str) -> str:
    """The class of a reason in words."""
    return present.reason_class(name)


@register.filter
def format_word(name: str) -> str:
    return words.shown("format", name)


@register.simple_tag(takes_context=True)
def may_review(context: dict[str, Any]) -> bool:
    """Who decided and what they noted is for colleagues."""
    return actor_of(context["request"]).may(REVIEW.permission)
