"""Two records that a person looked at side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.union import storage
from lienthu.union.actions.claim_pair import claim
from lienthu.union.actions.decisions import PARTING, TYING, Kind, Said, decide
from lienthu.union.models import Decision, Entry, Member, UndecidedPair
from lienthu.union.policies import check_all

#: A person's word → what it does. `same` and `different` are about both entries with all their records, `always` and
#: `never` about exactly these two records, whatever becomes of the others.
WORDS = {"same": Kind.MERGED, "always": Kind.ALWAYS, "different": Kind.NEVER, "never": Kind.NEVER}


@dataclass(frozen=True, slots=True)
class _Side:
    record_id: int
    entry: Entry
    cluster: Entry
    records: list[int]
    libraries: list[int]

    def weight(self, whole: bool) -> tuple[int, int]:
        """The larger entry keeps its address; of two equal ones the older. What is said about two records alone goes
        by their clusters: merges that are taken back later must leave no trace."""
        return (self.entry.size, -self.entry.pk) if whole else (self.cluster.own, -self.cluster.pk)


def decide_pair(*, actor: Actor, pair_id: int, verdict: str, note: str = "") -> Decision:
    """A person's answer to an undecided pair; the first answer counts."""
    with transaction.atomic():
        storage.lock_union()
        pair = UndecidedPair.objects.select_for_update().filter(pk=pair_id).first()
        if pair is None:
            raise NotFound("union.no_such_pair")
        if pair.answer_id is not None:
            raise Conflict("union.pair_answered", who=_who(pair))
        claim(actor=actor, pair=pair)
        made = _decide(actor, pair.left_id, pair.right_id, verdict, note, (pair.score, pair.reasons))
        UndecidedPair.objects.filter(pk=pair.pk, answer=None).update(answer=made, claimed_by=None, claimed_until=None)
        return made


def _who(pair: UndecidedPair) -> str:
    return pair.answer.author_label if pair.answer else ""


def keep(*, actor: Actor, one: int, other: int, verdict: str, note: str = "") -> Decision:
    """ "Always these two" or "never these two" about any two records."""
    with transaction.atomic():
        storage.lock_union()
        return _decide(actor, one, other, verdict, note, (None, []))


def _decide(
    actor: Actor, one: int, other: int, verdict: str, note: str, evidence: tuple[float | None, list[str]]
) -> Decision:
    if verdict not in WORDS:
        raise Invalid("union.no_such_verdict", verdict=verdict[:40])
    kind = WORDS[verdict]
    left, right = _sides(one, other)
    whole = verdict in ("same", "different")
    check_all(actor, [*left.libraries, *right.libraries] if whole else [left.libraries[0], right.libraries[0]])
    if left.entry.pk == right.entry.pk and (kind in TYING or whole):
        raise Conflict("union.same_entry", id=left.entry.public_id)
    staying, joining = left, right
    if kind in TYING and right.weight(whole) > left.weight(whole):
        staying, joining = right, left
    said = Said(
        kind,
        staying.records if whole else [staying.record_id],
        joining.records if whole else [joining.record_id],
        staying.entry,
        joining.entry,
        note,
        *evidence,
        keeper=None if whole else staying.cluster.pk,
    )
    made = decide(actor, said)
    code = "union.kept_apart" if kind in PARTING else "union.kept_together"
    audit.record(actor=actor, code=code, subject=f"source_record:{one}", data={"one": one, "other": other})
    return made


def _sides(one: int, other: int) -> tuple[_Side, _Side]:
    rows = {
        row.record_id: row for row in Member.objects.filter(record__in=[one, other]).select_related("entry", "cluster")
    }
    if len(rows) < 2:
        raise NotFound("union.no_such_pair")
    found = []
    for record in (one, other):
        row = rows[record]
        members = Member.objects.filter(entry=row.entry_id).order_by("record_id").values_list("record_id", "library_id")
        listed = [(row.record_id, row.library_id), *(each for each in members if each[0] != record)]
        found.append(_Side(record, row.entry, row.cluster, [r for r, _ in listed], [library for _, library in listed]))
    return found[0], found[1]
