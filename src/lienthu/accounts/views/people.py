"""Who has which role where: for those who manage accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lienthu.accounts import queries
from lienthu.accounts.actions import memberships, people
from lienthu.accounts.forms import AccountForm, GrantForm
from lienthu.accounts.models import User
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import LienThuError, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence


@requires(Permission.ACCOUNTS_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        return _page(request, account=form)
    values = form.cleaned_data | {"library_id": _library(form.cleaned_data.pop("library"))}
    try:
        people.open_account(actor=actor_of(request), **values)
    except LienThuError as error:
        form.add_error(None, sentence(error.code, error.params))
        return _page(request, account=form)
    return redirect("accounts:people")


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    form = GrantForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        return _page(request, grant=form)
    try:
        _grant(request, form.cleaned_data)
    except LienThuError as error:
        form.add_error(None, sentence(error.code, error.params))
        return _page(request, grant=form)
    return redirect("accounts:people")


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    memberships.end(actor=actor_of(request), membership_id=membership_id, valid_to=today())
    return redirect("accounts:people")


def _grant(request: HttpRequest, values: dict[str, Any]) -> None:
    user = User.objects.filter(username=values["username"]).first()
    if user is None:
        raise NotFound("accounts.user_unknown", name=values["username"])
    memberships.grant(
        actor=actor_of(request),
        user=user,
        role_code=values["role"].code,
        library_id=_library(values["library"]),
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
    )


def _library(value: str) -> int | None:
    return int(value) if value else None


def _page(request: HttpRequest, grant: GrantForm | None = None, account: AccountForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    held, page = queries.people(actor, request.GET.get("after"))
    context = {
        "held": held,
        "next": page.next,
        "today": today(),
        "grant": grant or GrantForm(actor=actor),
        "account": account or AccountForm(actor=actor),
        "room_current": "accounts:people",
    }
    return render(request, "accounts/people.html", context, status=422 if grant or account else 200)
