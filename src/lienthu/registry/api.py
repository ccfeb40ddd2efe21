"""REST: libraries and areas, as of any day, on the old or the new map."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry import api_agencies, api_areas, present, schemas
from lienthu.registry.actions.close_library import close_library
from lienthu.registry.actions.merge_libraries import merge_libraries
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.actions.set_services import set_services
from lienthu.registry.edits import apply_change, opening_details
from lienthu.registry.kinds import AreaLevel
from lienthu.registry.profiles import profile
from lienthu.registry.queries import atlas, cards_of, directory, library_by_code
from lienthu.registry.questions import find_area, read_date, read_filter, read_level, read_question
from lienthu.registry.routing import router

__all__ = ["api_agencies", "api_areas", "router"]


@router.get("/libraries", response=schemas.LibraryList, summary="Libraries open on a day")
@requires(Access.PUBLIC)
def list_libraries(
    request: HttpRequest,
    kind: str = "",
    area: str = "",
    service: str = "",
    group: str = "",
    box: str = "",
    q: str = "",
    as_of: str = "",
    boundaries: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> Any:
    question, areas = read_question(as_of, boundaries), atlas()
    values = {"kind": kind, "area": area, "service": service, "group": group, "box": box, "q": q}
    wanted = read_filter(values, question, areas)
    found = page(directory(question, wanted, areas), by=("library_id",), after=after, size=limit)
    items = [present.card(card) for card in cards_of(found.items, question, areas).values()]
    return present.asked(question) | {"items": items, "next": found.next}


@router.get("/libraries/{identifier}", response=schemas.LibraryDetail, summary="A library, also by a former code")
@requires(Access.PUBLIC)
def get_library(request: HttpRequest, identifier: str, as_of: str = "", boundaries: str = "") -> Any:
    return present.library(profile(library_by_code(identifier), read_question(as_of, boundaries)))


@router.post("/libraries", response={201: schemas.LibraryDetail}, summary="A library joins the network")
@requires(Permission.REGISTRY_EDIT)
def post_library(request: HttpRequest, data: schemas.LibraryOpening) -> Any:
    on = read_date(data.on)
    library = open_library(
        actor=actor_of(request),
        code=data.code,
        isil=data.isil,
        on=on,
        details=opening_details(data.dict(exclude_unset=True), on),
        legal_basis=data.legal_basis,
    )
    return Status(201, present.library(profile(library, read_question(data.on))))


@router.patch("/libraries/{identifier}", response=schemas.LibraryDetail, summary="Change from a day, or correct")
@requires(Permission.REGISTRY_EDIT)
def patch_library(request: HttpRequest, identifier: str, data: schemas.LibraryChange) -> Any:
    library = library_by_code(identifier)
    apply_change(actor_of(request), library, data.dict(exclude_unset=True))
    return present.library(profile(library, read_question(data.on)))


@router.put("/libraries/{identifier}/services", response=schemas.LibraryDetail, summary="What it offers from a day")
@requires(Permission.REGISTRY_EDIT)
def put_services(request: HttpRequest, identifier: str, data: schemas.ServicesChange) -> Any:
    library = library_by_code(identifier)
    set_services(actor=actor_of(request), library_id=library.pk, on=read_date(data.on), offered=data.services)
    return present.library(profile(library, read_question(data.on)))


@router.post("/libraries/{identifier}/close", response=schemas.LibraryDetail, summary="A library ends")
@requires(Permission.REGISTRY_EDIT)
def post_close(request: HttpRequest, identifier: str, data: schemas.Ending) -> Any:
    library = library_by_code(identifier)
    close_library(actor=actor_of(request), library_id=library.pk, on=read_date(data.on), legal_basis=data.legal_basis)
    return present.library(profile(library, read_question(data.on)))


@router.post("/library-mergers", response=schemas.LibraryDetail, summary="Libraries are merged into another one")
@requires(Permission.REGISTRY_EDIT)
def post_merger(request: HttpRequest, data: schemas.Merger) -> Any:
    into = library_by_code(data.into)
    merge_libraries(
        actor=actor_of(request),
        from_ids=[library_by_code(code).pk for code in data.libraries],
        into_id=into.pk,
        on=read_date(data.on),
        legal_basis=data.legal_basis,
    )
    return present.library(profile(into, read_question(data.on)))


@router.get("/areas", response=schemas.AreaList, summary="The areas of a day's map")
@requires(Access.PUBLIC)
def list_areas(request: HttpRequest, level: str = "", as_of: str = "", boundaries: str = "") -> Any:
    question, areas = read_question(as_of, boundaries), atlas()
    found = areas.on(question.map_date, read_level(level, AreaLevel.values))
    items = [present.area(unit, areas) for unit in found]
    return present.asked(question) | {"map_date": question.map_date.isoformat(), "items": items}


@router.get("/areas/{code}", response=schemas.AreaDetail, summary="An area; a code means what it meant on that day")
@requires(Access.PUBLIC)
def get_area(request: HttpRequest, code: str, as_of: str = "", boundaries: str = "") -> Any:
    question, areas = read_question(as_of, boundaries), atlas()
    return present.area_detail(find_area(areas, code, question.as_of), question, areas)
