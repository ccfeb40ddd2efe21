"""The form of a batch edit: which records, and what is done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue import batch_words, selections
from lienthu.catalogue.rules.batch_edit import MOST_TEXT, Operation
from lienthu.registry.models import Library


class BatchForm(forms.Form):
    library = forms.ChoiceField(label=_("Library"))
    by = forms.ChoiceField(label=_("Chosen by"))
    value = forms.CharField(label=_("Numbers, import or reason"), required=False, widget=forms.Textarea({"rows": 3}))
    how = forms.ChoiceField(label=_("Only those"), choices=list(batch_words.WHERES.items()), required=False)
    where_tag = forms.CharField(label=_("Field to look into"), required=False, max_length=3)
    where_code = forms.CharField(label=_("Subfield to look into"), required=False, max_length=1)
    where_text = forms.CharField(label=_("Text to look for"), required=False, max_length=MOST_TEXT, strip=False)
    kind = forms.ChoiceField(label=_("Kind of change"), choices=list(batch_words.KINDS.items()))
    fix = forms.ChoiceField(label=_("Which fix"), choices=[("", "—"), *batch_words.FIXES.items()], required=False)
    tag = forms.CharField(label=_("MARC field"), required=False, max_length=3)
    code = forms.CharField(label=_("Subfield"), required=False, max_length=1)
    indicators = forms.CharField(label=_("Indicators (a new field; # for blank)"), required=False, max_length=2)
    text = forms.CharField(label=_("Text that is there"), required=False, max_length=MOST_TEXT, strip=False)
    to = forms.CharField(label=_("Text or code that comes"), required=False, max_length=MOST_TEXT, strip=False)

    def __init__(self, *args: Any, libraries: Sequence[tuple[Library, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._libraries = {one.code: one for one, _name in libraries}
        self.fields["library"].choices = [(one.code, name) for one, name in libraries]  # type: ignore[attr-defined]
        known = [(way, batch_words.SELECTIONS[way]) for way in selections.ways() if way in batch_words.SELECTIONS]
        self.fields["by"].choices = known  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Library:
        return self._libraries[self.cleaned_data["library"]]

    def selection(self) -> dict[str, Any]:
        data = self.cleaned_data
        where = {"how": data["how"], "tag": data["where_tag"], "code": data["where_code"], "text": data["where_text"]}
        return {"by": data["by"], "value": data["value"], "where": where}

    def operation(self) -> Operation:
        data = self.cleaned_data
        indicators = f"{data['indicators'].replace('#', ' '):2}"
        return Operation(data["kind"], data["fix"], data["tag"], data["code"], data["text"], data["to"], indicators)
