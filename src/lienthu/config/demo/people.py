"""The demo's libraries and accounts, brought in through the same actions as everybody's."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import replace
from pathlib import Path

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.models import User
from lienthu.config.demo import network
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.registry.actions.agencies import merge_agencies, open_agency
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.actions.load_areas import KNOWN_SINCE, load_areas
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.actions.set_services import set_services
from lienthu.registry.models import Agency, AreaVersion, Library
from lienthu.registry.rules.details import AgencyDetails, LibraryDetails

FOUNDED = dt.date(2004, 1, 1)


def load_network(actor: Actor) -> dict[str, int]:
    """Areas, agencies and libraries; what is there already stays. Returns code → library id."""
    load_areas(actor=actor)
    _agencies(actor)
    known = dict(Library.objects.values_list("code", "id"))
    for library in network.LIBRARIES:
        if library.code not in known:
            known[library.code] = _open(actor, library)
    return known


def load_accounts(actor: Actor, libraries: dict[str, int], password: str) -> None:
    ensure_first_roles()
    for account in network.ACCOUNTS:
        if User.objects.filter(username=account.username).exists():
            continue
        library_id = libraries[account.library] if account.library else None
        user = people.open_account(
            actor=actor,
            username=account.username,
            display_name=account.name,
            password=password,
            library_id=library_id,
        )
        User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
        memberships.grant(actor=actor, user=user, role_code=account.role, library_id=library_id, valid_from=today())


def password_of(data: Path) -> str:
    """The one password of all demo accounts: made once, readable by the owner of the folder only."""
    path = data / "demo-password"
    if not path.exists():
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"caphe-{secrets.token_hex(5)}")
    return path.read_text().strip()


def _agencies(actor: Actor) -> None:
    known = dict(Agency.objects.values_list("code", "id"))
    new = [agency for agency in network.AGENCIES if agency.code not in known]
    for agency in new:
        details = AgencyDetails(name=agency.name, kind=agency.kind, name_en=agency.name_en)
        known[agency.code] = open_agency(actor=actor, code=agency.code, on=FOUNDED, details=details).pk
    for agency in new:
        if agency.successor:
            merge_agencies(
                actor=actor,
                from_ids=[known[agency.code]],
                into_id=known[agency.successor],
                on=dt.date.fromisoformat(agency.valid_to),
                legal_basis=network.MERGER_BASIS,
            )


def _open(actor: Actor, library: network.Library) -> int:
    first, *later = library.periods
    details = LibraryDetails(
        name=first.name,
        name_en=first.name_en,
        kind=first.kind,
        area_id=_area(first),
        agency_id=_agency(first),
        address=library.address,
        phone=library.phone,
        latitude=library.latitude,
        longitude=library.longitude,
        hours=library.hours,
    )
    on = dt.date.fromisoformat(first.valid_from)
    opened = open_library(actor=actor, code=library.code, on=on, details=details, legal_basis=first.legal_basis)
    set_services(actor=actor, library_id=opened.pk, on=on, offered=dict.fromkeys(library.services, ""))
    for period in later:
        change_library(
            actor=actor,
            library_id=opened.pk,
            on=dt.date.fromisoformat(period.valid_from),
            details=replace(
                details,
                name=period.name,
                name_en=period.name_en,
                kind=period.kind,
                area_id=_area(period),
                agency_id=_agency(period),
            ),
            legal_basis=period.legal_basis,
        )
    return opened.pk


def _area(period: network.Period) -> int:
    # The table of areas starts in 2020; older libraries stood in the areas of that day.
    on = max(dt.date.fromisoformat(period.valid_from), KNOWN_SINCE)
    return AreaVersion.objects.at(on).get(code=period.area, level="commune").area_id


def _agency(period: network.Period) -> int:
    return Agency.objects.get(code=period.agency).pk
