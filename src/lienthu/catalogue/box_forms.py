"""The staff's forms about rotation boxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.move_box import Sending
from lienthu.catalogue.item_forms import LibraryForm, text
from lienthu.catalogue.rules.rotation import MOST_MONTHS
from lienthu.registry.models import Library
from lienthu.registry.queries import cards


class BoxForm(LibraryForm):
    code = text(_("Code of the box"), 40, required=True, placeholder="HLC-01")
    name = text(_("Name of the box"), 120, required=True, placeholder="Sách thiếu nhi số 1")


class RenameForm(forms.Form):
    code = text(_("Code of the box"), 40, required=True)
    name = text(_("Name of the box"), 120, required=True)


class ExtendForm(forms.Form):
    due_on = forms.DateField(
        label=_("New last day"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    reason = text(_("Why it stays longer"), 500, required=True)


class PeriodForm(forms.Form):
    since = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    )


class FillForm(forms.Form):
    codes = forms.CharField(
        label=_("Accession numbers or barcodes"),
        help_text=_("One a line: scan, type, or paste a list."),
        max_length=400_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": "4", "spellcheck": "false"}),
    )


class SendForm(forms.Form):
    """`home`: the box is away, so home is offered first and its owner needs no due day."""

    to_library = forms.ChoiceField(label=_("To the library"), widget=forms.Select(attrs={"class": "form-select"}))
    due_on = forms.DateField(
        label=_("Stays there until"),
        required=False,
        help_text=_("%(months)s months at most. Not needed on the way home.") % {"months": MOST_MONTHS},
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    is_remote = forms.BooleanField(
        label=_("A remote place: the stay can be extended beyond six months"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    giver = text(_("Who hands it over (name, post)"), 200)
    note = text(_("Remark"), 500)

    def __init__(self, *args: Any, owner_id: int, holder_id: int, may_choose: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        open_ones = {one.id: one for one in cards().values() if one.id != holder_id}
        home = [
            (one.code, _("home: %(name)s") % {"name": one.name}) for one in open_ones.values() if one.id == owner_id
        ]
        others = sorted((one.name, one.code) for one in open_ones.values() if one.id != owner_id)
        choices: list[tuple[str, Any]] = list(home)
        if may_choose:
            choices = [("", "—"), *home, *((code, f"{name} ({code})") for name, code in others)]
        else:
            del self.fields["due_on"], self.fields["is_remote"]
        self.fields["to_library"].choices = choices  # type: ignore[attr-defined]

    @property
    def target(self) -> Library:
        return Library.objects.get(code=self.cleaned_data["to_library"])

    def sending(self) -> Sending:
        said = self.cleaned_data
        return Sending(said.get("due_on"), bool(said.get("is_remote")), said["giver"], said["note"])


class ReceiveForm(forms.Form):
    receiver = text(_("Who receives it (name, post)"), 200)
    remark = text(_("Remark on the handover"), 500)
    rest = forms.ChoiceField(
        label=_("Copies that were not scanned"),
        choices=[("missing", _("are missing")), ("here", _("are all there"))],
        initial="missing",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
