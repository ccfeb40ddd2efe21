"""REST: the sheet that describes a deposit's documents."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any

from django.http import HttpRequest
from ninja import File, Schema, Status, UploadedFile

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries
from lienthu.repository.actions.put_sheet import drop_sheet, put_sheet
from lienthu.repository.models import Deposit
from lienthu.repository.routing import router
from lienthu.repository.sheets.standing import standing

DEPOSIT = Permission.REPOSITORY_DEPOSIT
_CHUNK = 1024 * 1024


class SheetColumn(Schema):
    """`field` is empty where the cells are kept as they are."""

    letter: str
    header: str
    field: str


class SheetRowTold(Schema):
    row: int
    where: str
    describes: bool
    messages: list[str]


class SheetState(Schema):
    """`told`: rows of which something has to be said, the first 200; `files_without_row`: the first 200."""

    name: str
    sheet: str
    sha256: str
    columns: list[SheetColumn]
    notes: list[str]
    other_tables: list[str]
    rows: int
    described: int
    told: list[SheetRowTold]
    files_without_row: list[str]
    files_without_row_count: int


@router.post(
    "/deposits/{public_id}/sheet", response=SheetState, summary="Describe the files by a sheet; the last counts"
)
@requires(DEPOSIT)
def post_sheet(request: HttpRequest, public_id: str, sheet: File[UploadedFile]) -> Any:
    found = queries.deposit_named(actor_of(request), public_id)
    put_sheet(actor=actor_of(request), deposit=found, name=sheet.name or "", chunks=sheet.chunks(_CHUNK))
    return state_of(found)


@router.get("/deposits/{public_id}/sheet", response=SheetState, summary="How the sheet was understood, row by row")
@requires(DEPOSIT)
def get_sheet(request: HttpRequest, public_id: str) -> Any:
    found = queries.deposit_named(actor_of(request), public_id)
    if not found.sheet:
        raise NotFound("kernel.not_found")
    return state_of(found)


@router.delete("/deposits/{public_id}/sheet", response={204: None}, summary="Take the sheet away; the files stay")
@requires(DEPOSIT)
def delete_sheet(request: HttpRequest, public_id: str) -> Any:
    drop_sheet(actor=actor_of(request), deposit=queries.deposit_named(actor_of(request), public_id))
    return Status(204, None)


def state_of(found: Deposit) -> dict[str, Any]:
    now = standing(found)
    told = [{"row": one.number, "where": one.where, "describes": one.is_good, "messages": one.said} for one in now.told]
    return {
        "name": found.sheet["name"],
        "sheet": found.sheet["sheet"],
        "sha256": found.sheet["sha256"],
        "columns": found.sheet["columns"],
        "notes": [sentence(code, params) for code, params in found.sheet["notes"]],
        "other_tables": found.sheet["skipped"],
        "rows": now.rows,
        "described": now.described,
        "told": told,
        "files_without_row": now.loose,
        "files_without_row_count": now.loose_count,
    }
