"""What the views of this work share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from lienthu.kernel.errors import Invalid, LienThuError
from lienthu.kernel.sentences import sentence


def failed(form: forms.Form, error: LienThuError) -> None:
    """What an action refused, at its field where there is one."""
    named = error.params.get("field")
    form.add_error(named if named in form.fields else None, sentence(error.code, error.params))


def number_in(said: Any, name: str) -> int:
    """A number of a form that has no form class."""
    text = said.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("repository.number_needed", field=name)
    return int(text)


def pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response
