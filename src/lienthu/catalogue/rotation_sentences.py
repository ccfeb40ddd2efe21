"""The sentences of codes about rotation boxes."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "catalogue.box_needs_code_and_name": gettext_noop("Give the box a code and a name."),
        "catalogue.box_code_taken": gettext_noop("The library has an open box with the code %(box)s already."),
        "catalogue.box_full": gettext_noop("A box holds up to %(most)s copies. Nothing was put in."),
        "catalogue.box_copy_taken": gettext_noop(
            "Somebody put one of these copies into another box at the same moment. Nothing was put in; look again."
        ),
        "catalogue.box_nothing_to_take_out": gettext_noop("None of these copies is in the box."),
        "catalogue.box_on_the_way": gettext_noop(
            "Box %(box)s is on its way to %(where)s; it was sent by %(by)s. Nothing was changed."
        ),
        "catalogue.box_at_host": gettext_noop("Box %(box)s is at %(where)s. Nothing was changed."),
        "catalogue.box_at_home": gettext_noop("Box %(box)s is at home. Nothing was changed."),
        "catalogue.box_closed": gettext_noop("Box %(box)s was closed by %(by)s. Nothing was changed."),
        "catalogue.box_sent_meanwhile": gettext_noop("Somebody sent box %(box)s at the same moment."),
        "catalogue.box_empty": gettext_noop("Box %(box)s is empty; put copies into it first."),
        "catalogue.box_there_already": gettext_noop("The box is at %(where)s already; choose another library."),
        "catalogue.box_destination": gettext_noop("Choose a library that is open."),
        "catalogue.box_due_missing": gettext_noop("Say until when the box stays there, %(latest)s at the latest."),
        "catalogue.box_due_past": gettext_noop("The last day must come after today."),
        "catalogue.box_due_long": gettext_noop(
            "A box stays at one place for six months at most, here until %(latest)s; only at a remote place "
            "can that be extended later."
        ),
        "catalogue.box_copy_cannot_go": gettext_noop(
            "Copy %(number)s cannot go (%(count)s in all): it is not on the shelf any more. Take it out of the box."
        ),
        "catalogue.box_copy_must_go_home": gettext_noop(
            "Copy %(number)s cannot go on to another library (%(count)s in all): it may not be shown any more, "
            "or has left the collection. Send the box home."
        ),
        "catalogue.box_extension_reason": gettext_noop("Say why the box stays longer; at least five letters."),
        "catalogue.box_extension_past": gettext_noop("The new last day must come after %(day)s."),
        "catalogue.box_extension_long": gettext_noop(
            "This stay can be extended until %(day)s at the latest: six months from the sending, at a remote place six "
            "months from today."
        ),
        "catalogue.box_period": gettext_noop("The period ends before it begins, or is not of our time."),
        "catalogue.box_being_received": gettext_noop(
            "%(where)s has begun to receive the box; it cannot be called back."
        ),
        "catalogue.box_nothing_seen": gettext_noop(
            "No copy has been scanned yet. Scan them, or say that all of them are there."
        ),
        "catalogue.box_too_many_strays": gettext_noop(
            "More than %(most)s numbers are not of this box. Look at the list."
        ),
        "catalogue.box_not_in_it": gettext_noop("None of these numbers is of such a copy of the box."),
        "catalogue.box_finding_unknown": gettext_noop("A copy is present or damaged, not “%(finding)s”."),
    }
)

_FIELDS = ("box", "count", "where")
for _code, _text in {
    "made": gettext_noop("Rotation box %(box)s made"),
    "filled": gettext_noop("Rotation box %(box)s: %(count)s copies put in"),
    "emptied": gettext_noop("Rotation box %(box)s: %(count)s copies taken out"),
    "sent": gettext_noop("Rotation box %(box)s sent to %(where)s with %(count)s copies"),
    "called_back": gettext_noop("Rotation box %(box)s called back to %(where)s with %(count)s copies"),
    "received": gettext_noop("Rotation box %(box)s received by %(where)s; missing copies: %(count)s"),
    "missed": gettext_noop("Rotation box %(box)s at %(where)s: %(count)s copies missing"),
    "found": gettext_noop("Rotation box %(box)s at %(where)s: %(count)s copies found again"),
    "closed": gettext_noop("Rotation box %(box)s closed; lost copies: %(count)s"),
}.items():
    audit.register(f"catalogue.box_{_code}", _text, _FIELDS)

audit.register(
    "catalogue.box_extended",
    gettext_noop("Rotation box %(box)s stays at %(where)s until %(until)s instead of %(before)s: %(reason)s"),
    ("box", "where", "before", "until", "reason"),
)
audit.register(
    "catalogue.box_renamed", gettext_noop("Rotation box %(before)s is called %(box)s now"), ("box", "before")
)
