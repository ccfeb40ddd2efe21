"""The sentences of codes about prints and title codes."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "catalogue.nothing_to_print": gettext_noop("There is no numbered copy for these numbers or days."),
        "catalogue.too_many_to_print": gettext_noop("One file holds up to %(most)s copies. Choose a smaller range."),
        "catalogue.number_to_print_unknown": gettext_noop(
            "The library has no copy %(number)s (%(count)s of the numbers are not known). Nothing was printed."
        ),
        "catalogue.print_unknown": gettext_noop("There is no print called %(what)s."),
        "catalogue.title_code_no_rime": gettext_noop("“%(word)s” is no Vietnamese syllable or rime."),
        "catalogue.title_code_no_number": gettext_noop(
            "“%(number)s” is no number of the table: three digits from 100."
        ),
        "catalogue.title_code_known": gettext_noop("The rime %(rime)s has the number %(number)s already."),
        "catalogue.title_code_taken": gettext_noop("The number %(number)s belongs to another rime."),
        "catalogue.title_code_out_of_order": gettext_noop(
            "%(number)s does not stand between the numbers of the neighbouring rimes of %(rime)s (%(low)s to %(high)s)."
        ),
        "catalogue.title_code_confirmed": gettext_noop(
            "The number of %(rime)s is confirmed by agreeing catalogues and stays."
        ),
    }
)

audit.register(
    "catalogue.title_code_learnt",
    gettext_noop("Title codes: the rime %(rime)s has the number %(code)s"),
    ("rime", "code"),
)
audit.register(
    "catalogue.title_code_forgotten",
    gettext_noop("Title codes: the number %(code)s of the rime %(rime)s was taken back"),
    ("rime", "code"),
)
