"""Watched folders and their deliveries as programs are told of them."""

from __future__ import annotations

from typing import Any

from lienthu.kernel.sentences import sentence
from lienthu.repository.models import Delivery, WatchedFolder


def folder_told(one: WatchedFolder) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "path": one.path,
        "agency": one.agency.code,
        "quiet_minutes": one.quiet_minutes,
        "looked_at": one.looked_at,
        "fault": sentence(one.fault, one.fault_params) if one.fault else "",
    }


def delivery_told(one: Delivery) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "state_words": str(one.get_state_display()),
        "files": one.files,
        "deposit": one.deposit.public_id if one.deposit else "",
        "moved_to": one.moved_to,
        "message": sentence(one.fault, one.fault_params) if one.fault else "",
    }
