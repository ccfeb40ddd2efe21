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
        "catalogue.stocktake_confirmed": gettext_noop("This has been confirmed already."),
        "catalogue.nothing_to_confirm": gettext_noop("There is nothing to confirm."),
        "catalogue.scan_empty": gettext_noop("Nothing was scanned."),
        "catalogue.scan_undone": gettext_noop("This scan has been undone already."),
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
