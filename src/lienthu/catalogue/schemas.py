"""What REST answers about imports."""

from datetime import datetime
from typing import Any

from ninja import Schema


class ImportState(Schema):
    id: str
    library: str
    filename: str
    format: str
    mode: str
    state: str
    dry_run: bool
    rows: int
    accepted: int
    repaired: int
    rejected: int
    unchanged: int
    restricted: int
    withdrawn: int
    missing: int
    #: Rows of a sheet that are no books, by what they are; the report names each.
    skipped: dict[str, int]
    withdrawal: str
    #: Why nothing was withdrawn after a full file; empty otherwise.
    withdrawal_message: str
    done: int
    total: int | None
    same_as: str | None
    message: str
    reasons: dict[str, int]
    report: str
    created_at: datetime
    finished_at: datetime | None


class ImportList(Schema):
    items: list[ImportState]
    next: str | None


class Going(Schema):
    """`title` is empty for a restricted record that is not yours to review."""

    id: int
    control_no: str
    title: str
    restricted: bool


class GoingList(Schema):
    count: int
    items: list[Going]
    next: str | None


class ReportState(Schema):
    """Of a result that is still being written."""

    state: str
    done: int
    total: int | None
    message: str


class ColumnState(Schema):
    column: int
    header: str
    name: str
    target: str
    confidence: float
    samples: list[str]
    #: How many digits its numbers seem to have had before a program dropped their leading zeros; 0: nothing was lost.
    likely_digits: int


class ImportSheet(Schema):
    sheet: int
    name: str
    warnings: list[str]
    columns: list[ColumnState]


class Columns(Schema):
    sheets: list[ImportSheet]
    targets: list[str]


class ColumnChoice(Schema):
    sheet: int = 0
    column: int
    target: str
    #: Fill the numbers with zeros up to so many digits (accession and record numbers).
    digits: int = 0


class MappingChoice(Schema):
    columns: list[ColumnChoice] = []
    name: str = ""


class RowReason(Schema):
    code: str
    params: dict[str, Any]
    message: str


class RowChange(Schema):
    """A text as it stood in the file and as it was stored; long ones in parts."""

    place: str
    before: str
    after: str
    encoding: str


class RowState(Schema):
    row: int
    place: str
    outcome: str
    control_no: str | None
    reasons: list[RowReason]
    changes: list[RowChange]


class RowList(Schema):
    items: list[RowState]
    next: str | None


class SourceState(Schema):
    id: int
    library: str
    control_no: str
    state: str
    version: int
    marc: dict[str, Any]
    versions: list[dict[str, Any]]
