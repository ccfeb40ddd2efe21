"""Our types as plain data for the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lienthu.registry.models import LibraryVersion
from lienthu.registry.profiles import PastEvent, Profile, area_path
from lienthu.registry.queries import LibraryCard, Question
from lienthu.registry.rules.boundaries import Atlas, Unit


def asked(question: Question) -> dict[str, str]:
    return {"as_of": question.as_of.isoformat(), "boundaries": str(question.boundaries)}


def card(one: LibraryCard) -> dict[str, Any]:
    names = ("code", "name", "name_en", "kind", "area_code", "area_name", "latitude", "longitude", "is_open")
    return {"id": one.public_id, "area_id": one.area_public_id} | {name: getattr(one, name) for name in names}


def library(found: Profile) -> dict[str, Any]:
    version = found.version
    names = ("is_public_funded", "address", "phone", "email", "web", "hours")
    return (
        card(found.card)
        | asked(found.question)
        | {name: getattr(version, name) for name in names}
        | {
            "isil": found.library.isil,
            "area_path": found.area_path,
            "agency": version.agency.code if version.agency else None,
            "services": [{"kind": one.service.kind, "note": one.note} for one in found.services],
            "versions": [_version(one, found.areas) for one in found.versions],
            "events": [_event(one) for one in found.events],
            "successors": [card(one) for one in found.heirs],
        }
    )


def _version(version: LibraryVersion, areas: Atlas) -> dict[str, Any]:
    names = ("name", "name_en", "kind", "address", "legal_basis")
    return {name: getattr(version, name) for name in names} | {
        "area": area_path(areas, version.area_id, version.valid_from),
        "valid_from": version.valid_from.isoformat(),
        "valid_to": _iso(version.valid_to),
    }


def _event(past: PastEvent) -> dict[str, Any]:
    return {
        "kind": past.event.kind,
        "date": past.event.date.isoformat(),
        "legal_basis": past.event.legal_basis,
        "before": [card(one) for one in past.before],
        "after": [card(one) for one in past.after],
    }


def area(unit: Unit, areas: Atlas) -> dict[str, Any]:
    parent = areas.nearest(unit.parent, unit.valid_from) if unit.parent is not None else None
    return {
        "id": unit.public_id,
        "code": unit.code,
        "name": unit.name,
        "label": unit.label,
        "level": unit.level,
        "kind": unit.kind,
        "parent": parent.public_id if parent else None,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": _iso(unit.valid_to),
    }


def area_detail(unit: Unit, question: Question, areas: Atlas) -> dict[str, Any]:
    """The area of the day, and where its extent lies on the asked map."""
    on = question.map_date
    placed = areas.place(unit.area, on)
    chain = areas.chain(placed, on) if placed is not None else []
    return (
        area(unit, areas)
        | asked(question)
        | {
            "map_date": on.isoformat(),
            "ancestors": [area(one, areas) for one in chain if one.area != unit.area],
            "parts": [
                {
                    "area": area(areas.nearest(part.area, on), areas),
                    "share": None if part.share is None else float(part.share),
                }
                for part in areas.parts(unit.area, on)
            ],
            "versions": [area(one, areas) for one in areas.units if one.area == unit.area],
        }
    )


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
