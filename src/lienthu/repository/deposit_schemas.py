"""What the deposit operations take and answer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field


class ClearanceAnswers(Schema):
    """The questions before anything is stored."""

    holds_secrets: bool
    may_share: bool
    name: Annotated[str, Field(max_length=500, description="who answers for it, with position")]


class DepositOpening(Schema):
    library: Annotated[str, Field(max_length=40, description="code of the library that keeps it")]
    agency: Annotated[str, Field(max_length=40, description="code of the agency that hands it over")] = ""
    title: Annotated[str, Field(max_length=500)]
    kind: Literal["book", "newspaper", "manuscript", "map", "photograph", "document", "audio", "video"] = "book"
    arrangement: Literal["pages", "folders", "documents"] = "pages"
    clearance: ClearanceAnswers


class DepositState(Schema):
    id: str
    title: str
    library: str
    agency: str
    arrangement: str
    state: str
    fault: str
    files: int
    taken: int
    refused: int
    on_their_way: int
    objects: list[str]
    made_at: dt.datetime
    closed_at: dt.datetime | None
    page: str
    receipt: str


class DepositList(Schema):
    items: list[DepositState]
    next: str | None


class FileState(Schema):
    path: str
    size: int
    sha256: str
    mime: str
    state: str
    fault: str
    message: str
    object: str


class FileList(Schema):
    items: list[FileState]
    next: str | None


class Received(Schema):
    received: list[FileState]
    refused: list[FileFault]


class FileFault(Schema):
    path: str
    fault: str
    message: str


class UploadState(Schema):
    id: str
    path: str
    size: int
    offset: int
    state: str
    fault: str
    message: str
    expires_at: dt.datetime
    address: str


class UploadList(Schema):
    items: list[UploadState]
