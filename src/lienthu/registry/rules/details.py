"""What describes an area, an agency or a library between two dates, and what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from lienthu.kernel.errors import Invalid
from lienthu.registry.kinds import AgencyKind, AreaKind, AreaLevel, LibraryKind
from lienthu.registry.rules import hours as opening_hours
from lienthu.text import clean

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
_WEB = re.compile(r"https?://[^\s<>\"']+\.[^\s<>\"']+", re.IGNORECASE)
_PHONE = re.compile(r"[0-9+(). /-]{3,40}")
_CODE = re.compile(r"[0-9A-Za-z._-]{1,10}")

D = TypeVar("D", "AreaDetails", "AgencyDetails", "LibraryDetails")


@dataclass(frozen=True, slots=True)
class AreaDetails:
    code: str
    name: str
    level: str
    kind: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    name: str
    kind: str
    name_en: str = ""
    parent_id: int | None = None
    area_id: int | None = None


@dataclass(frozen=True, slots=True)
class LibraryDetails:
    name: str
    kind: str
    area_id: int
    name_en: str = ""
    is_public_funded: bool = True
    agency_id: int | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    latitude: float | None = None
    longitude: float | None = None
    hours: Mapping[str, Any] = field(default_factory=dict)


def values(details: AreaDetails | AgencyDetails | LibraryDetails) -> dict[str, Any]:
    return {one.name: getattr(details, one.name) for one in fields(details)}


def clean_area(details: AreaDetails) -> AreaDetails:
    _choice("level", details.level, AreaLevel.values)
    _choice("kind", details.kind, AreaKind.values)
    if not _CODE.fullmatch(details.code):
        raise Invalid("registry.bad_field", field="code", value=details.code[:40])
    return replace(details, name=_text("name", details.name, 120, required=True))


def clean_agency(details: AgencyDetails) -> AgencyDetails:
    _choice("kind", details.kind, AgencyKind.values)
    return replace(
        details,
        name=_text("name", details.name, 200, required=True),
        name_en=_text("name_en", details.name_en, 200),
    )


def clean_library(details: LibraryDetails) -> LibraryDetails:
    _choice("kind", details.kind, LibraryKind.values)
    latitude, longitude = _coordinates(details.latitude, details.longitude)
    return replace(
        details,
        name=_text("name", details.name, 200, required=True),
        name_en=_text("name_en", details.name_en, 200),
        address=_text("address", details.address, 300),
        phone=_formed("phone", details.phone, 40, _PHONE),
        email=_formed("email", details.email, 254, _EMAIL),
        web=_formed("web", details.web, 200, _WEB),
        latitude=latitude,
        longitude=longitude,
        hours=opening_hours.clean(details.hours),
    )


def clean_basis(text: str) -> str:
    """The paper that decided: number, date, issuer."""
    return _text("legal_basis", text, 200)


def clean_reason(text: str) -> str:
    return _text("reason", text, 300)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [old, new], for the audit trail."""
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def _text(name: str, text: str, limit: int, *, required: bool = False) -> str:
    text = clean(text)
    if required and not text:
        raise Invalid("registry.missing_field", field=name)
    if len(text) > limit:
        raise Invalid("registry.field_too_long", field=name, limit=limit)
    return text


def _formed(name: str, text: str, limit: int, pattern: re.Pattern[str]) -> str:
    text = _text(name, text, limit)
    if text and not pattern.fullmatch(text):
        raise Invalid("registry.bad_field", field=name, value=text[:40])
    return text


def _choice(name: str, value: str, allowed: list[str]) -> None:
    if value not in allowed:
        raise Invalid("registry.bad_field", field=name, value=value[:40])


def _coordinates(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    if (latitude is None) != (longitude is None):
        raise Invalid("registry.half_coordinates")
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not (math.isfinite(value) and -limit <= value <= limit):
            raise Invalid("registry.bad_field", field=name, value=str(value)[:40])
    return latitude, longitude
