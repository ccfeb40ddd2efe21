"""When a machine may be booked. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Shift(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """`calibrated_until`: the last day on which its calibration holds; None where it was never calibrated."""

    name: str
    calibrated_until: dt.date | None
    is_ended: bool = False


def fault(machine: MachineFacts, day: dt.date) -> tuple[str, dict[str, Any]] | None:
    """Why it may do nothing on that day."""
    if machine.is_ended:
        return "repository.machine_ended", {"machine": machine.name}
    if machine.calibrated_until is None:
        return "repository.machine_uncalibrated", {"machine": machine.name}
    if machine.calibrated_until < day:
        until = machine.calibrated_until.strftime("%d/%m/%Y")
        return "repository.machine_lapsed", {"machine": machine.name, "until": until}
    return None
