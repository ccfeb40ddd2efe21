"""What is wrong with a field of a request, in sentences of the house: pydantic's own are English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from lienthu.kernel import sentences

SENTENCES = {
    "request.missing": gettext_noop("%(field)s is missing."),
    "request.whole_number": gettext_noop("%(field)s must be a whole number."),
    "request.number": gettext_noop("%(field)s must be a number."),
    "request.yes_no": gettext_noop("%(field)s must be true or false."),
    "request.text": gettext_noop("%(field)s must be a text."),
    "request.date": gettext_noop("%(field)s must be a date like 2026-11-28."),
    "request.list": gettext_noop("%(field)s must be a list."),
    "request.object": gettext_noop("%(field)s must be an object with named fields."),
    "request.least": gettext_noop("%(field)s must be at least %(limit)s."),
    "request.most": gettext_noop("%(field)s must be at most %(limit)s."),
    "request.short": gettext_noop("%(field)s must have at least %(limit)s characters or entries."),
    "request.long": gettext_noop("%(field)s must have at most %(limit)s characters or entries."),
    "request.choice": gettext_noop("%(field)s must be one of: %(limit)s."),
    "request.unusable": gettext_noop("%(field)s cannot be used as it is."),
}
#: The beginning of a pydantic error type → our code; the longest that fits.
_KINDS = {
    "missing": "missing",
    "int": "whole_number",
    "float": "number",
    "decimal": "number",
    "finite_number": "number",
    "bool": "yes_no",
    "string_type": "text",
    "string_sub_type": "text",
    "string_unicode": "text",
    "date": "date",
    "list": "list",
    "tuple": "list",
    "set": "list",
    "iterable": "list",
    "dict": "object",
    "mapping": "object",
    "model": "object",
    "greater_than": "least",
    "less_than": "most",
    "string_too_short": "short",
    "too_short": "short",
    "string_too_long": "long",
    "too_long": "long",
    "literal_error": "choice",
    "enum": "choice",
}
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length", "expected")

sentences.register(SENTENCES)


def detail(errors: Sequence[Mapping[str, Any]]) -> str:
    """One sentence for each fault, the first ten."""
    return " ".join(sentence(error) for error in errors[:10])


def sentence(error: Mapping[str, Any]) -> str:
    fits = [kind for kind in _KINDS if str(error["type"]).startswith(kind)]
    code = _KINDS[max(fits, key=len)] if fits else "unusable"
    context = error.get("ctx") or {}
    limit = next((context[name] for name in _LIMITS if name in context), None)
    if limit is None and code in {"least", "most", "short", "long", "choice"}:
        code = "unusable"
    # The place begins with where the field was sent: query, path, body, form, file.
    field = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0] if error["loc"] else "?")
    return sentences.sentence(f"request.{code}", {"field": field[:80], "limit": str(limit).replace(" or ", ", ")})
