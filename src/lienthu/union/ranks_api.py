"""REST: whose description is taken first."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.union.actions.building import UNKNOWN_RANK, rank_table
from lienthu.union.actions.rank_libraries import HIGHEST, last_run, rank_libraries
from lienthu.union.routing import router
from lienthu.union.rules.entry import LIBRARY_RANK


class RankRun(Schema):
    """The last count or change. `entries` to build anew, `changed`: how many of them show something else, in which
    `fields`; empty until it is done."""

    job: str
    dry: bool
    state: str
    entries: int | None
    changed: int | None
    fields: dict[str, int]


class RanksOut(Schema):
    """Kind of library → rank; a kind that is in neither has the rank `otherwise`."""

    ranks: dict[str, int]
    delivered: dict[str, int]
    otherwise: int
    highest: int
    run: RankRun | None


class RanksIn(Schema):
    """Kinds that are not named keep their rank. `dry`: only count what would change."""

    ranks: dict[str, int] = Field(max_length=100)
    dry: bool = False
    note: str = Field("", max_length=500)


@router.get("/union/ranks", response=RanksOut, summary="Whose description is taken first, by kind of library")
@requires(Permission.UNION_ADMIN)
def get_ranks(request: HttpRequest) -> Any:
    run = max(filter(None, (last_run(dry=True), last_run(dry=False))), key=lambda one: one.pk, default=None)
    return {
        "ranks": rank_table(),
        "delivered": dict(LIBRARY_RANK),
        "otherwise": UNKNOWN_RANK,
        "highest": HIGHEST,
        "run": _run(run) if run else None,
    }


@router.post("/union/ranks", response={202: RankRun}, summary="Set the ranks of libraries, or count what would change")
@requires(Permission.UNION_ADMIN)
def post_ranks(request: HttpRequest, body: RanksIn) -> Any:
    return Status(202, _run(rank_libraries(actor=actor_of(request), **body.dict())))


def _run(job: Job) -> dict[str, Any]:
    found = job.result or {}
    return {
        "job": job.public_id,
        "dry": job.params["dry"],
        "state": job.state,
        "entries": found.get("entries"),
        "changed": found.get("changed"),
        "fields": found.get("fields", {}),
    }
