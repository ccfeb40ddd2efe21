"""REST: batch edits."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.catalogue import batch_words
from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.batch_queries import counts_of, edit_for, previews
from lienthu.catalogue.models import BatchEdit
from lienthu.catalogue.queries import editing_libraries
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.batch_edit import Operation
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission


class WhereIn(Schema):
    how: Literal["", "contains", "equals", "missing"] = ""
    tag: str = Field(default="", max_length=3)
    code: str = Field(default="", max_length=1)
    text: str = Field(default="", max_length=2_000)


class BatchSelection(Schema):
    by: str = Field(default="all", max_length=20, description="all, numbers, import or reason")
    value: str = Field(default="", max_length=200_000)
    where: WhereIn = WhereIn()


class OperationIn(Schema):
    kind: str = Field(max_length=20, description="fix, replace, set, add, delete_field, delete_subfield or move")
    fix: str = Field(default="", max_length=30)
    tag: str = Field(default="", max_length=3)
    code: str = Field(default="", max_length=1)
    text: str = Field(default="", max_length=2_000)
    to: str = Field(default="", max_length=2_000)
    indicators: str = Field(default="  ", max_length=2)


class EditIn(Schema):
    library: str = Field(max_length=30)
    selection: BatchSelection = BatchSelection()
    operation: OperationIn


class BatchChange(Schema):
    tag: str
    before: str
    after: str


class BatchPreview(Schema):
    record: int
    control_no: str
    changes: list[BatchChange]


class EditOut(Schema):
    id: str
    state: str
    operation: str
    looked_at: int
    counts: dict[str, int] = Field(description="outcome → number of records")
    job: str | None
    previews: list[BatchPreview]


@router.post("/batch-edits", response={202: EditOut}, summary="Count what a batch edit would change; changes nothing")
@requires(Permission.CATALOGUE_EDIT)
def post_edit(request: HttpRequest, data: EditIn) -> Any:
    library = editing_libraries(actor_of(request)).filter(code=data.library).first()
    if library is None:
        raise NotFound("kernel.not_found")
    made = edit_batch.propose(
        actor=actor_of(request),
        library_id=library.pk,
        selection=data.selection.dict(),
        operation=Operation(**data.operation.dict()),
    )
    return 202, as_data(made)


@router.get("/batch-edits/{public_id}", response=EditOut, summary="A batch edit with its counts and first differences")
@requires(Permission.CATALOGUE_EDIT)
def get_edit(request: HttpRequest, public_id: str) -> Any:
    return as_data(edit_for(actor_of(request), public_id))


@router.post("/batch-edits/{public_id}/{name}", response={202: EditOut}, summary="run, undo or stop a batch edit")
@requires(Permission.CATALOGUE_EDIT)
def post_act(request: HttpRequest, public_id: str, name: Literal["run", "undo", "stop"]) -> Any:
    edit = edit_for(actor_of(request), public_id)
    edit_batch.step(actor=actor_of(request), edit=edit, name=name)
    edit.refresh_from_db()
    return 202, as_data(edit)


def as_data(edit: BatchEdit) -> dict[str, Any]:
    shown = previews(edit) if edit.state == BatchEdit.State.READY else []
    return {
        "id": edit.public_id,
        "state": edit.state,
        "operation": batch_words.said(edit),
        "looked_at": edit.looked_at,
        "counts": counts_of(edit),
        "job": edit.job.public_id if edit.job else None,
        "previews": [
            {
                "record": one.record_id,
                "control_no": one.control_no,
                "changes": [{"tag": each.tag, "before": each.old, "after": each.new} for each in one.changes],
            }
            for one in shown
        ],
    }
