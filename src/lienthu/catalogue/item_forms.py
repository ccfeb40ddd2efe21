"""The staff's forms about copies. They collect; the verbs decide, and their sentences come back to their field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.add_copy import MOST_AT_ONCE, CopyData
from lienthu.catalogue.actions.change_items import Change
from lienthu.catalogue.actions.keep_series import MOST_RESERVED, SeriesData
from lienthu.catalogue.actions.take_stock import Scope
from lienthu.catalogue.models import Stocktake
from lienthu.catalogue.models.items import STATUS_WORDS
from lienthu.catalogue.models.weeding import REASON_WORDS
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.registry.models import Library
from lienthu.registry.queries import cards


def library_choices(libraries: Any) -> list[tuple[str, str]]:
    found = list(libraries)
    names = cards([one.pk for one in found])
    return [(one.code, f"{names[one.pk].name} ({one.code})" if one.pk in names else one.code) for one in found]


class LibraryForm(forms.Form):
    """A form about one of the libraries that the person may keep."""

    library = forms.ChoiceField(label=_("Library"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: Any, libraries: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = library_choices(libraries)
        self.fields["library"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["library"].initial = choices[0][0]

    @property
    def chosen(self) -> Library:
        return Library.objects.get(code=self.cleaned_data["library"])


def text(label: Any, most: int, *, required: bool = False, help_text: Any = "", **attrs: str) -> forms.CharField:
    named = {name.replace("_", "-"): value for name, value in attrs.items()}
    widget = forms.TextInput(attrs={"class": "form-control", **named})
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def number(label: Any, most: int, *, required: bool = False, help_text: Any = "", least: int = 1) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "form-control"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text, widget=widget
    )


class SeriesForm(LibraryForm):
    name = text(_("Name of the series"), 80, required=True, placeholder="Kho mượn")
    pattern = text(
        _("Pattern"),
        40,
        required=True,
        spellcheck="false",
        help_text=_(
            "{n:06} is the running number with zeros in front, {yyyy} or {yy} the year: HK{n:06}, {yyyy}/{n:03}"
        ),
    )
    store = text(_("Only for the store"), 200, help_text=_("Empty: for every store."))
    kind = text(_("Only for the kind of document"), 40, help_text=_("Empty: for every kind."))
    first = number(_("Begin with the number"), 900_000_000, help_text=_("Empty: behind the highest number in use."))

    def said(self) -> SeriesData:
        said = self.cleaned_data
        return SeriesData(said["name"], said["pattern"], said["store"], said["kind"], said["first"])


class ReserveForm(forms.Form):
    count = number(_("How many numbers"), MOST_RESERVED, required=True)
    note = text(_("Remark"), 200)


class ChangeForm(forms.Form):
    """Empty fields stay as they are; a dash empties the shelf."""

    status = forms.ChoiceField(label=_("Status"), required=False, widget=forms.Select(attrs={"class": "form-select"}))
    store = text(_("Store"), 200, help_text=_("Empty: stays."))
    shelf = text(_("Shelf"), 80, help_text=_("Empty: stays. A dash (-): no shelf."))
    reason = text(_("Reason"), 500, help_text=_("Needed when the status changes."))

    def __init__(self, *args: Any, statuses: Iterable[ItemStatus], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("stays as it is")), *((each.value, STATUS_WORDS[each]) for each in statuses)]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]

    def change(self) -> Change:
        said = self.cleaned_data
        return Change(
            ItemStatus(said["status"]) if said["status"] else None,
            said["store"] or None,
            {"": None, "-": ""}.get(said["shelf"], said["shelf"]),
        )


class NewCopyForm(forms.Form):
    count = number(_("How many copies"), MOST_AT_ONCE, required=True)
    accession = text(
        _("Accession number"), 100, help_text=_("Empty: the next number of the series. Otherwise the number itself.")
    )
    location = text(_("Store"), 200)
    call_number = text(_("Call number"), 200)
    shelf = text(_("Shelf"), 80)
    price = number(_("Price (VND)"), 10**12, least=0)
    note = text(_("Remark"), 500)

    def copy(self) -> CopyData:
        said = self.cleaned_data
        return CopyData(
            said["location"], said["call_number"], said["shelf"], said["price"], ItemStatus.AVAILABLE, "", said["note"]
        )


class ScanForm(LibraryForm):
    """The library and the numbers, one a line."""

    codes = forms.CharField(
        label=_("Accession numbers or barcodes"),
        help_text=_("One a line: scan, type, or paste a list."),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": "6", "spellcheck": "false", "autofocus": True}),
    )


class StocktakeForm(LibraryForm):
    name = text(_("Name of the stock-taking"), 120, required=True)
    store = text(_("Only the store"), 200, help_text=_("Empty: every store."))
    call_from = text(_("Call numbers from"), 80)
    call_to = text(_("Call numbers to"), 80)
    decision = text(_("Decision (number, date)"), 200)
    members = forms.CharField(
        label=_("People who take part"),
        required=False,
        max_length=4000,
        help_text=_("One a line: name, post."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": "4"}),
    )

    def scope(self) -> Scope:
        return Scope(**{name: self.cleaned_data[name] for name in Scope.__slots__})


class WeedingForm(forms.Form):
    name = text(_("Name of the round"), 120, required=True)
    stocktake = forms.ChoiceField(
        label=_("After the stock-taking"),
        help_text=_("The stock is taken first; only closed ones are listed."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, stocktakes: Iterable[Stocktake], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.public_id, f"{one.name} ({one.library.code})") for one in stocktakes]
        self.fields["stocktake"].choices = choices  # type: ignore[attr-defined]


class WeedingListForm(forms.Form):
    codes = forms.CharField(
        label=_("Accession numbers or barcodes"),
        help_text=_("One a line: scan, type, or paste a list."),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": "4", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("Why they may go"),
        choices=list(REASON_WORDS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    note = text(_("Remark"), 200)


class ProposalForm(forms.Form):
    paper = text(_("Proposal (number, date)"), 200, required=True)
    council = forms.CharField(
        label=_("Weeding council"),
        help_text=_("One a line: name, post. The first is the head."),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": "4"}),
    )
