"""Whether a file may leave quarantine: its real kind, nothing hidden in it, no malware, nothing that runs, no bomb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lienthu.files import clamd, kinds, screening
from lienthu.files.storage import chunks_of
from lienthu.kernel.errors import Invalid
from lienthu.repository import epub
from lienthu.repository.images import pages

#: Nothing is packed in these, so a scanner that cannot take one whole sees all of it in stretches.
_SEEN_IN_STRETCHES: Final = {kinds.Family.IMAGE, kinds.Family.AUDIO, kinds.Family.VIDEO}
#: Stretches share so many bytes: more than any signature is long.
OVERLAP: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """`fault`: a code, empty when the file is good."""

    kind: kinds.Kind | None = None
    fault: str = ""
    params: dict[str, Any] | None = None


def examine(path: Path) -> Finding:
    """Raises `Unavailable` when it could not be screened: it stays in quarantine."""
    kind = kinds.kind_of(path)
    if kind is None:
        return Finding(fault="repository.kind_not_taken")
    if kinds.is_two_things(path, kind):
        return Finding(kind, "repository.two_things")
    if path.stat().st_size > clamd.MOST_BYTES and kind.family not in _SEEN_IN_STRETCHES:
        return Finding(kind, "repository.too_large_to_screen", {"limit": clamd.MOST_BYTES // 1024**2})
    if threat := _threat(path):
        return Finding(kind, "repository.malware", {"threat": threat})
    return sound(path, kind)


def _threat(path: Path) -> str:
    for start in range(0, max(1, path.stat().st_size - OVERLAP), clamd.MOST_BYTES - OVERLAP):
        verdict = screening.screen(chunks_of(path, start, clamd.MOST_BYTES))
        if not verdict.is_clean:
            return verdict.threat
    return ""


def sound(path: Path, kind: kinds.Kind) -> Finding:
    """Without the malware screen: also for what this house made itself."""
    try:
        if kind.family in (kinds.Family.IMAGE, kinds.Family.PDF):
            pages.count(path, kind)
        if kind is kinds.EPUB:
            epub.opened(path)
        if kind is kinds.PDF and (active := pages.of_pdf("active", path)["active"]):
            return Finding(kind, "repository.active_content", {"what": active})
    except Invalid as error:
        return Finding(kind, error.code, error.params)
    return Finding(kind)
