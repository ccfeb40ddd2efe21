"""A transcript as it stands, for whoever corrects it: by page, REST and command."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from lienthu.files import kinds
from lienthu.repository import media_files
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.cues import Cue
from lienthu.repository.stores import MASTERS


@dataclass(frozen=True, slots=True)
class Transcript:
    """`seen` names the text that a correction is made of: its SHA-256, empty where there is none. `editions`: how many
    times it was corrected."""

    recording: ObjectFile
    source: str
    seen: str
    editions: int
    cues: list[Cue]

    @property
    def is_video(self) -> bool:
        return media_files.PLAYED[self.recording.mime].family is kinds.Family.VIDEO


def of(found: DigitalObject, number: int) -> Transcript:
    """Raises `NotFound` where nothing is played at this number."""
    files = media_files.files_of(found)
    recording = media_files.recording_at(files, number)
    file = media_files.transcript_of(recording, files)
    if file is None or not MASTERS.holds(file.sha256):
        return Transcript(recording, "", file.sha256 if file else "", 0, [])
    source = MASTERS.path(file.sha256).read_bytes()[: media_files.MOST_TRANSCRIPT].decode("utf-8-sig", "replace")
    editions = media_files.next_edition(files, recording) % media_files.EDITIONS - 1
    return Transcript(recording, source, file.sha256, editions, media_files.cues_of(file.sha256))


def with_source(shown: Transcript, source: str) -> Transcript:
    return dataclasses.replace(shown, source=source)


def listed(found: DigitalObject) -> list[tuple[ObjectFile, ObjectFile | None]]:
    """Each recording, and its transcript."""
    files = media_files.files_of(found)
    return [(one, media_files.transcript_of(one, files)) for one in media_files.recordings(files)]
