"""A weeding round: its list, its way through proposal, council and decision, and taking it back before it is done.

Every writer holds the row of the round; the list changes only while it is a draft.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from lienthu.catalogue.item_queries import look_up
from lienthu.catalogue.models import Item, RotationCopy, Stocktake, WeedingCopy, WeedingRound, WeedingStep
from lienthu.catalogue.policies import WEEDING, WEEDING_APPROVAL
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.weeding import (
    BY_RULE,
    COUNCIL_LEAST,
    FOLLOWING,
    CopyFact,
    Exemption,
    Limit,
    Reason,
    Step,
    exemption,
    surplus,
)
from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact
from lienthu.registry.kinds import LibraryKind
from lienthu.registry.queries import cards
from lienthu.text import clean

SHORTEST = 3
MOST_COPIES = 50_000
_AT_ONCE = 500
_STATUS = {Reason.DAMAGED: (ItemStatus.DAMAGED,), Reason.LOST: (ItemStatus.LOST, ItemStatus.MISSING)}
_SCHOOLS = frozenset(
    {
        LibraryKind.PRESCHOOL,
        LibraryKind.PRIMARY,
        LibraryKind.LOWER_SECONDARY,
        LibraryKind.UPPER_SECONDARY,
        LibraryKind.MULTI_LEVEL_SCHOOL,
        LibraryKind.VOCATIONAL,
        LibraryKind.UNIVERSITY,
        LibraryKind.OTHER_EDUCATION,
    }
)


@dataclass(slots=True)
class Added:
    """`exempt`: what must stay, (number, exemption); `away`: what is in a rotation box; `unknown`: numbers that no copy
    here has."""

    added: int = 0
    on_list: int = 0
    away: list[str] = field(default_factory=list)
    exempt: list[tuple[str, Exemption]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def open_round(*, actor: Actor, library_id: int, name: str, stocktake: Stocktake) -> WeedingRound:
    """The law wants the stock taken first: a closed stock-taking of the library."""
    WEEDING.check_library(actor, library_id)
    name = clean(name)[:120]
    if not name:
        raise Invalid("catalogue.weeding_name", field="name")
    if stocktake.library_id != library_id or stocktake.state != Stocktake.State.CLOSED:
        raise Invalid("catalogue.weeding_stocktake", field="stocktake")
    try:
        with transaction.atomic():
            made = WeedingRound.objects.create(
                library_id=library_id, name=name, stocktake=stocktake, created_by=actor.label
            )
            _note(actor, made, Step.DRAFT, stocktake.name)
    except IntegrityError as error:
        raise Conflict("catalogue.weeding_open") from error
    return made


def add_by_rules(*, actor: Actor, round: WeedingRound, reasons: Collection[Reason]) -> Added:
    """Copies that what is known of them speaks against; those that must stay are passed over."""
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.DRAFT)
        added = Added()
        for reason in (one for one in BY_RULE if one in reasons):
            found = _surplus(held) if reason is Reason.SURPLUS else _with_status(held, _STATUS[reason])
            for chunk in _chunks(found):
                _add(actor, held, chunk, reason, "", added)
        return added


def add_by_list(*, actor: Actor, round: WeedingRound, codes: Sequence[str], reason: Reason, note: str = "") -> Added:
    """A pile of books that a person took from the shelves, with the reason."""
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.DRAFT)
        found = look_up(actor, held.library_id, codes)
        added = Added(unknown=[*found.unknown, *found.ambiguous])
        for chunk in _chunks([item for item in found.items if item.left_at is None]):
            _add(actor, held, chunk, reason, clean(note)[:200], added)
        return added


def take_off(*, actor: Actor, round: WeedingRound, copy_id: int) -> None:
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.DRAFT)
        if not WeedingCopy.objects.filter(round=held, id=copy_id).delete()[0]:
            raise Conflict("catalogue.weeding_not_on_list")


def keep_copy(*, actor: Actor, round: WeedingRound, copy_id: int, reason: str) -> None:
    """The council keeps a copy that was proposed; an empty reason lets it go after all."""
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.PROPOSED)
        if not WeedingCopy.objects.filter(round=held, id=copy_id).update(kept=clean(reason)[:200]):
            raise Conflict("catalogue.weeding_not_on_list")


def propose(*, actor: Actor, round: WeedingRound, paper: str, council: str) -> WeedingRound:
    """Closes the list. More than a tenth of the holdings is refused with the figures."""
    WEEDING.check(actor, round)
    paper = _paper(paper)
    members = [line for part in council.splitlines() if (line := clean(part))]
    if len(members) < COUNCIL_LEAST:
        raise Invalid("catalogue.weeding_council", least=COUNCIL_LEAST, field="council")
    with transaction.atomic():
        held = _locked(round, Step.DRAFT)
        limit = limit_of(held)
        if not limit.proposed:
            raise Invalid("catalogue.weeding_empty")
        if not limit.is_kept:
            raise Invalid(
                "catalogue.weeding_over_limit", proposed=limit.proposed, holdings=limit.holdings, most=limit.most
            )
        held.holdings, held.proposal, held.council = limit.holdings, paper, "\n".join(members)[:4000]
        return _move(actor, held, Step.PROPOSED, paper, "catalogue.weeding_proposed")


def review(*, actor: Actor, round: WeedingRound, paper: str) -> WeedingRound:
    """The council has met; its minutes close what is kept."""
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.PROPOSED)
        held.minutes = _paper(paper)
        return _move(actor, held, Step.REVIEWED, held.minutes, "catalogue.weeding_reviewed")


def approve(*, actor: Actor, round: WeedingRound, paper: str) -> WeedingRound:
    """The managing body's decision."""
    WEEDING_APPROVAL.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.REVIEWED)
        held.decision, held.published_on = _paper(paper), timezone.localdate()
        return _move(actor, held, Step.APPROVED, held.decision, "catalogue.weeding_approved")


def send_back(*, actor: Actor, round: WeedingRound, reason: str) -> WeedingRound:
    """Back to a draft from any step before the execution: the papers are void, the list stays."""
    if not (WEEDING.allows(actor, round) or WEEDING_APPROVAL.allows(actor, round)):
        WEEDING.check(actor, round)
    reason = _paper(reason)
    with transaction.atomic():
        held = _locked(round, Step.PROPOSED, Step.REVIEWED, Step.APPROVED)
        held.proposal = held.minutes = held.decision = ""
        held.published_on = None
        return _move(actor, held, Step.DRAFT, reason, "catalogue.weeding_sent_back")


def give_up(*, actor: Actor, round: WeedingRound, reason: str) -> WeedingRound:
    WEEDING.check(actor, round)
    reason = _paper(reason)
    with transaction.atomic():
        held = _locked(round, Step.DRAFT, Step.PROPOSED, Step.REVIEWED, Step.APPROVED)
        return _move(actor, held, Step.CANCELLED, reason, "catalogue.weeding_cancelled")


def execute(*, actor: Actor, round: WeedingRound) -> WeedingRound:
    """Starts the work that takes the copies off; from here on there is no way back."""
    WEEDING.check(actor, round)
    with transaction.atomic():
        held = _locked(round, Step.APPROVED)
        held.job = jobs.start(
            actor=actor, kind="catalogue.weeding", params={"round": held.pk}, library_id=held.library_id
        )
        return _move(actor, held, Step.EXECUTING, held.decision, "catalogue.weeding_executed")


def limit_of(round: WeedingRound) -> Limit:
    """Copies on the list that go, of all that the library holds (frozen once proposed)."""
    going = WeedingCopy.objects.filter(round=round, kept="").count()
    holdings = round.holdings or Item.objects.held().filter(library_id=round.library_id).count()
    return Limit(going, holdings)


def _with_status(round: WeedingRound, statuses: Iterable[str]) -> list[Item]:
    items = Item.objects.held().filter(library_id=round.library_id, status__in=statuses)
    return list(items.select_related("record").order_by("id")[:MOST_COPIES])


def _surplus(round: WeedingRound) -> list[Item]:
    card = cards([round.library_id]).get(round.library_id)
    is_school = card is not None and card.kind in _SCHOOLS
    held = Item.objects.held().filter(library_id=round.library_id).exclude(status__in=_STATUS[Reason.LOST])
    many = held.values("record_id").annotate(n=Count("id")).filter(n__gt=2).order_by("record_id")
    found: list[Item] = []
    for ids in _chunks(list(many.values_list("record_id", flat=True))):
        by_record: dict[int, list[Item]] = {}
        for item in held.filter(record_id__in=ids).select_related("record").order_by("id"):
            by_record.setdefault(item.record_id, []).append(item)
        for items in by_record.values():
            leader = from_compact(items[0].record.marc).leader
            facts = [CopyFact(item.pk, item.status) for item in items]
            gone = set(surplus(facts, is_serial=leader[7:8] in ("b", "i", "s"), is_school=is_school))
            found += [item for item in items if item.pk in gone]
    return found[:MOST_COPIES]


def _add(actor: Actor, round: WeedingRound, items: list[Item], reason: Reason, note: str, added: Added) -> None:
    listed = set(
        WeedingCopy.objects.filter(round=round, item_id__in=[item.pk for item in items]).values_list(
            "item_id", flat=True
        )
    )
    in_boxes = RotationCopy.objects.filter(item_id__in=[item.pk for item in items], ended_at=None)
    boxed = set(in_boxes.values_list("item_id", flat=True))
    rows = []
    subjects: dict[int, list[str]] = {}
    for item in items:
        if item.pk in listed:
            added.on_list += 1
            continue
        if item.pk in boxed:
            added.away.append(item.accession_no or item.public_id)
            continue
        if item.record_id not in subjects:
            bib = Bib(from_compact(item.record.marc))
            subjects[item.record_id] = [" ".join(one.terms) for one in bib.subjects]
        stays = exemption(f"{item.location} {item.store}", subjects[item.record_id])
        if stays is not None:
            added.exempt.append((item.accession_no or item.public_id, stays))
            continue
        rows.append(WeedingCopy(round=round, item=item, reason=reason, note=note, added_by=actor.label))
    WeedingCopy.objects.bulk_create(rows, batch_size=_AT_ONCE)
    added.added += len(rows)


def _chunks(values: list) -> Iterable[list]:  # type: ignore[type-arg]
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _paper(text: str) -> str:
    text = clean(text)[:200]
    if len(text) < SHORTEST:
        raise Invalid("catalogue.weeding_paper", field="paper")
    return text


def _locked(round: WeedingRound, *steps: Step) -> WeedingRound:
    held = WeedingRound.objects.select_for_update(no_key=True).get(id=round.pk)
    if held.step not in steps:
        raise Conflict("catalogue.weeding_step")
    return held


def _move(actor: Actor, round: WeedingRound, step: Step, text: str, code: str) -> WeedingRound:
    if step not in FOLLOWING[Step(round.step)]:
        raise Conflict("catalogue.weeding_step")
    round.step = step
    round.save()
    _note(actor, round, step, text)
    limit = limit_of(round)
    audit.record(
        actor=actor,
        code=code,
        subject=f"weeding:{round.public_id}",
        library_id=round.library_id,
        data={"name": round.name, "text": text, "count": limit.proposed, "holdings": limit.holdings},
    )
    return round


def _note(actor: Actor, round: WeedingRound, step: Step, text: str) -> None:
    WeedingStep.objects.create(round=round, step=step, text=text[:500], at=timezone.now(), by=actor.label)
