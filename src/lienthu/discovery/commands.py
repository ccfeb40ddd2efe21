"""`lienthu search` and `lienthu index rebuild`."""

from __future__ import annotations

import argparse
import sys

from django.utils.translation import gettext as _

from lienthu.discovery import params
from lienthu.discovery.actions.rebuild_index import active_rebuild, rebuild_index
from lienthu.discovery.answers import found_as_data
from lienthu.discovery.pages import rebuild
from lienthu.discovery.search import search
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.kernel.errors import Invalid
from lienthu.kernel.models import Job

MAX_LIMIT = 100


class Search(Command):
    name = "search"
    help = "Searches the union catalogue."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE", help="narrow to a value")
        parser.add_argument("--sort", default="")
        parser.add_argument("--limit", type=int, default=20)

    def run(self, args: argparse.Namespace) -> int:
        raw: dict[str, list[str]] = {"q": [args.query], "sort": [args.sort]}
        for pair in args.facet:
            name, _sign, value = pair.partition("=")
            raw.setdefault(name, []).append(value)
        names = [pair.partition("=")[0] for pair in args.facet]
        asked = params.checked(params.read(raw), sort=args.sort, filters=names)
        found = found_as_data(search(params.limited(asked, max(1, min(args.limit, MAX_LIMIT)))))
        if args.json:
            self.out_json(found)
            return DONE
        self.out(_("%(total)s found") % {"total": found["total"]})
        for hit in found["hits"]:
            libraries = ", ".join(place["code"] for place in hit["libraries"])
            about = "; ".join(filter(None, (", ".join(hit["creators"]), str(hit["year"] or ""))))
            self.out(f"{hit['id']}  {hit['title']} / {about}  [{libraries}]")
        return DONE


class Rebuild(Command):
    name = "index rebuild"
    help = "Builds the search indexes (entries, page texts) anew beside the live ones and puts them in their place."

    def run(self, args: argparse.Namespace) -> int:
        system = Actor.system("index rebuild")
        entries = _followed(active_rebuild() or rebuild_index(actor=system), quiet=args.json)
        pages = _followed(rebuild.active_rebuild() or rebuild.rebuild_pages(actor=system), quiet=args.json)
        if args.json:
            self.out_json({"job": entries.public_id, "pages_job": pages.public_id, **entries.result, **pages.result})
        else:
            self.out(_("%(entries)s entries in the new index.") % entries.result)
            self.out(_("%(pages)s pages with text in the new index.") % pages.result)
        return DONE


def _followed(job: Job, *, quiet: bool) -> Job:
    def tell(job: Job) -> None:
        if not quiet and sys.stderr.isatty():
            sys.stderr.write(f"\r{job.done:,} / {job.total or 0:,} ")

    if jobs.follow(job, tell).state != Job.State.DONE:
        raise Invalid(job.error_code or "kernel.failed", **job.error_params)
    return job


COMMANDS: list[type[Command]] = [Search, Rebuild]
