"""The way of a job through the workshop, and of a lot to its acceptance: which act leads where, and what stands
against it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Stage(StrEnum):
    PREPARE = "prepare"
    SCAN = "scan"
    PROCESS = "process"
    CHECK = "check"
    DELIVER = "deliver"
    SHELVE = "shelve"
    DONE = "done"


STAGES: Final = tuple(Stage)
#: From here a job may be sent back, to any stage before.
MAY_GO_BACK: Final = frozenset({Stage.SCAN, Stage.PROCESS, Stage.CHECK, Stage.DELIVER})
#: Its files are here and were handed over.
DELIVERED: Final = frozenset({Stage.SHELVE, Stage.DONE})


class Act(StrEnum):
    """`START`: takes the job in hand. `PUT_DOWN`: gives it out of hand, undone. `BACK`: to an earlier stage."""

    START = "start"
    FINISH = "finish"
    PUT_DOWN = "put_down"
    BACK = "back"


class Lot(StrEnum):
    OPEN = "open"
    INSPECTED = "inspected"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """`holder`: who has the job in hand. `deviations`: of its files from the specification, unless somebody let them
    pass; `is_checked`: they were looked for. `is_own`: the house does the work itself, on machines of its own."""

    stage: Stage
    lot: Lot = Lot.OPEN
    holder: int | None = None
    holder_name: str = ""
    has_files: bool = False
    is_checked: bool = True
    deviations: int = 0
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Hand:
    person: int | None
    has_machine: bool = False
    reason: str = ""


SHORTEST_REASON: Final = 5


def following(stage: Stage) -> Stage:
    return STAGES[min(STAGES.index(stage) + 1, len(STAGES) - 1)]


def before(stage: Stage) -> tuple[Stage, ...]:
    """Where a job can be sent back to."""
    return STAGES[: STAGES.index(stage)] if stage in MAY_GO_BACK else ()


def leads_to(act: Act, stage: Stage, back_to: Stage = Stage.SCAN) -> Stage:
    if act is Act.FINISH:
        return following(stage)
    return back_to if act is Act.BACK else stage


def fault(act: Act, facts: Facts, hand: Hand, back_to: Stage = Stage.SCAN) -> Fault | None:
    """The first thing that stands against it."""
    if facts.stage is Stage.DONE:
        return Fault("repository.job_done")
    if facts.lot is Lot.INSPECTED:
        return Fault("repository.job_in_inspection")
    is_held_by_another = facts.holder is not None and facts.holder != hand.person
    if is_held_by_another:
        return Fault("repository.job_in_hand", {"who": facts.holder_name})
    if act is Act.START:
        return _start(facts, hand)
    if act is Act.BACK:
        return _back(facts, hand, back_to)
    if facts.holder is None:
        return Fault("repository.job_not_in_hand")
    return _finish(facts) if act is Act.FINISH else None


def _start(facts: Facts, hand: Hand) -> Fault | None:
    if facts.holder is not None:
        return Fault("repository.job_in_your_hand")
    if facts.stage is Stage.SHELVE and facts.lot is not Lot.ACCEPTED:
        return Fault("repository.job_waits_for_lot")
    if facts.stage is Stage.SCAN and facts.is_own and not hand.has_machine:
        return Fault("repository.job_needs_machine")
    return None


def _finish(facts: Facts) -> Fault | None:
    if facts.stage is Stage.DELIVER and not facts.has_files:
        return Fault("repository.job_without_files")
    if facts.stage is Stage.DELIVER and not facts.is_checked:
        return Fault("repository.job_being_checked")
    if facts.stage is Stage.DELIVER and facts.deviations:
        return Fault("repository.job_deviates", {"count": facts.deviations})
    return None


def _back(facts: Facts, hand: Hand, back_to: Stage) -> Fault | None:
    if back_to not in before(facts.stage) or facts.lot is Lot.ACCEPTED:
        return Fault("repository.job_not_back")
    if len(hand.reason) < SHORTEST_REASON:
        return Fault("repository.reason_needed")
    return None


def lot_fault(lot: Lot, jobs: int, undelivered: int) -> Fault | None:
    """What stands against drawing a sample of the lot."""
    if lot in (Lot.ACCEPTED, Lot.INSPECTED):
        return Fault("repository.lot_not_now")
    if not jobs:
        return Fault("repository.lot_empty")
    return Fault("repository.lot_unfinished", {"count": undelivered}) if undelivered else None


def returned_to(has_bad_page: bool) -> Stage:
    """Where a job of a returned lot goes: what was found bad is scanned again, the rest is checked again."""
    return Stage.SCAN if has_bad_page else Stage.CHECK
