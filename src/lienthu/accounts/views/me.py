"""A person's own page: roles, second factor, keys for programs."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lienthu.accounts import queries
from lienthu.accounts.actions import tokens
from lienthu.accounts.forms import TokenForm
from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.permissions import Permission


@requires(Access.SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    return _page(request, TokenForm(actor=actor_of(request)))


@requires(Access.SIGNED_IN)
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = TokenForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, form, status=422)
    values = form.cleaned_data
    rights = [Permission(each) for each in values["permissions"]]
    made = tokens.create(actor=actor, label=values["label"], permissions=rights, days=values["days"])
    return _page(request, TokenForm(actor=actor), secret=made.secret)


@requires(Access.SIGNED_IN)
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    tokens.revoke(actor=actor_of(request), token_id=token_id)
    return redirect("accounts:me")


def _page(request: HttpRequest, form: TokenForm, secret: str = "", status: int = 200) -> HttpResponse:
    user_id = actor_of(request).user_id or 0
    context = {
        "roles": queries.roles_of(user_id),
        "tokens": queries.tokens_of(user_id),
        "form": form,
        "secret": secret,
        "second_factor": request.user.is_authenticated and is_mfa_enabled(request.user),
        "withheld": bool(actor_of(request).withheld),
        "room_current": "accounts:me",
    }
    return render(request, "accounts/me.html", context, status=status)
