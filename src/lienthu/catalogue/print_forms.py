"""The form of the print page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.item_forms import LibraryForm, number, text
from lienthu.catalogue.print_queries import Selection
from lienthu.catalogue.printing import Wanted, What

_SELECT = forms.Select(attrs={"class": "form-select"})
_DAY = {"class": "form-control", "type": "date"}


class PrintForm(LibraryForm):
    what = forms.ChoiceField(
        label=_("What to print"),
        widget=_SELECT,
        choices=[
            (What.SPINES.value, _("Spine labels")),
            (What.BARCODES.value, _("Barcode labels")),
            (What.CARDS.value, _("Catalogue cards")),
            (What.REGISTER.value, _("Accession register")),
            (What.GENERAL.value, _("General register")),
        ],
    )
    numbers = text(
        _("Accession numbers"),
        4000,
        help_text=_("One by one or in ranges: HK000012-15, VV-D2/00033. Empty: the days below, or the first thousand."),
        spellcheck="false",
    )
    since = forms.DateField(label=_("Entered since"), required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label=_("Entered until"), required=False, widget=forms.DateInput(attrs=_DAY))
    sheet = text(
        _("Label sheet (labels on an A4 page)"),
        40,
        help_text=_("65, 40, 24, 21 or 14; or your own: columns x rows : width x height in mm, as 5x13:38.1x21.2"),
    )
    skip = number(_("Labels used up on the first sheet"), 399, least=0)
    volume = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput())

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        selection = Selection(data["numbers"], data["since"], data["until"], data["volume"] or 0)
        return Wanted(What(data["what"]), selection, data["sheet"] or "65", data["skip"] or 0)
