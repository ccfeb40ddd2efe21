"""What the registry announces, and the acts it writes into the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, outbox
from lienthu.kernel.actor import Actor

LIBRARY_CHANGED = "registry.library_changed"

audit.register("registry.library_opened", gettext_noop("Opened %(name)s on %(date)s."), ("name", "date", "values"))
audit.register(
    "registry.library_changed",
    gettext_noop("Changed %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.library_corrected",
    gettext_noop("Corrected the version of %(name)s from %(date)s: %(reason)s"),
    ("name", "date", "changes", "reason"),
)
audit.register("registry.library_closed", gettext_noop("Closed %(name)s on %(date)s."), ("name", "date", "legal_basis"))
audit.register(
    "registry.libraries_merged",
    gettext_noop("Merged %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)
audit.register(
    "registry.library_split",
    gettext_noop("Split %(name)s on %(date)s; from it came %(names)s."),
    ("name", "names", "date", "legal_basis"),
)
audit.register(
    "registry.services_set",
    gettext_noop("Set the services of %(name)s from %(date)s on."),
    ("name", "date", "old", "new"),
)
audit.register(
    "registry.library_identified",
    gettext_noop("Gave %(name)s the code %(library_code)s and the ISIL %(isil)s."),
    ("name", "library_code", "isil", "changes"),
)
audit.register("registry.areas_loaded", gettext_noop("Loaded %(count)s areas."), ("count",))
audit.register("registry.area_opened", gettext_noop("Added the area %(name)s from %(date)s."), ("name", "date"))
audit.register(
    "registry.area_changed",
    gettext_noop("Changed the area %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.areas_merged",
    gettext_noop("Merged the areas %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)
audit.register("registry.agency_opened", gettext_noop("Added the agency %(name)s from %(date)s."), ("name", "date"))
audit.register(
    "registry.agency_changed",
    gettext_noop("Changed the agency %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.agencies_merged",
    gettext_noop("Merged the agencies %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)


def announce(actor: Actor, code: str, library_id: int, also: Iterable[int] = (), **data: Any) -> None:
    """Audits an act on a library and tells the rooms above, in the caller's transaction."""
    audit.record(actor=actor, code=code, subject=f"library:{library_id}", library_id=library_id, data=data)
    outbox.publish(LIBRARY_CHANGED, {"libraries": sorted({library_id, *also})})
