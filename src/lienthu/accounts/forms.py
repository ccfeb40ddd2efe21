"""Forms of the people's pages: they read, the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import Role
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.permissions import Permission
from lienthu.registry.queries import cards


class GrantForm(forms.Form):
    username = forms.CharField(label=_("Account"), max_length=150)
    role = forms.ModelChoiceField(Role.objects.all(), label=_("Role"), to_field_name="code")
    library = forms.ChoiceField(label=_("Library"), required=False)
    valid_from = forms.DateField(label=pgettext_lazy("of a role", "From"), initial=today)
    valid_to = forms.DateField(label=pgettext_lazy("of a role", "Until"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = library_choices(actor)  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    username = forms.SlugField(label=_("User name"), max_length=60)
    display_name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    password = forms.CharField(label=_("First password"), widget=forms.PasswordInput, strip=False)
    library = forms.ChoiceField(label=_("Library"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = library_choices(actor)  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    label = forms.CharField(label=_("What the key is for"), max_length=120)
    days = forms.IntegerField(label=_("Days it may be used"), initial=90, min_value=1, max_value=365)
    permissions = forms.MultipleChoiceField(
        label=_("Rights"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(each.value, each.value) for each in Permission if actor.may(each)]
        self.fields["permissions"].choices = held  # type: ignore[attr-defined]


def library_choices(actor: Actor) -> list[tuple[str, Any]]:
    """The libraries where the actor hands out roles; the whole network first for those who may."""
    scope = actor.scope(Permission.ACCOUNTS_MANAGE)
    known = cards(None if scope.everything else list(scope.library_ids))
    choices = sorted(((str(pk), card.name) for pk, card in known.items()), key=lambda choice: choice[1])
    return [("", _("The whole network")), *choices] if scope.everything else list(choices)
