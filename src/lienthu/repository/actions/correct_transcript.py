"""Puts a corrected transcript in the place of the one a recording came with, which stays among the masters."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from django.db import transaction
from django.utils import timezone

from lienthu.files import kinds
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository import media_files
from lienthu.repository.events import announce_said
from lienthu.repository.media_files import MOST_TRANSCRIPT
from lienthu.repository.models import DigitalObject, ObjectFile, Removal
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules.cues import fault_of
from lienthu.repository.stores import MASTERS
from lienthu.text import nfc

_HEAD: Final = "WEBVTT"
_LOCKED: Final = (DigitalObject.State.MAKING, DigitalObject.State.WITHDRAWN, DigitalObject.State.EARLIER)
#: Joiners and marks of direction are text; the rest of what is not seen has no place in a transcript.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff]")


def correct_transcript(*, actor: Actor, object_id: int, recording: int, source: str, seen: str) -> ObjectFile:
    """`recording`: the position of the file that is played; `source`: WebVTT; `seen`: the SHA-256 of the transcript
    that was corrected, empty where there was none. Raises `Conflict` when another stands there by now. What is the
    same is not kept twice."""
    data = _written(source)
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None or found.removals.filter(state=Removal.State.REPORTED).exists():
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.state in _LOCKED:
            raise Conflict("repository.not_in_this_state", state=str(found.get_state_display()))
        files = media_files.files_of(found)
        played = media_files.recording_at(files, recording)
        before = media_files.transcript_of(played, files)
        if seen != (before.sha256 if before else ""):
            raise Conflict("repository.text_changed_meanwhile")
        sha256 = hashlib.sha256(data).hexdigest()
        if before is not None and before.sha256 == sha256:
            return before
        made = _kept(found, played, files, data)
        audit.record(
            actor=actor,
            code="repository.transcript_corrected",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data={"object": found.public_id, "file": played.name, "before": seen, "after": made.sha256},
        )
        announce_said([found.pk])
    return made


def _written(source: str) -> bytes:
    """As it is kept: with its head, NFC, lines ended in one way. Raises `Invalid` with the line that is wrong."""
    lines = _UNSEEN.sub("", nfc(source.replace("\r\n", "\n").replace("\r", "\n"))).strip("\n")
    if not lines.startswith(_HEAD):
        lines = f"{_HEAD}\n\n{lines}"
    data = f"{lines}\n".encode("utf-8", "replace")
    if len(data) > MOST_TRANSCRIPT:
        raise Invalid("repository.transcript_too_large", field="source", limit=MOST_TRANSCRIPT // 1024**2)
    if fault := fault_of(source):
        raise Invalid(fault.code, field="source", **fault.params)
    return data


def _kept(found: DigitalObject, played: ObjectFile, files: list[ObjectFile], data: bytes) -> ObjectFile:
    stored = MASTERS.keep([data], limit=MOST_TRANSCRIPT, too_large="repository.transcript_too_large", empty="")
    return ObjectFile.objects.create(
        object=found,
        role=ObjectFile.Role.TRANSCRIPT,
        name=f"{played.name.rpartition('.')[0][:240] or played.name[:240]}.vtt",
        sha256=stored.sha256,
        size=stored.size,
        mime=kinds.VTT.mime,
        position=media_files.next_edition(files, played),
        made_at=timezone.now(),
    )
