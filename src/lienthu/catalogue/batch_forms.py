"""The form of a batch edit: which records, and what is done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue import batch_words, selections
from lienthu.catalogue.rules.batch_edit import MOST_TEXT, Operation
from lienthu.registry.models import Library


def _tag(part: str) -> forms.TextInput:
    """Typed, or chosen by what it means; what it means then stands below, with its subfields to choose from."""
    more = {"hx-get": reverse_lazy("catalogue:batch_field", args=[part]), "hx-trigger": "change, input delay:300ms",
            "hx-target": f"#{part}-means", "hx-include": "closest fieldset"}  # fmt: skip
    return forms.TextInput({"list": "tags", "autocomplete": "off", "spellcheck": "false", "size": 6, **more})


def _code(part: str) -> forms.TextInput:
    return forms.TextInput({"list": f"{part}-codes", "autocomplete": "off", "spellcheck": "false", "size": 4})


class BatchForm(forms.Form):
    library = forms.ChoiceField(label=_("Library"))
    by = forms.ChoiceField(label=_("Chosen by"))
    value = forms.CharField(label=_("Numbers, one a line"), required=False, widget=forms.Textarea({"rows": 3}))
    value_import = forms.ChoiceField(label=_("Which import"), required=False)
    value_reason = forms.ChoiceField(label=_("What they lack"), required=False)
    how = forms.ChoiceField(label=_("Only those"), choices=list(batch_words.WHERES.items()), required=False)
    where_tag = forms.CharField(label=_("Field to look into"), required=False, max_length=3, widget=_tag("where"))
    where_code = forms.CharField(label=_("Subfield to look into"), required=False, max_length=1, widget=_code("where"))
    where_text = forms.CharField(label=_("Text to look for"), required=False, max_length=MOST_TEXT, strip=False)
    kind = forms.ChoiceField(label=_("Kind of change"), choices=list(batch_words.KINDS.items()))
    fix = forms.ChoiceField(label=_("Which fix"), choices=[("", "—"), *batch_words.FIXES.items()], required=False)
    tag = forms.CharField(label=_("MARC field"), required=False, max_length=3, widget=_tag("done"))
    code = forms.CharField(label=_("Subfield"), required=False, max_length=1, widget=_code("done"))
    indicators = forms.CharField(label=_("Indicators (# for blank)"), required=False, max_length=2)
    text = forms.CharField(label=_("Text that is there"), required=False, max_length=MOST_TEXT, strip=False)
    to = forms.CharField(label=_("Text or code that comes"), required=False, max_length=MOST_TEXT, strip=False)

    def __init__(self, *args: Any, libraries: Sequence[tuple[Library, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._libraries = {one.code: one for one, _name in libraries}
        self.fields["library"].choices = [(one.code, name) for one, name in libraries]  # type: ignore[attr-defined]
        known = [(way, batch_words.SELECTIONS[way]) for way in selections.ways() if way in batch_words.SELECTIONS]
        self.fields["by"].choices = known  # type: ignore[attr-defined]
        for way, values in selections.offered([one.pk for one, _name in libraries]).items():
            self.fields[f"value_{way}"].choices = [("", "—"), *values]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Library:
        return self._libraries[self.cleaned_data["library"]]

    def selection(self) -> dict[str, Any]:
        data = self.cleaned_data
        where = {"how": data["how"], "tag": data["where_tag"], "code": data["where_code"], "text": data["where_text"]}
        value = data.get(f"value_{data['by']}") or data["value"]
        return {"by": data["by"], "value": value, "where": where}

    def operation(self) -> Operation:
        data = self.cleaned_data
        indicators = f"{data['indicators'].replace('#', ' '):2}"
        return Operation(data["kind"], data["fix"], data["tag"], data["code"], data["text"], data["to"], indicators)
