"""From what a person asks for to the PDF: the one way of page, REST and command."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.catalogue import print_queries
from lienthu.catalogue.print_queries import Selection, chosen
from lienthu.catalogue.prints import cards, labels, registers
from lienthu.catalogue.prints.registers import Column, Front
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.ui.formats import count, vdate
from lienthu.ui.printing.pdf import Paper
from lienthu.ui.printing.sheets import sheet


class What(StrEnum):
    SPINES = "spine-labels"
    BARCODES = "barcodes"
    CARDS = "cards"
    REGISTER = "accession-register"
    GENERAL = "general-register"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`skip`: labels of the first sheet that are used up already."""

    what: What
    selection: Selection = field(default_factory=Selection)
    sheet: str = "65"
    skip: int = 0


def made(actor: Actor, library: Library, wanted: Wanted) -> bytes:
    """The PDF's bytes. Raises `Invalid` and `NotFound` with what cannot be printed."""
    if wanted.what is What.GENERAL:
        return _general(actor, library).save()
    name = print_queries.library_name(library)
    if wanted.what in (What.SPINES, What.BARCODES):
        layout = labels.spine if wanted.what is What.SPINES else labels.barcodes
        paper = sheet(wanted.sheet)
        items = chosen(actor, library, wanted.selection)
        return layout(_("Labels"), print_queries.labels(items, name), paper, wanted.skip).save()
    items = chosen(actor, library, wanted.selection)
    if wanted.what is What.CARDS:
        return cards.cards(_("Catalogue cards"), print_queries.cards(items, name)).save()
    scope = _("%(first)s to %(last)s") % {"first": items[0].accession_no, "last": items[-1].accession_no}
    front = Front(_("ACCESSION REGISTER"), name, scope, _printed())
    columns = [
        Column(_("Entered on"), 21),
        Column(_("Accession number"), 25),
        Column(_("Author and title"), 84),
        Column(_("Publisher"), 32),
        Column(_("Place"), 18),
        Column(_("Year"), 12, "C"),
        Column(_("Price"), 17, "R"),
        Column(_("Call number"), 30),
        Column(_("Left on"), 20),
        Column(_("Remarks"), 14),
    ]
    return registers.register(front, columns, print_queries.register_rows(items)).save()


def _general(actor: Actor, library: Library) -> Paper:
    """Two parts in one file: what came in, what left, each with its sum; the balance closes it."""
    lots, gone = print_queries.lots(actor, library), print_queries.departures(actor, library)
    columns = [
        Column(_("Day"), 24),
        Column(_("In or out"), 24),
        Column(_("Source or reason"), 122),
        Column(_("Titles"), 28, "R"),
        Column(_("Copies"), 30, "R"),
        Column(_("Worth (dong)"), 45, "R"),
    ]
    came, left = _("In"), _("Out")
    rows = [[vdate(x.day), came, x.source, count(x.titles), count(x.copies), count(x.worth)] for x in lots]
    titles, copies, worth = (sum(values) for values in ([x.titles for x in lots], [x.copies for x in lots],
                                                         [x.worth for x in lots]))  # fmt: skip
    rows.append(["", came, _("All that came in"), count(titles), count(copies), count(worth)])
    rows += [[vdate(day), left, why, "", count(number), count(value)] for day, why, number, value in gone]
    away, lost = sum(number for _day, _why, number, _value in gone), sum(value for *_rest, value in gone)
    rows.append(["", left, _("All that left"), "", count(away), count(lost)])
    rows.append(["", _("Stock"), _("In the collection today"), "", count(copies - away), count(worth - lost)])
    front = Front(_("GENERAL REGISTER"), print_queries.library_name(library), "", _printed())
    return registers.register(front, columns, rows)


def _printed() -> str:
    return _("Printed on %(day)s") % {"day": vdate(timezone.localdate())}
