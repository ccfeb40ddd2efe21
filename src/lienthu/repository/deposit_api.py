"""REST: open a deposit with its clearance, hand files over, close it, read what became of each, take the receipt."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from ninja import File, Status, UploadedFile
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import library_by_code
from lienthu.repository import deposit_schemas as schemas
from lienthu.repository import queries, receipts
from lienthu.repository.actions.deposit import add_file, cancel_deposit, close_deposit, open_deposit
from lienthu.repository.models import Deposit, DepositFile, Upload
from lienthu.repository.routing import router
from lienthu.repository.rules.clearance import Clearance

DEPOSIT = Permission.REPOSITORY_DEPOSIT
Limit = Annotated[int, Field(ge=1, le=500)]
_CHUNK = 1024 * 1024


@router.get("/deposits", response=schemas.DepositList, summary="Deposits of my libraries, newest first")
@requires(DEPOSIT)
def list_deposits(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = queries.deposits_of(actor_of(request)).select_related("library", "agency")
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [state_of(one) for one in shown.items], "next": shown.next}


@router.post("/deposits", response={201: schemas.DepositState}, summary="Open a deposit; its clearance comes first")
@requires(DEPOSIT)
def post_deposit(request: HttpRequest, given: schemas.DepositOpening) -> Any:
    clearance = Clearance(given.clearance.holds_secrets, given.clearance.may_share, given.clearance.name)
    made = open_deposit(
        actor=actor_of(request),
        library_id=library_by_code(given.library).pk,
        title=given.title,
        clearance=clearance,
        arrangement=given.arrangement,
        details={"kind": given.kind},
        agency_id=queries.agency_id(given.agency),
    )
    return Status(201, state_of(made))


@router.get("/deposits/{public_id}", response=schemas.DepositState, summary="How far a deposit is")
@requires(DEPOSIT)
def get_deposit(request: HttpRequest, public_id: str) -> Any:
    return state_of(queries.deposit_named(actor_of(request), public_id))


@router.get("/deposits/{public_id}/files", response=schemas.FileList, summary="What became of each file")
@requires(DEPOSIT)
def get_files(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 100) -> Any:
    files = queries.deposit_named(actor_of(request), public_id).files.select_related("object").order_by("id")
    shown = page(files, by=("id",), after=after, size=limit)
    return {"items": [file_state(one) for one in shown.items], "next": shown.next}


@router.post(
    "/deposits/{public_id}/files",
    response=schemas.Received,
    summary="Hand over small files in one request; large ones by tus (`/deposits/ID/uploads`)",
)
@requires(DEPOSIT)
def post_files(request: HttpRequest, public_id: str, file: File[list[UploadedFile]]) -> Any:
    actor, received, refused = actor_of(request), [], []
    found = queries.deposit_named(actor, public_id)
    for one in file:
        try:
            received.append(
                file_state(add_file(actor=actor, deposit=found, name=one.name or "", chunks=one.chunks(_CHUNK)))
            )
        except LienThuError as error:
            fault = {"path": one.name or "", "fault": error.code, "message": sentence(error.code, error.params)}
            refused.append(fault)
    return {"received": received, "refused": refused}


@router.get("/deposits/{public_id}/uploads", response=schemas.UploadList, summary="Files on their way, with offsets")
@requires(DEPOSIT)
def get_uploads(request: HttpRequest, public_id: str) -> Any:
    found = queries.deposit_named(actor_of(request), public_id)
    return {"items": [upload_state(one) for one in found.uploads.exclude(state="settled").order_by("id")[:1000]]}


@router.post("/deposits/{public_id}/close", response=schemas.DepositState, summary="That is all: screen the files")
@requires(DEPOSIT)
def post_close(request: HttpRequest, public_id: str) -> Any:
    actor = actor_of(request)
    close_deposit(actor=actor, deposit=queries.deposit_named(actor, public_id))
    return state_of(queries.deposit_named(actor, public_id))


@router.post("/deposits/{public_id}/cancel", response=schemas.DepositState, summary="Give an open deposit up")
@requires(DEPOSIT)
def post_cancel(request: HttpRequest, public_id: str) -> Any:
    actor = actor_of(request)
    cancel_deposit(actor=actor, deposit=queries.deposit_named(actor, public_id))
    return state_of(queries.deposit_named(actor, public_id))


@router.get(
    "/deposits/{public_id}/receipt",
    response={200: str},
    summary="The receipt: `csv` with sizes, checksums and faults, or `sha256` as sha256sum(1) checks it",
    openapi_extra={
        "responses": {
            200: {"content": {"text/csv": {"schema": {"type": "string"}}, "text/plain": {"schema": {"type": "string"}}}}
        }
    },
)
@requires(DEPOSIT)
def get_receipt(request: HttpRequest, public_id: str, format: str = "csv") -> StreamingHttpResponse:
    return receipts.response(queries.deposit_named(actor_of(request), public_id), format)


def state_of(found: Deposit) -> dict[str, Any]:
    states = list(found.files.values_list("state", flat=True))
    objects = found.files.exclude(object=None).order_by("object_id").values_list("object__public_id", flat=True)
    return {
        "id": found.public_id,
        "title": found.title,
        "library": found.library.code,
        "agency": found.agency.code if found.agency else "",
        "arrangement": found.arrangement,
        "state": found.state,
        "fault": found.fault,
        "files": len(states),
        "taken": states.count(DepositFile.State.TAKEN),
        "refused": states.count(DepositFile.State.REFUSED),
        "on_their_way": found.uploads.filter(state__in=("receiving", "whole")).count(),
        "objects": list(objects.distinct()[:1000]),
        "made_at": found.made_at,
        "closed_at": found.closed_at,
        "page": reverse("repository:deposit", args=[found.public_id]),
        "receipt": reverse("repository:receipt", args=[found.public_id]),
    }


def file_state(file: DepositFile) -> dict[str, Any]:
    plain = {name: getattr(file, name) for name in ("path", "size", "sha256", "mime", "state", "fault")}
    message = sentence(file.fault, file.fault_params) if file.fault else ""
    return plain | {"message": message, "object": file.object.public_id if file.object else ""}


def upload_state(upload: Upload) -> dict[str, Any]:
    plain = {name: getattr(upload, name) for name in ("path", "size", "offset", "state", "fault", "expires_at")}
    message = sentence(upload.fault, upload.fault_params) if upload.fault else ""
    return plain | {"id": upload.public_id, "message": message, "address": address_of(upload)}


def address_of(upload: Upload) -> str:
    return f"/api/v1/uploads/{upload.public_id}"
