"""The form of a resource, and the filter of the public page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.repository.learning import curriculum
from lienthu.repository.models import Learning


def _subjects() -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in curriculum.subjects().values()]


class LearningForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of material"), choices=Learning.Kind.choices)
    subjects = forms.MultipleChoiceField(
        label=_("School subjects"), choices=_subjects, widget=forms.CheckboxSelectMultiple
    )
    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"),
        coerce=int,
        choices=[(grade, str(grade)) for grade in curriculum.GRADES],
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=Learning.Audience.choices, initial="both")
    outcomes = forms.CharField(
        label=_("What pupils learn by it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the curriculum words its required outcomes, one a line."),
    )
    minutes = forms.IntegerField(label=_("Minutes it takes"), required=False, min_value=1, max_value=2000)
    parent = forms.CharField(
        label=_("Made from"),
        required=False,
        max_length=300,
        help_text=_("Address or identifier of the resource that this is a remix of."),
    )
    changes = forms.CharField(label=_("What was changed in it"), required=False, max_length=500)

    def clean_parent(self) -> str:
        said: Any = self.cleaned_data["parent"].strip()
        return str(said).partition("?")[0].rstrip("/").rpartition("/")[2][:12].lower()
