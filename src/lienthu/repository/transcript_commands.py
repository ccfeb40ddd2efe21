"""`lienthu transcript`."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.repository import transcripts
from lienthu.repository.actions.correct_transcript import correct_transcript
from lienthu.repository.media_files import MOST_TRANSCRIPT
from lienthu.repository.models import DigitalObject
from lienthu.repository.preservation_commands import named

_ACTOR = Actor.system("lienthu transcript")


class TranscriptCommand(Command):
    name = "transcript"
    help = "prints what is said in a recording as WebVTT, or puts a corrected FILE in its place"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("object", metavar="ID")
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--recording", type=int, metavar="N", help="its number among the files; default: the first")

    def run(self, args: argparse.Namespace) -> int:
        found = named(args.object)
        number = args.recording or next((one.position for one, _said in transcripts.listed(found)), 0)
        shown = transcripts.of(found, number)
        if args.file is not None:
            self._correct(found, shown, args.file)
            shown = transcripts.of(found, number)
        if args.json:
            self.out_json(
                {
                    "recording": shown.recording.position,
                    "name": shown.recording.name,
                    "seen": shown.seen,
                    "corrected": shown.editions,
                    "cues": len(shown.cues),
                }
            )
        elif args.file is not None:
            self.out(_("Saved: %(name)s") % {"name": shown.recording.name})
        else:
            self.out(shown.source)
        return DONE

    def _correct(self, found: DigitalObject, shown: transcripts.Transcript, file: Path) -> None:
        if not file.is_file():
            raise NotFound("repository.no_such_file", name=str(file))
        if file.stat().st_size > MOST_TRANSCRIPT:
            raise Invalid("repository.transcript_too_large", limit=MOST_TRANSCRIPT // 1024**2)
        source = file.read_bytes().decode("utf-8-sig", "replace")
        correct_transcript(
            actor=_ACTOR, object_id=found.pk, recording=shown.recording.position, source=source, seen=shown.seen
        )
