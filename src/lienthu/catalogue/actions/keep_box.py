"""A rotation box's stay made longer, and its code and name changed; both by its owner."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.catalogue.actions.boxes import line, locked, name_of
from lienthu.catalogue.actions.fill_box import called
from lienthu.catalogue.models import RotationBox, RotationExtension
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rules.rotation import Verb, extension_fault, latest_extension
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid

SHORTEST_REASON = 5


def extend_box(*, actor: Actor, box: RotationBox, due_on: dt.date, reason: str) -> RotationExtension:
    """The box stays longer where it is. Beyond six months only at a remote place."""
    BOXES.check(actor, box)
    reason = line(reason, 500)
    if len(reason) < SHORTEST_REASON:
        raise Invalid("catalogue.box_extension_reason", field="reason")
    with transaction.atomic():
        held = locked(box, Verb.EXTEND)
        leg = held.legs.filter(received_at__isnull=False).order_by("-number")[0]
        before = held.due_on
        if before is None:  # a box at a host has a day since it was sent there
            raise Conflict("catalogue.box_at_host", box=held.code, where=name_of(held.holder_id))
        sent, now = timezone.localdate(leg.sent_at), today()
        fault = extension_fault(sent, before, now, due_on, is_remote=leg.is_remote)
        if fault:
            latest = latest_extension(sent, now, is_remote=leg.is_remote)
            day = latest if fault == "long" else max(before, now)
            raise Invalid(f"catalogue.box_extension_{fault}", day=day.strftime("%d/%m/%Y"), field="due_on")
        made = RotationExtension.objects.create(
            leg=leg, before=before, due_on=due_on, reason=reason, at=timezone.now(), by=actor.label
        )
        held.due_on = due_on
        held.save(update_fields=["due_on"])
        days = {"before": before.isoformat(), "until": due_on.isoformat()}
        _tell(actor, "extended", held, days | {"where": name_of(held.holder_id), "reason": reason})
    return made


def rename_box(*, actor: Actor, box: RotationBox, code: str, name: str) -> RotationBox:
    """What stands on the box. Minutes that were printed keep what they said."""
    BOXES.check(actor, box)
    code, name = called(code, name)
    try:
        with transaction.atomic():
            held = locked(box, Verb.RENAME)
            before = f"{held.code} {held.name}"
            if (held.code, held.name) != (code, name):
                held.code, held.name = code, name
                held.save(update_fields=["code", "name"])
                _tell(actor, "renamed", held, {"before": before})
    except IntegrityError as error:
        raise Conflict("catalogue.box_code_taken", box=code, field="code") from error
    return held


def _tell(actor: Actor, code: str, box: RotationBox, data: dict[str, str]) -> None:
    audit.record(
        actor=actor,
        code=f"catalogue.box_{code}",
        subject=f"box:{box.public_id}",
        library_id=box.library_id,
        data={"box": f"{box.code} {box.name}"} | data,
    )
