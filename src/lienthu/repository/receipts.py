"""The receipt of a deposit as a file: what was handed over, byte for byte, and what became of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from lienthu.kernel.errors import NotFound
from lienthu.kernel.sentences import sentence
from lienthu.repository.models import Deposit, DepositFile

_FORMULA = ("=", "+", "-", "@", "\t")


class Line:
    """What `csv` writes to."""

    def write(self, text: str) -> str:
        return text


def response(found: Deposit, format: str) -> StreamingHttpResponse:
    lines = {"csv": csv_lines, "sha256": sum_lines}.get(format)
    if lines is None:
        raise NotFound("kernel.not_found")
    kind, suffix = ("text/csv", "csv") if format == "csv" else ("text/plain", "sha256")
    made = StreamingHttpResponse(lines(found), content_type=f"{kind}; charset=utf-8")
    made["Content-Disposition"] = content_disposition_header(True, f"{found.public_id}.{suffix}") or "attachment"
    made["Cache-Control"] = "private, no-store"
    return made


def csv_lines(found: Deposit) -> Iterator[str]:
    out = csv.writer(Line())
    yield "\ufeff" + out.writerow(
        [_("File"), _("Bytes"), "SHA-256", _("Kind"), _("State"), _("What is wrong"), _("Document")]
    )
    for file in _files(found):
        fault = sentence(file.fault, file.fault_params) if file.fault else ""
        document = file.object.public_id if file.object else ""
        row = [plain(file.path), file.size, file.sha256, file.mime, file.get_state_display(), fault, document]
        yield out.writerow(row)


def sum_lines(found: Deposit) -> Iterator[str]:
    """As sha256sum(1) checks it; refused files are left out."""
    for file in _files(found):
        if file.state != DepositFile.State.REFUSED:
            yield f"{file.sha256}  {file.path}\n"


def _files(found: Deposit) -> Iterator[DepositFile]:
    return found.files.select_related("object").order_by("folder", "id").iterator(chunk_size=1000)


def plain(text: str) -> str:
    """No formula for a spreadsheet program to run."""
    return f"'{text}" if text.startswith(_FORMULA) else text
