"""REST: hand in a file, follow it, read its rows, take the report."""

# No postponed annotations here: ninja reads them from the guarded functions.
from dataclasses import asdict
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Form, Query, Status, UploadedFile
from pydantic import Field

from lienthu.catalogue import (
    authority_api,
    authority_files_api,
    batch_api,
    boxes_api,
    desk_api,
    items_api,
    print_api,
    report,
    schemas,
    stocktakes_api,
    weeding_api,
    withdrawals,
)
from lienthu.catalogue.actions.confirm_mapping import confirm_mapping
from lienthu.catalogue.actions.prepare_result import prepare_result
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.files import Part, chunks_of_upload, stored_path, together
from lienthu.catalogue.importers.changes import Change
from lienthu.catalogue.importers.layout import likely_digits
from lienthu.catalogue.importers.source import SHEETS, heads, layout_from_json
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.models import ImportBatch, ImportRow
from lienthu.catalogue.policies import RESTRICTIONS
from lienthu.catalogue.queries import batch_for, batches_for, importing_libraries, public_marc, rows_of, source_for
from lienthu.catalogue.repairs import changes_of
from lienthu.catalogue.routing import router
from lienthu.catalogue.views.batches import act as act_on
from lienthu.catalogue.views.batches import report_file
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc import marcjson

__all__ = [
    "authority_api",
    "authority_files_api",
    "batch_api",
    "boxes_api",
    "desk_api",
    "items_api",
    "print_api",
    "router",
    "stocktakes_api",
    "weeding_api",
]

Limit = Annotated[int, Field(ge=1, le=500)]


@router.get("/imports", response=schemas.ImportList, summary="Imports of my libraries, newest first")
@requires(Permission.CATALOGUE_VIEW)
def list_imports(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = page(batches_for(actor_of(request)), by=("-id",), after=after, size=limit)
    return {"items": [_state(batch) for batch in found.items], "next": found.next}


@router.post(
    "/imports", response={201: schemas.ImportState}, summary="Hand in a file, or the .mst, .xrf and .fdt of one base"
)
@requires(Permission.CATALOGUE_IMPORT)
def post_import(
    request: HttpRequest,
    file: File[list[UploadedFile]],
    library: Form[str],
    mode: Form[str] = "add",
    format: Form[str] = "auto",
    encoding: Form[str] = "auto",
    mapping: Form[str] = "",
    dry_run: Form[bool] = False,
    preview: Form[bool] = False,
) -> Any:
    where = importing_libraries(actor_of(request)).filter(code=library[:30].replace("\x00", "")).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    given = together([Part(one.name or "", chunks_of_upload(one)) for one in file])
    batch = start_import(
        actor=actor_of(request),
        library=where,
        filename=given.name,
        chunks=given.chunks,
        options=Options(mode, format, encoding, mapping, dry_run, preview),
    )
    return Status(201, _state(batch))


@router.get("/imports/{public_id}", response=schemas.ImportState, summary="How far an import is, and its counts")
@requires(Permission.CATALOGUE_VIEW)
def get_import(request: HttpRequest, public_id: str) -> Any:
    return _state(batch_for(actor_of(request), public_id))


@router.get("/imports/{public_id}/rows", response=schemas.RowList, summary="What became of each row")
@requires(Permission.CATALOGUE_VIEW)
def get_rows(request: HttpRequest, public_id: str, outcome: str = "", after: str = "", limit: Limit = 100) -> Any:
    batch = batch_for(actor_of(request), public_id)
    wanted = {str(each.name).lower(): each for each in ImportRow.Outcome}.get(outcome)
    found = page(rows_of(batch, wanted), by=("number",), after=after, size=limit)
    sees = RESTRICTIONS.allows(actor_of(request), batch)
    changed = changes_of(batch, found.items, sees_restricted=sees)
    return {"items": [_row(batch, row, changed.get(row.number, [])) for row in found.items], "next": found.next}


@router.get(
    "/imports/{public_id}/report",
    response={202: schemas.ReportState},
    summary="The file with a reason beside each row; of a large one 202 until it is written: ask again",
)
@requires(Permission.CATALOGUE_VIEW)
def get_report(request: HttpRequest, public_id: str, response: HttpResponse) -> Any:
    batch = batch_for(actor_of(request), public_id)
    file = report_file(actor_of(request), batch)
    if file is not None:
        return file
    job = prepare_result(actor=actor_of(request), batch=batch).job
    response["Location"], response["Retry-After"] = request.path, "5"
    message = sentence(job.error_code, job.error_params) if job and job.error_code else ""
    state = (job.state, job.done, job.total) if job else ("done", batch.rows, batch.rows)
    return Status(202, {**dict(zip(("state", "done", "total"), state, strict=True)), "message": message})


@router.get("/imports/{public_id}/missing", response=schemas.GoingList, summary="What a full file does not name")
@requires(Permission.CATALOGUE_IMPORT)
def get_missing(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 100) -> Any:
    """While its withdrawal is held back: these records go when it is confirmed with their number."""
    batch = batch_for(actor_of(request), public_id)
    if batch.is_active or not withdrawals.is_held_back(batch):
        raise Conflict("catalogue.nothing_to_withdraw")
    gone = withdrawals.missing(batch)
    found = page(gone, by=("id",), after=after, size=limit)
    return {"count": gone.count(), "items": list(withdrawals.shown(actor_of(request), found.items)), "next": found.next}


@router.get("/imports/{public_id}/mapping", response=schemas.Columns, summary="The recognised columns of a sheet")
@requires(Permission.CATALOGUE_VIEW)
def get_mapping(request: HttpRequest, public_id: str) -> Any:
    batch = batch_for(actor_of(request), public_id)
    layouts = [(number, layout_from_json(one)) for number, one in enumerate(batch.layouts or [])]
    lost = digits_of(batch)
    sheets = [
        {
            "sheet": number,
            "name": layout.sheet,
            "warnings": layout.warnings,
            "columns": [
                {"column": c.index, "header": c.header, "name": c.name, "target": c.target.value,
                 "confidence": c.confidence, "samples": c.samples,
                 "likely_digits": lost.get(number, {}).get(c.index, 0)}
                for c in layout.columns
            ],
        }
        for number, layout in layouts
        if layout is not None
    ]  # fmt: skip
    return {"sheets": sheets, "targets": [target.value for target in Target]}


@router.post("/imports/{public_id}/mapping", response=schemas.ImportState, summary="Confirm the columns and read on")
@requires(Permission.CATALOGUE_IMPORT)
def post_mapping(request: HttpRequest, public_id: str, data: schemas.MappingChoice) -> Any:
    targets: dict[int, dict[int, str]] = {}
    digits: dict[int, dict[int, int]] = {}
    for choice in data.columns:
        targets.setdefault(choice.sheet, {})[choice.column] = choice.target
        digits.setdefault(choice.sheet, {})[choice.column] = choice.digits
    batch = batch_for(actor_of(request), public_id)
    confirmed = confirm_mapping(actor=actor_of(request), batch=batch, targets=targets, digits=digits, name=data.name)
    return _state(confirmed)


@router.post("/imports/{public_id}/{act}", response=schemas.ImportState, summary="stop, resume or withdraw")
@requires(Permission.CATALOGUE_IMPORT)
def post_act(
    request: HttpRequest,
    public_id: str,
    act: str,
    missing: Annotated[int | None, Query(description="withdraw: how many records `missing` listed")] = None,
) -> Any:
    batch = batch_for(actor_of(request), public_id)
    act_on(actor_of(request), batch, act, missing)
    return _state(batch_for(actor_of(request), public_id))


@router.get("/records/source/{record_id}", response=schemas.SourceState, summary="A library's record with its versions")
@requires(Permission.CATALOGUE_VIEW)
def get_source(request: HttpRequest, record_id: Annotated[int, Field(ge=1, le=2**62)]) -> Any:
    record = source_for(actor_of(request), record_id)
    versions = record.versions.order_by("number")
    return {
        "id": record.id,
        "library": record.library.code,
        "control_no": record.control_no,
        "state": record.state,
        "version": record.version,
        "marc": marcjson.to_json(public_marc(record)),
        "versions": [
            {
                "number": version.number,
                "sha256": bytes(version.sha256).hex(),
                "dialect": version.dialect,
                "encoding": version.encoding,
                "repairs": orjson.loads(version.repairs or "[]"),
                "findings": orjson.loads(version.findings or "[]"),
                "created_at": version.created_at.isoformat(),
            }
            for version in versions
        ],
    }


def digits_of(batch: ImportBatch) -> dict[int, dict[int, int]]:
    """Sheet → column → how many digits its numbers seem to have lost zeros of; only while columns are checked."""
    path = stored_path(batch.sha256)
    if batch.state != ImportBatch.State.MAPPING or batch.format not in SHEETS or not path.is_file():
        return {}
    tables = zip(batch.layouts or [], heads(path, batch.format, batch.encoding), strict=True)
    return {
        number: likely_digits(layout, head.rows)
        for number, (data, head) in enumerate(tables)
        if (layout := layout_from_json(data)) is not None
    }


def _state(batch: ImportBatch) -> dict[str, Any]:
    job = batch.job
    names = ("rows", "accepted", "repaired", "rejected", "unchanged", "restricted", "withdrawn", "missing")
    return {
        "id": batch.public_id,
        "library": batch.library.code,
        "filename": batch.filename,
        "format": batch.format,
        "mode": batch.mode,
        "state": batch.state,
        "dry_run": batch.dry_run,
        **{name: getattr(batch, name) for name in names},
        "skipped": batch.skipped,
        "withdrawal": batch.withdrawal,
        "withdrawal_message": withdrawals.held_back(batch),
        "done": job.done if job else batch.rows,
        "total": job.total if job else batch.rows,
        "same_as": batch.same_as.public_id if batch.same_as else None,
        "message": sentence(job.error_code, job.error_params) if job and job.error_code else "",
        "reasons": {code: entry[0] for code, entry in batch.reasons.items()},
        "report": reverse("catalogue:batch", args=[batch.public_id]),
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def _row(batch: ImportBatch, row: ImportRow, changed: list[Change]) -> dict[str, Any]:
    return {
        "row": row.number,
        "place": report.place_of(batch, row.number),
        "outcome": str(ImportRow.Outcome(row.outcome).name).lower(),
        "control_no": row.record.control_no if row.record else None,
        "reasons": [
            {"code": code, "params": params, "message": sentence(code, params)}
            for code, params in orjson.loads(row.reasons or "[]")
        ],
        "changes": [asdict(change) for change in changed],
    }
