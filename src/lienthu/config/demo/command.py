"""`lienthu demo load`: the demo network, once."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from lienthu.config.demo import load as loader
from lienthu.config.demo.network import ACCOUNTS
from lienthu.config.demo.people import password_of
from lienthu.kernel.commands import DONE, Command


class DemoLoad(Command):
    name = "demo load"
    help = "load the demo network (libraries, accounts, catalogues) if it is not there yet"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--records", type=int, default=24_000, help="how many records (default: %(default)s)")
        parser.add_argument(
            "--collection", type=Path, metavar="FOLDER", help="a folder of open data whose documents are taken in too"
        )

    def run(self, args: argparse.Namespace) -> int:
        data = Path(settings.DATA)
        started = time.monotonic()
        if not loader.is_loaded(data):
            self._load(data, args.records, args.collection)
        seconds = round(time.monotonic() - started, 1)
        if args.json:
            self.out_json({"password": password_of(data), "seconds": seconds})
        else:
            names = ", ".join(account.username for account in ACCOUNTS)
            self.out(_("Demo accounts: %(names)s") % {"names": names})
            self.out(_("Password of all of them: %(password)s") % {"password": password_of(data)})
        return DONE

    def _load(self, data: Path, records: int, collection: Path | None) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=Console(file=sys.stderr)) as bar:
            task = bar.add_task(_("Loading the demo"), total=None)

            def report(progress: loader.Progress) -> None:
                text = _("Matching and indexing") if progress.done >= progress.total else _("Reading catalogues")
                bar.update(task, total=progress.total, completed=progress.done, description=text)

            loader.load(data=data, total=records, collection=collection, report=report)
