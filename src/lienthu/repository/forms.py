"""Forms of the digitisation desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.repository import rights as statements
from lienthu.repository.actions.devices import MOST_DAYS
from lienthu.repository.models import Deposit, DigitalObject
from lienthu.repository.models.access import LEVEL_WORDS, PLACE_WORDS, RESTRICTION_WORDS
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.ui.forms import FoldedForm

_YES_NO = (("no", _("No")), ("yes", _("Yes")))
#: The question that a refused clearance is about.
CLEARANCE_FIELDS = {
    "repository.secrets_not_taken": "secrets",
    "repository.no_right_to_share": "may_share",
    "repository.clearance_needs_name": "answers",
}


class DepositForm(forms.Form):
    library = forms.ChoiceField(label=_("Library that keeps it"))
    agency = forms.ChoiceField(label=_("Agency that hands it over"), required=False)
    title = forms.CharField(label=_("What is it?"), max_length=500, help_text=_("Title of the document or of the lot."))
    kind = forms.ChoiceField(label=_("Kind"), choices=DigitalObject.Kind.choices)
    arrangement = forms.ChoiceField(
        label=_("The files"), choices=Deposit.Arrangement.choices, widget=forms.RadioSelect, initial="pages"
    )
    secrets = forms.ChoiceField(
        label=_("Is anything in it a state secret, or meant for a closed room only?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        help_text=_("Such material is never taken in here. Do not send it."),
    )
    may_share = forms.ChoiceField(
        label=_("May it be handed to the provincial collection?"), choices=_YES_NO, widget=forms.RadioSelect
    )
    answers = forms.CharField(label=_("Who answers for this"), max_length=200, help_text=_("Name and position."))

    def __init__(
        self, *args: Any, libraries: list[tuple[str, str]], agencies: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Nobody's files go to whichever library happens to stand first.
        several = [("", _("Choose the library"))] if len(libraries) > 1 else []
        self.fields["library"].choices = several + libraries  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", _("The library itself")), *agencies]  # type: ignore[attr-defined]


class DescribeForm(FoldedForm):
    fold = _("Original, catalogue entry, contents")
    folded = ("source", "entry", "contents")
    title = forms.CharField(label=_("Title"), max_length=500)
    kind = forms.ChoiceField(label=_("Kind"), choices=DigitalObject.Kind.choices)
    creators = forms.CharField(
        label=_("Creators"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line.")
    )
    date_text = forms.CharField(
        label=_("Date"), required=False, max_length=60, help_text=_("As it is known: 1931, about 1940, March 1975.")
    )
    year = forms.IntegerField(label=_("Year to sort by"), required=False, min_value=1, max_value=2200)
    subjects = forms.CharField(
        label=_("Subjects"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line.")
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    source = forms.CharField(label=_("Where the original is"), required=False, max_length=300)
    rights = forms.ChoiceField(label=_("Rights"), required=False, choices=statements.choices)
    entry = forms.CharField(
        label=_("Entry in the union catalogue"),
        required=False,
        max_length=12,
        help_text=_("The identifier in the address of its page."),
    )
    contents = forms.CharField(
        label=_("Contents"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One line each: page, then heading. Example: 12 Chapter two"),
    )


def _amount(label: Any, most: int, help_text: Any) -> forms.IntegerField:
    """Empty is the same as none."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=help_text)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AccessForm(FoldedForm):
    fold = _("Times, turns, limits and named readers")
    folded = ("starts", "ends", "wall", "seats", "lend_days", "quota", "readers", "watermark")
    level = forms.ChoiceField(label=_("Sharing level"), choices=[(one.value, LEVEL_WORDS[one]) for one in Level])
    restriction = forms.ChoiceField(
        label=_("Legal class"),
        choices=[(one.value, RESTRICTION_WORDS[one]) for one in Restriction if one is not Restriction.SECRET],
    )
    place = forms.ChoiceField(label=_("Where it may be read"), choices=[(one.value, PLACE_WORDS[one]) for one in Place])
    reason = forms.CharField(label=_("Reason"), max_length=500)
    starts = _day(_("From"))
    ends = _day(pgettext_lazy("the last day", "Until"))
    wall = _amount(
        _("Moving wall, in years"),
        200,
        _("Opens by itself when so many whole years have passed since the document's year."),
    )
    seats = _amount(
        _("Copies owned"), 1000, _("So many may read at once, the others wait in a queue. Empty: any number.")
    )
    lend_days = _amount(_("Lent for days"), 90, _("Empty: for an hour at a time."))
    quota = _amount(_("Pages a reader may open a day"), 10_000, _("Empty: all."))
    readers = forms.CharField(
        label=_("Named readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Account names, one a line; after a comma the paper or payment."),
    )
    watermark = forms.BooleanField(label=_("Show reader and time across the pages"), required=False)


class DeviceForm(forms.Form):
    library = forms.ChoiceField(label=_("Reading room of"))
    name = forms.CharField(
        label=_("Name of this device"),
        max_length=100,
        help_text=_("As it is written on it: Reading room 2, computer 5."),
    )
    days = forms.IntegerField(label=_("Registered for days"), min_value=1, max_value=MOST_DAYS, initial=365)

    def __init__(self, *args: Any, libraries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = libraries  # type: ignore[attr-defined]


class RenewalForm(forms.Form):
    """New masters for a published document."""

    reason = forms.CharField(
        label=_("Why are there new masters?"),
        max_length=500,
        help_text=_("Readers see it beside the versions: scanned anew at 600 dpi, two missing pages found…"),
    )
    secrets = forms.ChoiceField(
        label=_("Is anything in it a state secret, or meant for a closed room only?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        help_text=_("Such material is never taken in here. Do not send it."),
    )
    may_share = forms.ChoiceField(
        label=_("May it be handed to the provincial collection?"), choices=_YES_NO, widget=forms.RadioSelect
    )
    answers = forms.CharField(label=_("Who answers for this"), max_length=200, help_text=_("Name and position."))
