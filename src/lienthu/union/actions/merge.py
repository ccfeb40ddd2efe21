from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.decisions import Kind, Said, decide
from lienthu.union.models import Entry, Member
from lienthu.union.policies import check_all
from lienthu.union.queries import resolve


def merge(*, actor: Actor, public_id: str, other: str, note: str = "") -> Entry:
    """Joins `other` to `public_id`, which stays; the other address leads there while the decision stands."""
    with transaction.atomic():
        storage.lock_union()
        winner, loser = resolve(public_id), resolve(other)
        if winner.pk == loser.pk:
            raise Conflict("union.same_entry", id=winner.public_id)
        if Entry.State.GONE in (winner.state, loser.state):
            raise Conflict("union.entry_gone", id=(winner if winner.state == Entry.State.GONE else loser).public_id)
        staying, joining = (
            list(Member.objects.filter(entry=entry).order_by("record_id").values_list("record_id", "library_id"))
            for entry in (winner, loser)
        )
        check_all(actor, (library_id for _, library_id in [*joining, *staying]))
        decide(
            actor,
            Said(Kind.MERGED, [one for one, _ in staying], [one for one, _ in joining], winner, loser, note),
        )
        audit.record(
            actor=actor,
            code="union.merged",
            subject=f"entry:{winner.pk}",
            data={"id": winner.public_id, "other": loser.public_id, "records": len(joining), "note": clean(note)[:500]},
        )
        winner.refresh_from_db()
        return winner
