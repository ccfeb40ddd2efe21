"""Minutes of a council's sitting (biên bản họp hội đồng thẩm định): members, quorum, votes with their reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthu.registry.queries import cards
from lienthu.repository.appraisal_queries import cases_of
from lienthu.repository.appraisal_words import tally, votes_of
from lienthu.repository.models import Case, CouncilMember, Sitting
from lienthu.repository.models.appraisal import OUTCOME_WORDS, SEAT_WORDS
from lienthu.repository.rules.council import Outcome, Seat
from lienthu.ui.formats import vdate, vdatetime
from lienthu.ui.printing.minutes import Columns, Minutes, minutes

_COLUMNS: Columns = ((10, "R"), (62, "L"), (28, "L"), (48, "L"), (26, "L"))


def minutes_pdf(sitting: Sitting) -> bytes:
    """Before the sitting is closed with an empty column for what was decided."""
    council = sitting.council
    members = list(council.members.order_by("id"))
    cases = cases_of(sitting)
    facts = [
        (_("Council"), council.name),
        (_("Set up by"), council.decision),
        (_("Day"), vdate(sitting.held_on)),
        (_("Place of the sitting"), sitting.place),
        (_("Members"), "; ".join(_member(one) for one in members)),
        (_("Quorum"), _("%(quorum)s of %(members)s members") % {"quorum": council.quorum, "members": len(members)}),
        (_("Closed"), vdatetime(sitting.closed_at) if sitting.closed_at else ""),
    ]
    card = cards([council.library_id]).get(council.library_id)
    said = Minutes(
        title=_("MINUTES OF THE APPRAISAL COUNCIL"),
        subtitle=_("Sitting %(sitting)s") % {"sitting": sitting.public_id},
        library=card.name if card else council.library.code,
        facts=[(name, value) for name, value in facts if value],
        columns=_COLUMNS,
        heads=(_("Row no."), _("Document"), _("Identifier"), _("Votes and reasons"), _("Decision")),
        rows=[_row(number, case, closed=sitting.closed_at is not None) for number, case in enumerate(cases, 1)],
        signs=(_signer(members, Seat.SECRETARY, _("SECRETARY")), _signer(members, Seat.CHAIR, _("CHAIR"))),
        below=_("(signature, full name)"),
        lines=14,
        remarks=[line for line in sitting.remarks.splitlines() if line.strip()],
    )
    return minutes(said).save()


def _member(one: CouncilMember) -> str:
    said = ", ".join(filter(None, (one.name, one.post)))
    return f"{said} ({SEAT_WORDS[Seat(one.seat)]})"


def _row(number: int, case: Case, *, closed: bool) -> tuple[str, ...]:
    reasons = [f"{vote['name']}: {vote['word']}. {vote['reason']}".rstrip(". ") for vote in votes_of(case)]
    votes = "; ".join([tally(case), *reasons]) if closed else ""
    decided = str(OUTCOME_WORDS[Outcome(case.outcome)]) if closed else ""
    return (str(number), case.title, case.object.public_id, votes, decided)


def _signer(members: list[CouncilMember], seat: Seat, word: str) -> str:
    name = next((one.name for one in members if one.seat == seat), "")
    return f"{word}: {name}" if name else word
