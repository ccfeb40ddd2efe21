from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.ids import new_public_id
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area, AreaLink, AreaVersion, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules import reform_2025 as reform
from lienthu.registry.rules.boundaries import REFORM

#: The 71 communes of the table stand as they are since Gia Nghĩa became a city (Resolution 835/NQ-UBTVQH14).
KNOWN_SINCE = dt.date(2020, 1, 1)


@dataclass
class _Load:
    """The rows to write, collected first so that they go in by bulk."""

    areas: dict[reform.UnitKey, Area] = field(default_factory=dict)
    versions: list[AreaVersion] = field(default_factory=list)
    links: list[AreaLink] = field(default_factory=list)


def load_areas(*, actor: Actor) -> int:
    """The units of Đắk Nông before and since 1 July 2025. Does nothing when they are there. Returns how many came."""
    LIBRARY_EDIT.check_library(actor, None)
    with one_transaction():
        if AreaVersion.objects.filter(level="province", code=reform.HOME, valid_from=KNOWN_SINCE).exists():
            return 0
        load = _Load()
        _open_areas(load)
        _provinces(load)
        _districts(load)
        _communes(load)
        AreaVersion.objects.bulk_create(load.versions)
        AreaLink.objects.bulk_create(load.links)
        audit.record(actor=actor, code="registry.areas_loaded", subject="areas", data={"count": len(load.areas)})
    return len(load.areas)


def _open_areas(load: _Load) -> None:
    keys: list[reform.UnitKey] = []
    for province in reform.provinces():
        keys += [province.old, province.new]
    for commune in reform.communes():
        keys += [commune.district, commune.old, *([] if commune.is_unchanged else [commune.new])]
    wanted = list(dict.fromkeys(keys))
    created = Area.objects.bulk_create(Area(public_id=new_public_id()) for _ in wanted)
    load.areas = dict(zip(wanted, created, strict=True))


def _provinces(load: _Load) -> None:
    event = _event(EventKind.MERGE, reform.PROVINCES_BASIS)
    for province in reform.provinces():
        _version(load, province.old, None, KNOWN_SINCE, REFORM, "")
        load.links.append(_link(load, event, province.old, province.new))
    new = reform.provinces()[0].new
    _version(load, new, None, REFORM, None, reform.PROVINCES_BASIS)


def _districts(load: _Load) -> None:
    for district in dict.fromkeys(commune.district for commune in reform.communes()):
        basis = "835/NQ-UBTVQH14" if district.kind == "thanh_pho" else ""
        _version(load, district, _home(), KNOWN_SINCE, REFORM, basis)
        load.links.append(_link(load, _event(EventKind.ABOLISH, reform.DISTRICTS_BASIS), district, None))


def _communes(load: _Load) -> None:
    province = reform.provinces()[0].new
    merged: dict[reform.UnitKey, list[reform.UnitKey]] = {}
    for commune in reform.communes():
        _version(load, commune.old, commune.district, KNOWN_SINCE, REFORM, "")
        if commune.is_unchanged:  # the same extent is the same area; only what it lies in changes
            _version(load, commune.old, province, REFORM, None, reform.COMMUNES_BASIS)
        else:
            merged.setdefault(commune.new, []).append(commune.old)
    for new, former in merged.items():
        _version(load, new, province, REFORM, None, reform.COMMUNES_BASIS)
        event = _event(EventKind.MERGE, reform.COMMUNES_BASIS)
        load.links += [_link(load, event, old, new) for old in former]


def _home() -> reform.UnitKey:
    return next(province.old for province in reform.provinces() if province.old.code == reform.HOME)


def _event(kind: EventKind, basis: str) -> SuccessorEvent:
    return SuccessorEvent.objects.create(kind=kind, date=REFORM, legal_basis=basis)


def _link(load: _Load, event: SuccessorEvent, old: reform.UnitKey, new: reform.UnitKey | None) -> AreaLink:
    after = load.areas[new] if new else None
    return AreaLink(event=event, before=load.areas[old], after=after, share=1 if new else None)


def _version(
    load: _Load, key: reform.UnitKey, parent: reform.UnitKey | None, start: dt.date, end: dt.date | None, basis: str
) -> None:
    load.versions.append(
        AreaVersion(
            area=load.areas[key],
            code=key.code,
            name=key.name,
            level=key.level,
            kind=key.kind,
            parent=load.areas[parent] if parent else None,
            valid_from=start,
            valid_to=end,
            legal_basis=basis,
        )
    )
