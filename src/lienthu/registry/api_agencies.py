"""REST: agencies, as of any day."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry import present, schemas
from lienthu.registry.actions.agencies import change_agency, merge_agencies, open_agency
from lienthu.registry.agencies import (
    agencies_on,
    agency_as_data,
    agency_by_code,
    agency_details,
    agency_profile,
    agency_version_at,
)
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.questions import read_date, read_question
from lienthu.registry.routing import router


@router.get("/agencies", response=schemas.AgencyList, summary="Agencies of a day")
@requires(Access.PUBLIC)
def list_agencies(
    request: HttpRequest,
    as_of: str = "",
    boundaries: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> Any:
    question = read_question(as_of, boundaries)
    found = page(agencies_on(question), by=("agency_id",), after=after, size=limit)
    names = ("name", "name_en", "kind")
    items = [
        {"id": one.agency.public_id, "code": one.agency.code} | {name: getattr(one, name) for name in names}
        for one in found.items
    ]
    return present.asked(question) | {"items": items, "next": found.next}


@router.get("/agencies/{code}", response=schemas.AgencyDetail, summary="An agency, its names, libraries and heirs")
@requires(Access.PUBLIC)
def get_agency(request: HttpRequest, code: str, as_of: str = "", boundaries: str = "") -> Any:
    return agency_as_data(agency_profile(agency_by_code(code), read_question(as_of, boundaries)))


@router.post("/agencies", response={201: schemas.AgencyDetail}, summary="An agency is founded")
@requires(Permission.REGISTRY_EDIT)
def post_agency(request: HttpRequest, data: schemas.AgencyOpening) -> Any:
    actor = actor_of(request)
    LIBRARY_EDIT.check_library(actor, None)
    on = read_date(data.on)
    details = agency_details(data.dict(exclude_unset=True), on)
    agency = open_agency(actor=actor, code=data.code, on=on, details=details, legal_basis=data.legal_basis)
    return Status(201, agency_as_data(agency_profile(agency, read_question(data.on))))


@router.patch("/agencies/{code}", response=schemas.AgencyDetail, summary="Different from a day on")
@requires(Permission.REGISTRY_EDIT)
def patch_agency(request: HttpRequest, code: str, data: schemas.AgencyChange) -> Any:
    actor = actor_of(request)
    LIBRARY_EDIT.check_library(actor, None)
    agency, on = agency_by_code(code), read_date(data.on)
    details = agency_details(data.dict(exclude_unset=True), on, agency_version_at(agency, on))
    change_agency(actor=actor, agency_id=agency.pk, on=on, details=details, legal_basis=data.legal_basis)
    return agency_as_data(agency_profile(agency, read_question(data.on)))


@router.post("/agency-mergers", response=schemas.AgencyDetail, summary="Agencies end and another one takes over")
@requires(Permission.REGISTRY_EDIT)
def post_agency_merger(request: HttpRequest, data: schemas.AgencyMerger) -> Any:
    into = agency_by_code(data.into)
    merge_agencies(
        actor=actor_of(request),
        from_ids=[agency_by_code(code).pk for code in data.agencies],
        into_id=into.pk,
        on=read_date(data.on),
        legal_basis=data.legal_basis,
    )
    return agency_as_data(agency_profile(into, read_question(data.on)))
