"""Field 926 (độ mật, 0–10, `marc.fields.secrecy_level`): above 0 a record waits for a reviewer and is shown nowhere."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """What an earlier review says about a record."""

    NONE = ""
    OPEN = "open"
    RELEASED = "released"
    KEPT = "kept"
    LIFTED = "lifted"


def is_restricted(new_level: int, standing: Standing, reviewed_level: int) -> bool:
    """A release holds for the level that was reviewed; a decision to keep holds until a reviewer takes it back."""
    if standing is Standing.KEPT:
        return True
    if standing is Standing.RELEASED:
        return new_level > reviewed_level
    return new_level > 0
