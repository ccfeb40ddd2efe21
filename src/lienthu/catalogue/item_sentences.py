"""The sentences of codes about copies and what happens to them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "catalogue.pattern_length": gettext_noop("A pattern has 1 to %(most)s characters."),
        "catalogue.pattern_brace": gettext_noop("A brace is missing in the pattern; write {n:06}."),
        "catalogue.pattern_field": gettext_noop("The pattern knows {n}, {n:06}, {yyyy} and {yy}, but not {%(field)s}."),
        "catalogue.pattern_number": gettext_noop("The pattern must hold the running number {n} once."),
        "catalogue.pattern_year": gettext_noop("The pattern may hold the year once only."),
        "catalogue.pattern_digits": gettext_noop("The running number may have up to %(most)s digits."),
        "catalogue.pattern_touch": gettext_noop(
            "Digits stand beside digits in the pattern; put a letter or a sign between them."
        ),
        "catalogue.first_out_of_range": gettext_noop("The first number is too large."),
        "catalogue.series_name_empty": gettext_noop("Give the series a name."),
        "catalogue.series_name_taken": gettext_noop("The library has a series of this name already."),
        "catalogue.series_form_taken": gettext_noop("Another open series of the library gives the same numbers."),
        "catalogue.series_purpose_taken": gettext_noop(
            "Another open series of the library is for the same store and kind."
        ),
        "catalogue.series_ended": gettext_noop("This series has ended."),
        "catalogue.series_full": gettext_noop("The series %(name)s has no numbers left."),
        "catalogue.series_not_found": gettext_noop("The library has no open series called %(name)s."),
        "catalogue.no_series": gettext_noop(
            "The library has no series of accession numbers for this copy. Begin one, or type the number."
        ),
        "catalogue.reserve_count": gettext_noop("From 1 to %(most)s numbers can be kept at once."),
        "catalogue.number_empty": gettext_noop("Type the accession number."),
        "catalogue.number_taken": gettext_noop("The number %(number)s belongs to a copy already."),
        "catalogue.number_ahead": gettext_noop(
            "The number %(number)s is ahead of its series; the next one is %(next)s. Keep it for labels first."
        ),
        "catalogue.copies_at_once": gettext_noop("From 1 to %(most)s copies can be added at once; a number fits one."),
        "catalogue.record_withdrawn": gettext_noop("The record is withdrawn; it cannot get a copy."),
        "catalogue.nothing_to_change": gettext_noop("Say what is to change: the status, the store or the shelf."),
        "catalogue.act_undone": gettext_noop("This change has been taken back already."),
        "catalogue.too_many_codes": gettext_noop("The list has more than %(most)s numbers; split it."),
        "catalogue.stocktake_name": gettext_noop("Give the stock-taking a name."),
        "catalogue.stocktake_empty": gettext_noop("No copy should be on the shelves there; nothing was started."),
        "catalogue.stocktake_ended": gettext_noop("The stock-taking has ended; nothing is counted any more."),
        "catalogue.stocktake_not_closed": gettext_noop("Close the stock-taking first."),
        "catalogue.stocktake_verdict": gettext_noop("This cannot be said of the lines of this list now."),
        "catalogue.nothing_to_confirm": gettext_noop("There is nothing to confirm."),
        "catalogue.scan_empty": gettext_noop("Nothing was scanned."),
        "catalogue.scan_undone": gettext_noop("This scan has been undone already."),
        "catalogue.weeding_name": gettext_noop("Give the round a name."),
        "catalogue.weeding_stocktake": gettext_noop("Weeding needs a closed stock-taking of the same library first."),
        "catalogue.weeding_open": gettext_noop("The library has a weeding round under way already."),
        "catalogue.weeding_step": gettext_noop("The round is at another step; somebody may have moved it on."),
        "catalogue.weeding_not_on_list": gettext_noop("This copy is not on the list."),
        "catalogue.weeding_council": gettext_noop("Name at least %(least)s members of the council, one a line."),
        "catalogue.weeding_empty": gettext_noop("The list is empty."),
        "catalogue.weeding_over_limit": gettext_noop(
            "The list has %(proposed)s of %(holdings)s copies; a round may take a tenth at most, here %(most)s."
        ),
        "catalogue.weeding_paper": gettext_noop("Give the number and date of the paper, or the reason."),
        "catalogue.status_not_by_hand": gettext_noop("This status is not set by hand."),
        "catalogue.price_out_of_range": gettext_noop("The price must be 0 or more."),
    }
)

audit.register(
    "catalogue.series_begun",
    gettext_noop("Series of accession numbers %(name)s begun (%(pattern)s), first number %(first)s"),
    ("name", "pattern", "first"),
)
audit.register("catalogue.series_ended", gettext_noop("Series of accession numbers %(name)s ended"), ("name",))
audit.register(
    "catalogue.numbers_reserved",
    gettext_noop("Series %(name)s: %(first)s to %(last)s kept for labels"),
    ("name", "first", "last"),
)
audit.register("catalogue.copies_added", gettext_noop("Copies added: %(count)s (%(numbers)s)"), ("count", "numbers"))
audit.register(
    "catalogue.items_changed",
    gettext_noop("Copies changed: %(count)s. %(reason)s"),
    ("count", "status", "store", "reason"),
)
audit.register(
    "catalogue.items_change_undone",
    gettext_noop("Change of copies taken back: %(count)s of %(of)s"),
    ("count", "of"),
)
audit.register(
    "catalogue.stocktake_started",
    gettext_noop("Stock-taking %(name)s started: %(count)s copies expected"),
    ("name", "count"),
)
audit.register(
    "catalogue.stocktake_closed",
    gettext_noop("Stock-taking %(name)s closed: %(count)s copies not seen"),
    ("name", "count"),
)
audit.register(
    "catalogue.stocktake_cancelled",
    gettext_noop("Stock-taking %(name)s given up: %(count)s copies not seen by then"),
    ("name", "count"),
)
audit.register(
    "catalogue.weeding_proposed",
    gettext_noop("Weeding %(name)s proposed: %(count)s of %(holdings)s copies (%(text)s)"),
    ("name", "text", "count", "holdings"),
)
audit.register(
    "catalogue.weeding_reviewed",
    gettext_noop("Weeding %(name)s reviewed by the council: %(count)s of %(holdings)s copies (%(text)s)"),
    ("name", "text", "count", "holdings"),
)
audit.register(
    "catalogue.weeding_approved",
    gettext_noop("Weeding %(name)s approved: %(count)s of %(holdings)s copies (%(text)s)"),
    ("name", "text", "count", "holdings"),
)
audit.register(
    "catalogue.weeding_sent_back",
    gettext_noop("Weeding %(name)s sent back (%(count)s of %(holdings)s copies): %(text)s"),
    ("name", "text", "count", "holdings"),
)
audit.register(
    "catalogue.weeding_cancelled",
    gettext_noop("Weeding %(name)s given up (%(count)s of %(holdings)s copies): %(text)s"),
    ("name", "text", "count", "holdings"),
)
audit.register(
    "catalogue.weeding_executed",
    gettext_noop("Weeding %(name)s begun: %(count)s of %(holdings)s copies (%(text)s)"),
    ("name", "text", "count", "holdings"),
)
