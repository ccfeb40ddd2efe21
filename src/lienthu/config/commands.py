"""Commands that run the house: database, web, worker."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _

from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.config.demo.command import DemoLoad
from lienthu.config.server import WebServer
from lienthu.kernel import worker
from lienthu.kernel.commands import DONE, FAILED, Command


class Migrate(Command):
    name = "migrate"
    help = "bring the database to this version"

    def run(self, args: argparse.Namespace) -> int:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        roles = ensure_first_roles()
        if args.json:
            self.out_json(asdict(roles))
            return DONE
        for role, rights in roles.kept.items():
            text = _(
                "The role %(role)s was changed here and stays as it is. This version would also give it: %(rights)s"
            )
            self.out(text % {"role": role, "rights": ", ".join(rights)})
        return DONE


class CollectStatic(Command):
    name = "collect-static"
    help = "gather and compress what the pages load, when it has changed"

    def run(self, args: argparse.Namespace) -> int:
        found = [
            (path, Path(storage.path(path)).stat().st_mtime_ns)
            for finder in get_finders()
            for path, storage in finder.list([])
        ]
        state = hashlib.sha256(repr(sorted(found)).encode()).hexdigest()
        stamp = Path(settings.STATIC_ROOT) / ".state"
        if not stamp.exists() or stamp.read_text() != state:
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(state)
        return DONE


class Worker(Command):
    name = "worker"
    help = "do jobs and hand on events until stopped"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--lanes",
            type=_lanes,
            default=",".join(worker.PROCESSES),
            help="the processes to run (default: %(default)s)",
        )

    def run(self, args: argparse.Namespace) -> int:
        worker.run(lanes=args.lanes)
        return DONE


def _lanes(text: str) -> tuple[str, ...]:
    lanes = tuple(text.split(","))
    for lane in lanes:
        if lane not in worker.PROCESSES:
            raise argparse.ArgumentTypeError(f"there is no lane {lane!r}; there are {', '.join(worker.PROCESSES)}")
    return lanes


class Serve(Command):
    name = "serve"
    help = "serve the pages and the REST interface"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000")
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=8)

    def run(self, args: argparse.Namespace) -> int:
        WebServer(bind=args.bind, workers=args.workers, threads=args.threads).run()
        return DONE


class Django(Command):
    name = "django"
    help = "run a management command of the framework (for the operator)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("rest", nargs=argparse.REMAINDER)

    def run(self, args: argparse.Namespace) -> int:
        try:
            call_command(*args.rest or ["help"])
        except CommandError as error:
            self.err(str(error))
            return FAILED
        return DONE


COMMANDS = [DemoLoad, Migrate, CollectStatic, Worker, Serve, Django]
