"""The short form of a book, in words that need no MARC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.add_copy import MOST_AT_ONCE
from lienthu.catalogue.item_forms import number, text
from lienthu.catalogue.rules.money import dong
from lienthu.catalogue.rules.short_form import ShortBook
from lienthu.marc.isbn import normalise_isbn

KINDS = (
    ("textbook", _("Textbook (pupil's book)")),
    ("teacher", _("Teacher's book")),
    ("exercise", _("Exercise book")),
    ("reference", _("Reference book")),
    ("story", _("Children's story")),
    ("other", _("Another kind")),
)
LANGUAGES = (("vie", _("Vietnamese")), ("eng", _("English")), ("fre", _("French")), ("mul", _("Several languages")))
_SAID = (
    "title", "isbn", "subtitle", "volume", "author", "place", "publisher", "year", "edition", "pages", "size", "price",
    "subject", "grade", "kind", "class_no", "language",
)  # fmt: skip


def _choice(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))


class CopiesForm(forms.Form):
    copies = number(_("How many copies"), MOST_AT_ONCE, required=True)


class ShortForm(forms.Form):
    title = text(_("Title"), 400, required=True, autofocus="autofocus")
    volume = text(_("Volume"), 60, placeholder="T.1")
    subtitle = text(_("Subtitle"), 400)
    author = text(_("Author"), 300, help_text=_("Several authors: separate them by semicolons."), data_lookup="100")
    kind = forms.ChoiceField(
        label=_("Kind of book"), choices=KINDS, widget=forms.Select(attrs={"class": "form-select"})
    )
    grade = text(_("School grade"), 20, inputmode="numeric", placeholder="6")
    subject = text(_("Subject"), 200, help_text=_("Separate by semicolons: Mathematics; Algebra"), data_lookup="650")
    publisher = text(_("Publisher"), 200, placeholder="Giáo dục")
    place = text(_("Place of publication"), 120, placeholder="Hà Nội")
    year = text(_("Year"), 20, inputmode="numeric")
    edition = text(_("Edition"), 120, placeholder="Tái bản lần 2")
    pages = text(_("Number of pages"), 60, inputmode="numeric")
    size = text(_("Size"), 40, placeholder="24 cm")
    price = text(_("Price (VND)"), 40, inputmode="numeric")
    class_no = text(_("Class number"), 60, help_text=_("DDC or another scheme; the title code follows by itself."))
    language = _choice(_("Language"), LANGUAGES)
    isbn = text("ISBN", 40, inputmode="numeric")
    rime_code = text(_("Number in your printed table"), 3, inputmode="numeric")
    copies = number(_("How many copies"), MOST_AT_ONCE, required=False, least=0)
    store = text(_("Store or shelf"), 200)

    def clean_isbn(self) -> str:
        said: str = self.cleaned_data["isbn"]
        digits = "".join(letter for letter in said if letter.isalnum())
        if said and normalise_isbn(digits) is None and len(digits) in (10, 13):
            raise forms.ValidationError(_("The check digit is wrong: one digit of the ISBN differs from the book."))
        return normalise_isbn(digits) or said

    def clean_price(self) -> str:
        said: str = self.cleaned_data["price"]
        amount = dong(said)
        if said and amount is None:
            raise forms.ValidationError(_("Write the price as a number of dong, such as 54000."))
        return "" if amount is None else f"{amount:,}đ".replace(",", ".")

    def price_in_dong(self) -> int | None:
        return dong(self.cleaned_data["price"])

    def book(self) -> ShortBook:
        said: dict[str, Any] = self.cleaned_data
        return ShortBook(**{name: said[name] for name in _SAID})
