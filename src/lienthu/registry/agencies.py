"""Agencies as their pages and the API show them: as of a day, with libraries, names and heirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lienthu.kernel.errors import Conflict, NotFound
from lienthu.registry.kinds import AgencyKind, EventKind
from lienthu.registry.models import Agency, AgencyLink, AgencyVersion, LibraryVersion, VersionQuerySet
from lienthu.registry.profiles import area_path
from lienthu.registry.queries import LibraryCard, Question, atlas, cards_of
from lienthu.registry.questions import find_area
from lienthu.registry.rules.boundaries import Atlas
from lienthu.registry.rules.details import AgencyDetails
from lienthu.registry.rules.timelines import day
from lienthu.ui.shapes import Event


@dataclass(frozen=True, slots=True)
class AgencyProfile:
    agency: Agency
    question: Question
    version: AgencyVersion
    """The one in force on the day; of an agency that has ended, or not yet begun, the nearest in time."""
    versions: tuple[AgencyVersion, ...]
    links: tuple[AgencyLink, ...]
    names: Mapping[int, str]
    heirs: tuple[Agency, ...]
    libraries: tuple[LibraryCard, ...]
    areas: Atlas

    @property
    def is_there(self) -> bool:
        return self.version.covers(self.question.as_of)

    @property
    def ended_on(self) -> dt.date | None:
        return self.versions[-1].valid_to

    @property
    def area_path(self) -> str:
        area = self.version.area_id
        return area_path(self.areas, area, self.question.map_date) if area is not None else ""


def agency_by_code(code: str) -> Agency:
    """By code or public identifier; of an agency that has ended too."""
    text = code.replace("\x00", "").strip()
    found = Agency.objects.filter(Q(code=text.upper()) | Q(public_id=text.lower())).order_by("pk").first()
    if found is None:
        raise NotFound("registry.no_such_agency", value=text[:40])
    return found


def agencies_on(question: Question) -> VersionQuerySet[AgencyVersion]:
    """The agencies of a day, still to be ordered and cut."""
    return AgencyVersion.objects.at(question.as_of).select_related("agency")


def library_counts(question: Question) -> dict[int, int]:
    """Agency → how many libraries belong to it on the day."""
    rows = LibraryVersion.objects.at(question.as_of).exclude(agency=None).order_by()
    return dict(rows.values_list("agency_id").annotate(Count("pk")))


def agency_profile(agency: Agency, question: Question) -> AgencyProfile:
    versions = tuple(AgencyVersion.objects.filter(agency=agency).select_related("parent").order_by("valid_from"))
    if not versions:
        raise NotFound("kernel.not_found")
    past = [version for version in versions if version.valid_from <= question.as_of]
    links = tuple(
        AgencyLink.objects.filter(Q(before=agency) | Q(after=agency))
        .select_related("event")
        .order_by("event__date", "pk")
    )
    successors = [
        link.after_id for link in links if link.before_id == agency.pk and link.after_id not in (None, agency.pk)
    ]
    others = {end for link in links for end in (link.before_id, link.after_id) if end} | {
        version.parent_id for version in versions if version.parent_id
    }
    named = AgencyVersion.objects.filter(agency_id__in=others).order_by("valid_from")
    areas = atlas()
    held = (
        LibraryVersion.objects.at(question.as_of).filter(agency=agency).select_related("library").order_by("name_key")
    )
    return AgencyProfile(
        agency=agency,
        question=question,
        version=past[-1] if past else versions[0],
        versions=versions,
        links=links,
        names=dict(named.values_list("agency_id", "name")),
        heirs=tuple(Agency.objects.filter(pk__in=successors).order_by("pk")),
        libraries=tuple(cards_of(held, question, areas).values()),
        areas=areas,
    )


def agency_history(shown: AgencyProfile) -> list[Event]:
    """Newest first."""
    dated = [*_versions(shown), *_events(shown)]
    return sorted(dated, key=lambda event: event.when, reverse=True)


def _versions(shown: AgencyProfile) -> Iterator[Event]:
    for old, new in zip(shown.versions, shown.versions[1:], strict=False):
        if old.name != new.name:
            yield Event(new.valid_from, _("New name: %(name)s") % {"name": new.name}, new.legal_basis)
        elif old.parent_id != new.parent_id and new.parent_id:
            above = shown.names.get(new.parent_id, "")
            yield Event(new.valid_from, _("Now belongs to %(name)s") % {"name": above}, new.legal_basis)


def _events(shown: AgencyProfile) -> Iterator[Event]:
    mine = shown.agency.pk
    for link in shown.links:
        before, after = shown.names.get(link.before_id or 0, ""), shown.names.get(link.after_id or 0, "")
        if link.event.kind == EventKind.CREATE:
            text = _("Founded as %(name)s") % {"name": shown.versions[0].name}
        elif link.event.kind == EventKind.RENAME:
            continue
        elif link.after_id == mine:
            text = _("Took over %(before)s") % {"before": before}
        else:
            text = _("Merged into %(after)s") % {"after": after}
        yield Event(link.event.date, text, link.event.legal_basis)


def agency_details(values: Mapping[str, Any], on: dt.date, base: AgencyVersion | None = None) -> AgencyDetails:
    """What a form or the API sends; a field that is not named keeps what `base` has."""
    known: dict[str, Any] = {"name": "", "kind": "", "name_en": "", "parent_id": None, "area_id": None}
    if base is not None:
        known |= {name: getattr(base, name) for name in known}
    known |= {name: values[name] or "" for name in ("name", "kind", "name_en") if name in values}
    if "parent" in values:
        known["parent_id"] = agency_by_code(values["parent"]).pk if values["parent"] else None
    if "area" in values:
        known["area_id"] = find_area(atlas(), values["area"], on).area if values["area"] else None
    return AgencyDetails(**known)


def agency_version_at(agency: Agency, on: dt.date) -> AgencyVersion:
    found = AgencyVersion.objects.filter(agency=agency).at(on).first()
    if found is None:
        last = AgencyVersion.objects.filter(agency=agency).order_by("valid_from").last()
        raise Conflict("registry.not_there_yet", name=last.name if last else agency.code, date=day(on))
    return found


def agency_as_data(shown: AgencyProfile) -> dict[str, Any]:
    version = shown.version
    return {
        "id": shown.agency.public_id,
        "code": shown.agency.code,
        "name": version.name,
        "name_en": version.name_en,
        "kind": version.kind,
        "is_there": shown.is_there,
        "parent": version.parent.code if version.parent else None,
        "area_path": shown.area_path,
        "as_of": shown.question.as_of.isoformat(),
        "boundaries": str(shown.question.boundaries),
        "versions": [
            {
                "name": one.name,
                "kind": one.kind,
                "valid_from": one.valid_from.isoformat(),
                "valid_to": one.valid_to.isoformat() if one.valid_to else None,
                "legal_basis": one.legal_basis,
            }
            for one in shown.versions
        ],
        "successors": [one.code for one in shown.heirs],
        "libraries": [{"id": card.public_id, "code": card.code, "name": card.name} for card in shown.libraries],
    }


def kind_label(kind: str) -> str:
    return str(AgencyKind(kind).label)
