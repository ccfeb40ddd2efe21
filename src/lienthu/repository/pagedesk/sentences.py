"""The sentences of the page desk."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.no_such_edit": gettext_noop("The pages cannot be changed like this. Look at the numbers you gave."),
        "repository.too_many_edits": gettext_noop(
            "A page takes at most %(limit)s steps. Draw it as it came, then begin anew."
        ),
        "repository.nothing_changed": gettext_noop("Nothing was changed."),
        "repository.nothing_to_undo": gettext_noop("There is nothing to undo."),
        "repository.no_page_chosen": gettext_noop("Choose at least one page first."),
        "repository.no_page_left": gettext_noop("At least one page stays."),
        "repository.no_suggestion": gettext_noop("There is no suggestion for the chosen pages."),
        "repository.page_has_corrections": gettext_noop(
            "Readers have corrected the text of one of these pages, so it stays."
        ),
    }
)
audit.register(
    "repository.pages_edited", gettext_noop("Changed %(pages)s pages of document %(object)s"), ("object", "pages")
)
audit.register(
    "repository.pages_undone",
    gettext_noop("Took back a change of %(pages)s pages of document %(object)s"),
    ("object", "pages"),
)
