"""What stands on the minutes of a handover (biên bản bàn giao, Circular 05/2022/TT-BVHTTDL Form 02)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.models import Item, RotationBox, RotationCheck, RotationLeg, SourceRecord
from lienthu.catalogue.models.rotation import FINDING_WORDS
from lienthu.catalogue.rules.rotation import Finding
from lienthu.catalogue.views.item_words import title_of
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact
from lienthu.registry.queries import cards
from lienthu.ui.formats import count, vdate, vdatetime, vnd
from lienthu.ui.printing.minutes import Columns, Minutes, minutes

_COLUMNS: Columns = ((10, "R"), (26, "L"), (70, "L"), (28, "L"), (18, "R"), (22, "L"))


def minutes_pdf(box: RotationBox, leg: RotationLeg) -> bytes:
    """Before the receipt with an empty column for the condition, afterwards with what was found."""
    known = cards([box.library_id, leg.from_library_id, leg.to_library_id])
    source, target = known[leg.from_library_id], known[leg.to_library_id]
    checks = list(queries.checks_of(leg))
    facts = [
        (_("Giver"), f"{source.name}" + (f" – {leg.giver}" if leg.giver else "")),
        (_("Receiver"), f"{target.name}" + (f" – {leg.receiver}" if leg.receiver else "")),
        (_("Box"), f"{box.code} – {box.name}"),
        (_("Owner"), known[box.library_id].name),
        (_("Handed over on"), vdatetime(leg.sent_at)),
        (_("Received on"), vdatetime(leg.received_at) if leg.received_at else ""),
        (_("Stays there until"), vdate(leg.due_on) if leg.due_on else ""),
        (_("Copies"), _worth(checks)),
        (_("Remark"), leg.note),
        (_("Found at the receipt"), _result(leg, checks)),
    ]
    return minutes(
        Minutes(
            title=_("HANDOVER MINUTES"),
            subtitle=_("Rotation of documents, no. %(number)s of box %(box)s")
            % {"number": leg.number, "box": box.code},
            library=source.name,
            facts=[(name, value) for name, value in facts if value],
            columns=_COLUMNS,
            heads=(
                _("Row no."),
                _("Accession number"),
                _("Author and title"),
                _("Call number"),
                _("Price"),
                _("Condition"),
            ),
            rows=[_row(number, check, leg) for number, check in enumerate(checks, 1)],
            signs=(_("GIVER"), _("RECEIVER"), _("CONFIRMED BY THE LIBRARY")),
            below=_("(signature, full name)"),
            remarks=[said for said in (_strays(leg),) if said],
        )
    ).save()


def _worth(checks: list[RotationCheck]) -> str:
    worth = sum(check.copy.item.price or 0 for check in checks)
    copies = count(len(checks))
    return _("%(copies)s, worth %(worth)s") % {"copies": copies, "worth": vnd(worth)} if worth else copies


def _row(number: int, check: RotationCheck, leg: RotationLeg) -> tuple[str, ...]:
    item = check.copy.item
    condition = str(FINDING_WORDS[Finding(check.finding)]) if leg.received_at else ""
    price = vnd(item.price) if item.price is not None else ""
    return (
        str(number),
        item.accession_no or item.public_id,
        _described(item),
        item.call_number,
        price,
        ": ".join(part for part in (condition, check.note) if part),
    )


def _described(item: Item) -> str:
    title = title_of(item)
    if item.record.state == SourceRecord.State.RESTRICTED:
        return title
    creator = next((one.name for one in Bib(from_compact(item.record.marc)).creators), "")
    return f"{creator}. {title}" if creator else title


def _result(leg: RotationLeg, checks: list[RotationCheck]) -> str:
    if leg.called_back_at:
        return _("called back before the receipt")
    if not leg.received_at:
        return ""
    found = [Finding(check.finding) for check in checks]
    said = _("%(here)s there, %(damaged)s damaged, %(missing)s missing") % {
        "here": found.count(Finding.PRESENT),
        "damaged": found.count(Finding.DAMAGED),
        "missing": found.count(Finding.MISSING),
    }
    return f"{said}. {leg.remark}" if leg.remark else said


def _strays(leg: RotationLeg) -> str:
    codes = list(leg.strays.order_by("id").values_list("code", flat=True)[:50])
    return _("Not of this box: %(codes)s") % {"codes": ", ".join(codes)} if codes else ""
