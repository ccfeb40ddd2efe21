"""Handing in a file, and checking the columns of a sheet before it is read."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.confirm_mapping import confirm_mapping
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.files import Part, chunks_of_upload, together
from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.queries import batch_for, importing_libraries
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, LienThuError, Refused
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.models import Library
from lienthu.registry.queries import cards
from lienthu.text import clean

_FIELD = re.compile(r"c(\d{1,3})-(\d{1,3})")
_DIGITS = re.compile(r"z(\d{1,3})-(\d{1,3})")
_NUMBER = re.compile(r"[0-9]{1,2}")
ACCEPT = ".xlsx, .xls, .ods, .csv, .tsv, .mrc, .iso, .marc, .xml, .json, .txt, .dat, .mst, .xrf, .fdt, .zip, .xlsm"


@requires(Permission.CATALOGUE_IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    message = ""
    if request.method == "POST":
        try:
            return redirect("catalogue:batch", _handed_in(request).public_id)
        except Refused:
            raise
        except LienThuError as error:
            message = sentence(error.code, error.params)
    return render(request, "catalogue/upload.html", _form(request, message), status=422 if message else 200)


@requires(Permission.CATALOGUE_IMPORT)
@require_POST
def columns(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_for(actor_of(request), public_id)
    targets: dict[int, dict[int, str]] = {}
    digits: dict[int, dict[int, int]] = {}
    for name, value in request.POST.items():
        if match := _FIELD.fullmatch(name):
            targets.setdefault(int(match[1]), {})[int(match[2])] = str(value)
        elif match := _DIGITS.fullmatch(name):
            number = _NUMBER.fullmatch(str(value))
            digits.setdefault(int(match[1]), {})[int(match[2])] = int(number[0]) if number else -1
    name = request.POST.get("name", "").strip()
    confirm_mapping(actor=actor_of(request), batch=batch, targets=targets, digits=digits, name=name)
    return redirect("catalogue:batch", public_id)


def _handed_in(request: HttpRequest) -> ImportBatch:
    parts = [Part(file.name or "", chunks_of_upload(file)) for file in request.FILES.getlist("file")]
    if not parts:
        raise Invalid("catalogue.upload_needed")
    given = together(parts)
    return start_import(
        actor=actor_of(request),
        library=_library(request),
        filename=given.name,
        chunks=given.chunks,
        options=Options(mode=request.POST.get("mode", ImportBatch.Mode.ADD), preview=True),
    )


def _library(request: HttpRequest) -> Library:
    code = request.POST.get("library", "")
    found = importing_libraries(actor_of(request)).filter(code=clean(code)[:30]).first()
    if found is None:
        raise Invalid("catalogue.library_needed")
    return found


def _form(request: HttpRequest, message: str) -> dict[str, Any]:
    libraries = list(importing_libraries(actor_of(request)))
    names = cards([library.id for library in libraries])
    choices = [(library.code, names[library.id].name if library.id in names else library.code) for library in libraries]
    chosen = request.POST.get("library") or request.GET.get("library") or (choices[0][0] if len(choices) == 1 else "")
    return {
        "libraries": choices,
        "chosen": chosen,
        "mode": request.POST.get("mode", "add"),
        "message": message,
        "accept": ACCEPT,
        "errors": [message] if message else [],
        "room_current": "catalogue:overview",
    }
