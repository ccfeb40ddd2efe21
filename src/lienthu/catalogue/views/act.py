"""How the staff's pages say what became of an act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.kernel.sentences import sentence


@dataclass(slots=True)
class Outcome:
    """`good`: the sentence for an act that was done."""

    good: str = ""


@contextmanager
def said(request: HttpRequest) -> Iterator[Outcome]:
    """The good sentence, or that of the refusal, stands on the next page."""
    outcome = Outcome()
    try:
        yield outcome
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        if outcome.good:
            messages.success(request, outcome.good)


def refused(form: forms.Form, error: LienThuError, otherwise: str | None = None) -> None:
    """The refusal at the field it names."""
    named = error.params.get("field", otherwise)
    form.add_error(named if named in form.fields else None, sentence(error.code, error.params))
