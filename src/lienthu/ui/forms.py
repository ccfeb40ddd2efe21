"""Forms look the same everywhere: `FORM_RENDERER = "lienthu.ui.forms.Renderer"`."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Label above, help below it, errors before the input and tied to it; a summary on top that jumps to the field."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
