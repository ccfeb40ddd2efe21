"""`lienthu union ranks`: whose description is taken first, on the command line."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Job
from lienthu.registry.kinds import LibraryKind
from lienthu.union.actions.building import UNKNOWN_RANK, rank_table
from lienthu.union.actions.rank_libraries import HIGHEST, rank_libraries


class Ranks(Command):
    name = "union ranks"
    help = "Ranks of the kinds of library whose descriptions are taken first; with KIND=RANK sets them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ranks", nargs="*", metavar="KIND=RANK", help=f"0 to {HIGHEST}; the others stay")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would change")
        parser.add_argument("--note", default="", help="the reason, for the record")

    def run(self, args: argparse.Namespace) -> int:
        if not args.ranks:
            return self._told(args)
        asked = dict(map(_asked, args.ranks))
        job = rank_libraries(actor=Actor.system(self.name), ranks=asked, dry=args.dry_run, note=args.note)
        jobs.drain(only=job)
        job.refresh_from_db()
        if job.state != Job.State.DONE:
            raise Conflict(job.error_code or "kernel.job_stopped", **(job.error_params or {"attempts": job.attempts}))
        if args.json:
            self.out_json(job.result)
        else:
            would = _("%(changed)s of %(entries)s entries would show something else.")
            said = would if args.dry_run else _("%(changed)s of %(entries)s entries show something else.")
            self.out(said % job.result)
        return DONE

    def _told(self, args: argparse.Namespace) -> int:
        table = rank_table()
        ranks = {kind: table.get(kind, UNKNOWN_RANK) for kind in LibraryKind.values}
        if args.json:
            self.out_json(ranks)
        else:
            for kind, rank in sorted(ranks.items(), key=lambda one: (-one[1], one[0])):
                self.out(f"{rank}  {kind}  {LibraryKind(kind).label}")
        return DONE


def _asked(text: str) -> tuple[str, int]:
    kind, _equals, rank = text.partition("=")
    if kind not in LibraryKind.values:
        raise Invalid("union.no_such_kind", kind=kind[:40])
    if not rank.isdecimal() or len(rank) > 4:
        raise Invalid("union.bad_rank", kind=LibraryKind(kind).label, most=HIGHEST)
    return kind, int(rank)


COMMANDS: list[type[Command]] = [Ranks]
