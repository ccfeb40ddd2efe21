"""One way for all staff forms: show, check, act, say what happened; a refusal comes back at its field."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound
from lienthu.kernel.sentences import sentence
from lienthu.registry.area_acts import Act


def act(
    request: HttpRequest, form: forms.Form, verb: Callable[[], object], done: str, said: str, **page: Any
) -> HttpResponse:
    """`verb` runs when the form is filled well; then on to the address `done`."""
    status = 200
    if form.is_bound:
        if form.is_valid():
            try:
                verb()
            except (Invalid, Conflict, NotFound) as error:
                form.add_error(_field(form, error), sentence(error.code, error.params))
            else:
                messages.success(request, said)
                return redirect(done)
        status = 422
    return render(request, "registry/form.html", {"form": form, "back": done} | page, status=status)


def act_when_seen(
    request: HttpRequest, form: forms.Form, planned: Callable[[], Act], done: str, said: str, **page: Any
) -> HttpResponse:
    """First shows what the act touches; does it when exactly that was seen and is sent again."""
    status, seen = 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                mark = _mark(form)
                act = planned()
                if request.POST.get("seen") == mark:
                    act.done()
                    messages.success(request, said)
                    return redirect(done)
                seen, status = (act.rehearsed(), mark), 200
            except (Invalid, Conflict, NotFound) as error:
                form.add_error(_field(form, error), sentence(error.code, error.params))
    context = {"form": form, "back": done, "seen": seen, "looks_first": True} | page
    return render(request, "registry/form.html", context, status=status)


def _mark(form: forms.Form) -> str:
    """Changes with everything that the form says."""
    said = "\n".join(f"{name}={form.cleaned_data[name]}" for name in sorted(form.cleaned_data))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _field(form: forms.Form, error: LienThuError) -> str | None:
    named = error.params.get("field") or (f"hours_{error.params['weekday']}" if "weekday" in error.params else "")
    return named if named in form.fields else None
