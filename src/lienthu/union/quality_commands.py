"""`lienthu quality show`, `lienthu quality again`"""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.registry.models import Library
from lienthu.registry.queries import library_by_code
from lienthu.union import quality
from lienthu.union.actions.score_anew import score_anew
from lienthu.union.quality_api import as_data
from lienthu.union.quality_words import WORDS


def _with_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--library", metavar="CODE", help="one library; without it all of them")


def _chosen(args: argparse.Namespace) -> list[Library]:
    return [library_by_code(args.library)] if args.library else list(Library.objects.order_by("code"))


class Show(Command):
    name = "quality show"
    help = "Scores of a library's records, and what to mend first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        _with_library(parser)

    def run(self, args: argparse.Namespace) -> int:
        sheet = quality.sheet([one.pk for one in _chosen(args)])
        if args.json:
            self.out_json(as_data(sheet))
        else:
            shown = {"score": f"{sheet.score:.1f}", "records": sheet.records}
            self.out(_("%(score)s of 100 points, %(records)s records") % shown)
            for fix in sheet.fixes:
                self.out(f"{fix.benefit:>12}  {fix.records:>9}  −{fix.weight:<2} {WORDS[fix.code].name}")
        return FINDINGS if sheet.missing else DONE


class Again(Command):
    name = "quality again"
    help = "Judges every record anew, after an upgrade or where scores are missing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        _with_library(parser)

    def run(self, args: argparse.Namespace) -> int:
        library_id = _chosen(args)[0].pk if args.library else None
        job = score_anew(actor=Actor.system(self.name), library_id=library_id)
        jobs.drain(only=job)
        job.refresh_from_db()
        answer = {"records": job.done, "changed": job.result.get("changed", 0)}
        if args.json:
            self.out_json(answer)
        else:
            self.out(_("%(records)s records judged, %(changed)s scores changed.") % answer)
        return DONE


COMMANDS: list[type[Command]] = [Show, Again]
