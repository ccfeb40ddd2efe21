"""REST: acts on areas. Each takes `preview` and then only says what it would touch."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any

from django.http import HttpRequest

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.registry import area_acts, present, schemas
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.queries import atlas
from lienthu.registry.routing import router


@router.post("/areas", response=schemas.AreaActOut, summary="A new area")
@requires(Permission.REGISTRY_EDIT)
def post_area(request: HttpRequest, data: schemas.AreaOpening) -> Any:
    actor = _network(request)
    return _answer(area_acts.open_(actor, data.dict(exclude_unset=True)), data.preview)


@router.patch("/areas/{code}", response=schemas.AreaActOut, summary="Another name, code or place from a day on")
@requires(Permission.REGISTRY_EDIT)
def patch_area(request: HttpRequest, code: str, data: schemas.AreaChange) -> Any:
    actor = _network(request)
    return _answer(area_acts.change(actor, code, data.dict(exclude_unset=True)), data.preview)


@router.post("/area-mergers", response=schemas.AreaActOut, summary="Areas are merged into a new one")
@requires(Permission.REGISTRY_EDIT)
def post_area_merger(request: HttpRequest, data: schemas.AreaMerger) -> Any:
    actor = _network(request)
    return _answer(area_acts.merge(actor, data.areas, data.dict(exclude_unset=True)), data.preview)


@router.post("/area-transfers", response=schemas.AreaActOut, summary="Areas go whole into one that keeps its name")
@requires(Permission.REGISTRY_EDIT)
def post_area_transfer(request: HttpRequest, data: schemas.AreaTransfer) -> Any:
    actor = _network(request)
    return _answer(area_acts.transfer(actor, data.areas, data.into, data.dict()), data.preview)


@router.post("/area-splits", response=schemas.AreaActOut, summary="An area is cut into parts")
@requires(Permission.REGISTRY_EDIT)
def post_area_split(request: HttpRequest, data: schemas.AreaSplit) -> Any:
    actor = _network(request)
    parts = [part.dict(exclude_unset=True) for part in data.parts]
    return _answer(area_acts.split(actor, data.area, parts, data.dict()), data.preview)


@router.post("/areas/{code}/abolish", response=schemas.AreaActOut, summary="An area ends without a successor")
@requires(Permission.REGISTRY_EDIT)
def post_area_abolition(request: HttpRequest, code: str, data: schemas.AreaEnding) -> Any:
    actor = _network(request)
    return _answer(area_acts.abolish(actor, code, data.dict()), data.preview)


def _network(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    LIBRARY_EDIT.check_library(actor, None)
    return actor


def _answer(act: area_acts.Act, preview: bool) -> dict[str, Any]:
    touched, areas = (act.rehearsed(), ()) if preview else act.done()
    known = atlas()
    shown = [present.area(unit, known) for unit in area_acts.described(areas, act.on)]
    return {"preview": preview, "areas": shown, "touched": touched.as_data()}
