"""REST: watched folders and what was found in them."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.agencies import agency_by_code
from lienthu.registry.queries import library_by_code
from lienthu.repository.actions.watch import MOST_QUIET, unwatch_folder, watch_folder
from lienthu.repository.models import Deposit, WatchedFolder
from lienthu.repository.policies import KEEPS
from lienthu.repository.routing import router
from lienthu.repository.watching.told import delivery_told, folder_told

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=200)]


class WatchIn(Schema):
    """`path`: below the folder that the operator allows. `clearance`: who answers that no state secret is put there and
    that all may be shared, with position. Without `arrangement`: as the folders say."""

    path: Annotated[str, Field(max_length=300)]
    agency: Annotated[str, Field(max_length=40)]
    library: Annotated[str, Field(max_length=40)]
    clearance: Annotated[str, Field(max_length=200, examples=["Nguyễn Văn An, trưởng phòng"])]
    quiet_minutes: Annotated[int, Field(ge=1, le=MOST_QUIET)] = 10
    arrangement: Annotated[Deposit.Arrangement, one_of(Deposit.Arrangement)] | None = None


class WatchedOut(Schema):
    id: str
    path: str
    agency: str
    library: str
    quiet_minutes: int
    looked_at: dt.datetime | None
    closed_at: dt.datetime | None
    fault: str


class WatchedList(Schema):
    items: list[WatchedOut]
    next: str | None


class WatchedDelivery(Schema):
    """`message`: why it was set aside. `moved_to`: below the watched folder."""

    name: str
    state: str
    files: int
    deposit: str
    moved_to: str
    message: str


class WatchedDeliveries(Schema):
    items: list[WatchedDelivery]
    next: str | None


@router.get("/watched-folders", response=WatchedList, summary="Folders that are or were watched, newest first")
@requires(KEEP)
def list_watched(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = KEEPS.filter(actor_of(request), WatchedFolder.objects.select_related("agency", "library"))
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_folder(one) for one in shown.items], "next": shown.next}


@router.post("/watched-folders", response={201: WatchedOut}, summary="Watch a folder for an agency")
@requires(KEEP)
def post_watched(request: HttpRequest, given: WatchIn) -> Any:
    """For who keeps the documents of the whole network."""
    KEEPS.check_library(actor_of(request), None)
    made = watch_folder(
        actor=actor_of(request),
        path=given.path,
        agency=agency_by_code(given.agency),
        library_id=library_by_code(given.library).pk,
        clearance=given.clearance,
        quiet_minutes=given.quiet_minutes,
        arrangement=given.arrangement or "",
    )
    return Status(201, _folder(made))


@router.get("/watched-folders/{public_id}/deliveries", response=WatchedDeliveries, summary="What was found in a folder")
@requires(KEEP)
def list_deliveries(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 100) -> Any:
    found = KEEPS.filter(actor_of(request), WatchedFolder.objects.all()).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    shown = page(found.deliveries.select_related("deposit"), by=("-id",), after=after, size=limit)
    return {"items": [delivery_told(one) for one in shown.items], "next": shown.next}


@router.post("/watched-folders/{public_id}/close", response=WatchedOut, summary="Watch a folder no longer")
@requires(KEEP)
def post_watched_close(request: HttpRequest, public_id: str) -> Any:
    """What lies in it stays there."""
    return _folder(unwatch_folder(actor=actor_of(request), public_id=public_id))


def _folder(one: WatchedFolder) -> dict[str, Any]:
    return folder_told(one) | {"library": one.library.code, "closed_at": one.closed_at}
