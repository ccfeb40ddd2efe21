"""`digitise select`, `digitise board`."""

from __future__ import annotations

import argparse
from typing import Any

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.registry.queries import library_by_code
from lienthu.repository.models.projects import STAGE_WORDS
from lienthu.repository.projects import queries, words
from lienthu.repository.projects.actions.selections import start_selection
from lienthu.repository.projects.api import figures_of
from lienthu.ui.formats import count, vdate, vnd

_ACTOR = Actor.system("lienthu digitise")


class Select(Command):
    name = "digitise select"
    help = "weighs a library's titles for digitisation into a new selection list and prints its top"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", help="what the list is called")
        parser.add_argument("--library", metavar="CODE", required=True)
        parser.add_argument("--most", type=int, default=200, help="titles on the list (default: %(default)s)")

    def run(self, args: argparse.Namespace) -> int:
        library = library_by_code(args.library)
        made = start_selection(actor=_ACTOR, library_id=library.pk, name=args.name, most=args.most)
        if made.job:
            jobs.follow(made.job)
        made.refresh_from_db()
        lines = list(made.lines.order_by("place")[: made.most])
        if args.json:
            self.out_json({"id": made.public_id, "state": made.state, "titles": [_said(line) for line in lines]})
            return DONE
        self.out(f"{made.public_id}  {made.name}: {len(lines)} / {made.looked_at}")
        for line in lines[:40]:
            self.out(f"{line.place:>4} {line.score:>4}  {line.title}  ({'; '.join(words.reasons(line.reasons))})")
        return DONE


def _said(line: Any) -> dict[str, Any]:
    return {"place": line.place, "score": line.score, "title": line.title, "entry": line.entry, "reasons": line.reasons}


class Board(Command):
    name = "digitise board"
    help = "how far a digitisation project is: jobs by step, pages, pace, forecast, cost of a page"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("project", metavar="CODE")

    def run(self, args: argparse.Namespace) -> int:
        project = queries.project_named(_ACTOR, args.project)
        said = figures_of(project)
        columns = [(one.stage, one.count, one.pages) for one in queries.board(project)]
        if args.json:
            self.out_json(said | {"stages": [{"stage": s, "jobs": n, "pages": p} for s, n, p in columns]})
            return DONE
        self.out(f"{project.code}  {project.name}")
        for stage, jobs_there, pages in columns:
            self.out(f"{STAGE_WORDS[stage]!s:<24}{count(jobs_there):>8}{count(pages):>10}")
        ends = vdate(said["forecast"]) or "—"
        self.out(f"{count(said['pages_delivered'])} / {count(said['planned_pages'])}  {said['pace']:g}/d  → {ends}")
        self.out(f"{vnd(said['page_cost']) or '—'} / {vnd(said['plan_page_cost']) or '—'}")
        return DONE


COMMANDS = [Select, Board]
