"""Forms look the same everywhere: `FORM_RENDERER = "lienthu.ui.forms.Renderer"`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Label above, help below it, errors before the input and tied to it; a summary on top that jumps to the field."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class FoldedForm(forms.Form):
    """The `folded` fields, seldom needed, stand last behind the summary `fold`; it is open when one says something."""

    fold: ClassVar[Any] = ""
    folded: ClassVar[Collection[str]] = ()

    @property
    def is_unfolded(self) -> bool:
        return any(self[name].value() or name in self.errors for name in self.folded)
