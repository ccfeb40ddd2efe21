"""The sentences of this room's codes."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import sentences

sentences.register(
    {
        "ui.label_sheet_unknown": gettext_noop(
            "There is no label sheet “%(name)s”. Choose 65, 40, 24, 21 or 14, or write columns x rows : width x height."
        ),
        "ui.label_sheet_does_not_fit": gettext_noop("The labels “%(name)s” do not fit an A4 page."),
    }
)
