"""Areas, for the network's administrators: the map of a day as a list, the page of one, and the acts on it.

An act is shown with all that it touches before it is done.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.registry import area_acts
from lienthu.registry.area_history import area_history, libraries_in
from lienthu.registry.forms import EndingForm
from lienthu.registry.forms_areas import AreaForm, AreaMergeForm, AreaSplitForm, AreaTransferForm
from lienthu.registry.kinds import AreaLevel
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.queries import atlas
from lienthu.registry.questions import read_level, read_question
from lienthu.registry.rules.boundaries import Atlas, Unit
from lienthu.registry.views._act import act_when_seen
from lienthu.text import sort_key

EDIT = Permission.REGISTRY_EDIT


@requires(EDIT)
def areas(request: HttpRequest) -> HttpResponse:
    _network(request)
    question = read_question(request.GET.get("as_of", ""))
    level = read_level(request.GET.get("level", ""), AreaLevel.values)
    found = atlas()
    rows = [
        (unit, AreaLevel(unit.level).label, ", ".join(one.label for one in found.chain(unit.area, question.as_of)[1:]))
        for unit in sorted(found.on(question.as_of, level), key=lambda unit: (_rank(unit), sort_key(unit.name)))
    ]
    context = {"rows": rows, "question": question, "level": level or "", "levels": AreaLevel.choices}
    return render(request, "registry/areas.html", context | {"room_current": "registry:staff"})


@requires(EDIT)
def area(request: HttpRequest, public_id: str) -> HttpResponse:
    _network(request)
    found = atlas()
    unit = _unit(found, public_id)
    above = ", ".join(one.label for one in found.chain(unit.area, today())[1:])
    context = {
        "unit": unit,
        "above": above,
        "is_there": unit.covers(today()),
        "level": AreaLevel(unit.level).label,
        "versions": [one for one in found.units if one.area == unit.area][::-1],
        "below": sorted(found.children(unit.area, today()), key=lambda one: sort_key(one.name)),
        "libraries": libraries_in(found, unit.area),
        "history": area_history(found, unit.area),
        "room_current": "registry:staff",
    }
    return render(request, "registry/area.html", context)


@requires(EDIT)
def open_new(request: HttpRequest) -> HttpResponse:
    actor = _network(request)
    form = AreaForm(request.POST or None, initial={"level": AreaLevel.COMMUNE, "kind": "xa"})
    return _do(request, form, lambda: area_acts.open_(actor, form.cleaned_data), None, _("New area"))


@requires(EDIT)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, unit = _network(request), _unit(atlas(), public_id)
    form = AreaForm(request.POST or None, initial=_initial(unit))
    lead = _("Another name, code or place for the same land. What was true before that day stays on record.")
    return _do(request, form, lambda: area_acts.change(actor, public_id, form.cleaned_data), unit, _("Rename"), lead)


@requires(EDIT)
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, unit = _network(request), _unit(atlas(), public_id)
    label = _("Merged with %(area)s") % {"area": unit.label}
    initial = _initial(unit) | {"name": "", "code": ""}
    form = AreaMergeForm(request.POST or None, choices=_others(unit), label=label, initial=initial)

    def planned() -> area_acts.Act:
        return area_acts.merge(actor, [public_id, *form.cleaned_data["areas"]], form.cleaned_data)

    lead = _("All of them end on that day; the new area may take a name or code of theirs.")
    return _do(request, form, planned, unit, _("Merge"), lead)


@requires(EDIT)
def transfer(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, unit = _network(request), _unit(atlas(), public_id)
    form = AreaTransferForm(request.POST or None, choices=_others(unit))

    def planned() -> area_acts.Act:
        return area_acts.transfer(actor, [public_id], form.cleaned_data["into"], form.cleaned_data)

    lead = _("It ends on that day; the area that takes it in keeps its name and code.")
    return _do(request, form, planned, unit, _("Whole transfer"), lead)


@requires(EDIT)
def split(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, areas_known = _network(request), atlas()
    unit = _unit(areas_known, public_id)
    below = sorted(areas_known.children(unit.area, today()), key=lambda one: sort_key(one.name))
    form = AreaSplitForm(request.POST or None, unit=unit, neighbours=_others(unit), children=below)

    def planned() -> area_acts.Act:
        return area_acts.split(actor, public_id, form.parts(), form.cleaned_data)

    lead = _("It ends on that day. A part that goes on under the old name gets that name and code again.")
    return _do(request, form, planned, unit, _("Split"), lead)


@requires(EDIT)
def abolish(request: HttpRequest, public_id: str) -> HttpResponse:
    actor, unit = _network(request), _unit(atlas(), public_id)
    form = EndingForm(request.POST or None)
    lead = _("It ends without a successor: what lies in it lies directly in the area above from that day on.")
    planned = lambda: area_acts.abolish(actor, public_id, form.cleaned_data)  # noqa: E731
    return _do(request, form, planned, unit, _("Abolish"), lead, kind="danger")


def _do(
    request: HttpRequest, form: forms.Form, planned: Any, unit: Unit | None, title: str, lead: str = "", kind: str = ""
) -> HttpResponse:
    done = reverse("registry:area", args=[unit.public_id]) if unit else reverse("registry:areas")
    page = {"title": title, "lead": lead, "name": unit.label if unit else _("Areas"), "room_current": "registry:staff"}
    return act_when_seen(request, form, planned, done, _("Saved."), **page, **({"kind": kind} if kind else {}))


def _network(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    LIBRARY_EDIT.check_library(actor, None)
    return actor


def _unit(areas_known: Atlas, public_id: str) -> Unit:
    """The area as it is today; of one that has ended, or is to come, the version nearest in time."""
    found = next((unit.area for unit in areas_known.units if unit.public_id == public_id), None)
    if found is None:
        raise NotFound("kernel.not_found")
    return areas_known.nearest(found, today())


def _others(unit: Unit) -> list[tuple[str, str]]:
    """Those of the same level that are there today, with what they lie in."""
    found = atlas()
    rows = [one for one in found.on(today(), unit.level) if one.area != unit.area]
    rows.sort(key=lambda one: (one.parent != unit.parent, sort_key(one.name)))
    return [(one.public_id, ", ".join(each.label for each in found.chain(one.area, today())[:2])) for one in rows]


def _initial(unit: Unit) -> dict[str, Any]:
    values = {name: getattr(unit, name) for name in ("code", "name", "level", "kind")}
    above = atlas().nearest(unit.parent, today()).public_id if unit.parent is not None else ""
    return values | {"parent": above}


def _rank(unit: Unit) -> int:
    return AreaLevel.values.index(unit.level)
