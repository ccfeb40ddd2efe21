from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lienthu.kernel.actor import Actor
from lienthu.registry.actions._libraries import details_of
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.models import LibraryVersion
from lienthu.registry.queries import version_at


def set_hours(*, actor: Actor, library_id: int, on: dt.date, hours: Mapping[str, Any]) -> LibraryVersion:
    details = replace(details_of(version_at(library_id, on)), hours=hours)
    return change_library(actor=actor, library_id=library_id, on=on, details=details)
