"""What the demo shows of appraisal: a council of the provincial library, and a sitting that is open."""

from __future__ import annotations

from lienthu.accounts.models import User
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.registry.models import Library
from lienthu.repository.actions.councils import Member, open_sitting, put_before, set_up_council
from lienthu.repository.models import Council, DigitalObject
from lienthu.repository.rules.council import Seat

_SEATS = {
    "giamdoc": (Seat.CHAIR, "Giám đốc Thư viện tỉnh"),
    "thamdinh": (Seat.SECRETARY, "Phòng Địa chí và Số hóa"),
    "quantri": (Seat.MEMBER, "Quản trị mạng lưới"),
}


def show_appraisal(actor: Actor) -> None:
    """Adds the council and its sitting if they are not there."""
    library = Library.objects.get(code="TINH")
    users = dict(User.objects.filter(username__in=_SEATS).values_list("username", "id"))
    if len(users) < len(_SEATS):
        return
    council = Council.objects.filter(library=library).first() or set_up_council(
        actor=actor,
        library_id=library.pk,
        name="Hội đồng thẩm định tài liệu số",
        decision="QĐ 35/QĐ-TVT ngày 05/01/2026",
        quorum=2,
        members=[Member(users[name], seat, post) for name, (seat, post) in _SEATS.items()],
    )
    if not council.sittings.exists():
        sitting = open_sitting(actor=actor, council=council, held_on=today(), place="Phòng họp Thư viện tỉnh")
        waiting = DigitalObject.objects.filter(library=library, state=DigitalObject.State.REVIEW)
        put_before(actor=actor, sitting=sitting, object_ids=list(waiting.values_list("id", flat=True)))
