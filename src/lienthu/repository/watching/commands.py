"""`lienthu watch …` on the command line."""

from __future__ import annotations

import argparse
from typing import Any

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Conflict
from lienthu.kernel.sentences import sentence
from lienthu.registry.agencies import agency_by_code, agency_version_at
from lienthu.registry.queries import library_by_code
from lienthu.repository import queries
from lienthu.repository.actions.watch import unwatch_folder, watch_folder
from lienthu.repository.models import Deposit, WatchedFolder
from lienthu.repository.watching.jobs import WATCH
from lienthu.repository.watching.told import delivery_told, folder_told

_ACTOR = Actor.system("lienthu watch")


class Open(Command):
    name = "watch open"
    help = (
        "Watches a folder below LIENTHU_WATCH_ROOT for an agency: what is put there is handed over when complete. "
        "Whoever runs it says that no state secret is put there and that all may be shared."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="below the allowed root")
        parser.add_argument("--agency", required=True, metavar="CODE", help="who puts files there")
        parser.add_argument("--library", default="", metavar="CODE", help="who keeps them (default: as for `deposit`)")
        parser.add_argument("--quiet", type=int, default=10, metavar="MINUTES", help="unchanged for so long: complete")
        parser.add_argument("--arrangement", default="", choices=["", *Deposit.Arrangement.values], metavar="HOW")
        parser.add_argument("--cleared-by", default="", metavar="NAME", help="who answers for that, with position")

    def run(self, args: argparse.Namespace) -> int:
        agency = agency_by_code(args.agency)
        made = watch_folder(
            actor=_ACTOR,
            path=args.path,
            agency=agency,
            library_id=library_by_code(args.library).pk if args.library else queries.keeper_for(agency),
            clearance=args.cleared_by or agency_version_at(agency, today()).name,
            quiet_minutes=args.quiet,
            arrangement=args.arrangement,
        )
        self.out_json(_told(made)) if args.json else self.out(f"{made.public_id}  {made.path}")
        return DONE


class Close(Command):
    name = "watch close"
    help = "ends watching a folder; what lies in it stays there"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH|ID")

    def run(self, args: argparse.Namespace) -> int:
        found = WatchedFolder.objects.filter(path=args.path.strip("/"), closed_at=None).first()
        ended = unwatch_folder(actor=_ACTOR, public_id=found.public_id if found else args.path)
        self.out_json(_told(ended)) if args.json else self.out(ended.path)
        return DONE


class Show(Command):
    name = "watch list"
    help = "the watched folders and what was found in them last (exit code 1 when something was set aside)"

    def run(self, args: argparse.Namespace) -> int:
        told = [_told(one) for one in WatchedFolder.objects.filter(closed_at=None).order_by("path")]
        if args.json:
            self.out_json(told)
        for one in () if args.json else told:
            self.out(f"{one['path']}  {one['agency']}  {one['fault']}")
            for delivery in one["deliveries"]:
                self.out(f"  {delivery['name']}: {delivery['state_words']} {delivery['message']}".rstrip())
        faulty = any(delivery["state"] == "faulty" for one in told for delivery in one["deliveries"])
        return FINDINGS if faulty or any(one["fault"] for one in told) else DONE


class Look(Command):
    name = "watch look"
    help = "looks into the watched folders now"

    def run(self, args: argparse.Namespace) -> int:
        try:
            job = jobs.start(actor=_ACTOR, kind=WATCH, params={}, unique_key=f"every:{WATCH}")
        except Conflict as error:  # a worker does
            self.out(sentence(error.code, error.params))
            return DONE
        jobs.drain(only=job)
        return Show().run(args)


def _told(folder: WatchedFolder) -> dict[str, Any]:
    deliveries = folder.deliveries.select_related("deposit").order_by("-id")[:20]
    return folder_told(folder) | {"deliveries": [delivery_told(one) for one in deliveries]}


COMMANDS = [Open, Close, Show, Look]
