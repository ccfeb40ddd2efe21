from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.decisions import decide
from lienthu.union.actions.regroup import close_into, regroup
from lienthu.union.models import Decision, Entry, Member
from lienthu.union.policies import check_all
from lienthu.union.queries import resolve


def merge(*, actor: Actor, public_id: str, other: str, note: str = "") -> Entry:
    """Joins `other` to `public_id`, which stays; the other address redirects. Automatic runs keep them together."""
    with transaction.atomic():
        storage.lock_union()
        winner, loser = resolve(public_id), resolve(other)
        if winner.pk == loser.pk:
            raise Conflict("union.same_entry", id=winner.public_id)
        if Entry.State.GONE in (winner.state, loser.state):
            raise Conflict("union.entry_gone", id=(winner if winner.state == Entry.State.GONE else loser).public_id)
        joining = list(Member.objects.filter(entry=loser).order_by("record_id"))
        staying = list(Member.objects.filter(entry=winner).order_by("record_id"))
        check_all(actor, (row.library_id for row in [*joining, *staying]))
        _forget_separations([row.record_id for row in joining], [row.record_id for row in staying])
        for row in joining:
            decide(actor, row.record_id, staying[0].record_id, Decision.Verdict.SAME, note)
        regroup([winner.pk, loser.pk], {row.record_id: winner.pk for row in joining})
        close_into(loser.pk, winner.pk)
        audit.record(
            actor=actor,
            code="union.merged",
            subject=f"entry:{winner.pk}",
            data={"id": winner.public_id, "other": loser.public_id, "records": len(joining), "note": clean(note)[:500]},
        )
        winner.refresh_from_db()
        return winner


def _forget_separations(ours: list[int], theirs: list[int]) -> None:
    """What was decided or left open about these pairs before no longer holds."""
    pairs = Q(left__in=ours, right__in=theirs) | Q(left__in=theirs, right__in=ours)
    Decision.objects.filter(pairs).delete()
